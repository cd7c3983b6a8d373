"""What an appraisal adds to the record of a station, as plain values."""

from collections.abc import Sequence
from typing import Any

from emfassess.assessment.result import Assessment
from emfassess.assessment.supplement import Appraisal
from emfassess.limits.limit_set import LimitSet
from emfassess.publish.data.writing import rounded
from emfassess.publish.data.zones import zone_properties
from emfassess.surroundings import RINGS

MODEL_KEYS = {"rows_from": "told_by", "candidates": "choices"}
"""Fields of a model whose key in the file has another name."""


def appraisal_record(assessment: Assessment, appraisal: Appraisal, zone_limits: Sequence[LimitSet]) -> dict[str, Any]:
    """Zones, uncertainty, alternatives, class and models for ``assessment.json``."""
    return {
        "zones": [zone_properties(zone) for zone in appraisal.zones],
        "zone_limits": {limits.population: limits.id for limits in zone_limits},
        "installation_class": rounded(
            {
                "class": appraisal.installation.name,
                "eirp_w": appraisal.installation.eirp,
                "distance_m": appraisal.installation.distance,
                "height_m": appraisal.installation.height,
                "met": appraisal.installation.met,
                "confirmed": appraisal.installation.confirmed,
            },
            6,
        ),
        "models": [
            rounded({MODEL_KEYS.get(key, key): value for key, value in vars(model).items()}, 6)
            for model in appraisal.models
        ],
        "sensitivity": [
            {"code": a.code, "verdict": str(a.verdict)} | rounded({"max_exposure_ratio": a.exposure_ratio})
            for a in appraisal.alternatives
        ],
        "uncertainty": uncertainty_record(assessment),
    }


def uncertainty_record(assessment: Assessment) -> dict[str, Any]:
    """Budget at the deciding place, its check by Monte Carlo, and the rings when the position is uncertain."""
    place, budget = assessment.governing_point, assessment.budget
    widened = zip(RINGS, assessment.widened_rings, strict=True)
    return {
        "place": assessment.places[place].label,
        "stated": assessment.stated_uncertainty_db is not None,
        "coverage_factor": 1.96,
        "terms": [
            {"input": t.name, "distribution": t.distribution, "unit": t.unit}
            | rounded({"stated": float(t.stated), "contribution_db": float(t.contribution_db[place])}, 4)
            for t in budget.terms
        ],
        "combined_db": float(f"{budget.combined_db[place]:.4g}"),
        "expanded_db": float(f"{budget.expanded_db[place]:.4g}"),
        "monte_carlo_interval_db": None if budget.draws_db is None else [float(f"{e:.4g}") for e in budget.draws_db],
        "by_place": [
            rounded({"label": p.label, "expanded_db": float(u)}, 4)
            for p, u in zip(assessment.places, assessment.uncertainty_db, strict=True)
        ],
        "rings_with_position_uncertainty": [
            rounded({"inner_m": low, "outer_m": high, "max_exposure_ratio": float(ratio)})
            for (low, high), ratio in widened
        ],
    }
