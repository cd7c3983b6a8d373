"""The compiled sums of scattered fields: the same as those of :mod:`emfassess.field.scattered`, faster."""

import math

import numpy as np
from numba import njit, prange

from emfassess.field.scattered import DEGREE, FAR_METRES, NEAR_METRES
from emfassess.threads import shared_out
from emfassess.units import Floats

BLOCK = 256
"""Points that one task sums."""

PER_PAIR = 5.0
"""Work of one place at one point. [ns]"""


@njit(inline="always", fastmath=True, error_model="numpy")
def _unit(x, y, z, gain):  # type: ignore[no-untyped-def]
    """Scattered gain over the area of the sphere at an offset; `gain` are the coefficients of `passage`."""
    square = x * x + y * y + z * z
    way = min(max((math.sqrt(square) - NEAR_METRES) / (FAR_METRES - NEAR_METRES), 0.0), 1.0)
    series = gain[DEGREE]
    for k in range(DEGREE - 1, -1, -1):
        series = series * way + gain[k]
    return series / square


@njit(nogil=True, fastmath=True, error_model="numpy", cache=True)
def add_scattered(point, places, weight, gain, sums):  # type: ignore[no-untyped-def]
    """Add the scattered sums of antennas at one point to `sums`, (row,)."""
    unit = np.empty(places.shape[1])
    for j in range(len(unit)):
        unit[j] = _unit(point[0] - places[0, j], point[1] - places[1, j], point[2] - places[2, j], gain)
    for k in range(len(weight)):
        total = 0.0
        for j in range(len(unit)):
            total += weight[k, j] * unit[j]
        sums[k] += total


@njit(parallel=True, error_model="numpy", cache=True)
def _sums(points, places, weight, gain, sums):  # type: ignore[no-untyped-def]
    for job in prange((len(points) + BLOCK - 1) // BLOCK):
        for i in range(job * BLOCK, min((job + 1) * BLOCK, len(points))):
            sums[i] = 0.0
            add_scattered(points[i], places, weight, gain, sums[i])


def compiled_sums(points: Floats, places: Floats, weight: Floats, gain: Floats, sums: Floats) -> None:
    """Fill `sums`, (point, row); `places` are (3, place), `weight` (row, place), `gain` the coefficients of the passage."""
    with shared_out(PER_PAIR * len(points) * places.shape[1]):
        _sums(points, places, weight, gain, sums)
