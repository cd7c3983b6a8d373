"""Scattered fields over a block: near antennas at every cell, the others on lattices, coarse where they are very far.

Without a direction the level follows the square of the distance alone, so that a lattice serves nearer than for patterns; the
antennas of one position are taken together.
"""

import numpy as np
from numba import njit

from emfassess.field.scattered import FAR_METRES, add_scattered, at_one_position, passage
from emfassess.region.lattice import levels_between, nodes_along, spread
from emfassess.region.lattice_validity import DISTANCES
from emfassess.region.tile_kernel import TILE
from emfassess.units import Floats, Singles

COARSE = 8
"""Steps of the block's lattice over those of a tile's."""


def scattered_block(
    position: Floats, weight: Floats, place: Floats, height: Floats, lattice: tuple[int, float], far_dbi: float
) -> Singles:
    """Sums of the scattered fields at the cells of a block.

    Parameters
    ----------
    position : ndarray, shape (antenna, 3)
        East, north, up. [m]
    weight : ndarray, shape (row, antenna)
        What one watt per square metre of each antenna adds to a sum, times its radiated power.
    place : ndarray, shape (6,)
        How cells lie in the plane, from :meth:`emfassess.region.grid.Grid.plane`.
    height : ndarray, shape (row, column)
        Of the receivers; not a number where there is none. [m]
    lattice : tuple of (int, float)
        Cells between nodes of a tile's lattice, and the side of a cell. [m]
    far_dbi : float
        As in :func:`emfassess.field.scattered.scatter_gain_dbi`. [dBi]

    Returns
    -------
    ndarray, shape (row of weights, row, column)
    """
    found = np.zeros((len(weight), *height.shape), np.float32)
    if len(position) and np.isfinite(height).any():
        places, shared = at_one_position(position, weight)
        step, cell = lattice
        _block(places, shared, passage(far_dbi), place, height.astype(np.float32), step, cell, found)
    return found


@njit(cache=True, nogil=True)
def _block(places, weight, gain, place, height, step, cell, found):  # type: ignore[no-untyped-def]
    """Very far antennas on the block's lattice, then tile by tile the others."""
    far = _beyond(places, place, height.shape, COARSE * step * cell)
    _on_lattice(places[:, far], weight[:, far], gain, place, height, COARSE * step, cell, found)
    left, shared = places[:, ~far], weight[:, ~far]
    own = place.copy()
    for top in range(0, height.shape[0], TILE):
        for first in range(0, height.shape[1], TILE):
            part = height[top : top + TILE, first : first + TILE]
            if np.isnan(part).all():
                continue
            own[0] = place[0] + place[1] * first + place[2] * top
            own[3] = place[3] + place[4] * first + place[5] * top
            cells = found[:, top : top + TILE, first : first + TILE]
            rest = _beyond(left, own, part.shape, step * cell) if step > 1 else np.zeros(left.shape[1], np.bool_)
            _on_lattice(left[:, rest], shared[:, rest], gain, own, part, step, cell, cells)
            _every_cell(left[:, ~rest], shared[:, ~rest], gain, own, part, cells)


@njit(cache=True, nogil=True)
def _beyond(places, place, shape, spacing):  # type: ignore[no-untyped-def]
    """Which antennas are so far from the rectangle around the cells that a lattice of a spacing follows them."""
    east, north = np.empty(4), np.empty(4)
    for k in range(4):
        row, column = (k // 2) * (shape[0] - 1), (k % 2) * (shape[1] - 1)
        east[k] = place[0] + place[1] * column + place[2] * row
        north[k] = place[3] + place[4] * column + place[5] * row
    reach = max(DISTANCES * spacing, FAR_METRES + 2 * spacing)
    found = np.empty(places.shape[1], np.bool_)
    for j in range(places.shape[1]):
        x = max(east.min() - places[0, j], places[0, j] - east.max(), 0.0)
        y = max(north.min() - places[1, j], places[1, j] - north.max(), 0.0)
        found[j] = x * x + y * y > reach * reach
    return found


@njit(cache=True, nogil=True)
def _on_lattice(places, weight, gain, place, height, step, cell, found):  # type: ignore[no-untyped-def]
    """Add antennas by their sums at the nodes of a lattice."""
    if places.shape[1] == 0:
        return
    spacing, lowest = step * cell, np.nanmin(height)
    levels = levels_between(lowest, np.nanmax(height), spacing)
    rows, columns = nodes_along(height.shape[0], step), nodes_along(height.shape[1], step)
    nodes = np.zeros((len(weight), levels, rows, columns), np.float32)
    point, sums = np.empty(3), np.empty(len(weight))
    for level in range(levels):
        point[2] = lowest + (level - 1) * spacing if levels > 1 else lowest
        for row in range(rows):
            for column in range(columns):
                down, right = (row - 1) * step, (column - 1) * step
                point[0] = place[0] + place[1] * right + place[2] * down
                point[1] = place[3] + place[4] * right + place[5] * down
                sums[:] = 0.0
                add_scattered(point, places, weight, gain, sums)
                nodes[:, level, row, column] = sums
    spread(nodes, step, lowest, spacing, height, found)


@njit(cache=True, nogil=True)
def _every_cell(places, weight, gain, place, height, found):  # type: ignore[no-untyped-def]
    """Add antennas at every cell."""
    if places.shape[1] == 0:
        return
    point, sums = np.empty(3), np.empty(len(weight))
    for row in range(height.shape[0]):
        for column in range(height.shape[1]):
            if np.isnan(height[row, column]):
                continue
            point[0] = place[0] + place[1] * column + place[2] * row
            point[1] = place[3] + place[4] * column + place[5] * row
            point[2] = height[row, column]
            sums[:] = 0.0
            add_scattered(point, places, weight, gain, sums)
            for k in range(len(weight)):
                found[k, row, column] += np.float32(sums[k])
