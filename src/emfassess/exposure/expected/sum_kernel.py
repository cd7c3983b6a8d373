"""The compiled quantiles of sums of masts: the same as those of :mod:`emfassess.exposure.expected.distribution`, faster."""

import math

import numpy as np
from numba import njit, prange

from emfassess.exposure.expected.distribution import BRACKET, HIGHEST, LOWEST, SPAN, SPREAD_STEP, STEP


@njit(inline="always", error_model="numpy")
def _transform(table, spread, argument):  # type: ignore[no-untyped-def]
    """Transform between the table's samples: cubic along the argument, a mean of neighbours across spreads."""
    place = (min(max(argument, LOWEST + STEP), HIGHEST) - LOWEST) / STEP
    i = int(place)
    t = place - i
    row = int(spread / SPREAD_STEP)
    # the mean that keeps the variance
    low, high = row * SPREAD_STEP, (row + 1) * SPREAD_STEP
    share = (spread * spread - low * low) / (high * high - low * low)
    a = -t * (t - 1.0) * (t - 2.0) / 6.0
    b = (t + 1.0) * (t - 1.0) * (t - 2.0) / 2.0
    c = -(t + 1.0) * t * (t - 2.0) / 2.0
    d = (t + 1.0) * t * (t - 1.0) / 6.0
    found = 0.0
    for step in range(2):
        line = table[row + step]
        found += (share if step else 1.0 - share) * (a * line[i - 1] + b * line[i] + c * line[i + 1] + d * line[i + 2])
    return found


@njit(inline="always", error_model="numpy")
def _cumulative(log_power, probability, first, second, spread, other, weights, table):  # type: ignore[no-untyped-def]
    """Probability that the sum stays below a power."""
    total = 0.0
    for k in range(len(weights)):
        s = math.log((k + 1) * math.log(2.0)) - log_power
        product = 1.0
        for m in range(len(probability)):
            p, part = probability[m], 0.0
            if p > 0.0:
                part += p * _transform(table, spread[m], s + first[m])
            if p < 1.0:
                part += (1.0 - p) * _transform(table, other[m], s + second[m])
            product *= part
        total += weights[k] * product
    return total


@njit(parallel=True, error_model="numpy", cache=True)
def compiled_quantiles(probability, first, second, spread, other, levels, weights, table):  # type: ignore[no-untyped-def]
    """Quantiles, shape (level, point); arrays by state of shape (point, mast)."""
    points, masts = probability.shape
    found = np.zeros((len(levels), points))
    for point in prange(points):
        p, one_state, two_state = probability[point], first[point], second[point]
        one_spread, two_spread = spread[point], other[point]
        low, total, widest = -np.inf, 0.0, 0.0
        for m in range(masts):
            # a state that cannot be has no part in the bracket
            one = first[point, m] if probability[point, m] > 0.0 else second[point, m]
            two = second[point, m] if probability[point, m] < 1.0 else first[point, m]
            low = max(low, min(one, two))
            total += math.exp(max(one, two))
            widest = max(widest, spread[point, m], other[point, m])
        if total > 0.0:
            for level in range(len(levels)):
                left, right = low - SPAN * widest - 0.1, math.log(total) + SPAN * widest + 0.1
                under, over = 0.0, 1.0
                while right - left > BRACKET:
                    middle = 0.5 * (left + right)
                    below = _cumulative(middle, p, one_state, two_state, one_spread, two_spread, weights, table)
                    if below < levels[level]:
                        left, under = middle, below
                    else:
                        right, over = middle, below
                share = (levels[level] - under) / max(over - under, 1e-12)
                found[level, point] = math.exp(left + min(share, 1.0) * (right - left))
    return found
