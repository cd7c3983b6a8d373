"""The compliance table: every station with its newest results, filtered and downloaded; exceedances first."""

import pandas as pd
import streamlit as st

from emfassess.app.display import csv_button, grid, told
from emfassess.app.results import results_table
from emfassess.app.visit import Visit
from emfassess.publish.text import numbers

VERDICTS = ("exceeds", "indeterminate", "compliant")
COLUMNS = ("station_id", "verdict", "share", "name", "operator", "basis", "day", "limit", "state", "complete")
FILTERS = ("verdict", "operator", "basis", "state", "standard")


def compliance_page(visit: Visit) -> None:
    """All newest results; the filters are part of the link."""
    text = visit.text
    st.header(text("app.compliance"))
    with told(visit):
        rows = results_table(visit)
        if rows.empty:
            st.warning(text("app.none-recorded"))
            return
        for column, verdict in zip(st.columns(3), VERDICTS, strict=True):
            column.metric(text(f"verdict-word.{verdict}"), int((rows["verdict"] == verdict).sum()))
        chosen = _filtered(rows, visit)
        st.caption(text("compliance.count", count=len(chosen), all=len(rows)))
        _show(chosen, visit)


def _filtered(rows: pd.DataFrame, visit: Visit) -> pd.DataFrame:
    for column, key in zip(st.columns(len(FILTERS)), FILTERS, strict=True):
        offered = sorted(rows[key].unique())
        linked = [value for value in st.query_params.get_all(key) if value in offered]
        wanted = column.multiselect(
            visit.text(f"compliance.{key}"),
            offered,
            default=linked,
            format_func=lambda value, key=key: _word(key, value, visit),  # type: ignore[misc]
            key=f"filter {key}",
        )
        if wanted != linked:
            st.query_params[key] = wanted
        if wanted:
            rows = rows[rows[key].isin(wanted)]
    searched = st.text_input(visit.text("compliance.search"), max_chars=200).strip().casefold()
    if searched:
        found = rows["station_id"].str.casefold().str.contains(searched, regex=False)
        rows = rows[found | rows["name"].str.casefold().str.contains(searched, regex=False)]
    return rows


def _word(key: str, value: str, visit: Visit) -> str:
    kind = {"verdict": "verdict-word", "basis": "basis", "state": "state"}.get(key)
    return visit.text(f"{kind}.{value}") if kind else value


def _show(rows: pd.DataFrame, visit: Visit) -> None:
    text = visit.text
    if rows.empty:
        st.text(text("compliance.none"))
        return
    gravity = rows["verdict"].map({verdict: place for place, verdict in enumerate(VERDICTS)})
    rows = rows.assign(gravity=gravity).sort_values(["gravity", "max_exposure_ratio"], ascending=[True, False])
    shown = rows.assign(
        limit=rows["standard"] + " (" + rows["edition"] + ")",
        share=[numbers.percent(ratio) for ratio in rows["max_exposure_ratio"]],
        **{key: [_word(key, value, visit) for value in rows[key]] for key in ("verdict", "basis", "state")},
    )
    grid(shown, {key: text(f"compliance.{key}") for key in COLUMNS})
    csv_button(text("app.download-csv"), rows.drop(columns="gravity"), "compliance.csv")
