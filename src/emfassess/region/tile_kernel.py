"""One tile of cells: near antennas at every cell, the others on a lattice, probed and refined until it holds.

The sum is kept whole: nothing is dropped. How far "near" reaches is told antenna by antenna (:mod:`emfassess.region.reach`);
that the interpolation between the nodes is good enough is not believed but measured, at cells where the sum is computed too,
and the lattice is halved until it is, down to every cell.
"""

import numpy as np
from numba import njit

from emfassess.field.summed import MOST, X, Y, level_of, number_of, sum_and_main_at, sum_at
from emfassess.region.lattice import levels_between, nodes_along, spread

TILE = 64
"""Cells along a side of a tile."""

PROBES = 25
"""Cells of a tile at which the interpolation is checked."""

ALLOWED = 0.0004
"""Relative error of the sum that a lattice may have at the probes: 0.002 dB."""

FEW = 32
"""So few antennas are quicker at every cell than told apart, and where few are heard one null is the whole sum."""

MARGIN = np.float32(2.0)
"""A far antenna may be so much stronger between nodes than at them before it could be missed as main contributor."""

_ZERO = np.float32(0.0)


@njit(inline="always")
def _at(place, row, column):  # type: ignore[no-untyped-def]
    """East and north of a place on the cells' grid; `place` holds origin and steps along columns and rows."""
    east = place[0] + place[1] * column + place[2] * row
    north = place[3] + place[4] * column + place[5] * row
    return np.float32(east), np.float32(north)


@njit(cache=True, nogil=True)
def tile_levels(rows, index, tables, reach, place, height, lattice, extra, extra_index, extra_limit, sums, main, level):  # type: ignore[no-untyped-def]
    """Sums and main contributors of the cells of one tile.

    Parameters
    ----------
    rows, index, tables
        Antennas as :mod:`emfassess.field.summed` takes them, relative to the origin of `place`.
    reach : ndarray, shape (antenna,)
        Antennas nearer than this to the tile are computed at every cell. [m]
    place : ndarray, shape (6,)
        East at row and column 0, its steps along columns and rows; the same of north. [m]
    height : ndarray, shape (row, column)
        Of the receivers; not a number where there is none. [m]
    lattice : tuple of (int, float)
        Cells between nodes, and metres between levels.
    extra, extra_index, extra_limit
        Antennas summed elsewhere that may yet be main contributors, and the most that one of them reaches.
    sums : ndarray, shape (2, row, column)
        Is added to.
    main, level : ndarray, shape (row, column)
        Number of the main contributor (those of `extra` count on), and what it adds.

    Returns
    -------
    float
        Greatest relative error of the sum at the probes.
    """
    near = _distances(rows, place, height.shape) < reach
    numbers, rest_numbers = np.flatnonzero(near), np.flatnonzero(~near)
    _every_cell(rows[:, numbers], index[:, numbers], tables, place, height, numbers, sums, main, level)
    rest, rest_index = rows[:, rest_numbers], index[:, rest_numbers]
    step, spacing = lattice
    while step > 1 and len(rest_numbers) > FEW:
        found, candidates, limit, error = _on_lattice(rest, rest_index, tables, place, height, step, spacing, sums)
        if error <= ALLOWED:
            sums += found
            few = np.concatenate((extra, rest[:, candidates]), axis=1)
            few_index = np.concatenate((extra_index, rest_index[:, candidates]), axis=1)
            told = np.concatenate((rows.shape[1] + np.arange(extra.shape[1]), rest_numbers[candidates]))
            _main_of_some(few, few_index, tables, place, height, told, max(limit, extra_limit), main, level)
            return error
        step, spacing = step // 2, spacing / 2.0
    _every_cell(rest, rest_index, tables, place, height, rest_numbers, sums, main, level)
    _main_of_few(extra, extra_index, tables, place, height, rows.shape[1], extra_limit, main, level)
    return 0.0


@njit(cache=True, nogil=True)
def _distances(rows, place, shape):  # type: ignore[no-untyped-def]
    """Distance of antennas from the rectangle around the cells. [m]"""
    corners = np.empty((4, 2), np.float32)
    for k in range(4):
        corners[k] = _at(place, (k // 2) * (shape[0] - 1), (k % 2) * (shape[1] - 1))
    west, east = corners[:, 0].min(), corners[:, 0].max()
    south, north = corners[:, 1].min(), corners[:, 1].max()
    found = np.empty(rows.shape[1], np.float32)
    for j in range(rows.shape[1]):
        x = max(west - rows[X, j], rows[X, j] - east, _ZERO)
        y = max(south - rows[Y, j], rows[Y, j] - north, _ZERO)
        found[j] = np.sqrt(x * x + y * y)
    return found


@njit(cache=True, nogil=True)
def _every_cell(rows, index, tables, place, height, numbers, sums, main, level):  # type: ignore[no-untyped-def]
    """Add antennas at every cell, and find the strongest."""
    for start in range(0, rows.shape[1], MOST):
        own = np.ascontiguousarray(rows[:, start : start + MOST])
        own_index = np.ascontiguousarray(index[:, start : start + MOST])
        for row in range(height.shape[0]):
            for column in range(height.shape[1]):
                if np.isnan(height[row, column]):
                    continue
                x, y = _at(place, row, column)
                first, second, strongest = sum_and_main_at(x, y, height[row, column], own, own_index, tables)
                sums[0, row, column] += first
                sums[1, row, column] += second
                if level_of(strongest) > level[row, column]:
                    level[row, column] = level_of(strongest)
                    main[row, column] = numbers[start + number_of(strongest)]


@njit(cache=True, nogil=True)
def node_levels(rows, index, tables, place, step, counts, lowest, spacing):  # type: ignore[no-untyped-def]
    """Sums at the nodes of a lattice, the antennas that are strongest at any of them, and the most that one reaches.

    Parameters
    ----------
    rows, index, tables, place
        As for :func:`tile_levels`.
    step : int
        Cells between nodes.
    counts : tuple of int
        Levels, and nodes along rows and columns.
    lowest, spacing : float
        Height of the second level (the only one, where there is one), and between levels. [m]

    Returns
    -------
    nodes : ndarray, shape (2, level, node, node)
    candidates : ndarray of int
    limit : float
    """
    nodes = np.zeros((2, *counts), np.float32)
    strongest_at = np.zeros(counts, np.float32)
    number_at = np.full(counts, -1, np.int64)
    for start in range(0, rows.shape[1], MOST):
        own = np.ascontiguousarray(rows[:, start : start + MOST])
        own_index = np.ascontiguousarray(index[:, start : start + MOST])
        for k in range(counts[0]):
            z = np.float32(lowest + (k - 1) * spacing) if counts[0] > 1 else np.float32(lowest)
            for row in range(counts[1]):
                for column in range(counts[2]):
                    x, y = _at(place, (row - 1) * step, (column - 1) * step)
                    first, second, strongest = sum_and_main_at(x, y, z, own, own_index, tables)
                    nodes[0, k, row, column] += first
                    nodes[1, k, row, column] += second
                    if level_of(strongest) > strongest_at[k, row, column]:
                        strongest_at[k, row, column] = level_of(strongest)
                        number_at[k, row, column] = start + number_of(strongest)
    candidates = np.unique(number_at)
    return nodes, candidates[candidates >= 0], strongest_at.max() * MARGIN


@njit(cache=True, nogil=True)
def _on_lattice(rows, index, tables, place, height, step, spacing, before):  # type: ignore[no-untyped-def]
    """Antennas on a lattice of the tile, and the error at the probes relative to the whole sum."""
    lowest, highest = np.nanmin(height), np.nanmax(height)
    counts = (
        levels_between(lowest, highest, spacing),
        nodes_along(height.shape[0], step),
        nodes_along(height.shape[1], step),
    )
    found = np.zeros((2, *height.shape), np.float32)
    if counts[0] * counts[1] * counts[2] >= height.size:
        return found, np.zeros(0, np.int64), _ZERO, np.inf
    nodes, candidates, limit = node_levels(rows, index, tables, place, step, counts, lowest, spacing)
    spread(nodes, step, lowest, spacing, height, found)
    return found, candidates, limit, probed(rows, index, tables, place, height, found, before)


@njit(cache=True, nogil=True)
def probed(rows, index, tables, place, height, found, before):  # type: ignore[no-untyped-def]
    """Greatest error of interpolated sums at some cells, relative to the whole sum there; `before` is the rest of it."""
    worst = 0.0
    own, own_index = np.ascontiguousarray(rows), np.ascontiguousarray(index)
    for probe in range(PROBES):
        # places that fall on no node and in no row: multiples of two irrational shares
        row = int((0.5 + probe * 0.7548776662) % 1.0 * height.shape[0])
        column = int((0.5 + probe * 0.5698402910) % 1.0 * height.shape[1])
        if np.isnan(height[row, column]):
            continue
        x, y = _at(place, row, column)
        first, second = sum_at(x, y, height[row, column], own, own_index, tables)
        for told, true, rest in (
            (found[0, row, column], first, before[0, row, column]),
            (found[1, row, column], second, before[1, row, column]),
        ):
            if true + rest > 0.0:
                worst = max(worst, abs(told - true) / (true + rest))
    return worst


@njit(cache=True, nogil=True)
def _main_of_few(extra, extra_index, tables, place, height, first, limit, main, level):  # type: ignore[no-untyped-def]
    told = first + np.arange(extra.shape[1])
    _main_of_some(extra, extra_index, tables, place, height, told, limit, main, level)


@njit(cache=True, nogil=True)
def _main_of_some(rows, index, tables, place, height, told, limit, main, level):  # type: ignore[no-untyped-def]
    """See whether one of some antennas is the main contributor at cells where it could be."""
    for start in range(0, rows.shape[1], MOST):
        own = np.ascontiguousarray(rows[:, start : start + MOST])
        own_index = np.ascontiguousarray(index[:, start : start + MOST])
        for row in range(height.shape[0]):
            for column in range(height.shape[1]):
                if level[row, column] < limit:
                    x, y = _at(place, row, column)
                    _, _, strongest = sum_and_main_at(x, y, height[row, column], own, own_index, tables)
                    if level_of(strongest) > level[row, column]:
                        level[row, column] = level_of(strongest)
                        main[row, column] = told[start + number_of(strongest)]
