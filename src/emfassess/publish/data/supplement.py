"""Fields that an appraisal adds to the record of a station, as plain values."""

from collections.abc import Sequence

from emfassess.assessment.place import place_ids
from emfassess.assessment.result import Assessment
from emfassess.assessment.supplement import AntennaModel, Appraisal
from emfassess.limits.limit_set import LimitSet
from emfassess.publish.data.appraisal_types import (
    AlternativeRecord,
    AppraisalRecord,
    ClassRecord,
    ModelRecord,
    PlaceUncertaintyRecord,
    TermRecord,
    UncertaintyRecord,
    WidenedRingRecord,
)
from emfassess.publish.data.writing import rounded
from emfassess.publish.data.zones import zone_properties


def appraisal_record(assessment: Assessment, appraisal: Appraisal, zone_limits: Sequence[LimitSet]) -> AppraisalRecord:
    """Zones, uncertainty, alternatives, class and models for ``assessment.json``."""
    installation: ClassRecord = {
        "class": appraisal.installation.name,
        "eirp_w": appraisal.installation.eirp,
        "distance_m": appraisal.installation.distance,
        "height_m": appraisal.installation.height,
        "met": appraisal.installation.met,
        "confirmed": appraisal.installation.confirmed,
    }
    return {
        "zones": [zone_properties(zone) for zone in appraisal.zones],
        "zone_limits": {limits.population: limits.id for limits in zone_limits},
        "installation_class": rounded(installation, 6),
        "models": [_model(model) for model in appraisal.models],
        "sensitivity": [
            rounded(AlternativeRecord(code=a.code, verdict=str(a.verdict), max_exposure_ratio=a.exposure_ratio))
            for a in appraisal.alternatives
        ],
        "uncertainty": uncertainty_record(assessment),
    }


def _model(model: AntennaModel) -> ModelRecord:
    return rounded(
        ModelRecord(
            antenna_id=model.antenna_id,
            boundary=model.boundary,
            rows=model.rows,
            pitch=model.pitch,
            source=model.rows_from,
            weights=model.weights,
            misfit_db=model.misfit_db,
            choices=model.candidates,
        ),
        6,
    )


def uncertainty_record(assessment: Assessment) -> UncertaintyRecord:
    """Budget at the governing point, its check by Monte Carlo, and the rings when the position is uncertain."""
    place, budget = assessment.governing_point, assessment.budget
    terms = [
        TermRecord(
            input=t.name,
            distribution=t.distribution,
            unit=t.unit,
            stated=float(t.stated),
            contribution_db=float(t.contribution_db[place]),
        )
        for t in budget.terms
    ]
    by_place = [
        PlaceUncertaintyRecord(id=name, label=p.label, expanded_db=float(u))
        for name, p, u in zip(place_ids(assessment.places), assessment.places, assessment.uncertainty_db, strict=True)
    ]
    widened = [
        WidenedRingRecord(inner_m=low, outer_m=high, max_exposure_ratio=float(ratio))
        for (low, high), ratio in zip(assessment.grid.rings, assessment.widened_rings, strict=True)
    ]
    return {
        "place": assessment.places[place].label,
        "stated": assessment.stated_uncertainty_db is not None,
        "coverage_factor": 1.96,
        "terms": [rounded(term, 4) for term in terms],
        "combined_db": float(f"{budget.combined_db[place]:.4g}"),
        "expanded_db": float(f"{budget.expanded_db[place]:.4g}"),
        "monte_carlo_interval_db": None if budget.draws_db is None else [float(f"{e:.4g}") for e in budget.draws_db],
        "by_place": [rounded(entry, 4) for entry in by_place],
        "rings_with_position_uncertainty": [rounded(ring) for ring in widened],
    }
