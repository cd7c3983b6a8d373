"""Stations to be measured: overdue, due, next; as a table, as CSV, and for a calendar."""

import streamlit as st

from emfassess.app.display import csv_button, grid, reported_errors
from emfassess.app.results_tables import due_table
from emfassess.app.visit import Visit
from emfassess.language import N_
from emfassess.language.messages.names import DUE_REASON, DUE_STATE
from emfassess.register.calendars import calendar_text
from emfassess.register.due import STATES

DUE_COLUMN_LABEL = {
    "station_id": N_("Station"),
    "name": N_("Name"),
    "operator": N_("Operator"),
    "word": N_("State"),
    "due_on": N_("Due on"),
    "why": N_("Why"),
    "last_measured": N_("Last measured"),
}


def due_page(visit: Visit) -> None:
    """Every station in service today, the most urgent first."""
    text = visit.text
    st.header(text("Measurements due"))
    with reported_errors(visit):
        rows = due_table(visit)
        counts = rows["state"].value_counts()
        for column, state in zip(st.columns(3), STATES, strict=True):
            column.metric(text(DUE_STATE[state]), int(counts.get(state, 0)))
        wanted = st.multiselect(
            text("Show"), STATES, default=STATES[:2], format_func=lambda state: text(DUE_STATE[state])
        )
        chosen = rows[rows["state"].isin(wanted)]
        if chosen.empty:
            st.text(text("No station is in these states."))
            return
        shown = chosen.assign(
            word=[text(DUE_STATE[state]) for state in chosen["state"]],
            why=[text(DUE_REASON[reason]) for reason in chosen["reason"]],
        )
        columns = ("station_id", "name", "operator", "word", "due_on", "why", "last_measured")
        grid(shown, {key: text(DUE_COLUMN_LABEL[key]) for key in columns})
        left, right = st.columns(2)
        with left:
            csv_button(text("Download as CSV"), chosen, "due.csv")
        calendar = calendar_text(chosen, visit.today, text("Measurement due: {name}", name="{name}"))
        right.download_button(
            text("Download for a calendar (.ics)"),
            calendar,
            file_name=N_("Download for a calendar (.ics)"),
            mime="text/calendar",
        )
