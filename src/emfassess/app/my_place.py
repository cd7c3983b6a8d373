"""My place: the level where someone lives, in one plain sentence, and a form to ask."""

from dataclasses import asdict
from typing import Any

import streamlit as st
from streamlit_folium import st_folium

from emfassess.app.display import box_of, line_of, plain, reported_errors
from emfassess.app.question_form import ask_part
from emfassess.app.results import level_for_public, stations_table
from emfassess.app.results_tables import rules_of
from emfassess.app.served_leaflet import SERVED
from emfassess.app.visit import Visit
from emfassess.exposure.compliance import uncertainty_range
from emfassess.jobs.batches import RANGE
from emfassess.jobs.place import HEIGHTS, NothingKnownError, PlaceLevel
from emfassess.language import N_, Language
from emfassess.language.messages.names import SCENARIO_SENTENCE
from emfassess.publish.maps.stations import marked_place, stations_map
from emfassess.publish.text import numbers
from emfassess.publish.text.bound_and_expected import expected_here
from emfassess.publish.text.measured_between import between_sentences
from emfassess.publish.text.verdicts import calculated_sentence, is_exceedance
from emfassess.register.due import public_due_day
from emfassess.register.nearest_measurement import NearMeasurement, last_published_measurement_near

PLACE_LABEL = {
    "longitude": N_("Longitude (degrees east)"),
    "latitude": N_("Latitude (degrees north)"),
    "height_m": N_("Height above the ground (m)"),
}


KEYS = ("longitude", "latitude", "height_m")
BOUNDS = ((-180.0, 180.0), (-90.0, 90.0), HEIGHTS)
MAP_HEIGHT = 380
HEAD_HEIGHT_M = 1.7

NOT_PUBLISHED = N_("No result has been published yet, so no level is available for any place here.")
NOT_ASSESSED = N_(
    "Nothing has been assessed yet, so no level is available for any place. Run this command in the project's folder:"
)
HOW = N_(
    "Type the coordinates of your place, or click on the map. The height is that of your window or balcony above the "
    "ground; 1.7 m is a person's head on the ground."
)


SCATTERED_ABOVE = N_("Scattered fields could exceed the limit here; a measurement would show it.")


def my_place_page(visit: Visit) -> None:
    """Type coordinates or click on the map, and read the level there."""
    text, stations = visit.text, stations_table(visit)
    st.header(text("My place"))
    if stations.empty:
        st.warning(text(NOT_ASSESSED if visit.register is None else NOT_PUBLISHED))
        return
    first = (float(stations["longitude"].iloc[0]), float(stations["latitude"].iloc[0]), HEAD_HEIGHT_M)
    _take_click()
    for key, start in zip(KEYS, first, strict=True):
        st.session_state.setdefault(key, _from_link(key, start))
    st.text(text(HOW))
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
    with reported_errors(visit):
        try:
            level, without = level_for_public(visit, longitude, latitude, height_m)
            _show(visit, level, without)
        except NothingKnownError:
            st.warning(
                text(
                    "No known station lies within {distance} of this place, so the level here is not known.",
                    distance=f"{RANGE / 1000:g} km",
                )
            )
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
        values.append(column.number_input(visit.text(PLACE_LABEL[key]), low, high, step=step, format=digits, key=key))
    return tuple(float(value) for value in values)


def _warn_of_unpublished(count: int, text: Language) -> None:
    """That stations are near, none of which has a published result."""
    st.warning(
        text.plural(
            "{count} station lies within 40 km of this place, but it has no published result, so the level here "
            "is not known.",
            "{count} stations lie within 40 km of this place, but none of them has a published result, so the "
            "level here is not known.",
            count=count,
        )
    )


def _show(visit: Visit, level: PlaceLevel | None, without: int) -> None:
    """The sentence and the figures; where stations are missing in the sum, no sentence calls it safe."""
    text = visit.text
    if level is None:
        _warn_of_unpublished(without, text)
        return
    sentence = " ".join(
        [
            text(
                "At this place, {height} above the ground, all known base stations together:",
                height=numbers.metres(level.height_m),
            ),
            _calculated(level, text),
        ]
    )
    if without and not is_exceedance(level.verdict):
        st.warning(
            text.plural(
                "The stations with a published result together come to {percent} of the limit here. But {count} more "
                "station lies within 40 km whose result is not published; what it adds is not in this figure, so it "
                "is no verdict.",
                "The stations with a published result together come to {percent} of the limit here. But {count} more "
                "stations lie within 40 km whose result is not published; what they add is not in this figure, so it "
                "is no verdict.",
                percent=numbers.percent(level.exposure_ratio),
                count=without,
            )
        )
    else:
        box_of(level.verdict)(sentence)
    # where stations are missing in the sum, it bounds nothing
    bound = () if without else ((N_("At most (of the limit)"), numbers.percent(level.bound_exposure_ratio)),)
    figures = (
        *bound,
        (N_("Exposure ratio"), numbers.percent(level.exposure_ratio)),
        (N_("Power density"), f"{numbers.significant(level.power_density_w_m2)} W/m²"),
        (N_("Electric field strength"), numbers.field_strength(level.field_strength_v_m)),
    )
    for column, (key, value) in zip(st.columns(len(figures)), figures, strict=True):
        column.metric(text(key), value)
    if not without:
        st.text(expected_here(vars(level), text))
    if level.exposure_ratio <= 1.0 < level.bound_exposure_ratio:
        st.text(text(SCATTERED_ABOVE))
    _composition(level, text)


def _calculated(level: PlaceLevel, text: Language) -> str:
    ends = uncertainty_range(level.exposure_ratio, level.expanded_uncertainty_db)
    standard = text.bracketed(level.limit["standard"], level.limit["edition"])
    return calculated_sentence(level.exposure_ratio, ends, standard, level.verdict, text)


def _composition(level: PlaceLevel, text: Language) -> None:
    """Scenario, number of stations, main contributor and the nearest one."""
    st.caption(
        text.plural(
            "Computed for the outside of buildings: {density}; {scenario}; {count} station summed. The greatest part "
            "comes from {main}. The nearest station is {nearest}, {distance} away.",
            "Computed for the outside of buildings: {density}; {scenario}; {count} stations summed. The greatest part "
            "comes from {main}. The nearest station is {nearest}, {distance} away.",
            density=numbers.power_density_quantity(level.power_density_w_m2),
            count=level.stations,
            scenario=text(SCENARIO_SENTENCE[level.scenario]),
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
    st.subheader(visit.text("Who measured here last?"))
    if found is None:
        st.text(visit.text("No measurement within 500 m of this place is known."))
        return
    st.text(measured_sentence(visit, found))
    _beside_measured(visit, found)


def _beside_measured(visit: Visit, found: NearMeasurement) -> None:
    """Expected level and upper bound at the measured point; none where a station is missing in the sum."""
    if found.height_m is None or not HEIGHTS[0] <= found.height_m <= HEIGHTS[1]:
        return
    try:
        level, without = level_for_public(visit, found.longitude, found.latitude, found.height_m)
    except NothingKnownError:
        return
    if level is not None and not without:
        for sentence in between_sentences(found.field_strength_v_m, found.censored, vars(level), visit.text):
            st.text(sentence)


def measured_sentence(visit: Visit, measurement: NearMeasurement | dict[str, Any]) -> str:
    """Who measured what, when and how far away, as one sentence of plain text."""
    record = measurement if isinstance(measurement, dict) else asdict(measurement)
    return visit.text(
        N_("Measured on {day}, {distance} from here ({point}): below {level}, the detection limit of the instrument.")
        if record["censored"]
        else N_("Measured on {day}, {distance} from here ({point}): {level}."),
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
        key = (
            N_("The nearest station, {station}, was to be measured by {day}; that is overdue.")
            if day < visit.today
            else N_("The nearest station, {station}, is to be measured next by {day}.")
        )
        st.text(visit.text(key, station=level.nearest, day=day.isoformat()))


def _whom(visit: Visit) -> None:
    """Whom to ask, where the project says so."""
    disclosure = visit.project.disclosure
    contacts = [disclosure.publisher, disclosure.contact, disclosure.email, disclosure.telephone]
    if any(contacts):
        st.text(
            visit.text("Whom to ask: {contact}", contact=line_of(visit.text.listed(part for part in contacts if part)))
        )
