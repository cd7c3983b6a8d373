"""One tile of cells: near antennas at every cell, the others on a lattice, probed and refined until it holds.

The sum is kept whole: nothing is dropped. How far "near" reaches is decided antenna by antenna
(:mod:`emfassess.region.lattice_validity`);
that the interpolation between the nodes is good enough is not believed but measured, at cells where the sum is computed too,
and the lattice is halved until it is, down to every cell.
"""

import numpy as np
from numba import njit

from emfassess.field.sum_kernel import (
    LOT,
    X,
    Y,
    add_sums,
    add_sums_and_find_main,
    antenna_number,
    empty_lot,
    fill,
    level_of,
)
from emfassess.region.lattice import levels_between, nodes_along, spread

TILE = 64
"""Cells along a side of a tile."""

PROBES = 25
"""Cells of a tile at which the interpolation is checked."""

ALLOWED = 0.0004
"""Relative error of the sum that a lattice may have at the probes: 0.002 dB."""

FEW = 32
"""So few antennas are quicker at every cell than separately, and where few count one null is the whole sum."""

MARGIN = np.float32(2.0)
"""A far antenna may be so much stronger between nodes than at them before it could be missed as main contributor."""

_ZERO = np.float32(0.0)


@njit(inline="always")
def _at(place, row, column):  # type: ignore[no-untyped-def]
    """East and north of a place on the cells' grid from its origin; `place` has the steps along columns and rows."""
    return np.float32(place[1] * column + place[2] * row), np.float32(place[4] * column + place[5] * row)


@njit(inline="always")
def _fill(lot, rows, index, numbers, start, place):  # type: ignore[no-untyped-def]
    """Fill a lot with antennas around the grid's origin, so that single precision counts from there."""
    return fill(lot, rows, index, numbers, start, np.float32(place[0]), np.float32(place[3]))


@njit(cache=True, nogil=True)
def tile_levels(rows, index, tables, reach, place, height, lattice, extra, extra_index, extra_limit, sums, main, level):  # type: ignore[no-untyped-def]
    """Sums and main contributors of the cells of one tile.

    Parameters
    ----------
    rows, index, tables
        Antennas as :mod:`emfassess.field.summed` takes them, in the plane of the block.
    reach : ndarray, shape (antenna,)
        Antennas nearer than this to the tile are computed at every cell. [m]
    place : ndarray, shape (6,)
        East of row and column 0, its steps along columns and rows; the same of north. [m]
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
    rest = np.flatnonzero(~near)
    _every_cell(rows, index, np.flatnonzero(near), tables, place, height, sums, main, level)
    further = rows.shape[1] + np.arange(extra.shape[1])
    step, spacing = lattice
    while step > 1 and len(rest) > FEW:
        found, candidates, limit, error = _on_lattice(rows, index, rest, tables, place, height, step, spacing, sums)
        if error <= ALLOWED:
            sums += found
            few = np.concatenate((extra, rows[:, candidates]), axis=1)
            few_index = np.concatenate((extra_index, index[:, candidates]), axis=1)
            number = np.concatenate((further, candidates))
            _main_of_some(few, few_index, tables, place, height, number, max(limit, extra_limit), main, level)
            return error
        step, spacing = step // 2, spacing / 2.0
    _every_cell(rows, index, rest, tables, place, height, sums, main, level)
    _main_of_some(extra, extra_index, tables, place, height, further, extra_limit, main, level)
    return 0.0


@njit(cache=True, nogil=True)
def _distances(rows, place, shape):  # type: ignore[no-untyped-def]
    """Distance of antennas from the rectangle around the cells. [m]"""
    corners = np.empty((4, 2), np.float32)
    for k in range(4):
        east, north = _at(place, (k // 2) * (shape[0] - 1), (k % 2) * (shape[1] - 1))
        corners[k, 0], corners[k, 1] = place[0] + east, place[3] + north
    west, east = corners[:, 0].min(), corners[:, 0].max()
    south, north = corners[:, 1].min(), corners[:, 1].max()
    found = np.empty(rows.shape[1], np.float32)
    for j in range(rows.shape[1]):
        x = max(west - rows[X, j], rows[X, j] - east, _ZERO)
        y = max(south - rows[Y, j], rows[Y, j] - north, _ZERO)
        found[j] = np.sqrt(x * x + y * y)
    return found


@njit(cache=True, nogil=True)
def _cells(place, height, level, limit):  # type: ignore[no-untyped-def]
    """Rows, columns and places of the cells with a height whose main contributor adds less than a limit."""
    asked = np.zeros(height.shape, np.bool_)
    for row in range(height.shape[0]):
        for column in range(height.shape[1]):
            asked[row, column] = level[row, column] < limit and not np.isnan(height[row, column])
    rows, columns = np.nonzero(asked)
    places = np.empty((len(rows), 3), np.float32)
    for i in range(len(rows)):
        east, north = _at(place, rows[i], columns[i])
        places[i, 0], places[i, 1], places[i, 2] = east, north, height[rows[i], columns[i]]
    return rows, columns, places


@njit(cache=True, nogil=True)
def _every_cell(rows, index, numbers, tables, place, height, sums, main, level):  # type: ignore[no-untyped-def]
    """Add the antennas `numbers` at every cell, and find the strongest."""
    row, column, places = _cells(place, height, level, np.inf)
    found, strongest = np.zeros((2, len(places)), np.float32), np.empty(len(places), np.int32)
    lot = empty_lot()
    for start in range(0, len(numbers), LOT):
        count = _fill(lot, rows, index, numbers, start, place)
        add_sums_and_find_main(places, lot, count, tables, found, strongest)
        for i in range(len(places)):
            if level_of(strongest[i]) > level[row[i], column[i]]:
                level[row[i], column[i]] = level_of(strongest[i])
                main[row[i], column[i]] = numbers[start + antenna_number(strongest[i])]
    for i in range(len(places)):
        sums[0, row[i], column[i]] += found[0, i]
        sums[1, row[i], column[i]] += found[1, i]


@njit(cache=True, nogil=True)
def node_levels(rows, index, numbers, tables, place, step, counts, lowest, spacing):  # type: ignore[no-untyped-def]
    """Sums at the nodes of a lattice, the antennas that are strongest at any of them, and the most that one reaches.

    Parameters
    ----------
    rows, index, tables, place
        As for :func:`tile_levels`.
    numbers : ndarray of int
        The antennas to sum.
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
        Some of `numbers`.
    limit : float
    """
    places = np.empty((counts[0] * counts[1] * counts[2], 3), np.float32)
    for i in range(len(places)):
        k, row, column = i // (counts[1] * counts[2]), i // counts[2] % counts[1], i % counts[2]
        places[i, 0], places[i, 1] = _at(place, (row - 1) * step, (column - 1) * step)
        places[i, 2] = lowest + (k - 1) * spacing if counts[0] > 1 else lowest
    nodes, strongest = np.zeros((2, len(places)), np.float32), np.empty(len(places), np.int32)
    strongest_at, number_at = np.zeros(len(places), np.float32), np.full(len(places), -1, np.int64)
    lot = empty_lot()
    for start in range(0, len(numbers), LOT):
        count = _fill(lot, rows, index, numbers, start, place)
        add_sums_and_find_main(places, lot, count, tables, nodes, strongest)
        for i in range(len(places)):
            if level_of(strongest[i]) > strongest_at[i]:
                strongest_at[i] = level_of(strongest[i])
                number_at[i] = numbers[start + antenna_number(strongest[i])]
    candidates = np.unique(number_at)
    return nodes.reshape((2, *counts)), candidates[candidates >= 0], strongest_at.max() * MARGIN


@njit(cache=True, nogil=True)
def _on_lattice(rows, index, numbers, tables, place, height, step, spacing, before):  # type: ignore[no-untyped-def]
    """The antennas `numbers` on a lattice of the tile, and the error at the probes relative to the whole sum."""
    lowest, highest = np.nanmin(height), np.nanmax(height)
    counts = (
        levels_between(lowest, highest, spacing),
        nodes_along(height.shape[0], step),
        nodes_along(height.shape[1], step),
    )
    found = np.zeros((2, *height.shape), np.float32)
    if counts[0] * counts[1] * counts[2] >= height.size:
        return found, np.zeros(0, np.int64), _ZERO, np.inf
    nodes, candidates, limit = node_levels(rows, index, numbers, tables, place, step, counts, lowest, spacing)
    spread(nodes, step, lowest, spacing, height, found)
    return found, candidates, limit, probed(rows, index, numbers, tables, place, height, found, before)


@njit(cache=True, nogil=True)
def probed(rows, index, numbers, tables, place, height, sums, before):  # type: ignore[no-untyped-def]
    """Greatest error of interpolated sums at some cells, relative to the whole sum there; `before` is the rest of it."""
    asked = np.full(height.shape, np.inf, np.float32)
    for probe in range(PROBES):
        # places that fall on no node and in no row: multiples of two irrational shares
        asked[
            int((0.5 + probe * 0.7548776662) % 1.0 * height.shape[0]),
            int((0.5 + probe * 0.5698402910) % 1.0 * height.shape[1]),
        ] = 0.0
    row, column, places = _cells(place, height, asked, np.inf)
    true = np.zeros((2, len(places)), np.float32)
    lot = empty_lot()
    for start in range(0, len(numbers), LOT):
        count = _fill(lot, rows, index, numbers, start, place)
        add_sums(places, lot, count, tables, true)
    worst = 0.0
    for k in range(2):
        for i in range(len(places)):
            whole = true[k, i] + before[k, row[i], column[i]]
            if whole > 0.0:
                worst = max(worst, abs(sums[k, row[i], column[i]] - true[k, i]) / whole)
    return worst


@njit(cache=True, nogil=True)
def _main_of_some(rows, index, tables, place, height, number, limit, main, level):  # type: ignore[no-untyped-def]
    """See whether one of some antennas is the main contributor at cells where it could be."""
    row, column, places = _cells(place, height, level, limit)
    ignored, strongest = np.zeros((2, len(places)), np.float32), np.empty(len(places), np.int32)
    lot, numbers = empty_lot(), np.arange(rows.shape[1])
    for start in range(0, len(numbers), LOT):
        count = _fill(lot, rows, index, numbers, start, place)
        add_sums_and_find_main(places, lot, count, tables, ignored, strongest)
        for i in range(len(places)):
            if level_of(strongest[i]) > level[row[i], column[i]]:
                level[row[i], column[i]] = level_of(strongest[i])
                main[row[i], column[i]] = number[start + antenna_number(strongest[i])]
