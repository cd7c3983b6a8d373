"""The files of an assessment that programs read: JSON, CSV, netCDF, GeoJSON. Every number is a field of the record."""

from collections.abc import Sequence
from pathlib import Path
from typing import cast

from emfassess.assessment.place import AT_BUILDINGS, place_ids
from emfassess.assessment.result import Assessment
from emfassess.field import SCENARIOS, scenario_index
from emfassess.publish.data.background_types import BackgroundRecord, FarStationsRecord
from emfassess.publish.data.buildings import buildings_above_limit, surroundings_record
from emfassess.publish.data.contributions import band_of, contribution_rows, groups
from emfassess.publish.data.expected_records import expected_record, expected_settings_record
from emfassess.publish.data.netcdf import write_dataset
from emfassess.publish.data.provenance import Provenance
from emfassess.publish.data.records import (
    SCHEMA,
    AssessmentRecord,
    DistanceRecord,
    LevelRecord,
    OtherLimitRecord,
    PlaceRecord,
    QuantityRecord,
    TargetRecord,
)
from emfassess.publish.data.responsibility import cause_of, height_missing_record, responsibility_records, rule_record
from emfassess.publish.data.row_types import (
    SummaryRow,
)
from emfassess.publish.data.shared_records import assumption_record, limit_record, provenance_record, station_record
from emfassess.publish.data.tables import csv_text
from emfassess.publish.data.writing import rounded


def assessment_record(
    assessment: Assessment, provenance: Provenance, also: Sequence[Assessment] = ()
) -> AssessmentRecord:
    """Everything of an assessment as plain values for ``assessment.json``."""
    places = place_records(assessment)
    return {
        "schema": SCHEMA,
        "provenance": provenance_record(provenance),
        "model": assessment.propagation.model,
        "ground": str(assessment.propagation.ground),
        "station": station_record(assessment.subjects[0]),
        "stations_summed": [s.id for s in assessment.stations],
        **_background(assessment),
        "limit": limit_record(assessment.limits),
        "scenario": assessment.scenario,
        "decision_rule": rule_record(assessment.rule),
        "relevant_ratio": assessment.relevant_ratio,
        "scatter_dbi": assessment.scatter_dbi,
        "expected_settings": expected_settings_record(assessment.expected_settings, assessment.sources),
        "verdict": str(assessment.verdict),
        "height_missing": height_missing_record(assessment),
        "max_exposure_ratio": _short(assessment.max_exposure_ratio),
        **responsibility_records(assessment, [place["id"] for place in places]),
        "verdicts": {s: str(assessment.verdict_for(s)) for s in SCENARIOS},
        "management_target": _target(assessment),
        "expanded_uncertainty_db": assessment.expanded_uncertainty_db,
        "by_quantity": _by_quantity(assessment),
        "governing_point": places[assessment.governing_point]["id"],
        "ground_maximum": places[assessment.ground_maximum]["id"],
        "rings": [place for place in places if place["kind"] == "ring"],
        "named_points": [place for place in places if place["kind"] == "named"],
        "facades": [place for place in places if place["kind"] in AT_BUILDINGS],
        "own_maximum": [place for place in places if place["kind"] == "ground"],
        "surroundings": surroundings_record(assessment),
        "by_operator": groups(assessment, lambda carrier: carrier.operator),
        "by_band": groups(assessment, band_of),
        "compliance_distance": [
            rounded(DistanceRecord(antenna=r.antenna_id, theoretical_m=r.theoretical, actual_m=r.actual))
            for r in assessment.reach
        ],
        "exempt": list(assessment.exempt),
        "warnings": [assumption_record(a) for a in assessment.warnings],
        "assumptions": [assumption_record(a) for a in assessment.assumptions],
        "ground_receptors": len(assessment.grid.points),
        "near_field_fraction_of_ground": _short(float(assessment.grid_levels.near_field.mean())),
        "also": [_other_limit(other) for other in also],
    }


def _background(assessment: Assessment) -> FarStationsRecord:
    """Counts of the stations that are summed beyond those that are named; nothing where there are none."""
    found = assessment.background
    if found is None:
        return {}
    background = BackgroundRecord(
        stations=found.stations,
        antennas=found.antennas,
        carriers=found.carriers,
        radius_m=found.radius,
        error_db=found.error_db,
    )
    return {"background": rounded(background)}


def _target(assessment: Assessment) -> TargetRecord | None:
    target = assessment.limits.management_target
    if target is None:
        return None
    return {"standard": target.standard, "fraction": target.fraction, "verdict": str(assessment.target_verdict)}


def _by_quantity(assessment: Assessment) -> dict[str, QuantityRecord]:
    return {
        label: {"exposure_ratio": _short(ratio), "verdict": str(verdict)}
        for label, (ratio, verdict) in assessment.by_quantity.items()
    }


def _other_limit(other: Assessment) -> OtherLimitRecord:
    return {
        "limit": limit_record(other.limits),
        "scenario": other.scenario,
        "verdict": str(other.verdict),
        "max_exposure_ratio": _short(other.max_exposure_ratio),
    }


def place_records(assessment: Assessment) -> list[PlaceRecord]:
    """Levels at the evaluation points, both scenarios."""
    ids = place_ids(assessment.places)
    return [_place_record(assessment, index, ids[index]) for index in range(len(ids))]


def _place_record(assessment: Assessment, index: int, place_id: str) -> PlaceRecord:
    levels, place = assessment.place_levels, assessment.places[index]
    expected = expected_record(assessment.place_expected, index)
    record = PlaceRecord(
        id=place_id,
        label=place.label,
        kind=place.kind,
        east_m=place.east,
        north_m=place.north,
        height_m=place.height,
        longitude=float(f"{place.longitude:.7f}"),
        latitude=float(f"{place.latitude:.7f}"),
        distance_m=place.distance,
        bearing_deg=place.bearing_deg,
        own_exposure_ratio=float(levels.own_ratio[assessment.scenario_index, index]),
        relevant_source=bool(assessment.relevant[assessment.scenario_index, index]),
        near_field=bool(levels.near_field[index]),
        model=levels.model_names[index],
        theoretical=_level_record(assessment, scenario_index("theoretical"), index),
        actual=_level_record(assessment, scenario_index("actual"), index),
        expected_power_density_w_m2=expected["expected_power_density_w_m2"],
        expected_p5_w_m2=expected["expected_p5_w_m2"],
        expected_p95_w_m2=expected["expected_p95_w_m2"],
        expected_exposure_ratio=expected["expected_exposure_ratio"],
        expected_absent=expected["expected_absent"],
    )
    if place.kind == "ring":
        record["inner_m"], record["outer_m"] = assessment.grid.rings[index]
    return rounded(record, 10)


def _level_record(assessment: Assessment, row: int, index: int) -> LevelRecord:
    levels = assessment.place_levels
    return rounded(
        LevelRecord(
            power_density_w_m2=float(levels.power_density[row, index]),
            field_strength_v_m=float(levels.field_strength[row, index]),
            exposure_ratio=float(levels.exposure_ratio[row, index]),
            governing_quantity=assessment.weights.labels[levels.deciding_sum[row, index]],
            main_contributor=levels.contributors[levels.main_contributor[row, index]],
            bound_power_density_w_m2=float(levels.bound_power_density[row, index]),
            bound_exposure_ratio=float(levels.bound_exposure_ratio[row, index]),
        )
    )


def points_csv(assessment: Assessment) -> str:
    """Table of the evaluation points, one row a point."""
    rows = []
    for record in place_records(assessment):
        row: dict[str, object] = {k: v for k, v in record.items() if k not in (*SCENARIOS, "inner_m", "outer_m")}
        for scenario, level in (("theoretical", record["theoretical"]), ("actual", record["actual"])):
            row |= {f"{scenario}_{k}": v for k, v in level.items()}
        rows.append(row)
    return csv_text(rows)


def contributions_csv(assessment: Assessment) -> str:
    """Table of the carriers' contributions at the evaluation points; small ones together in a last row."""
    return csv_text(contribution_rows(assessment))


def write_netcdf(assessment: Assessment, path: Path) -> None:
    """Write all levels as CF-style netCDF-4, compressed."""
    write_dataset(assessment.to_dataset(), path)


def summary_row(assessment: Assessment, also: Sequence[Assessment] = ()) -> SummaryRow:
    """One line of a run's table; each further limit set adds two columns."""
    station = assessment.subjects[0]
    governing = place_records(assessment)[assessment.governing_point]
    level = governing["theoretical"] if assessment.scenario == "theoretical" else governing["actual"]
    row = SummaryRow(
        station_id=station.id,
        station_name=station.name,
        operator=station.operator,
        longitude=station.longitude,
        latitude=station.latitude,
        country=station.country or "",
        limit=assessment.limits.id,
        scenario=assessment.scenario,
        verdict=str(assessment.verdict),
        max_exposure_ratio=level["exposure_ratio"],
        own_exposure_ratio=_short(assessment.own_exposure_ratio),
        main_cause=cause_of(assessment, assessment.governing_point)["station_id"],
        hot_spots=sum(hot_spot.station_id == station.id for hot_spot in assessment.hot_spots),
        area_max_exposure_ratio=_short(
            float(assessment.place_levels.exposure_ratio[assessment.scenario_index, assessment.area_maximum])
        ),
        power_density_w_m2=level["power_density_w_m2"],
        field_strength_v_m=level["field_strength_v_m"],
        place=governing["label"],
        place_id=governing["id"],
        distance_m=governing["distance_m"],
        management_target_verdict="" if assessment.target_verdict is None else str(assessment.target_verdict),
        max_exposure_ratio_theoretical=_short(assessment.maximum("theoretical")),
        max_exposure_ratio_actual=_short(assessment.maximum("actual")),
        carriers=sum(len(a.carriers) for a in station.antennas),
        buildings_above_limit=buildings_above_limit(assessment),
        bound_power_density_w_m2=level["bound_power_density_w_m2"],
        bound_exposure_ratio=level["bound_exposure_ratio"],
        **expected_record(assessment.place_expected, assessment.governing_point),
    )
    further: dict[str, object] = {}
    for other in also:
        further[f"{other.limits.id}_max_exposure_ratio"] = _short(other.max_exposure_ratio)
        further[f"{other.limits.id}_verdict"] = str(other.verdict)
    return cast("SummaryRow", {**row, **further})


def _short(value: float) -> float:
    return float(f"{value:.9g}")
