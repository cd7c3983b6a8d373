"""Files that the maps of a run share: Leaflet from an installed package, and the script and style of a station's map."""

from functools import cache
from importlib.resources import files
from pathlib import Path

ASSETS = "@assets"
"""Folder of a run beside those of its stations; no station id begins so."""

STYLES = ("leaflet.css", "station-map.css")
SCRIPTS = ("leaflet.js", "station-map.js")


@cache
def asset(name: str) -> str:
    """Text of a shared file."""
    if name.startswith("leaflet"):
        text = (files("js_lib_leaflet") / "static" / "js_lib_leaflet" / name).read_text(encoding="utf-8")
        # the style names pictures of markers that no map draws
        kept = (line for line in text.splitlines() if "url(" not in line or not name.endswith(".css"))
        return "\n".join(kept).replace("//# sourceMappingURL=leaflet.js.map", "")
    return (files(__package__) / "static" / name).read_text(encoding="utf-8")


def write_assets(run: Path) -> None:
    """Write the shared files into a run's folder: maps written with ``assets="../@assets"`` load them from there."""
    folder = run / ASSETS
    folder.mkdir(exist_ok=True)
    for name in (*STYLES, *SCRIPTS):
        (folder / name).write_text(asset(name), encoding="utf-8")


def head_html(assets: str | None) -> str:
    """Styles of a page: links into a folder, or the styles themselves."""
    if assets is None:
        return "".join(f"<style>{asset(name)}</style>" for name in STYLES)
    return "".join(f'<link rel="stylesheet" href="{assets}/{name}">' for name in STYLES)


def scripts_html(assets: str | None) -> str:
    """Scripts of a page, for its end: links into a folder, or the scripts themselves."""
    if assets is None:
        return "".join(f"<script>{_in_page(asset(name))}</script>" for name in SCRIPTS)
    return "".join(f'<script src="{assets}/{name}"></script>' for name in SCRIPTS)


def whole_page(html: str) -> str:
    """A page that links to the shared files as one that holds them, for where it is shown alone."""
    linked = f"../{ASSETS}"
    return html.replace(head_html(linked), head_html(None)).replace(scripts_html(linked), scripts_html(None))


def _in_page(script: str) -> str:
    return script.replace("</script", "<\\/script")
