"""Closed formulas for the space before a panel, kept for comparison: they follow a mean, not the peak."""

import numpy as np

from emfassess.field.blended_cylinder import sector_power_density
from emfassess.field.engineering import FULL_TURN_DEG, cylinder_power_density
from emfassess.field.near_field import vertical_length
from emfassess.patterns.description import beamwidth
from emfassess.stations import Antenna
from emfassess.units import Floats, ratio_from_decibel


def cylinder(antenna: Antenna, frequency_hz: float, offset: Floats) -> Floats:
    """Mean over the antenna's height after OET-65 for one watt of EIRP; offset (point, 3) ahead, right, up. [1/m^2]"""
    power = 1.0 / float(ratio_from_decibel(antenna.pattern.gain_dbi))
    radius = np.hypot(offset[:, 0], offset[:, 1])
    length = vertical_length(antenna, frequency_hz)
    return cylinder_power_density(power, radius, length=length, beamwidth_deg=_beamwidth(antenna))


def cicchetti_faraone(antenna: Antenna, frequency_hz: float, offset: Floats) -> Floats:
    """Blend after Cicchetti and Faraone for one watt of EIRP; offset (point, 3) ahead, right, up. [1/m^2]"""
    gain = float(ratio_from_decibel(antenna.pattern.gain_dbi))
    azimuth = np.degrees(np.arctan2(offset[:, 1], offset[:, 0]))
    radius = np.hypot(offset[:, 0], offset[:, 1])
    length = vertical_length(antenna, frequency_hz)
    width = _beamwidth(antenna)
    return sector_power_density(1.0 / gain, radius, azimuth, length=length, directivity=gain, beamwidth_deg=width)


def _beamwidth(antenna: Antenna) -> float:
    return beamwidth(antenna.pattern.horizontal_db) or FULL_TURN_DEG
