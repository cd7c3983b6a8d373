"""Actions: what must be done because of a verdict, by whom, until when; closed only by evidence."""

import datetime
from dataclasses import asdict

import pandas as pd
import streamlit as st

from emfassess.app.display import done, grid, line_of, reported_errors, table
from emfassess.app.visit import Visit
from emfassess.language import N_
from emfassess.language.messages.names import BASIS
from emfassess.publish.text.subjects import hot_spot_line
from emfassess.publish.text.verdicts import VERDICT_WORD
from emfassess.register.actions import Action, actions, assign_action, close_action, note_action
from emfassess.register.assessments import assessments
from emfassess.register.subjects import exceeds_limit

ACTION_LABEL = {
    "key": N_("No."),
    "station": N_("Station"),
    "hot_spot": N_("Hot spot"),
    "kind": N_("Verdict"),
    "what": N_("What to do"),
    "who": N_("Responsible"),
    "until": N_("Until"),
    "state": N_("State"),
    "day": N_("Date"),
    "event": N_("What happened"),
    "note": N_("Remark"),
}

_SHOW = N_("show by a better assessment or measurement that the level complies")
ACTION_WHAT_LABEL = {
    "exceeds": N_("bring the level below the limit, and show it by a new assessment or measurement"),
    "conditionally_exceeds": N_("bring the level below the limit, or show by a better measurement that it complies"),
    "not_assessable": _SHOW,
    "conditionally_compliant": _SHOW,
    "indeterminate": _SHOW,
}

ACTION_EVENT_LABEL = {
    "assigned": N_("assigned"),
    "noted": N_("noted"),
    "repeated": N_("the verdict came again"),
    "closed": N_("closed"),
}


MOST_LETTERS = 2000


def actions_page(visit: Visit) -> None:
    """The list, and for an engineer the forms to assign, note and close."""
    text = visit.text
    st.header(text("Actions"))
    with_closed = st.toggle(text("Show closed ones too"))
    with reported_errors(visit):
        listed = actions(visit.own_register, visit.actor, with_closed=with_closed)
        if not listed:
            st.text(text("No action waits."))
            return
        _list(listed, visit)
        by_key = {action.key: action for action in listed}
        key = st.selectbox(text("Action"), list(by_key), format_func=lambda k: _named(by_key[k], visit))
        _one(by_key[key], visit)


def _named(action: Action, visit: Visit) -> str:
    where = line_of(action.subject.hot_spot or action.station_id or "–", 40)
    return f"{action.key} · {where} · {visit.text(VERDICT_WORD[action.kind])}"


def _list(listed: tuple[Action, ...], visit: Visit) -> None:
    text = visit.text
    rows = pd.DataFrame(
        {
            "key": action.key,
            "station": action.station_id or "–",
            "hot_spot": action.subject.hot_spot or "–",
            "kind": text(VERDICT_WORD[action.kind]),
            "what": text(ACTION_WHAT_LABEL[action.kind]),
            "who": action.who,
            "until": action.until,
            "state": _state(action, visit),
        }
        for action in listed
    )
    grid(rows, {key: text(ACTION_LABEL[key]) for key in rows.columns})


def _state(action: Action, visit: Visit) -> str:
    if not action.is_open:
        return visit.text("closed by assessment {evidence}", evidence=action.evidence)
    return visit.text(N_("open, past its day") if action.until < visit.today else N_("open"))


def _one(action: Action, visit: Visit) -> None:
    text = visit.text
    if action.subject:
        st.text(hot_spot_line(asdict(action.subject), text))
    happened = [
        (e.at.date(), text(ACTION_EVENT_LABEL[e.kind]), line_of(e.who), e.until, line_of(e.note)) for e in action.events
    ]
    if happened:
        table([text(ACTION_LABEL[key]) for key in ("day", "event", "who", "until", "note")], happened)
    if not action.is_open or not visit.actor.may("take actions"):
        return
    for title, part in (
        (N_("Assign, or move the day"), _assign),
        (N_("Note what was done"), _note),
        (N_("Close with evidence"), _close),
    ):
        with st.expander(text(title)):
            part(action, visit)


def _assign(action: Action, visit: Visit) -> None:
    text = visit.text
    with st.form(f"assign {action.key}"):
        who = st.text_input(text("Responsible"), action.who, max_chars=MOST_LETTERS)
        until = st.date_input(text("Until"), action.until)
        note = st.text_area(text("Remark"), max_chars=MOST_LETTERS)
        if st.form_submit_button(text("Assign, or move the day")) and isinstance(until, datetime.date):
            with reported_errors(visit):
                assign_action(visit.own_register, action.key, who, until, visit.actor, note)
                done(text("Assigned."))


def _note(action: Action, visit: Visit) -> None:
    text = visit.text
    with st.form(f"note {action.key}", clear_on_submit=True):
        note = st.text_area(text("Remark"), max_chars=MOST_LETTERS)
        if st.form_submit_button(text("Note what was done")) and note.strip():
            with reported_errors(visit):
                note_action(visit.own_register, action.key, note, visit.actor)
                done(text("Noted."))


def _close(action: Action, visit: Visit) -> None:
    """Newer results that comply are offered, of a hot spot all of another one too; whether it closes the register decides."""
    text = visit.text
    newer = [
        found
        for found in assessments(visit.own_register, visit.actor, action.station_id)
        if found.key > action.assessment_key and found.judgement.complete
        if found.judgement.verdict == "compliant" or (action.subject and exceeds_limit(found.judgement.verdict))
    ]
    if not newer:
        st.text(text("No newer complete result of this station complies. Assess or measure again, and record it."))
        return
    by_key = {found.key: found for found in newer}
    with st.form(f"close {action.key}"):
        evidence = st.selectbox(
            text("Assessment that shows that the level complies"),
            list(by_key),
            format_func=lambda key: f"{key} · {by_key[key].judgement.day} · {text(BASIS[by_key[key].judgement.basis])}",
        )
        note = st.text_area(text("Remark"), max_chars=MOST_LETTERS)
        if st.form_submit_button(text("Close with evidence")):
            with reported_errors(visit):
                close_action(visit.own_register, action.key, evidence, visit.actor, note)
                done(text("Closed."))
