"""Actions: what must be done because of a verdict, by whom, until when; closed only by evidence."""

import datetime

import pandas as pd
import streamlit as st

from emfassess.app.display import done, grid, line_of, table, told
from emfassess.app.visit import Visit
from emfassess.register.actions import Action, actions, assign_action, close_action, note_action
from emfassess.register.assessments import assessments

MOST_LETTERS = 2000


def actions_page(visit: Visit) -> None:
    """The list, and for an engineer the forms to assign, note and close."""
    text = visit.text
    st.header(text("app.actions"))
    with_closed = st.toggle(text("action.with-closed"))
    with told(visit):
        listed = actions(visit.kept, visit.actor, with_closed=with_closed)
        if not listed:
            st.text(text("action.none"))
            return
        _list(listed, visit)
        by_key = {action.key: action for action in listed}
        key = st.selectbox(text("action.choose"), list(by_key), format_func=lambda k: _named(by_key[k], visit))
        _one(by_key[key], visit)


def _named(action: Action, visit: Visit) -> str:
    return f"{action.key} · {line_of(action.station_id or '–', 40)} · {visit.text('verdict-word.' + action.kind)}"


def _list(listed: tuple[Action, ...], visit: Visit) -> None:
    text = visit.text
    rows = pd.DataFrame(
        {
            "key": action.key,
            "station": action.station_id or "–",
            "kind": text(f"verdict-word.{action.kind}"),
            "what": text(f"action.what-{action.kind}"),
            "who": action.who,
            "until": action.until,
            "state": _state(action, visit),
        }
        for action in listed
    )
    grid(rows, {key: text(f"action.{key}") for key in rows.columns})


def _state(action: Action, visit: Visit) -> str:
    if not action.is_open:
        return visit.text("action.closed-by", evidence=action.evidence)
    return visit.text("action.late" if action.until < visit.today else "action.open")


def _one(action: Action, visit: Visit) -> None:
    text = visit.text
    happened = [
        (e.at.date(), text(f"action.event-{e.kind}"), line_of(e.who), e.until, line_of(e.note)) for e in action.events
    ]
    if happened:
        table([text(f"action.{key}") for key in ("day", "event", "who", "until", "note")], happened)
    if not action.is_open or not visit.actor.may("take actions"):
        return
    for title, part in (("action.assign", _assign), ("action.add-note", _note), ("action.close", _close)):
        with st.expander(text(title)):
            part(action, visit)


def _assign(action: Action, visit: Visit) -> None:
    text = visit.text
    with st.form(f"assign {action.key}"):
        who = st.text_input(text("action.who"), action.who, max_chars=MOST_LETTERS)
        until = st.date_input(text("action.until"), action.until)
        note = st.text_area(text("action.note"), max_chars=MOST_LETTERS)
        if st.form_submit_button(text("action.assign")) and isinstance(until, datetime.date):
            with told(visit):
                assign_action(visit.kept, action.key, who, until, visit.actor, note)
                done(text("action.done-assign"))


def _note(action: Action, visit: Visit) -> None:
    text = visit.text
    with st.form(f"note {action.key}", clear_on_submit=True):
        note = st.text_area(text("action.note"), max_chars=MOST_LETTERS)
        if st.form_submit_button(text("action.add-note")) and note.strip():
            with told(visit):
                note_action(visit.kept, action.key, note, visit.actor)
                done(text("action.done-note"))


def _close(action: Action, visit: Visit) -> None:
    """Only a newer result that complies is offered; whether it closes the action the register decides."""
    text = visit.text
    newer = [
        found
        for found in assessments(visit.kept, visit.actor, action.station_id)
        if found.key > action.assessment_key and found.judgement.verdict == "compliant" and found.judgement.complete
    ]
    if not newer:
        st.text(text("action.no-evidence"))
        return
    by_key = {found.key: found for found in newer}
    with st.form(f"close {action.key}"):
        evidence = st.selectbox(
            text("action.evidence"),
            list(by_key),
            format_func=lambda key: (
                f"{key} · {by_key[key].judgement.day} · {text('basis.' + by_key[key].judgement.basis)}"
            ),
        )
        note = st.text_area(text("action.note"), max_chars=MOST_LETTERS)
        if st.form_submit_button(text("action.close")):
            with told(visit):
                close_action(visit.kept, action.key, evidence, visit.actor, note)
                done(text("action.done-close"))
