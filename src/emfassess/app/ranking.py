"""Risk ranking: which station to look at first, and why."""

import streamlit as st

from emfassess.app.display import csv_button, grid, told
from emfassess.app.results_tables import ranking_table
from emfassess.app.visit import Visit
from emfassess.publish.text import numbers

PARTS = ("part_ratio", "part_people", "part_age", "part_complaints")


def ranking_page(visit: Visit) -> None:
    """The portfolio by group and score, with the parts of each score."""
    text = visit.text
    st.header(text("app.ranking"))
    st.text(text("ranking.how"))
    with told(visit):
        rows = ranking_table(visit)
        if rows.empty:
            st.warning(text("app.no-stations"))
            return
        ratios = rows["max_exposure_ratio"]
        shown = rows.assign(
            group=[text(f"ranking.group-{group}") for group in rows["group"]],
            share=["–" if ratio != ratio else numbers.percent(ratio) for ratio in ratios],
            **{part: rows[part].round(3) for part in (*PARTS, "score")},
        )
        columns = (
            "rank",
            "station_id",
            "name",
            "operator",
            "group",
            "share",
            "last_measured",
            "complaints",
            *PARTS,
            "score",
        )
        grid(shown, {key: text(f"ranking.{key}") for key in columns})
        csv_button(text("app.download-csv"), rows, "ranking.csv")
