"""Closed formulas for the space before a panel, kept for comparison: they follow a mean, not the peak."""

import numpy as np
from numpy.typing import ArrayLike

from emfassess.field.near_field import vertical_length
from emfassess.patterns.description import beamwidth
from emfassess.stations import Antenna
from emfassess.units import Floats, ratio_from_decibel

FULL_TURN_DEG = 360.0


def sector_cylinder(power: ArrayLike, beamwidth_deg: ArrayLike, radius: ArrayLike, length: ArrayLike) -> Floats:
    r"""Power density averaged over the height of a sector antenna, on a cylinder around it. [W/m^2]

    Notes
    -----
    .. math:: S = \frac{180}{\theta_\mathrm{BW}} \frac{P}{\pi R h}; 360 degrees give the omnidirectional P/(2 pi R h).

    References
    ----------
    .. [1] FCC OET Bulletin 65, edition 97-01, equations (18) and (20).
    """
    width, watt = np.asarray(beamwidth_deg, float), np.asarray(power, float)
    return np.asarray(180.0 / width * watt / (np.pi * np.asarray(radius, float) * np.asarray(length, float)))


def sector_blend(
    power: ArrayLike,
    directivity: ArrayLike,
    beamwidth_deg: ArrayLike,
    length: ArrayLike,
    radius: ArrayLike,
    azimuth_deg: ArrayLike = 0.0,
    tilt_deg: ArrayLike = 0.0,
) -> Floats:
    r"""Power density of a sector panel that goes from the cylinder to the far field. [W/m^2]

    Notes
    -----
    .. math:: S = \frac{P\,2^{-(2\varphi/\Phi)^2}}{\Phi \rho L \cos^2\gamma \sqrt{1+(\rho/\rho_0)^2}},
              \quad \rho_0 = \frac{\Phi D L \cos^2\gamma}{4\pi}

    near: the cylinder over the beamwidth; far: P D / (4 pi rho^2).

    References
    ----------
    .. [1] R. Cicchetti, A. Faraone, "Estimation of the peak power density in the vicinity of cellular and radio base
       station antennas", IEEE Trans. EMC 46 (2004), with the constant that IEC 62232 uses.
    """
    width = np.radians(np.asarray(beamwidth_deg, float))
    squeezed = np.asarray(length, float) * np.cos(np.radians(np.asarray(tilt_deg, float))) ** 2
    radius = np.asarray(radius, float)
    bend = width * np.asarray(directivity, float) * squeezed / (4 * np.pi)
    sideways = 2.0 ** -((2 * np.asarray(azimuth_deg, float) / np.degrees(width)) ** 2)
    return np.asarray(
        np.asarray(power, float) * sideways / (width * radius * squeezed * np.sqrt(1 + (radius / bend) ** 2))
    )


def cylinder(antenna: Antenna, frequency_hz: float, offset: Floats) -> Floats:
    """Mean over the antenna's height after OET-65 for one watt of EIRP; offset (point, 3) ahead, right, up. [1/m^2]"""
    power = 1.0 / float(ratio_from_decibel(antenna.pattern.gain_dbi))
    radius = np.hypot(offset[:, 0], offset[:, 1])
    return sector_cylinder(power, _beamwidth(antenna), radius, vertical_length(antenna, frequency_hz))


def cicchetti_faraone(antenna: Antenna, frequency_hz: float, offset: Floats) -> Floats:
    """Blend after Cicchetti and Faraone for one watt of EIRP; offset (point, 3) ahead, right, up. [1/m^2]"""
    gain = float(ratio_from_decibel(antenna.pattern.gain_dbi))
    azimuth = np.degrees(np.arctan2(offset[:, 1], offset[:, 0]))
    radius = np.hypot(offset[:, 0], offset[:, 1])
    length = vertical_length(antenna, frequency_hz)
    return sector_blend(1.0 / gain, gain, _beamwidth(antenna), length, radius, azimuth)


def _beamwidth(antenna: Antenna) -> float:
    return beamwidth(antenna.pattern.horizontal_db) or FULL_TURN_DEG
