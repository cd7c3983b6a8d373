"""My place: the level where someone lives, in one plain sentence, and a form to ask."""

from typing import Any

import streamlit as st
from streamlit_folium import st_folium

from emfassess.app.display import line_of, plain, told
from emfassess.app.question_form import ask_part
from emfassess.app.results import level_for_public, stations_table
from emfassess.app.results_tables import rules_of
from emfassess.app.served_leaflet import SERVED
from emfassess.app.visit import Visit
from emfassess.jobs.batches import RANGE
from emfassess.jobs.place import HEIGHTS, NothingKnownError, PlaceLevel
from emfassess.publish.maps.stations import marked_place, stations_map
from emfassess.publish.text import numbers
from emfassess.register.due import public_due_day
from emfassess.register.nearest_measurement import NearMeasurement, last_published_measurement_near

KEYS = ("longitude", "latitude", "height_m")
BOUNDS = ((-180.0, 180.0), (-90.0, 90.0), HEIGHTS)
MAP_HEIGHT = 380
HEAD_HEIGHT_M = 1.7


def my_place_page(visit: Visit) -> None:
    """Type coordinates or click on the map, and read the level there."""
    text, stations = visit.text, stations_table(visit)
    st.header(text("app.place"))
    if stations.empty:
        st.warning(text("app.none-published" if visit.register is not None else "app.no-run"))
        return
    first = (float(stations["longitude"].iloc[0]), float(stations["latitude"].iloc[0]), HEAD_HEIGHT_M)
    _take_click()
    for key, start in zip(KEYS, first, strict=True):
        st.session_state.setdefault(key, _from_link(key, start))
    st.text(text("place.how"))
    longitude, latitude, height_m = _inputs(visit)
    st_folium(
        stations_map(stations, text, SERVED),
        feature_group_to_add=marked_place(longitude, latitude),
        key="place-map",
        height=MAP_HEIGHT,
        use_container_width=True,
        returned_objects=["last_clicked"],
    )
    for key, value in zip(KEYS, (longitude, latitude, height_m), strict=True):
        st.query_params[key] = f"{value:.6f}".rstrip("0").rstrip(".")
    level = None
    with told(visit):
        try:
            level, without = level_for_public(visit, longitude, latitude, height_m)
            _show(visit, level, without)
        except NothingKnownError:
            st.warning(text("place.nothing-known", distance=f"{RANGE / 1000:g} km"))
        _measured(visit, longitude, latitude)
        if level is not None:
            _due(visit, level)
        _whom(visit)
    if visit.register is not None:
        ask_part(visit, longitude, latitude, height_m, "" if level is None else level.nearest)


def _take_click() -> None:
    """Where the map was clicked becomes the place, before the inputs are drawn."""
    place = (st.session_state.get("place-map") or {}).get("last_clicked")
    if place and place != st.session_state.get("clicked"):
        st.session_state["clicked"] = place
        st.session_state["longitude"], st.session_state["latitude"] = round(place["lng"], 6), round(place["lat"], 6)


def _from_link(key: str, otherwise: float) -> float:
    """Value of a link; what is no number of its kind is left out."""
    low, high = BOUNDS[KEYS.index(key)]
    try:
        value = float(st.query_params.get(key, otherwise))
    except ValueError:
        return otherwise
    return value if low <= value <= high else otherwise


def _inputs(visit: Visit) -> tuple[float, ...]:
    values = []
    for column, key, (low, high) in zip(st.columns(3), KEYS, BOUNDS, strict=True):
        digits = "%.6f" if key != "height_m" else "%.1f"
        step = 0.0001 if key != "height_m" else 0.5
        values.append(column.number_input(visit.text(f"place.{key}"), low, high, step=step, format=digits, key=key))
    return tuple(float(value) for value in values)


def _show(visit: Visit, level: PlaceLevel | None, without: int) -> None:
    """The sentence and the three figures; where stations are missing in the sum, no sentence calls it safe."""
    text = visit.text
    if level is None:
        st.warning(text("place.none-published-near", count=without))
        return
    sentence = text(
        f"place.{level.verdict}",
        percent=numbers.percent(level.exposure_ratio),
        standard=f"{level.limit['standard']} ({level.limit['edition']})",
        height=numbers.metres(level.height_m),
        uncertainty=numbers.significant(level.expanded_uncertainty_db),
    )
    if without and level.verdict != "exceeds":
        st.warning(text("place.part-only", percent=numbers.percent(level.exposure_ratio), count=without))
    else:
        {"compliant": st.info, "indeterminate": st.warning, "exceeds": st.error}[level.verdict](sentence)
    figures = (
        ("report.share", numbers.percent(level.exposure_ratio)),
        ("report.power-density", f"{numbers.significant(level.power_density_w_m2)} W/m²"),
        ("report.field-strength", numbers.field_strength(level.field_strength_v_m)),
    )
    for column, (key, value) in zip(st.columns(3), figures, strict=True):
        column.metric(text(key), value)
    st.caption(
        text(
            "place.made-of",
            density=numbers.power_density(level.power_density_w_m2),
            stations=level.stations,
            scenario=text(f"report.scenario-{level.scenario}"),
            main=plain(level.main_contributor),
            nearest=plain(level.nearest),
            distance=numbers.metres(level.distance_m),
        )
    )


def _measured(visit: Visit, longitude: float, latitude: float) -> None:
    """The last published measurement near."""
    if visit.register is None:
        return
    found = last_published_measurement_near(visit.register, longitude, latitude, visit.today)
    st.subheader(visit.text("place.measured"))
    st.text(visit.text("place.nobody-measured") if found is None else measured_sentence(visit, found))


def measured_sentence(visit: Visit, found: NearMeasurement | dict[str, Any]) -> str:
    """Who measured what, when and how far away, as one sentence of plain text."""
    record = found if isinstance(found, dict) else found.record()
    return visit.text(
        "place.measured-below" if record["censored"] else "place.measured-value",
        day=record["day"],
        level=numbers.field_strength(record["field_strength_v_m"]),
        distance=numbers.metres(record["distance_m"]),
        point=line_of(f"{record['description'] or record['point_id']}", 120),
    )


def _due(visit: Visit, level: PlaceLevel) -> None:
    if visit.register is None:
        return
    day = public_due_day(visit.register, level.nearest, visit.today, rules_of(visit))
    if day is not None:
        key = "place.overdue" if day < visit.today else "place.due"
        st.text(visit.text(key, station=level.nearest, day=day.isoformat()))


def _whom(visit: Visit) -> None:
    """Whom to ask, where the project says so."""
    said = visit.project.disclosure
    told_of = [said.publisher, said.contact, said.email, said.telephone]
    if any(told_of):
        st.text(visit.text("place.whom", contact=line_of(", ".join(part for part in told_of if part))))
