"""Pieces of the compiled loops that walk a ray over the digital surface.

A ray runs from p to q; shares of its way run from 0 to 1. Its plan is kept in cells from the surface's south-western corner,
with the inverse of its run, because the loops spend their time on the borders of cells.
"""

import numpy as np
from numba import njit

NUDGE = 1e-7
"""A step over the border of a cell goes so far beyond it. [cells]"""

X, Y, DX, DY, PER_X, PER_Y, BEYOND, Z, DZ = range(9)
"""Places in a ray: start and run in cells, inverse of the run, share that a nudge is, height and rise in metres."""


@njit(inline="always")
def ray_of(surface, p, q):  # type: ignore[no-untyped-def]
    """A ray as the loops want it."""
    dx, dy = (q[0] - p[0]) / surface.cell, (q[1] - p[1]) / surface.cell
    return (
        (p[0] - surface.west) / surface.cell,
        (p[1] - surface.south) / surface.cell,
        dx,
        dy,
        1.0 / dx if dx != 0.0 else np.inf,
        1.0 / dy if dy != 0.0 else np.inf,
        NUDGE / max(abs(dx) + abs(dy), 1e-12),
        p[2],
        q[2] - p[2],
    )


@njit(inline="always")
def clipped(surface, ray):  # type: ignore[no-untyped-def]
    """Shares of the way between which a ray runs over the surface; the first is above the last where it never does."""
    first, last = 0.0, 1.0
    for axis in range(2):
        size = surface.widths[0, 1 - axis]
        at, step, per = (ray[X], ray[DX], ray[PER_X]) if axis == 0 else (ray[Y], ray[DY], ray[PER_Y])
        if step == 0.0:
            if at < 0.0 or at >= size:
                last = -1.0
            continue
        low, high = -at * per, (size - at) * per
        if low > high:
            low, high = high, low
        first, last = max(first, low), min(last, high)
    return first, last


@njit(inline="always")
def cell_at(surface, ray, share):  # type: ignore[no-untyped-def]
    """Row and column of the cell that a ray is in just behind a share of its way."""
    here = share + ray[BEYOND]
    column, row = int(ray[X] + here * ray[DX]), int(ray[Y] + here * ray[DY])
    column = min(max(column, 0), surface.widths[0, 1] - 1)
    row = min(max(row, 0), surface.widths[0, 0] - 1)
    return row, column


@njit(inline="always")
def leaves(ray, share, row, column, level):  # type: ignore[no-untyped-def]
    """Share of the way at which a ray leaves the square of a level of the pyramid."""
    column, row = column >> level, row >> level
    by_east = (((column + (ray[DX] > 0.0)) << level) - ray[X]) * ray[PER_X] if ray[DX] != 0.0 else np.inf
    by_north = (((row + (ray[DY] > 0.0)) << level) - ray[Y]) * ray[PER_Y] if ray[DY] != 0.0 else np.inf
    return max(min(by_east, by_north), share + ray[BEYOND])


@njit(inline="always")
def ground_in(surface, ray, share, row, column):  # type: ignore[no-untyped-def]
    """Height of the ground below a ray in a cell, bilinear between the cell's corners."""
    u = min(max(ray[X] + share * ray[DX] - column, 0.0), 1.0)
    v = min(max(ray[Y] + share * ray[DY] - row, 0.0), 1.0)
    low = surface.ground[row, column] * (1 - u) + surface.ground[row, column + 1] * u
    high = surface.ground[row + 1, column] * (1 - u) + surface.ground[row + 1, column + 1] * u
    return low * (1 - v) + high * v


@njit(inline="always")
def passes_wall(surface, wall, p, q):  # type: ignore[no-untyped-def]
    """Share of the way at which a ray passes a wall in plan, or not a number where it does not."""
    x1, y1 = surface.walls[wall, 0], surface.walls[wall, 1]
    ex, ey = surface.walls[wall, 2] - x1, surface.walls[wall, 3] - y1
    dx, dy = q[0] - p[0], q[1] - p[1]
    ox, oy = x1 - p[0], y1 - p[1]
    cross, along = dx * ey - dy * ex, ox * dy - oy * dx
    meets = 0.0 <= along < cross if cross > 0.0 else cross < along <= 0.0
    return (ox * ey - oy * ex) / cross if meets else np.nan


@njit(inline="always")
def covers(surface, building, x, y):  # type: ignore[no-untyped-def]
    """Whether a building is over a place: walls north of it are met an odd number of times."""
    inside = False
    for wall in range(surface.wall_start[building], surface.wall_start[building + 1]):
        x1, x2 = surface.walls[wall, 0], surface.walls[wall, 2]
        if (x1 <= x) != (x2 <= x):
            y1, y2 = surface.walls[wall, 1], surface.walls[wall, 3]
            if y1 + (x - x1) / (x2 - x1) * (y2 - y1) > y:
                inside = not inside
    return inside
