"""The files of an assessment that programs read: JSON, CSV, netCDF, GeoJSON. Every number is a field of the record."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from emfassess.assessment.place import AT_BUILDINGS, Place
from emfassess.assessment.result import Assessment
from emfassess.assumptions import Assumption
from emfassess.exposure.ratios import contribution_ratios, group_sums
from emfassess.field import SCENARIOS
from emfassess.limits.limit_set import LimitSet
from emfassess.publish.data.buildings import buildings_above_limit, surroundings_record
from emfassess.publish.data.neutral import neutral
from emfassess.publish.data.provenance import Provenance
from emfassess.publish.data.writing import rounded
from emfassess.stations import Carrier, Station
from emfassess.surroundings import RINGS

SCHEMA = "emfassess-assessment/1"
SHARE_KEPT = 1e-4
"""Carriers below this share of a place's ratio are listed together as one row, so that sums stay whole."""


def assessment_record(
    assessment: Assessment, provenance: Provenance, also: Sequence[Assessment] = ()
) -> dict[str, Any]:
    """Everything of an assessment as plain values for ``assessment.json``."""
    target = assessment.limits.management_target
    return {
        "schema": SCHEMA,
        "provenance": {
            "inputs": [{"kind": i.kind, "name": i.name, "sha256": i.sha256} for i in provenance.inputs],
            "package_version": provenance.package_version,
            "date": provenance.date.isoformat() if provenance.date else None,
            "command": provenance.command,
        },
        "model": assessment.propagation.model,
        "ground": str(assessment.propagation.ground),
        "station": station_record(assessment.subjects[0]),
        "stations_summed": [s.id for s in assessment.stations],
        "limit": limit_record(assessment.limits),
        "scenario": assessment.scenario,
        "verdict": str(assessment.verdict),
        "max_exposure_ratio": _short(assessment.max_exposure_ratio),
        "verdicts": {s: str(assessment.verdict_for(s)) for s in SCENARIOS},
        "management_target": None
        if target is None
        else {"standard": target.standard, "fraction": target.fraction, "verdict": str(assessment.target_verdict)},
        "expanded_uncertainty_db": assessment.expanded_uncertainty_db,
        "by_quantity": {
            label: {"exposure_ratio": _short(ratio), "verdict": str(verdict)}
            for label, (ratio, verdict) in assessment.by_quantity.items()
        },
        "deciding_place": assessment.places[assessment.deciding_place].label,
        "ground_maximum": assessment.places[assessment.ground_maximum].label,
        "rings": [r for r in place_records(assessment) if r["kind"] == "ring"],
        "named_points": [r for r in place_records(assessment) if r["kind"] == "named"],
        "facades": [r for r in place_records(assessment) if r["kind"] in AT_BUILDINGS],
        "surroundings": surroundings_record(assessment),
        "by_operator": groups(assessment, lambda carrier: carrier.operator),
        "by_band": groups(assessment, band_of),
        "axis_reach": [
            rounded({"antenna": r.antenna_id, "theoretical_m": r.theoretical, "actual_m": r.actual})
            for r in assessment.reach
        ],
        "exempt": list(assessment.exempt),
        "warnings": [_told(a) for a in assessment.warnings],
        "assumptions": [_told(a) for a in assessment.assumptions],
        "ground_receptors": len(assessment.grid.points),
        "near_field_share_of_ground": _short(float(assessment.grid_levels.near_field.mean())),
        "also": [
            {
                "limit": limit_record(a.limits),
                "scenario": a.scenario,
                "verdict": str(a.verdict),
                "max_exposure_ratio": _short(a.max_exposure_ratio),
            }
            for a in also
        ],
    }


def _told(assumption: Assumption) -> dict[str, Any]:
    return {"code": assumption.code, "values": dict(assumption.values), "where": list(assumption.where)}


def station_record(station: Station) -> dict[str, Any]:
    """What is said of a station."""
    return {
        "id": station.id,
        "name": station.name,
        "operator": station.operator,
        "longitude": station.longitude,
        "latitude": station.latitude,
        "support": station.support,
        "address": station.address,
        "district": station.district,
        "filing_number": station.filing_number,
        "antennas": len(station.antennas),
        "carriers": sum(len(a.carriers) for a in station.antennas),
        "highest_antenna_m": max(a.height_m for a in station.antennas),
        "position_uncertainty_m": station.position_uncertainty_m,
    }


def limit_record(limits: LimitSet) -> dict[str, Any]:
    """Which limits, in which edition."""
    return {
        "id": limits.id,
        "standard": limits.standard,
        "edition": limits.edition,
        "clause": limits.clause,
        "population": limits.population,
        "summation": limits.summation,
        "valid_from": limits.valid_from.isoformat() if limits.valid_from else None,
    }


def place_records(assessment: Assessment) -> list[dict[str, Any]]:
    """Levels at the deciding places, both scenarios."""
    return [_place_record(assessment, index, place) for index, place in enumerate(assessment.places)]


def _place_record(assessment: Assessment, index: int, place: Place) -> dict[str, Any]:
    levels = assessment.place_levels
    record: dict[str, Any] = rounded(
        {
            "label": place.label,
            "kind": place.kind,
            "east_m": place.east,
            "north_m": place.north,
            "height_m": place.height,
            "longitude": float(f"{place.longitude:.7f}"),
            "latitude": float(f"{place.latitude:.7f}"),
            "distance_m": place.distance,
            "bearing_deg": place.bearing_deg,
        },
        10,
    )
    if place.kind == "ring":
        record["inner_m"], record["outer_m"] = RINGS[index]
    record["near_field"] = bool(levels.near_field[index])
    record["model"] = levels.model_names[index]
    for row, scenario in enumerate(SCENARIOS):
        record[scenario] = rounded(
            {
                "power_density_w_m2": float(levels.power_density[row, index]),
                "field_strength_v_m": float(levels.field_strength[row, index]),
                "exposure_ratio": float(levels.exposure_ratio[row, index]),
                "decided_by": assessment.weights.labels[levels.deciding_sum[row, index]],
                "main_contributor": levels.contributors[levels.main_contributor[row, index]],
            }
        )
    return record


def band_of(carrier: Carrier) -> str:
    """Name of a carrier's band: technology and frequency."""
    return f"{carrier.technology} {carrier.frequency_mhz:g} MHz"


def groups(assessment: Assessment, key: Any) -> list[dict[str, Any]]:
    """Share of the limit of each group of carriers at the deciding place, greatest first."""
    place = assessment.deciding_place
    ratios = deciding_contributions(assessment, assessment.scenario)[:, place]
    sums = group_sums(ratios, [key(carrier) for _, _, carrier in assessment.sources.members])
    order = sorted(sums, key=lambda name: (-float(sums[name]), name))
    return [rounded({"name": name, "exposure_ratio": float(sums[name])}) for name in order]


def deciding_contributions(assessment: Assessment, scenario: str) -> Any:
    """Share of the limit of each carrier at each place, shape (carrier, place)."""
    contributions = assessment.place_levels.contributions
    if contributions is None:
        raise ValueError("the assessment kept no contributions")
    return contribution_ratios(contributions, assessment.weights, SCENARIOS.index(scenario))


def points_csv(assessment: Assessment) -> str:
    """Table of the deciding places, one row a place."""
    rows = []
    for record in place_records(assessment):
        row = {k: v for k, v in record.items() if k not in (*SCENARIOS, "inner_m", "outer_m")}
        for scenario in SCENARIOS:
            row |= {f"{scenario}_{k}": v for k, v in record[scenario].items()}
        rows.append(row)
    return csv_text(rows)


def contributions_csv(assessment: Assessment) -> str:
    """Table of the carriers' contributions at the deciding places; small ones together in a last row."""
    contributions = assessment.place_levels.contributions
    if contributions is None:
        raise ValueError("the assessment kept no contributions")
    averaged = contributions * assessment.weights.scenario[assessment.scenario_index][:, None]
    ratios = deciding_contributions(assessment, assessment.scenario)
    rows: list[dict[str, Any]] = []
    for index, place in enumerate(assessment.places):
        total = ratios[:, index].sum()
        kept = np.flatnonzero(ratios[:, index] >= SHARE_KEPT * total)
        kept = kept[np.argsort(-ratios[kept, index], kind="stable")]
        for carrier in kept:
            rows.append(
                _contribution(place.label, assessment, int(carrier), averaged[carrier, index], ratios[carrier, index])
            )
        rest = np.setdiff1d(np.arange(len(ratios)), kept)
        if len(rest):
            others = {"place": place.label, "station_id": "", "antenna_id": f"{len(rest)} others"}
            sums = {"power_density_w_m2": averaged[rest, index].sum(), "exposure_ratio": ratios[rest, index].sum()}
            rows.append(others | rounded({k: float(v) for k, v in sums.items()}))
    return csv_text(rows)


def _contribution(place: str, assessment: Assessment, index: int, density: float, ratio: float) -> dict[str, Any]:
    station, antenna, carrier = assessment.sources.members[index]
    return {
        "place": place,
        "station_id": station.id,
        "antenna_id": antenna.id,
        "operator": carrier.operator,
        "technology": carrier.technology,
        "frequency_mhz": carrier.frequency_mhz,
        "eirp_w": _short(float(assessment.sources.eirp[index])),
        "power_density_w_m2": _short(float(density)),
        "exposure_ratio": _short(float(ratio)),
    }


def csv_text(rows: Iterable[Mapping[str, Any]]) -> str:
    """CSV of rows; the columns are those of the first row. Text that a spreadsheet would run gets an apostrophe."""
    listed = list(rows)
    stream = io.StringIO()
    writer = csv.DictWriter(stream, fieldnames=list(listed[0]) if listed else [], lineterminator="\n", restval="")
    writer.writeheader()
    for row in listed:
        writer.writerow({key: neutral(value) for key, value in row.items()})
    return stream.getvalue()


def write_netcdf(assessment: Assessment, path: Path) -> None:
    """Write all levels as CF-style netCDF-4, compressed."""
    dataset = assessment.to_dataset()
    packed = {"zlib": True, "complevel": 4, "dtype": "float32"}
    encoding = {name: packed for name, v in dataset.data_vars.items() if v.ndim and v.dtype.kind == "f"}
    dataset.to_netcdf(path, engine="h5netcdf", encoding=encoding)


def summary_row(assessment: Assessment, also: Sequence[Assessment] = ()) -> dict[str, Any]:
    """One line of a run's table."""
    station = assessment.subjects[0]
    deciding = place_records(assessment)[assessment.deciding_place]
    level = deciding[assessment.scenario]
    row = {
        "station_id": station.id,
        "station_name": station.name,
        "operator": station.operator,
        "longitude": station.longitude,
        "latitude": station.latitude,
        "limit": assessment.limits.id,
        "scenario": assessment.scenario,
        "verdict": str(assessment.verdict),
        "max_exposure_ratio": level["exposure_ratio"],
        "power_density_w_m2": level["power_density_w_m2"],
        "field_strength_v_m": level["field_strength_v_m"],
        "place": deciding["label"],
        "distance_m": deciding["distance_m"],
        "management_target_verdict": "" if assessment.target_verdict is None else str(assessment.target_verdict),
        "max_exposure_ratio_theoretical": _short(assessment.maximum("theoretical")),
        "max_exposure_ratio_actual": _short(assessment.maximum("actual")),
        "carriers": sum(len(a.carriers) for a in station.antennas),
    }
    row["buildings_above_limit"] = buildings_above_limit(assessment)
    for other in also:
        row[f"{other.limits.id}_max_exposure_ratio"] = _short(other.max_exposure_ratio)
        row[f"{other.limits.id}_verdict"] = str(other.verdict)
    return row


def stations_geojson(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """GeoJSON of a run's stations with their verdicts."""
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": [row["longitude"], row["latitude"]]},
                "properties": {k: v for k, v in row.items() if k not in ("longitude", "latitude")},
            }
            for row in rows
        ],
    }


def _short(value: float) -> float:
    return float(f"{value:.9g}")
