"""What is to be measured when: overdue, due, next; as a table, as CSV, and for a calendar."""

import streamlit as st

from emfassess.app.display import csv_button, grid, told
from emfassess.app.results_tables import due_table
from emfassess.app.visit import Visit
from emfassess.register.calendars import calendar_text
from emfassess.register.due import STATES


def due_page(visit: Visit) -> None:
    """Every station that stands today, the most urgent first."""
    text = visit.text
    st.header(text("app.due"))
    with told(visit):
        rows = due_table(visit)
        counts = rows["state"].value_counts()
        for column, state in zip(st.columns(3), STATES, strict=True):
            column.metric(text(f"due.{state}"), int(counts.get(state, 0)))
        wanted = st.multiselect(
            text("due.states"), STATES, default=STATES[:2], format_func=lambda state: text(f"due.{state}")
        )
        chosen = rows[rows["state"].isin(wanted)]
        if chosen.empty:
            st.text(text("due.none"))
            return
        shown = chosen.assign(
            word=[text(f"due.{state}") for state in chosen["state"]],
            why=[text(f"due.reason-{reason}") for reason in chosen["reason"]],
        )
        columns = ("station_id", "name", "operator", "word", "due_on", "why", "last_measured")
        grid(shown, {key: text(f"due.column-{key}") for key in columns})
        left, right = st.columns(2)
        with left:
            csv_button(text("app.download-csv"), chosen, "due.csv")
        calendar = calendar_text(chosen, visit.today, text("due.calendar", name="{name}"))
        right.download_button(text("due.ics"), calendar, file_name="due.ics", mime="text/calendar")
