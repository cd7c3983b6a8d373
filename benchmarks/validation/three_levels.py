"""Calculated level, scattered part of the upper bound, and expected level of one station's carrier at points."""

import numpy as np

from emfassess.field import power_density
from emfassess.stations import Station
from emfassess.units import Floats, ratio_from_decibel

NEAR, FAR = 45.0, 60.0
"""Between these distances in space the scattered part grows from its near to its far value. [m]"""
NEAR_DBI, FAR_DBI = -6.0, 0.0
"""Scattered power over an even spread of all radiated power, near and far. [dB]"""


def calculated_density(station: Station, points: Floats) -> Floats:
    """Level of free space with the antenna's pattern, as every result states it; shape (point,). [W/m^2]"""
    return np.asarray(power_density([station], points).sum(axis=0))


def scattered_density(power: float, distance: Floats) -> Floats:
    r"""Upper bound of what surroundings and mast scatter to a point; shape (point,). [W/m^2]

    Notes
    -----
    .. math:: S = \frac{P}{4\pi r^2}\,10^{s(r)/10}

    P is the power radiated, r the distance in space, and s rises linearly from -6 dB at 45 m to 0 dB at 60 m.
    """
    gain = np.interp(distance, [NEAR, FAR], [NEAR_DBI, FAR_DBI])
    return np.asarray(power * ratio_from_decibel(gain) / (4 * np.pi * distance**2))


def expected_densities(_station: Station, points: Floats, _bound: Floats) -> tuple[Floats, Floats, Floats]:
    """Expected level and its 5th and 95th percentile, each (point,), NaN where none is given. [W/m^2]"""
    absent = np.full(len(points), np.nan)
    return absent, absent, absent
