"""Model beside measurement: agreement, statistics, and the model corrected by what was measured."""

from dataclasses import replace

import pandas as pd
import streamlit as st

from emfassess.app.campaign_result import judged_of
from emfassess.app.campaigns import chosen_campaign
from emfassess.app.display import csv_button, plain, reported_errors, table
from emfassess.app.results import current_plan, plan_state
from emfassess.app.visit import Visit
from emfassess.jobs.compare_campaigns import compared
from emfassess.jobs.comparison_folder import comparison_figures
from emfassess.jobs.plan import Plan
from emfassess.language import language as language_of
from emfassess.language.messages.names import COMPARISON_FIGURE
from emfassess.measured_levels.result import MeasuredLevels
from emfassess.publish.data.comparison_record import ComparisonRecord, comparison_record
from emfassess.publish.data.provenance import provenance_of
from emfassess.publish.reports.comparison import agreement_lines, statistics_table, validation_table
from emfassess.publish.reports.comparison_levels import levels_table
from emfassess.publish.reports.sections import titles_of
from emfassess.publish.text.comparison import finding_lines
from emfassess.register.campaigns import campaigns

REACH_M = 5000.0


def comparison_page(visit: Visit) -> None:
    """Choose a campaign; the stations in service today are the model."""
    text = visit.text
    st.header(text("Model and measurement"))
    with reported_errors(visit):
        names = [summary.campaign_id for summary in campaigns(visit.own_register, visit.actor)]
        if not names:
            st.text(text("The register holds no campaign yet."))
            return
        name = chosen_campaign(names, visit)
        reach = st.number_input(
            text("Points farther from every station are left out (m)"),
            10.0,
            40_000.0,
            REACH_M,
            step=100.0,
            format="%.0f",
        )
        if not st.button(text("Compare"), type="primary") and st.session_state.get("compared") != (name, reach):
            return
        st.session_state["compared"] = (name, reach)
        judged = judged_of(visit, name)
        if judged.levels is None:
            st.warning(text("There is no valid measured level."))
            return
        with st.spinner(text("Computing the model at every point …")):
            plan = replace(current_plan(visit), language=visit.language)
            record, drawn = _compared(plan, judged.levels, reach, name, plan_state(visit), visit.language)
        _show(record, drawn, name, visit)


@st.cache_data(show_spinner=False, max_entries=8)
def _compared(
    _plan: Plan, _levels: MeasuredLevels, reach: float, name: str, state: object, language: str
) -> tuple[ComparisonRecord, dict[str, str]]:
    """Record and figures of a comparison, kept until a station, the register or the project changes."""
    del name, state
    text = language_of(language)
    comparison, fused = compared(_levels, _plan, reach)
    drawn = {name: svg.decode("utf-8") for name, svg in comparison_figures(comparison, fused, text).items()}
    return comparison_record(comparison, provenance_of(comparison), fused), drawn


def _show(record: ComparisonRecord, drawn: dict[str, str], name: str, visit: Visit) -> None:
    text = visit.text
    st.subheader(text("Measurements against upper bound and expectation"))
    for line in finding_lines(record, text):
        st.text(line)
    st.subheader(text("Agreement within both uncertainties"))
    for line in agreement_lines(record, text):
        st.text(line)
    st.subheader(text("Differences"))
    if record["statistics"] is None:
        st.warning(text("Too few points for statistics."))
    else:
        found = statistics_table(record, text)
        table(titles_of(found), found["rows"])
        st.caption(
            plain(
                text(
                    "Predicted minus measured, in decibel of the power density; 95 % intervals in "
                    "brackets. Count, mean and standard deviation in the form of ITU-R P.1148. The "
                    "differences count as independent: where neighbours are alike, the true intervals "
                    "are wider."
                ),
                1000,
            )
        )
    st.subheader(text("Levels of the points"))
    found = levels_table(record, text)
    table(titles_of(found), found["rows"])
    if record["fused"] is not None:
        st.subheader(text("Leave-one-out check"))
        found = validation_table(record["fused"], text)
        table(titles_of(found), found["rows"])
    for key, figure in drawn.items():
        st.subheader(text(COMPARISON_FIGURE[key]))
        st.image(figure)
    csv_button(text("Download as CSV"), pd.DataFrame(record["points"]), f"{name}-comparison.csv")
