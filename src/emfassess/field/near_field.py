"""Where the far-field formula stops being good: the boundary of each antenna."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from emfassess.field.far_field import far_field_boundary
from emfassess.field.sources import Sources
from emfassess.patterns.pattern import SAMPLES_PER_DEGREE, Pattern
from emfassess.stations import Antenna
from emfassess.units import Floats, wavelength

_HALF_POWER_DB = 3.01
_UNIFORM_APERTURE = 0.886
"""Half-power width of a uniform line source is 0.886 lambda / length (Balanis, Antenna Theory, section 12.5). [rad]"""


def vertical_beamwidth(vertical_db: Floats) -> float:
    """Half-power width of the main lobe of a vertical cut table, 360 if it never falls that low. [deg]"""
    peak = int(np.argmin(vertical_db))
    below = np.flatnonzero(np.roll(vertical_db, -peak) - vertical_db[peak] > _HALF_POWER_DB)
    if below.size == 0:
        return 360.0
    # the last samples still inside: a width too small makes the antenna longer and the boundary farther
    inside = max(int(below[0] + vertical_db.size - below[-1]) - 2, 1)
    return inside / SAMPLES_PER_DEGREE


@lru_cache(maxsize=256)
def _beamwidth_of(pattern: Pattern) -> float:
    """As :func:`vertical_beamwidth`, once a pattern: a Monte Carlo run asks for it with every draw."""
    return vertical_beamwidth(pattern.vertical_db)


def radiating_length(antenna: Antenna, frequency_hz: float) -> float:
    """Largest dimension of an antenna: as stated, else of the uniform aperture with its vertical beamwidth. [m]"""
    if antenna.radiating_length_m is not None:
        return float(np.hypot(antenna.radiating_length_m, antenna.radiating_width_m or 0.0))
    columns = (antenna.columns or 0) * (antenna.column_pitch_m or 0.0)
    return float(np.hypot(vertical_length(antenna, frequency_hz), antenna.radiating_width_m or columns))


def vertical_length(antenna: Antenna, frequency_hz: float) -> float:
    """Length of an antenna: as stated, else rows times pitch, else of the uniform aperture with its beamwidth. [m]"""
    if antenna.radiating_length_m is not None:
        return antenna.radiating_length_m
    if antenna.rows is not None and antenna.row_pitch_m is not None:
        return antenna.rows * antenna.row_pitch_m
    width = np.radians(min(_beamwidth_of(antenna.pattern), 180.0))
    return float(_UNIFORM_APERTURE * wavelength(frequency_hz) / width)


@lru_cache(maxsize=2)
def carrier_boundaries(sources: Sources) -> Floats:
    """Far-field boundary ``2 D**2 / lambda`` of each carrier, shape (carrier,). [m]"""
    known: dict[tuple[int, tuple[float | None, ...], float], float] = {}
    result = np.empty(len(sources.members))
    for index, (_, antenna, carrier) in enumerate(sources.members):
        key = (id(antenna.pattern), antenna.size, carrier.frequency_hz)
        if key not in known:
            length = radiating_length(antenna, carrier.frequency_hz)
            known[key] = float(far_field_boundary(length, wavelength(carrier.frequency_hz)))
        result[index] = known[key]
    return result


def is_near(sources: Sources, points: Floats, boundary: Floats) -> NDArray[np.bool_]:
    """Points that lie nearer to an antenna than a boundary of its own.

    Parameters
    ----------
    sources : Sources
    points : ndarray, shape (point, 3)
        East, north, up. [m]
    boundary : ndarray, shape (antenna,)
        Distance from each antenna. [m]

    Returns
    -------
    ndarray of bool, shape (antenna, point)
    """
    near = np.zeros((len(boundary), len(points)), dtype=np.bool_)
    low, high = points.min(axis=0), points.max(axis=0)
    outside = np.maximum(np.maximum(low - sources.position, sources.position - high), 0.0)
    # the box around the points rules most antennas out at once
    for antenna in np.flatnonzero((outside**2).sum(axis=1) < boundary**2):
        offset = points - sources.position[antenna]
        near[antenna] = (offset**2).sum(axis=1) < boundary[antenna] ** 2
    return near


def is_near_any(sources: Sources, points: Floats, boundary: Floats) -> NDArray[np.bool_]:
    """Points that lie nearer to any antenna than its boundary; shape (point,)."""
    near = np.zeros(len(points), dtype=np.bool_)
    low, high = points.min(axis=0), points.max(axis=0)
    outside = np.maximum(np.maximum(low - sources.position, sources.position - high), 0.0)
    for antenna in np.flatnonzero((outside**2).sum(axis=1) < boundary**2):
        near |= ((points - sources.position[antenna]) ** 2).sum(axis=1) < boundary[antenna] ** 2
    return near


@lru_cache(maxsize=4)
def antenna_boundaries(sources: Sources) -> Floats:
    """Farthest of the boundaries of each antenna's carriers, shape (antenna,). [m]"""
    boundary = np.zeros(len(sources.position))
    np.maximum.at(boundary, sources.antenna_index, carrier_boundaries(sources))
    return boundary
