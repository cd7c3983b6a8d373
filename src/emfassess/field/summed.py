"""The summed field: all antennas at points, each weighted by its exposure ratio, and who contributes most.

Single precision, relative to the middle of a block of points: 40 km away a place is still good to 4 mm.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from emfassess.field.attenuation_tables import AROUND, UPRIGHT, Packed, attenuation_tables
from emfassess.field.sources import Sources
from emfassess.field.sum_kernel import (
    CAP,
    COSINE,
    FIRST,
    LOT,
    MAIN,
    ROWS,
    SECOND,
    SINE,
    TILT_COSINE,
    TILT_SINE,
    add_sums,
    add_sums_and_find_main,
    antenna_number,
    empty_lot,
    fill,
    level_of,
    point_unit_density,
)
from emfassess.summaries import Summarised
from emfassess.threads import shared_out
from emfassess.units import Floats, Singles

BLOCK = 1024
"""Points that share an origin."""

PER_PAIR = 5.0
"""Work of one antenna at one point. [ns]"""

_ZERO = np.float32(0.0)
Index32 = NDArray[np.int32]


@njit(parallel=True, error_model="numpy", cache=True)
def _sums(points, position, rows, index, tables, sums):  # type: ignore[no-untyped-def]
    numbers = np.arange(len(position))
    for job in prange((len(points) + BLOCK - 1) // BLOCK):
        some = slice(job * BLOCK, min((job + 1) * BLOCK, len(points)))
        middle, places = _relative(points[some])
        lot = empty_lot()
        for start in range(0, len(numbers), LOT):
            count = fill(lot, rows, index, numbers, start, _ZERO, _ZERO)
            _place(lot, position[start : start + LOT], middle)
            add_sums(places, lot, count, tables, sums[:, some])


@njit(parallel=True, error_model="numpy", cache=True)
def _sums_and_main(points, position, rows, index, tables, sums, main):  # type: ignore[no-untyped-def]
    numbers = np.arange(len(position))
    for job in prange((len(points) + BLOCK - 1) // BLOCK):
        some = slice(job * BLOCK, min((job + 1) * BLOCK, len(points)))
        middle, places = _relative(points[some])
        lot = empty_lot()
        level, strongest = np.zeros(len(places), np.float32), np.empty(len(places), np.int32)
        for start in range(0, len(numbers), LOT):
            count = fill(lot, rows, index, numbers, start, _ZERO, _ZERO)
            _place(lot, position[start : start + LOT], middle)
            add_sums_and_find_main(places, lot, count, tables, sums[:, some], strongest)
            for i in range(len(places)):
                if level_of(strongest[i]) > level[i]:
                    level[i], main[some.start + i] = level_of(strongest[i]), start + antenna_number(strongest[i])


@njit(error_model="numpy", nogil=True, cache=True)
def _relative(points):  # type: ignore[no-untyped-def]
    """The middle of some points, and them relative to it in single precision."""
    middle = points[len(points) // 2]
    return middle, (points - middle).astype(np.float32)


@njit(error_model="numpy", nogil=True, cache=True)
def _place(lot, position, middle):  # type: ignore[no-untyped-def]
    """Put the antennas of a lot at their places relative to the middle of a block."""
    for k in range(3):
        for j in range(len(position)):
            lot[0][k * LOT + j] = np.float32(position[j, k] - middle[k])


@njit(parallel=True, fastmath=True, error_model="numpy", cache=True)
def _units(points, position, rows, index, tables):  # type: ignore[no-untyped-def]
    found = np.empty((len(position), len(points)), np.float32)
    for j in prange(len(position)):
        row = rows[:, j].copy()
        row[:3] = np.float32(0.0)
        for i in range(len(points)):
            x = np.float32(points[i, 0] - position[j, 0])
            y = np.float32(points[i, 1] - position[j, 1])
            z = np.float32(points[i, 2] - position[j, 2])
            unit = point_unit_density(x, y, z, row, index[0, j], index[1, j], tables)
            found[j, i] = row[FIRST] * unit
    return found


def units_at(points: Floats, position: Floats, rows: Singles, index: Index32, tables: Packed) -> Singles:
    """Unit density of each antenna at each point times its first weight, shape (antenna, point)."""
    with shared_out(PER_PAIR * len(points) * len(position)):
        return np.asarray(_units(points, position, rows, index, tables))


@dataclass(frozen=True, eq=False, repr=False)
class Summands(Summarised):
    """Antennas as the compiled sums take them, places apart because those are relative to a block.

    Parameters
    ----------
    position : ndarray, shape (antenna, 3)
        East, north, up. [m]
    rows : ndarray, shape (ROWS, antenna)
    index : ndarray, shape (2, antenna)
        Where the tables of each begin.
    tables : ndarray of int32
        All tables one after the other.
    """

    position: Floats
    rows: Singles
    index: Index32
    tables: Packed


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
    tables, horizontal, upright, cap = _packed(sources)
    index = np.stack([horizontal[sources.table_index], upright[sources.table_index]])
    return Summands(
        sources.position, weighted_rows(sources.axes, cap[sources.table_index], weight, main), index, tables
    )


def weighted_rows(axes: Floats, cap: Singles, weight: Floats, main: Floats | None = None) -> Singles:
    """Rows of antennas with the places left open, shape (ROWS, antenna)."""
    rows = np.zeros((ROWS, len(axes)), np.float32)
    rows[SINE], rows[COSINE] = -axes[:, 1, 1], axes[:, 1, 0]
    rows[TILT_SINE], rows[TILT_COSINE] = -axes[:, 0, 2], axes[:, 2, 2]
    rows[CAP] = cap
    rows[FIRST], rows[SECOND] = weight[0] / (4 * np.pi), weight[-1] / (4 * np.pi)
    rows[MAIN] = rows[FIRST] if main is None else main / (4 * np.pi)
    return rows


def laid_out(
    horizontal: Sequence[Packed] | Packed, upright: Sequence[Packed] | Packed
) -> tuple[Packed, Index32, Index32]:
    """Tables one after the other, and where each begins."""
    size = AROUND + 2
    starts_around = np.arange(len(horizontal), dtype=np.int32) * np.int32(size)
    starts_upright = len(horizontal) * size + np.arange(len(upright), dtype=np.int32) * np.int32(UPRIGHT + 2)
    joined = np.concatenate([np.ravel(horizontal), np.ravel(upright)])
    return joined, starts_around, starts_upright.astype(np.int32)


@lru_cache(maxsize=2)
def _packed(sources: Sources) -> tuple[Packed, Index32, Index32, Singles]:
    made = attenuation_tables(sources.tables, sources.maximum_attenuation)
    return (*laid_out(made.horizontal, made.upright), made.cap)


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
        both = both_sums(summands_of(sources, weight[first : first + 2]), points)
        found[first : first + 2] = both[: len(weight) - first]
    return _finite(found, points, sources.position)


def both_sums(some: Summands, points: Floats) -> Singles:
    """Both sums of antennas at points where none of them is, shape (2, point)."""
    both = np.zeros((2, len(points)), np.float32)
    with shared_out(PER_PAIR * len(points) * len(some.position)):
        _sums(points, some.position, some.rows, some.index, some.tables, both)
    return both


def summed_with_main(
    sources: Sources, weight: Floats, main: Floats, points: Floats
) -> tuple[Singles, NDArray[np.int32]]:
    """Sums as :func:`summed` gives them for one or two rows, and the antenna that adds most to `main`, (antenna,)."""
    some = summands_of(sources, weight, main)
    both = np.zeros((2, len(points)), np.float32)
    strongest = np.full(len(points), -1, np.int32)
    with shared_out(PER_PAIR * len(points) * len(some.position)):
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
