"""Lines of sight, and how many walls lie between.

A ray is walked from the point to the antenna. Where it runs above all that stands in a square of the surface's pyramid the
square is left out; in the cells that remain the walls are tested with their exact places. Outside of the surface nothing is
known and nothing obstructs.
"""

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from emfassess.surroundings.rays import cell_at, clipped, covers, ground_in, leaves, passes_face, passes_wall
from emfassess.surroundings.surface import Surface
from emfassess.units import Floats


def visible(surface: Surface, antennas: Floats, points: Floats) -> NDArray[np.bool_]:
    """Whether the straight line between antenna and point meets neither ground nor building.

    Parameters
    ----------
    surface : Surface
    antennas, points : ndarray, shape (antenna, 3) and (point, 3)
        East, north, up. [m]

    Returns
    -------
    ndarray of bool, shape (antenna, point)
    """
    return np.asarray(_all_visible(surface, as_rows(antennas), as_rows(points)).T)


def crossed_walls(surface: Surface, antennas: Floats, points: Floats) -> NDArray[np.int64]:
    """How many walls, roofs and undersides of buildings the straight line passes, shape (antenna, point)."""
    return np.asarray(_all_crossings(surface, as_rows(antennas), as_rows(points)).T)


def as_rows(points: Floats) -> Floats:
    """Points as the compiled loops take them."""
    return np.ascontiguousarray(points, dtype=np.float64)


@njit(parallel=True, cache=True)
def _all_visible(surface, antennas, points):  # type: ignore[no-untyped-def]
    seen = np.empty((len(points), len(antennas)), dtype=np.bool_)
    for point in prange(len(points)):
        for antenna in range(len(antennas)):
            seen[point, antenna] = _sees(surface, points[point], antennas[antenna])
    return seen


@njit(parallel=True, cache=True)
def _all_crossings(surface, antennas, points):  # type: ignore[no-untyped-def]
    found = np.empty((len(points), len(antennas)), dtype=np.int64)
    for point in prange(len(points)):
        for antenna in range(len(antennas)):
            found[point, antenna] = _crossings(surface, points[point], antennas[antenna])
    return found


@njit(inline="always")
def _sees(surface, p, q):  # type: ignore[no-untyped-def]
    """Whether a point sees an antenna: from cells up to coarse squares of the pyramid, and down again before a building."""
    share, end = clipped(surface, p, q)
    level, highest = 0, len(surface.offsets) - 1
    while share < end:
        row, column = cell_at(surface, p, q, share)
        leave = min(leaves(surface, p, q, share, row, column, level), end)
        lowest = p[2] + (share if q[2] > p[2] else leave) * (q[2] - p[2])
        square = surface.offsets[level] + (row >> level) * surface.widths[level, 1] + (column >> level)
        if lowest > surface.pyramid[square]:
            share, level = leave, min(level + 1, highest)
            continue
        if level > 0:
            level -= 1
            continue
        if _ground_blocks(surface, p, q, share, leave, row, column):
            return False
        if _building_blocks(surface, p, q, share, leave, row * surface.widths[0, 1] + column):
            return False
        share = leave
    return True


@njit(inline="always")
def _ground_blocks(surface, p, q, share, leave, row, column):  # type: ignore[no-untyped-def]
    """Whether a ray is below the ground in the middle of its way through a cell or where it leaves it."""
    if surface.level:
        return p[2] + (share if q[2] > p[2] else leave) * (q[2] - p[2]) < surface.ground[0, 0]
    middle = 0.5 * (share + leave)
    in_ground = p[2] + middle * (q[2] - p[2]) < ground_in(surface, p, q, middle, row, column)
    return in_ground or p[2] + leave * (q[2] - p[2]) < ground_in(surface, p, q, leave, row, column)


@njit(inline="always")
def _building_blocks(surface, p, q, share, leave, cell):  # type: ignore[no-untyped-def]
    """Whether a building in a cell meets a ray between two shares of its way."""
    low, high = p[2] + share * (q[2] - p[2]), p[2] + leave * (q[2] - p[2])
    if low > high:
        low, high = high, low
    if high > surface.solid[cell, 0] and low < surface.solid[cell, 1]:
        return True
    for entry in range(surface.cell_walls[cell], surface.cell_walls[cell + 1]):
        wall = surface.wall_list[entry]
        at = passes_wall(surface, wall, p, q)
        if 0.0 < at < 1.0:
            height = p[2] + at * (q[2] - p[2])
            if surface.walls[wall, 4] <= height <= surface.walls[wall, 5]:
                return True
    for entry in range(surface.cell_buildings[cell], surface.cell_buildings[cell + 1]):
        building = surface.building_list[entry]
        for face in range(2):
            if low < surface.spans[building, face] < high:
                at = passes_face(surface, building, face, p, q)
                if covers(surface, building, p[0] + at * (q[0] - p[0]), p[1] + at * (q[1] - p[1])):
                    return True
    return False


@njit(inline="always")
def _crossings(surface, p, q):  # type: ignore[no-untyped-def]
    """Faces of buildings that a ray passes; each is counted in the cell where the ray passes it."""
    share, end = clipped(surface, p, q)
    found, level, highest = 0, 0, len(surface.offsets) - 1
    while share < end:
        row, column = cell_at(surface, p, q, share)
        leave = min(leaves(surface, p, q, share, row, column, level), end)
        lowest = p[2] + (share if q[2] > p[2] else leave) * (q[2] - p[2])
        square = surface.offsets[level] + (row >> level) * surface.widths[level, 1] + (column >> level)
        if lowest > surface.pyramid[square]:
            share, level = leave, min(level + 1, highest)
            continue
        if level > 0:
            level -= 1
            continue
        found += _faces(surface, p, q, share, leave, row * surface.widths[0, 1] + column)
        share = leave
    return found


@njit(inline="always")
def _faces(surface, p, q, share, leave, cell):  # type: ignore[no-untyped-def]
    """Faces of buildings in a cell that a ray passes between two shares of its way."""
    found = 0
    for entry in range(surface.cell_walls[cell], surface.cell_walls[cell + 1]):
        wall = surface.wall_list[entry]
        at = passes_wall(surface, wall, p, q)
        if share <= at < leave and surface.walls[wall, 4] < p[2] + at * (q[2] - p[2]) < surface.walls[wall, 5]:
            found += 1
    for entry in range(surface.cell_buildings[cell], surface.cell_buildings[cell + 1]):
        building = surface.building_list[entry]
        for face in range(2):
            at = passes_face(surface, building, face, p, q)
            if share <= at < leave and covers(surface, building, p[0] + at * (q[0] - p[0]), p[1] + at * (q[1] - p[1])):
                found += 1
    return found
