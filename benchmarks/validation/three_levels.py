"""Calculated level, upper bound and expected level of stations at points, as the package gives them."""

from dataclasses import dataclass

import numpy as np

from emfassess.exposure.expected import FULL_LOAD, ExpectedSettings, expected_levels
from emfassess.exposure.ratios import weights_of
from emfassess.field import Sources
from emfassess.field.models import carrier_density
from emfassess.field.scattered import scattered_power_density
from emfassess.readers.limit_sets import load_limits
from emfassess.surroundings.surface import Surface
from emfassess.units import Floats

LIMITS = "icnirp-2020"
"""Levels do not depend on the limit set; exposure ratios are not compared here."""


@dataclass(frozen=True, eq=False)
class ThreeLevels:
    """Levels at points, each (point,). [W/m^2]

    Parameters
    ----------
    calculated, bound : ndarray
    median, low, high : ndarray
        Expected level and its 5th and 95th percentile, NaN where none is given.
    """

    calculated: Floats
    bound: Floats
    median: Floats
    low: Floats
    high: Floats


def three_levels(
    sources: Sources, points: Floats, surface: Surface | None = None, roof_height_m: float | None = None
) -> ThreeLevels:
    """Levels of all carriers at full power; `surface` and roofs are known to the expected level only.

    Parameters
    ----------
    sources : Sources
    points : ndarray, shape (point, 3)
        East, north, up. [m]
    surface : Surface, optional
    roof_height_m : float, optional
        Mean height of the surrounding roofs. [m]
    """
    calculated = carrier_density(sources, points)[0].sum(axis=0)
    position = sources.position[sources.antenna_index]
    distance = np.linalg.norm(points - position[:, np.newaxis], axis=2)
    bound = calculated + scattered_power_density(sources.radiated_power[:, np.newaxis], distance).sum(axis=0)
    expected = expected_levels(
        sources,
        weights_of(sources, load_limits(LIMITS)),
        points,
        settings=ExpectedSettings(roof_height_m=roof_height_m, loads=FULL_LOAD),
        bound_power_density=bound,
        surface=surface,
    )
    return ThreeLevels(calculated, bound, expected.median, expected.p5, expected.p95)
