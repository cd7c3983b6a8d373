"""The map of many stations, for a page that serves Leaflet itself."""

from collections.abc import Mapping
from typing import Any

import folium
import pandas as pd

from emfassess.language import Language
from emfassess.publish.figures.drawing import INK
from emfassess.publish.maps.leaflet import LocalMap, escaped
from emfassess.publish.text import numbers
from emfassess.publish.text.classes import CLASSES, ExposureClass, class_index
from emfassess.publish.text.verdicts import VERDICT_WORD

MOST_ON_MAP = 2000
"""Number of stations drawn at once, those with the highest exposure ratios."""
RADIUS = 9


def stations_map(stations: pd.DataFrame, text: Language, leaflet: str) -> LocalMap:
    """Map of stations in the colour of their class.

    Names reach it through GeoJSON properties only, escaped: a tooltip of folium's own would run what they say.

    Parameters
    ----------
    stations : DataFrame
        With `station_id`, `name`, `longitude`, `latitude`, `verdict` and `max_exposure_ratio`.
    text : Language
    leaflet : str
        Address of the folder that Leaflet's script and style are served from.
    """
    drawn = stations.nlargest(MOST_ON_MAP, "max_exposure_ratio")
    places = drawn[["latitude", "longitude"]].to_numpy(float)
    found = LocalMap(
        location=places[0].tolist(),
        tiles=None,
        zoom_start=15,
        max_zoom=20,
        control_scale=True,
        attributionControl=False,
    )
    found.default_js = [("leaflet", f"{leaflet}/leaflet.js")]
    found.default_css = [("leaflet", f"{leaflet}/leaflet.css")]
    classes = class_index(drawn["max_exposure_ratio"].to_numpy(float))
    for index in sorted(set(classes.tolist())):
        _layer(drawn[classes == index], CLASSES[index], text).add_to(found)
    if len(places) > 1:
        found.fit_bounds([places.min(axis=0).tolist(), places.max(axis=0).tolist()], max_zoom=17)
    return found


def marked_place(longitude: float, latitude: float) -> folium.FeatureGroup:
    """A place that is looked at, to be put on a map that stays as it is."""
    group = folium.FeatureGroup()
    circle = folium.CircleMarker(
        [latitude, longitude], radius=6, color=INK, weight=3, fill_color="#ffd166", fill_opacity=1
    )
    circle.add_to(group)
    return group


def _layer(stations: pd.DataFrame, kind: ExposureClass, text: Language) -> folium.GeoJson:
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [row["longitude"], row["latitude"]]},
            "properties": {"tip": escaped(_tip(row, text))},
        }
        for row in stations.to_dict("records")
    ]
    style = {"color": INK, "weight": 1.5, "fillColor": kind.colour, "fillOpacity": 1}
    return folium.GeoJson(
        {"type": "FeatureCollection", "features": features},
        style_function=lambda _: style,
        tooltip=folium.GeoJsonTooltip(["tip"], labels=False, sticky=True),
        marker=folium.CircleMarker(radius=RADIUS, fill=True),
    )


def _tip(row: Mapping[Any, Any], text: Language) -> str:
    share = numbers.percent(row["max_exposure_ratio"])
    word = text(VERDICT_WORD[row["verdict"]])
    return f"{row['station_id']} · {str(row['name'])[:80]} · {share} · {word}"
