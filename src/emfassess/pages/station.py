"""The page of a station: verdict, map, ring table and report, as the last run wrote them."""

import json
from pathlib import Path
from typing import Any

import streamlit as st

from emfassess.pages.buildings import buildings_part
from emfassess.publish import numbers
from emfassess.publish.appraisal_content import budget_table, sensitivity_table, zone_table
from emfassess.publish.building_content import alert_sentence, warning_sentences
from emfassess.publish.words import Words, words
from emfassess.stations import STATION_ID

MAP_HEIGHT = 1080
PARAMETER = "station"


def station_page(reports: Path, language: str) -> None:
    """Choose a station and show what the last run found there."""
    text = words(language)
    stations = _stations(reports)
    if not stations:
        st.error(text("app.no-run"))
        st.code("emfassess assess", language="bash")
        return
    ids = list(stations)
    wanted = st.query_params.get(PARAMETER, ids[0])
    if wanted not in stations:
        st.warning(text("app.unknown-station"))
    chosen = st.selectbox(
        text("app.choose"),
        ids,
        index=ids.index(wanted) if wanted in stations else 0,
        format_func=lambda key: f"{key} · {stations[key]['name'][:80]}",
    )
    st.query_params[PARAMETER] = chosen
    folder = reports / chosen
    record = json.loads((folder / "assessment.json").read_text(encoding="utf-8"))
    _headline(record, text)
    _rings(record, text)
    buildings_part(record, folder, text)
    _appraised(record, text)
    st.download_button(
        text("app.report"), (folder / "report.pdf").read_bytes(), file_name=f"{chosen}.pdf", mime="application/pdf"
    )
    st.iframe(folder / "map.html", height=MAP_HEIGHT)


def _stations(reports: Path) -> dict[str, dict[str, Any]]:
    """Stations of the last run by id; an id that could be a path is left out."""
    index = reports / "index.json"
    if not index.is_file():
        return {}
    listed = json.loads(index.read_text(encoding="utf-8"))["stations"]
    return {entry["id"]: entry for entry in listed if STATION_ID.fullmatch(entry["id"])}


def _headline(record: dict[str, Any], text: Words) -> None:
    """Verdict and the greatest level."""
    verdict = record["verdict"]
    limit = f"{record['limit']['standard']} ({record['limit']['edition']})"
    sentence = text(
        f"verdict.{verdict}",
        standard=limit,
        percent=numbers.percent(record["max_exposure_ratio"]),
        uncertainty=numbers.significant(record["expanded_uncertainty_db"] or 0.0),
    )
    show = {"compliant": st.info, "indeterminate": st.warning, "exceeds": st.error}[verdict]
    show(f"{text('report.verdict')}: {sentence}")
    for warning in warning_sentences(record, text):
        st.warning(warning)
    if alert := alert_sentence(record, text):
        st.error(alert)
    places = record["rings"] + record["named_points"] + record["facades"]
    level = next(p for p in places if p["label"] == record["deciding_place"])[record["scenario"]]
    for column, (key, value) in zip(
        st.columns(3),
        (
            ("report.share", numbers.percent(record["max_exposure_ratio"])),
            ("report.power-density", f"{numbers.significant(level['power_density_w_m2'])} W/m²"),
            ("report.field-strength", numbers.field_strength(level["field_strength_v_m"])),
        ),
        strict=True,
    ):
        column.metric(text(key), value)
    for other in record["also"]:
        word = text(f"verdict-word.{other['verdict']}")
        st.caption(f"{other['limit']['standard']}: {numbers.percent(other['max_exposure_ratio'])}, {word}")


def _rings(record: dict[str, Any], text: Words) -> None:
    """Levels by distance, and at the named places."""
    st.subheader(text("report.rings"))
    st.table(
        [
            {
                text("report.ring"): place["label"],
                text("report.column.theoretical"): numbers.percent(place["theoretical"]["exposure_ratio"]),
                text("report.column.actual"): numbers.percent(place["actual"]["exposure_ratio"]),
                text("report.power-density"): numbers.power_density(place["theoretical"]["power_density_w_m2"]),
                text("report.field-strength"): numbers.field_strength(place["theoretical"]["field_strength_v_m"]),
                text("report.main"): place["theoretical"]["main_contributor"],
            }
            for place in record["rings"] + record["named_points"]
        ]
    )


def _appraised(record: dict[str, Any], text: Words) -> None:
    """Zones, uncertainty and the verdict under other assumptions, as in the report."""
    for heading, table in (
        ("report.zones", zone_table(record, text)),
        ("report.uncertainty", budget_table(record, text)),
        ("report.sensitivity", sensitivity_table(record, text)),
    ):
        with st.expander(text(heading)):
            st.table([dict(zip(table["header"], row, strict=True)) for row in table["rows"]])
