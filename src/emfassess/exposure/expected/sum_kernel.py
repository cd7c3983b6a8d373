"""The compiled quantiles of sums of masts: the same as those of :mod:`emfassess.exposure.expected.distribution`, faster."""

import math

import numpy as np
from numba import njit, prange

from emfassess.exposure.expected.distribution import HIGHEST, LOWEST, NODE, SPREAD_STEP, STEP, STRIDE

PER_MAST = 2000.0
"""Work of one mast at one point. [ns]"""


@njit(inline="always", error_model="numpy")
def _cubic(t):  # type: ignore[no-untyped-def]
    """Weights of four samples at a fraction between the second and the third."""
    return (
        -t * (t - 1.0) * (t - 2.0) / 6.0,
        (t + 1.0) * (t - 1.0) * (t - 2.0) / 2.0,
        -(t + 1.0) * t * (t - 2.0) / 2.0,
        (t + 1.0) * t * (t - 1.0) / 6.0,
    )


@njit(error_model="numpy", fastmath=True, cache=True)
def _add_state(probability, spread, lowest, table, found):  # type: ignore[no-untyped-def]
    """Add a state of a mast at all nodes, whose arguments rise from the lowest; `table` is (spread, phase, sample)."""
    place = (lowest - LOWEST) / STEP
    before = math.floor(place)
    first = before - 1
    # nodes before the table see all of the mast, those behind it nothing
    begin = min(max((STRIDE - 1 - first) // STRIDE, 0), len(found))
    end = min(max((int((HIGHEST - LOWEST) / STEP) - first) // STRIDE, begin), len(found))
    found[:begin] += probability
    if begin < end:
        factors, row = _cubic(place - before), int(spread / SPREAD_STEP)
        # the mean that keeps the variance
        share = ((spread / SPREAD_STEP) ** 2 - row * row) / (2 * row + 1)
        inside = found[begin:end]
        _add_samples(inside, table[row], first + STRIDE * begin, factors, probability * (1.0 - share))
        _add_samples(inside, table[row + 1], first + STRIDE * begin, factors, probability * share)


@njit(inline="always")
def _add_samples(found, table, first, factors, share):  # type: ignore[no-untyped-def]
    """Add four neighbouring samples of a spread's transform, `table` as (phase, sample), from one on."""
    count = len(found)
    one, two = _every(table, first, count), _every(table, first + 1, count)
    three, four = _every(table, first + 2, count), _every(table, first + 3, count)
    a, b, c, d = share * factors[0], share * factors[1], share * factors[2], share * factors[3]
    for j in range(count):
        found[j] += a * one[j] + b * two[j] + c * three[j] + d * four[j]


@njit(inline="always")
def _every(table, first, count):  # type: ignore[no-untyped-def]
    """Every STRIDE-th sample from one on."""
    return table[first % STRIDE, first // STRIDE : first // STRIDE + count]


@njit(inline="always")
def _crossing(cumulative, level):  # type: ignore[no-untyped-def]
    """Node, with its fraction, at which a distribution passes a level for the first time."""
    above = 1
    while above < len(cumulative) - 1 and cumulative[above] < level:
        above += 1
    under, over = cumulative[above - 1], cumulative[above]
    return above - 1 + min(max((level - under) / max(over - under, 1e-12), 0.0), 1.0)


@njit(parallel=True, error_model="numpy", cache=True)
def compiled_quantiles(sight, first, second, spread, other, low, high, levels, offset, taps, table):  # type: ignore[no-untyped-def]
    """Quantiles, shape (level, point); arrays by state of shape (point, mast), bounds of shape (point,)."""
    points, masts = sight.shape
    found = np.zeros((len(levels), points))
    for point in prange(points):
        count = int((high[point] - low[point]) / NODE) + 2
        lowest = offset * NODE - low[point] - (count - 1) * NODE
        product, mast = np.ones(count + len(taps) - 1), np.empty(count + len(taps) - 1)
        cumulative = np.empty(count)
        for m in range(masts):
            p = sight[point, m]
            mast[:] = 0.0
            if p > 0.0:
                _add_state(p, spread[point, m], lowest + first[point, m], table, mast)
            if p < 1.0:
                _add_state(1.0 - p, other[point, m], lowest + second[point, m], table, mast)
            product *= mast
        for i in range(count):
            # the argument falls with the power
            cumulative[count - 1 - i] = np.dot(taps, product[i : i + len(taps)])
        for level in range(len(levels)):
            found[level, point] = math.exp(low[point] + NODE * _crossing(cumulative, levels[level]))
    return found
