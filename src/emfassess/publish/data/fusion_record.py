"""The fused map as data: how model and measurements were fused, and one row a receptor."""

from collections.abc import Sequence
from typing import Any, TypedDict

import numpy as np

from emfassess.comparison.corrected_map import FusedMap
from emfassess.comparison.kriging import Competitor
from emfassess.publish.data.writing import rounded


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
    """How model and measurements were fused, and what leaving points out says of it.

    `reference` is the level that is corrected: ``expected``, or ``calculated`` where hardly any level can be expected.
    """

    points: int
    reference: str
    structure: StructureRecord
    mean_difference_db: float
    mean_difference_standard_error_db: float
    common_uncertainty_db: float
    interval_factor: float
    cell_m: float
    height_m: float
    cross_validation: list[CompetitorRecord]


def fusion_record(fused: FusedMap) -> FusionRecord:
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
        "reference": str(fused.reference),
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
    """One row a receptor of the fused map, those inside buildings and those without an expected level left out."""
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
    shown: Sequence[int] = np.flatnonzero((~fused.indoors & np.isfinite(fused.exposure_ratio)).ravel()).tolist()
    return [rounded({key: float(values[index]) for key, values in columns.items()}) for index in shown]
