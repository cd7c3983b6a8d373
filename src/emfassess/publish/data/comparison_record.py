"""The files of a comparison that programs read: JSON and CSV. Every number is a field of the record."""

from collections.abc import Sequence
from typing import Any, TypedDict

import numpy as np

from emfassess.comparison.agreement import Estimate, Group, Statistics
from emfassess.comparison.corrected_map import FusedMap
from emfassess.comparison.kriging import Competitor
from emfassess.comparison.result import Comparison
from emfassess.field import SCENARIOS
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


class StructureRecord(TypedDict):
    """How differences of model and measurement are correlated over distance."""

    kind: str
    standard_deviation_db: float
    length_m: float
    nugget_db: float


class CompetitorRecord(TypedDict):
    """Errors of one way to predict points that were left out, and how often its intervals hold them."""

    name: str
    rms_error_db: float
    mean_error_db: float
    coverage: float


class FusionRecord(TypedDict):
    """How model and measurements were fused, and what leaving points out says of it."""

    points: int
    structure: StructureRecord
    mean_difference_db: float
    mean_difference_standard_error_db: float
    common_uncertainty_db: float
    interval_factor: float
    cell_m: float
    height_m: float
    cross_validation: list[CompetitorRecord]


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
        "fused": None if fused is None else _fusion(fused),
        "assumptions": [assumption_record(assumption) for assumption in assumptions],
    }


def comparison_rows(comparison: Comparison) -> list[dict[str, Any]]:
    """One row a point; what a censored point has not is None."""
    levels, row = comparison.levels, comparison.scenario_index
    columns: dict[str, Floats] = {
        "longitude": comparison.longitude.round(7),
        "latitude": comparison.latitude.round(7),
        "height_m": comparison.height_m,
        "east_m": levels.points[:, 0].round(3),
        "north_m": levels.points[:, 1].round(3),
        "distance_m": comparison.distance,
    }
    for index, scenario in enumerate(SCENARIOS):
        columns |= {
            f"{scenario}_power_density_w_m2": levels.power_density[index],
            f"{scenario}_field_strength_v_m": levels.field_strength[index],
            f"{scenario}_exposure_ratio": levels.exposure_ratio[index],
            f"{scenario}_difference_db": comparison.differences_db[index],
        }
    columns |= {
        "predicted_uncertainty_db": comparison.predicted_uncertainty_db,
        "measured_power_density_w_m2": comparison.measured_power_density,
        "measured_field_strength_v_m": comparison.measured_field_strength,
        "measured_exposure_ratio": comparison.measured_exposure_ratio,
        "measured_uncertainty_db": comparison.measured_uncertainty_db,
        "e_n": comparison.e_n,
    }
    names, outcomes, models = levels.contributors, comparison.outcomes, levels.model_names
    operators = comparison.operators
    return [
        {
            "point_id": point,
            **rounded({key: _number(values[index]) for key, values in columns.items()}, 10),
            "outcome": str(outcomes[index]),
            "censored": bool(comparison.censored[index]),
            "indoors": bool(comparison.indoors[index]),
            "main_contributor": names[levels.main_contributor[row, index]],
            "operator": operators[index],
            "model": models[index],
        }
        for index, point in enumerate(comparison.point_ids)
    ]


def _number(value: Any) -> float | None:
    """A number as a plain one; None for what is none, or an infinite score."""
    return float(value) if np.isfinite(value) else None


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


def _fusion(fused: FusedMap) -> FusionRecord:
    """How model and measurements were fused, and what leaving points out says of it."""
    fusion, structure = fused.fusion, fused.fusion.structure
    distances: StructureRecord = {
        "kind": "independent" if structure.independent else "exponential",
        "standard_deviation_db": structure.variance**0.5,
        "length_m": structure.length,
        "nugget_db": structure.nugget**0.5,
    }
    record: FusionRecord = {
        "points": len(fusion.known.places),
        "structure": rounded(distances),
        "mean_difference_db": fusion.bias_db,
        "mean_difference_standard_error_db": fusion.bias_standard_db,
        "common_uncertainty_db": float(fusion.known.common_db),
        "interval_factor": fusion.factor,
        "cell_m": float(fused.cell),
        "height_m": float(fused.height),
        "cross_validation": [_competitor(competitor) for competitor in fused.validation],
    }
    return rounded(record)


def _competitor(found: Competitor) -> CompetitorRecord:
    record: CompetitorRecord = {
        "name": found.name,
        "rms_error_db": found.rms_error_db,
        "mean_error_db": found.mean_error_db,
        "coverage": found.coverage,
    }
    return rounded(record)


def fused_rows(fused: FusedMap) -> list[dict[str, Any]]:
    """One row a receptor of the fused map, those inside buildings left out."""
    east, north = (axis.ravel() for axis in np.meshgrid(fused.east, fused.north))
    longitude, latitude = fused.comparison.frame.longitude_latitude(east, north)
    low, high = fused.levels.interval
    columns = {
        "longitude": longitude.round(7),
        "latitude": latitude.round(7),
        "east_m": east.round(3),
        "north_m": north.round(3),
        "predicted_exposure_ratio": fused.predicted_ratio.ravel(),
        "exposure_ratio": fused.exposure_ratio.ravel(),
        "exposure_ratio_upper": fused.upper_exposure_ratio.ravel(),
        "power_density_w_m2": fused.levels.median,
        "power_density_lower_w_m2": low,
        "power_density_upper_w_m2": high,
        "kriging_standard_deviation_db": fused.levels.standard_db,
    }
    shown: Sequence[int] = np.flatnonzero(~fused.indoors.ravel()).tolist()
    return [rounded({key: float(values[index]) for key, values in columns.items()}) for index in shown]
