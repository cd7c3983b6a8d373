"""Statistics of compared levels by class: how often a bound is exceeded, bias, spread and cover of an expectation."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from emfassess.units import Floats
from validation.compared import ComparedLevels

BOUND_RINGS = (0.0, 100.0, 200.0, 400.0, 1000.0, 3000.0, np.inf)
"""Edges of the rings of distance in which the bound is checked. [m]"""
EXPECTED_RINGS = (50.0, 100.0, 200.0, 400.0, 1000.0, 3000.0)
"""Those of the expected level. [m]"""
ANGLES = (0.0, 30.0, 60.0, 90.0, 120.0, 150.0, 180.0)
"""Edges of the classes of the angle from boresight. [deg]"""
HEIGHTS = (0.0, 17.0, 20.0, 25.0, np.inf)
"""Edges of the classes of the antenna's height. [m]"""

INTERVAL = 0.9
"""Probability of the interval of the expected level."""

Mask = NDArray[np.bool_]
Classes = Sequence[tuple[str, Mask]]


@dataclass(frozen=True)
class BoundStatistics:
    """How measured levels lie to what is calculated and to the bound, in one class.

    Shares are of the points; `worst_db` is the largest excess of a measured level over the bound (below zero where none
    is above it), `gap_db` the median of bound over measured level.
    """

    label: str
    points: int
    sites: int
    above_calculated: float
    above_bound: float
    sites_above: int
    worst_db: float
    gap_db: float


@dataclass(frozen=True)
class ExpectedStatistics:
    """How measured levels lie to the expected one, in one class.

    `median_db` and `spread_db` (standard deviation) are of measured over expected level; `below`, `within` and `above`
    are the shares of the points under, in and over the interval.
    """

    label: str
    points: int
    sites: int
    median_db: float
    spread_db: float
    below: float
    within: float
    above: float


def bound_statistics(levels: ComparedLevels, classes: Classes) -> tuple[BoundStatistics, ...]:
    """Statistics of each class that has a point."""
    return tuple(_bound_row(label, levels.only(chosen)) for label, chosen in classes if chosen.any())


def _bound_row(label: str, levels: ComparedLevels) -> BoundStatistics:
    above = levels.over_bound_db > 0
    return BoundStatistics(
        label=label,
        points=len(above),
        sites=len(np.unique(levels.site)),
        above_calculated=float(np.mean(levels.over_calculated_db > 0)),
        above_bound=float(np.mean(above)),
        sites_above=len(np.unique(levels.site[above])),
        worst_db=float(levels.over_bound_db.max()),
        gap_db=float(-np.median(levels.over_bound_db)),
    )


def expected_statistics(levels: ComparedLevels, classes: Classes) -> tuple[ExpectedStatistics, ...]:
    """Statistics of each class that has a point with an expected level."""
    given = np.isfinite(levels.median)
    return tuple(
        _expected_row(label, levels.only(chosen & given)) for label, chosen in classes if (chosen & given).any()
    )


def _expected_row(label: str, levels: ComparedLevels) -> ExpectedStatistics:
    below, above = levels.measured < levels.low, levels.measured > levels.high
    return ExpectedStatistics(
        label=label,
        points=len(below),
        sites=len(np.unique(levels.site)),
        median_db=float(np.median(levels.over_expected_db)),
        spread_db=float(np.std(levels.over_expected_db)),
        below=float(below.mean()),
        within=float(1 - below.mean() - above.mean()),
        above=float(above.mean()),
    )


def classes_between(values: Floats, edges: Sequence[float], unit: str) -> Classes:
    """Classes of a quantity between edges, the lower one included, named with its unit; the last has both."""
    inside = [(values >= low) & (values < high) for low, high in pairwise(edges)]
    inside[-1] |= values == edges[-1]
    return tuple((_label(*ends, unit), chosen) for ends, chosen in zip(pairwise(edges), inside, strict=True))


def _label(low: float, high: float, unit: str) -> str:
    if not np.isfinite(high):
        return f"{low:.0f} {unit} and more"
    return f"{low:.0f} to {high:.0f} {unit}"


def rings(edges: Sequence[float]) -> Callable[[ComparedLevels], Classes]:
    """Rings of distance along the ground, and all of them together."""

    def by_distance(levels: ComparedLevels) -> Classes:
        whole = (levels.distance >= edges[0]) & (levels.distance < edges[-1])
        return (*classes_between(levels.distance, edges, "m"), ("all of these", whole))

    return by_distance


def by_angle(levels: ComparedLevels) -> Classes:
    """Classes of the angle in plan from the antenna's azimuth."""
    return classes_between(levels.off_boresight, ANGLES, "°")


def by_height(levels: ComparedLevels) -> Classes:
    """Classes of the antenna's height."""
    return classes_between(levels.height, HEIGHTS, "m")


def by_sector(levels: ComparedLevels) -> Classes:
    """Each sector."""
    return tuple(_each(levels.sector))


def _each(names: NDArray[np.str_]) -> Iterator[tuple[str, Mask]]:
    for name in np.unique(names):
        yield str(name), names == name
