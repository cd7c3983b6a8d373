"""The log of all that was done, and whether everything still fits its hash."""

import pandas as pd
import streamlit as st

from emfassess.app.display import csv_button, grid, plain, reported_errors
from emfassess.app.visit import Visit
from emfassess.language import N_
from emfassess.register.audit import entries, head, verify_chain
from emfassess.register.integrity import verify_records

LOG_LABEL = {
    "number": N_("No."),
    "at": N_("When"),
    "actor": N_("Who"),
    "act": N_("What"),
    "subject": N_("Of what"),
    "details": N_("Details"),
    "sha256": N_("SHA-256"),
}


MOST = 500
COLUMNS = ("number", "at", "actor", "act", "subject", "details", "sha256")


def log_page(visit: Visit) -> None:
    """The newest rows, and the check of the chain and of every record."""
    text = visit.text
    st.header(text("Log"))
    with reported_errors(visit):
        number, sealed = head(visit.own_register)
        st.text(text("Newest row: {number}, SHA-256 {sha256}", number=number, sha256=sealed))
        if st.button(text("Check the chain and every record")):
            with st.spinner(text("Checking …")):
                _check(visit)
        rows = pd.DataFrame(
            [{key: getattr(e, key) for key in COLUMNS} for e in entries(visit.own_register, visit.actor, MOST)]
        )
        if rows.empty:
            return
        rows["at"] = [moment.isoformat(timespec="seconds") for moment in rows["at"]]
        st.caption(text("The newest {count} rows", count=len(rows)))
        grid(rows, {key: text(LOG_LABEL[key]) for key in COLUMNS})
        csv_button(text("Download as CSV"), rows, "log.csv")


def _check(visit: Visit) -> None:
    fault = verify_chain(visit.own_register, visit.actor)
    faults = ([str(fault)] if fault else []) + list(verify_records(visit.own_register, visit.actor))
    for line in faults:
        st.error(plain(line))
    if not faults:
        st.success(visit.text("Every row fits the one before it, and every record its hash."))
