"""The compliance table: every station with its newest results, filtered and downloaded; exceedances first."""

from collections.abc import Hashable
from typing import Any

import pandas as pd
import streamlit as st

from emfassess.app.display import csv_button, grid, reported_errors
from emfassess.app.results import results_table
from emfassess.app.visit import Visit
from emfassess.language import N_, Language
from emfassess.language.messages.names import BASIS, PUBLICATION_STATE
from emfassess.publish.text import numbers
from emfassess.publish.text.subjects import cause_words
from emfassess.publish.text.verdicts import VERDICT_WORD

COMPLIANCE_LABEL = {
    "station_id": N_("Station"),
    "name": N_("Name"),
    "operator": N_("Operator"),
    "basis": N_("Basis"),
    "day": N_("Date"),
    "limit": N_("Limit"),
    "standard": N_("Standard"),
    "verdict": N_("Verdict"),
    "share": N_("Exposure ratio"),
    "caused": N_("Cause and own share"),
    "state": N_("State of publication"),
    "complete": N_("Complete"),
}


VERDICTS = (
    "exceeds",
    "conditionally_exceeds",
    "not_assessable",
    "indeterminate",
    "conditionally_compliant",
    "compliant",
)
ALWAYS = ("exceeds", "compliant")
"""Verdicts that are counted even where no result has them."""
COLUMNS = ("station_id", "verdict", "share", "caused", "name", "operator", "basis", "day", "limit", "state", "complete")
FILTERS = ("verdict", "operator", "basis", "state", "standard")


def compliance_page(visit: Visit) -> None:
    """All newest results; the filters are part of the link."""
    text = visit.text
    st.header(text("Compliance table"))
    with reported_errors(visit):
        rows = results_table(visit)
        if rows.empty:
            st.warning(text("The register holds no result yet."))
            return
        counted = [v for v in VERDICTS if v in ALWAYS or (rows["verdict"] == v).any()]
        for column, verdict in zip(st.columns(len(counted)), counted, strict=True):
            column.metric(text(VERDICT_WORD[verdict]), int((rows["verdict"] == verdict).sum()))
        chosen = _filtered(rows, visit)
        st.caption(text("{count} of {all} results", count=len(chosen), all=len(rows)))
        _show(chosen, visit)


def _filtered(rows: pd.DataFrame, visit: Visit) -> pd.DataFrame:
    for column, key in zip(st.columns(len(FILTERS)), FILTERS, strict=True):
        offered = sorted(rows[key].unique())
        linked = [value for value in st.query_params.get_all(key) if value in offered]
        wanted = column.multiselect(
            visit.text(COMPLIANCE_LABEL[key]),
            offered,
            default=linked,
            format_func=lambda value, key=key: _word(key, value, visit),  # type: ignore[misc]
            key=f"filter {key}",
        )
        if wanted != linked:
            st.query_params[key] = wanted
        if wanted:
            rows = rows[rows[key].isin(wanted)]
    searched = st.text_input(visit.text("Station or name"), max_chars=200).strip().casefold()
    if searched:
        found = rows["station_id"].str.casefold().str.contains(searched, regex=False)
        rows = rows[found | rows["name"].str.casefold().str.contains(searched, regex=False)]
    return rows


def _word(key: str, value: str, visit: Visit) -> str:
    named = {"verdict": VERDICT_WORD, "basis": BASIS, "state": PUBLICATION_STATE}.get(key)
    return visit.text(named[value]) if named else value


def _show(rows: pd.DataFrame, visit: Visit) -> None:
    text = visit.text
    if rows.empty:
        st.text(text("No result fits these filters."))
        return
    gravity = rows["verdict"].map({verdict: place for place, verdict in enumerate(VERDICTS)})
    rows = rows.assign(gravity=gravity).sort_values(["gravity", "max_exposure_ratio"], ascending=[True, False])
    shown = rows.assign(
        limit=rows["standard"] + " (" + rows["edition"] + ")",
        share=[numbers.percent(ratio) for ratio in rows["max_exposure_ratio"]],
        caused=[_caused(row, text) for row in rows.to_dict("records")],
        **{key: [_word(key, value, visit) for value in rows[key]] for key in ("verdict", "basis", "state")},
    )
    grid(shown, {key: text(COMPLIANCE_LABEL[key]) for key in COLUMNS})
    csv_button(text("Download as CSV"), rows.drop(columns="gravity"), "compliance.csv")


def _caused(row: dict[Hashable, Any], text: Language) -> str:
    """Antenna that adds most to a result and the station's own part; a dash where the result does not name it."""
    if not row["cause"]:
        return "–"
    own, total = row["own_exposure_ratio"], row["max_exposure_ratio"]
    return cause_words(row["station_id"], row["cause"], own / total if total and own == own else None, text)
