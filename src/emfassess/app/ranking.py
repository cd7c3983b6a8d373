"""Risk ranking: which station to look at first, and why."""

import streamlit as st

from emfassess.app.display import csv_button, grid, reported_errors
from emfassess.app.results_tables import ranking_table
from emfassess.app.visit import Visit
from emfassess.language import N_
from emfassess.language.messages.names import RANKING_GROUP
from emfassess.publish.text import numbers
from emfassess.publish.text.subjects import cause_words

RANKING_LABEL = {
    "rank": N_("Rank"),
    "station_id": N_("Station"),
    "name": N_("Name"),
    "operator": N_("Operator"),
    "group": N_("Group"),
    "share": N_("Exposure ratio"),
    "caused": N_("Cause and own share"),
    "last_measured": N_("Last measured"),
    "complaints": N_("Complaints"),
    "part_ratio": N_("for the level"),
    "part_people": N_("for people"),
    "part_age": N_("for age"),
    "part_complaints": N_("for complaints"),
    "score": N_("Score"),
}

PARTS = ("part_ratio", "part_people", "part_age", "part_complaints")


def ranking_page(visit: Visit) -> None:
    """The portfolio by group and score, with the parts of each score."""
    text = visit.text
    st.header(text("Risk ranking"))
    st.text(
        text(
            "First those above the limit, then those of which nothing or nothing clear is known, "
            "then those within it; inside each group by a score: exposure ratio, people near, "
            "years since the last measurement, complaints of two years."
        )
    )
    with reported_errors(visit):
        rows = ranking_table(visit)
        if rows.empty:
            st.warning(text("No station is in service there today."))
            return
        ratios = rows["max_exposure_ratio"]
        shown = rows.assign(
            group=[text(RANKING_GROUP[group]) for group in rows["group"]],
            share=["–" if ratio != ratio else numbers.percent(ratio) for ratio in ratios],
            caused=[
                cause_words(station, cause, None if own != own else own, text) if cause else "–"
                for station, cause, own in zip(rows["station_id"], rows["cause"], rows["own_share"], strict=True)
            ],
            **{part: rows[part].round(3) for part in (*PARTS, "score")},
        )
        columns = (
            "rank",
            "station_id",
            "name",
            "operator",
            "group",
            "share",
            "caused",
            "last_measured",
            "complaints",
            *PARTS,
            "score",
        )
        grid(shown, {key: text(RANKING_LABEL[key]) for key in columns})
        csv_button(text("Download as CSV"), rows, "ranking.csv")
