r"""Gain tables without angles: what the summed kernel looks up instead of computing arctangents and powers of ten.

A direction (ahead, right, above) in the antenna's frame has two diamond coordinates, each one division away:

.. math::

    t = \frac{r}{|r| + |a|} \;(\text{or } 2 - t \text{ behind}), \qquad
    e = \frac{u}{|u| + \sqrt{a^2 + r^2}}

Unlike the sine of the elevation, *e* is as fine straight below an antenna as at the horizon. The cuts are resampled on them
as linear gains, so that a look-up is an interpolation and a product.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from emfassess.patterns.pattern import sampled
from emfassess.units import Floats, ratio_from_decibel

AROUND, UPRIGHT = 65536, 32768
"""Steps of a table over the turn and from nadir to zenith: about 0.005 degree, where the cuts have 0.1."""

_SPARE = 2
"""The last sample again: rounding may carry a coordinate a hair beyond its end."""

Singles = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class GainTables:
    """Linear gains of patterns on diamond coordinates.

    Parameters
    ----------
    around : ndarray, shape (table, AROUND + 2)
        Relative gain of the horizontal cut.
    upright : ndarray, shape (table, UPRIGHT + 2)
        Relative gain of the vertical cut.
    floor : ndarray, shape (table,)
        Least relative gain: what the pattern's cap on its attenuation leaves.
    """

    around: Singles
    upright: Singles
    floor: Singles


def gain_tables(tables: Floats, maximum_attenuation: Floats) -> GainTables:
    """Resample patterns.

    Parameters
    ----------
    tables : ndarray, shape (table, 3, 3600)
        As :class:`emfassess.field.sources.Sources` has them. [dB]
    maximum_attenuation : ndarray, shape (table,)
        Cap on the sum of the cuts. [dB]

    Raises
    ------
    ValueError
        If a vertical cut is weighted by azimuth: its gain is no product of two tables.
    """
    if not np.all(tables[:, 1] == 1.0):
        raise ValueError(
            "a pattern weights its vertical cut by azimuth (ITU-R F.1336); the summed kernel has no such sum"
        )
    return GainTables(
        np.stack([_linear(table[0], _azimuths()) for table in tables]),
        np.stack([_linear(table[2], -_elevations()) for table in tables]),
        ratio_from_decibel(-maximum_attenuation).astype(np.float32),
    )


def _linear(cut_db: Floats, angle_deg: Floats) -> Singles:
    return np.pad(ratio_from_decibel(-sampled(cut_db, angle_deg)), (0, _SPARE - 1), mode="edge").astype(np.float32)


def _azimuths() -> Floats:
    """Azimuths of the samples around, from -90 over 0 and 180 to 270. [deg]"""
    t = np.linspace(-1.0, 3.0, AROUND + 1)
    right = np.where(t <= 1.0, t, 2.0 - t)
    ahead = np.where(t <= 1.0, 1.0, -1.0) * (1.0 - np.abs(right))
    return np.asarray(np.degrees(np.arctan2(right, ahead)))


def _elevations() -> Floats:
    """Elevations of the samples upright, from -90 to 90. [deg]"""
    e = np.linspace(-1.0, 1.0, UPRIGHT + 1)
    return np.asarray(np.degrees(np.arctan2(e, 1.0 - np.abs(e))))
