"""The field when all antennas are moved and turned alike, many times: each antenna's points in its own frame at once."""

from dataclasses import replace

import numpy as np

from emfassess.field.models import Propagation, carrier_density
from emfassess.field.sources import Sources
from emfassess.units import Floats

TILT, AZIMUTH, UP, EAST, NORTH = range(5)
"""Columns of moves: down and clockwise [deg], then up, east and north [m]."""


def moved_density(sources: Sources, points: Floats, moves: Floats, propagation: Propagation) -> Floats:
    """Power density of each carrier at full rated power with the antennas moved and turned.

    Parameters
    ----------
    sources : Sources
    points : ndarray, shape (point, 3)
        East, north, up. [m]
    moves : ndarray, shape (move, 5)
        Columns :data:`TILT` to :data:`NORTH`.
    propagation : Propagation
        Plain: elsewhere the field depends on more than where a point is from the antenna.

    Returns
    -------
    ndarray, shape (carrier, move, point)
        [W/m^2]

    Raises
    ------
    ValueError
        If ground or buildings are not plain factors.
    """
    if not propagation.plain:
        raise ValueError("moved antennas are computed where ground and buildings are plain factors")
    alone = Propagation(propagation.model)
    found = np.empty((len(sources.eirp), len(moves), len(points)))
    for index in range(len(sources.position)):
        fed = sources.antenna_index == index
        antenna = sources.members[int(np.argmax(fed))][1]
        offset = points - (sources.position[index] + moves[:, [EAST, NORTH, UP]])[:, np.newaxis]
        there = _in_frame(offset, antenna.azimuth_deg + moves[:, AZIMUTH], antenna.mechanical_tilt_deg + moves[:, TILT])
        one = sources.only(np.arange(len(sources.position)) == index)
        table = sources.table_index[index : index + 1]
        at_rest = replace(
            one,
            position=np.zeros((1, 3)),
            axes=np.eye(3)[np.newaxis],
            tables=sources.tables[table],
            maximum_attenuation=sources.maximum_attenuation[table],
            table_index=np.zeros(1, dtype=np.intp),
        )
        found[fed] = carrier_density(at_rest, there.reshape(-1, 3), alone)[0].reshape(-1, len(moves), len(points))
    return found * propagation.factor


def _in_frame(offset: Floats, azimuth_deg: Floats, tilt_deg: Floats) -> Floats:
    """Offsets (move, point, 3) along boresight, right and up of an antenna in as many directions."""
    azimuth, tilt = np.radians(azimuth_deg)[:, np.newaxis], np.radians(tilt_deg)[:, np.newaxis]
    east, north, up = np.moveaxis(offset, -1, 0)
    level = east * np.sin(azimuth) + north * np.cos(azimuth)
    right = east * np.cos(azimuth) - north * np.sin(azimuth)
    ahead, above = level * np.cos(tilt) - up * np.sin(tilt), level * np.sin(tilt) + up * np.cos(tilt)
    return np.stack([ahead, right, above], axis=-1)
