"""Levels at given points as a table: how others check the physics."""

from pathlib import Path

import numpy as np

from emfassess.exposure import weights_of
from emfassess.field import SCENARIOS, Propagation, sources_of
from emfassess.geometry import LocalFrame
from emfassess.levels import Levels, carrier_levels
from emfassess.publish.plan import Plan
from emfassess.publish.records import csv_text
from emfassess.publish.writing import write_text
from emfassess.readers.point_files import PointTable
from emfassess.readers.scene import read_scene
from emfassess.site import BEYOND, at_points


def write_point_levels(plan: Plan, table: PointTable, path: Path, *, model: str, scenario: str) -> None:
    """Compute levels at the points of a table and write them beside its own columns."""
    flat = np.column_stack([table.east_m, table.north_m, table.height_m])
    reach = float(np.abs(flat[:, :2]).max(initial=0.0)) + BEYOND
    first = plan.stations[0]
    scene = read_scene(plan.scene_files, LocalFrame(first.longitude, first.latitude), reach)
    asked = Propagation(model, plan.ground, plan.obstruction)
    stations, points, propagation = at_points(plan.stations, flat, scene, asked)
    sources = sources_of(stations)
    levels = carrier_levels(sources, weights_of(sources, plan.limits), points, propagation=propagation)
    write_text(path, csv_text(_rows(table, levels, SCENARIOS.index(scenario))))


def _rows(table: PointTable, levels: Levels, scenario: int) -> list[dict[str, object]]:
    density, strength = levels.power_density[scenario], levels.field_strength[scenario]
    told = levels.model_names
    ratio, main = levels.exposure_ratio[scenario], levels.main_contributor[scenario]
    return [
        {
            **given,
            "power_density_w_m2": float(f"{density[index]:.9g}"),
            "field_strength_v_m": float(f"{strength[index]:.9g}"),
            "exposure_ratio": float(f"{ratio[index]:.9g}"),
            "main_contributor": levels.contributors[main[index]],
            "model": told[index],
        }
        for index, given in enumerate(table.rows)
    ]
