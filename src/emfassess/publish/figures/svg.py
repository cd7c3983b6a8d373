"""A drawing as SVG: text stays text, coordinates are tenths of a point, the same drawing gives the same bytes."""

from collections.abc import Iterable, Iterator
from html import escape
from pathlib import Path

import numpy as np
import shapely

from emfassess.publish.figures import drawing
from emfassess.publish.figures.drawing import (
    FAINT,
    INK,
    SMALL,
    TEXT,
    Area,
    Circle,
    Drawing,
    Faces,
    Lines,
    Mark,
    Panel,
    Scale,
    Symbols,
    Words,
)
from emfassess.publish.figures.fonts import FAMILY
from emfassess.units import Floats

UNIT = 10.0
"""Units of the file in a point: whole numbers are exact to 0.02 mm on paper."""

HATCHES = {
    "...": '<circle cx="4" cy="4" r=".9" fill="#fff"/>',
    "//": '<path d="M-1 9L9-1" stroke="#fff" stroke-width=".9"/>',
    "///": '<path d="M-1 9L9-1M-1 1L1-1M7 9L9 7" stroke="#fff" stroke-width=".9"/>',
    "xx": '<path d="M-1 9L9-1M-1-1L9 9" stroke="#fff" stroke-width=".9"/>',
    "xxx": '<path d="M-1 9L9-1M-1-1L9 9" stroke="#fff" stroke-width=".9"/>',
    "++": '<path d="M4 0V8M0 4H8" stroke="#fff" stroke-width="1.2"/>',
}
"""Tiles of patterns, 8 by 8, by the names that matplotlib has for them."""

TILE = 5.5
"""Side of a tile. [pt]"""

FINE = 0.3
"""Lines lose points that lie so near to them: 0.01 mm on paper. [unit]"""

SHORT = 12
"""Lines of fewer points are written as they are."""

FAMILIES = f"{FAMILY},Noto Sans CJK SC,Microsoft YaHei,sans-serif"


def svg_bytes(drawn: Drawing) -> bytes:
    """SVG file of a drawing."""
    names = sorted({mark.hatch for panel in drawn.panels for mark in panel.marks if isinstance(mark, Area) and mark.hatch}
                   | {key.hatch for key in drawn.keys if key.hatch})  # fmt: skip
    hatches = {hatch: f"h{number}" for number, hatch in enumerate(names)}
    parts = [*_definitions(drawn, hatches), *_title(drawn)]
    for number, panel in enumerate(drawn.panels):
        parts += _panel(panel, number, hatches)
    parts += _legend(drawn, hatches)
    width, height = (f"{size:g}" for size in (drawn.width, drawn.height))
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}pt" height="{height}pt" '
        f'viewBox="0 0 {_unit(drawn.width)} {_unit(drawn.height)}" font-family="{FAMILIES}" fill="{INK}">'
    )
    return "\n".join([head, *parts, "</svg>\n"]).encode("utf-8")


def _unit(value: float) -> int:
    return round(value * UNIT)


def _definitions(drawn: Drawing, hatches: dict[str, str]) -> Iterator[str]:
    yield f'<rect width="{_unit(drawn.width)}" height="{_unit(drawn.height)}" fill="#fff"/>'
    yield "<defs>"
    for hatch, name in hatches.items():
        side, scale = _unit(TILE), f"{TILE * UNIT / 8:g}"
        yield (
            f'<pattern id="{name}" width="{side}" height="{side}" patternUnits="userSpaceOnUse">'
            f'<g transform="scale({scale})">{HATCHES[hatch]}</g></pattern>'
        )
    for number, panel in enumerate(drawn.panels):
        left, top, width, height = (_unit(size) for size in panel.box)
        yield f'<clipPath id="c{number}"><rect x="{left}" y="{top}" width="{width}" height="{height}"/></clipPath>'
    yield "</defs>"


def _title(drawn: Drawing) -> Iterator[str]:
    if drawn.title:
        yield _text(drawn.width / 2, 14.0, drawn.title, TEXT, "middle")


def _text(x: float, y: float, text: str, size: float, anchor: str, more: str = "") -> str:
    """Text whose foot is at a place. [pt]"""
    where = "" if anchor == "start" else f' text-anchor="{anchor}"'
    return f'<text x="{_unit(x)}" y="{_unit(y)}" font-size="{_unit(size)}"{where}{more}>{escape(text)}</text>'


class _Places:
    """From the coordinates of a panel to units of the file."""

    def __init__(self, panel: Panel) -> None:
        left, top, width, height = panel.box
        self.scale = UNIT * np.array([width, -height]) / [_length(panel.across), _length(panel.up)]
        self.origin = UNIT * np.array([left, top + height]) - [panel.across.low, panel.up.low] * self.scale

    def units(self, points: Floats) -> Floats:
        """Places in units, shape (point, 2)."""
        return np.asarray(np.asarray(points, float) * self.scale + self.origin)


def _length(scale: Scale) -> float:
    return scale.high - scale.low


def _panel(panel: Panel, number: int, hatches: dict[str, str]) -> Iterator[str]:
    """Marks, then scales over them, then words, which may leave the frame."""
    places = _Places(panel)
    if panel.grid:
        yield from _grid(panel, places)
    yield f'<g clip-path="url(#c{number})">'
    for index, mark in enumerate(panel.marks):
        if not isinstance(mark, Words):
            yield from _mark(mark, places, f"a{number}-{index}", hatches)
    yield "</g>"
    for mark in panel.marks:
        if isinstance(mark, Words):
            yield _words(mark, places)
    left, top, width, _ = panel.box
    if panel.title:
        yield _text(left + width / 2, top - 6.0, panel.title, TEXT, "middle")
    if not panel.plain:
        yield from _scales(panel, places)


def _mark(mark: Mark, places: _Places, name: str, hatches: dict[str, str]) -> Iterator[str]:
    match mark:
        case Area():
            yield from _area(mark, places, name, hatches)
        case Lines():
            dash = f' stroke-dasharray="{" ".join(str(_unit(part)) for part in mark.dash)}"' if mark.dash else ""
            path = _path(map(places.units, mark.paths), closed=False)
            yield f'<path d="{path}" fill="none" {_stroke(mark.colour, mark.width)}{dash}/>'
        case Circle():
            x, y = np.rint(places.units(np.array(mark.centre))).astype(int).tolist()
            radius = round(abs(float(mark.radius * places.scale[0])))
            yield f'<circle cx="{x}" cy="{y}" r="{radius}" fill="none" {_stroke(mark.colour, mark.width)}/>'
        case Symbols():
            edge = f" {_stroke(mark.edge, 0.9)}" if mark.edge else ""
            path = "".join(_symbol(mark, x, y) for x, y in np.rint(places.units(mark.places)).astype(int).tolist())
            yield f'<path d="{path}" fill="{mark.fill}"{edge}/>'
        case Faces():
            yield '<g stroke-width="2">'
            for corners, fill in zip(mark.corners, mark.fills, strict=True):
                yield f'<path d="{_path([places.units(corners)], closed=True)}" fill="{fill}" stroke="{fill}"/>'
            yield "</g>"


def _stroke(colour: str, width: float) -> str:
    return f'stroke="{colour}" stroke-width="{_unit(width)}"'


def _area(mark: Area, places: _Places, name: str, hatches: dict[str, str]) -> Iterator[str]:
    """An area; its pattern is laid over it without its outline being written twice."""
    path = _path([places.units(ring) for ring in mark.rings], closed=True)
    faint = f' opacity="{mark.opacity:g}"' if mark.opacity < 1 else ""
    style = f'fill="{mark.fill}"{faint}' + (f" {_stroke(mark.edge, mark.edge_width)}" if mark.edge else "")
    if not mark.hatch:
        yield f'<path d="{path}" fill-rule="evenodd" {style}/>'
        return
    yield f'<defs><path id="{name}" d="{path}" fill-rule="evenodd"/></defs>'
    yield f'<use href="#{name}" {style}/><use href="#{name}" fill="url(#{hatches[mark.hatch]})"/>'


def _path(lines: Iterable[Floats], *, closed: bool) -> str:
    """Path in whole units, in steps from point to point; points that no eye could miss are left out."""
    parts = []
    for line in lines:
        kept = np.rint(_simple(line)).astype(np.int64)
        numbers = " ".join(map(str, np.diff(kept, axis=0).ravel().tolist()))
        parts.append(f"M{kept[0, 0]} {kept[0, 1]}l{numbers}{'z' if closed else ''}")
    return "".join(parts)


def _simple(line: Floats) -> Floats:
    """Line without points that lie within a fraction of a unit of the line through the others."""
    if len(line) < SHORT:
        return line
    return shapely.get_coordinates(shapely.simplify(shapely.LineString(line), FINE, preserve_topology=False))


def _symbol(mark: Symbols, x: int, y: int) -> str:
    half = round(mark.size * UNIT / 2)
    if mark.shape == "circle":
        return f"M{x - half} {y}a{half} {half} 0 1 0 {2 * half} 0a{half} {half} 0 1 0 {-2 * half} 0z"
    if mark.shape == "square":
        return f"M{x - half} {y - half}h{2 * half}v{2 * half}h{-2 * half}z"
    return f"M{x} {y - half}l{half} {2 * half}h{-2 * half}z"


def _words(mark: Words, places: _Places) -> str:
    x, y = (places.units(np.array(mark.place)) / UNIT + [mark.offset[0], -mark.offset[1]]).tolist()
    return _text(x, y, mark.text, mark.size, mark.anchor)


def _ticks(panel: Panel, places: _Places) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """Places and texts of the ticks across and up."""
    found = []
    for axis, scale in enumerate((panel.across, panel.up)):
        values = scale.ticks(panel.box[2 + axis])
        units = np.rint(values * places.scale[axis] + places.origin[axis]).astype(int).tolist()
        found.append([(unit, f"{value:g}".replace("-", "\u2212")) for unit, value in zip(units, values, strict=True)])
    return found[0], found[1]


def _grid(panel: Panel, places: _Places) -> Iterator[str]:
    left, top, width, height = (_unit(size) for size in panel.box)
    across, up = _ticks(panel, places)
    path = "".join(f"M{x} {top}v{height}" for x, _ in across) + "".join(f"M{left} {y}h{width}" for y, _ in up)
    yield f'<path d="{path}" fill="none" stroke="{FAINT}" stroke-width="3" opacity=".6"/>'


def _scales(panel: Panel, places: _Places) -> Iterator[str]:
    """Frame, ticks, their numbers and the labels."""
    left, top, width, height = panel.box
    bottom = top + height
    across, up = _ticks(panel, places)
    ticks = "".join(f"M{x} {_unit(bottom)}v35" for x, _ in across) + "".join(f"M{_unit(left)} {y}h-35" for y, _ in up)
    frame = f"M{_unit(left)} {_unit(top)}h{_unit(width)}v{_unit(height)}h{-_unit(width)}z"
    yield f'<path d="{frame}{ticks}" fill="none" stroke="{FAINT}" stroke-width="8"/>'
    for x, text in across:
        yield _text(x / UNIT, bottom + 13.5, text, TEXT, "middle")
    for y, text in up:
        yield _text(left - 6.0, y / UNIT + 3.2, text, TEXT, "end")
    if panel.across.label:
        yield _text(left + width / 2, bottom + 27.0, panel.across.label, TEXT, "middle")
    if panel.up.label:
        place = left - 35.0, top + height / 2
        turned = f' transform="rotate(-90 {_unit(place[0])} {_unit(place[1])})"'
        yield _text(*place, panel.up.label, TEXT, "middle", turned)


def _legend(drawn: Drawing, hatches: dict[str, str]) -> Iterator[str]:
    """Keys below the panels, each line in the middle."""
    rows = drawing.legend_rows(drawn.keys)
    for number, row in enumerate(rows if drawn.keys else []):
        foot = drawn.height - 7.0 - 14.0 * (len(rows) - 1 - number)
        left = (drawn.width - sum(taken for _, taken in row)) / 2
        for key, taken in row:
            yield from _key(key, left, foot, hatches)
            yield _text(left + 24.0, foot, key.label, SMALL, "start")
            left += taken


def _key(key: drawing.Key, x: float, foot: float, hatches: dict[str, str]) -> Iterator[str]:
    """Sign of a key, 20 pt wide."""
    if key.line:
        yield f'<path d="M{_unit(x)} {_unit(foot - 2.5)}h200" {_stroke(key.fill, key.line)}/>'
        return
    place = f'x="{_unit(x)}" y="{_unit(foot - 6.5)}" width="200" height="80"'
    faint = f' opacity="{key.opacity:g}"' if key.opacity < 1 else ""
    yield f'<rect {place} fill="{key.fill}"{faint} stroke="{FAINT}" stroke-width="4"/>'
    if key.hatch:
        yield f'<rect {place} fill="url(#{hatches[key.hatch]})"/>'


def save_svg(drawn: Drawing, path: Path) -> None:
    """Write a drawing as SVG."""
    path.write_bytes(svg_bytes(drawn))
