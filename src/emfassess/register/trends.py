"""Trends between campaigns: does a level rise or fall, beyond chance and beyond what one can measure?

Two answers that do not rest on the same thing: the Mann-Kendall test asks only for the order of the values; a straight
line through the levels in decibel, weighted by their uncertainties, says how fast. A trend is called significant only
where both say so and the line rises or falls by more than the expanded uncertainty of a single value over the whole span.
"""

import datetime
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pymannkendall
from scipy.optimize import curve_fit
from sqlalchemy import select
from sqlalchemy.orm import Session

from emfassess.register.connection import Register
from emfassess.register.current import is_in_force
from emfassess.register.imported import current_import
from emfassess.register.nearest_measurement import greatest_level
from emfassess.register.roles import Actor, require
from emfassess.register.tables import AssessmentRow, CampaignRow, ExtentRow, ImportRow, ReadingRow
from emfassess.units import Floats

LEVEL = 0.05
"""Probability below which chance is not believed."""
FEWEST = 4
"""Values below which the Mann-Kendall test is not made; even four in perfect order are chance once in twelve (2 / 4!)."""
COVERAGE = 1.96
_DAYS_PER_YEAR = 365.25


@dataclass(frozen=True)
class Value:
    """A level on a day, as an exposure ratio or in another linear measure of power; where `censored`, a bound."""

    day: datetime.date
    level: float
    expanded_uncertainty_db: float
    censored: bool = False


@dataclass(frozen=True)
class LevelTrend:
    """Trend of a series of levels.

    `probability` is that of the Mann-Kendall test, two-sided, `tau` its correlation; `slope_db_per_year` with
    `slope_uncertainty` (k = 1.96) is that of the line, `change_db` its rise over the whole span, `uncertainty_db` the
    mean expanded uncertainty of a value. Not a number where there are too few values, or for the line where some are
    only bounds.
    """

    values: tuple[Value, ...]
    probability: float
    tau: float
    slope_db_per_year: float
    slope_uncertainty: float
    change_db: float
    uncertainty_db: float
    significant: bool

    @property
    def direction(self) -> str:
        """``rising``, ``falling``, or ``none`` where it is not significant."""
        if not self.significant:
            return "none"
        return "rising" if self.slope_db_per_year > 0 else "falling"


def trend_of(values: Sequence[Value]) -> LevelTrend:
    """Trend of a series of levels.

    Parameters
    ----------
    values : sequence of Value
        In any order; levels above 0.

    Returns
    -------
    Trend

    Raises
    ------
    ValueError
        If a level is not above 0, or its uncertainty is not.

    Notes
    -----
    For the test all values under the greatest bound are tied with it, since their order is not known. The
    uncertainty of the slope is the greater of two: from the stated uncertainties, and from the scatter about the line.

    References
    ----------
    .. [1] H. B. Mann, Econometrica 13 (1945) 245-259; M. G. Kendall, Rank Correlation Methods, 1975.
    """
    ordered = tuple(sorted(values, key=lambda value: value.day))
    for value in ordered:
        if not (math.isfinite(value.level) and value.level > 0 and value.expanded_uncertainty_db > 0):
            raise ValueError(f"level of {value.day} and its uncertainty must be above 0, not {value.level}")
    levels_db = np.array([10 * math.log10(value.level) for value in ordered])
    probability, tau = _mann_kendall(levels_db, np.array([value.censored for value in ordered], dtype=bool))
    slope, error = _line(ordered, levels_db)
    span = _years(ordered)[-1] if ordered else 0.0
    uncertainty = float(np.mean([value.expanded_uncertainty_db for value in ordered])) if ordered else math.nan
    change = slope * span
    return LevelTrend(
        ordered,
        probability,
        tau,
        slope,
        error,
        change,
        uncertainty,
        significant=bool(probability < LEVEL and abs(slope) > error and abs(change) > uncertainty),
    )


def station_trend(register: Register, station_id: str, limit_id: str, default_db: float, actor: Actor) -> LevelTrend:
    """Trend of the maximum exposure ratio that complete measurements of a station found.

    Parameters
    ----------
    register : Register
    station_id, limit_id : str
    default_db : float
        Expanded uncertainty of judgements that state none. [dB]
    actor : Actor
        Needs the right to see private entries.
    """
    require(actor, "see private entries")
    measured = (
        select(AssessmentRow)
        .where(
            AssessmentRow.station_id == station_id,
            AssessmentRow.limit_id == limit_id,
            AssessmentRow.basis == "measured",
            AssessmentRow.complete,
            AssessmentRow.max_exposure_ratio > 0,
            is_in_force(),
        )
        .order_by(AssessmentRow.day, AssessmentRow.key)
    )
    with register.reading() as session:
        newest = {row.campaign_key: row for row in session.scalars(measured)}
    return trend_of(
        [Value(r.day, r.max_exposure_ratio, r.expanded_uncertainty_db or default_db) for r in newest.values()]
    )


def point_trend(
    register: Register, point_id: str, campaign_ids: Sequence[str], expanded_uncertainty_db: float, actor: Actor
) -> LevelTrend:
    """Trend of the power density at a described point that several campaigns measured.

    Parameters
    ----------
    register : Register
    point_id : str
        Of the point, the same in all campaigns.
    campaign_ids : sequence of str
        The campaigns to compare; the same name of a point means nothing between any two.
    expanded_uncertainty_db : float
        Of each value. [dB]
    actor : Actor
        Needs the right to see private entries.
    """
    require(actor, "see private entries")
    values = []
    with register.reading() as session:
        days = (
            select(CampaignRow.key, ExtentRow.day)
            .join(ExtentRow, ExtentRow.campaign_key == CampaignRow.key)
            .join(ImportRow, ImportRow.key == CampaignRow.import_key)
            .where(CampaignRow.campaign_id.in_(list(campaign_ids)), current_import())
        )
        for key, day in session.execute(days):
            found = _level_at(session, key, point_id)
            if day is not None and found is not None and found[0] > 0:
                values.append(Value(day, found[0] ** 2, expanded_uncertainty_db, found[1]))
    return trend_of(values)


def _level_at(session: Session, campaign_key: int, point_id: str) -> tuple[float, bool] | None:
    """Greatest valid field strength of a point [V/m], and whether it is only a bound."""
    rows = session.execute(
        select(ReadingRow.band, ReadingRow.field_strength_v_m, ReadingRow.censored).where(
            ReadingRow.campaign_key == campaign_key,
            ReadingRow.point_id == point_id,
            ReadingRow.valid,
            ReadingRow.kind == "measured",
        )
    ).all()
    if not rows:
        return None
    table = pd.DataFrame([tuple(row) for row in rows], columns=["band", "field_strength_v_m", "censored"])
    level, censored, _ = greatest_level(table)
    return level, censored


def _mann_kendall(levels_db: Floats, censored: "np.ndarray[tuple[int], np.dtype[np.bool_]]") -> tuple[float, float]:
    if len(levels_db) < FEWEST:
        return math.nan, math.nan
    tied = np.maximum(levels_db, levels_db[censored].max()) if censored.any() else levels_db
    if np.ptp(tied) == 0:
        return 1.0, 0.0
    result = pymannkendall.original_test(tied)
    return float(result.p), float(result.Tau)


def _line(values: Sequence[Value], levels_db: Floats) -> tuple[float, float]:
    """Slope of the weighted line and its expanded uncertainty. [dB a year]"""
    years = _years(values)
    if len(values) < 3 or np.ptp(years) == 0 or any(value.censored for value in values):
        return math.nan, math.nan
    sigma = np.array([value.expanded_uncertainty_db for value in values]) / COVERAGE
    errors = []
    for absolute in (True, False):
        fitted, covariance = curve_fit(_straight, years, levels_db, sigma=sigma, absolute_sigma=absolute)
        errors.append(math.sqrt(covariance[1, 1]))
    return float(fitted[1]), COVERAGE * max(errors)


def _straight(years: Floats, offset: float, slope: float) -> Floats:
    return offset + slope * years


def _years(values: Sequence[Value]) -> Floats:
    return np.array([(value.day - values[0].day).days / _DAYS_PER_YEAR for value in values])
