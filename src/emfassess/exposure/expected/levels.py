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
from emfassess.exposure.expected.calibration import SCATTERED_DBI
from emfassess.exposure.expected.distribution import FEW, MOST_SPREAD_DB, sum_quantiles
from emfassess.exposure.expected.far_masts import nothing_far
from emfassess.exposure.expected.traffic import Load, carrier_loads, transmitted
from emfassess.exposure.ratios import Weights
from emfassess.field import Sources
from emfassess.field.background import FarPart
from emfassess.field.diffraction import knife_edge_loss_db
from emfassess.field.far_field import reference_unit_density
from emfassess.field.penetration import ENTRY_SPAN, entry_loss_db
from emfassess.summaries import Summarised
from emfassess.units import Floats, ratio_from_decibel, wavelength

if TYPE_CHECKING:
    from emfassess.surroundings.surface import Surface

ASSUMED_ROOF = 10.0
"""Height of the surrounding roofs where none is known: three floors. [m]"""

NEGLIGIBLE = 0.05
"""A level is absent where antennas out of their model's range make more than this share of it."""

CHUNK_ELEMENTS = 400_000
"""Carriers times points that are held at once."""

_NEPER = np.log(10.0) / 10.0


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
    found = [_block(sources, weights, points[b], height[b], chosen, surface, beyond.only(b)) for b in blocks]
    quantiles = np.concatenate([part[0] for part in found], axis=1)
    ratio_per_density = np.concatenate([part[1] for part in found])
    reason = np.concatenate([part[2] for part in found])
    if bound_power_density is not None:
        quantiles = np.minimum(quantiles, bound_power_density)
    low, median, high = np.where(reason == models.GIVEN, quantiles, np.nan)
    return ExpectedLevels(median, low, high, median * ratio_per_density, np.array(models.REASONS)[reason])


@dataclass(frozen=True, eq=False)
class _Powers:
    """Power density of carriers in both states at median load, (state, carrier, point), and the way they took."""

    density: Floats
    way: models.Link


def _block(
    sources: Sources,
    weights: Weights,
    points: Floats,
    height: Floats,
    settings: ExpectedSettings,
    surface: "Surface | None",
    far: FarPart,
) -> tuple[Floats, Floats, NDArray[np.uint8]]:
    """Quantiles (3, point), exposure ratio for one watt per square metre (point,) and reasons (point,)."""
    powers = _powers(sources, points, height, settings, surface)
    load_spread = transmitted(sources, carrier_loads(sources, settings.loads))[1] * _NEPER
    way = powers.way
    share = way.probability * powers.density[0] + (1.0 - way.probability) * powers.density[1]
    quantiles = sum_quantiles(*_masts(sources, powers, share, load_spread)) + far.mean
    total = np.maximum(share.sum(axis=0), np.finfo(float).tiny)
    ratio = ((weights.coefficient @ share) / total).max(axis=0)
    outside = np.where(way.reason == models.GIVEN, 0.0, share)
    worst = way.reason[outside.argmax(axis=0), np.arange(len(points))]
    worst = np.where(outside.sum(axis=0) >= far.out_of_range, worst, models.FAR).astype(np.uint8)
    missing = outside.sum(axis=0) + far.out_of_range > NEGLIGIBLE * (total + far.unshadowed)
    return quantiles, ratio, np.where(missing, worst, models.GIVEN)


def _masts(sources: Sources, powers: _Powers, share: Floats, load_spread: Floats) -> tuple[Floats, Floats, Floats]:
    """Probability of sight (point, mast), logarithm of the median (2, point, mast) and spread (2, point, mast) of each mast.

    The carriers of a mast vary with their traffic independently: their sum has the mean and the variance of a log-normal.
    """
    masts = [np.flatnonzero(sources.station_index == station) for station in np.unique(sources.station_index)]

    def summed(values: Floats) -> Floats:
        """Sums over the carriers, the axis before the last, of each mast."""
        return np.stack([values[..., own, :].sum(axis=-2) for own in masts], axis=-2)

    grown = powers.density * np.exp(load_spread**2 / 2.0)[:, np.newaxis]
    mean = summed(grown)
    tiny = np.finfo(float).tiny
    variance = summed(grown**2 * np.expm1(load_spread**2)[:, np.newaxis]) / np.maximum(mean, tiny**0.5) ** 2
    traffic = np.log1p(variance)
    shadow = np.stack([powers.way.los_spread_db, powers.way.nlos_spread_db])
    shadow = summed(grown * shadow) / np.maximum(mean, tiny)
    spread = np.minimum(
        np.hypot(np.minimum(shadow, MOST_SPREAD_DB) * _NEPER, np.sqrt(traffic)), MOST_SPREAD_DB * _NEPER
    )
    sight = summed(share * powers.way.probability) / np.maximum(summed(share), tiny)
    log_median = np.log(np.maximum(mean, tiny)) - traffic / 2.0
    return sight.T, np.swapaxes(log_median, 1, 2), np.swapaxes(spread, 1, 2)


def _powers(
    sources: Sources, points: Floats, height: Floats, settings: ExpectedSettings, surface: "Surface | None"
) -> _Powers:
    """Power density of carriers in both states."""
    offset = points[np.newaxis] - sources.position[:, np.newaxis]
    slant = np.sqrt((offset**2).sum(axis=-1))
    way, way_of = _ways(sources, np.hypot(offset[..., 0], offset[..., 1]), slant, points, height, settings, surface)
    passed = ratio_from_decibel(-np.stack([way.los_db, way.nlos_db]))
    relative = (_unit_density(sources, points) * 4.0 * np.pi * slant**2)[sources.antenna_index]
    gain = np.array([antenna.pattern.gain_dbi for _, antenna, _ in sources.members])
    relative = relative + ratio_from_decibel(SCATTERED_DBI - gain)[:, np.newaxis]
    load = transmitted(sources, carrier_loads(sources, settings.loads))[0]
    # power received by an isotropic antenna, over its effective area
    received = (sources.eirp * load * 4.0 * np.pi / wavelength(sources.frequency) ** 2)[:, np.newaxis] * relative
    return _Powers(received * passed[:, way_of], models.Link(*(values[way_of] for values in vars(way).values())))


def _unit_density(sources: Sources, points: Floats) -> Floats:
    """Power density of each antenna for one watt of EIRP: plain where there are few, compiled where there are many."""
    if len(points) * len(sources.position) <= FEW:
        return reference_unit_density(sources, points)
    from emfassess.field.kernel import unit_density

    return unit_density(sources, points)


def _ways(  # geometry of antennas and points, and what is known about them
    sources: Sources,
    distance: Floats,
    slant: Floats,
    points: Floats,
    height: Floats,
    settings: ExpectedSettings,
    surface: "Surface | None",
) -> tuple[models.Link, NDArray[np.intp]]:
    """Ways of all carriers, and which way each has (carrier,): those of one place, height and frequency have one."""
    height_m = np.array([antenna.height_m for _, antenna, _ in sources.members])
    ends = np.column_stack([sources.position[sources.antenna_index], height_m, sources.frequency])
    _, one, way_of = np.unique(ends, axis=0, return_index=True, return_inverse=True)
    mast, gigahertz, antenna_of = height_m[one], sources.frequency[one] / 1e9, sources.antenna_index[one]
    chosen = [models.model_of(value, settings.roof) for value in mast]
    shape = (len(mast), len(points))
    los, nlos, sight, first, second = np.empty((5, *shape))
    found = models.Link(los, nlos, sight, first, second, np.empty(shape, dtype=np.uint8))
    # a terrain without buildings would take every street for open ground
    shown = None if surface is None or settings.indoors or not len(surface.spans) else surface
    known = None if shown is None else _sight(sources, slant, points, shown)
    for model in dict.fromkeys(chosen):
        rows = np.flatnonzero([other is model for other in chosen])
        antenna = antenna_of[rows]
        columns = gigahertz[rows, np.newaxis], mast[rows, np.newaxis]
        way = models.link(model, distance[antenna], slant[antenna], *columns, height)
        if known is not None:
            way = models.with_sight(way, model, known[0][one[rows]], known[1][one[rows]])
        for key, value in vars(way).items():
            getattr(found, key)[rows] = value
    return found if settings.indoors is None else _indoors(found, gigahertz, settings.indoors), way_of.ravel()


def _sight(sources: Sources, slant: Floats, points: Floats, surface: "Surface") -> tuple[Floats, Floats]:
    """Whether each carrier is seen, and its loss in free space and over the edges between, shape (carrier, point).

    Not a number where an end of the way lies beyond the surface: what is between is not known there.
    """
    from emfassess.surroundings.edges import edge_parameter
    from emfassess.surroundings.sight import visible
    from emfassess.surroundings.surface import covered

    known = np.logical_and.outer(covered(surface, sources.position), covered(surface, points))
    seen = np.where(known, visible(surface, sources.position, points), np.nan)[sources.antenna_index]
    length = wavelength(sources.frequency)[:, np.newaxis]
    edge = edge_parameter(surface, sources.position, points)[sources.antenna_index] / np.sqrt(length)
    free = 20.0 * np.log10(4.0 * np.pi * np.maximum(slant[sources.antenna_index], 1.0) / length)
    return seen, free + knife_edge_loss_db(edge)


def _indoors(way: models.Link, gigahertz: Floats, building: str) -> models.Link:
    """The same ways into a building: the median entry loss, and its spread as half of what 16 and 84 % of places enclose."""
    inside = np.clip(gigahertz, *ENTRY_SPAN) * 1e9
    low, median, high = (entry_loss_db(inside, building=building, probability=p) for p in (0.1587, 0.5, 0.8413))
    spread = ((high - low) / 2.0)[:, np.newaxis]
    return models.Link(
        way.los_db + median[:, np.newaxis],
        way.nlos_db + median[:, np.newaxis],
        way.probability,
        np.hypot(way.los_spread_db, spread),
        np.hypot(way.nlos_spread_db, spread),
        way.reason,
    )
