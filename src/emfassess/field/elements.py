r"""Source elements: a panel as what it is, radiating elements at their true positions.

    F = \sum_m w_m \, g(\varphi_m, \epsilon_m) \, e^{-j k r_m} / r_m, \qquad S = |F|^2

(the synthetic model of ITU-T K.61 and K.70 and of IEC 62232). Row weights come from the vertical cut where it was
measured (:mod:`emfassess.field.row_weights`); the element is a floored power of the cosine of elevation times the
horizontal cut. Patterns that were computed say nothing of the rows: they get equal and tapered rows in phase. The
envelope of an adaptive antenna's beams has no phases at all: its rows and columns add up in magnitude.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from emfassess.field.row_weights import RowFit, element_field, fit_rows, shows_rows
from emfassess.field.rows import RowLayout, row_layouts
from emfassess.patterns.pattern import SAMPLE_ANGLES_DEG, SAMPLES_PER_DEGREE, Pattern
from emfassess.stations import Antenna
from emfassess.summaries import Summarised
from emfassess.units import Floats, wavelength

Complexes = NDArray[np.complex128]

EXPONENT_OF_A_DIPOLE = 1.5
"""Cosine exponent of rows whose cut does not determine it: a dipole before a reflector."""

TAPER_ENDS = 0.4
"""Amplitude of the end rows of a strongly tapered panel against its middle (8 dB down)."""

LEAST_COLUMN_FACTOR = 0.3
"""The horizontal cut is divided by the columns' array factor only where that is not near a null of its own."""

LOSSLESS_WITHIN_DB = 0.5
"""A gain that falls short of the model's directivity by no more says that all power is radiated."""


@dataclass(frozen=True, eq=False, repr=False)
class Elements(Summarised):
    """Elements of one carrier's antenna, in the antenna's frame.

    Parameters
    ----------
    right, up : ndarray, shape (element,)
        Positions across and along the antenna, from its centre. [m]
    weights : ndarray of complex, shape (choice, element)
        Every choice for one watt of EIRP. [sqrt(W/sr)]
    exponent : float
        Of the cosine of elevation in the element's field.
    horizontal : ndarray, shape (3600,)
        Relative field of the element against azimuth off boresight.
    wave_number : float
        [rad/m]
    coherent : bool
        False: fields are added in magnitude, whatever their phases.
    radiated : ndarray, shape (choice,)
        Power radiated over peak EIRP.
    layout : RowLayout
    fit : RowFit or None
        How the weights were recovered; None where they were assumed.
    """

    right: Floats
    up: Floats
    weights: Complexes
    exponent: float
    horizontal: Floats
    wave_number: float
    coherent: bool
    radiated: Floats
    layout: RowLayout
    fit: RowFit | None


@lru_cache(maxsize=4096)
def elements_of(antenna: Antenna, frequency_hz: float, kind: str = "best") -> tuple[Elements, ...]:
    """Elements of an antenna at a frequency, one set for every layout of the rows that it may have.

    Parameters
    ----------
    antenna : Antenna
    frequency_hz : float
        [Hz]
    kind : {"best", "equal-rows", "sum-of-magnitudes"}
        ``"best"`` recovers the weights from a measured cut; the others are for comparison.

    Returns
    -------
    tuple of Elements
        Empty for an antenna of a single row: it has no near field of its own beyond a wavelength.
    """
    every = row_layouts(antenna, frequency_hz)
    if antenna.pattern.kind != "measured":  # no cut distinguishes rows of another pitch
        every = every[:: max(len(every) - 1, 1)]
    layouts = tuple(layout for layout in every if layout.rows > 1)
    return _elements(
        antenna.pattern,
        layouts,
        antenna.columns or 1,
        antenna.column_pitch_m or 0.0,
        antenna.electrical_tilt_deg,
        frequency_hz,
        kind,
    )


@lru_cache(maxsize=4096)
def _elements(
    pattern: Pattern,
    layouts: tuple[RowLayout, ...],
    columns: int,
    column_pitch: float,
    tilt_deg: float,
    frequency_hz: float,
    kind: str,
) -> tuple[Elements, ...]:
    lam = float(wavelength(frequency_hz))
    found = []
    for layout in layouts:
        weights, exponent, fit = _row_weights(pattern, layout, lam, kind)
        coherent = kind != "sum-of-magnitudes" and pattern.kind != "envelope"
        if kind == "best" and fit is not None and not fit.reproduces_the_cut:
            coherent = False
        phase = 2 * np.pi / lam * _centred(layout.rows, layout.pitch) * np.sin(np.radians(tilt_deg))
        tilted = weights * np.exp(1j * phase)
        found.append(_scaled(pattern, layout, columns, column_pitch, tilted, exponent, lam, coherent, fit))
    return _reproducing(found)


def _reproducing(found: Sequence[Elements]) -> tuple[Elements, ...]:
    """Layouts that reproduce the cut; all where none does."""
    good = tuple(e for e in found if e.fit is None or e.fit.reproduces_the_cut)
    return good or tuple(found)


def _row_weights(pattern: Pattern, layout: RowLayout, lam: float, kind: str) -> tuple[Complexes, float, RowFit | None]:
    """Weights (choice, row) without the electrical tilt that is added to the pattern's own."""
    if kind == "best" and pattern.kind == "measured" and shows_rows(pattern):
        fit = fit_rows(pattern, layout.rows, round(layout.pitch / lam, 9))
        return fit.weights, fit.exponent, fit
    beam = np.radians(peak_below_deg(pattern))
    phase = 2 * np.pi / lam * _centred(layout.rows, layout.pitch) * np.sin(beam)
    place = np.linspace(-1.0, 1.0, layout.rows)
    amplitudes = [np.ones(layout.rows)]
    if kind == "best":
        amplitudes.append(TAPER_ENDS + (1 - TAPER_ENDS) * np.cos(0.5 * np.pi * place))
    return np.stack(amplitudes) * np.exp(1j * phase), EXPONENT_OF_A_DIPOLE, None


def peak_below_deg(pattern: Pattern) -> float:
    """Angle below boresight of the strongest sample in the front half of the vertical cut. [deg]"""
    quarter = 90 * SAMPLES_PER_DEGREE
    front = np.arange(-quarter, quarter + 1)
    return float(front[np.argmin(pattern.vertical_db[front])]) / SAMPLES_PER_DEGREE


def _centred(count: int, pitch: float) -> Floats:
    return np.asarray((np.arange(count) - (count - 1) / 2) * pitch)


def _column_factor(azimuth: Floats, cosine: Floats, right: Floats, wave_number: float) -> Floats:
    """Relative field of the columns together, shape of azimuth and cosine broadcast."""
    turn = wave_number * np.sin(azimuth) * cosine
    return np.asarray(np.abs(np.exp(1j * turn[..., np.newaxis] * right).mean(axis=-1)))


def _scaled(
    pattern: Pattern,
    layout: RowLayout,
    columns: int,
    column_pitch: float,
    rows: Complexes,
    exponent: float,
    lam: float,
    coherent: bool,
    fit: RowFit | None,
) -> Elements:
    """Elements whose every choice of weights has one watt of EIRP, or radiates what that takes without a loss."""
    wave_number = 2 * np.pi / lam
    up, right = _centred(layout.rows, layout.pitch), _centred(columns, column_pitch)
    azimuth = np.radians(SAMPLE_ANGLES_DEG)
    cut = 10.0 ** (-(pattern.horizontal_db - pattern.horizontal_db.min()) / 20.0)
    across = _column_factor(azimuth, np.ones_like(azimuth), right, wave_number)
    # the envelope of all beams has no column factor of its own
    horizontal = cut / np.maximum(across, LEAST_COLUMN_FACTOR) if columns > 1 and coherent else cut
    intensity = _intensity(rows, up, right, horizontal, exponent, wave_number)
    elevation = np.radians(_ELEVATION_DEG)
    area = np.cos(elevation) * np.radians(_STEP_DEG) * 2 * np.pi / _AROUND
    power = np.einsum("cea,e->c", intensity, area)
    directivity = 10.0 * np.log10(4 * np.pi * intensity.max(axis=(1, 2)) / power)
    short = directivity - pattern.gain_dbi
    lossless = (pattern.kind == "measured") & (short >= 0.0) & (short <= LOSSLESS_WITHIN_DB)
    radiated = 10.0 ** (-np.where(lossless, pattern.gain_dbi, directivity) / 10.0)
    return Elements(
        right=np.repeat(right, layout.rows),
        up=np.tile(up, columns),
        weights=np.tile(rows / columns, (1, columns)) * np.sqrt(radiated / power)[:, np.newaxis],
        exponent=exponent,
        horizontal=horizontal,
        wave_number=wave_number,
        coherent=coherent,
        radiated=radiated,
        layout=layout,
        fit=fit,
    )


_STEP_DEG = 0.25
_ELEVATION_DEG = np.arange(-90.0 + _STEP_DEG / 2, 90.0, _STEP_DEG)
_AROUND = 120


def _intensity(
    rows: Complexes, up: Floats, right: Floats, horizontal: Floats, exponent: float, wave_number: float
) -> Floats:
    """Squared far field, shape (choice, elevation, azimuth)."""
    elevation = np.radians(_ELEVATION_DEG)
    along = np.abs(rows @ np.exp(1j * wave_number * np.outer(up, np.sin(elevation)))) ** 2
    vertical = along * element_field(np.cos(elevation), exponent) ** 2
    step = len(horizontal) // _AROUND
    azimuth = np.radians(SAMPLE_ANGLES_DEG[::step])
    element = horizontal[::step]
    across = _column_factor(azimuth[np.newaxis], np.cos(elevation)[:, np.newaxis], right, wave_number)
    return np.asarray(vertical[:, :, np.newaxis] * (across * element)[np.newaxis] ** 2)


def element_density(elements: Elements, offset: Floats) -> tuple[Floats, Floats]:
    """Power density of elements for one watt of EIRP, plain NumPy: the reference of the compiled kernel.

    Parameters
    ----------
    elements : Elements
    offset : ndarray, shape (point, 3)
        Ahead, right and up of the antenna's centre, in its frame. [m]

    Returns
    -------
    highest, lowest : ndarray, shape (point,)
        Over the choices of weights. [1/m^2]
    """
    ahead = offset[:, :1]
    across = offset[:, 1:2] - elements.right
    above = offset[:, 2:] - elements.up
    level = np.hypot(ahead, across)
    distance = np.hypot(level, above)
    azimuth = np.mod(np.degrees(np.arctan2(across, ahead)), 360.0)
    around = np.interp(azimuth, SAMPLE_ANGLES_DEG, elements.horizontal, period=360.0)
    field = element_field(level / distance, elements.exponent) * around / distance
    if elements.coherent:
        phased = field * np.exp(-1j * elements.wave_number * distance)
        density = np.abs(phased @ elements.weights.T) ** 2
    else:
        density = (field @ np.abs(elements.weights).T) ** 2
    return np.asarray(density.max(axis=1)), np.asarray(density.min(axis=1))
