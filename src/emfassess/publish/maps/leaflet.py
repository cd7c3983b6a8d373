"""A folium map without tiles and without the scripts that folium would fetch from other hosts."""

from html import escape

import folium


class LocalMap(folium.Map):
    """A map whose page serves Leaflet itself."""

    default_js: list[tuple[str, str]] = []  # noqa: RUF012
    default_css: list[tuple[str, str]] = []  # noqa: RUF012


def escaped(text: str) -> str:
    """Text of users as HTML; braces too are escaped, because folium reads its pages as templates once more."""
    return escape(text).replace("{", "&#123;").replace("}", "&#125;")
