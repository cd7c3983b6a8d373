"""The compiled exposure ratio of a station's own antennas, near fields from tables, and how far it is above 1 along rays.

The same blend of source elements and far field as :mod:`emfassess.field.models` has.
"""

import math
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.polynomial import Chebyshev, Polynomial
from numpy.typing import NDArray

from emfassess.field.column_table import INNERMOST, STEP
from emfassess.field.models import DISTRUSTED_DB, FIRST, LAST, LAST_COMPUTED, MIDDLE, TRUSTED_DB
from emfassess.patterns.pattern import SAMPLES, SAMPLES_PER_DEGREE
from emfassess.units import Floats, Singles

TOGETHER = 256
"""Points that one antenna after the other is added to: its tables stay in the processor's cache meanwhile."""

BISECTIONS = 6
"""Each halves the step of 2 %: 0.03 % of the distance remain."""

_SAMPLES_PER_RADIAN = SAMPLES_PER_DEGREE * 180.0 / math.pi
_NEPER_PER_DB = math.log(10.0) / 10.0
_ARCTANGENT = tuple(
    Chebyshev.interpolate(lambda q: np.arctan(np.sqrt(q)) / np.sqrt(q), 10, [1e-14, 1.0]).convert(kind=Polynomial).coef
)
"""Of the square of a tangent, the tangent apart: within 1e-8 rad from -45 to 45 degrees, much faster than the library's."""

Index = NDArray[np.int64]


class ColumnAntennas(NamedTuple):
    """Antennas of a station, their groups of carriers that share a near field, and the tables of both.

    `cuts` are (table, 4, sample): horizontal cut, vertical weight, vertical cut [dB] and the relative field of the first;
    the first sample is there again at the end. Groups of an antenna are neighbours, from its `first_group` to that of the
    next. `column` is the table of a group, -1 where it has the far field only; `weight` (sum, group) what one watt per
    square metre adds to a sum, times the peak EIRP.
    """

    position: Floats
    axes: Floats
    table: Index
    cuts: Floats
    cap: Floats
    first_group: Index
    column: Index
    boundary: Floats
    measured: NDArray[np.bool_]
    weight: Floats
    coefficients: Singles
    first_coefficient: Index
    bounds: Singles
    first_bound: Index
    radii: Index
    per_radian: Floats


@njit(forceinline=True, fastmath=True, error_model="numpy")
def _clear(sums):  # type: ignore[no-untyped-def]
    """Set few sums to 0: a loop, since an assignment to a slice costs as much as an antenna."""
    for k in range(len(sums)):
        sums[k] = 0.0


@njit(forceinline=True, fastmath=True, error_model="numpy")
def _greatest(sums):  # type: ignore[no-untyped-def]
    greatest = sums[0]
    for k in range(1, len(sums)):
        greatest = max(greatest, sums[k])
    return greatest


@njit(forceinline=True, fastmath=True, error_model="numpy")
def _basis(t):  # type: ignore[no-untyped-def]
    """Weights of the four coefficients of a cubic spline at a fraction between the second and the third."""
    s = 1.0 - t
    square, other = t * t, s * s
    return s * other / 6.0, 2.0 / 3.0 - square + 0.5 * t * square, 2.0 / 3.0 - other + 0.5 * s * other, t * square / 6.0


@njit(forceinline=True, fastmath=True, error_model="numpy")
def _interval(a, n, elevation):  # type: ignore[no-untyped-def]
    """Interval of elevation in a column table and the fraction in it."""
    place = max((elevation + 0.5 * math.pi) * a.per_radian[n], 0.0)
    row = int(place)
    return row, place - row


@njit(forceinline=True, fastmath=True, error_model="numpy")
def _column(a, n, elevation, radius):  # type: ignore[no-untyped-def]
    """Column table at an elevation and a logarithm of the radius in steps."""
    row, part = _interval(a, n, elevation)
    along = min(max(radius, 0.0), a.radii[n] - 1.0)
    column = int(along)
    width = a.radii[n] + 3
    e0, e1, e2, e3 = _basis(part)
    r0, r1, r2, r3 = _basis(along - column)
    first = a.first_coefficient[n] + row * width + column
    total = 0.0
    for k in range(4):
        c = first + k * width
        weight = e0 if k == 0 else e1 if k == 1 else e2 if k == 2 else e3
        total += weight * (
            r0 * a.coefficients[c]
            + r1 * a.coefficients[c + 1]
            + r2 * a.coefficients[c + 2]
            + r3 * a.coefficients[c + 3]
        )
    return max(total, 1e-30)


@njit(forceinline=True, fastmath=True, error_model="numpy")
def _angle(beside, ahead):  # type: ignore[no-untyped-def]
    """Angle of a direction from the axis ahead, between -pi and pi; 0 where both are 0. [rad]"""
    across, along = abs(beside), abs(ahead)
    t = (across - along) / (across + along + 1e-300)
    q = t * t
    series = 0.0
    for k in range(len(_ARCTANGENT) - 1, -1, -1):
        series = series * q + _ARCTANGENT[k]
    turn = 0.25 * math.pi + t * series
    turn = turn if ahead >= 0.0 else math.pi - turn
    return turn if beside >= 0.0 else -turn


@njit(forceinline=True, fastmath=True, error_model="numpy")
def _direction(a, antenna, x, y, z):  # type: ignore[no-untyped-def]
    """Elevation [rad], attenuation [dB] and power of the horizontal cut towards an offset in east, north, up."""
    axes = a.axes[antenna]
    ahead = axes[0, 0] * x + axes[0, 1] * y + axes[0, 2] * z
    right = axes[1, 0] * x + axes[1, 1] * y + axes[1, 2] * z
    above = axes[2, 0] * x + axes[2, 1] * y + axes[2, 2] * z
    elevation = _angle(above, math.sqrt(ahead * ahead + right * right))
    # straight above and below no azimuth is an antenna's own: there it counts with its beam, as everywhere else
    upright_only = ahead == 0.0 and right == 0.0
    turn = 0.0 if upright_only else _angle(right, ahead) * _SAMPLES_PER_RADIAN
    dip = -elevation * _SAMPLES_PER_RADIAN
    turn = turn + SAMPLES if turn < 0.0 else turn
    dip = dip + SAMPLES if dip < 0.0 else dip
    i, k = int(turn), int(dip)
    share, part = turn - i, dip - k
    cuts = a.cuts[a.table[antenna]]
    across = cuts[0, i] + share * (cuts[0, i + 1] - cuts[0, i])
    weight = cuts[1, i] + share * (cuts[1, i + 1] - cuts[1, i])
    upright = cuts[2, k] + part * (cuts[2, k + 1] - cuts[2, k])
    field = cuts[3, i] + share * (cuts[3, i + 1] - cuts[3, i])
    return elevation, min(across + weight * upright, a.cap[a.table[antenna]]), field * field


@njit(forceinline=True, fastmath=True, error_model="numpy")
def _passed(reached, first, last):  # type: ignore[no-untyped-def]
    return min(max((reached - first) / (last - first), 0.0), 1.0)


@njit(forceinline=True, fastmath=True, error_model="numpy")
def _blended(near, far, reached, attenuation, measured):  # type: ignore[no-untyped-def]
    """Level of a group from its near and far field; `reached` is the distance in far-field boundaries."""
    stronger = max(near, far)
    leaving = _passed(reached, 1.0, LAST) if measured else _passed(reached, FIRST, LAST_COMPUTED)
    faint = stronger
    if leaving > 0.0 and near > far:
        faint = far * math.exp((1.0 - leaving) * math.log(near / far))
    level = faint
    if measured and attenuation < DISTRUSTED_DB:
        passing = _passed(reached, FIRST, MIDDLE)
        astray = _passed(attenuation, TRUSTED_DB, DISTRUSTED_DB)
        strong = near * math.exp(passing * math.log(far / near))
        level = strong * math.exp(astray * math.log(faint / strong))
    return level


@njit(forceinline=True, fastmath=True, error_model="numpy")
def _add_levels(a, antenna, elevation, attenuation, across, square, sums):  # type: ignore[no-untyped-def]
    """Add the groups of an antenna in a direction, at a distance whose square is given, to the sums."""
    distance = math.sqrt(square)
    far = math.exp(-attenuation * _NEPER_PER_DB) / (4.0 * math.pi)
    known, table = -1, 0.0
    for group in range(a.first_group[antenna], a.first_group[antenna + 1]):
        level, n = far, a.column[group]
        reached = distance / a.boundary[group] if n >= 0 else LAST
        if reached < (LAST if a.measured[group] else LAST_COMPUTED):
            if n != known:
                known, table = n, _column(a, n, elevation, math.log(distance / INNERMOST) / STEP)
            level = _blended(table * across, far, reached, attenuation, a.measured[group])
        for k in range(len(sums)):
            sums[k] += a.weight[k, group] * level / square


@njit(forceinline=True, fastmath=True, error_model="numpy")
def _add_antenna(a, antenna, x, y, z, sums):  # type: ignore[no-untyped-def]
    """Add the groups of an antenna at an offset from it to the sums."""
    elevation, attenuation, across = _direction(a, antenna, x, y, z)
    _add_levels(a, antenna, elevation, attenuation, across, x * x + y * y + z * z, sums)


@njit(error_model="numpy", nogil=True, cache=True)
def fill_ratios(a, antennas, points, ratio):  # type: ignore[no-untyped-def]
    """Fill in the exposure ratio of antennas at points, (point,); below the ground nobody is, and no reach counts."""
    sums = np.empty((TOGETHER, len(a.weight)))
    for first in range(0, len(points), TOGETHER):
        last = min(first + TOGETHER, len(points))
        sums[:] = 0.0
        for antenna in antennas:
            x, y, z = a.position[antenna]
            for i in range(first, last):
                if points[i, 2] >= -1e-9:
                    _add_antenna(a, antenna, points[i, 0] - x, points[i, 1] - y, points[i, 2] - z, sums[i - first])
        for i in range(first, last):
            ratio[i] = _greatest(sums[i - first])


@njit(forceinline=True, fastmath=True, error_model="numpy")
def _bounded(a, antenna, far, across, elevation, step, sums):  # type: ignore[no-untyped-def]
    """At least the ratio of one antenna on a ray from a step on outwards."""
    _clear(sums)
    distance = INNERMOST * math.exp(STEP * step)
    for group in range(a.first_group[antenna], a.first_group[antenna + 1]):
        level, n = far, a.column[group]
        if n >= 0 and step < a.radii[n]:
            row, _ = _interval(a, n, elevation)
            level = max(far, across * a.bounds[a.first_bound[n] + row * a.radii[n] + step])
        for k in range(len(sums)):
            sums[k] += a.weight[k, group] * level / (distance * distance)
    return _greatest(sums)


@njit(forceinline=True, fastmath=True, error_model="numpy")
def _last_step(a, antenna, elevation, attenuation, across, steps, sums):  # type: ignore[no-untyped-def]
    """Last step in a direction, beyond which the bound is below 1; -1 where it is nowhere above."""
    far = math.exp(-attenuation * _NEPER_PER_DB) / (4.0 * math.pi)
    low, high = -1, steps
    while high - low > 1:
        middle = (low + high) // 2
        if _bounded(a, antenna, far, across, elevation, middle, sums) >= 1.0:
            low = middle
        else:
            high = middle
    return low


@njit(forceinline=True, fastmath=True, error_model="numpy")
def _is_above(a, antenna, ray, direction, distance, sums):  # type: ignore[no-untyped-def]
    """Whether the ratio of an antenna is above 1 at a distance on a ray; below the ground nobody is."""
    _clear(sums)
    if a.position[antenna, 2] + distance * ray[2] >= -1e-9:
        elevation, attenuation, across = direction
        _add_levels(a, antenna, elevation, attenuation, across, distance * distance, sums)
    return _greatest(sums) > 1.0


@njit(error_model="numpy", nogil=True, cache=True)
def fill_reaches(a, antennas, rays, steps, distance):  # type: ignore[no-untyped-def]
    """Fill in the distance of the outermost place on rays from an antenna where the ratio is 1, (ray,).

    `antennas` is that one antenna. From the step beyond which the bound excludes everything the ray is followed inwards.
    """
    sums = np.empty(len(a.weight))
    antenna = antennas[0]
    for i in range(len(rays)):
        ray = rays[i]
        direction = _direction(a, antenna, ray[0], ray[1], ray[2])
        elevation, attenuation, across = direction
        step = _last_step(a, antenna, elevation, attenuation, across, steps, sums)
        distance[i] = 0.0
        while step >= 0:
            low = INNERMOST * math.exp(STEP * step)
            if _is_above(a, antenna, ray, direction, low, sums):
                high = low * math.exp(STEP)
                for _ in range(BISECTIONS):
                    r = math.sqrt(low * high)
                    if _is_above(a, antenna, ray, direction, r, sums):
                        low = r
                    else:
                        high = r
                distance[i] = high
                break
            step -= 1
