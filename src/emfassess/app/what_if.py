"""Changes of an antenna's power, tilt, azimuth and height, assessed at once."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from emfassess.app.display import line_of, plain, reported_errors
from emfassess.app.results import current_plan, plan_state
from emfassess.app.station import show_verdict
from emfassess.app.visit import Visit
from emfassess.assessment.mitigation import mitigate
from emfassess.jobs.plan import Plan
from emfassess.jobs.run import assess_station
from emfassess.jobs.what_if import AntennaChange, what_if
from emfassess.language import N_
from emfassess.publish.data.evaluation_points import governing_point
from emfassess.publish.data.records import AssessmentRecord
from emfassess.publish.terminal.mitigation import mitigation_lines
from emfassess.publish.text import numbers
from emfassess.stations import Antenna, Station

WHAT_IF_LABEL = {
    "power_db": N_("Power (dB)"),
    "tilt_deg": N_("Down-tilt (°)"),
    "azimuth_deg": N_("Azimuth (° clockwise)"),
    "height_m": N_("Height (m)"),
}


LEVERS = (
    ("power_db", -20.0, 6.0, 0.5),
    ("tilt_deg", -12.0, 12.0, 0.5),
    ("azimuth_deg", -90.0, 90.0, 5.0),
    ("height_m", -10.0, 20.0, 0.5),
)
"""What can be changed of an antenna: least, most, and step."""


def what_if_page(visit: Visit) -> None:
    """Choose a station and its antennas, move the sliders, read the verdict beside that of today."""
    text = visit.text
    st.header(text("Assess and what-if"))
    with reported_errors(visit):
        plan = current_plan(visit)
        station = _station(plan, visit)
        changes = _changes(station, visit)
        state = plan_state(visit)
        before = _assessed(plan, state, station.id, ())
        after = _assessed(plan, state, station.id, changes)
        _beside(before, after, visit)
        if st.button(text("Find the smallest changes that comply")):
            with st.spinner(text("Searching …")):
                index = [other.id for other in plan.stations].index(station.id)
                found = mitigate(assess_station(plan, index, draws=0)[0])
            st.code("\n".join(map(line_of, mitigation_lines(found, text))), language=None)


def _station(plan: Plan, visit: Visit) -> Station:
    by_id = {station.id: station for station in plan.stations}
    ids = list(by_id)
    wanted = st.query_params.get("station", ids[0])
    chosen = st.selectbox(
        visit.text("Station"),
        ids,
        index=ids.index(wanted) if wanted in by_id else 0,
        format_func=lambda key: f"{key} · {line_of(by_id[key].name, 80)}",
    )
    st.query_params["station"] = chosen
    return by_id[chosen]


def _changes(station: Station, visit: Visit) -> tuple[AntennaChange, ...]:
    """The same change for every chosen antenna."""
    text = visit.text
    ids = [antenna.id for antenna in station.antennas]
    by_id = {antenna.id: antenna for antenna in station.antennas}
    chosen = st.multiselect(
        text("Antennas that are changed"),
        ids,
        default=ids[:1],
        format_func=lambda key: _named(by_id[key]),
        key=f"antennas {station.id}",
    )
    moved: dict[str, float] = {}
    for column, (lever, low, high, step) in zip(st.columns(len(LEVERS)), LEVERS, strict=True):
        moved[lever] = column.slider(
            text(WHAT_IF_LABEL[lever]), low, high, 0.0, step, format="%+.1f", key=f"{lever} {station.id}"
        )
    return tuple(AntennaChange(name, **moved) for name in chosen) if any(moved.values()) else ()


def _named(antenna: Antenna) -> str:
    tilt = antenna.mechanical_tilt_deg + antenna.electrical_tilt_deg
    return f"{line_of(antenna.id, 40)}: {antenna.azimuth_deg:g}°, {tilt:g}° ↓, {antenna.height_m:g} m"


@st.cache_data(show_spinner=False, max_entries=256)
def _assessed(_plan: Plan, state: object, station_id: str, changes: tuple[AntennaChange, ...]) -> AssessmentRecord:
    """The record, kept until a station, the project or the register changes."""
    del state
    return what_if(_plan, station_id, changes)


def _beside(before: Mapping[str, Any], after: Mapping[str, Any], visit: Visit) -> None:
    text = visit.text
    for column, key, record in zip(
        st.columns(2), (N_("Existing state"), N_("With the change")), (before, after), strict=True
    ):
        with column:
            st.subheader(text(key))
            limit = f"{record['limit']['standard']} ({record['limit']['edition']})"
            show_verdict(record["verdict"], limit, record, text)
            exactly = numbers.percent(record["max_exposure_ratio"])  # the headline's two digits may hide a small change
            st.caption(
                text(
                    "{percent} of the limit, at {place}", percent=exactly, place=plain(governing_point(record)["label"])
                )
            )
            st.table(
                [
                    {
                        text("Distance"): plain(place["label"]),
                        text("Exposure ratio"): numbers.percent(place[record["scenario"]]["exposure_ratio"]),
                        text("Electric field strength"): numbers.field_strength(
                            place[record["scenario"]]["field_strength_v_m"]
                        ),
                    }
                    for place in record["rings"] + record["named_points"] + record["facades"]
                ]
            )
