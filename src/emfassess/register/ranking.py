r"""Risk ranking of the whole portfolio: which station to look at first, and why.

Stations are put into three groups, then ordered by a score inside each: first those that are relevant sources of a level
above the limit, those that cause it before the others; then those of which nothing or nothing clear is known; then those
that comply. The score is a weighted sum of four parts that are all
in the table:

.. math:: w_r\, r + w_p\, \frac{\lg(1 + n)}{3} + w_a\, \frac{t}{1\,\mathrm{a}} + w_c\, c

with the maximum exposure ratio *r* of the newest current computation and measurement (1 where there is none), the
people near *n* (the greatest number known where it is not known here), the years *t* since the last complete measurement
(since the station exists if there was none), and the complaints *c* of the last two years. No part is capped.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from emfassess.exposure.compliance import Verdict
from emfassess.register.connection import Register
from emfassess.register.current import is_in_force
from emfassess.register.roles import Actor, require
from emfassess.register.subjects import exceeds_limit
from emfassess.register.tables import AssessmentRow, EnquiryRow, StationRow, current

GROUPS = ("exceeds", "unknown", "complies")
COMPLAINT_DAYS = 730
_DAYS_PER_YEAR = 365.25
_THOUSAND = 3.0
"""Decades of people that weigh as much as the whole limit: a thousand near is 1."""


@dataclass(frozen=True)
class RankingWeights:
    """Weights of the parts of the score."""

    ratio: float = 0.5
    people: float = 0.2
    age: float = 0.2
    complaints: float = 0.1

    def __post_init__(self) -> None:
        if min(self.ratio, self.people, self.age, self.complaints) < 0:
            raise ValueError("weights of the ranking cannot be below 0")


def ranking(
    register: Register,
    today: datetime.date,
    actor: Actor,
    people_near: Mapping[str, float] | None = None,
    weights: RankingWeights | None = None,
) -> pd.DataFrame:
    """Stations by risk, the greatest first.

    Parameters
    ----------
    register : Register
    today : date
    actor : Actor
        Needs the right to see private entries.
    people_near : mapping of str to float, optional
        People near each station, by its id; where a station is missing, the greatest number of the others is taken.
    weights : Weights, optional

    Returns
    -------
    DataFrame
        `rank`, `station_id`, `name`, `operator`, `group`, `verdict`, `place`, `cause` (station and antenna that add most
        there) and `own_share` (the station's own part of that level), what was found (`max_exposure_ratio`, `people_near`,
        `last_measured`, `years_since`, `complaints`), the parts of the score (`part_ratio`, `part_people`, `part_age`,
        `part_complaints`) and their sum `score`. What was not known is NaN or NaT; its part says what was taken.
    """
    require(actor, "see private entries")
    weigh = weights or RankingWeights()
    with register.reading() as session:
        table = _stations(session, today)
        for found in (_levels(session, today), _last_measured(session, today), _complaints(session, today)):
            table = table.merge(found, how="left", on="station_id")
    table["people_near"] = table["station_id"].map(dict(people_near or {})).astype(float)
    return _scored(table, today, weigh)


def _scored(table: pd.DataFrame, today: datetime.date, weigh: RankingWeights) -> pd.DataFrame:
    verdicts = table["verdict"].fillna("")
    since = pd.to_datetime(table["last_measured"].fillna(table["first_from"]))
    years = (pd.Timestamp(today) - since).dt.days / _DAYS_PER_YEAR
    people = table["people_near"]
    most = people.max() if people.notna().any() else 0.0
    complaints = table["complaints"].fillna(0).astype(int)
    parts = {
        "part_ratio": weigh.ratio * table["max_exposure_ratio"].astype(float).fillna(1.0),
        "part_people": weigh.people * np.log10(1 + people.fillna(most)) / _THOUSAND,
        "part_age": weigh.age * years,
        "part_complaints": weigh.complaints * complaints.astype(float),
    }
    table = table.assign(
        group=np.select(
            [verdicts.map(exceeds_limit).astype(bool), verdicts == Verdict.COMPLIANT], [GROUPS[0], GROUPS[2]], GROUPS[1]
        ),
        verdict=verdicts,
        place=table["place"].fillna(""),
        cause=table["cause"].fillna(""),
        own_share=table["own_exposure_ratio"].astype(float) / table["max_exposure_ratio"].astype(float),
        years_since=years,
        complaints=complaints,
        last_measured=pd.to_datetime(table["last_measured"]),
        **parts,
        score=sum(parts.values()),
    )
    order = table["group"].map({name: place for place, name in enumerate(GROUPS)})
    by_another = (table["group"] == GROUPS[0]) & (table["cause"] != "")
    by_another &= table["cause"].astype(str).str.split("/").str[0] != table["station_id"]
    table = table.assign(order=order, by_another=by_another)
    order_by = ["order", "by_another", "score", "station_id"]
    table = table.sort_values(order_by, ascending=[True, True, False, True])
    table.insert(0, "rank", np.arange(1, len(table) + 1))
    gone = ["order", "by_another", "first_from", "basis", "day", "severity", "own_exposure_ratio"]
    return table.drop(columns=gone, errors="ignore").reset_index(drop=True)


def _stations(session: Session, today: datetime.date) -> pd.DataFrame:
    rows = select(
        StationRow.station_id, StationRow.name, StationRow.operator, StationRow.valid_from, StationRow.gone
    ).where(StationRow.valid_from <= today, current(StationRow.key, StationRow.corrects))
    versions = _frame(session, rows.order_by(StationRow.valid_from, StationRow.key), "name", "operator", "from", "gone")
    firsts = versions.groupby("station_id")["from"].first().rename("first_from").reset_index()
    newest = versions.drop_duplicates("station_id", keep="last")
    return newest[~newest["gone"].astype(bool)][["station_id", "name", "operator"]].merge(firsts, on="station_id")


def _levels(session: Session, today: datetime.date) -> pd.DataFrame:
    """Most severe of the newest current computation and complete measurement with its place and cause, and greatest ratio."""
    rows = (
        select(
            AssessmentRow.station_id,
            AssessmentRow.basis,
            AssessmentRow.day,
            AssessmentRow.verdict,
            AssessmentRow.max_exposure_ratio,
            AssessmentRow.place,
            AssessmentRow.cause,
            AssessmentRow.own_exposure_ratio,
        )
        .where(AssessmentRow.station_id != "", AssessmentRow.day <= today, AssessmentRow.complete, is_in_force())
        .order_by(AssessmentRow.day, AssessmentRow.key)
    )
    columns = ("basis", "day", "verdict", "max_exposure_ratio", "place", "cause", "own_exposure_ratio")
    newest = _frame(session, rows, *columns).drop_duplicates(["station_id", "basis"], keep="last")
    newest = newest.assign(severity=newest["verdict"].map(_severity).astype(int))
    newest = newest.sort_values(["severity", "max_exposure_ratio"], kind="stable")
    worst = newest.drop_duplicates("station_id", keep="last").drop(columns="max_exposure_ratio")
    return worst.merge(newest.groupby("station_id")["max_exposure_ratio"].max().reset_index(), on="station_id")


def _severity(verdict: str) -> int:
    """Place in the order of severity; an unclear verdict of earlier versions counts as not assessable."""
    known = Verdict(verdict) if verdict in set(Verdict) else Verdict.NOT_ASSESSABLE
    return tuple(Verdict).index(known)


def _last_measured(session: Session, today: datetime.date) -> pd.DataFrame:
    rows = (
        select(AssessmentRow.station_id, func.max(AssessmentRow.day))
        .where(AssessmentRow.basis == "measured", AssessmentRow.complete, AssessmentRow.day <= today, is_in_force())
        .group_by(AssessmentRow.station_id)
    )
    return _frame(session, rows, "last_measured")


def _complaints(session: Session, today: datetime.date) -> pd.DataFrame:
    since = today - datetime.timedelta(days=COMPLAINT_DAYS)
    rows = (
        select(EnquiryRow.station_id, func.count())
        .where(EnquiryRow.kind == "complaint", EnquiryRow.day > since, EnquiryRow.day <= today)
        .group_by(EnquiryRow.station_id)
    )
    return _frame(session, rows, "complaints")


def _frame(session: Session, statement: Any, *columns: str) -> pd.DataFrame:
    rows = [tuple(row) for row in session.execute(statement)]
    return pd.DataFrame(rows, columns=["station_id", *columns]).astype({"station_id": object})
