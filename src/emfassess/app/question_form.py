"""A form to ask about a place: the question goes to the register and is seen by nobody else."""

import streamlit as st

from emfassess.app.display import reported_errors
from emfassess.app.visit import Visit
from emfassess.language.messages.names import ENQUIRY_KIND
from emfassess.register import PUBLIC
from emfassess.register.enquiries import KINDS, LONGEST, Enquiry, add_enquiry

MOST_A_VISIT = 5
"""Questions that one visit may send."""


def ask_part(visit: Visit, longitude: float, latitude: float, height_m: float, nearest: str) -> None:
    """The form; what it sends is kept as an enquiry of the public."""
    text = visit.text
    st.subheader(text("Ask about this place"))
    st.text(
        text(
            "Your question goes to the people who answer for these stations. Nobody else can "
            "read it. The place above is sent with it."
        )
    )
    if st.session_state.pop("asked-now", False):
        st.success(text("Received as number {number}. Thank you.", number=st.session_state["asked-number"]))
    if st.session_state.get("asked", 0) >= MOST_A_VISIT:
        st.warning(text("You have sent several questions. Please wait for the answers before you send more."))
        return
    with st.form("ask", clear_on_submit=True):
        kind = st.radio(text("What is it?"), KINDS, format_func=lambda key: text(ENQUIRY_KIND[key]), horizontal=True)
        question = st.text_area(text("Your question"), max_chars=LONGEST)
        place = st.text_input(text("Address, floor, which window (if you like)"), max_chars=LONGEST)
        contact = st.text_input(
            text("How we can reach you (if you like); deleted when it is no longer needed"), max_chars=LONGEST
        )
        sent = st.form_submit_button(text("Send"))
    if not sent:
        return
    if not question.strip():
        st.error(text("Please write what you want to know."))
        return
    about = nearest if kind == "complaint" else ""
    _send(visit, Enquiry(kind, longitude, latitude, question, visit.today, place, height_m, about, contact))


def _send(visit: Visit, enquiry: Enquiry) -> None:
    """Store an enquiry, and show its number when the page is drawn again."""
    with reported_errors(visit):
        number = add_enquiry(visit.own_register, enquiry, PUBLIC)
        st.session_state.update(
            {"asked": st.session_state.get("asked", 0) + 1, "asked-now": True, "asked-number": number}
        )
        st.rerun()
