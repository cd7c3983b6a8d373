"""Measurement campaigns: the list, a file taken in, and what a campaign comes to."""

import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from emfassess.app.campaign_result import judged_of, judged_part
from emfassess.app.display import done, grid, line_of, plain, reported_errors
from emfassess.app.results import current_plan, editions_of
from emfassess.app.visit import Visit
from emfassess.jobs.import_campaign import import_and_judge, refuse_known
from emfassess.language import N_
from emfassess.measurement_files.read import PROFILES, ImportedFile, ImportOptions, read_measurements
from emfassess.publish.terminal.register import campaign_rows
from emfassess.publish.text import numbers
from emfassess.publish.text.assumptions import assumption_sentence
from emfassess.publish.text.verdicts import VERDICT_WORD
from emfassess.readers.faults import InputError

CAMPAIGNS_LABEL = {
    "take-in": N_("Take in a file of measurements"),
    "file": N_("File (text or XLSX)"),
    "decimal": N_("Decimal mark, where left open"),
    "unit": N_("Unit, where left open"),
    "attribution": N_("Whose data it is"),
    "campaign": N_("Campaign"),
    "name": N_("Name"),
    "day": N_("Date"),
    "readings": N_("Readings"),
    "stations": N_("Stations"),
    "judged": N_("Judged"),
    "by": N_("Taken in by"),
}


PARAMETER = "campaign"
MOST_LETTERS = 200


def campaigns_page(visit: Visit) -> None:
    """The campaigns of the register; for an engineer a form to take in a file."""
    text = visit.text
    st.header(text("Measurement campaigns"))
    if visit.actor.may("import measurements"):
        with st.expander(text("Take in a file of measurements")):
            _take_in(visit)
    with reported_errors(visit):
        rows = campaign_rows(visit.own_register, visit.actor)
        if not rows:
            st.text(text("The register holds no campaign yet."))
            return
        _list(rows, visit)
        name = chosen_campaign([row["campaign"] for row in rows], visit)
        judged_part(judged_of(visit, name), visit)


def chosen_campaign(names: list[str], visit: Visit) -> str:
    """The campaign of the link, or the one that is chosen."""
    wanted = st.query_params.get(PARAMETER, names[0])
    chosen = st.selectbox(visit.text("Campaign"), names, index=names.index(wanted) if wanted in names else 0)
    st.query_params[PARAMETER] = chosen
    return chosen


def _list(rows: list[dict[str, Any]], visit: Visit) -> None:
    text = visit.text
    table = pd.DataFrame(
        {
            "campaign": row["campaign"],
            "name": row["name"],
            "day": row["day"] or "–",
            "readings": row["readings"],
            "stations": text.listed(row["stations"]) or "–",
            "judged": text.joined(_judgement_line(judgement, visit) for judgement in row["judgements"]) or "–",
            "by": row["imported_by"],
        }
        for row in rows
    )
    grid(table, {key: text(CAMPAIGNS_LABEL[key]) for key in table.columns})


def _judgement_line(judgement: Mapping[str, Any], visit: Visit) -> str:
    text = visit.text
    share, verdict = numbers.percent(judgement["max_exposure_ratio"]), text(VERDICT_WORD[judgement["verdict"]])
    message = N_("{share}, {verdict}") if judgement["complete"] else N_("{share}, {verdict}, incomplete")
    return text.labelled(judgement["station"] or "–", text(message, share=share, verdict=verdict))


def _take_in(visit: Visit) -> None:
    """A file with its layout and what it does not say itself; looked at first, or kept and judged at once."""
    text = visit.text
    with st.form("take-in"):
        sent = st.file_uploader(text("File (text or XLSX)"))
        options, profile, within = _stated(visit)
        left, right = st.columns(2)
        look = left.form_submit_button(text("Look at it only"))
        keep = right.form_submit_button(text("Keep it and judge"), type="primary")
    if not (look or keep):
        return
    if sent is None:
        st.error(text("Choose a file first."))
        return
    with reported_errors(visit), tempfile.TemporaryDirectory() as folder:
        read = _read(Path(folder), sent, profile, ImportOptions(**options))
        refuse_known(visit.own_register, [read])
        _report(read, visit)
        if keep:
            with st.spinner(text("Keeping and judging …")):
                import_and_judge(
                    visit.own_register,
                    read,
                    editions_of(visit),
                    visit.today,
                    visit.actor,
                    within_m=within or None,
                    decision_rule=visit.project.decision_rule,
                )
            st.query_params[PARAMETER] = read.campaigns[0].id
            done(
                text("Campaign {campaign} is stored: {count} readings.", campaign=read.campaigns[0].id, count=read.rows)
            )


def _stated(visit: Visit) -> tuple[dict[str, Any], str | None, float | None]:
    """Entries that a person adds to the file; an empty entry is not guessed."""
    text = visit.text
    first, second, third = st.columns(3)
    profile = first.selectbox(
        text("Layout"), ["", *PROFILES], format_func=lambda name: name or text("stated by the file")
    )
    options: dict[str, Any] = {
        "campaign_id": second.text_input(
            text("Id of the campaign (else from the file's name)"), max_chars=MOST_LETTERS
        ).strip(),
        "time_zone": third.text_input(
            text("Time zone of local times, e.g. Asia/Shanghai"), max_chars=MOST_LETTERS
        ).strip(),
        "date_order": first.selectbox(text("Order of dates, where left open"), ["", "ymd", "dmy", "mdy"]),
        "decimal": second.selectbox(text("Decimal mark, where left open"), [".", ","]),
        "unit": third.text_input(text("Unit, where left open"), max_chars=MOST_LETTERS).strip(),
        "sensitivity_v_m": first.number_input(text("Sensitivity (V/m)"), 0.0, value=None),
        "height_m": second.number_input(text("Height of the probe (m)"), 0.0, value=None),
        "averaging_s": third.number_input(text("Averaging time (s)"), 0.0, value=None),
        "attribution": first.text_input(text("Whose data it is"), max_chars=MOST_LETTERS).strip(),
    }
    ids = [station.id for station in current_plan(visit).stations]
    stations = second.multiselect(text("Stations that were measured"), ids)
    within = third.number_input(text("Points without a station belong to the nearest within (m)"), 0.0, value=None)
    return options | ({"campaign": {"station_ids": tuple(stations)}} if stations else {}), profile or None, within


def _read(folder: Path, sent: UploadedFile, profile: str | None, options: ImportOptions) -> ImportedFile:
    """The file as its importer reads it; faults name it as the sender does."""
    name = Path(line_of(sent.name, 120).replace("\\", "/")).name or "file"
    path = folder / name
    path.write_bytes(sent.getvalue())
    try:
        return read_measurements(path, profile, options=options)
    except InputError as error:
        raise InputError([replace(fault, file=Path(fault.file).name) for fault in error.faults]) from None


def _report(read: ImportedFile, visit: Visit) -> None:
    text = visit.text
    for campaign in read.campaigns:
        st.info(
            text(
                "Campaign {campaign}: {count} readings, {points} described points; no fault.",
                campaign=plain(campaign.id),
                count=read.rows,
                points=len(campaign.points),
            )
        )
    for assumption in read.assumptions:
        st.caption(plain(assumption_sentence(assumption, text)))
