"""A small region with its plan, and the bytes of a finished run."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from builders.region_scenes import sites_at
from emfassess.field.network import network_of
from emfassess.readers.limit_sets import load_limits
from emfassess.region.grid import Grid, grid_over
from emfassess.region.plan import RegionPlan
from emfassess.stations import Station

LIMITS = load_limits("gb-8702-2014")


def small(cells: int = 1100, cell: float = 20.0) -> Grid:
    """Three by three blocks around 120 degrees east, 30 north; the last ones are cut off."""
    grid = grid_over((120.0, 30.0, 120.0001, 30.0001), cell)
    half = cells // 2 * cell
    return replace(grid, west=grid.west - half, north=grid.north + half, rows=cells, columns=cells)


def stations(count: int = 25, half: float = 12_000.0) -> list[Station]:
    places = np.random.default_rng(5).uniform(-half, half, (count, 2))
    return sites_at([(float(e), float(n)) for e, n in places])


def plan_of(made: list[Station], **more: object) -> RegionPlan:
    chosen = {"grid": small(), "heights": (1.7,), "radius": 8000.0, **more}
    return RegionPlan(network=network_of(made), limits=LIMITS, **chosen)  # type: ignore[arg-type]


def files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}
