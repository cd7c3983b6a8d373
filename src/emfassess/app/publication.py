"""Publication: draft, review, publish, withdraw; each step by whom it may be, two people for a result."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from emfassess.app.display import done, grid, line_of, reported_errors, table
from emfassess.app.results import every_result
from emfassess.app.visit import Visit, begin_register
from emfassess.jobs.record_run import take_run
from emfassess.language import N_
from emfassess.language.messages.names import BASIS, PUBLICATION_STATE
from emfassess.publish.text import numbers
from emfassess.publish.text.verdicts import VERDICT_WORD
from emfassess.readers.station_files import read_stations
from emfassess.register.overview import RECORDED
from emfassess.register.publication import corrections, draft, publish, review, steps, withdraw

APP_CORRECTION_LABEL = {
    "day": N_("Date"),
    "station": N_("Station"),
    "reason": N_("What was wrong"),
}

PUBLICATION_LABEL = {
    "assessment": N_("No."),
    "station_id": N_("Station"),
    "name": N_("Name"),
    "of": N_("Basis"),
    "day": N_("Date"),
    "share": N_("Exposure ratio"),
    "word": N_("Verdict"),
    "state": N_("State"),
    "by": N_("Entered by"),
    "note": N_("Remark"),
    "reason": N_("Reason, for everybody to read"),
    "draft": N_("Draft for publication"),
    "review": N_("Confirm as reviewed"),
    "publish": N_("Publish"),
    "withdraw": N_("Withdraw"),
}

PUBLICATION_DONE_LABEL = {
    "draft": N_("Result {number} is drafted."),
    "review": N_("Result {number} is reviewed."),
    "publish": N_("Result {number} is published."),
    "withdraw": N_("Result {number} is withdrawn, and listed among the corrections."),
}


STEPS: dict[str, tuple[str, str, Callable[..., None]]] = {
    RECORDED: ("draft", "draft results", draft),
    "draft": ("review", "review results", review),
    "reviewed": ("publish", "publish results", publish),
    "published": ("withdraw", "withdraw results", withdraw),
}
"""From each state the next step: its name, the deed that it is, and the register's function."""

MOST_LETTERS = 2000


def publication_page(visit: Visit) -> None:
    """Publication state of each result, and the steps that the visitor may take."""
    text = visit.text
    st.header(text("Publication"))
    st.caption(
        text(
            "recorded → draft → reviewed → published → withdrawn. Who recorded or drafted a "
            "result cannot review it. Only published results reach the public."
        )
    )
    with reported_errors(visit):
        if visit.register is None:
            _start(visit)
            return
        if visit.actor.may("record assessments"):
            _take_run(visit)
        rows = every_result(visit)
        for state, (name, deed, act) in STEPS.items():
            of_state = rows[rows["state"] == state]
            with st.expander(
                text.bracketed(text(PUBLICATION_STATE[state]), len(of_state)), expanded=not of_state.empty
            ):
                _part(of_state, name, deed, act, visit)
        _corrections(visit)


def _start(visit: Visit) -> None:
    """A project without a register has no states: an engineer may begin one."""
    st.warning(
        visit.text(
            "This project has no register, so nothing has a state of publication, and everybody sees the last run."
        )
    )
    if visit.actor.may("change stations") and st.button(visit.text("Begin a register")):
        begin_register(visit.folder)
        done(visit.text("The register is there. From now on the public sees only what is published."))


def _take_run(visit: Visit) -> None:
    """Take the project's stations and its last run into the register."""
    text = visit.text
    with st.expander(text("Take the last run into the register")):
        st.text(
            text(
                "Stores the stations of the project as they are today, and the results of the last "
                "run as recorded assessments. What is there already stays as it is."
            )
        )
        if st.button(text("Take it in")):
            stations = read_stations([visit.folder / "stations"])
            kept = take_run(visit.own_register, stations, visit.reports, visit.today, visit.actor)
            done(text("{new} new results of {count}.", new=sum(new for _, _, new in kept), count=len(kept)))


def _part(rows: pd.DataFrame, name: str, deed: str, act: Callable[..., None], visit: Visit) -> None:
    text = visit.text
    if rows.empty:
        st.text(text("None."))
        return
    shown = rows.assign(
        share=[numbers.percent(ratio) for ratio in rows["max_exposure_ratio"]],
        word=[text(VERDICT_WORD[verdict]) for verdict in rows["verdict"]],
        of=[text(BASIS[basis]) for basis in rows["basis"]],
    )
    columns = ("assessment", "station_id", "name", "of", "day", "share", "word")
    grid(shown, {key: text(PUBLICATION_LABEL[key]) for key in columns})
    if not visit.actor.may(deed):
        return
    by_key = {int(row["assessment"]): row for row in rows.to_dict("records")}
    key = st.selectbox(
        text("Result"),
        list(by_key),
        format_func=lambda key: f"{key} · {by_key[key]['station_id']} · {line_of(by_key[key]['name'], 60)}",
        key=f"choose {name}",
    )
    _history(int(key), visit)
    _form(int(key), name, act, visit)


def _history(key: int, visit: Visit) -> None:
    found = steps(visit.own_register, key, visit.actor)
    if found:
        header = [visit.text(PUBLICATION_LABEL[name]) for name in ("state", "by", "day", "note")]
        table(header, [(visit.text(PUBLICATION_STATE[s.state]), s.by, s.at.date(), line_of(s.note)) for s in found])


def _form(key: int, name: str, act: Callable[..., Any], visit: Visit) -> None:
    text = visit.text
    with st.form(f"{name} {key}"):
        note = st.text_area(
            text(N_("Reason, for everybody to read") if name == "withdraw" else N_("Remark")), max_chars=MOST_LETTERS
        )
        if st.form_submit_button(text(PUBLICATION_LABEL[name])):
            with reported_errors(visit):
                act(visit.own_register, key, visit.actor, note)
                done(text(PUBLICATION_DONE_LABEL[name], number=key))


def _corrections(visit: Visit) -> None:
    text, listed = visit.text, corrections(visit.own_register)
    st.subheader(text("Corrections"))
    if not listed:
        st.text(text("Nothing that was published had to be corrected."))
        return
    header = [text(APP_CORRECTION_LABEL[key]) for key in ("day", "station", "reason")]
    table(header, [(found.day, found.station_id, line_of(found.reason, 1000)) for found in listed])
