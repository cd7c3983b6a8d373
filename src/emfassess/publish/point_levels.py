"""Levels at given points as a table: how others check the physics."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from emfassess.exposure import weights_of
from emfassess.field import SCENARIOS, Propagation, sources_of
from emfassess.levels import Levels, carrier_levels
from emfassess.limits import LimitSet
from emfassess.publish.records import csv_text
from emfassess.publish.writing import write_text
from emfassess.readers.point_files import PointTable
from emfassess.stations import Station


def write_point_levels(
    stations: Sequence[Station],
    limits: LimitSet,
    table: PointTable,
    path: Path,
    *,
    propagation: Propagation,
    scenario: str,
) -> None:
    """Compute levels at the points of a table and write them beside its own columns."""
    sources = sources_of(stations)
    points = np.column_stack([table.east_m, table.north_m, table.height_m])
    levels = carrier_levels(sources, weights_of(sources, limits), points, propagation=propagation)
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
