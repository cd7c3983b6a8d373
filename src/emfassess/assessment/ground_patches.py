"""Patches of the ground above the limit with one main antenna: connected cells on whole metres from its station."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from emfassess.assessment.evaluated_field import Field
from emfassess.field.sources import station_positions
from emfassess.surroundings import GROUND_HEIGHT
from emfassess.units import Floats

CELL = 1.0
"""Side of the cells that a hot spot is made of. [m]"""

MARGIN = 6.0
"""A hot spot is looked for so far around the places that show it, and again as far where it reaches the edge. [m]"""

MOST_CELLS = 1500
"""Cells along a side of the rectangle; where it must be wider, as with a wrong unit of power, they are doubled in size."""


@dataclass(frozen=True, eq=False)
class Patch:
    """Connected cells above the limit with one main antenna: their centres, (cell, 3), and the area of all. [m], [m^2]"""

    cells: Floats
    area: float


def seen_on_ground(field: Field, points: Floats) -> NDArray[np.bool_]:
    """Whether points, (point, 3), are receptors of the ground, not of a place above it; shape (point,)."""
    return np.abs(field.site.scene.height_above_ground(points) - GROUND_HEIGHT) < CELL / 2


def patches_of(field: Field, antenna: int, seeds: Floats) -> list[Patch]:
    """Patches with a main antenna around receptors that show them.

    Parameters
    ----------
    field : Field
    antenna : int
        Index of the main antenna among the field's.
    seeds : ndarray, shape (point, 3)
        Receptors on the ground above the limit because of it. [m]
    """
    origin = station_position(field, antenna)
    cluster = _clusters(seeds[:, :2])
    found: dict[tuple[int, ...], Patch] = {}
    for index in range(1, int(cluster.max()) + 1):
        for patch in _patches_around(field, antenna, origin, seeds[cluster == index, :2] - origin):
            first = np.round(patch.cells[0, :2] - origin).astype(int)
            found.setdefault((*first.tolist(), len(patch.cells)), patch)  # two clusters may have grown into one
    return [found[key] for key in sorted(found)]


def _clusters(points: Floats) -> NDArray[np.intp]:
    """Number of the cluster of each point, from 1; points nearer to each other than two margins are in one. (point,)"""
    tile = np.floor(points / (2 * MARGIN)).astype(np.intp)
    tile -= tile.min(axis=0)
    taken = np.zeros(tile.max(axis=0) + 1, dtype=np.bool_)
    taken[tuple(tile.T)] = True
    labels, _ = ndimage.label(taken, structure=np.ones((3, 3)))
    return np.asarray(labels[tuple(tile.T)], dtype=np.intp)


def _patches_around(field: Field, antenna: int, origin: Floats, seeds: Floats) -> list[Patch]:
    """Connected cells in a rectangle around seeds that is widened until none of them lies at its edge."""
    low, high = seeds.min(axis=0) - MARGIN, seeds.max(axis=0) + MARGIN
    widening, cell, edge = MARGIN, CELL, True
    while edge:
        while (high - low).max() > MOST_CELLS * cell:
            cell *= 2.0
        first, last = np.floor(low / cell), np.ceil(high / cell)
        east, north = (np.arange(first[k], last[k] + 1.0) * cell for k in (0, 1))
        points, above = _above(field, antenna, origin, east, north)
        edge = bool(above[0].any() or above[-1].any() or above[:, 0].any() or above[:, -1].any())
        low, high = low - widening, high + widening
        widening *= 2.0
    labels, number = ndimage.label(above, structure=np.ones((3, 3)))
    patches = [points[labels == index] for index in range(1, number + 1)]
    return [Patch(cells, len(cells) * cell**2) for cells in patches]


def _above(field: Field, antenna: int, origin: Floats, east: Floats, north: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    """Cells of a rectangle, (north, east, 3), and whether each is above the limit because of the antenna."""
    site = field.site
    x, y = np.meshgrid(east + origin[0], north + origin[1])
    flat = np.column_stack([x.ravel(), y.ravel(), np.full(x.size, GROUND_HEIGHT)])
    points = site.scene.on_ground(flat)
    levels = field.levels(points)
    above = levels.exposure_ratio[field.scenario] > 1.0
    above &= (levels.main_contributor[field.scenario] == antenna) & ~site.in_support(points)
    if not site.scene.empty and not site.rings_indoors:
        above &= ~site.scene.indoors(points)
    return points.reshape(*x.shape, 3), above.reshape(x.shape)


def station_position(field: Field, antenna: int) -> Floats:
    """East and north of the station that an antenna belongs to, shape (2,). [m]"""
    carrier = int(np.flatnonzero(field.sources.antenna_index == antenna)[0])
    positions: Floats = station_positions(field.site.stations)
    return np.asarray(positions[field.sources.station_index[carrier]])
