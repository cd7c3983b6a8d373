"""Files that the maps of a run share: Leaflet from an installed package, with the script and style of a station's map."""

from functools import cache
from importlib.resources import files
from pathlib import Path

STYLE, SCRIPT = "@map.css", "@map.js"
"""Files of a run beside the folders of its stations; no station id begins so."""

RUN = ".."
"""The run's folder as seen from a map in the folder of its station."""


@cache
def style() -> str:
    """The style of a map."""
    # without the pictures of markers, which no map draws
    kept = (line for line in _of_leaflet("leaflet.css").splitlines() if "url(" not in line)
    return "\n".join([*kept, _own("station-map.css")])


@cache
def script() -> str:
    """The script of a map."""
    return "\n".join(
        [_of_leaflet("leaflet.js").replace("//# sourceMappingURL=leaflet.js.map", ""), _own("station-map.js")]
    )


def _of_leaflet(name: str) -> str:
    return (files("js_lib_leaflet") / "static" / "js_lib_leaflet" / name).read_text(encoding="utf-8")


def _own(name: str) -> str:
    return (files(__package__) / "static" / name).read_text(encoding="utf-8")


def write_assets(run: Path) -> None:
    """Write the shared files into a run's folder, for maps that link to them."""
    (run / STYLE).write_text(style(), encoding="utf-8")
    (run / SCRIPT).write_text(script(), encoding="utf-8")


def head_html(shared: str | None) -> str:
    """Style of a page: a link into a folder, or the style itself."""
    return f"<style>{style()}</style>" if shared is None else f'<link rel="stylesheet" href="{shared}/{STYLE}">'


def script_html(shared: str | None) -> str:
    """Script of a page, for its end: a link into a folder, or the script itself."""
    if shared is not None:
        return f'<script src="{shared}/{SCRIPT}"></script>'
    return "<script>" + script().replace("</script", "<\\/script") + "</script>"


def whole_page(html: str) -> str:
    """A page that links to the shared files as one that holds them, for where it is shown alone."""
    return html.replace(head_html(RUN), head_html(None)).replace(script_html(RUN), script_html(None))
