"""One block of the raster: its antennas, its ground, the sums at several heights, and who contributes most."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numba import njit
from numpy.typing import NDArray

from emfassess.field.attenuation_tables import Packed
from emfassess.field.summed import Index32, weighted_rows
from emfassess.region.block_antennas import BlockAntennas
from emfassess.region.lattice import levels_between, nodes_along, spread
from emfassess.region.lattice_validity import lattice_reach, level_spacing
from emfassess.region.scattered import scattered_block
from emfassess.region.tile_kernel import ALLOWED, FEW, TILE, node_levels, probed, tile_levels
from emfassess.units import Floats, Singles

STEP_METRES = 40.0
"""Nodes of a tile's lattice are at most this far apart; closer where cells are smaller. [m]"""

MOST_STEP = 16
COARSE = 8
"""Steps of the lattice for very far antennas over those of a tile's."""


@dataclass(frozen=True, eq=False)
class BlockLevels:
    """Levels of a block at one height.

    `ratio` is (scenario, row, column), `main` the key of the main contributor (-1 where there is none), `near_field`
    marks cells within the far-field boundary of an antenna, `error` is the greatest relative error of the interpolation
    at its probes. `bound` is the upper bound of the ratio in the scenario of the main contributor, (row, column), `expected`
    are the expected levels by the names of the store's variables, where they were asked for.
    """

    ratio: Singles
    main: NDArray[np.int64]
    near_field: NDArray[np.bool_]
    error: float
    bound: Singles
    expected: Mapping[str, Singles] = field(default_factory=dict)


@dataclass(frozen=True)
class LevelChoice:
    """How the sums of a block become its levels.

    `main` is the scenario whose main contributor and upper bound are found, `factor` multiplies all calculated levels, by a
    reflection for instance; `scatter_dbi` is the gain of the scattered power of the bound, None where none is added.
    """

    main: int = 0
    factor: float = 1.0
    scatter_dbi: float | None = None


def steps_of(cell: float) -> int:
    """Cells between nodes of a tile's lattice: a power of two."""
    return int(min(2 ** max(int(np.floor(np.log2(STEP_METRES / cell))), 0), MOST_STEP))


@dataclass(frozen=True, eq=False)
class Sums:
    """Sums of a block or tile before the most restrictive is taken.

    `sums` is (row of weights, row, column); `number` of the main contributor among the antennas, `level` what it adds.
    """

    sums: Singles
    number: NDArray[np.int64]
    level: Singles
    error: float = 0.0

    @staticmethod
    def empty(rows: int, shape: tuple[int, ...]) -> "Sums":
        """Nothing summed yet."""
        return Sums(
            np.zeros((rows, *shape), np.float32), np.full(shape, -1, np.int64), np.zeros(shape, np.float32), 0.0
        )

    def put(self, part: tuple[slice, slice], tile: "Sums") -> None:
        """Put the sums of a tile in their place."""
        self.sums[(slice(None), *part)] = tile.sums
        self.number[part] = tile.number
        self.level[part] = tile.level


def block_levels(
    some: BlockAntennas, place: Floats, height: Floats, cell: float, choice: LevelChoice = LevelChoice()
) -> BlockLevels:
    """Sums and main contributors at the cells of a block.

    Parameters
    ----------
    some : Around
    place : ndarray, shape (6,)
        How cells lie in the plane, from :meth:`emfassess.region.grid.Grid.plane`.
    height : ndarray, shape (row, column)
        Of the receivers, in the antennas' datum; not a number where there is none. [m]
    cell : float
        Side of a cell. [m]
    choice : LevelChoice
    """
    return as_levels(some, summed_block(some, place, height, cell, choice.main), place, height, cell, choice)


def summed_block(some: BlockAntennas, place: Floats, height: Floats, cell: float, main: int) -> Sums:
    """All sums of a block in free space, two at a time."""
    found = Sums.empty(len(some.share), height.shape)
    if not np.isfinite(height).any() or not len(some.keys):
        return found
    own = some.rows_in(main)
    most_restrictive = some.share[own].max(axis=0)
    error = 0.0
    for first in range(0, len(some.share), 2):
        main_sums = found if first == 0 else Sums.empty(0, height.shape)
        both, worst = _pair(some, some.share[first : first + 2], most_restrictive, place, height, cell, main_sums)
        found.sums[first : first + 2] = both[: len(some.share) - first]
        error = max(error, worst)
    return replace(found, error=error)


def as_levels(
    some: BlockAntennas, sums: Sums, place: Floats, height: Floats, cell: float, choice: LevelChoice
) -> BlockLevels:
    """Most restrictive of the sums of each scenario, with keys for the main contributors and flags for the near field."""
    known = np.isfinite(height)
    calculated = sums.sums * np.float32(choice.factor)
    ratio = np.stack([calculated[some.rows_in(scenario)].max(axis=0) for scenario in range(2)])
    ratio[:, ~known] = np.nan
    own = some.rows_in(choice.main)
    bound = calculated[own]
    if choice.scatter_dbi is not None:
        lattice = (steps_of(cell), cell)
        bound = bound + scattered_block(some.position, some.scattered[own], place, height, lattice, choice.scatter_dbi)
    most = np.where(known, bound.max(axis=0), np.float32(np.nan))
    keys = np.append(some.keys, -1)[sums.number]
    keys[~known] = -1
    return BlockLevels(ratio, keys, near_cells(some.position, some.boundary, place, height), sums.error, most)


def _pair(
    some: BlockAntennas,
    share: Floats,
    most_restrictive: Floats,
    place: Floats,
    height: Floats,
    cell: float,
    main_sums: Sums,
) -> tuple[Singles, float]:
    """Two sums over a block; who contributes most is put into `main_sums`."""
    step = steps_of(cell)
    rows = weighted_rows(some.axes, some.cap, share, most_restrictive)
    rows[:3] = some.position.T
    coarse = step * COARSE
    heights = height.astype(np.float32)
    far = _far_antennas(some, place, height, coarse * cell)
    while True:
        sums = np.zeros((2, *height.shape), np.float32)
        candidates, limit = _far_sums(
            rows, some.index, np.flatnonzero(far), some.tables, place, heights, coarse, cell, sums
        )
        near = ~far
        reach = _lattice_reaches(some, height, step * cell) if step > 1 else np.full(len(near), np.inf)
        main_sums.number[:], main_sums.level[:] = -1, 0.0
        parts = (*_lot(rows, some.index, near), some.tables, reach[near].astype(np.float32))
        extra = (*_lot(rows, some.index, candidates), limit)
        lattice = (step, level_spacing(step * cell))
        before = sums.copy()
        error = _tiles(parts, place, heights, lattice, extra, sums, main_sums.number, main_sums.level)
        names = np.append(np.concatenate([np.flatnonzero(near), candidates]), -1)
        if far.any():
            numbers = np.flatnonzero(far)
            worst = probed(rows, some.index, numbers, some.tables, place, heights, before, sums - before)
            if worst > ALLOWED:  # the coarse lattice does not hold here: its antennas join the others
                far[:] = False
                continue
            error = max(error, worst)
        main_sums.number[:] = names[main_sums.number]
        return sums, error


def _lot(
    rows: NDArray[np.float32], index: NDArray[np.int32], chosen: NDArray[np.bool_] | NDArray[np.intp]
) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
    """Rows and table indices of some antennas, in one piece as the compiled loops take them."""
    return np.ascontiguousarray(rows[:, chosen]), np.ascontiguousarray(index[:, chosen])


def _lattice_reaches(some: BlockAntennas, height: Floats, cell: float) -> Floats:
    """Distance from each antenna beyond which a lattice of a cell follows its level. [m]"""
    up = some.position[:, 2]
    rise = np.maximum(np.abs(up - np.nanmin(height)), np.abs(up - np.nanmax(height)))
    return lattice_reach(cell, rise, some.across_deg, some.upright_deg)


def _far_antennas(some: BlockAntennas, place: Floats, height: Floats, cell: float) -> NDArray[np.bool_]:
    """Which antennas are so far from the block that a coarse lattice follows them; none where they are few."""
    away = from_rectangle(some.position, place, height.shape)
    far = away > _lattice_reaches(some, height, cell)
    return far if far.sum() > FEW else np.zeros_like(far)


def from_rectangle(position: Floats, place: Floats, shape: tuple[int, ...]) -> Floats:
    """Distance of antennas from the rectangle around a block. [m]"""
    rows, columns = (np.array([0, 0, shape[0] - 1, shape[0] - 1]), np.array([0, shape[1] - 1, 0, shape[1] - 1]))
    corners = np.column_stack(
        [place[0] + place[1] * columns + place[2] * rows, place[3] + place[4] * columns + place[5] * rows]
    )
    low, high = corners.min(axis=0), corners.max(axis=0)
    outside = np.maximum(np.maximum(low - position[:, :2], position[:, :2] - high), 0.0)
    return np.asarray(np.hypot(outside[:, 0], outside[:, 1]))


def _far_sums(
    rows: Singles,
    index: Index32,
    numbers: NDArray[np.int64],
    tables: Packed,
    place: Floats,
    height: Singles,
    step: int,
    cell: float,
    sums: Singles,
) -> tuple[NDArray[np.int64], float]:
    """Add very far antennas by the coarse lattice; those that may be main contributors, and the most one reaches."""
    if not len(numbers):
        return np.zeros(0, np.int64), 0.0
    spacing, lowest = level_spacing(step * cell), float(np.nanmin(height))
    counts = (
        levels_between(lowest, float(np.nanmax(height)), spacing),
        nodes_along(height.shape[0], step),
        nodes_along(height.shape[1], step),
    )
    nodes, candidates, limit = node_levels(rows, index, numbers, tables, place, step, counts, lowest, spacing)
    spread(nodes, step, lowest, spacing, height, sums)
    return candidates, float(limit)


@njit(cache=True, nogil=True)
def _tiles(parts, place, height, lattice, extra, sums, main, level):  # type: ignore[no-untyped-def]
    """All tiles of a block, one after the other; blocks run side by side."""
    rows, index, tables, reach = parts
    worst = 0.0
    own = place.copy()
    for top in range(0, height.shape[0], TILE):
        for left in range(0, height.shape[1], TILE):
            bottom, right = min(top + TILE, height.shape[0]), min(left + TILE, height.shape[1])
            part = height[top:bottom, left:right]
            if np.isnan(part).all():
                continue
            own[0] = place[0] + place[1] * left + place[2] * top
            own[3] = place[3] + place[4] * left + place[5] * top
            error = tile_levels(
                rows,
                index,
                tables,
                reach,
                own,
                part,
                lattice,
                extra[0],
                extra[1],
                np.float32(extra[2]),
                sums[:, top:bottom, left:right],
                main[top:bottom, left:right],
                level[top:bottom, left:right],
            )
            worst = max(worst, error)
    return worst


def near_cells(position: Floats, boundary: Floats, place: Floats, height: Floats) -> NDArray[np.bool_]:
    """Cells nearer to an antenna than its far-field boundary, where the far field may be too low, (row, column)."""
    near = np.zeros(height.shape, np.bool_)
    close = from_rectangle(position, place, height.shape) < boundary
    _mark(position[close], boundary[close], place, height, near)
    return near


@njit(cache=True, nogil=True)
def _mark(position, boundary, place, height, near):  # type: ignore[no-untyped-def]
    determinant = place[1] * place[5] - place[2] * place[4]
    for j in range(len(position)):
        x, y = position[j, 0] - place[0], position[j, 1] - place[3]
        column = (place[5] * x - place[2] * y) / determinant
        row = (place[1] * y - place[4] * x) / determinant
        side = boundary[j] / np.sqrt(abs(determinant)) * 1.1 + 1.0
        for r in range(max(int(row - side), 0), min(int(row + side) + 2, height.shape[0])):
            for c in range(max(int(column - side), 0), min(int(column + side) + 2, height.shape[1])):
                u = place[0] + place[1] * c + place[2] * r - position[j, 0]
                v = place[3] + place[4] * c + place[5] * r - position[j, 1]
                w = height[r, c] - position[j, 2]
                if u * u + v * v + w * w < boundary[j] * boundary[j]:
                    near[r, c] = True
