"""The log of all that was done, and whether everything still fits its hash."""

import pandas as pd
import streamlit as st

from emfassess.app.display import csv_button, grid, plain, told
from emfassess.app.visit import Visit
from emfassess.register.audit import entries, head, verify_chain
from emfassess.register.integrity import verify_records

MOST = 500
COLUMNS = ("number", "at", "actor", "act", "subject", "details", "sha256")


def log_page(visit: Visit) -> None:
    """The newest rows, and the check of the chain and of every record."""
    text = visit.text
    st.header(text("app.log"))
    with told(visit):
        number, sealed = head(visit.kept)
        st.text(text("log.head", number=number, sha256=sealed))
        if st.button(text("log.check")):
            with st.spinner(text("log.checking")):
                _check(visit)
        rows = pd.DataFrame([{key: getattr(e, key) for key in COLUMNS} for e in entries(visit.kept, visit.actor, MOST)])
        if rows.empty:
            return
        rows["at"] = [moment.isoformat(timespec="seconds") for moment in rows["at"]]
        st.caption(text("log.newest", count=len(rows)))
        grid(rows, {key: text(f"log.{key}") for key in COLUMNS})
        csv_button(text("app.download-csv"), rows, "log.csv")


def _check(visit: Visit) -> None:
    fault = verify_chain(visit.kept, visit.actor)
    faults = ([str(fault)] if fault else []) + list(verify_records(visit.kept, visit.actor))
    for line in faults:
        st.error(plain(line))
    if not faults:
        st.success(visit.text("log.fits"))
