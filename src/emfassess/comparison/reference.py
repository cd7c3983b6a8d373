"""The level that measurements correct: the expected one, or the calculated one where hardly any level can be expected."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from emfassess.comparison.kriging import LEAST_POINTS
from emfassess.comparison.result import Comparison
from emfassess.exposure.expected import ExpectedLevels
from emfassess.exposure.levels import Levels
from emfassess.exposure.uncertainty import COVERAGE
from emfassess.units import Floats, decibel_from_ratio

_NORMAL_95 = 1.6449
"""Half width of a 90 % interval over the standard deviation of a normal distribution."""


class Reference(StrEnum):
    """Named level of the model that measurements correct."""

    EXPECTED = "expected"
    CALCULATED = "calculated"


@dataclass(frozen=True, eq=False)
class ReferenceAtPoints:
    """The reference at measured points, each array of shape (point,).

    `level_db` is over 1 W/m^2 and `expanded_db` its expanded uncertainty (k = 1.96) [dB]; `usable` are the points that the
    instrument saw and whose reference is given.
    """

    kind: Reference
    level_db: Floats
    expanded_db: Floats
    usable: NDArray[np.bool_]


def reference_of(comparison: Comparison) -> ReferenceAtPoints:
    """The expected level, if at least half of the points that the instrument saw have one, and as many as a map needs."""
    seen = ~comparison.censored
    given = seen & np.isfinite(comparison.expected.median)
    if given.sum() < max(LEAST_POINTS, seen.sum() / 2):
        return ReferenceAtPoints(
            Reference.CALCULATED, comparison.predicted_db, comparison.predicted_uncertainty_db, seen
        )
    level = decibel_from_ratio(comparison.expected.median)
    return ReferenceAtPoints(Reference.EXPECTED, level, _expanded_db(comparison.expected), given)


def _expanded_db(expected: ExpectedLevels) -> Floats:
    """Expanded uncertainty from the wider side of the interval: the bound may cut the upper one. [dB]"""
    low, median, high = (decibel_from_ratio(values) for values in (expected.p5, expected.median, expected.p95))
    return np.maximum(high - median, median - low) * COVERAGE / _NORMAL_95


def reference_levels(comparison: Comparison, kind: Reference, points: Floats, height: Floats) -> tuple[Floats, Floats]:
    """Power density [W/m^2] and exposure ratio of the reference at other points, not a number where it is absent.

    Parameters
    ----------
    comparison : Comparison
    kind : Reference
    points : ndarray, shape (point, 3)
        East, north, up. [m]
    height : ndarray, shape (point,)
        Above the ground. [m]

    Returns
    -------
    tuple of ndarray, each of shape (point,)
    """
    levels: Levels = comparison.levels_at(points)
    if kind is Reference.CALCULATED:
        row = comparison.scenario_index
        return levels.power_density[row], levels.exposure_ratio[row]
    expected = comparison.expected_at(levels, height)
    return expected.median, expected.exposure_ratio
