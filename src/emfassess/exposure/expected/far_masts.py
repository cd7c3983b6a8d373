"""Masts far from every point that is looked at: their part of the expected level, taken at its mean.

They are many and each adds little, so that their sum varies little about its mean. The path of all carriers of an antenna is
that at 2 GHz: between isotropic antennas the loss of the models rises with the square of the frequency, as the effective area
falls (ITU-R P.1411 and UMi without sight within 0.4 dB of it).
"""

from dataclasses import dataclass

import numpy as np

from emfassess.exposure.expected import models
from emfassess.exposure.expected.calibration import SCATTERED_DBI
from emfassess.field.background import FarPart
from emfassess.field.penetration import entry_loss_db
from emfassess.units import Floats, ratio_from_decibel, wavelength

FREQUENCY = 2.0e9
"""Of the path. [Hz]"""

_NEPER = np.log(10.0) / 10.0


@dataclass(frozen=True, eq=False)
class FarMasts:
    """Antennas as the expected level takes them, each array of shape (antenna,) but for `position`, (antenna, 3). [m]

    `mast` is one number for all antennas of one mast at one height, `height` that height above the ground [m], `eirp` what is
    transmitted on average [W], `gain_dbi` the pattern's gain.
    """

    position: Floats
    mast: Floats
    height: Floats
    eirp: Floats
    gain_dbi: Floats


def mean_entry(building: str | None) -> float:
    """Mean of what the wall of a kind of building lets pass; 1 outdoors."""
    if building is None:
        return 1.0
    low, median, high = (
        float(entry_loss_db(FREQUENCY, building=building, probability=p)) for p in (0.1587, 0.5, 0.8413)
    )
    return float(np.exp(-median * _NEPER + ((high - low) / 2 * _NEPER) ** 2 / 2))


def nothing_far(points: int) -> FarPart:
    """No part of far masts at so many points."""
    return FarPart(*np.zeros((3, points)))


def far_part(masts: FarMasts, unit: Floats, points: Floats, height: Floats, roof: float, entry: float = 1.0) -> FarPart:
    """Part of far masts at points.

    Parameters
    ----------
    masts : FarMasts
    unit : ndarray, shape (antenna, point)
        Power density of each antenna for one watt of peak EIRP, in free space. [1/m^2]
    points : ndarray, shape (point, 3)
        East, north, up. [m]
    height : ndarray, shape (point,)
        Above the ground. [m]
    roof : float
        Mean height of the surrounding roofs. [m]
    entry : float
        Mean of what a building's wall lets pass; 1 outdoors.
    """
    _, first, mast_of = np.unique(masts.mast, return_index=True, return_inverse=True)
    offset = points[np.newaxis] - masts.position[first, np.newaxis]
    slant = np.sqrt((offset**2).sum(axis=-1))
    plan = np.hypot(offset[..., 0], offset[..., 1])
    rows = np.empty((3, *slant.shape))
    mast_height = masts.height[first]
    chosen = [models.model_of(value, roof) for value in mast_height]
    for model in dict.fromkeys(chosen):
        own = np.array([other is model for other in chosen])
        way = models.link(model, plan[own], slant[own], np.full((own.sum(), 1), 2.0), mast_height[own, None], height)
        both = ratio_from_decibel(-np.stack([way.los_db, way.nlos_db])) * np.stack(
            [way.probability, 1 - way.probability]
        )
        shadow = np.exp((np.stack([way.los_spread_db, way.nlos_spread_db]) * _NEPER) ** 2 / 2)
        share = both.sum(axis=0)
        rows[:, own] = (both * shadow).sum(axis=0), share, np.where(way.reason == models.GIVEN, 0.0, share)
    scattered = ratio_from_decibel(SCATTERED_DBI - masts.gain_dbi)[:, np.newaxis]
    relative = unit * 4 * np.pi * slant[mast_of.ravel()] ** 2 + scattered
    power = masts.eirp[:, np.newaxis] * relative * 4 * np.pi / wavelength(FREQUENCY) ** 2
    return FarPart(*(entry * (power * row[mast_of.ravel()]).sum(axis=0) for row in rows))
