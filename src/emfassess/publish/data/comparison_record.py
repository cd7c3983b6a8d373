"""The files of a comparison that programs read: JSON and CSV. Every number is a field of the record."""

from typing import Any, TypedDict

import numpy as np

from emfassess.comparison.agreement import Estimate, Group, Statistics
from emfassess.comparison.corrected_map import FusedMap
from emfassess.comparison.findings import ComparisonFinding
from emfassess.comparison.result import Comparison
from emfassess.field import SCENARIOS
from emfassess.publish.data.fusion_record import FusionRecord, fusion_record
from emfassess.publish.data.provenance import Provenance
from emfassess.publish.data.records import AssumptionRecord, LimitRecord, ProvenanceRecord
from emfassess.publish.data.shared_records import assumption_record, limit_record, provenance_record
from emfassess.publish.data.writing import rounded
from emfassess.units import Floats

SCHEMA = "emfassess-comparison/1"


class EstimateRecord(TypedDict):
    """A figure with its standard error and the ends of its 95 % interval."""

    value: float
    standard_error: float
    low: float
    high: float


class StatisticsRecord(TypedDict):
    """Agreement of predicted and measured levels. [dB]"""

    count: int
    mean_error_db: EstimateRecord | None
    standard_deviation_db: EstimateRecord | None
    rms_error_db: EstimateRecord | None
    correlation: EstimateRecord | None


class CensoredStatisticsRecord(TypedDict):
    """Agreement with the censored measurements among the others. [dB]"""

    count: int
    censored: int
    mean_error_db: EstimateRecord | None
    standard_deviation_db: EstimateRecord | None


class ComparisonGroupRecord(TypedDict):
    """Agreement of the points of one group."""

    kind: str
    label: str
    count: int
    censored: int
    statistics: StatisticsRecord | None


class ComparisonFindingRecord(TypedDict):
    """Measured levels above the upper bound, or above the 95th percentile of the expected level. [dB]"""

    code: str
    severity: str
    points: list[str]
    most_db: float


class ComparisonRecord(TypedDict):
    """A comparison of a model with a campaign."""

    schema: str
    provenance: ProvenanceRecord
    limit: LimitRecord
    scenario: str
    difference: str
    model: str
    ground: str
    obstruction: str
    stations: list[str]
    points: list[dict[str, Any]]
    unplaced: list[str]
    scatter_dbi: float | None
    findings: list[ComparisonFindingRecord]
    outcomes: dict[str, int]
    statistics: StatisticsRecord | None
    statistics_with_censored: CensoredStatisticsRecord | None
    groups: list[ComparisonGroupRecord]
    fused: FusionRecord | None
    assumptions: list[AssumptionRecord]


def comparison_record(
    comparison: Comparison, provenance: Provenance, fused: FusedMap | None = None
) -> ComparisonRecord:
    """Everything of a comparison as plain values for ``comparison.json``."""
    outcomes = [str(outcome) for outcome in comparison.outcomes]
    with_censored = comparison.censored_statistics
    assumptions = comparison.assumptions if fused is None else (*comparison.assumptions, *fused.assumptions)
    return {
        "schema": SCHEMA,
        "provenance": provenance_record(provenance),
        "limit": limit_record(comparison.limits),
        "scenario": comparison.scenario,
        "difference": "predicted minus measured, in decibel of the power density",
        "model": comparison.propagation.model,
        "ground": str(comparison.propagation.ground),
        "obstruction": str(comparison.propagation.obstruction),
        "stations": [station.id for station in comparison.stations],
        "points": comparison_rows(comparison),
        "unplaced": list(comparison.unplaced),
        "scatter_dbi": comparison.scatter_dbi,
        "findings": [_finding(found) for found in comparison.findings],
        "outcomes": {name: outcomes.count(name) for name in sorted(set(outcomes))},
        "statistics": _statistics(comparison.statistics),
        "statistics_with_censored": None
        if with_censored is None
        else {
            "count": with_censored.count,
            "censored": with_censored.censored,
            "mean_error_db": _estimate(with_censored.mean_error_db),
            "standard_deviation_db": _estimate(with_censored.standard_deviation_db),
        },
        "groups": [_group(group) for group in comparison.groups],
        "fused": None if fused is None else fusion_record(fused),
        "assumptions": [assumption_record(assumption) for assumption in assumptions],
    }


def comparison_rows(comparison: Comparison) -> list[dict[str, Any]]:
    """One row a point; what a censored point has not, and an expected level that is absent, is None."""
    columns = _position_columns(comparison) | _level_columns(comparison) | _measured_columns(comparison)
    levels, row = comparison.levels, comparison.scenario_index
    names, outcomes, models = levels.contributors, comparison.outcomes, levels.model_names
    operators, finding_codes = comparison.operators, comparison.finding_codes
    return [
        {
            "point_id": point,
            **rounded({key: _number(values[index]) for key, values in columns.items()}, 10),
            "outcome": str(outcomes[index]),
            "finding": str(finding_codes[index]),
            "expected_absent": str(comparison.expected.reason[index]),
            "censored": bool(comparison.censored[index]),
            "indoors": bool(comparison.indoors[index]),
            "main_contributor": names[levels.main_contributor[row, index]],
            "operator": operators[index],
            "model": models[index],
        }
        for index, point in enumerate(comparison.point_ids)
    ]


def _position_columns(comparison: Comparison) -> dict[str, Floats]:
    points = comparison.levels.points
    return {
        "longitude": comparison.longitude.round(7),
        "latitude": comparison.latitude.round(7),
        "height_m": comparison.height_m,
        "east_m": points[:, 0].round(3),
        "north_m": points[:, 1].round(3),
        "distance_m": comparison.distance,
    }


def _level_columns(comparison: Comparison) -> dict[str, Floats]:
    """Calculated levels of both scenarios, bound of the one that is judged, and expected level."""
    levels, expected = comparison.levels, comparison.expected
    columns: dict[str, Floats] = {}
    for index, scenario in enumerate(SCENARIOS):
        columns |= {
            f"{scenario}_power_density_w_m2": levels.power_density[index],
            f"{scenario}_field_strength_v_m": levels.field_strength[index],
            f"{scenario}_exposure_ratio": levels.exposure_ratio[index],
            f"{scenario}_difference_db": comparison.differences_db[index],
        }
    return columns | {
        "predicted_uncertainty_db": comparison.predicted_uncertainty_db,
        "bound_power_density_w_m2": comparison.bound_power_density,
        "bound_exposure_ratio": comparison.bound_exposure_ratio,
        "expected_power_density_w_m2": expected.median,
        "expected_p5_w_m2": expected.p5,
        "expected_p95_w_m2": expected.p95,
        "expected_exposure_ratio": expected.exposure_ratio,
    }


def _measured_columns(comparison: Comparison) -> dict[str, Floats]:
    return {
        "measured_power_density_w_m2": comparison.measured_power_density,
        "measured_field_strength_v_m": comparison.measured_field_strength,
        "measured_exposure_ratio": comparison.measured_exposure_ratio,
        "measured_uncertainty_db": comparison.measured_uncertainty_db,
        "e_n": comparison.e_n,
    }


def _number(value: Any) -> float | None:
    """A number as a plain one; None for what is none, or an infinite score."""
    return float(value) if np.isfinite(value) else None


def _finding(found: ComparisonFinding) -> ComparisonFindingRecord:
    record: ComparisonFindingRecord = {
        "code": found.code,
        "severity": str(found.severity),
        "points": list(found.where),
        "most_db": found.most_db,
    }
    return rounded(record)


def _estimate(found: Estimate | None) -> EstimateRecord | None:
    if found is None:
        return None
    record: EstimateRecord = {
        "value": found.value,
        "standard_error": found.standard_error,
        "low": found.low,
        "high": found.high,
    }
    return rounded(record)


def _statistics(found: Statistics | None) -> StatisticsRecord | None:
    if found is None:
        return None
    return {
        "count": found.count,
        "mean_error_db": _estimate(found.mean_error_db),
        "standard_deviation_db": _estimate(found.standard_deviation_db),
        "rms_error_db": _estimate(found.rms_error_db),
        "correlation": _estimate(found.correlation),
    }


def _group(group: Group) -> ComparisonGroupRecord:
    return {
        "kind": group.kind,
        "label": group.label,
        "count": group.count,
        "censored": group.censored,
        "statistics": _statistics(group.statistics),
    }
