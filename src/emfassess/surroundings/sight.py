"""Lines of sight, and how many walls lie between.

A ray is walked from the point to the antenna. Where it runs above everything in a square of the surface's pyramid the
square is left out; in the cells that remain the walls are tested with their exact places. Neighbouring points mostly lie
behind the same house: the house that hid the last one is tried first. Outside of the surface nothing is known and nothing
obstructs.
"""

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from emfassess.surroundings.rays import DZ, Z, cell_at, clipped, covers, ground_in, leaves, passes_wall, ray_of
from emfassess.surroundings.surface import Surface
from emfassess.threads import shared_out
from emfassess.units import Floats

NEIGHBOURS = 256
"""So many points, near one another, are looked at from one antenna after the other."""

NO_BUILDING = -1
PER_RAY = 500.0
"""Work of one line of sight. [ns]"""


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
    order = by_place(surface, points)
    seen = np.empty((len(antennas), len(points)), dtype=np.bool_)
    with shared_out(PER_RAY * seen.size):
        seen[:, order] = _all_visible(surface, as_rows(antennas), as_rows(points[order]))
    return seen


def crossed_walls(surface: Surface, antennas: Floats, points: Floats) -> NDArray[np.int64]:
    """How many walls, roofs and undersides of buildings the straight line passes, shape (antenna, point)."""
    with shared_out(PER_RAY * len(antennas) * len(points)):
        return np.asarray(_all_crossings(surface, as_rows(antennas), as_rows(points)).T)


def as_rows(points: Floats) -> Floats:
    """Points as the compiled loops take them."""
    return np.ascontiguousarray(points, dtype=np.float64)


def by_place(surface: Surface, points: Floats) -> NDArray[np.intp]:
    """Order of points in which neighbours follow one another: the bits of column and row, one in turn (Morton's curve)."""
    cells = (points[:, :2] - [surface.west, surface.south]) / surface.cell
    column, row = np.clip(cells, 0, 2**20 - 1).astype(np.int64).T
    key = np.zeros(len(points), dtype=np.int64)
    for bit in range(20):
        key |= ((column >> bit & 1) << 2 * bit) | ((row >> bit & 1) << (2 * bit + 1))
    return np.lexsort((points[:, 2], key))


@njit(parallel=True, cache=True)
def _all_visible(surface, antennas, points):  # type: ignore[no-untyped-def]
    seen = np.empty((len(antennas), len(points)), dtype=np.bool_)
    for block in prange((len(points) + NEIGHBOURS - 1) // NEIGHBOURS):
        for antenna in range(len(antennas)):
            q, building = antennas[antenna], NO_BUILDING
            for point in range(block * NEIGHBOURS, min((block + 1) * NEIGHBOURS, len(points))):
                p = points[point]
                if building >= 0 and _hides(surface, building, p, q):
                    seen[antenna, point] = False
                    continue
                ray = ray_of(surface, p, q)
                # most rays end soon inside a house: walls need to be looked at for the others only
                cell = _ends_inside(surface, ray)
                seen[antenna, point] = cell < 0 and _sees(surface, ray, p, q)
                building = surface.building_list[surface.cell_buildings[cell]] if cell >= 0 else NO_BUILDING
    return seen


@njit(parallel=True, cache=True)
def _all_crossings(surface, antennas, points):  # type: ignore[no-untyped-def]
    found = np.empty((len(points), len(antennas)), dtype=np.int64)
    for point in prange(len(points)):
        p = points[point]
        for antenna in range(len(antennas)):
            q = antennas[antenna]
            found[point, antenna] = _crossings(surface, ray_of(surface, p, q), p, q)
    return found


@njit(inline="always")
def _lowest(ray, share, leave):  # type: ignore[no-untyped-def]
    """Lowest height of a ray between two shares of its way."""
    return ray[Z] + (share if ray[DZ] > 0.0 else leave) * ray[DZ]


@njit(inline="always")
def _below(surface, ray, share, leave, row, column, level):  # type: ignore[no-untyped-def]
    """Whether everything in a square of the pyramid lies below a ray there."""
    square = surface.offsets[level] + (row >> level) * surface.widths[level, 1] + (column >> level)
    return _lowest(ray, share, leave) > surface.pyramid[square]


@njit(inline="always")
def _ends_inside(surface, ray):  # type: ignore[no-untyped-def]
    """First cell on the way of a ray that a building fills wholly, or -1."""
    share, end = clipped(surface, ray)
    level, highest, columns = 0, len(surface.offsets) - 1, surface.widths[0, 1]
    blocked = -1
    while share < end:
        row, column = cell_at(surface, ray, share)
        leave = min(leaves(ray, share, row, column, level), end)
        if _below(surface, ray, share, leave, row, column, level):
            share, level = leave, min(level + 1, highest)
        elif level > 0:
            level -= 1
        else:
            low = _lowest(ray, share, leave)
            high = low + (leave - share) * abs(ray[DZ])
            cell = row * columns + column
            if high > surface.solid[cell, 0] and low < surface.solid[cell, 1]:
                blocked = cell
                break
            share = leave
    return blocked


@njit(inline="always")
def _hides(surface, building, p, q):  # type: ignore[no-untyped-def]
    """Whether a wall of a building obstructs."""
    hides = False
    for wall in range(surface.wall_start[building], surface.wall_start[building + 1]):
        if _wall_blocks(surface, wall, p, q):
            hides = True
            break
    return hides


@njit(inline="always")
def _wall_blocks(surface, wall, p, q):  # type: ignore[no-untyped-def]
    """Whether a wall obstructs, over the surface."""
    at = passes_wall(surface, wall, p, q)
    height = p[2] + at * (q[2] - p[2])
    blocks = 0.0 < at < 1.0 and surface.walls[wall, 4] <= height <= surface.walls[wall, 5]
    if blocks:
        east = (p[0] + at * (q[0] - p[0]) - surface.west) / surface.cell
        north = (p[1] + at * (q[1] - p[1]) - surface.south) / surface.cell
        blocks = 0.0 <= east < surface.widths[0, 1] and 0.0 <= north < surface.widths[0, 0]
    return blocks


@njit(inline="always")
def _sees(surface, ray, p, q):  # type: ignore[no-untyped-def]
    """Whether a point sees an antenna: from cells up to coarse squares of the pyramid, and down again before a building."""
    share, end = clipped(surface, ray)
    level, highest, columns = 0, len(surface.offsets) - 1, surface.widths[0, 1]
    seen = True
    while share < end:
        row, column = cell_at(surface, ray, share)
        leave = min(leaves(ray, share, row, column, level), end)
        if _below(surface, ray, share, leave, row, column, level):
            share, level = leave, min(level + 1, highest)
        elif level > 0:
            level -= 1
        else:
            if _ground_blocks(surface, ray, share, leave, row, column) or _building_blocks(
                surface, ray, p, q, share, leave, row * columns + column
            ):
                seen = False
                break
            share = leave
    return seen


@njit(inline="always")
def _ground_blocks(surface, ray, share, leave, row, column):  # type: ignore[no-untyped-def]
    """Whether a ray is below the ground in the middle of its way through a cell or where it leaves it."""
    middle = 0.5 * (share + leave)
    if surface.level:
        blocks = _lowest(ray, share, leave) < surface.ground[0, 0]
    else:
        blocks = ray[Z] + middle * ray[DZ] < ground_in(surface, ray, middle, row, column) or (
            ray[Z] + leave * ray[DZ] < ground_in(surface, ray, leave, row, column)
        )
    return blocks


@njit(inline="always")
def _building_blocks(surface, ray, p, q, share, leave, cell):  # type: ignore[no-untyped-def]
    """Whether a wall or a roof in a cell meets a ray between two shares of its way."""
    blocks = False
    for entry in range(surface.cell_walls[cell], surface.cell_walls[cell + 1]):
        wall = surface.wall_list[entry]
        at = passes_wall(surface, wall, p, q)
        if 0.0 < at < 1.0:
            height = ray[Z] + at * ray[DZ]
            if surface.walls[wall, 4] <= height <= surface.walls[wall, 5]:
                blocks = True
    low = _lowest(ray, share, leave)
    high = low + (leave - share) * abs(ray[DZ])
    for entry in range(surface.cell_buildings[cell], surface.cell_buildings[cell + 1]):
        building = surface.building_list[entry]
        for face in range(2):
            height = surface.spans[building, face]
            if low < height < high:
                at = (height - ray[Z]) / ray[DZ]
                if covers(surface, building, p[0] + at * (q[0] - p[0]), p[1] + at * (q[1] - p[1])):
                    blocks = True
    return blocks


@njit(inline="always")
def _crossings(surface, ray, p, q):  # type: ignore[no-untyped-def]
    """Faces of buildings that a ray passes; each is counted in the cell where the ray passes it."""
    share, end = clipped(surface, ray)
    found, level, highest, columns = 0, 0, len(surface.offsets) - 1, surface.widths[0, 1]
    while share < end:
        row, column = cell_at(surface, ray, share)
        leave = min(leaves(ray, share, row, column, level), end)
        if _below(surface, ray, share, leave, row, column, level):
            share, level = leave, min(level + 1, highest)
        elif level > 0:
            level -= 1
        else:
            found += _faces(surface, ray, p, q, share, leave, row * columns + column)
            share = leave
    return found


@njit(inline="always")
def _faces(surface, ray, p, q, share, leave, cell):  # type: ignore[no-untyped-def]
    """Faces of buildings in a cell that a ray passes between two shares of its way."""
    found = 0
    for entry in range(surface.cell_walls[cell], surface.cell_walls[cell + 1]):
        wall = surface.wall_list[entry]
        at = passes_wall(surface, wall, p, q)
        if share <= at < leave and surface.walls[wall, 4] < ray[Z] + at * ray[DZ] < surface.walls[wall, 5]:
            found += 1
    low = _lowest(ray, share, leave)
    high = low + (leave - share) * abs(ray[DZ])
    for entry in range(surface.cell_buildings[cell], surface.cell_buildings[cell + 1]):
        building = surface.building_list[entry]
        for face in range(2):
            height = surface.spans[building, face]
            if low <= height <= high and ray[DZ] != 0.0:
                at = (height - ray[Z]) / ray[DZ]
                if share <= at < leave and covers(
                    surface, building, p[0] + at * (q[0] - p[0]), p[1] + at * (q[1] - p[1])
                ):
                    found += 1
    return found
