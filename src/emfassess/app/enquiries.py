"""Enquiries of residents, private: read them, see the level there, answer."""

from dataclasses import replace

import streamlit as st

from emfassess.app.display import done, line_of, reported_errors
from emfassess.app.results import current_plan
from emfassess.app.visit import Visit
from emfassess.jobs.answer_enquiry import answer_text, level_record
from emfassess.language.messages.names import ENQUIRY_KIND
from emfassess.publish.text import numbers
from emfassess.register.enquiries import LONGEST, StoredEnquiry, answer_enquiry, enquiries, forget_contact
from emfassess.register.nearest_measurement import last_measurement_near


def enquiries_page(visit: Visit) -> None:
    """Choose an enquiry and answer it."""
    text = visit.text
    st.header(text("Enquiries"))
    st.caption(text("Private: what residents ask is seen by engineers and regulators only."))
    only = st.toggle(text("Only those that wait for an answer"), value=True)
    with reported_errors(visit):
        listed = enquiries(visit.own_register, visit.actor, unanswered_only=only)
        if not listed:
            st.text(text("No enquiry waits."))
            return
        by_key = {found.key: found for found in listed}
        key = st.selectbox(text("Enquiry"), list(by_key), format_func=lambda k: _named(by_key[k], visit))
        _one(by_key[key], visit)


def _named(found: StoredEnquiry, visit: Visit) -> str:
    asked = found.enquiry
    return f"{found.key} · {asked.day} · {visit.text(ENQUIRY_KIND[asked.kind])} · {line_of(asked.question, 60)}"


def _one(found: StoredEnquiry, visit: Visit) -> None:
    text, asked = visit.text, found.enquiry
    height = "–" if asked.height_m is None else numbers.metres(asked.height_m)
    st.text(
        f"{asked.longitude:.6f}, {asked.latitude:.6f} · {height} · {line_of(asked.place)} · {asked.station_id or '–'}"
    )
    st.text(asked.question)
    if asked.contact:
        st.text(
            text.labelled(
                text("How we can reach you (if you like); deleted when it is no longer needed"), line_of(asked.contact)
            )
        )
        if st.button(text("Delete the contact"), key=f"forget {found.key}"):
            with reported_errors(visit):
                forget_contact(visit.own_register, found.key, visit.actor)
                done(text("The contact is deleted."))
    for answer in found.answers:
        st.caption(f"{answer.at.date()} · {line_of(answer.by, 80)}".replace("*", ""))
        st.text(answer.text)
    _answer(found, visit)


def _answer(found: StoredEnquiry, visit: Visit) -> None:
    """The level there and the last measurement near, proposed as words; an engineer may change the words only."""
    text, asked = visit.text, found.enquiry
    st.subheader(text("Answer"))
    plan = replace(current_plan(visit), language=visit.language)
    level = level_record(asked, plan)
    near = last_measurement_near(visit.own_register, asked.longitude, asked.latitude, visit.today, visit.actor)
    with st.form(f"answer {found.key}"):
        words = st.text_area(
            text("What is written to the resident"), answer_text(level, near, plan), max_chars=LONGEST, height=200
        )
        if st.form_submit_button(text("Keep the answer")):
            with reported_errors(visit):
                answer_enquiry(visit.own_register, found.key, words, level, visit.actor)
                done(text("The answer is stored with the level that it states."))
