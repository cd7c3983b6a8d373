"""The buildings on a station's page: their table, the picture in plan, and the view in three dimensions."""

import json
from pathlib import Path
from typing import Any

import pydeck
import streamlit as st

from emfassess.language import N_, Language
from emfassess.language.messages.names import CLASS_NAME
from emfassess.publish.reports.buildings import building_note, building_table
from emfassess.publish.reports.sections import titles_of
from emfassess.publish.text.classes import CLASSES

REPORT_LABEL = {
    "buildings": N_("Buildings by exposure"),
    "facades": N_("Façades in plan"),
    "window": N_("Section through the antenna and the most exposed place of a building"),
}


VIEW = {"zoom": 16.2, "pitch": 55, "bearing": 20}
HEIGHT = 520


def buildings_part(record: dict[str, Any], folder: Path, text: Language) -> None:
    """Show the buildings around a station where the last run knew any."""
    if not record["surroundings"]["buildings"]:
        return
    st.subheader(text("Buildings by exposure"))
    table = building_table(record, text)
    st.table([dict(zip(titles_of(table), row, strict=True)) for row in table["rows"]])
    st.caption(building_note(record, text))
    st.subheader(text("The buildings from above"))
    st.caption(_legend(text))
    outlines = json.loads((folder / "buildings.geojson").read_text(encoding="utf-8"))
    st.pydeck_chart(_deck(outlines, record), height=HEIGHT)
    for name in ("facades", "window"):
        st.subheader(text(REPORT_LABEL[name]))
        st.image((folder / f"{name}.svg").read_text(encoding="utf-8"))
    columns = st.columns(2)
    for column, name in zip(columns, ("buildings.csv", "buildings.glb"), strict=True):
        column.download_button(name, (folder / name).read_bytes(), file_name=f"{record['station']['id']}-{name}")


def _legend(text: Language) -> str:
    return " · ".join(f':color[■]{{foreground="{kind.colour}"}} {text(CLASS_NAME[kind.key])}' for kind in CLASSES)


def _deck(outlines: dict[str, Any], record: dict[str, Any]) -> pydeck.Deck:
    """Prisms in the colour of their class, without any basemap: nothing is loaded from elsewhere."""
    colours = {kind.key: list(bytes.fromhex(kind.colour.removeprefix("#"))) for kind in CLASSES}
    for feature in outlines["features"]:
        feature["properties"]["colour"] = colours[feature["properties"]["class"]]
    buildings = pydeck.Layer(
        "GeoJsonLayer",
        outlines,
        extruded=True,
        get_elevation="properties.height_m",
        get_fill_color="properties.colour",
        get_line_color=[31, 41, 51],
        pickable=False,
    )
    station = record["station"]
    mast = pydeck.Layer(
        "ColumnLayer",
        [{"position": [station["longitude"], station["latitude"]], "top": record["station"]["highest_antenna_m"]}],
        get_position="position",
        get_elevation="top",
        radius=1.2,
        get_fill_color=[17, 17, 17],
    )
    view = pydeck.ViewState(longitude=station["longitude"], latitude=station["latitude"], **VIEW)
    return pydeck.Deck([buildings, mast], initial_view_state=view, map_provider=None, map_style=None)
