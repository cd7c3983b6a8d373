"""The summed field: all antennas at a point, each weighted by its share of the limit, and who contributes most.

Vector code depends on four things that are lost silently; ``tests/test_summed.py`` guards them by the ratio to a scalar loop.
The inner loop runs over antennas and only sums: a store in it might overwrite the tables. It runs over ``range(len(...))``:
other bounds leave the sign of the index open. Bodies that are inlined take the fast-math flag of their caller, so each caller
has it. Indices are masked to 30 bits, so that look-ups are gathers with 32-bit indices.

Single precision, relative to the middle of a block of points: 40 km away a place is still good to 4 mm.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from emfassess.field.gain_tables import AROUND, UPRIGHT, Singles, gain_tables
from emfassess.field.sources import Sources
from emfassess.units import Floats

BLOCK = 256
"""Points that share an origin."""

X, Y, Z, SINE, COSINE, TILT_SINE, TILT_COSINE, FLOOR, FIRST, SECOND, MAIN = range(11)
"""Rows of an antenna: place, azimuth, tilt, least gain, two weights of sums and the weight that decides who is main."""

ROWS = 11
MOST = 1024
"""Antennas of one search for the main contributor; their number takes the last ten bits of the contribution."""

_NUMBER_BITS = np.int32(MOST - 1)
_LEVEL_BITS = np.int32(~(MOST - 1))
_INDEX_BITS = np.uint32(0x3FFFFFFF)
_TINY = np.float32(1e-12)
_ZERO, _ONE, _TWO = np.float32(0.0), np.float32(1.0), np.float32(2.0)
_AROUND_SCALE, _UPRIGHT_SCALE = np.float32(AROUND / 4), np.float32(UPRIGHT / 2)

Index32 = NDArray[np.int32]


@njit(inline="always", fastmath=True, error_model="numpy")
def _unit_density(x, y, z, sine, cosine, tilt_sine, tilt_cosine, floor, around, upright, tables):  # type: ignore[no-untyped-def]
    """Relative gain over the square of the distance; the sphere's 4 pi is in the weights."""
    level = x * sine + y * cosine
    right = x * cosine - y * sine
    ahead = tilt_cosine * level - tilt_sine * z
    above = tilt_sine * level + tilt_cosine * z
    flat = ahead * ahead + right * right + _TINY
    turn = right / (abs(right) + abs(ahead) + _TINY)
    turn = (turn if ahead >= _ZERO else _TWO - turn) + _ONE
    rise = above / (abs(above) + sqrt(flat)) + _ONE
    a, e = turn * _AROUND_SCALE, rise * _UPRIGHT_SCALE
    i, k = np.int32(a), np.int32(e)
    here, there = np.uint32(around + i) & _INDEX_BITS, np.uint32(upright + k) & _INDEX_BITS
    low, lower = tables[here], tables[there]
    horizontal = low + (a - np.float32(i)) * (tables[here + np.uint32(1)] - low)
    vertical = lower + (e - np.float32(k)) * (tables[there + np.uint32(1)] - lower)
    return max(horizontal * vertical, floor) / (flat + above * above)


@njit(fastmath=True, error_model="numpy", nogil=True, cache=True)
def sum_at(x, y, z, rows, index, tables):  # type: ignore[no-untyped-def]
    """Both sums at one place; `rows` (ROWS, antenna) and `index` (2, antenna) are contiguous along the antennas."""
    px, py, pz, s, c = rows[X], rows[Y], rows[Z], rows[SINE], rows[COSINE]
    ts, tc, floor = rows[TILT_SINE], rows[TILT_COSINE], rows[FLOOR]
    first_weight, second_weight, around, upright = rows[FIRST], rows[SECOND], index[0], index[1]
    first, second = _ZERO, _ZERO
    for j in range(len(px)):
        unit = _unit_density(
            x - px[j], y - py[j], z - pz[j], s[j], c[j], ts[j], tc[j], floor[j], around[j], upright[j], tables
        )
        first += first_weight[j] * unit
        second += second_weight[j] * unit
    return first, second


@njit(fastmath=True, error_model="numpy", nogil=True, cache=True)
def sum_and_main_at(x, y, z, rows, index, tables):  # type: ignore[no-untyped-def]
    """Both sums at one place and the strongest of at most MOST antennas: its level's bits, the last ten its number."""
    px, py, pz, s, c = rows[X], rows[Y], rows[Z], rows[SINE], rows[COSINE]
    ts, tc, floor = rows[TILT_SINE], rows[TILT_COSINE], rows[FLOOR]
    first_weight, second_weight, main_weight, around, upright = (
        rows[FIRST],
        rows[SECOND],
        rows[MAIN],
        index[0],
        index[1],
    )
    first, second, strongest = _ZERO, _ZERO, np.int32(-1)
    for j in range(len(px)):
        unit = _unit_density(
            x - px[j], y - py[j], z - pz[j], s[j], c[j], ts[j], tc[j], floor[j], around[j], upright[j], tables
        )
        first += first_weight[j] * unit
        second += second_weight[j] * unit
        # positive numbers have the order of their bits
        bits = np.float32(main_weight[j] * unit).view(np.int32)
        strongest = max(strongest, (bits & _LEVEL_BITS) | np.int32(j))
    return first, second, strongest


@njit(inline="always")
def number_of(strongest):  # type: ignore[no-untyped-def]
    """Number of an antenna in what :func:`sum_and_main_at` found; -1 where there was none."""
    return strongest & _NUMBER_BITS if strongest >= 0 else np.int32(-1)


@njit(inline="always")
def level_of(strongest):  # type: ignore[no-untyped-def]
    """Its level, low by less than 2^-13."""
    return np.int32(max(strongest, np.int32(0)) & _LEVEL_BITS).view(np.float32)


@njit(parallel=True, fastmath=True, error_model="numpy", cache=True)
def _sums(points, position, rows, index, tables, sums):  # type: ignore[no-untyped-def]
    for job in prange((len(points) + BLOCK - 1) // BLOCK):
        first, last = job * BLOCK, min((job + 1) * BLOCK, len(points))
        middle = points[(first + last) // 2]
        own = _around(middle, position, rows)
        for i in range(first, last):
            x, y, z = _from(middle, points[i])
            sums[0, i], sums[1, i] = sum_at(x, y, z, own, index, tables)


@njit(parallel=True, fastmath=True, error_model="numpy", cache=True)
def _sums_and_main(points, position, rows, index, tables, sums, main):  # type: ignore[no-untyped-def]
    for job in prange((len(points) + BLOCK - 1) // BLOCK):
        first, last = job * BLOCK, min((job + 1) * BLOCK, len(points))
        middle = points[(first + last) // 2]
        level = np.zeros(last - first, np.float32)
        for start in range(0, len(position), MOST):
            some = slice(start, min(start + MOST, len(position)))
            own = _around(middle, position[some], np.ascontiguousarray(rows[:, some]))
            own_index = np.ascontiguousarray(index[:, some])
            for i in range(first, last):
                x, y, z = _from(middle, points[i])
                one, two, strongest = sum_and_main_at(x, y, z, own, own_index, tables)
                sums[0, i] += one
                sums[1, i] += two
                if level_of(strongest) > level[i - first]:
                    level[i - first], main[i] = level_of(strongest), start + number_of(strongest)


@njit(inline="always", fastmath=True, error_model="numpy")
def _from(middle, point):  # type: ignore[no-untyped-def]
    return np.float32(point[0] - middle[0]), np.float32(point[1] - middle[1]), np.float32(point[2] - middle[2])


@njit(error_model="numpy", nogil=True, cache=True)
def _around(middle, position, rows):  # type: ignore[no-untyped-def]
    """The antennas' rows with their places relative to the middle of a block."""
    own = rows.copy()
    for k in range(3):
        for j in range(len(position)):
            own[k, j] = np.float32(position[j, k] - middle[k])
    return own


@njit(parallel=True, fastmath=True, error_model="numpy", cache=True)
def units_at(points, position, rows, index, tables):  # type: ignore[no-untyped-def]
    """Unit density of each antenna at each point times its first weight, shape (antenna, point)."""
    found = np.empty((len(position), len(points)), np.float32)
    for j in prange(len(position)):
        own = np.ascontiguousarray(rows[:, j : j + 1])
        own[:3] = np.float32(0.0)
        own_index = np.ascontiguousarray(index[:, j : j + 1])
        for i in range(len(points)):
            x, y, z = _from(position[j], points[i])
            found[j, i], _ = sum_at(x, y, z, own, own_index, tables)
    return found


@dataclass(frozen=True, eq=False)
class Summands:
    """Antennas as the compiled sums take them, places apart because those are relative to a block.

    Parameters
    ----------
    position : ndarray, shape (antenna, 3)
        East, north, up. [m]
    rows : ndarray, shape (ROWS, antenna)
    index : ndarray, shape (2, antenna)
        Where the tables of each begin.
    tables : ndarray
        All tables one after the other.
    """

    position: Floats
    rows: Singles
    index: Index32
    tables: Singles


def summands_of(sources: Sources, weight: Floats, main: Floats | None = None) -> Summands:
    """Antennas with their weights.

    Parameters
    ----------
    sources : Sources
    weight : ndarray, shape (1 or 2, antenna)
        What one watt per square metre of each antenna adds to the sums, times its peak EIRP.
    main : ndarray, shape (antenna,), optional
        The weight by which the main contributor is found; the first sum's where it is missing.
    """
    tables, around, upright, floor = _closed(sources)
    index = np.stack([around[sources.table_index], upright[sources.table_index]])
    return Summands(
        sources.position, weighted_rows(sources.axes, floor[sources.table_index], weight, main), index, tables
    )


def weighted_rows(axes: Floats, floor: Singles, weight: Floats, main: Floats | None = None) -> Singles:
    """Rows of antennas with the places left open, shape (ROWS, antenna)."""
    rows = np.zeros((ROWS, len(axes)), np.float32)
    rows[SINE], rows[COSINE] = -axes[:, 1, 1], axes[:, 1, 0]
    rows[TILT_SINE], rows[TILT_COSINE] = -axes[:, 0, 2], axes[:, 2, 2]
    rows[FLOOR] = floor
    rows[FIRST], rows[SECOND] = weight[0] / (4 * np.pi), weight[-1] / (4 * np.pi)
    rows[MAIN] = rows[FIRST] if main is None else main / (4 * np.pi)
    return rows


def laid_out(
    around: Sequence[Singles] | Singles, upright: Sequence[Singles] | Singles
) -> tuple[Singles, Index32, Index32]:
    """Tables one after the other, and where each begins."""
    size = AROUND + 2
    starts_around = np.arange(len(around), dtype=np.int32) * np.int32(size)
    starts_upright = len(around) * size + np.arange(len(upright), dtype=np.int32) * np.int32(UPRIGHT + 2)
    joined = np.concatenate([np.ravel(around), np.ravel(upright)])
    return joined.astype(np.float32), starts_around, starts_upright.astype(np.int32)


@lru_cache(maxsize=2)
def _closed(sources: Sources) -> tuple[Singles, Index32, Index32, Singles]:
    made = gain_tables(sources.tables, sources.maximum_attenuation)
    return (*laid_out(made.around, made.upright), made.floor)


def summed(sources: Sources, weight: Floats, points: Floats) -> Singles:
    r"""Weighted sum over all antennas at points, compiled to vector code.

    Parameters
    ----------
    sources : Sources
        The antennas; none may weight its vertical cut by azimuth.
    weight : ndarray, shape (row, antenna)
        What one watt per square metre of each antenna adds to a sum, times its peak EIRP: the carriers of an antenna
        differ by a factor only, so each sum of the limit set needs one number an antenna.
    points : ndarray, shape (point, 3)
        East, north, up. [m]

    Returns
    -------
    ndarray, shape (row, point)
        :math:`\sum_a w_a\, G_a / 4 \pi r_a^2`, within 0.01 dB of :mod:`emfassess.field.far_field`.

    Raises
    ------
    ValueError
        If a point coincides with an antenna.
    """
    found = np.empty((len(weight), len(points)), np.float32)
    for first in range(0, len(weight), 2):
        some = summands_of(sources, weight[first : first + 2])
        both = np.empty((2, len(points)), np.float32)
        _sums(points, some.position, some.rows, some.index, some.tables, both)
        found[first : first + 2] = both[: len(weight) - first]
    return _finite(found, points, sources.position)


def summed_with_main(
    sources: Sources, weight: Floats, main: Floats, points: Floats
) -> tuple[Singles, NDArray[np.int32]]:
    """Sums as :func:`summed` gives them for one or two rows, and the antenna that adds most to `main`, (antenna,)."""
    some = summands_of(sources, weight, main)
    both = np.zeros((2, len(points)), np.float32)
    strongest = np.full(len(points), -1, np.int32)
    _sums_and_main(points, some.position, some.rows, some.index, some.tables, both, strongest)
    return _finite(both[: len(weight)], points, sources.position), strongest


def _finite(found: Singles, points: Floats, position: Floats) -> Singles:
    """Sums, refused where a point lies on an antenna: within a millimetre the level is past all meaning."""
    from scipy.spatial import cKDTree

    if len(points) and len(position):
        nearest, _ = cKDTree(position).query(points, distance_upper_bound=1e-3)
        if np.any(np.isfinite(nearest)):
            raise ValueError("distance must be positive: a point coincides with an antenna")
    return found
