"""A folium map whose page needs nothing from elsewhere: Leaflet from an installed package, written into the page."""

from functools import cache
from importlib.resources import files

import folium
from branca.element import Element


class LocalMap(folium.Map):
    """A map without tiles and without the scripts that folium would fetch from other hosts."""

    default_js: list[tuple[str, str]] = []  # noqa: RUF012
    default_css: list[tuple[str, str]] = []  # noqa: RUF012


@cache
def _asset(name: str) -> str:
    text = (files("js_lib_leaflet") / "static" / "js_lib_leaflet" / name).read_text(encoding="utf-8")
    return text.replace("//# sourceMappingURL=leaflet.js.map", "")


def leaflet_head() -> Element:
    """Leaflet's style and script as elements of a page's head."""
    # its style names pictures of markers that this project does not draw
    style = "\n".join(line for line in _asset("leaflet.css").splitlines() if "url(" not in line)
    script = _asset("leaflet.js").replace("</script", "<\\/script")
    return Element("{% raw %}<style>" + style + "</style><script>" + script + "</script>{% endraw %}")
