"""The exposure raster of a publication: levels at cells of the web map's grid around stations.

A cell's numbers are those of its very centre, computed by the same function as ``emfassess points``: whoever computes
the shown coordinates gets the shown numbers, to the seven digits of single precision. In a network whose farther stations
are interpolated around each station (:mod:`emfassess.jobs.network_background`) they are so at the cells too, and ``points``,
which sums them all, differs by up to 0.02 dB; the pages say so.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from emfassess.exposure.levels import antenna_levels
from emfassess.field import SCENARIOS, scenario_index
from emfassess.jobs.plan import Plan, nearest_stations
from emfassess.jobs.points import levels_at
from emfassess.jobs.run_workers import executor, processes_for
from emfassess.portal.mercator import TILE, Indices, cell_centre, cell_of, cell_size
from emfassess.stations import Station
from emfassess.surroundings import GROUND_HEIGHT
from emfassess.units import Floats

NATIVE_ZOOM = 14
"""Cells are pixels of this zoom level: 9.6 m at the equator, 8.3 m at 30°, 4.8 m at 60°."""

REACH = 500.0
"""Cells are computed so far around each published station. [m]"""

SLACK = 1.0
"""A cell's nearest station may lie farther from it in the plane than in the grid of the web map. [m]"""

SIDE = 64
"""Cells along the side of a numeric tile."""


SHARES = 8
"""Shares of the cells for each process, so that none waits long for another."""


@dataclass(frozen=True, eq=False)
class CellLevels:
    """Levels at cells, in the deciding scenario.

    Parameters
    ----------
    column, row : ndarray of int, shape (cell,)
        Place in the grid of :data:`NATIVE_ZOOM`.
    power_density, field_strength, exposure_ratio : ndarray, shape (cell,)
        As single precision holds them: those of ``points`` to seven digits. [W/m^2], [V/m]
    main : ndarray of str, shape (cell,)
        Station whose carrier adds most.
    bound_power_density, bound_exposure_ratio : ndarray, shape (cell,)
        Upper bounds, likewise. [W/m^2]
    expected_exposure_ratio, expected_p5_exposure_ratio, expected_p95_exposure_ratio : ndarray, shape (cell,)
        What a meter would show in the median and at both ends of the 90 % interval; not a number where it cannot be given.
    """

    column: Indices
    row: Indices
    power_density: Floats
    field_strength: Floats
    exposure_ratio: Floats
    main: NDArray[np.str_]
    bound_power_density: Floats
    bound_exposure_ratio: Floats
    expected_exposure_ratio: Floats
    expected_p5_exposure_ratio: Floats
    expected_p95_exposure_ratio: Floats

    @property
    def places(self) -> tuple[Floats, Floats]:
        """Longitude and latitude of the cells. [deg]"""
        return cell_centre(self.column, self.row, NATIVE_ZOOM)

    def at_cells_of(self, others: "CellLevels") -> "CellLevels":
        """Those of the cells that others are as well."""
        there = set(zip(others.column.tolist(), others.row.tolist(), strict=True))
        here = zip(self.column.tolist(), self.row.tolist(), strict=True)
        return self.part(np.flatnonzero([cell in there for cell in here]))

    def part(self, cells: NDArray[np.intp]) -> "CellLevels":
        """Some of the cells."""
        return CellLevels(*(getattr(self, name)[cells] for name in self.__dataclass_fields__))


class ExposureRaster(Protocol):
    """Where the portal's levels come from: computed at publication, or read from a region's store.

    Numeric tiles are squares of :data:`SIDE` cells; an implementation gives them one after another and never all at
    once, so that a country fits.
    """

    @property
    def height(self) -> float:
        """Above the ground. [m]"""
        ...

    def tiles(self) -> Iterator[tuple[int, int, CellLevels]]:
        """Column, row and cells of each numeric tile that has any, ordered by row and column."""
        ...


@dataclass(frozen=True, eq=False)
class ComputedRaster:
    """Levels held in memory."""

    cells: CellLevels
    height: float = GROUND_HEIGHT

    def tiles(self) -> Iterator[tuple[int, int, CellLevels]]:
        """Numeric tiles of the cells."""
        for (y, x), cells in _grouped(self.cells.row // SIDE, self.cells.column // SIDE):
            yield x, y, self.cells.part(cells)


def computed_raster(plan: Plan, published: Sequence[Station]) -> ComputedRaster:
    """Compute the cells around published stations, all stations of the plan summed, on all cores where it pays."""
    column, row = cells_around(published)
    processes = processes_for(len(published), None)
    if processes == 1:
        return ComputedRaster(_cell_levels(plan, (column, row)))
    shares = _shares(plan, column, row, processes * SHARES)
    with executor(Path(), processes, None) as pool:
        parts = list(pool.map(_cell_levels, repeat(plan), [(column[share], row[share]) for share in shares]))
    back = np.argsort(np.concatenate(shares), kind="stable")
    names = CellLevels.__dataclass_fields__
    return ComputedRaster(
        CellLevels(*(np.concatenate([getattr(part, name) for part in parts])[back] for name in names))
    )


def _shares(plan: Plan, column: Indices, row: Indices, most: int) -> list[NDArray[np.intp]]:
    """Cells in shares of about one size; those that are computed in one plane stay together."""
    nearest = nearest_stations(plan.stations, *cell_centre(column, row, NATIVE_ZOOM))
    order = np.argsort(nearest, kind="stable")
    edges = np.flatnonzero(np.diff(nearest[order])) + 1
    even = np.linspace(0, len(order), most + 1)[1:-1]
    cuts = np.unique(edges[np.minimum(np.searchsorted(edges, even), len(edges) - 1)]) if len(edges) else edges
    return np.split(order, cuts)


def _cell_levels(plan: Plan, cells: tuple[Indices, Indices]) -> CellLevels:
    """Levels at cells given by column and row."""
    column, row = cells
    longitude, latitude = cell_centre(column, row, NATIVE_ZOOM)
    height = np.full(len(column), GROUND_HEIGHT)
    levels = levels_at(plan, longitude, latitude, height, levels_of=antenna_levels, expect=True, within=REACH + SLACK)
    scenario = scenario_index(plan.scenario or SCENARIOS[0])
    main = np.array([name.partition("/")[0] for name in levels.main_contributor[scenario]])
    expected = levels.expected
    if expected is None:
        raise ValueError("the cells of a portal need expected levels")
    ratio_of_density = expected.exposure_ratio / expected.median
    return CellLevels(
        column=column,
        row=row,
        power_density=in_single_precision(levels.power_density[scenario]),
        field_strength=in_single_precision(levels.field_strength[scenario]),
        exposure_ratio=in_single_precision(levels.exposure_ratio[scenario]),
        main=main,
        bound_power_density=in_single_precision(levels.bound_power_density[scenario]),
        bound_exposure_ratio=in_single_precision(levels.bound_exposure_ratio[scenario]),
        expected_exposure_ratio=in_single_precision(expected.exposure_ratio),
        expected_p5_exposure_ratio=in_single_precision(expected.p5 * ratio_of_density),
        expected_p95_exposure_ratio=in_single_precision(expected.p95 * ratio_of_density),
    )


def cells_around(stations: Sequence[Station]) -> tuple[Indices, Indices]:
    """Columns and rows of the cells whose centre lies within :data:`REACH` of a station, by row and column."""
    found = []
    for station in stations:
        column, row = cell_of(station.longitude, station.latitude, NATIVE_ZOOM)
        size = cell_size(NATIVE_ZOOM, station.latitude)
        step = np.arange(-int(REACH / size) - 1, int(REACH / size) + 2)
        rows, columns = (part.ravel() for part in np.meshgrid(step, step, indexing="ij"))
        inside = np.hypot(rows, columns) * size <= REACH
        found.append(np.column_stack([row + rows[inside], (column + columns[inside]) % (TILE << NATIVE_ZOOM)]))
    cells = np.unique(np.concatenate(found), axis=0)
    return cells[:, 1], cells[:, 0]


def in_single_precision(values: Floats) -> Floats:
    """Numbers as single precision holds them: to seven digits, so that every file can hold the same ones in four bytes."""
    return np.asarray(values, dtype=np.float32).astype(float)


def _grouped(first: Indices, second: Indices) -> Iterator[tuple[tuple[int, int], NDArray[np.intp]]]:
    """Indices of the rows that share a pair of keys, by the keys."""
    order = np.lexsort((second, first))
    keys = np.column_stack([first, second])[order]
    edges = np.flatnonzero(np.any(np.diff(keys, axis=0), axis=1)) + 1
    for cells in np.split(order, edges):
        yield (int(first[cells[0]]), int(second[cells[0]])), cells
