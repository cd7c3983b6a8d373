"""Buildings by their exposure, as plain values: the table, and outlines for maps."""

from collections.abc import Sequence

import numpy as np
import shapely

from emfassess.assessment.building_levels import BuildingLevels
from emfassess.assessment.result import Assessment
from emfassess.exposure.expected import ExpectedLevels
from emfassess.field import scenario_index
from emfassess.publish.data.expected_records import expected_record
from emfassess.publish.data.records import BuildingRecord, SurroundingsRecord
from emfassess.publish.data.row_types import FacadeRow, FeatureCollection, feature, feature_collection
from emfassess.publish.data.writing import rounded
from emfassess.publish.text.classes import CLASSES, class_index
from emfassess.surroundings.facades import ROOF
from emfassess.units import Floats

DIGITS = 7
"""Decimals of a degree: one centimetre."""

MOST_LISTED = 50
"""The record lists so many buildings; the table and the outlines have all."""


def surroundings_record(assessment: Assessment) -> SurroundingsRecord:
    """Terrain, buildings and the most exposed buildings, for ``assessment.json``."""
    scene, obstruction = assessment.scene, assessment.propagation.obstruction
    rows = building_rows(assessment)
    ratio = np.array([row["exposure_ratio"] for row in rows])
    counted = np.bincount(class_index(ratio), minlength=len(CLASSES)) if rows else np.zeros(len(CLASSES), int)
    return {
        "obstruction": str(obstruction),
        "wall_reflection": str(obstruction.reflection),
        "terrain": scene.terrain.name if scene.terrain else None,
        "buildings_known": len(scene.buildings),
        "buildings_assessed": len(rows),
        "facade_receptors": len(assessment.buildings.receptors) if assessment.buildings else 0,
        "facade_distance_m": assessment.facades.distance,
        "facade_step_m": assessment.facades.step,
        "buildings_by_class": {kind.key: int(count) for kind, count in zip(CLASSES, counted, strict=True)},
        "buildings_above_limit": buildings_above_limit(assessment),
        "buildings": rows[:MOST_LISTED],
    }


def buildings_above_limit(assessment: Assessment) -> int:
    """Buildings with a facade or roof where the level is above the limit."""
    found = assessment.buildings
    return 0 if found is None else int((found.exposure_ratio(assessment.scenario_index) > 1.0).sum())


def building_rows(assessment: Assessment) -> list[BuildingRecord]:
    """One row a building near the station, the most exposed first."""
    found = assessment.buildings
    if found is None:
        return []
    expected = assessment.buildings_expected
    assert expected is not None
    return [_building_row(assessment, found, expected, index) for index in range(len(found))]


def _building_row(
    assessment: Assessment, found: BuildingLevels, expected: ExpectedLevels, index: int
) -> BuildingRecord:
    """The worst floor and facade of a building, with the level there as each mode has it."""
    receptor, decisive = found.worst[index], assessment.scenario_index
    building = assessment.scene.buildings[found.receptors.building[receptor]]
    floor, point = int(found.receptors.floor[receptor]), found.levels.points[receptor]
    bearing = float(found.receptors.bearing_deg[receptor])
    levels = found.levels
    centre = assessment.grid.centres[0]
    theoretical, actual = (float(levels.exposure_ratio[scenario_index(s), receptor]) for s in ("theoretical", "actual"))
    return rounded(
        BuildingRecord(
            building=building.id,
            name=building.name,
            height_from=building.height_from,
            floors=len(building.floors),
            worst_floor="roof" if floor == ROOF else str(floor + 1),
            main_contributor=levels.contributors[levels.main_contributor[decisive, receptor]],
            in_sight=bool(found.visible[index]),
            height_m=building.height,
            ground_m=building.ground,
            facade_bearing_deg=None if np.isnan(bearing) else bearing,
            east_m=float(point[0]),
            north_m=float(point[1]),
            above_ground_m=float(found.receptors.height[receptor]),
            distance_m=float(np.hypot(*(point[:2] - centre))),
            power_density_w_m2=float(levels.power_density[decisive, receptor]),
            field_strength_v_m=float(levels.field_strength[decisive, receptor]),
            exposure_ratio=float(levels.exposure_ratio[decisive, receptor]),
            exposure_ratio_theoretical=theoretical,
            exposure_ratio_actual=actual,
            exposure_ratio_free_space=float(found.free_space[decisive, index]),
            exposure_ratio_diffraction=float(found.diffraction[decisive, index]),
            exposure_ratio_indoors=float(found.indoors[decisive, index]),
            bound_power_density_w_m2=float(levels.bound_power_density[decisive, receptor]),
            bound_exposure_ratio=float(levels.bound_exposure_ratio[decisive, receptor]),
            **expected_record(expected, index),
        )
    )


def facade_rows(assessment: Assessment) -> list[FacadeRow]:
    """One row a receptor at facades and roofs."""
    found, expected = assessment.buildings, assessment.facades_expected
    if found is None or expected is None:
        return []
    ids = [building.id for building in assessment.scene.buildings]
    receptors, points = found.receptors, found.levels.points
    theoretical, actual = scenario_index("theoretical"), scenario_index("actual")
    density, ratio = found.levels.power_density, found.levels.exposure_ratio
    bound_density, bound_ratio = found.levels.bound_power_density, found.levels.bound_exposure_ratio
    return [
        {
            "building": ids[receptors.building[i]],
            "floor": "roof" if receptors.floor[i] == ROOF else int(receptors.floor[i]) + 1,
            "facade_bearing_deg": ""
            if np.isnan(receptors.bearing_deg[i])
            else round(float(receptors.bearing_deg[i]), 2),
            "east_m": round(float(points[i, 0]), 3),
            "north_m": round(float(points[i, 1]), 3),
            "height_m": round(float(receptors.height[i]), 3),
            "theoretical_power_density_w_m2": float(f"{density[theoretical, i]:.9g}"),
            "theoretical_exposure_ratio": float(f"{ratio[theoretical, i]:.9g}"),
            "actual_power_density_w_m2": float(f"{density[actual, i]:.9g}"),
            "actual_exposure_ratio": float(f"{ratio[actual, i]:.9g}"),
            "theoretical_bound_power_density_w_m2": float(f"{bound_density[theoretical, i]:.9g}"),
            "theoretical_bound_exposure_ratio": float(f"{bound_ratio[theoretical, i]:.9g}"),
            "actual_bound_power_density_w_m2": float(f"{bound_density[actual, i]:.9g}"),
            "actual_bound_exposure_ratio": float(f"{bound_ratio[actual, i]:.9g}"),
            **expected_record(expected, i),
        }
        for i in range(len(receptors))
    ]


def buildings_geojson(assessment: Assessment, rows: Sequence[BuildingRecord]) -> FeatureCollection:
    """Outlines of the assessed buildings with their rows and classes."""
    found = assessment.buildings
    features = []
    for row, index in zip(rows, found.buildings if found else (), strict=True):
        outline = shapely.transform(assessment.scene.buildings[index].footprint, lambda c: _on_earth(assessment, c))
        kind = CLASSES[int(class_index(row["exposure_ratio"]))]
        geometry = shapely.geometry.mapping(outline)
        features.append(feature(geometry, {"class": kind.key, **row}))
    return feature_collection(features)


def _on_earth(assessment: Assessment, places: Floats) -> Floats:
    longitude, latitude = assessment.frame.longitude_latitude(places[:, 0], places[:, 1])
    return np.column_stack([longitude, latitude]).round(DIGITS)
