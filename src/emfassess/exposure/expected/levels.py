r"""The level to be expected at points: median and 90 % interval of what a meter would show, averaged over six minutes.

A level is the sum of all masts. Each is log-normal about a median in line of sight and about another without; the antennas of
one mast share state and shadow, masts are independent. Traffic makes each carrier vary by itself. Indoors, the loss of the
building's outer wall joins with its own spread. An expected level decides no verdict.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from emfassess.exposure.expected import models
from emfassess.exposure.expected.distribution import FEW, sum_quantiles
from emfassess.exposure.expected.far_masts import nothing_far
from emfassess.exposure.expected.mast_powers import NEPER, ExpectedCarriers, mast_powers
from emfassess.exposure.expected.traffic import Load, carrier_loads, transmitted
from emfassess.exposure.ratios import Weights
from emfassess.field import Sources
from emfassess.field.background import FarPart
from emfassess.field.far_field import reference_unit_density
from emfassess.summaries import Summarised
from emfassess.units import Floats

if TYPE_CHECKING:
    from emfassess.surroundings.surface import Surface

ASSUMED_ROOF = 10.0
"""Height of the surrounding roofs where none is known: three floors. [m]"""

NEGLIGIBLE = 0.05
"""A level is absent where antennas out of their model's range make more than this share of it."""

CHUNK_ELEMENTS = 400_000
"""Carriers times points that are held at once."""


@dataclass(frozen=True)
class ExpectedSettings:
    """How a level is expected.

    Parameters
    ----------
    roof_height_m : float, optional
        Mean height of the surrounding roofs; :data:`ASSUMED_ROOF` where none is given, and rural at 5 m or less. [m]
    indoors : {"traditional", "efficient"}, optional
        Kind of building that the points are in, after ITU-R P.2109; outdoors where none is given.
    loads : mapping of str to Load
        By technology; those of :data:`emfassess.exposure.expected.traffic.ASSUMED_LOADS` for the others.
    """

    roof_height_m: float | None = None
    indoors: str | None = None
    loads: Mapping[str, Load] = field(default_factory=dict)

    @property
    def roof(self) -> float:
        """Height of the surrounding roofs, given or assumed. [m]"""
        return ASSUMED_ROOF if self.roof_height_m is None else self.roof_height_m


NOTHING_STATED = ExpectedSettings()
"""Roofs and loads assumed, outdoors."""


@dataclass(frozen=True, eq=False, repr=False)
class ExpectedLevels(Summarised):
    """Expected levels, each array of shape (point,), not a number where a level cannot be given.

    Parameters
    ----------
    median, p5, p95 : ndarray
        Power density that half, 5 % and 95 % of such places stay below. [W/m^2]
    exposure_ratio : ndarray
        At the median, most restrictive of the sums.
    reason : ndarray of str
        Why a level is absent, of :data:`emfassess.exposure.expected.models.REASONS`; empty where it is given.
    """

    median: Floats
    p5: Floats
    p95: Floats
    exposure_ratio: Floats
    reason: NDArray[np.str_]


def expected_levels(  # sources and points, and what is known about them
    sources: Sources,
    weights: Weights,
    points: Floats,
    *,
    settings: ExpectedSettings | None = None,
    bound_power_density: Floats | None = None,
    height_above_ground: Floats | None = None,
    surface: "Surface | None" = None,
    far: FarPart | None = None,
) -> ExpectedLevels:
    """Expected levels at points.

    Parameters
    ----------
    sources : Sources
    weights : Weights
        Of the sources' carriers under a limit set; their scenarios play no part.
    points : ndarray, shape (point, 3)
        East, north, up. [m]
    settings : ExpectedSettings, optional
    bound_power_density : ndarray, shape (point,), optional
        Upper bound; no level is given above it. [W/m^2]
    height_above_ground : ndarray, shape (point,), optional
        The heights of the points themselves where none is given: level ground. [m]
    surface : Surface, optional
        Terrain and buildings; they show sight and edges outdoors. Without buildings sight keeps its probability, and indoors
        too, where the point's own building would hide everything.
    far : FarPart, optional
        Of masts that are not among the sources, at the points.
    """
    chosen = NOTHING_STATED if settings is None else settings
    height = points[:, 2] if height_above_ground is None else height_above_ground
    size = max(1, CHUNK_ELEMENTS // max(1, len(sources.eirp)))
    blocks = [slice(first, first + size) for first in range(0, len(points), size)]
    beyond = nothing_far(len(points)) if far is None else far
    carriers, place = carriers_of(sources, chosen.loads), (chosen.roof, chosen.indoors, surface)
    found = [_block(carriers, weights.coefficient, points[b], height[b], place, beyond.only(b)) for b in blocks]
    quantiles = np.concatenate([part[0] for part in found], axis=1)
    ratio_per_density = np.concatenate([part[1] for part in found])
    reason = np.concatenate([part[2] for part in found])
    if bound_power_density is not None:
        quantiles = np.minimum(quantiles, bound_power_density)
    low, median, high = np.where(reason == models.GIVEN, quantiles, np.nan)
    return ExpectedLevels(median, low, high, median * ratio_per_density, np.array(models.REASONS)[reason])


def _block(
    carriers: ExpectedCarriers,
    coefficient: Floats,
    points: Floats,
    height: Floats,
    place: tuple[float, str | None, "Surface | None"],
    far: FarPart,
) -> tuple[Floats, Floats, NDArray[np.uint8]]:
    """Quantiles (3, point), exposure ratio for one watt per square metre (point,) and reasons (point,)."""
    masts = mast_powers(carriers, coefficient, points, height, place)
    quantiles = sum_quantiles(masts.sight, masts.log_medians, masts.spreads) + far.mean
    outside = masts.outside + far.out_of_range
    worst = np.where(masts.outside >= far.out_of_range, masts.worst, models.FAR).astype(np.uint8)
    missing = outside > NEGLIGIBLE * (masts.total + far.unshadowed)
    return quantiles, masts.ratio, np.where(missing, worst, models.GIVEN)


def carriers_of(sources: Sources, loads: Mapping[str, Load]) -> ExpectedCarriers:
    """Carriers of sources under loads by technology, as of :class:`ExpectedSettings`."""
    median, spread_db = transmitted(sources, carrier_loads(sources, loads))
    station = sources.station_index
    return ExpectedCarriers(
        unit=lambda points: _unit_density(sources, points),
        position=sources.position,
        antenna=sources.antenna_index.astype(np.int64),
        mast=np.unique(station, return_inverse=True)[1].astype(np.int64),
        height=np.array([antenna.height_m for _, antenna, _ in sources.members]),
        frequency=sources.frequency,
        eirp=sources.eirp * median,
        load_spread=spread_db * NEPER,
        gain_dbi=np.array([antenna.pattern.gain_dbi for _, antenna, _ in sources.members]),
    )


def _unit_density(sources: Sources, points: Floats) -> Floats:
    """Power density of each antenna for one watt of EIRP: plain where there are few, compiled where there are many."""
    if len(points) * len(sources.position) <= FEW:
        return reference_unit_density(sources, points)
    from emfassess.field.kernel import unit_density

    return unit_density(sources, points)
