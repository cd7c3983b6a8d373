"""Sections of a zone: outline on a horizontal plane, area there, and how far the zone reaches."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from skimage.measure import find_contours

from emfassess.exposure.ties import first_largest
from emfassess.summaries import Summarised
from emfassess.units import Floats
from emfassess.zones.surfaces import NEAREST, Ratio, on_the_surface

SECTION_HEIGHTS = (0.0, 1.7)
"""Ground level, and the height that people's heads have: HJ 972 measures there. [m]"""

CELL = 1.0
"""Cells of the grid that an outline follows are at most this large. [m]"""

FINEST = 0.05
FEW = 100
"""Cells along the longest side of what is above the limit, unless they come out larger than :data:`CELL`."""

MOST = 16_000
"""Points of the first look at the whole plane."""

NOTABLE = 0.25
"""Where the first look finds less than this ratio everywhere, no lobe between its points reaches the limit."""


@dataclass(frozen=True, eq=False, repr=False)
class ZoneSection(Summarised):
    """Part of a zone in a horizontal plane.

    Parameters
    ----------
    height : float
        Of the plane above the ground. [m]
    outline : tuple of ndarray, shape (vertex, 2)
        Closed rings in east and north: outer ones anticlockwise, holes clockwise; none where the section is empty. [m]
    area : float
        [m^2]
    reach : float
        Horizontal distance of the farthest place in it from the station, or from the antenna; 0 where it is empty. [m]
    """

    height: float
    outline: tuple[Floats, ...]
    area: float
    reach: float

    @property
    def empty(self) -> bool:
        """Whether the limit is exceeded nowhere at this height."""
        return not self.outline

    def turned(self, axes: Floats, onto: Floats, centre: Floats, other: Floats) -> "ZoneSection":
        """The same section around another antenna of the same kind.

        Parameters
        ----------
        axes, onto : ndarray, shape (3, 3)
            Frames of the two antennas, from :func:`emfassess.zones.zone.level_axes`.
        centre, other : ndarray, shape (3,)
            Their places. [m]
        """
        turn = axes[:2, :2].T @ onto[:2, :2]
        rings = tuple((ring - centre[:2]) @ turn + other[:2] for ring in self.outline)
        return ZoneSection(self.height, rings, self.area, self.reach)

    def _summary(self) -> Mapping[str, object]:
        return {"height_m": self.height, "area_m2": self.area, "reach_m": self.reach}


def section_at(
    ratio: Ratio, height: float, antennas: Floats, farthest: float, centre: Floats, *, people_below: bool = True
) -> ZoneSection:
    """Section of the zone in which a ratio is above 1.

    Parameters
    ----------
    ratio : callable
        Exposure ratio at points (point, 3).
    height : float
        Of the plane above the ground. [m]
    antennas : ndarray, shape (antenna, 3)
        Places of all that transmit. [m]
    farthest : float
        Nothing so far from every antenna is above 1. [m]
    centre : ndarray, shape (2,) or (3,)
        Where the reach counts from. [m]
    people_below : bool
        Whether people can be straight below an antenna: not inside its mast. Where the limit is exceeded there alone, the
        square metre around that place is the section.
    """
    nothing = ZoneSection(height, (), 0.0, 0.0)
    rest = farthest**2 - (antennas[:, 2] - height) ** 2
    if not np.any(rest > 0):
        return nothing
    near = np.sqrt(rest[rest > 0])[:, np.newaxis]
    some = antennas[rest > 0, :2]
    low, high = (some - near).min(axis=0), (some + near).max(axis=0)

    def level(places: Floats) -> Floats:
        return ratio(np.column_stack([places, np.full(len(places), height)]))

    side = max(FINEST, float(np.sqrt((high - low).prod() / MOST)))
    points, first = _grid(level, low, high, side)
    notable = points[first > NOTABLE]
    below = _below_antennas(level, antennas, height, centre) if people_below else None
    if not len(notable):
        return below or nothing
    # twice the cell: what a coarse look cuts off is looked at again
    low, high = notable.min(axis=0) - 2 * side, notable.max(axis=0) + 2 * side
    cell = float(np.clip((high - low).max() / FEW, FINEST, CELL))
    return _outlined(level, low, high, cell, height, centre) or below or nothing


def _below_antennas(level: Ratio, antennas: Floats, height: float, centre: Floats) -> ZoneSection | None:
    """The square metre around the place straight below an antenna, where all its sectors add up; None where it is met."""
    below = antennas[np.abs(antennas[:, 2] - height) > NEAREST, :2]
    above = below[level(below) > 1.0] if len(below) else below
    if not len(above):
        return None
    away = np.hypot(*(above - centre[:2]).T)
    place, half = above[first_largest(away)], 0.5 * CELL
    ring = place + half * np.array([[-1.0, -1.0], [1.0, -1.0], [1.0, 1.0], [-1.0, 1.0], [-1.0, -1.0]])
    return ZoneSection(height, (ring,), CELL**2, float(away.max()) + half)


def _grid(level: Ratio, low: Floats, high: Floats, cell: float) -> tuple[Floats, Floats]:
    """Nodes of a grid over a rectangle, (column, row, 2), and the ratio there, (column, row)."""
    # shifted by a part of a cell, so that no node falls onto an antenna
    east, north = (np.arange(low[k] - 0.38 * cell, high[k] + 1.62 * cell, cell) for k in (0, 1))
    points = np.stack(np.meshgrid(east, north, indexing="ij"), axis=-1)
    return points, level(points.reshape(-1, 2)).reshape(points.shape[:2])


def _outlined(
    level: Ratio, low: Floats, high: Floats, cell: float, height: float, centre: Floats
) -> ZoneSection | None:
    """Section on a grid, its outline moved to where the ratio is 1; None where no node is above 1."""
    points, found = _grid(level, low, high, cell)
    if found.max() <= 1.0:
        return None
    logs = np.log(np.maximum(np.pad(found, 1), 1e-12))
    origin = points[0, 0] - cell
    rings = []
    for raw in find_contours(logs, 0.0):  # type: ignore[no-untyped-call]
        ring = on_the_surface(level, origin + raw * cell, raw, logs, origin, np.full(2, cell))
        ring[-1] = ring[0]
        rings.append(ring)
    areas = np.array([_signed_area(ring) for ring in rings])
    sign = 1.0 if areas.sum() > 0 else -1.0
    # thin tips end between the nodes: they are followed from the farthest place that was found
    reach = _farthest(level, np.vstack([points[found > 1.0], *rings]), cell, centre[:2])
    return ZoneSection(height, tuple(ring[:: int(sign)] for ring in rings), float(sign * areas.sum()), reach)


def _farthest(level: Ratio, places: Floats, cell: float, centre: Floats) -> float:
    """Distance of the farthest place above 1 from a centre, from known ones on: ever farther, ever finer. [m]"""
    place = places[first_largest(np.hypot(*(places - centre).T))]
    offset = np.linspace(-1.0, 1.0, 13)
    around = np.stack(np.meshgrid(offset, offset, indexing="ij"), axis=-1).reshape(-1, 2)
    step, least = cell, cell / 100
    while step > least:
        fine = place + step * around
        inside = fine[level(fine) > 1.0]
        top = inside[first_largest(np.hypot(*(inside - centre).T))] if len(inside) else place
        if np.hypot(*(top - centre)) > np.hypot(*(place - centre)) + 1e-9:
            place = top
        else:
            step /= 4.0
    return float(np.hypot(*(place - centre)))


def _signed_area(ring: Floats) -> float:
    """Area of a closed ring, positive where it runs anticlockwise. [m^2]"""
    x, y = (ring - ring[0]).T
    return 0.5 * float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]))
