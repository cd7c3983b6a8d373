"""Levels at given points as a table: how others check the physics."""

from pathlib import Path

import numpy as np

from emfassess.exposure import weights_of
from emfassess.field import SCENARIOS, Propagation, sources_of
from emfassess.field.sources import station_positions
from emfassess.geometry import LocalFrame
from emfassess.levels import Levels, carrier_levels
from emfassess.publish.plan import Plan
from emfassess.publish.records import csv_text
from emfassess.publish.writing import write_text
from emfassess.readers.point_files import PointTable
from emfassess.readers.scene import read_scene
from emfassess.site import over_scene
from emfassess.surroundings.surface import surface_of

MARGIN = 50.0
"""The surface reaches so far beyond the points. [m]"""


def write_point_levels(plan: Plan, table: PointTable, path: Path, *, model: str, scenario: str) -> None:
    """Compute levels at the points of a table and write them beside its own columns."""
    flat = np.column_stack([table.east_m, table.north_m, table.height_m])
    reach = float(np.abs(flat[:, :2]).max(initial=0.0)) + MARGIN
    first = plan.stations[0]
    scene = read_scene(plan.scene_files, LocalFrame(first.longitude, first.latitude), reach)
    surface = None if scene.empty else surface_of(scene, (-reach, -reach, reach, reach))
    propagation = over_scene(Propagation(model, plan.ground, plan.obstruction), scene, surface)
    stations = scene.standing(plan.stations, station_positions(plan.stations))
    sources = sources_of(stations)
    levels = carrier_levels(sources, weights_of(sources, plan.limits), scene.on_ground(flat), propagation=propagation)
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
