"""Measurements due: overdue, due, next, for every station, from one query.

A station is measured when a complete judgement of a measurement of it is in the register; an import alone is not
enough. What happened on the day of the last measurement or later (a change, a complaint, an exceedance) asks for
another one: whether the measurement came before or after it on that day is not known.
"""

import datetime
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import CTE, CompoundSelect, Select, Subquery, and_, func, literal, or_, select, union_all

from emfassess.exposure.compliance import Verdict
from emfassess.register.connection import Register
from emfassess.register.current import current_change, is_in_force
from emfassess.register.periodicity import Rules
from emfassess.register.publication import is_published
from emfassess.register.roles import Actor, require
from emfassess.register.tables import AssessmentRow, ChangeRow, EnquiryRow, StationRow, current

STATES = ("overdue", "due", "next")
COLUMNS = (
    "station_id",
    "name",
    "operator",
    "support",
    "longitude",
    "latitude",
    "state",
    "due_on",
    "reason",
    "last_measured",
    "trigger_day",
    "period_months",
)
PRIVATE_TRIGGERS = ("complaint", "exceedance")
Days = NDArray[np.datetime64]


def due(register: Register, today: datetime.date, actor: Actor, rules: Rules | None = None) -> pd.DataFrame:
    """Every current station, with the day until which it must be measured.

    Parameters
    ----------
    register : Register
    today : date
        Later entries are not looked at.
    actor : Actor
        Needs the right to see private entries.
    rules : Rules, optional
        Periods and triggers; a year and all triggers where not given.

    Returns
    -------
    DataFrame
        With the columns of :data:`COLUMNS`, the most urgent first. `state` is ``overdue``, ``due`` or ``next``,
        `reason` is ``never-measured``, ``period`` or what triggered it; days are dates, NaT where there is none.
    """
    require(actor, "see private entries")
    applied = rules or Rules()
    with register.reading() as session:
        rows = session.connection().execute(_query(today, applied)).all()  # plain rows: no objects to be made
    return _table(rows, today, applied)


def public_due_day(
    register: Register, station_id: str, today: datetime.date, rules: Rules | None = None
) -> datetime.date | None:
    """The day until which a station must be measured, for everybody; None where nothing of it is published.

    Complaints and exceedances, which are not public, do not move this day.
    """
    given = rules or Rules()
    applied = replace(given, triggers=tuple(kind for kind in given.triggers if kind not in PRIVATE_TRIGGERS))
    with register.reading() as session:
        out = select(AssessmentRow.key).where(AssessmentRow.station_id == station_id, is_published(AssessmentRow.key))
        if session.scalars(out.limit(1)).first() is None:
            return None
        rows = session.connection().execute(_query(today, applied, station_id)).all()
    found = _table(rows, today, applied)
    return None if found.empty else found["due_on"].iloc[0].date()


def _table(rows: Sequence[Any], today: datetime.date, rules: Rules) -> pd.DataFrame:
    table = pd.DataFrame.from_records(
        [tuple(row) for row in rows],
        columns=["station_id", "name", "operator", "support", "longitude", "latitude"]
        + ["first_from", "last_measured", "trigger_day", "trigger"],
    )
    return _judged(table, today, rules)


def _judged(table: pd.DataFrame, today: datetime.date, rules: Rules) -> pd.DataFrame:
    first, last, trigger = (_days(table[name]) for name in ("first_from", "last_measured", "trigger_day"))
    months = rules.periods(table)
    never = np.isnat(last)
    by_period = np.where(never, first + np.timedelta64(rules.first_within_days, "D"), add_months(last, months))
    by_trigger = trigger + np.timedelta64(rules.after_trigger_days, "D")
    triggered = ~np.isnat(by_trigger) & (by_trigger < by_period)
    due_on = np.where(triggered, by_trigger, by_period)
    left = (due_on - np.datetime64(today, "D")).astype(np.int64)
    reason = np.where(triggered, table["trigger"].to_numpy(object), np.where(never, "never-measured", "period"))
    judged = table.assign(
        state=np.select([left < 0, left <= rules.due_within_days], STATES[:2], STATES[2]),
        due_on=due_on.astype("datetime64[s]"),
        reason=reason,
        last_measured=last.astype("datetime64[s]"),
        trigger_day=trigger.astype("datetime64[s]"),
        period_months=months,
    )
    return judged.sort_values(["due_on", "station_id"], ignore_index=True)[list(COLUMNS)]


def add_months(days: Days, months: NDArray[np.int64]) -> Days:
    """Days so many months later; the end of a shorter month where it has no such day.

    >>> str(add_months(np.array(["2024-02-29"], dtype="datetime64[D]"), np.array([12]))[0])
    '2025-02-28'
    """
    month = days.astype("datetime64[M]")
    into = days - month.astype("datetime64[D]")
    later = month + months.astype("timedelta64[M]")
    length = (later + np.timedelta64(1, "M")).astype("datetime64[D]") - later.astype("datetime64[D]")
    return np.asarray(later.astype("datetime64[D]") + np.minimum(into, length - np.timedelta64(1, "D")))


def _days(column: "pd.Series[Any]") -> Days:
    """Days as NumPy has them, NaT where there is none."""
    return np.array([day or "NaT" for day in column], dtype="datetime64[D]")


def _query(today: datetime.date, rules: Rules, station_id: str | None = None) -> Select[Any]:
    """Current stations, or one of them, their last measurement, and the first trigger since."""
    standing_now = _standing_stations(today)
    last = (
        select(AssessmentRow.station_id, func.max(AssessmentRow.day).label("day"))
        .where(AssessmentRow.basis == "measured", AssessmentRow.complete, AssessmentRow.day <= today, is_in_force())
        .group_by(AssessmentRow.station_id)
        .cte("last")
    )
    trigger = _first_trigger(today, rules, last)
    return (
        select(
            standing_now.c.station_id,
            standing_now.c.name,
            standing_now.c.operator,
            standing_now.c.support,
            standing_now.c.longitude,
            standing_now.c.latitude,
            standing_now.c.first_from,
            last.c.day,
            trigger.c.day,
            trigger.c.kind,
        )
        .outerjoin(last, last.c.station_id == standing_now.c.station_id)
        .outerjoin(trigger, and_(trigger.c.station_id == standing_now.c.station_id, trigger.c.place == 1))
        .where(standing_now.c.place == 1, ~standing_now.c.gone)
        .where(*([] if station_id is None else [standing_now.c.station_id == station_id]))
    )


def _standing_stations(today: datetime.date) -> Subquery:
    """Versions that have begun, the newest of each station at place 1."""
    return (
        select(
            StationRow.station_id,
            StationRow.name,
            StationRow.operator,
            StationRow.support,
            StationRow.longitude,
            StationRow.latitude,
            StationRow.gone,
            func.min(StationRow.valid_from).over(partition_by=StationRow.station_id).label("first_from"),
            func.row_number()
            .over(partition_by=StationRow.station_id, order_by=[StationRow.valid_from.desc(), StationRow.key.desc()])
            .label("place"),
        )
        .where(StationRow.valid_from <= today, current(StationRow.key, StationRow.corrects))
        .subquery("versions")
    )


def _first_trigger(today: datetime.date, rules: Rules, last: CTE) -> Subquery:
    """The first thing that happened at each station since its last measurement, at place 1."""
    happened = _triggers(today, rules).subquery("happened")
    return (
        select(
            happened.c.station_id,
            happened.c.day,
            happened.c.kind,
            func.row_number()
            .over(partition_by=happened.c.station_id, order_by=[happened.c.day, happened.c.kind])
            .label("place"),
        )
        .outerjoin(last, last.c.station_id == happened.c.station_id)
        .where(or_(last.c.day.is_(None), happened.c.day >= last.c.day))
        .subquery("triggers")
    )


def _triggers(today: datetime.date, rules: Rules) -> CompoundSelect[Any]:
    """Changes, complaints and exceedances until today, of the kinds that the rules name."""
    changed = select(ChangeRow.station_id, ChangeRow.day, ChangeRow.kind).where(
        ChangeRow.day <= today, ChangeRow.kind.in_(rules.triggers), current_change()
    )
    complained = select(EnquiryRow.station_id, EnquiryRow.day, literal("complaint")).where(
        EnquiryRow.kind == "complaint",
        EnquiryRow.station_id != "",
        EnquiryRow.day <= today,
        literal("complaint" in rules.triggers),
    )
    exceeded = select(AssessmentRow.station_id, AssessmentRow.day, literal("exceedance")).where(
        AssessmentRow.verdict == Verdict.EXCEEDS,
        AssessmentRow.day <= today,
        literal("exceedance" in rules.triggers),
        is_in_force(),
    )
    return union_all(changed, complained, exceeded)
