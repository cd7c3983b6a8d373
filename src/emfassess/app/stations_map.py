"""The map of all stations, with the same as a table below it."""

from typing import Any

import pandas as pd
import streamlit as st
from streamlit_folium import st_folium

from emfassess.app.display import csv_button, grid, line_of
from emfassess.app.results import stations_table
from emfassess.app.served_leaflet import SERVED
from emfassess.app.station import PARAMETER
from emfassess.app.visit import Visit
from emfassess.language import N_, Language
from emfassess.language.messages.names import CLASS_NAME
from emfassess.publish.maps.stations import MOST_ON_MAP, stations_map
from emfassess.publish.text import numbers
from emfassess.publish.text.classes import CLASSES
from emfassess.publish.text.verdicts import VERDICT_WORD
from emfassess.register.nearest_measurement import distances

HEIGHT = 520


def map_page(visit: Visit) -> None:
    """All stations whose result the visitor may see."""
    text, stations = visit.text, stations_table(visit)
    st.header(text("Map of stations"))
    if stations.empty:
        st.warning(
            text(
                N_("No result has been published yet, so no level is available for any place here.")
                if visit.register is not None
                else N_(
                    "Nothing has been assessed yet, so no level is available for any place. Run this "
                    "command in the project's folder:"
                )
            )
        )
        return
    st.markdown(legend(text))
    if len(stations) > MOST_ON_MAP:
        st.caption(
            text(
                "The map shows the {count} stations with the greatest exposure ratio, the table all {all}.",
                count=MOST_ON_MAP,
                all=len(stations),
            )
        )
    clicked = st_folium(
        stations_map(stations, text, SERVED),
        key="stations-map",
        height=HEIGHT,
        use_container_width=True,
        returned_objects=["last_object_clicked"],
    )
    place = (clicked or {}).get("last_object_clicked")
    if place:
        _link(visit, _nearest(stations, place["lng"], place["lat"]))
    _table(stations, visit)


def legend(text: Language) -> str:
    """The classes with their colours and words, for where Streamlit reads Markdown."""
    return " · ".join(f':color[■]{{foreground="{kind.colour}"}} {text(CLASS_NAME[kind.key])}' for kind in CLASSES)


def _nearest(stations: pd.DataFrame, longitude: float, latitude: float) -> "pd.Series[Any]":
    away = distances(longitude, latitude, stations["longitude"].to_numpy(float), stations["latitude"].to_numpy(float))
    return stations.iloc[int(away.argmin())]


def _link(visit: Visit, row: "pd.Series[Any]") -> None:
    st.text(f"{row['station_id']} · {line_of(row['name'], 120)}")
    st.page_link(
        visit.pages["station"],
        label=visit.text("Open the page of this station"),
        query_params={PARAMETER: str(row["station_id"])},
    )


def _table(stations: pd.DataFrame, visit: Visit) -> None:
    text = visit.text
    named = {
        "station_id": text("Station"),
        "name": text("Name"),
        "operator": text("Operator"),
        "share": text("Exposure ratio"),
        "word": text("Verdict"),
    }
    rows = stations.sort_values("max_exposure_ratio", ascending=False)
    rows = rows.assign(
        share=[numbers.percent(ratio) for ratio in rows["max_exposure_ratio"]],
        word=[text(VERDICT_WORD[verdict]) for verdict in rows["verdict"]],
    )
    grid(rows, named, key="stations-table")
    csv_button(text("Download as CSV"), stations, "stations.csv")
