"""Summary result of a campaign: completeness, findings of the quality rules, levels and verdicts."""

import pandas as pd
import streamlit as st

from emfassess.app.display import box_of, csv_button, grid, line_of, plain
from emfassess.app.results import editions_of
from emfassess.app.visit import Visit
from emfassess.jobs.judge_campaign import judge_campaign
from emfassess.jobs.station_limits import LimitChoice
from emfassess.language import N_
from emfassess.language.messages.names import SEVERITY_WORD
from emfassess.measured_levels.judged_campaign import JudgedCampaign
from emfassess.publish.terminal.campaigns import by_exposure_ratio, judged_words, summary_line
from emfassess.publish.text import numbers
from emfassess.publish.text.assumptions import assumption_sentence
from emfassess.publish.text.campaigns import completeness_sentence, finding_sentence, missing_sentence
from emfassess.register import Actor, Register

CAMPAIGNS_LABEL = {
    "severity": N_("Severity"),
    "sentence": N_("Finding"),
    "count": N_("Cases"),
    "rule": N_("Rule"),
}

CAMPAIGNS_PLACE_LABEL = {
    "point": N_("Point"),
    "strength": N_("Electric field strength"),
    "density": N_("Power density"),
    "uncertainty": N_("± dB"),
    "on-the-day": N_("By the edition of its day"),
    "today": N_("By today's edition"),
    "station": N_("Station"),
}


MOST_PLACES = 5000
"""Number of evaluation points in the table, those with the highest exposure ratios."""


def judged_of(visit: Visit, name: str) -> JudgedCampaign:
    """A campaign of the register, judged; kept until the register or the day changes."""
    return _judged(visit.own_register, visit.actor, editions_of(visit), visit.today, name, visit.state)


@st.cache_resource(show_spinner=False, max_entries=8)
def _judged(
    _register: Register, _actor: Actor, _editions: LimitChoice, today: object, name: str, state: str
) -> JudgedCampaign:
    del state
    return judge_campaign(_register, name, _editions, today, _actor, most_lines=None)  # type: ignore[arg-type]


def judged_part(judged: JudgedCampaign, visit: Visit) -> None:
    """Verdict, what the record lacks, what the rules found, and the places."""
    text = visit.text
    box_of(judged.verdict)(plain(summary_line(judged, text)))
    if judged.unknown_stations:
        st.warning(
            plain(text("Not in the register on that day: {stations}.", stations=text.listed(judged.unknown_stations)))
        )
    _completeness(judged, visit)
    _findings(judged, visit)
    _places(judged, visit)
    with st.expander(text("Assumptions")):
        for assumption in judged.levels.assumptions if judged.levels else ():
            st.text(assumption_sentence(assumption, text))


def _completeness(judged: JudgedCampaign, visit: Visit) -> None:
    text, found = visit.text, judged.completeness
    (st.success if found.state == "complete" else st.warning)(plain(completeness_sentence(found, text)))
    lacking = [gap for gap in found.missing if gap.requirement.mandatory]
    if lacking:
        with st.expander(text("What the record lacks ({count})", count=len(lacking)), expanded=True):
            for gap in lacking:
                st.text(missing_sentence(gap, text))


def _findings(judged: JudgedCampaign, visit: Visit) -> None:
    text = visit.text
    st.subheader(text("What the quality rules found"))
    if not judged.findings:
        st.text(text("Nothing."))
        return
    rows = pd.DataFrame(
        {
            "severity": text(SEVERITY_WORD[finding.severity]),
            "sentence": finding_sentence(finding, text),
            "count": str(finding.count or "–"),
            "rule": finding.rule,
        }
        for finding in judged.findings
    )
    grid(rows, {key: text(CAMPAIGNS_LABEL[key]) for key in rows.columns})


def _places(judged: JudgedCampaign, visit: Visit) -> None:
    """One row per evaluation point, the highest exposure ratio first; the edition of the day and today's side by side."""
    text, levels = visit.text, judged.levels
    if levels is None:
        return
    st.subheader(text("Levels and verdicts"))
    order = by_exposure_ratio(judged)[:MOST_PLACES]
    if len(order) < len(levels.point_ids):
        st.caption(
            text(
                "The {count} places with the greatest exposure ratio of {all}.",
                count=len(order),
                all=len(levels.point_ids),
            )
        )
    rows = pd.DataFrame(
        {
            "point": line_of(levels.point_ids[place], 120),
            "strength": numbers.field_strength(float(levels.field_strength[place]), levels.bound(place)),
            "density": numbers.power_density_quantity(float(levels.power_density[place]), levels.bound(place)),
            "uncertainty": numbers.significant(float(levels.expanded_uncertainty_db[place]), 2),
            "on-the-day": judged_words(levels, levels.on_the_day, place, text),
            "today": judged_words(levels, levels.today, place, text),
            "station": judged.station_of[place] or "–",
        }
        for place in map(int, order)
    )
    grid(rows, {key: text(CAMPAIGNS_PLACE_LABEL[key]) for key in rows.columns})
    csv_button(text("Download as CSV"), rows, f"{judged.campaign.id}.csv")
