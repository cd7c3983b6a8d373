r"""Distribution of a sum of independent log-normal powers, each in one of two states.

The power of one mast is log-normal about one median in line of sight and about another without; its antennas share the
state and the shadow. The Laplace transform of a sum of independent powers is the product of theirs,

.. math:: \Psi(s) = \prod_m \left[p_m\,\varphi_{\sigma_m}(s\,a_m) + (1 - p_m)\,\varphi_{\sigma'_m}(s\,a'_m)\right],

and the distribution follows from it in closed form (Gaver and Stehfest):

.. math:: F(x) = \sum_{k=1}^{n} \frac{V_k}{k}\,\Psi\!\left(\frac{k \ln 2}{x}\right).

The transform :math:`\varphi_\sigma(u)` of a log-normal power of median 1 is tabulated once against :math:`\ln u`. No other
approximation is made, and none of a single log-normal, which is off by decibels at the 5th percentile of few masts.

References
----------
.. [1] H. Stehfest, Numerical inversion of Laplace transforms, Communications of the ACM 13 (1970), 47-49.
"""

import math
from functools import cache

import numpy as np
from numba import njit, prange
from numpy.typing import ArrayLike

from emfassess.units import Floats

ORDER = 10
"""Terms of the inversion: enough for a sum of thirty masts, which spreads over 3 dB only."""

_STEP = 0.05
_LOWEST, _HIGHEST = -30.0, 20.0
_SPREAD_STEP = 0.1
_SPREADS = 45
"""Spreads of the table, 0 to 4.4 nepers (19 dB). The mean of two neighbours belongs to a mixture, so that it needs no finer
step."""

MOST_SPREAD_DB = (_SPREADS - 2) * _SPREAD_STEP * 10.0 / math.log(10.0)
"""Greatest spread of one mast. [dB]"""

_SPAN = 4.0
"""Quantiles are looked for within so many spreads of the medians: beyond lie one in 30 000 places for each mast."""

_BRACKET = 0.25
"""Within so much the distribution is taken as straight: the curvature of a spread of 4 dB is 0.03 dB there. [Np]"""


def stehfest_weights(order: int = ORDER) -> Floats:
    r"""Weights :math:`V_k / k` of the inversion, shape (order,); `order` is even.

    .. math:: V_k = (-1)^{k + n/2} \sum_{j=\lfloor(k+1)/2\rfloor}^{\min(k, n/2)}
              \frac{j^{n/2}(2j)!}{(n/2-j)!\,j!\,(j-1)!\,(k-j)!\,(2j-k)!}
    """
    half, f = order // 2, math.factorial
    values = []
    for k in range(1, order + 1):
        terms = (
            j**half * f(2 * j) / (f(half - j) * f(j) * f(j - 1) * f(k - j) * f(2 * j - k))
            for j in range((k + 1) // 2, min(k, half) + 1)
        )
        values.append((-1) ** (k + half) * sum(terms) / k)
    return np.array(values)


def lognormal_transform(log_argument: ArrayLike, spread: float) -> Floats:
    r"""Laplace transform of a log-normal power of median 1.

    Parameters
    ----------
    log_argument : array_like, shape (...)
        :math:`\ln u`.
    spread : float
        Standard deviation of the power's natural logarithm. [Np]

    Returns
    -------
    ndarray, shape (...)
        :math:`\int e^{-u e^{\sigma z}} \phi(z)\,dz`, by the trapezoidal rule, which converges exponentially here.
    """
    z = np.linspace(-8.0, 8.0, 257)
    weight = np.exp(-(z**2) / 2.0)
    exponent = np.minimum(np.asarray(log_argument, float)[..., np.newaxis] + spread * z, 700.0)
    return np.asarray(np.exp(-np.exp(exponent)) @ (weight / weight.sum()))


@cache
def _table() -> Floats:
    """Transforms by spread and logarithm of the argument, shape (spread, argument)."""
    argument = np.arange(_LOWEST, _HIGHEST + 3 * _STEP, _STEP)
    return np.stack([lognormal_transform(argument, row * _SPREAD_STEP) for row in range(_SPREADS)])


def sum_quantiles(
    probability: Floats, log_medians: Floats, spreads: Floats, levels: tuple[float, ...] = (0.05, 0.5, 0.95)
) -> Floats:
    """Quantiles of the summed power of masts.

    Parameters
    ----------
    probability : ndarray, shape (point, mast)
        Of the first state.
    log_medians : ndarray, shape (2, point, mast)
        Natural logarithm of the median power in each state; minus infinity for none.
    spreads : ndarray, shape (2, point, mast)
        Standard deviation of the power's natural logarithm, at most that of :data:`MOST_SPREAD_DB`. [Np]
    levels : tuple of float
        Which quantiles, each above 0 and below 1.

    Returns
    -------
    ndarray, shape (level, point)
        In the unit of the medians; 0 where no mast has power.

    Raises
    ------
    ValueError
        If a spread is negative or too great.
    """
    if np.any(~((spreads >= 0.0) & (spreads <= (_SPREADS - 2) * _SPREAD_STEP))):
        raise ValueError(f"the spread of a mast must lie in 0..{MOST_SPREAD_DB:.1f} dB")
    sight, first, second, spread, other = (
        np.ascontiguousarray(array, float) for array in (probability, *log_medians, *spreads)
    )
    weights, table = stehfest_weights(), _table()
    return np.asarray(_quantiles(sight, first, second, spread, other, np.array(levels), weights, table))


@njit(inline="always", error_model="numpy")
def _transform(table, spread, argument):  # type: ignore[no-untyped-def]
    """Transform between the table's samples: cubic along the argument, a mean of neighbours across spreads."""
    place = (min(max(argument, _LOWEST + _STEP), _HIGHEST) - _LOWEST) / _STEP
    i = int(place)
    t = place - i
    row = int(spread / _SPREAD_STEP)
    # the mean that keeps the variance
    low, high = row * _SPREAD_STEP, (row + 1) * _SPREAD_STEP
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
def _quantiles(probability, first, second, spread, other, levels, weights, table):  # type: ignore[no-untyped-def]
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
                left, right = low - _SPAN * widest - 0.1, math.log(total) + _SPAN * widest + 0.1
                under, over = 0.0, 1.0
                while right - left > _BRACKET:
                    middle = 0.5 * (left + right)
                    below = _cumulative(middle, p, one_state, two_state, one_spread, two_spread, weights, table)
                    if below < levels[level]:
                        left, under = middle, below
                    else:
                        right, over = middle, below
                share = (levels[level] - under) / max(over - under, 1e-12)
                found[level, point] = math.exp(left + min(share, 1.0) * (right - left))
    return found
