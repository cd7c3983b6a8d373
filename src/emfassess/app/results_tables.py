"""Tables of the whole portfolio, kept until the register changes."""

import datetime

import pandas as pd
import streamlit as st

from emfassess.app.visit import Visit
from emfassess.readers.project import NAME
from emfassess.register import Actor, Register
from emfassess.register.due import due
from emfassess.register.periodicity import Rules, rules_from
from emfassess.register.ranking import ranking


def rules_of(visit: Visit) -> Rules:
    """Periods and triggers of the project; the usual ones where it states none."""
    return rules_from(visit.project.periodicity, NAME)


def due_table(visit: Visit) -> pd.DataFrame:
    """Due measurements, the most urgent first."""
    return _due(visit.own_register, visit.actor, rules_of(visit), visit.state, visit.today)


@st.cache_data(show_spinner=False, max_entries=8)
def _due(_register: Register, _actor: Actor, _rules: Rules, state: str, today: datetime.date) -> pd.DataFrame:
    del state
    return due(_register, today, _actor, _rules)


def ranking_table(visit: Visit) -> pd.DataFrame:
    """Stations by risk, the greatest first."""
    return _ranking(visit.own_register, visit.actor, visit.state, visit.today)


@st.cache_data(show_spinner=False, max_entries=8)
def _ranking(_register: Register, _actor: Actor, state: str, today: datetime.date) -> pd.DataFrame:
    del state
    return ranking(_register, today, _actor)
