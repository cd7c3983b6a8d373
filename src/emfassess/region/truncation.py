"""Truncation of the sum at its range: a bound from peak gains, so that nothing is left out silently."""

import numpy as np
from numpy.typing import NDArray

from emfassess.geometry import LocalFrame
from emfassess.region.antennas import SQUARE_DEG, SQUARES, Antennas
from emfassess.units import Floats

RANGE = 40_000.0
"""Antennas farther than this lie beyond the radio horizon of 50 m masts over level ground. [m]"""

_RADIUS = 6_356_000.0
"""Least radius of the earth: distances come out short, and the bound high. [m]"""


def omitted(
    antennas: Antennas,
    frame: LocalFrame,
    index: NDArray[np.int64],
    half: float,
    radius: float,
) -> float:
    """Upper bound of what antennas beyond the range add anywhere in a block, as an exposure ratio.

    Parameters
    ----------
    antennas : Antennas
    frame : LocalFrame
        The plane around the block.
    index : ndarray of int
        Antennas that are summed.
    half : float
        From the middle of the block to its corners. [m]
    radius : float
        Range of the sum. [m]
    """
    squares = antennas.squares
    place = np.searchsorted(squares, antennas.square[index])
    share = np.asarray(antennas.share[index])[:, 0].max(axis=1)
    left = antennas.square_share - np.bincount(place, share, minlength=len(squares))
    left[antennas.square_count == np.bincount(place, minlength=len(squares))] = 0.0
    rest = left > 0
    distance = np.maximum(_distance(frame, squares[rest]) - half, radius)
    return float((left[rest] / (4 * np.pi * distance**2)).sum())


def _distance(frame: LocalFrame, squares: NDArray[np.int64]) -> Floats:
    """Least distance from a plane's origin to anything in squares, offsets of antennas from stations included. [m]"""
    latitude = np.radians((squares // SQUARES + 0.5) * SQUARE_DEG - 90)
    longitude = np.radians((squares % SQUARES + 0.5) * SQUARE_DEG - 180)
    own_latitude, own_longitude = np.radians(frame.latitude), np.radians(frame.longitude)
    chord = (
        np.sin((latitude - own_latitude) / 2) ** 2
        + np.cos(latitude) * np.cos(own_latitude) * np.sin((longitude - own_longitude) / 2) ** 2
    )
    across = np.radians(SQUARE_DEG) * _RADIUS + 15_000.0  # more than half a diagonal of a square, and offsets
    return np.asarray(np.maximum(2 * _RADIUS * np.arcsin(np.sqrt(np.minimum(chord, 1.0))) - across, 0.0))
