"""Draw the floors of the package from its imports, for docs/architecture.md: ``make architecture``."""

import tomllib
from html import escape
from pathlib import Path

import grimp

ROOT = Path(__file__).parents[1]
PICTURE = ROOT / "docs" / "images" / "floors.svg"
WIDTH, ROW, BOX = 860, 62, 34
LEFT = 20


def floors() -> list[list[str]]:
    """Rooms by floor, the uppermost first, as the layers of import-linter list them."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    layers = next(c["layers"] for c in settings["contracts"] if c["type"] == "layers")
    return [[room.strip() for room in layer.split("|")] for layer in layers]


def imports_between(rooms: list[str]) -> set[tuple[str, str]]:
    """Pairs of rooms, importing and imported."""
    graph = grimp.build_graph("emfassess")
    pairs = (
        ((module.split(".") + [""])[1], (imported.split(".") + [""])[1])
        for module in graph.modules
        for imported in graph.find_modules_directly_imported_by(module)
    )
    return {pair for pair in pairs if pair[0] != pair[1] and set(pair) <= set(rooms)}


def without_shortcuts(pairs: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """The pairs that no longer way leads through: the picture's lines (transitive reduction)."""
    below: dict[str, set[str]] = {}
    for above, room in pairs:
        below.setdefault(above, set()).add(room)

    def leads(above: str, room: str) -> bool:
        return any(each == room or leads(each, room) for each in below.get(above, ()))

    return {(above, room) for above, room in pairs if not any(leads(each, room) for each in below[above])}


def drawing() -> str:
    """SVG with a row of boxes a floor, and a line for each import that no longer way leads through."""
    levels = floors()
    centre = {}
    for row, rooms in enumerate(levels):
        for number, room in enumerate(rooms):
            centre[room] = (LEFT + (WIDTH - 2 * LEFT) * (number + 0.5) / len(rooms), row * ROW + ROW / 2)
    lines = imports_between(list(centre))
    height = len(levels) * ROW
    arrows_up = [names for names in lines if centre[names[0]][1] >= centre[names[1]][1]]
    if arrows_up:
        raise SystemExit(f"imports that do not lead down: {arrows_up}")
    svg = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="Floors">',
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
    ]
    svg += [_line(centre[above], centre[below]) for above, below in sorted(without_shortcuts(lines))]
    svg += [_box(room, *centre[room]) for room in centre]
    return "\n".join([*svg, "</svg>", ""])


def _line(start: tuple[float, float], end: tuple[float, float]) -> str:
    (x, y), (u, v) = start, end
    bend = 0 if abs(x - u) > 1 else 180 * (v - y) / ROW / 6  # rooms above each other: past those between them
    middle = f"{(x + u) / 2 + bend:.0f} {(y + v) / 2:.0f}"
    return f'<path d="M{x:.0f} {y:.0f}Q{middle} {u:.0f} {v:.0f}" fill="none" stroke="#5b7fa6" stroke-opacity="0.7"/>'


def _box(room: str, x: float, y: float) -> str:
    width = 18 + 9 * len(room)
    return (
        f'<rect x="{x - width / 2:.0f}" y="{y - BOX / 2:.0f}" width="{width}" height="{BOX}" rx="5" '
        f'fill="#f4f7fb" stroke="#22466e"/><text x="{x:.0f}" y="{y + 5:.0f}" text-anchor="middle" '
        f'font-family="sans-serif" font-size="15" fill="#12304f">{escape(room)}</text>'
    )


if __name__ == "__main__":
    PICTURE.write_text(drawing(), encoding="utf-8")
