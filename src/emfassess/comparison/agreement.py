r"""Agreement of predicted and measured levels: the score of one pair, and the statistics of many.

A difference is *predicted minus measured*, in decibel of the power density (those of the field strength are the same), so
that a positive one means a model that is too high. Count, mean difference and standard deviation, reported for all points and
for classes of them, are the output that ITU-R P.1148 asks for; r.m.s. error and correlation are added. That
Recommendation was made for sky waves at 2 to 30 MHz: its form is used here, not its propagation.

Intervals take the differences as independent and normal. Points nearer to each other than the residuals are correlated
make them too narrow; :mod:`emfassess.comparison.kriging` gives a mean that allows for it.

References
----------
.. [1] ITU-R P.1148-1 (1997), annex 1: count, mean difference (dB), standard deviation (dB); classes of distance and others.
.. [2] ISO 13528, E_n score: difference over the root of the sum of the squared expanded uncertainties, 1 is the bound.
.. [3] JCGM 100:2008 (GUM), 4.2.3; Student's t and chi-square intervals of a normal sample.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import optimize, special, stats

from emfassess.units import Floats

CONFIDENCE = 0.95
LEAST = 4
"""Fewer differences have no statistics: the interval of a correlation needs one more than three."""

_TAIL = (1 + CONFIDENCE) / 2
_NORMAL = float(stats.norm.ppf(_TAIL))


class Outcome(StrEnum):
    """Score of a pair of levels. The last two are of points where the instrument reported only its sensitivity."""

    AGREES = "agrees"
    DISAGREES = "disagrees"
    BELOW_SENSITIVITY = "below-sensitivity"
    ABOVE_SENSITIVITY = "above-sensitivity"


def e_n_score(difference_db: ArrayLike, first_db: ArrayLike, second_db: ArrayLike) -> Floats:
    """Score of a difference of two levels by their expanded uncertainties of the same coverage.

    Parameters
    ----------
    difference_db : array_like, shape (...)
        [dB]
    first_db, second_db : array_like, shape (...)
        Expanded uncertainties, zero or more. [dB]

    Returns
    -------
    ndarray, shape (...)
        At most 1 where the levels agree; infinite where they differ though neither is uncertain, 0 where they do not.

    Examples
    --------
    >>> float(e_n_score(-5.0, 3.0, 4.0))
    1.0
    """
    gap = np.abs(np.asarray(difference_db, dtype=float))
    width = np.hypot(first_db, second_db)
    return np.asarray(np.divide(gap, width, out=np.where(gap > 0, np.inf, 0.0 * gap), where=width > 0))


def outcomes(difference_db: Floats, e_n: Floats, censored: NDArray[np.bool_]) -> tuple[Outcome, ...]:
    """Outcome at each point; where censored, the difference is to the sensitivity."""
    kinds = (Outcome.AGREES, Outcome.DISAGREES), (Outcome.BELOW_SENSITIVITY, Outcome.ABOVE_SENSITIVITY)
    return tuple(
        kinds[1][int(gap > 0)] if hidden else kinds[0][int(score > 1)]
        for gap, score, hidden in zip(difference_db, e_n, censored, strict=True)
    )


@dataclass(frozen=True)
class Estimate:
    """A figure with its standard error and the ends of its 95 % interval."""

    value: float
    standard_error: float
    low: float
    high: float


@dataclass(frozen=True)
class Statistics:
    """Statistics of a sample of differences; the correlation is of both levels in decibel, None where one is constant."""

    count: int
    mean_error_db: Estimate
    standard_deviation_db: Estimate
    rms_error_db: Estimate
    correlation: Estimate | None


def difference_statistics(predicted_db: Floats, measured_db: Floats) -> Statistics | None:
    r"""Statistics of the differences of two samples of levels; None for fewer than :data:`LEAST` points.

    Parameters
    ----------
    predicted_db, measured_db : ndarray, shape (point,)
        Levels at the same points. [dB]

    Notes
    -----
    .. math::
        \bar d = \tfrac1n \sum d_i \pm t\, s/\sqrt n, \quad
        s^2 = \tfrac1{n-1}\sum (d_i-\bar d)^2, \quad
        \sqrt{(n-1) s^2/\chi^2_{0.975}} \le \sigma \le \sqrt{(n-1) s^2/\chi^2_{0.025}}

    The standard error of s is s/sqrt(2(n-1)). The r.m.s. error is the root of the mean of d², its standard error by the
    spread of d². The correlation's interval is Fisher's, atanh r ± 1.96/sqrt(n-3).
    """
    difference = np.asarray(predicted_db) - np.asarray(measured_db)
    count = len(difference)
    if count < LEAST:
        return None
    return Statistics(
        count, _mean(difference), _deviation(difference), _rms(difference), _correlation(predicted_db, measured_db)
    )


def _mean(difference: Floats) -> Estimate:
    count, value = len(difference), float(difference.mean())
    error = float(difference.std(ddof=1)) / count**0.5
    half = float(stats.t.ppf(_TAIL, count - 1)) * error
    return Estimate(value, error, value - half, value + half)


def _deviation(difference: Floats) -> Estimate:
    freedom, value = len(difference) - 1, float(difference.std(ddof=1))
    low, high = (value * (freedom / float(stats.chi2.ppf(tail, freedom))) ** 0.5 for tail in (_TAIL, 1 - _TAIL))
    return Estimate(value, value / (2 * freedom) ** 0.5, low, high)


def _rms(difference: Floats) -> Estimate:
    square = difference**2
    value = float(square.mean()) ** 0.5
    error = float(square.std(ddof=1)) / len(square) ** 0.5
    low, high = (max(0.0, value**2 + sign * _NORMAL * error) ** 0.5 for sign in (-1, 1))
    return Estimate(value, error / (2 * value) if value else 0.0, low, high)


def _correlation(predicted_db: Floats, measured_db: Floats) -> Estimate | None:
    if min(np.ptp(predicted_db), np.ptp(measured_db)) < 1e-9:  # a constant has none
        return None
    value = float(np.clip(np.corrcoef(predicted_db, measured_db)[0, 1], -1.0, 1.0))
    count = len(predicted_db)
    if abs(value) > 1 - 1e-12:
        return Estimate(value, 0.0, value, value)
    low, high = (float(np.tanh(np.arctanh(value) + sign * _NORMAL / (count - 3) ** 0.5)) for sign in (-1, 1))
    return Estimate(value, (1 - value**2) / (count - 3) ** 0.5, low, high)


@dataclass(frozen=True)
class CensoredStatistics:
    """Mean and spread of all differences, those known only to be greater than a bound among them."""

    count: int
    censored: int
    mean_error_db: Estimate
    standard_deviation_db: Estimate


def censored_statistics(difference_db: Floats, censored: NDArray[np.bool_]) -> CensoredStatistics | None:
    r"""Mean and spread by maximum likelihood of a normal distribution, bounds among the differences.

    Points below an instrument's sensitivity are just those where the model may be too high. Left out, they make it look
    lower than it is; as bounds they count for what they say.

    Parameters
    ----------
    difference_db : ndarray, shape (point,)
        Predicted minus measured; where censored, predicted minus sensitivity, which the difference exceeds. [dB]
    censored : ndarray of bool, shape (point,)

    Returns
    -------
    CensoredStatistics or None
        None for fewer than :data:`LEAST` known differences, or if all of them are the same.

    Notes
    -----
    .. math:: \ln L = \sum_\mathrm{known} \ln \tfrac1\sigma \varphi\!\left(\tfrac{d_i-\mu}\sigma\right)
        + \sum_\mathrm{censored} \ln\left[1-\Phi\!\left(\tfrac{c_i-\mu}\sigma\right)\right]

    (Tobin 1958). Standard errors from the observed information. As the likeliest deviation of m known differences is
    too small, it and the errors are widened by sqrt(m/(m-1)), and Student's t of m-1 makes the intervals: without a censored
    point the mean and its interval are those of :func:`difference_statistics`.
    """
    known, bounds = difference_db[~censored], difference_db[censored]
    if len(known) < LEAST or np.ptp(known) < 1e-9:
        return None

    def surprise(parameters: Floats) -> float:
        mean, deviation = parameters[0], np.exp(parameters[1])
        detected_part = 0.5 * (((known - mean) / deviation) ** 2).sum() + len(known) * parameters[1]
        return float(detected_part - special.log_ndtr((mean - bounds) / deviation).sum())

    found = optimize.minimize(surprise, [known.mean(), np.log(known.std())], method="Nelder-Mead", options=_EXACT)
    mean, deviation = float(found.x[0]), float(np.exp(found.x[1]))
    freedom = len(known) - 1
    widened = (len(known) / freedom) ** 0.5
    errors = widened * np.sqrt(np.diag(np.linalg.inv(_information(known, bounds, mean, deviation))))
    half = float(stats.t.ppf(_TAIL, freedom)) * errors
    factor = float(np.exp(half[1] / (deviation * widened)))
    deviation *= widened
    return CensoredStatistics(
        len(difference_db),
        len(bounds),
        Estimate(mean, float(errors[0]), mean - float(half[0]), mean + float(half[0])),
        Estimate(deviation, float(errors[1]), deviation / factor, deviation * factor),
    )


_EXACT = {"xatol": 1e-8, "fatol": 1e-10, "maxiter": 4000}


def _information(known: Floats, bounds: Floats, mean: float, deviation: float) -> Floats:
    """Observed information of mean and deviation, shape (2, 2): second derivatives of the log-likelihood, negated."""
    z, c = (known - mean) / deviation, (bounds - mean) / deviation
    hazard = np.exp(-0.5 * c**2 - special.log_ndtr(-c)) / (2 * np.pi) ** 0.5
    slope = hazard * (hazard - c)
    both = (2 * z).sum() + (hazard + c * slope).sum()
    first = len(known) + slope.sum()
    second = (3 * z**2 - 1).sum() + (2 * c * hazard + c**2 * slope).sum()
    return np.array([[first, both], [both, second]]) / deviation**2


@dataclass(frozen=True)
class Group:
    """Points of one class: how many, how many of them censored, and the statistics of the others if there are enough."""

    kind: str
    label: str
    count: int
    censored: int
    statistics: Statistics | None


def grouped(
    kind: str, labels: tuple[str, ...], predicted_db: Floats, measured_db: Floats, censored: NDArray[np.bool_],
    order: Callable[[str], object] = str,
) -> tuple[Group, ...]:  # fmt: skip
    """Statistics of each class of points, shape of all (point,); censored ones are counted and left out."""
    of = np.array(labels)
    groups = []
    for label in sorted(set(labels), key=order):  # type: ignore[arg-type]
        here, kept = of == label, (of == label) & ~censored
        found = difference_statistics(predicted_db[kept], measured_db[kept])
        groups.append(Group(kind, label, int(here.sum()), int((here & censored).sum()), found))
    return tuple(groups)
