"""The compiled far field: the same numbers as :mod:`emfassess.field.far_field`, faster.

Points are taken in blocks that stay in the cache, in three passes: angles, table look-up, exponential. The first and
the last have neither branches nor gathers, so the compiler turns them into vector code; arctangent and power of ten
are polynomials whose coefficients are fitted here, good to some 1e-12. ``error_model="numpy"`` matters: with Python's
own, each division has a branch for a zero, and nothing is vectorised (a factor of eight).
"""

import math
from functools import lru_cache

import numpy as np
from numba import njit, prange
from numpy.polynomial import Chebyshev, Polynomial

from emfassess.field.sources import Sources
from emfassess.patterns.pattern import SAMPLES, SAMPLES_PER_DEGREE
from emfassess.threads import shared_out
from emfassess.units import Floats

BLOCK = 512
PER_PAIR, PER_VALUE = 20.0, 1.0
"""Work of one antenna at one point, and of one carrier's scaled value. [ns]"""

_SAMPLES_PER_RADIAN = SAMPLES_PER_DEGREE * 180.0 / math.pi


def _fit(function, low: float, high: float, degree: int) -> tuple[float, ...]:  # type: ignore[no-untyped-def]
    """Power-series coefficients of a Chebyshev interpolant."""
    series = Chebyshev.interpolate(function, degree, domain=[low, high])
    return tuple(float(c) for c in series.convert(kind=Polynomial, domain=[-1, 1], window=[-1, 1]).coef)


def _arctangent_over_argument(square: Floats) -> Floats:
    root = np.sqrt(np.maximum(square, 1e-30))
    return np.asarray(np.arctan(root) / root)


_ATAN = _fit(_arctangent_over_argument, 0.0, 1.0, 14)
_EXP2 = _fit(np.exp2, 0.0, 1.0, 10)
_LOG2_OF_TEN_TENTH = math.log2(10.0) / 10.0
_LOUDEST = 64
_INDEX_BITS, _NEXT = np.uint32(0x0FFF), np.uint32(1)
_POWERS = 2.0 ** (_LOUDEST - np.arange(1024.0))
"""Powers of two from 2**64 down: a file may promise a decibel more than its gain, never nineteen powers of ten."""


@njit(inline="always", fastmath=True, error_model="numpy")
def _arctangent(y, x):  # type: ignore[no-untyped-def]
    """Angle of (x, y) in (-pi, pi], without a branch."""
    ay, ax = abs(y), abs(x)
    steep = ay > ax
    t = (ax if steep else ay) / ((ay if steep else ax) + 1e-300)
    s = t * t
    series = 0.0
    for k in range(len(_ATAN) - 1, -1, -1):
        series = series * s + _ATAN[k]
    angle = t * series
    angle = 0.5 * math.pi - angle if steep else angle
    angle = math.pi - angle if x < 0.0 else angle
    return -angle if y < 0.0 else angle


@njit(inline="always", fastmath=True, error_model="numpy")
def _exp2_of_fraction(f):  # type: ignore[no-untyped-def]
    """Two to the power of f in 0..1."""
    series = 0.0
    for k in range(len(_EXP2) - 1, -1, -1):
        series = series * f + _EXP2[k]
    return series


@njit(fastmath=True, error_model="numpy")
def _angles(x, y, z, axes, turn, dip, area):  # type: ignore[no-untyped-def]
    """Positions in the tables and the sphere's area, for one block."""
    # scalars, because the compiler cannot know that the results do not overwrite the axes
    ax, ay, az = axes[0, 0], axes[0, 1], axes[0, 2]
    bx, by, bz = axes[1, 0], axes[1, 1], axes[1, 2]
    cx, cy, cz = axes[2, 0], axes[2, 1], axes[2, 2]
    for j in range(len(x)):
        ahead = ax * x[j] + ay * y[j] + az * z[j]
        right = bx * x[j] + by * y[j] + bz * z[j]
        above = cx * x[j] + cy * y[j] + cz * z[j]
        level = ahead * ahead + right * right
        area[j] = 4.0 * math.pi * (level + above * above)
        around = _arctangent(right, ahead) * _SAMPLES_PER_RADIAN
        below = -_arctangent(above, math.sqrt(level)) * _SAMPLES_PER_RADIAN
        turn[j] = around + SAMPLES if around < 0.0 else around
        dip[j] = below + SAMPLES if below < 0.0 else below


@njit(fastmath=True, error_model="numpy")
def _look_up(turn, dip, tables, cap, exponent):  # type: ignore[no-untyped-def]
    """Attenuation of one block as a power of two; the tables carry their first sample again at the end.

    Indices of 32 bits, masked to be unsigned: processors without AVX-512 convert and gather by others one at a time.
    """
    across, weights, upright = tables[0], tables[1], tables[2]
    for j in range(len(turn)):
        i = np.int32(turn[j]) & _INDEX_BITS
        share = turn[j] - np.float64(i)
        k = np.int32(dip[j]) & _INDEX_BITS
        part = dip[j] - np.float64(k)
        horizontal = across[i] + share * (across[i + _NEXT] - across[i])
        weight = weights[i] + share * (weights[i + _NEXT] - weights[i])
        vertical = upright[k] + part * (upright[k + _NEXT] - upright[k])
        exponent[j] = -min(horizontal + weight * vertical, cap) * _LOG2_OF_TEN_TENTH


@njit(parallel=True, fastmath=True, error_model="numpy", cache=True)
def _unit_density(x, y, z, position, axes, tables, cap, table_index, powers, density):  # type: ignore[no-untyped-def]
    points = len(x)
    blocks = (points + BLOCK - 1) // BLOCK
    for job in prange(len(position) * blocks):
        a = job // blocks
        first = (job % blocks) * BLOCK
        last = min(first + BLOCK, points)
        turn = np.empty(last - first)
        dip = np.empty(last - first)
        area = np.empty(last - first)
        exponent = np.empty(last - first)
        p = position[a]
        table = table_index[a]
        _angles(x[first:last] - p[0], y[first:last] - p[1], z[first:last] - p[2], axes[a], turn, dip, area)
        _look_up(turn, dip, tables[table], cap[table], exponent)
        out = density[a, first:last]
        for j in range(len(out)):
            whole = math.floor(exponent[j])
            turn[j] = _exp2_of_fraction(exponent[j] - whole) / area[j]
            dip[j] = whole
        for j in range(len(out)):
            out[j] = turn[j] * powers[min(max(_LOUDEST - np.int32(dip[j]), 0), 1023)]


@njit(parallel=True, error_model="numpy", cache=True)
def _scaled(unit, antenna_index, power, density):  # type: ignore[no-untyped-def]
    for c in prange(len(power)):
        watt, row, out = power[c], unit[antenna_index[c]], density[c]
        for j in range(len(out)):
            out[j] = watt * row[j]


@lru_cache(maxsize=2)
def _closed_tables(sources: Sources) -> Floats:
    """Tables that carry their first samples again at the end, so that a look-up needs no turn."""
    return np.concatenate([sources.tables, sources.tables[..., :2]], axis=-1)


def unit_density(sources: Sources, points: Floats) -> Floats:
    """Power density of each antenna for one watt of peak EIRP, compiled.

    Same arguments, result and errors as :func:`emfassess.field.far_field.reference_unit_density`; equal to it within 1e-6.
    """
    columns = np.ascontiguousarray(points.T, dtype=float)
    density = np.empty((len(sources.position), columns.shape[1]))
    with shared_out(PER_PAIR * density.size):
        _unit_density(
            columns[0],
            columns[1],
            columns[2],
            sources.position,
            sources.axes,
            _closed_tables(sources),
            sources.maximum_attenuation,
            sources.table_index,
            _POWERS,
            density,
        )
    if not np.isfinite(density.sum()):  # none is negative: the sum of a huge array is finite where all are
        raise ValueError("distance must be positive: a point coincides with an antenna")
    return density


def carrier_density_of_units(sources: Sources, unit: Floats, power: Floats) -> Floats:
    """Power density of each carrier from that of its antenna for one watt, shape (carrier, point). [W/m^2]"""
    density = np.empty((len(power), unit.shape[1]))
    with shared_out(PER_VALUE * density.size):
        _scaled(unit, sources.antenna_index, power, density)
    return density
