r"""Distribution of a sum of independent log-normal powers, each in one of two states.

The power of one mast is log-normal about one median in line of sight and about another without; its antennas share the
state and the shadow. The Laplace transform of a sum of independent powers is the product of theirs,

.. math:: \Psi(s) = \prod_m \left[p_m\,\varphi_{\sigma_m}(s\,a_m) + (1 - p_m)\,\varphi_{\sigma'_m}(s\,a'_m)\right],

and the distribution follows from it in closed form (Gaver and Stehfest):

.. math:: F(x) = \sum_{k=1}^{n} \frac{V_k}{k}\,\Psi\!\left(\frac{k \ln 2}{x}\right).

The transform :math:`\varphi_\sigma(u)` of a log-normal power of median 1 is tabulated once against :math:`\ln u`. No other
approximation is made, and none of a single log-normal, which is off by decibels at the 5th percentile of few masts.

All terms lie on one grid of :math:`\ln s`, so that the transform of a mast is taken once at each of its nodes; between nodes
it is the polynomial of degree seven through eight of them, whose coefficients join with the weights into one filter.

References
----------
.. [1] H. Stehfest, Numerical inversion of Laplace transforms, Communications of the ACM 13 (1970), 47-49.
"""

import math
from functools import cache
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike

from emfassess.units import Floats

ORDER = 10
"""Terms of the inversion: enough for a sum of thirty masts, which spreads over 3 dB only."""

STEP = 0.05
LOWEST, HIGHEST = -30.0, 30.0
"""Beyond, the transform is 1 or 0 to eleven digits at every spread: the weights of the inversion reach 100 000."""

SPREAD_STEP = 0.1
_SPREADS = 45
"""Spreads of the table, 0 to 4.4 nepers (19 dB). The mean of two neighbours belongs to a mixture, so that it needs no finer
step."""

FEW = 2000
"""Points times masts up to which plain NumPy is sooner than loading the compiled kernel."""

MOST_SPREAD_DB = (_SPREADS - 2) * SPREAD_STEP * 10.0 / math.log(10.0)
"""Greatest spread of one mast. [dB]"""

_NOTHING = -700.0
"""Logarithm of no power: beside any other, and as itself, zero."""

STRIDE = 4
NODE = STRIDE * STEP
"""Distance of the grid's nodes, a multiple of that of the table's samples: all nodes lie alike between samples. Half of it
changes quantiles by less than 0.06 dB. [Np]"""

MARGIN = 0.2
"""The grid reaches so much beyond the bounds of the quantiles, which the inversion may pass by a little. [Np]"""


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


@cache
def _by_phase() -> Floats:
    """The same by spread, phase and every :data:`STRIDE`-th sample from it on: nodes read neighbours."""
    table = _table()
    padded = np.pad(table, ((0, 0), (0, -table.shape[1] % STRIDE)))
    return np.ascontiguousarray(np.swapaxes(padded.reshape(len(table), -1, STRIDE), 1, 2))


def sum_quantiles(
    probability: Floats,
    log_medians: Floats,
    spreads: Floats,
    levels: tuple[float, ...] = (0.05, 0.5, 0.95),
    few: int = FEW,
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
    few : int
        Up to so many points times masts in plain NumPy.

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
        np.ascontiguousarray(array, float) for array in (probability, *np.maximum(log_medians, _NOTHING), *spreads)
    )
    low, high = _bounds(sight, (first, second), (spread, other), (min(levels), max(levels)))
    if sight.size <= few:
        return _quantiles(sight, (first, second), (spread, other), (low, high), levels)
    from emfassess.exposure.expected.sum_kernel import PER_MAST, compiled_quantiles
    from emfassess.threads import shared_out

    offset, taps = inversion_filter()
    inversion = np.array(levels), offset, taps, _by_phase()
    with shared_out(PER_MAST * sight.size):
        return np.asarray(compiled_quantiles(sight, first, second, spread, other, low, high, *inversion))


def _bounds(sight: Floats, log_medians: Pair, spreads: Pair, outermost: tuple[float, float]) -> Pair:
    """Logarithms between which the quantiles lie, each of shape (point,).

    A sum is no less than any of its masts, and passes the sum of their quantiles at 1 - (1 - `most`)/masts with a probability
    of at most 1 - `most`; `outermost` is the least and the most of the levels.
    """
    least, most = outermost
    normal = NormalDist()
    below, above = normal.inv_cdf(least), normal.inv_cdf(1.0 - (1.0 - most) / sight.shape[1])
    low, high = (
        tuple(median + share * spread for median, spread in zip(log_medians, spreads, strict=True))
        for share in (below, above)
    )
    lowest = _of_both(np.minimum, sight, low).max(axis=1)
    highest = np.logaddexp.reduce(_of_both(np.maximum, sight, high), axis=1)
    return lowest - MARGIN, highest + MARGIN


def _of_both(choose: np.ufunc, sight: Floats, values: tuple[Floats, ...]) -> Floats:
    """The one or other of both states, as far as they can be."""
    first, second = values
    return np.asarray(choose(np.where(sight > 0.0, first, second), np.where(sight < 1.0, second, first)))


@cache
def inversion_filter() -> tuple[int, Floats]:
    r"""The inversion as a filter on the grid: offset of its first tap in nodes, and the taps.

    .. math:: F(e^{-u_i}) = \sum_j c_j\,\Psi(e^{u_{i + j}})
    """
    offsets = np.log(np.arange(1, ORDER + 1) * np.log(2.0)) / NODE
    starts = np.floor(offsets).astype(int) - 3
    taps = np.zeros(starts[-1] + 8 - starts[0])
    for weight, offset, start in zip(stehfest_weights(), offsets, starts, strict=True):
        nodes = np.arange(start, start + 8)
        for node in nodes:
            others = nodes[nodes != node]
            taps[node - starts[0]] += weight * np.prod((offset - others) / (node - others))
    return int(starts[0]), taps


def _quantiles(sight: Floats, log_medians: Pair, spreads: Pair, bounds: Pair, levels: tuple[float, ...]) -> Floats:
    """Quantiles in plain NumPy, shape (level, point)."""
    low, high = bounds
    start, taps = inversion_filter()
    count = int(np.max((high - low) / NODE, initial=0.0)) + 2
    # the argument falls with the power
    argument = (start + len(taps) - 1 - np.arange(count + len(taps) - 1)) * NODE - low[:, np.newaxis]
    product = np.ones(argument.shape)
    for mast in range(sight.shape[1]):
        one, two = (
            _looked_up(spread[:, mast], argument + medians[:, mast, np.newaxis])
            for spread, medians in zip(spreads, log_medians, strict=True)
        )
        share = sight[:, mast, np.newaxis]
        product *= share * one + (1.0 - share) * two
    cumulative = np.stack([np.convolve(row, taps, mode="valid") for row in product])
    found = [_crossing(cumulative, level) for level in levels]
    return np.exp(low + NODE * np.array(found))


def _crossing(cumulative: Floats, level: float) -> Floats:
    """Node, with its fraction, at which each row passes a level for the first time."""
    above = np.clip(np.argmax(cumulative[:, 1:] >= level, axis=1) + 1, 1, None)
    rows = np.arange(len(cumulative))
    under, over = cumulative[rows, above - 1], cumulative[rows, above]
    return np.asarray(above - 1 + np.clip((level - under) / np.maximum(over - under, 1e-12), 0.0, 1.0))


def _looked_up(spread: Floats, argument: Floats) -> Floats:
    """Transform between the table's samples: cubic along the argument, between spreads the mean that keeps the variance."""
    place = (np.clip(argument, LOWEST + STEP, HIGHEST) - LOWEST) / STEP
    i, row = place.astype(np.intp), (spread / SPREAD_STEP).astype(np.intp)
    share = (spread**2 / SPREAD_STEP**2 - row**2) / (2 * row + 1)
    factors, table = _cubic(place - i), _table()
    found = np.zeros(argument.shape)
    for step, part in enumerate((1.0 - share, share)):
        line = (row + step)[:, np.newaxis]
        found += part[:, np.newaxis] * sum(factor * table[line, i + k - 1] for k, factor in enumerate(factors))
    return found


def _cubic(t: Floats) -> tuple[Floats, ...]:
    """Weights of four samples at a fraction between the second and the third."""
    return (
        -t * (t - 1.0) * (t - 2.0) / 6.0,
        (t + 1.0) * (t - 1.0) * (t - 2.0) / 2.0,
        -(t + 1.0) * t * (t - 2.0) / 2.0,
        (t + 1.0) * t * (t - 1.0) / 6.0,
    )
