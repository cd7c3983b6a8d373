r"""Model and measurements in one level: the model corrected by kriging of its residuals, with a prediction interval.

At a measured point the residual is *measured minus predicted* in decibel. Between the points it is estimated by ordinary
kriging (gstools), whose unknown mean is the bias of the model, and added to the prediction; far from all points the level
passes to the prediction corrected by that mean. The slope of the model is kept: it knows distance and beam better than a
few dozen readings do.

The interval is of the level itself, small-scale variation (the nugget) and the uncertainty of measurements in it, with the
factor of Student's t for one degree of freedom less than there are points. In W/m^2 the estimate is the median.

References
----------
.. [1] Hengl, Heuvelink and Rossiter, Computers & Geosciences 33 (2007) 1301: regression kriging.
.. [2] Dubrule, Mathematical Geology 15 (1983) 687: cross-validation from one inverse of the kriging matrix.
.. [3] Müller, Schüler, Zech, Heße, Geoscientific Model Development 15 (2022) 3161: gstools.
"""

from dataclasses import dataclass
from functools import cached_property

import gstools
import numpy as np
from numpy.typing import NDArray
from scipy import stats
from scipy.spatial.distance import cdist

from emfassess.comparison.variogram import Structure, structure_of
from emfassess.exposure.uncertainty import COVERAGE
from emfassess.summaries import Summarised
from emfassess.units import Floats, ratio_from_decibel

LEAST_POINTS = 3
MOST_POINTS = 2000
"""Every receptor of a map costs the square of it: ten thousand receptors take a minute."""

CHUNK = 2_000_000
"""Points times known points at a time."""

NOISE_FLOOR_DB = 0.1
"""No reading counts as more certain, so that two readings at one place do not contradict each other for ever. [dB]"""


@dataclass(frozen=True, eq=False, repr=False)
class Known(Summarised):
    """Measured points beside the model.

    `places` are east and north, (point, 2) [m]; `predicted_db` and `measured_db` levels of the power density over
    1 W/m^2, (point,) [dB]; `standard_db` the standard uncertainty of each reading, (point,) [dB]; `common_db` a standard
    uncertainty that all readings share, such as the calibration of their one instrument: it does not average out. [dB]
    """

    places: Floats
    predicted_db: Floats
    measured_db: Floats
    standard_db: Floats
    common_db: float = 0.0

    def __post_init__(self) -> None:
        count = len(self.places)
        if not LEAST_POINTS <= count <= MOST_POINTS:
            raise ValueError(
                f"{count} measured points that are not censored: a fused level needs {LEAST_POINTS} to {MOST_POINTS}; "
                "measure more, or take those near the stations and average a route over cells first"
            )
        for name in ("places", "predicted_db", "measured_db", "standard_db", "common_db"):
            if not np.all(np.isfinite(getattr(self, name))):
                raise ValueError(f"{name} of the measured points must be numbers")
        if np.any(self.standard_db < 0) or self.common_db < 0:
            raise ValueError("the uncertainty of a measurement must not be below 0")

    @property
    def noise_db(self) -> Floats:
        """Standard uncertainty of each reading, not below the floor, shape (point,). [dB]"""
        return np.maximum(self.standard_db, NOISE_FLOOR_DB)


@dataclass(frozen=True, eq=False, repr=False)
class Fusion(Summarised):
    """A model fused with measurements: what was measured, and the structure of the residuals."""

    known: Known
    structure: Structure

    @property
    def residuals_db(self) -> Floats:
        """Measured minus predicted, shape (point,). [dB]"""
        return np.asarray(self.known.measured_db - self.known.predicted_db)

    @property
    def factor(self) -> float:
        """Factor from the standard deviation to the half width of the 95 % interval."""
        return _factor(len(self.known.places))

    @property
    def bias_db(self) -> float:
        """Mean of *predicted minus measured* that allows for the correlation of neighbours. [dB]"""
        return -self._mean[0]

    @property
    def bias_standard_db(self) -> float:
        """Standard error of :attr:`bias_db`, what readings share in it. [dB]"""
        return float(np.hypot(self._mean[1], self.known.common_db))

    @cached_property
    def _mean(self) -> tuple[float, float]:
        inverse = np.linalg.inv(_covariance(self.known, self.structure))
        total = float(inverse.sum())
        return float(inverse.sum(axis=0) @ self.residuals_db) / total, total**-0.5


@dataclass(frozen=True, eq=False, repr=False)
class FusedLevels(Summarised):
    """Levels at points: `median_db` over 1 W/m^2, `correction_db` of the model in it, `standard_db`; shape (point,). [dB]"""

    median_db: Floats
    correction_db: Floats
    standard_db: Floats
    factor: float

    @property
    def median(self) -> Floats:
        """Median of the power density, shape (point,). [W/m^2]"""
        return ratio_from_decibel(self.median_db)

    @property
    def interval_db(self) -> Floats:
        """Ends of the 95 % prediction interval, shape (2, point). [dB]"""
        half = self.factor * self.standard_db
        return np.stack([self.median_db - half, self.median_db + half])

    @property
    def interval(self) -> Floats:
        """Ends of the 95 % prediction interval, shape (2, point). [W/m^2]"""
        return ratio_from_decibel(self.interval_db)


def fuse(known: Known) -> Fusion:
    """Estimate how the model's residuals hang together; fewer than ten points give a bias only."""
    return Fusion(known, structure_of(known.places, known.measured_db - known.predicted_db, known.noise_db))


def fused_levels(fusion: Fusion, places: Floats, predicted_db: Floats) -> FusedLevels:
    """Fused levels at points.

    Parameters
    ----------
    fusion : Fusion
    places : ndarray, shape (point, 2)
        East and north. [m]
    predicted_db : ndarray, shape (point,)
        What the model predicts there, over 1 W/m^2. [dB]

    Returns
    -------
    FusedLevels

    Raises
    ------
    ValueError
        If a prediction is not a number.
    """
    if not np.all(np.isfinite(predicted_db)):
        raise ValueError("a predicted level is not a number and cannot be corrected")
    correction, variance = _kriged(fusion.known, fusion.residuals_db, fusion.structure, places)
    standard = np.hypot(np.sqrt(variance), fusion.known.common_db)
    return FusedLevels(predicted_db + correction, correction, standard, fusion.factor)


def _kriged(known: Known, values_db: Floats, structure: Structure, places: Floats) -> tuple[Floats, Floats]:
    """Ordinary kriging of values at the known points: estimate and its variance, nugget included, shape (point,)."""
    # without structure any length will do: gstools asks for one above 0
    model = gstools.Exponential(
        dim=2, var=structure.variance, len_scale=structure.length or 1.0, nugget=structure.nugget
    )
    krige = gstools.krige.Ordinary(
        model,
        known.places.T,
        values_db,
        cond_err=structure.nugget + known.noise_db**2,
        pseudo_inv=False,
    )
    chunk = max(1, CHUNK // len(values_db))
    estimate, variance = krige(places.T, chunk_size=chunk, store=False)
    return np.asarray(estimate), np.asarray(variance)


def _covariance(known: Known, structure: Structure) -> Floats:
    """Covariance of the readings, shape (point, point). [dB^2]"""
    return structure.covariance(cdist(known.places, known.places)) + np.diag(structure.nugget + known.noise_db**2)


def _factor(count: int) -> float:
    return float(stats.t.ppf(0.975, count - 1))


@dataclass(frozen=True, eq=False, repr=False)
class Competitor(Summarised):
    """One way to estimate the level at a point that was left out.

    `errors_db` is estimated minus measured, `half_width_db` that of its 95 % interval for the reading, shape (point,). [dB]
    """

    name: str
    errors_db: Floats
    half_width_db: Floats

    @property
    def rms_error_db(self) -> float:
        """Root mean square error. [dB]"""
        return float(np.sqrt(np.mean(self.errors_db**2)))

    @property
    def mean_error_db(self) -> float:
        """Mean error. [dB]"""
        return float(self.errors_db.mean())

    @property
    def coverage(self) -> float:
        """Share of the readings that lie in their interval."""
        return float(np.mean(np.abs(self.errors_db) <= self.half_width_db))


COMPETITORS = ("model", "model-without-bias", "interpolation", "fused")


def cross_validation(fusion: Fusion, predicted_uncertainty_db: Floats) -> tuple[Competitor, ...]:
    """Leave one point out, estimate it from the others: the model, with its bias taken off, interpolation alone, the fusion.

    Parameters
    ----------
    fusion : Fusion
    predicted_uncertainty_db : ndarray, shape (point,)
        Expanded uncertainty (k = 1.96) of the model's prediction. [dB]

    Returns
    -------
    tuple of Competitor
        In the order of :data:`COMPETITORS`. The structures are those of all points, the kriging is without the one.
        Readings are estimated, so what they share counts in no interval but the model's.
    """
    known, residuals = fusion.known, fusion.residuals_db
    count, noise = len(residuals), known.noise_db
    alone = COVERAGE * np.sqrt((predicted_uncertainty_db / COVERAGE) ** 2 + noise**2 + known.common_db**2)
    rest = (residuals.sum() - residuals) / (count - 1)
    gap = residuals - residuals.mean()
    left = np.maximum((gap**2).sum() - count / (count - 1) * gap**2, 0.0)  # of squares, about the mean of the others
    spread = np.sqrt(left / (count - 2))
    without = _factor(count - 1) * spread * np.sqrt(1 + 1 / (count - 1))
    readings = structure_of(known.places, known.measured_db, noise)
    return (
        Competitor(COMPETITORS[0], -residuals, alone),
        Competitor(COMPETITORS[1], rest - residuals, without),
        Competitor(COMPETITORS[2], *_left_out(known, known.measured_db, readings)),
        Competitor(COMPETITORS[3], *_left_out(known, residuals, fusion.structure)),
    )


def _left_out(known: Known, values_db: Floats, structure: Structure) -> tuple[Floats, Floats]:
    """Errors and half widths of kriging each point from the others, from the inverse of the whole kriging matrix."""
    count = len(values_db)
    matrix = np.ones((count + 1, count + 1))
    matrix[:count, :count] = _covariance(known, structure)
    matrix[count, count] = 0.0
    inverse = np.linalg.inv(matrix)
    own: NDArray[np.float64] = np.diag(inverse)[:count]
    errors = -(inverse[:count, :count] @ values_db) / own
    return errors, _factor(count - 1) / np.sqrt(own)
