r"""Attenuation tables for the summed kernel: both samples of an interpolation in one number.

The cuts are in the antenna's frame every tenth of a degree, where :class:`emfassess.patterns.pattern.Pattern` has its own
samples: between them the reference is a straight line in decibel, and so is the table, with no corner cut off.

An entry holds the attenuation in its lower 16 bits and the step to the next sample, signed, in the upper ones, so that one
look-up brings what an interpolation needs. The unit is 1/2048 of a factor of two:

.. math:: n = 2048\,\left(\frac{A}{10} \log_2 10 + 4\right)

which is 0.0015 dB. The 4 leaves room for a cut that is up to 12 dB above the pattern's gain.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from emfassess.patterns.pattern import SAMPLES_PER_DEGREE, sampled
from emfassess.units import Floats, Singles

PER_DOUBLING = 2048
"""Units of attenuation of a factor of two."""

LIFT = 4
"""Doublings that a cut may be above the pattern's gain; each table has them added."""

AROUND, UPRIGHT = 360 * SAMPLES_PER_DEGREE, 180 * SAMPLES_PER_DEGREE
"""Steps of the table around, from -180 to 180 degrees, and of the one upright, from nadir to zenith."""

_SPARE = 2
"""The last sample again: rounding may carry a direction a hair beyond its end."""

_MOST = 2**16 - 1
_STEEPEST = 2**15 - 1

Packed = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class AttenuationTables:
    """Packed cuts of patterns.

    Parameters
    ----------
    around : ndarray of int32, shape (table, AROUND + 2)
        Horizontal cut.
    upright : ndarray of int32, shape (table, UPRIGHT + 2)
        Vertical cut.
    cap : ndarray, shape (table,)
        Greatest sum of the two, in their unit.
    """

    horizontal: Packed
    upright: Packed
    cap: Singles


def attenuation_tables(tables: Floats, maximum_attenuation: Floats) -> AttenuationTables:
    """Pack patterns.

    Parameters
    ----------
    tables : ndarray, shape (table, 3, 3600)
        As :class:`emfassess.field.sources.Sources` has them. [dB]
    maximum_attenuation : ndarray, shape (table,)
        Cap on the sum of the cuts. [dB]

    Raises
    ------
    ValueError
        If a vertical cut is weighted by azimuth, since its gain is no product of two tables, or if a cut is more than 12 dB
        above the pattern's gain.
    """
    if not np.all(tables[:, 1] == 1.0):
        raise ValueError(
            "a pattern weights its vertical cut by azimuth (ITU-R F.1336); the summed kernel has no such sum"
        )
    azimuth = np.arange(-AROUND // 2, AROUND // 2 + 1) / SAMPLES_PER_DEGREE
    elevation = np.arange(-UPRIGHT // 2, UPRIGHT // 2 + 1) / SAMPLES_PER_DEGREE
    return AttenuationTables(
        np.stack([packed(sampled(table[0], azimuth)) for table in tables]),
        np.stack([packed(sampled(table[2], -elevation)) for table in tables]),
        cap_units(maximum_attenuation),
    )


def packed(cut_db: Floats) -> Packed:
    """One cut as entries, with a spare one at its end.

    Attenuation above 84 dB counts as 84 dB, and a sample more than 48 dB below its neighbour as 48 dB below it: both make
    the level higher, never lower.
    """
    units = np.rint(_units(cut_db))
    if units.min() < 0:
        raise ValueError(
            f"a cut is {-np.min(cut_db):.1f} dB above the pattern's gain; 12 dB is the most that can be summed"
        )
    units = _no_steeper(np.minimum(units, _MOST))
    units = np.pad(units, (0, _SPARE), mode="edge").astype(np.int64)
    return (np.diff(units) * 2**16 + units[:-1]).astype(np.int32)


def cap_units(maximum_attenuation_db: ArrayLike) -> Singles:
    """Cap on the sum of two cuts in the tables' unit; what two tables can hold at most where there is none."""
    both = _units(np.asarray(maximum_attenuation_db, dtype=float)) + PER_DOUBLING * LIFT
    return np.minimum(both, 2 * _MOST).astype(np.float32)


def _units(attenuation_db: Floats) -> Floats:
    return np.asarray(PER_DOUBLING * (attenuation_db / 10 * np.log2(10) + LIFT))


def _no_steeper(units: Floats) -> Floats:
    """Samples made smaller where one is more than the steepest step above a neighbour."""
    ramp = _STEEPEST * np.arange(len(units))
    rising = np.minimum.accumulate(units - ramp) + ramp
    return np.asarray((np.minimum.accumulate((rising + ramp)[::-1])[::-1]) - ramp)
