r"""The complex weights of a panel's rows, recovered from its vertical cut.

The cut gives the power :math:`|W(\psi)|^2` of the row weights' polynomial :math:`W(\psi) = \sum_n w_n e^{jn\psi}` with
:math:`\psi = k d \sin\epsilon`, times an element pattern. Its Fourier coefficients are the autocorrelation of the
weights: a linear, regularised fit. The weights themselves are a spectral factor of it. Each zero of *W* may be moved to
its mirror image in the unit circle without changing the cut, so the weights are known only up to these choices: none
where the nulls of the cut are deep, many where they are filled. All of them are kept, so that whoever needs an upper
bound can take the largest.

References
----------
.. [1] L. Fejér, F. Riesz: a non-negative trigonometric polynomial is the squared magnitude of a polynomial.
.. [2] H. Orchard, R. Elliott, G. Stern, "Optimising the synthesis of shaped beam antenna patterns", IEE Proc. H 132
   (1985): the same moving of zeros, used there to choose among the weights of one pattern.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

import numpy as np
from numpy.typing import NDArray

from emfassess.patterns.pattern import Pattern, sampled
from emfassess.units import Floats

Complexes = NDArray[np.complex128]

EXPONENTS = np.arange(1.0, 4.0, 0.5)
"""Exponents of the cosine that represents the element's field; half steps, so that powers cost products only."""

ELEMENT_FLOOR = 10.0 ** (-27.0 / 20.0)
"""Least relative field of an element: edges and supports scatter some 25 to 30 dB below its peak."""

FITTED_WITHIN_DEG = 60.0
"""The cut is fitted so far from boresight; nearer to the zenith the reflector's edges rule, not the rows."""

MATTERS_DB, MATTERS_WITHIN_DEG = 20.0, 45.0
"""How far below the peak, and how far from boresight, the fit has to be good, and is judged."""

SOFT_FLOOR = 10.0**-2.5
"""Power that represents the noise of a measured cut: fainter samples count less."""

STABILISER = 1e-3
"""Regularisation of the fit, against the norm of the weighted samples."""

LEAST_POWER = 10.0**-3.8
"""The fitted power pattern is lifted to this share of its peak where it falls below: a power is never negative."""

DEEP_NULL = 0.06
"""A zero nearer to the unit circle makes a null some 25 dB deep, which a panel's cut hardly distinguishes."""

MOST_MOVED = 10
SYMMETRIC = 0.08
"""Feeding networks split the power alike above and below the middle. Amplitudes that fit the cut are so symmetric by
chance only rarely; where some choices are, the others are dropped."""

ALIKE = (0.995, 0.98, 0.95, 0.9, 0.8)
"""Choices whose correlation is greater count as one; the lower ones where too many are left."""

MOST_KEPT = 16
WORST_FIT_DB = 2.0
"""A cut that is met worse than this was not made by such rows."""


@dataclass(frozen=True, eq=False)
class RowFit:
    """Row weights that reproduce a vertical cut.

    Parameters
    ----------
    weights : ndarray of complex, shape (choice, row)
        Every choice that the cut allows; rows from the lowest upwards, each choice of unit norm.
    exponent : float
        Of the cosine of elevation that represents the element's field.
    misfit_db : float
        Root mean square difference between the cut and its model within 20 dB of the peak. [dB]
    choices : int
        How many choices the zeros allow, before alike ones were merged.
    symmetric : bool
        Choices with asymmetric amplitudes were dropped.
    """

    weights: Complexes
    exponent: float
    misfit_db: float
    candidates: int
    symmetric: bool

    @property
    def reproduces_the_cut(self) -> bool:
        """Whether rows like these can have made the cut."""
        return self.misfit_db <= WORST_FIT_DB

    @property
    def determined(self) -> bool:
        """Whether the cut leaves one choice."""
        return len(self.weights) == 1


def shows_rows(pattern: Pattern) -> bool:
    """Whether the vertical cut has a lobe where rows are fitted; a beam straight down or up shows none."""
    below = np.arange(-MATTERS_WITHIN_DEG, MATTERS_WITHIN_DEG + 0.25, 0.5)
    return bool(sampled(pattern.vertical_db - pattern.vertical_db.min(), below).min() < MATTERS_DB)


def element_field(cosine: Floats, exponent: float) -> Floats:
    """Relative field of one element against the cosine of the elevation."""
    return np.asarray(np.maximum(cosine**exponent, ELEMENT_FLOOR))


@lru_cache(maxsize=1024)
def fit_rows(pattern: Pattern, rows: int, pitch_wavelengths: float) -> RowFit:
    """Recover the weights of a panel's rows from the vertical cut of its pattern.

    Parameters
    ----------
    pattern : Pattern
        The front half of its vertical cut is used.
    rows : int
        Number of rows, two or more.
    pitch_wavelengths : float
        Distance of neighbouring rows. [wavelength]

    Returns
    -------
    RowFit

    Raises
    ------
    ValueError
        If there are fewer than two rows or the pitch is not above zero.
    """
    if rows < 2 or not pitch_wavelengths > 0:
        raise ValueError(f"rows are fitted to two or more at a pitch above 0, not to {rows} at {pitch_wavelengths}")
    below = np.arange(-FITTED_WITHIN_DEG, FITTED_WITHIN_DEG + 0.25, 0.5)
    power = 10.0 ** (-sampled(pattern.vertical_db - pattern.vertical_db.min(), below) / 10.0)
    best: tuple[float, float, Complexes] | None = None
    for exponent in EXPONENTS:
        correlation, misfit = _autocorrelation(below, power, rows, pitch_wavelengths, float(exponent))
        if best is None or misfit < best[0]:
            best = (misfit, float(exponent), correlation)
    assert best is not None
    misfit, exponent, correlation = best
    found = np.array(list(_spectral_factors(correlation)))
    kept, symmetric = _plausible(found)
    return RowFit(kept, exponent, misfit, len(found), symmetric)


def _autocorrelation(
    below_deg: Floats, power: Floats, rows: int, pitch: float, exponent: float
) -> tuple[Complexes, float]:
    """Autocorrelation of the weights at lags 0 to rows - 1, and the misfit in decibel."""
    elevation = np.radians(-below_deg)
    element = element_field(np.cos(elevation), exponent) ** 2
    turns = 2 * np.pi * pitch * np.outer(np.sin(elevation), np.arange(1, rows))
    model = np.hstack([np.ones((len(power), 1)), 2 * np.cos(turns), -2 * np.sin(turns)]) * element[:, np.newaxis]
    weight = np.sqrt(np.cos(elevation)) / (power + SOFT_FLOOR)
    stabiliser = STABILISER * np.eye(model.shape[1])
    left = np.vstack([model * weight[:, np.newaxis], stabiliser])
    right = np.concatenate([power * weight, np.zeros(len(stabiliser))])
    solution = np.linalg.lstsq(left, right, rcond=None)[0]
    correlation = solution[:rows].astype(complex)
    correlation[1:] += 1j * solution[rows:]
    matters = (power > 10.0 ** (-MATTERS_DB / 10.0)) & (np.abs(below_deg) <= MATTERS_WITHIN_DEG)
    met = np.maximum(model[matters] @ solution, 10.0 ** (-2 * MATTERS_DB / 10.0))
    return correlation, float(np.sqrt(np.mean((10.0 * np.log10(met / power[matters])) ** 2)))


def _spectral_factors(correlation: Complexes) -> Iterator[Complexes]:
    """Weights of unit norm with a given autocorrelation: one for each choice of zeros in or out of the unit circle."""
    rows = len(correlation)
    turn = np.linspace(-np.pi, np.pi, 4096, endpoint=False)
    power = correlation[0].real + 2 * np.real(np.exp(1j * np.outer(turn, np.arange(1, rows))) @ correlation[1:])
    lifted = correlation.copy()
    lifted[0] += max(LEAST_POWER * power.max() - power.min(), 0.0)
    zeros = np.roots(np.concatenate([lifted[:0:-1], [lifted[0]], np.conj(lifted[1:])]))
    inside = zeros[np.argsort(np.abs(zeros))][: rows - 1]
    radius = np.abs(inside)
    movable = np.flatnonzero(radius < 1 - DEEP_NULL)[:MOST_MOVED]
    inside = np.where(np.isin(np.arange(rows - 1), movable), inside, inside / np.maximum(radius, 1e-12))
    for moved in product((False, True), repeat=len(movable)):
        chosen = inside.copy()
        turned = movable[list(moved)]
        chosen[turned] = 1.0 / np.conj(chosen[turned])
        weights = np.poly(chosen)[::-1].astype(complex)
        yield weights / np.linalg.norm(weights)


def _plausible(weights: Complexes) -> tuple[Complexes, bool]:
    """Choices without those that no feeding network makes and without repetitions; whether the first were dropped."""
    amplitude = np.abs(weights)
    asymmetry = np.linalg.norm(amplitude - amplitude[:, ::-1], axis=1)
    symmetric = asymmetry <= 1.25 * SYMMETRIC
    drop = bool(asymmetry.min() < SYMMETRIC and not symmetric.all())
    left = weights[symmetric] if drop else weights
    correlation = np.abs(left.conj() @ left.T)
    for alike in ALIKE:
        kept = _representatives(correlation, alike)
        if len(kept) <= MOST_KEPT:
            break
    return left[kept], drop


def _representatives(correlation: Floats, alike: float) -> NDArray[np.intp]:
    """Indices of choices such that every choice is like one of them."""
    open_ = np.ones(len(correlation), dtype=np.bool_)
    kept = []
    while open_.any():
        chosen = int(np.argmax(open_))
        kept.append(chosen)
        open_ &= correlation[chosen] < alike
        open_[chosen] = False
    return np.array(kept, dtype=np.intp)
