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
from numpy.typing import ArrayLike

from emfassess.units import Floats

ORDER = 10
"""Terms of the inversion: enough for a sum of thirty masts, which spreads over 3 dB only."""

STEP = 0.05
LOWEST, HIGHEST = -30.0, 20.0
SPREAD_STEP = 0.1
_SPREADS = 45
"""Spreads of the table, 0 to 4.4 nepers (19 dB). The mean of two neighbours belongs to a mixture, so that it needs no finer
step."""

FEW = 2000
"""Points times masts up to which plain NumPy is sooner than loading the compiled kernel."""

MOST_SPREAD_DB = (_SPREADS - 2) * SPREAD_STEP * 10.0 / math.log(10.0)
"""Greatest spread of one mast. [dB]"""

SPAN = 4.0
"""Quantiles are looked for within so many spreads of the medians: beyond lie one in 30 000 places for each mast."""

BRACKET = 0.25
"""Within so much the distribution is taken as straight: the curvature of a spread of 4 dB is 0.03 dB there. [Np]"""


Pair = tuple[Floats, Floats]


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
    argument = np.arange(LOWEST, HIGHEST + 3 * STEP, STEP)
    return np.stack([lognormal_transform(argument, row * SPREAD_STEP) for row in range(_SPREADS)])


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
    if np.any(~((spreads >= 0.0) & (spreads <= (_SPREADS - 2) * SPREAD_STEP))):
        raise ValueError(f"the spread of a mast must lie in 0..{MOST_SPREAD_DB:.1f} dB")
    sight, first, second, spread, other = (
        np.ascontiguousarray(array, float) for array in (probability, *log_medians, *spreads)
    )
    if sight.size <= FEW:
        return _quantiles(sight, (first, second), (spread, other), levels)
    from emfassess.exposure.expected.sum_kernel import compiled_quantiles

    weights, table = stehfest_weights(), _table()
    return np.asarray(compiled_quantiles(sight, first, second, spread, other, np.array(levels), weights, table))


def _quantiles(sight: Floats, log_medians: Pair, spreads: Pair, levels: tuple[float, ...]) -> Floats:
    """Quantiles in plain NumPy, shape (level, point)."""
    one = np.where(sight > 0.0, log_medians[0], log_medians[1])
    two = np.where(sight < 1.0, log_medians[1], log_medians[0])
    reach = SPAN * np.maximum(*spreads).max(axis=1) + 0.1
    lowest = np.minimum(one, two).max(axis=1) - reach
    highest = np.logaddexp.reduce(np.maximum(one, two), axis=1) + reach
    found = []
    for level in levels:
        left, right = lowest.copy(), highest.copy()
        under, over = np.zeros(len(sight)), np.ones(len(sight))
        while np.any(right - left > BRACKET):
            middle = 0.5 * (left + right)
            value = cumulative(middle, sight, log_medians, spreads)
            below = value < level
            left, under = np.where(below, middle, left), np.where(below, value, under)
            right, over = np.where(below, right, middle), np.where(below, over, value)
        share = np.clip((level - under) / np.maximum(over - under, 1e-12), 0.0, 1.0)
        found.append(np.exp(left + share * (right - left)))
    return np.array(found)


def cumulative(log_power: Floats, sight: Floats, log_medians: Pair, spreads: Pair) -> Floats:
    """Probability that the sum of masts stays below a power.

    Parameters
    ----------
    log_power : ndarray, shape (point,)
        Natural logarithm.
    sight : ndarray, shape (point, mast)
        Probability of the first state.
    log_medians, spreads : pair of ndarray, shape (point, mast)
        Of both states, as for :func:`sum_quantiles`.
    """
    total = np.zeros(len(log_power))
    for k, weight in enumerate(stehfest_weights(), start=1):
        s = np.log(k * np.log(2.0)) - log_power[:, np.newaxis]
        first, second = (_looked_up(spread, s + median) for spread, median in zip(spreads, log_medians, strict=True))
        total += weight * np.prod(sight * first + (1.0 - sight) * second, axis=1)
    return total


def _looked_up(spread: Floats, argument: Floats) -> Floats:
    """Transform between the table's samples: cubic along the argument, between spreads the mean that keeps the variance."""
    place = (np.clip(argument, LOWEST + STEP, HIGHEST) - LOWEST) / STEP
    i, row = place.astype(np.intp), (spread / SPREAD_STEP).astype(np.intp)
    t, low, high = place - i, row * SPREAD_STEP, (row + 1) * SPREAD_STEP
    share = (spread**2 - low**2) / (high**2 - low**2)
    cubic = (
        -t * (t - 1.0) * (t - 2.0) / 6.0,
        (t + 1.0) * (t - 1.0) * (t - 2.0) / 2.0,
        -(t + 1.0) * t * (t - 2.0) / 2.0,
        (t + 1.0) * t * (t - 1.0) / 6.0,
    )
    table = _table()
    below, above = (sum(factor * table[row + step, i + k - 1] for k, factor in enumerate(cubic)) for step in range(2))
    return np.asarray((1.0 - share) * below + share * above)
