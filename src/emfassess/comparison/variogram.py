r"""How residuals hang together in space: variance, length and nugget of an exponential structure, from few points.

.. math:: C(h) = \sigma^2 e^{-h/\ell}, \qquad C(0) = \sigma^2 + \tau^2 + u^2

with the nugget :math:`\tau^2`, a real difference of neighbours, and the variance :math:`u^2` of a measurement, which
does not. The parameters are means over a grid, each node weighted with its restricted likelihood. A curve through a binned
variogram is not used: at twenty to sixty points, as campaigns have, it often finds none, and intervals from it come out
too narrow.

References
----------
.. [1] Patterson and Thompson, Biometrika 58 (1971) 545: restricted likelihood, by contrasts that do not know the mean.
.. [2] Diggle and Ribeiro, Model-based Geostatistics (2007), ch. 7: priors on a grid; predictions follow Student's t.
"""

from dataclasses import dataclass

import numpy as np
from scipy import linalg
from scipy.spatial.distance import pdist, squareform

from emfassess.units import Floats

LEAST_POINTS = 10
"""Fewer points have 45 pairs and less: no structure is looked for, and residuals count as independent of each other."""

MOST_POINTS = 600
"""The structure is estimated from at most so many points, taken evenly along their order."""

_LENGTHS = np.geomspace(1 / 30, 1.0, 12)
"""Lengths of the grid, over the median distance of the points."""

_SILLS = np.geomspace(0.02, 4.0, 24)
_NUGGETS = np.concatenate([[0.0025], np.geomspace(0.01, 1.5, 11)])
"""Variances of the grid, over the variance of the sample."""

_LEAST_VARIANCE = 0.05**2
"""Residuals never count as more alike than this. [dB^2]"""


@dataclass(frozen=True)
class Structure:
    """Variance [dB^2], length [m] and nugget [dB^2] of residuals; without a length they are independent."""

    variance: float
    length: float
    nugget: float

    @property
    def independent(self) -> bool:
        """Whether neighbours are independent."""
        return self.variance == 0.0

    def covariance(self, distance: Floats) -> Floats:
        """Covariance of residuals at distances, without nugget and measurement; same shape. [dB^2]"""
        if self.independent:
            return np.zeros_like(distance)
        return np.asarray(self.variance * np.exp(-distance / self.length))


def structure_of(places: Floats, residuals_db: Floats, standard_db: Floats) -> Structure:
    """Structure of residuals.

    Parameters
    ----------
    places : ndarray, shape (point, 2)
        East and north. [m]
    residuals_db : ndarray, shape (point,)
        Around a mean that is not known. [dB]
    standard_db : ndarray, shape (point,)
        Standard uncertainty of each measurement; their mean square counts. [dB]

    Returns
    -------
    Structure
        Independent residuals for fewer than :data:`LEAST_POINTS` points, or where all are at one place.
    """
    noise = float(np.mean(standard_db**2))
    if len(places) < LEAST_POINTS or np.ptp(places, axis=0).max() == 0:
        spread = float(residuals_db.var(ddof=1)) if len(places) > 1 else 0.0
        return Structure(0.0, 0.0, max(spread - noise, _LEAST_VARIANCE))
    kept = np.linspace(0, len(places) - 1, min(len(places), MOST_POINTS)).round().astype(int)
    return _mean_over_grid(places[kept], residuals_db[kept], noise)


def _mean_over_grid(places: Floats, residuals_db: Floats, noise: float) -> Structure:
    contrasts = linalg.helmert(len(places))
    sample = contrasts @ residuals_db
    spread = max(float(sample @ sample) / len(sample), _LEAST_VARIANCE)
    between = pdist(places)
    lengths = _LENGTHS * np.median(between[between > 0])
    sills, nuggets = _SILLS * spread, _NUGGETS * spread
    surface = np.stack(
        [_log_likelihood(contrasts, sample, squareform(between) / length, sills, nuggets + noise) for length in lengths]
    )
    weight = np.exp(surface - surface.max())
    weight /= weight.sum()
    length, variance, nugget = (
        float(weight.sum(axis=others) @ values)
        for others, values in (((1, 2), lengths), ((0, 2), sills), ((0, 1), nuggets))
    )
    return Structure(variance, length, nugget)


def _log_likelihood(contrasts: Floats, sample: Floats, reduced: Floats, sills: Floats, noises: Floats) -> Floats:
    """Restricted log-likelihood but for a constant, shape (sill, noise); `reduced` are distances over the length."""
    values, vectors = np.linalg.eigh(contrasts @ np.exp(-reduced) @ contrasts.T)
    square = (vectors.T @ sample) ** 2
    found = np.empty((len(sills), len(noises)))
    for row, sill in enumerate(sills):
        variance = sill * np.maximum(values, 0.0) + noises[:, np.newaxis]
        found[row] = -0.5 * (np.log(variance) + square / variance).sum(axis=1)
    return found
