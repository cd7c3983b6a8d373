"""The page of a station: verdict, map, ring table and report, as they were published or as the last run wrote them."""

from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from emfassess.app.buildings import buildings_part
from emfassess.app.display import box_of, line_of, plain, reported_errors, table
from emfassess.app.results import Result, result_of, results_table, stations_table
from emfassess.app.visit import Visit
from emfassess.exposure.compliance import uncertainty_range
from emfassess.language import N_, Language
from emfassess.language.messages.names import PUBLICATION_STATE
from emfassess.publish.data.evaluation_points import governing_point
from emfassess.publish.maps.assets import whole_page
from emfassess.publish.reports.buildings import alert_sentence, warning_sentences
from emfassess.publish.reports.sections import titles_of
from emfassess.publish.reports.supplement import assessment_budget_table, sensitivity_table
from emfassess.publish.reports.zones import zone_table
from emfassess.publish.text import numbers
from emfassess.publish.text.bound_and_expected import bound_cell, expected_cell
from emfassess.publish.text.verdicts import VERDICT_WORD, calculated_sentence, verdict_sentences
from emfassess.register.publication import corrections

APP_CORRECTION_LABEL = {
    "day": N_("Date"),
    "station": N_("Station"),
    "reason": N_("What was wrong"),
}


MAP_HEIGHT = 1080
PARAMETER = "station"


def station_page(visit: Visit) -> None:
    """Choose a station and show what was found there."""
    text, stations = visit.text, stations_table(visit)
    if stations.empty:
        _nothing(visit)
        return
    row = _chosen(stations, text)
    with reported_errors(visit):
        result = result_of(visit, row)
        if visit.register is not None:
            _publication_state(visit, row)
        if result is None:
            _short(row, text)
        else:
            _whole(result, str(row["station_id"]), text)
        if visit.register is not None:
            _measured(visit, str(row["station_id"]))
            _corrected(visit, str(row["station_id"]))


def _nothing(visit: Visit) -> None:
    """Nothing to show never looks safe."""
    if visit.register is None:
        st.error(
            visit.text(
                "Nothing has been assessed yet, so no level is available for any place. Run this "
                "command in the project's folder:"
            )
        )
        st.code("emfassess assess", language="bash")
    else:
        st.warning(
            visit.text(
                N_("The register holds no result yet.")
                if visit.is_inside
                else N_("No result has been published yet, so no level is available for any place here.")
            )
        )


def _chosen(stations: pd.DataFrame, text: Language) -> "pd.Series[Any]":
    ids = stations["station_id"].tolist()
    names = dict(zip(ids, stations["name"], strict=True))
    wanted = st.query_params.get(PARAMETER, ids[0])
    if wanted not in names:
        st.warning(
            text(
                "The link names a station that the last run did not assess, or whose result is not "
                "public. The station below is another one."
            )
        )
    chosen = st.selectbox(
        text("Station"),
        ids,
        index=ids.index(wanted) if wanted in names else 0,
        format_func=lambda key: f"{key} · {line_of(names[key], 80)}",
    )
    st.query_params[PARAMETER] = chosen
    return stations.iloc[ids.index(chosen)]


def _publication_state(visit: Visit, row: "pd.Series[Any]") -> None:
    """Whether what is shown has been published, for those who see more than that."""
    text = visit.text
    st.caption(text("Result of {day}, {state}", day=row["day"], state=text(PUBLICATION_STATE[row["state"]])))
    if row["state"] != "published":
        st.warning(text("This result is not published. The public does not see it."))


def _whole(result: Result, station_id: str, text: Language) -> None:
    record, folder = result.record, result.folder
    _headline(record, text)
    _rings(record, text)
    if folder is not None:
        buildings_part(record, folder, text)
    if "zones" in record:
        _appraised(record, text)
    if folder is None:
        st.caption(
            text("The map and the report of this result are not among the files of the last run on this computer.")
        )
    else:
        _files(folder, station_id, text)


def _files(folder: Path, station_id: str, text: Language) -> None:
    report = (folder / "report.pdf").read_bytes()
    st.download_button(text("Download the report (PDF)"), report, file_name=f"{station_id}.pdf", mime="application/pdf")
    st.iframe(whole_page((folder / "map.html").read_text(encoding="utf-8")), height=MAP_HEIGHT)


def _short(row: "pd.Series[Any]", text: Language) -> None:
    """A result whose record was kept in another form: its judgement only."""
    show_verdict(str(row["verdict"]), f"{row['standard']} ({row['edition']})", row, text)


def show_verdict(verdict: str, limit: str, judgement: Any, text: Language) -> None:
    """The verdict in one sentence, in a box of its severity."""
    ratio = float(judgement["max_exposure_ratio"])
    ends = uncertainty_range(ratio, float(judgement["expanded_uncertainty_db"] or 0.0))
    sentence = calculated_sentence(ratio, ends, limit, verdict, text)
    box_of(verdict)(text.labelled(text("Verdict"), sentence))


def _headline(record: dict[str, Any], text: Language) -> None:
    """Verdict and the greatest level."""
    limit = f"{record['limit']['standard']} ({record['limit']['edition']})"
    show_verdict(record["verdict"], limit, record, text)
    for sentence in verdict_sentences(record, text)[1:] if "hot_spots" in record else ():
        st.text(line_of(sentence, 1000))
    for warning in warning_sentences(record, text):
        st.warning(plain(warning))
    if alert := alert_sentence(record, text):
        st.error(plain(alert))
    level = governing_point(record)[record["scenario"]]
    for column, (key, value) in zip(
        st.columns(3),
        (
            (N_("Exposure ratio"), numbers.percent(record["max_exposure_ratio"])),
            (N_("Power density"), f"{numbers.significant(level['power_density_w_m2'])} W/m²"),
            (N_("Electric field strength"), numbers.field_strength(level["field_strength_v_m"])),
        ),
        strict=True,
    ):
        column.metric(text(key), value)
    for other in record["also"]:
        word = text(VERDICT_WORD[other["verdict"]])
        st.caption(
            text.labelled(
                other["limit"]["standard"],
                text("{share}, {verdict}", share=numbers.percent(other["max_exposure_ratio"]), verdict=word),
            )
        )


def _rings(record: dict[str, Any], text: Language) -> None:
    """Levels by distance, and at the named places."""
    st.subheader(text("Levels on the ground, 1.7 m above it"))
    st.table(
        [
            {
                text("Distance"): plain(place["label"]),
                text("Theoretical maximum"): numbers.percent(place["theoretical"]["exposure_ratio"]),
                text("Actual maximum"): numbers.percent(place["actual"]["exposure_ratio"]),
                text("Upper bound"): bound_cell(place[record["scenario"]]),
                text("Expected (90 % interval)"): expected_cell(place, text),
                text("Power density"): numbers.power_density_quantity(place["theoretical"]["power_density_w_m2"]),
                text("Electric field strength"): numbers.field_strength(place["theoretical"]["field_strength_v_m"]),
                text("Main contributor"): plain(place["theoretical"]["main_contributor"]),
            }
            for place in record["rings"] + record.get("own_maximum", []) + record["named_points"]
        ]
    )


def _appraised(record: dict[str, Any], text: Language) -> None:
    """Zones, uncertainty and the verdict under other assumptions, as in the report."""
    for heading, found in (
        (N_("Keep-out zones"), zone_table(record, text)),
        (N_("Uncertainty of the greatest level"), assessment_budget_table(record, text)),
        (N_("The verdict under other assumptions"), sensitivity_table(record, text)),
    ):
        with st.expander(text(heading)):
            table(titles_of(found), found["rows"])


def _measured(visit: Visit, station_id: str) -> None:
    """The newest measurement of the station that the visitor may see."""
    text, found = visit.text, results_table(visit)
    found = found[(found["station_id"] == station_id) & (found["basis"] == "measured")]
    st.subheader(text("Last measurement"))
    if found.empty:
        st.text(text("No result of a measurement of this station is shown here."))
        return
    row = found.iloc[0]
    st.caption(text("Result of {day}, {state}", day=row["day"], state=text(PUBLICATION_STATE[row["state"]])))
    if not row["complete"]:
        st.warning(
            text("The record of this measurement is incomplete; it counts for nothing until what is missing is there.")
        )
    show_verdict(str(row["verdict"]), f"{row['standard']} ({row['edition']})", row, text)


def _corrected(visit: Visit, station_id: str) -> None:
    """Results of the station that were published and withdrawn."""
    listed = [found for found in corrections(visit.own_register) if found.station_id == station_id]
    if listed:
        st.subheader(visit.text("Corrections"))
        header = [visit.text(APP_CORRECTION_LABEL[key]) for key in ("day", "reason")]
        table(header, [(found.day, line_of(found.reason, 1000)) for found in listed])
