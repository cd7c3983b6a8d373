"""Calculated level, upper bound and expected level of stations at points, as the package gives them."""

import numpy as np

from emfassess.field import Sources
from emfassess.field.models import carrier_density
from emfassess.field.scattered import scattered_power_density
from emfassess.units import Floats


def calculated_and_bound(sources: Sources, points: Floats) -> tuple[Floats, Floats]:
    """Calculated level of free space and upper bound, each (point,). [W/m^2]"""
    calculated = carrier_density(sources, points)[0].sum(axis=0)
    position = sources.position[sources.antenna_index]
    distance = np.linalg.norm(points - position[:, np.newaxis], axis=2)
    scattered = scattered_power_density(sources.radiated_power[:, np.newaxis], distance).sum(axis=0)
    return calculated, calculated + scattered


def expected(_sources: Sources, points: Floats, _bound: Floats) -> tuple[Floats, Floats, Floats]:
    """Expected level and its 5th and 95th percentile, each (point,), NaN where none is given. [W/m^2]"""
    absent = np.full(len(points), np.nan)
    return absent, absent, absent
