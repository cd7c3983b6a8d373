"""Scattered fields over a block: near antennas at every cell, the others on lattices, coarse where they are very far.

Without a direction the level follows the square of the distance alone, so that a lattice serves nearer than for patterns; the
antennas of one position are taken together.
"""

import numpy as np
from numba import njit

from emfassess.field.scattered import FAR_METRES, at_one_position, passage
from emfassess.field.scattered_kernel import add_scattered
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
    far = _outside(places, place, height.shape, _reach(COARSE * step * cell))
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
            rest = _outside(left, own, part.shape, _reach(step * cell) if step > 1 else np.inf)
            _on_lattice(left[:, rest], shared[:, rest], gain, own, part, step, cell, cells)
            _every_cell(left[:, ~rest], shared[:, ~rest], gain, own, part, cells)


@njit(inline="always")
def _reach(spacing):  # type: ignore[no-untyped-def]
    """Distance beyond which a lattice of a spacing follows an antenna, its gain being that of far places. [m]"""
    return max(DISTANCES * spacing, FAR_METRES + 2 * spacing)


@njit(cache=True, nogil=True)
def _outside(places, place, shape, reach):  # type: ignore[no-untyped-def]
    """Which antennas are farther than so many metres from the rectangle around the cells."""
    east, north = np.empty(4), np.empty(4)
    for k in range(4):
        row, column = (k // 2) * (shape[0] - 1), (k % 2) * (shape[1] - 1)
        east[k] = place[0] + place[1] * column + place[2] * row
        north[k] = place[3] + place[4] * column + place[5] * row
    west, south, east_most, north_most = east.min(), north.min(), east.max(), north.max()
    found = np.empty(places.shape[1], np.bool_)
    for j in range(places.shape[1]):
        x = max(west - places[0, j], places[0, j] - east_most, 0.0)
        y = max(south - places[1, j], places[1, j] - north_most, 0.0)
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
    own, shared = _from_origin(places, place), _far_weight(weight, gain)
    up, room = np.empty(columns, np.float32), np.empty((3, columns), np.float32)
    for level in range(levels):
        up[:] = lowest + (level - 1) * spacing if levels > 1 else lowest
        for row in range(rows):
            _offsets(place, (row - 1) * step, -step, step, room)
            _add_far(room, up, own, shared, nodes[:, level, row])
    spread(nodes, step, lowest, spacing, height, found)


@njit(cache=True, nogil=True)
def _every_cell(places, weight, gain, place, height, found):  # type: ignore[no-untyped-def]
    """Add antennas at every cell."""
    if places.shape[1] == 0:
        return
    far = _outside(places, place, height.shape, FAR_METRES)
    own, shared = _from_origin(places[:, far], place), _far_weight(weight[:, far], gain)
    close, their = _from_origin(places[:, ~far], place).astype(np.float64), weight[:, ~far]
    room = np.empty((3, height.shape[1]), np.float32)
    point, sums = np.empty(3), np.empty(len(weight))
    for row in range(height.shape[0]):
        _offsets(place, row, 0, 1, room)
        _add_far(room, height[row], own, shared, found[:, row])
        for column in range(height.shape[1] if close.shape[1] else 0):
            point[0], point[1], point[2] = room[0, column], room[1, column], height[row, column]
            sums[:] = 0.0
            add_scattered(point, close, their, gain, sums)
            for k in range(len(weight)):
                found[k, row, column] += np.float32(sums[k])


@njit(inline="always")
def _from_origin(places, place):  # type: ignore[no-untyped-def]
    """Antennas counted from the cells' first one: single precision is good to 4 mm at 40 km."""
    own = np.empty(places.shape, np.float32)
    own[0], own[1], own[2] = places[0] - place[0], places[1] - place[3], places[2]
    return own


@njit(inline="always")
def _far_weight(weight, gain):  # type: ignore[no-untyped-def]
    """Weights with the gain of far places in them, the passage's polynomial at its end."""
    return (weight * gain.sum()).astype(np.float32)


@njit(inline="always")
def _offsets(place, row, first, step, room):  # type: ignore[no-untyped-def]
    """East and north of places along a row, every so many cells from the first, counted from the first cell."""
    for i in range(room.shape[1]):
        column = first + i * step
        room[0, i] = place[1] * column + place[2] * row
        room[1, i] = place[4] * column + place[5] * row


@njit(cache=True, nogil=True, fastmath=True, error_model="numpy")
def _add_far(room, up, places, weight, found):  # type: ignore[no-untyped-def]
    """Add antennas that are far from all places of a row; `room` has the places, and is left with their levels."""
    east, north, unit = room[0], room[1], room[2]
    for j in range(places.shape[1]):
        x, y, z = places[0, j], places[1, j], places[2, j]
        for i in range(len(unit)):
            across, along, rise = east[i] - x, north[i] - y, up[i] - z
            unit[i] = np.float32(1.0) / (across * across + along * along + rise * rise)
        for k in range(len(weight)):
            share, sums = weight[k, j], found[k]
            for i in range(len(unit)):
                sums[i] += share * unit[i]
