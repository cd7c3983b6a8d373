"""Measured levels as plain values: what the register keeps and reports print."""

import math
from typing import Any, TypedDict

import numpy as np
from numpy.typing import NDArray

from emfassess.limits.decision_rule import DecisionRule
from emfassess.measured_levels.result import JudgedLevels, MeasuredLevels

DIGITS = 9
MOST_POINTS = 5000
"""A record lists so many places; a route of a million is kept as readings."""
SCHEMA = "emfassess-measured/2"

Places = NDArray[np.intp]


class JudgedRecord(TypedDict):
    """Judgement of a place under one edition of the limits; None where no edition is known."""

    limit: str | None
    exposure_ratio: float | None
    deciding: str
    verdict: str | None
    target_verdict: str | None
    extrapolated_ratio: float | None
    extrapolated_verdict: str | None


class PointRecord(TypedDict):
    """Level of a place, its uncertainty and its verdicts on its day and today."""

    point_id: str
    day: str | None
    longitude: float | None
    latitude: float | None
    height_m: float | None
    surface_height_m: float
    field_strength_v_m: float | None
    power_density_w_m2: float | None
    censored: bool
    upper_bound: bool
    expanded_uncertainty_db: float | None
    on_the_day: JudgedRecord
    today: JudgedRecord


class FactorRecord(TypedDict):
    """A factor of an extrapolation."""

    name: str
    stated: float
    decibel: float


class ExtrapolationRecord(TypedDict):
    """From the measured level of a band to its theoretical and its actual maximum."""

    band: str
    factors: list[FactorRecord]
    theoretical_db: float
    actual_db: float


class MeasuredAssumptionRecord(TypedDict):
    """An assumption of the evaluation."""

    code: str
    values: dict[str, str]
    where: list[str]


# a key of records that registers hold already: renaming it asks for a new version of the schema
_Unlisted = TypedDict("_Unlisted", {"points_not_told": int})  # noqa: UP013


class MeasuredRuleRecord(TypedDict):
    """How the uncertainty counts in the verdicts under an edition, and who states it. [dB]"""

    name: str
    target_uncertainty_db: float | None
    source: str
    confirmed: bool


class MeasuredRecord(_Unlisted):
    """Evaluated places of a campaign; `decision_rules` by the ids of the editions that judged them."""

    schema: str
    campaign_id: str
    decision_rules: dict[str, MeasuredRuleRecord]
    points: list[PointRecord]
    bands: list[dict[str, Any]]
    extrapolated: list[dict[str, Any]]
    extrapolations: list[ExtrapolationRecord]
    without_level: list[str]
    assumptions: list[MeasuredAssumptionRecord]


def measured_record(levels: MeasuredLevels, places: Places, max_points: int = MOST_POINTS) -> MeasuredRecord:
    """Places of a campaign with levels, uncertainty and verdicts, without anything that is not a number.

    Parameters
    ----------
    levels : MeasuredLevels
    places : ndarray of int, shape (place,)
        Which places.
    most : int
        So many places are listed, those with the maximum exposure ratio of today's limit; the others are counted.
    """
    share = levels.exposure_ratio_today[places]
    listed = places[np.sort(np.argsort(-share, kind="stable")[:max_points])]
    wanted = {int(place) for place in listed}
    uncertainty = levels.expanded_uncertainty_db
    return {
        "schema": SCHEMA,
        "campaign_id": levels.campaign_id,
        "decision_rules": {
            edition: measured_rule(rule) for edition, rule in (*levels.today.rules, *levels.on_the_day.rules)
        },
        "points": [_point(levels, int(place), uncertainty[place]) for place in listed],
        "points_not_told": len(places) - len(listed),
        "bands": _rows(levels.bands, wanted),
        "extrapolated": _rows(levels.extrapolated, wanted),
        "extrapolations": [
            {
                "band": band,
                "factors": [{"name": f.name, "stated": f.stated, "decibel": f.decibel} for f in made.factors],
                "theoretical_db": made.theoretical_db,
                "actual_db": made.actual_db,
            }
            for band, made in levels.extrapolations
        ],
        "without_level": list(levels.without_level),
        "assumptions": [{"code": a.code, "values": dict(a.values), "where": list(a.where)} for a in levels.assumptions],
    }


def measured_rule(rule: DecisionRule) -> MeasuredRuleRecord:
    """A decision rule as plain values."""
    return {
        "name": str(rule.name),
        "target_uncertainty_db": rule.target_uncertainty_db,
        "source": rule.source,
        "confirmed": rule.confirmed,
    }


def _point(levels: MeasuredLevels, place: int, uncertainty_db: float) -> PointRecord:
    day = levels.days[place]
    return {
        "point_id": levels.point_ids[place],
        "day": day.isoformat() if day else None,
        "longitude": _number(levels.longitude[place]),
        "latitude": _number(levels.latitude[place]),
        "height_m": _number(levels.height_m[place]),
        "surface_height_m": float(levels.surface_height_m[place]),
        "field_strength_v_m": _number(levels.field_strength[place]),
        "power_density_w_m2": _number(levels.power_density[place]),
        "censored": bool(levels.censored[place]),
        "upper_bound": bool(levels.upper_bound[place]),
        "expanded_uncertainty_db": _number(uncertainty_db),
        "on_the_day": _judged(levels.on_the_day, place),
        "today": _judged(levels.today, place),
    }


def _judged(judgement: JudgedLevels, place: int) -> JudgedRecord:
    verdict, target = judgement.verdicts[place], judgement.target_verdicts[place]
    most = judgement.extrapolated_verdicts[place]
    return {
        "limit": judgement.limit_ids[place],
        "exposure_ratio": _number(judgement.exposure_ratio[place]),
        "deciding": judgement.deciding[place],
        "verdict": str(verdict) if verdict else None,
        "target_verdict": str(target) if target else None,
        "extrapolated_ratio": _number(judgement.extrapolated_ratio[place]),
        "extrapolated_verdict": str(most) if most else None,
    }


def _rows(table: Any, wanted: set[int]) -> list[dict[str, Any]]:
    chosen = table[table["place"].isin(wanted)].drop(columns="place")
    return [{key: _plain(value) for key, value in row.items()} for row in chosen.to_dict("records")]


def _plain(value: Any) -> Any:
    if isinstance(value, np.bool_ | bool):
        return bool(value)
    if isinstance(value, np.integer | int):
        return int(value)
    return _number(value) if isinstance(value, np.floating | float) else str(value)


def _number(value: Any) -> float | None:
    number = float(value)
    return float(f"{number:.{DIGITS}g}") if math.isfinite(number) else None
