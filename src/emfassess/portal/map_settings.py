"""Settings of the page's script: addresses of data, classes, and its sentences in the page's language."""

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict

import numpy as np

from emfassess.language import Language
from emfassess.language.messages.names import CLASS_NAME, SCENARIO_SENTENCE
from emfassess.portal.edition import Edition
from emfassess.portal.raster import NATIVE_ZOOM, SIDE
from emfassess.portal.raster_files import CHUNK_ZOOM, HIGHEST_ZOOM, LOWEST_ZOOM, NUMERIC_ZOOM
from emfassess.portal.search_index import LINES
from emfassess.publish.text.bound_and_expected import EXPECTED_HERE, NONE_EXPECTED
from emfassess.publish.text.classes import CLASSES
from emfassess.publish.text.clauses import clause_in
from emfassess.surroundings import RINGS


class MaximumSettings(TypedDict):
    """The maximum within a ring around a station."""

    label: str
    longitude: float
    latitude: float
    exposure_ratio: float
    field_strength_v_m: float
    power_density_w_m2: float


class StationSettings(TypedDict):
    """The station that a map is drawn around, with rings [m], zones and maxima."""

    id: str
    name: str
    longitude: float
    latitude: float
    rings: list[float]
    zones: list[Mapping[str, Any]]
    maxima: list[MaximumSettings]


class ZoomSettings(TypedDict):
    """Zooms of the pictures and of the numeric tiles, whose side is in cells."""

    native: int
    numeric: int
    side: int
    lowest: int
    highest: int
    chunk: int


class MapSettings(TypedDict):
    """Settings of a page's script."""

    bounds: list[list[float]]
    lines: int
    zooms: ZoomSettings
    classes: list[list[str]]
    station: StationSettings | None
    again: str
    words: dict[str, str]


def map_settings(
    edition: Edition,
    text: Language,
    record: Mapping[str, Any] | None = None,
    zones: Sequence[Mapping[str, Any]] = (),
) -> MapSettings:
    """Settings of a page's script; with the record of a station, of the map around it."""
    station: StationSettings | None = None
    if record is not None:
        shown = record["station"]
        station = {
            "id": shown["id"],
            "name": shown["name"],
            "longitude": shown["longitude"],
            "latitude": shown["latitude"],
            "rings": [outer for _, outer in RINGS],
            "zones": list(zones),
            "maxima": [_maximum(ring, record["scenario"]) for ring in record["rings"]],
        }
    return {
        "bounds": _bounds(edition),
        "lines": LINES,
        "zooms": {
            "native": NATIVE_ZOOM,
            "numeric": NUMERIC_ZOOM,
            "side": SIDE,
            "lowest": LOWEST_ZOOM,
            "highest": HIGHEST_ZOOM,
            "chunk": CHUNK_ZOOM,
        },
        "classes": [[kind.key, text(CLASS_NAME[kind.key])] for kind in CLASSES],
        "station": station,
        "again": edition.points_command,
        "words": _words(edition, text),
    }


def _maximum(ring: Mapping[str, Any], scenario: str) -> MaximumSettings:
    level = ring[scenario]
    return {
        "label": ring["label"],
        "longitude": ring["longitude"],
        "latitude": ring["latitude"],
        "exposure_ratio": level["exposure_ratio"],
        "field_strength_v_m": level["field_strength_v_m"],
        "power_density_w_m2": level["power_density_w_m2"],
    }


def _bounds(edition: Edition) -> list[list[float]]:
    """The view that a map opens with: the area with most stations, south-west and north-east corner. [deg]

    Stations farther than a degree from the middle one are left to the reader's zooming, or a few far away would make a
    map of the world of a city.
    """
    places = np.array([[row["latitude"], row["longitude"]] for row in edition.run.rows], dtype=float)
    middle = places[np.argsort(places[:, 1], kind="stable")[len(places) // 2]]
    close = places[np.abs(places - middle).max(axis=1) <= 1.0]
    # a national network has no such place
    shown = close if len(close) > len(places) / 2 else places
    return [shown.min(axis=0).round(5).tolist(), shown.max(axis=0).round(5).tolist()]


def _words(edition: Edition, text: Language) -> dict[str, str]:
    """Sentences that the script prints."""
    return (
        _level_words(edition, text)
        | _place_words(text)
        | {"again-note": _note(edition, text)}
        | _search_words(text)
        | _view_words(text)
        | {"missing": text("A file of this page could not be loaded: %(name)s")}
    )


def _level_words(edition: Edition, text: Language) -> dict[str, str]:
    """Classes of the level, and the limit and scenario that it is computed for."""
    return {
        "under-1": text("At the middle of this map cell: less than 1 % of the limit."),
        "1-10": text("At the middle of this map cell: 1 to 10 % of the limit."),
        "10-50": text("At the middle of this map cell: 10 to 50 % of the limit."),
        "50-100": text(
            "At the middle of this map cell: 50 to 100 % of the limit. A few metres away it can be above the limit."
        ),
        "over-100": text(
            "At the middle of this map cell the calculated level is above the limit. "
            "Ask whom this page names what is done about it."
        ),
        "bound-above": text(
            "At the middle of this map cell the calculated level is within the limit; scattered fields could exceed it. "
            "Ask whom this page names for a measurement."
        ),
        "scenario": text(SCENARIO_SENTENCE[_scenario(edition)]),
        "limit": text("%(standard)s, edition %(edition)s, %(clause)s")
        % {
            "standard": edition.limit["standard"],
            "edition": edition.limit["edition"],
            "clause": clause_in(edition.limit["clause"], text),
        },
        "share": text("%(percent)s of the limit"),
        "at-most": text("At most %(percent)s of the limit"),
        "calculated": text("Calculated level"),
        "expected": text(EXPECTED_HERE, **{name: f"%({name})s" for name in ("expected", "low", "high")}),
        "not-expected": text(NONE_EXPECTED),
    }


def _place_words(text: Language) -> dict[str, str]:
    """Level at a place: the form, and the names of the values."""
    return {
        "nowhere": text(
            "Nothing was computed here: this place is farther than 500 m from every station published here. That does not "
            "mean that the level is zero."
        ),
        "bad": text("Please type latitude and longitude in degrees, such as 30.2701 and 120.1234."),
        "no-device": text("The device did not report its place. You can type it, or click on the map."),
        "asking": text("Asking the device …"),
        "height": text("1.7 m above the ground, outdoors"),
        "centre": text("Centre of the computed cell"),
        "strongest": text("Adds most"),
        "measured": text("Last measured"),
        "measured-by": text("%(on)s by %(by)s"),
        "never": text("no measurement is published"),
        "due": text("Next measurement due"),
        "no-due": text("no date is published"),
        "ask": text("Whom to ask"),
        "ask-operator": text("the operator: %(operator)s"),
        "against": text("Against the limit of"),
        "power": text("Power density"),
        "field": text("Electric field strength"),
        "computed": text("Computed for"),
        "again": text("To compute it again"),
    }


def _note(edition: Edition, text: Language) -> str:
    """How near the command comes to the map; empty where it gives the same number."""
    if not edition.interpolated:
        return ""
    return text(
        "On this map farther stations are interpolated; the command sums them all. The two differ by at most 0.02 dB."
    )


def _search_words(text: Language) -> dict[str, str]:
    """Results of a search."""
    return {
        "none-found": text("No station was found by these words."),
        "found": text("Stations found: %(count)s"),
        "first-of-many": text("The first of many; please type one more word."),
    }


def _view_words(text: Language) -> dict[str, str]:
    """Stations in the view of the map."""
    return {
        "stations": text("Stations: %(count)s"),
        "greatest": text("greatest level %(percent)s of the limit"),
        "above": text("above the limit: %(count)s"),
        "details": text("To the station's page"),
        "in-view": text("Stations in this view: %(count)s"),
        "too-many": text("Zoom in to list the stations of the view one by one."),
        "zoom-in": text("Zoom in"),
        "zoom-out": text("Zoom out"),
    }


def _scenario(edition: Edition) -> str:
    return str(edition.run.rows[0]["scenario"])
