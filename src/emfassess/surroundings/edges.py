"""Edges that the field diffracts over: the profile of ground and roofs in the vertical plane through two ends.

Squares of the surface's pyramid that hold nothing as steep as what is known of the profile already are left out. Neighbouring
points mostly have the same steepest walls: those of the last one are looked at first.
"""

import numpy as np
from numba import njit, prange

from emfassess.surroundings.rays import cell_at, clipped, ground_in, leaves, passes_wall, ray_of
from emfassess.surroundings.sight import NEIGHBOURS, as_rows, by_place
from emfassess.surroundings.surface import Surface
from emfassess.threads import shared_out
from emfassess.units import Floats

NOTHING = -1
"""Marks no wall."""

PER_PROFILE = 1000.0
"""Work of one profile. [ns]"""

SHORT = 1e-6
"""Ends nearer than this in plan have no profile between them. [m]"""


def edge_parameter(surface: Surface, antennas: Floats, points: Floats) -> Floats:
    r"""Geometry of diffraction in the vertical plane through antenna and point: over roofs, not around corners.

    Parameters
    ----------
    surface, antennas, points
        As in :func:`emfassess.surroundings.sight.visible`.

    Returns
    -------
    ndarray, shape (antenna, point)
        :math:`g = \nu\sqrt\lambda`: in sight the greatest over the profile, else that of the edge where the steepest
        lines from both ends meet (Bullington). Minus infinity where nothing is between. [sqrt(m)]

    References
    ----------
    .. [1] Recommendation ITU-R P.526-15, section 4.5.1, without the curvature of the earth and without the additional
       term of equation 50: it is meant for long terrestrial paths and would make levels look lower.
    """
    order = by_place(surface, points)
    found = np.empty((len(antennas), len(points)))
    with shared_out(PER_PROFILE * found.size):
        found[:, order] = _all_edges(surface, as_rows(antennas), as_rows(points[order]))
    return found


@njit(parallel=True, cache=True)
def _all_edges(surface, antennas, points):  # type: ignore[no-untyped-def]
    found = np.empty((len(antennas), len(points)))
    for block in prange((len(points) + NEIGHBOURS - 1) // NEIGHBOURS):
        for antenna in range(len(antennas)):
            slopes = (-np.inf, -np.inf, -np.inf, NOTHING, NOTHING)
            for point in range(block * NEIGHBOURS, min((block + 1) * NEIGHBOURS, len(points))):
                p, q = points[point], antennas[antenna]
                reach = np.hypot(q[0] - p[0], q[1] - p[1])
                slopes = _profile(surface, p, q, reach, slopes[3], slopes[4])
                found[antenna, point] = _equivalent(slopes, reach, p[2], q[2])
    return found


@njit(inline="always")
def _profile(surface, p, q, reach, wall, other):  # type: ignore[no-untyped-def]
    """Steepest slopes and greatest parameter of the profile between two ends, two walls looked at first.

    The last two of the result are the walls that gave the slopes.
    """
    ray = ray_of(surface, p, q)
    slopes = (-np.inf, -np.inf, -np.inf, NOTHING, NOTHING)
    share, end = clipped(surface, ray)
    if reach >= SHORT:
        slopes = _with_wall(surface, slopes, wall, p, q, share, end, reach)
        slopes = _with_wall(surface, slopes, other, p, q, share, end, reach)
    level, highest = 0, len(surface.offsets) - 1
    while share < end and reach >= SHORT:
        row, column = cell_at(surface, ray, share)
        leave = min(leaves(ray, share, row, column, level), end)
        square = surface.offsets[level] + (row >> level) * surface.widths[level, 1] + (column >> level)
        if not _may_rise(slopes, surface.pyramid[square], share, leave, reach, p[2], q[2]):
            share, level = leave, min(level + 1, highest)
        elif level > 0:
            level -= 1
        else:
            slopes = _with_cell(surface, slopes, ray, p, q, share, leave, row, column, reach)
            share = leave
    return slopes


@njit(inline="always")
def _with_cell(surface, slopes, ray, p, q, share, leave, row, column, reach):  # type: ignore[no-untyped-def]
    """The profile with the walls of a cell, and with the ground where the ray leaves it."""
    cell = row * surface.widths[0, 1] + column
    for entry in range(surface.cell_walls[cell], surface.cell_walls[cell + 1]):
        slopes = _with_wall(surface, slopes, surface.wall_list[entry], p, q, share, leave, reach)
    if not surface.level:
        slopes = _steeper(slopes, ground_in(surface, ray, leave, row, column), leave, reach, p[2], q[2], NOTHING)
    return slopes


@njit(inline="always")
def _with_wall(surface, slopes, wall, p, q, share, leave, reach):  # type: ignore[no-untyped-def]
    """The profile with a wall, where the ray passes it between two shares of its way."""
    if wall != NOTHING:
        at = passes_wall(surface, wall, p, q)
        if share <= at < leave:
            slopes = _steeper(slopes, surface.walls[wall, 5], at, reach, p[2], q[2], wall)
    return slopes


@njit(inline="always")
def _may_rise(slopes, top, share, leave, reach, first, last):  # type: ignore[no-untyped-def]
    """Whether something up to a height between two shares of the way could be steeper than what is known."""
    # seen from an end, a height above it is steepest where it is near, one below it where it is far
    before = share if top > first else leave
    behind = 1.0 - leave if top > last else 1.0 - share
    rises = top - first > slopes[0] * before * reach or top - last > slopes[1] * behind * reach
    if not rises and slopes[0] <= (last - first) / reach:
        # still in sight: what lies below the ray counts by its place too, least in the middle of the way
        above = top - (first + (share if last > first else leave) * (last - first))
        middle = min(max(0.5, share), leave)
        most = middle * (1.0 - middle) * reach * reach
        rises = above > 0.0 or most <= 0.0 or above * np.sqrt(2.0 * reach / most) > slopes[2]
    return rises


@njit(inline="always")
def _steeper(slopes, height, at, reach, first, last, wall):  # type: ignore[no-untyped-def]
    """The profile with one more place: steepest slopes seen from both ends, greatest parameter, and the slopes' walls."""
    ahead, back, parameter, near, far = slopes
    before, behind = at * reach, (1.0 - at) * reach
    if before >= SHORT and behind >= SHORT:
        if (height - first) / before > ahead:
            ahead, near = (height - first) / before, wall
        if (height - last) / behind > back:
            back, far = (height - last) / behind, wall
        above = height - (first + at * (last - first))
        parameter = max(parameter, above * np.sqrt(2.0 * reach / (before * behind)))
    return ahead, back, parameter, near, far


@njit(inline="always")
def _equivalent(slopes, reach, first, last):  # type: ignore[no-untyped-def]
    """In sight the greatest parameter; beyond the horizon that of the edge where the steepest lines meet."""
    found = slopes[2]
    if reach >= SHORT and slopes[0] > (last - first) / reach:
        distance = (last - first + slopes[1] * reach) / (slopes[0] + slopes[1])
        above = (slopes[0] - (last - first) / reach) * distance
        found = above * np.sqrt(2.0 * reach / (distance * (reach - distance)))
    return found
