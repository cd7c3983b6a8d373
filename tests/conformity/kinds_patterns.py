"""Antenna patterns: elements, arrays and sectors, and ratios of levels."""

from collections.abc import Sequence

import numpy as np

from conformity.one_antenna import Results
from emfassess.patterns import Pattern, element_38901, f1336_sector
from emfassess.patterns.arrays import array_gain
from emfassess.units import Floats, ratio_from_decibel

Directions = Sequence[Sequence[float]]


def ratio(level_db: Sequence[float]) -> Results:
    """Ratios of levels."""
    return {"ratio": ratio_from_decibel(level_db)}


def element(gain_dbi: float, points_deg: Directions) -> Results:
    """Gain of the 3GPP element towards azimuth and elevation."""
    return {"gain": _gain(element_38901(gain_dbi=gain_dbi), points_deg)}


def sector(gain_dbi: float, horizontal_beamwidth_deg: float, points_deg: Directions) -> Results:
    """Gain of a sector of ITU-R F.1336 towards azimuth and elevation."""
    return {"gain": _gain(f1336_sector(gain_dbi, horizontal_beamwidth_deg), points_deg)}


def array(
    element_gain_dbi: float, rows: int, columns: int, pitch_wavelengths: float, points_deg: Directions
) -> Results:
    """Gain of an unsteered array of 3GPP elements towards azimuth and elevation."""
    azimuth, elevation = np.array(points_deg).T
    gain = array_gain(
        azimuth,
        elevation,
        element=element_38901(gain_dbi=element_gain_dbi),
        rows=rows,
        columns=columns,
        row_pitch=pitch_wavelengths,
        column_pitch=pitch_wavelengths,
    )
    return {"gain": gain}


def _gain(pattern: Pattern, points_deg: Directions) -> Floats:
    azimuth, elevation = np.array(points_deg, dtype=float).T
    return pattern.gain_dbi - pattern.attenuation(azimuth, elevation)
