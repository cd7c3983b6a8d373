"""Enquiries of residents, private: read them, see the level there, answer."""

import streamlit as st

from emfassess.pages.my_place import measured_sentence
from emfassess.pages.results import level_inside
from emfassess.pages.shown import done, line_of, told
from emfassess.pages.visit import Visit
from emfassess.publish import numbers
from emfassess.publish.place_level import PlaceLevel
from emfassess.register.enquiries import LONGEST, StoredEnquiry, answer_enquiry, enquiries, forget_contact
from emfassess.register.near import last_measurement_near

HEAD_HEIGHT_M = 1.7


def enquiries_page(visit: Visit) -> None:
    """Choose an enquiry and answer it."""
    text = visit.text
    st.header(text("app.enquiries"))
    st.caption(text("enquiry.private"))
    only = st.toggle(text("enquiry.unanswered"), value=True)
    with told(visit):
        listed = enquiries(visit.kept, visit.actor, unanswered_only=only)
        if not listed:
            st.text(text("enquiry.none"))
            return
        by_key = {found.key: found for found in listed}
        key = st.selectbox(text("enquiry.choose"), list(by_key), format_func=lambda k: _named(by_key[k], visit))
        _one(by_key[key], visit)


def _named(found: StoredEnquiry, visit: Visit) -> str:
    asked = found.enquiry
    return f"{found.key} · {asked.day} · {visit.text('ask.' + asked.kind)} · {line_of(asked.question, 60)}"


def _one(found: StoredEnquiry, visit: Visit) -> None:
    text, asked = visit.text, found.enquiry
    height = "–" if asked.height_m is None else numbers.metres(asked.height_m)
    st.text(
        f"{asked.longitude:.6f}, {asked.latitude:.6f} · {height} · {line_of(asked.place)} · {asked.station_id or '–'}"
    )
    st.text(asked.question)
    if asked.contact:
        st.text(f"{text('ask.contact')}: {line_of(asked.contact)}")
        if st.button(text("enquiry.forget"), key=f"forget {found.key}"):
            with told(visit):
                forget_contact(visit.kept, found.key, visit.actor)
                done(text("enquiry.forgotten"))
    for answer in found.answers:
        st.caption(f"{answer.at.date()} · {line_of(answer.by, 80)}".replace("*", ""))
        st.text(answer.text)
    _answer(found, visit)


def _answer(found: StoredEnquiry, visit: Visit) -> None:
    """The level there and the last measurement near, proposed as words; an engineer may change the words only."""
    text, asked = visit.text, found.enquiry
    st.subheader(text("enquiry.answer"))
    height_m = HEAD_HEIGHT_M if asked.height_m is None else asked.height_m
    level = level_inside(visit, asked.longitude, asked.latitude, height_m)
    near = last_measurement_near(visit.kept, asked.longitude, asked.latitude, visit.today, visit.actor)
    lines = [level_sentence(level, visit)]
    lines.append(text("place.nobody-measured") if near is None else measured_sentence(visit, near))
    with st.form(f"answer {found.key}"):
        words = st.text_area(text("enquiry.words"), "\n".join(lines), max_chars=LONGEST, height=200)
        if st.form_submit_button(text("enquiry.send")):
            with told(visit):
                answer_enquiry(visit.kept, found.key, words, level.record(), visit.actor)
                done(text("enquiry.answered"))


def level_sentence(level: PlaceLevel, visit: Visit) -> str:
    """The level at a place as plain text: verdict, share, power density and field strength together."""
    text = visit.text
    sentence = text(
        f"place.{level.verdict}",
        percent=numbers.percent(level.exposure_ratio),
        standard=f"{level.limit['standard']} ({level.limit['edition']})",
        height=numbers.metres(level.height_m),
        uncertainty=numbers.significant(level.expanded_uncertainty_db),
    )
    figures = f"{numbers.power_density(level.power_density_w_m2)}, {numbers.field_strength(level.field_strength_v_m)}"
    return f"{sentence} {figures}."
