"""Edges that the field diffracts over: the profile of ground and roofs in the vertical plane through two ends."""

import numpy as np
from numba import njit, prange

from emfassess.surroundings.rays import cell_at, clipped, ground_in, leaves, passes_wall, ray_of
from emfassess.surroundings.sight import as_rows
from emfassess.surroundings.surface import Surface
from emfassess.units import Floats

SHORT = 1e-6
"""Ends nearer than this in plan have no profile between them. [m]"""


def edge_parameter(surface: Surface, antennas: Floats, points: Floats) -> Floats:
    r"""Geometry of diffraction in the vertical plane through antenna and point: over roofs, not around corners.

    Parameters
    ----------
    surface : Surface
    antennas, points : ndarray, shape (antenna, 3) and (point, 3)
        East, north, up. [m]

    Returns
    -------
    ndarray, shape (antenna, point)
        :math:`g = \nu\sqrt\lambda`: in sight the greatest over the profile, else that of the edge where the steepest
        lines from both ends meet (Bullington). Minus infinity where nothing stands between. [sqrt(m)]

    References
    ----------
    .. [1] Recommendation ITU-R P.526-15, section 4.5.1, without the curvature of the earth and without the additional
       term of equation 50: it is meant for long terrestrial paths and would make levels look lower.
    """
    return np.asarray(_all_edges(surface, as_rows(antennas), as_rows(points)).T)


@njit(parallel=True, cache=True)
def _all_edges(surface, antennas, points):  # type: ignore[no-untyped-def]
    found = np.empty((len(points), len(antennas)))
    for point in prange(len(points)):
        for antenna in range(len(antennas)):
            found[point, antenna] = _edge(surface, points[point], antennas[antenna])
    return found


@njit(inline="always")
def _edge(surface, p, q):  # type: ignore[no-untyped-def]
    """Parameter of diffraction between two ends, times the root of the wavelength."""
    ray = ray_of(surface, p, q)
    reach = np.hypot(q[0] - p[0], q[1] - p[1])
    slopes = (-np.inf, -np.inf, -np.inf)
    share, end = clipped(surface, ray)
    columns = surface.widths[0, 1]
    while share < end and reach >= SHORT:
        row, column = cell_at(surface, ray, share)
        leave = min(leaves(ray, share, row, column, 0), end)
        cell = row * columns + column
        for entry in range(surface.cell_walls[cell], surface.cell_walls[cell + 1]):
            wall = surface.wall_list[entry]
            at = passes_wall(surface, wall, p, q)
            if share <= at < leave:
                slopes = _steeper(slopes, surface.walls[wall, 5], at, reach, p[2], q[2])
        if not surface.level:
            slopes = _steeper(slopes, ground_in(surface, ray, leave, row, column), leave, reach, p[2], q[2])
        share = leave
    return _equivalent(slopes, reach, p[2], q[2])


@njit(inline="always")
def _steeper(slopes, height, at, reach, first, last):  # type: ignore[no-untyped-def]
    """Steepest slopes seen from both ends and greatest parameter, with one more place of the profile."""
    before, behind = at * reach, (1.0 - at) * reach
    if before >= SHORT and behind >= SHORT:
        above = height - (first + at * (last - first))
        parameter = above * np.sqrt(2.0 * reach / (before * behind))
        slopes = (
            max(slopes[0], (height - first) / before),
            max(slopes[1], (height - last) / behind),
            max(slopes[2], parameter),
        )
    return slopes


@njit(inline="always")
def _equivalent(slopes, reach, first, last):  # type: ignore[no-untyped-def]
    """In sight the greatest parameter; beyond the horizon that of the edge where the steepest lines meet."""
    found = slopes[2]
    if reach >= SHORT and slopes[0] > (last - first) / reach:
        distance = (last - first + slopes[1] * reach) / (slopes[0] + slopes[1])
        above = (slopes[0] - (last - first) / reach) * distance
        found = above * np.sqrt(2.0 * reach / (distance * (reach - distance)))
    return found
