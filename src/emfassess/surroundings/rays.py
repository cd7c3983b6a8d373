"""Pieces of the compiled loops that walk a ray over the digital surface.

A ray runs from p to q; shares of its way run from 0 to 1. All lengths in plan are in metres, cells are counted from the
surface's south-western corner.
"""

import numpy as np
from numba import njit

NUDGE = 1e-7
"""A step over the border of a cell goes so far beyond it. [cells]"""


@njit(inline="always")
def clipped(surface, p, q):  # type: ignore[no-untyped-def]
    """Shares of the way between which a ray runs over the surface; the first is above the last where it never does."""
    first, last = 0.0, 1.0
    rows, columns = surface.widths[0, 0], surface.widths[0, 1]
    for axis in range(2):
        origin, size = (surface.west, columns) if axis == 0 else (surface.south, rows)
        at, step = (p[axis] - origin) / surface.cell, (q[axis] - p[axis]) / surface.cell
        if step == 0.0:
            if at < 0.0 or at >= size:
                return 1.0, 0.0
            continue
        low, high = -at / step, (size - at) / step
        if low > high:
            low, high = high, low
        first, last = max(first, low), min(last, high)
    return first, last


@njit(inline="always")
def cell_at(surface, p, q, share):  # type: ignore[no-untyped-def]
    """Row and column of the cell that a ray is in just behind a share of its way."""
    dx, dy = (q[0] - p[0]) / surface.cell, (q[1] - p[1]) / surface.cell
    here = min(share + NUDGE / max(abs(dx) + abs(dy), 1e-12), 1.0)
    column = int(np.floor((p[0] - surface.west) / surface.cell + here * dx))
    row = int(np.floor((p[1] - surface.south) / surface.cell + here * dy))
    column = min(max(column, 0), surface.widths[0, 1] - 1)
    row = min(max(row, 0), surface.widths[0, 0] - 1)
    return row, column


@njit(inline="always")
def leaves(surface, p, q, share, row, column, level):  # type: ignore[no-untyped-def]
    """Share of the way at which a ray leaves the square of a level of the pyramid."""
    dx, dy = (q[0] - p[0]) / surface.cell, (q[1] - p[1]) / surface.cell
    x, y = (p[0] - surface.west) / surface.cell, (p[1] - surface.south) / surface.cell
    column, row = column >> level, row >> level
    by_east = (((column + 1) << level) - x) / dx if dx > 0.0 else ((column << level) - x) / dx if dx < 0.0 else np.inf
    by_north = (((row + 1) << level) - y) / dy if dy > 0.0 else ((row << level) - y) / dy if dy < 0.0 else np.inf
    beyond = share + NUDGE / max(abs(dx) + abs(dy), 1e-12)
    return max(min(by_east, by_north), beyond)


@njit(inline="always")
def ground_in(surface, p, q, share, row, column):  # type: ignore[no-untyped-def]
    """Height of the ground below a ray in a cell, bilinear between the cell's corners."""
    x = (p[0] + share * (q[0] - p[0]) - surface.west) / surface.cell
    y = (p[1] + share * (q[1] - p[1]) - surface.south) / surface.cell
    u, v = min(max(x - column, 0.0), 1.0), min(max(y - row, 0.0), 1.0)
    low = surface.ground[row, column] * (1 - u) + surface.ground[row, column + 1] * u
    high = surface.ground[row + 1, column] * (1 - u) + surface.ground[row + 1, column + 1] * u
    return low * (1 - v) + high * v


@njit(inline="always")
def passes_wall(surface, wall, p, q):  # type: ignore[no-untyped-def]
    """Share of the way at which a ray passes a wall in plan, or not a number where it does not."""
    x1, y1, x2, y2 = surface.walls[wall, 0], surface.walls[wall, 1], surface.walls[wall, 2], surface.walls[wall, 3]
    dx, dy = q[0] - p[0], q[1] - p[1]
    ex, ey = x2 - x1, y2 - y1
    cross = dx * ey - dy * ex
    if cross == 0.0:
        return np.nan
    ox, oy = x1 - p[0], y1 - p[1]
    along = (ox * dy - oy * dx) / cross
    if along < 0.0 or along >= 1.0:
        return np.nan
    return (ox * ey - oy * ex) / cross


@njit(inline="always")
def covers(surface, building, x, y):  # type: ignore[no-untyped-def]
    """Whether a building stands over a place: walls north of it are met an odd number of times."""
    inside = False
    for wall in range(surface.wall_start[building], surface.wall_start[building + 1]):
        x1, x2 = surface.walls[wall, 0], surface.walls[wall, 2]
        if (x1 <= x) != (x2 <= x):
            y1, y2 = surface.walls[wall, 1], surface.walls[wall, 3]
            if y1 + (x - x1) / (x2 - x1) * (y2 - y1) > y:
                inside = not inside
    return inside


@njit(inline="always")
def passes_face(surface, building, face, p, q):  # type: ignore[no-untyped-def]
    """Share of the way at which a ray is at the height of a building's underside (0) or roof (1)."""
    if q[2] == p[2]:
        return np.nan
    return (surface.spans[building, face] - p[2]) / (q[2] - p[2])
