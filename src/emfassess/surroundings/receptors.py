"""Receptors: the places where people may be, at which the field is computed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from emfassess.summaries import Summarised
from emfassess.units import Floats

GROUND_HEIGHT = 1.7
"""Height of the ground receptors above ground: HJ 972-2018 and HJ 1151-2020 measure there. [m]"""

RINGS = ((0.0, 50.0), (50.0, 100.0), (100.0, 200.0), (200.0, 300.0), (300.0, 500.0))
"""Rings of the ring table, inner and outer radius around the station. [m]"""

GRID = ((50.0, 2.5), (100.0, 5.0), (300.0, 10.0), (500.0, 20.0))
"""Half-width of each nested square of the ground grid, and its step. [m]"""


@dataclass(frozen=True)
class NamedPoint:
    """A place that a user named: a school, a home, a window. East and north of the origin, height above ground. [m]"""

    label: str
    east: float
    north: float
    height: float


@dataclass(frozen=True, eq=False, repr=False)
class GroundGrid(Summarised):
    """Ground receptors around centres.

    Parameters
    ----------
    points : ndarray, shape (point, 3)
        Centres of square cells: east, north, height above ground. [m]
    cell : ndarray, shape (point,)
        Side of each cell. [m]
    distance : ndarray, shape (point,)
        Horizontal distance to the nearest centre. [m]
    centres : ndarray, shape (centre, 2)
        East and north of the stations that the rings are drawn around. [m]
    rings : tuple of (inner, outer)
        Rings of the ring table out to the radius that is looked at. [m]
    """

    points: Floats
    cell: Floats
    distance: Floats
    centres: Floats
    rings: tuple[tuple[float, float], ...] = RINGS


def rings_within(radius: float) -> tuple[tuple[float, float], ...]:
    """Rings of the ring table out to a radius, which ends the last one. [m]"""
    return tuple((low, min(high, radius)) for low, high in RINGS if low < radius)


def ground_grid(centres: Iterable[Sequence[float]], radius: float = RINGS[-1][1]) -> GroundGrid:
    """Nested ground grid, finer near each centre, out to the outermost ring.

    Parameters
    ----------
    centres : iterable of (east, north)
        Stations to look around. Where two grids overlap, a place belongs to the grid of its nearest centre. [m]
    radius : float
        So far from the centres. [m]

    Returns
    -------
    GroundGrid
    """
    middle = np.array([tuple(c)[:2] for c in centres], dtype=float)
    if not len(middle):
        raise ValueError("a ground grid needs a centre")
    template, cells = _template()
    parts, sizes, distances = [], [], []
    for index, centre in enumerate(middle):
        places = template + centre
        gap = np.hypot(places[:, 0, None] - middle[:, 0], places[:, 1, None] - middle[:, 1])
        own = (np.argmin(gap, axis=1) == index) & (gap[:, index] <= radius)
        parts.append(places[own])
        sizes.append(cells[own])
        distances.append(gap[own, index])
    flat = np.concatenate(parts)
    points = np.column_stack([flat, np.full(len(flat), GROUND_HEIGHT)])
    return GroundGrid(points, np.concatenate(sizes), np.concatenate(distances), middle, rings_within(radius))


def _template() -> tuple[Floats, Floats]:
    """Cells around the origin: each square without the one inside it."""
    places, cells, inner = [], [], 0.0
    for half, step in GRID:
        axis = np.arange(-half + step / 2, half, step)
        east, north = (a.ravel() for a in np.meshgrid(axis, axis))
        outside = np.maximum(abs(east), abs(north)) > inner
        places.append(np.column_stack([east, north])[outside])
        cells.append(np.full(int(outside.sum()), step))
        inner = half
    return np.concatenate(places), np.concatenate(cells)


def square_grid(place: Floats, cell: float, per_side: int = 13) -> Floats:
    """Fine grid over a cell and half of its neighbours, to look for a maximum inside; shape (per_side**2, 3). [m]"""
    offset = np.linspace(-cell, cell, per_side)
    east, north = (a.ravel() for a in np.meshgrid(offset, offset))
    return np.column_stack([place[0] + east, place[1] + north, np.full(east.size, place[2])])


def nearest_distance(points: Floats, centres: Floats) -> Floats:
    """Horizontal distance of points to the nearest centre, shape (point,). [m]"""
    gap = np.hypot(points[:, 0, None] - centres[:, 0], points[:, 1, None] - centres[:, 1])
    return np.asarray(gap.min(axis=1))
