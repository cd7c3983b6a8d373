"""Contribution of each mast at points: probability of sight, median and spread in both states.

The antennas of one mast share state and shadow; the carriers vary with their traffic independently: their sum has the mean
and the variance of a log-normal. Plain NumPy here where there is little to do,
:mod:`emfassess.exposure.expected.mast_kernel` elsewhere: the same functions, compiled.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from emfassess.exposure.expected import models
from emfassess.exposure.expected.calibration import SCATTERED_DBI
from emfassess.exposure.expected.distribution import FEW, MOST_SPREAD_DB
from emfassess.field.diffraction import knife_edge_loss_db
from emfassess.field.penetration import ENTRY_SPAN, entry_loss_db
from emfassess.units import Floats, ratio_from_decibel, wavelength

if TYPE_CHECKING:
    from emfassess.surroundings.surface import Surface

NEPER = np.log(10.0) / 10.0
"""Nepers of a decibel of power."""

Index = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class ExpectedCarriers:
    """Carriers as columns, each of shape (carrier,) but for `position`, (antenna, 3). [m]

    `unit` gives the power density of each antenna for one watt of EIRP at points, (antenna, point) [1/m^2]; `mast` numbers
    the masts from 0 on; `height` is above the ground [m]; `eirp` [W] at the median load; `load_spread` [Np].
    """

    unit: Callable[[Floats], Floats]
    position: Floats
    antenna: Index
    mast: Index
    height: Floats
    frequency: Floats
    eirp: Floats
    load_spread: Floats
    gain_dbi: Floats

    @property
    def scattered(self) -> Floats:
        """Gain in all directions over that of the pattern."""
        return ratio_from_decibel(SCATTERED_DBI - self.gain_dbi)

    @property
    def received(self) -> Floats:
        """Power density for no loss between isotropic antennas: an antenna's received power over its effective area."""
        return np.asarray(self.eirp * 4.0 * np.pi / wavelength(self.frequency) ** 2)


@dataclass(frozen=True, eq=False)
class Ways:
    """Ways of carriers, those of one place, height and frequency being one; each array of shape (way,).

    `of` is the way of each carrier, `antenna` and `carrier` one that has it. `entry_db` and `entry_spread_db` belong to the
    wall of a building. `seen` and `diffracted_db` are (way, point) as of
    :func:`emfassess.exposure.expected.models.with_sight`, or have no point where neither is known.
    """

    of: Index
    antenna: Index
    mast: Floats
    gigahertz: Floats
    model: Index
    entry_db: Floats
    entry_spread_db: Floats
    seen: Floats
    diffracted_db: Floats


@dataclass(frozen=True, eq=False)
class MastPowers:
    """Masts at points: `sight` is (point, mast), `log_medians` and `spreads` are (2, point, mast), in nepers.

    `ratio` is the exposure ratio for one watt per square metre; `total` and `outside` are the levels without shadowing of all
    and of those out of range of their model, `worst` the reason of the strongest of these; all (point,).
    """

    sight: Floats
    log_medians: Floats
    spreads: Floats
    ratio: Floats
    total: Floats
    outside: Floats
    worst: NDArray[np.uint8]


def mast_powers(
    carriers: ExpectedCarriers,
    coefficient: Floats,
    points: Floats,
    height: Floats,
    place: tuple[float, str | None, "Surface | None"],
) -> MastPowers:
    """Masts at points.

    Parameters
    ----------
    carriers : ExpectedCarriers
    coefficient : ndarray, shape (sum, carrier)
        What one watt per square metre adds to each sum.
    points : ndarray, shape (point, 3)
        East, north, up. [m]
    height : ndarray, shape (point,)
        Above the ground. [m]
    place : tuple of (float, str or None, Surface or None)
        Mean height of the roofs [m], kind of building that the points are in, and what shows sight and edges.
    """
    ways = ways_of(carriers, points, *place)
    if len(points) * len(carriers.position) <= FEW:
        return _plain(carriers, ways, coefficient, points, height)
    from emfassess.exposure.expected.mast_kernel import compiled_masts

    return MastPowers(*compiled_masts(carriers, ways, coefficient, points, height))


def _plain(carriers: ExpectedCarriers, ways: Ways, coefficient: Floats, points: Floats, height: Floats) -> MastPowers:
    """The same in plain NumPy."""
    offset = points[np.newaxis] - carriers.position[:, np.newaxis]
    slant = np.sqrt((offset**2).sum(axis=-1))
    way = _links(ways, np.hypot(offset[..., 0], offset[..., 1]), slant, height)
    relative = (carriers.unit(points) * 4.0 * np.pi * slant**2)[carriers.antenna] + carriers.scattered[:, np.newaxis]
    passed = ratio_from_decibel(-np.stack([way.los_db, way.nlos_db]))
    density = carriers.received[:, np.newaxis] * relative * passed[:, ways.of]
    way = models.Link(*(values[ways.of] for values in vars(way).values()))
    share = way.probability * density[0] + (1.0 - way.probability) * density[1]
    total = np.maximum(share.sum(axis=0), np.finfo(float).tiny)
    outside = np.where(way.reason == models.GIVEN, 0.0, share)
    return MastPowers(
        *_masts(carriers, density, way, share),
        ((coefficient @ share) / total).max(axis=0),
        total,
        outside.sum(axis=0),
        way.reason[outside.argmax(axis=0), np.arange(len(points))],
    )


def _masts(
    carriers: ExpectedCarriers, density: Floats, way: models.Link, share: Floats
) -> tuple[Floats, Floats, Floats]:
    """Probability of sight, logarithm of the median and spread of each mast."""
    masts = [np.flatnonzero(carriers.mast == mast) for mast in range(int(carriers.mast.max()) + 1)]

    def summed(values: Floats) -> Floats:
        """Sums over the carriers, the axis before the last, of each mast."""
        return np.stack([values[..., own, :].sum(axis=-2) for own in masts], axis=-2)

    grown = density * np.exp(carriers.load_spread**2 / 2.0)[:, np.newaxis]
    mean = summed(grown)
    tiny = np.finfo(float).tiny
    variance = summed(grown**2 * np.expm1(carriers.load_spread**2)[:, np.newaxis])
    traffic = np.log1p(variance / np.maximum(mean, tiny**0.5) ** 2)
    shadow = summed(grown * np.stack([way.los_spread_db, way.nlos_spread_db])) / np.maximum(mean, tiny)
    spread = np.hypot(np.minimum(shadow, MOST_SPREAD_DB) * NEPER, np.sqrt(traffic))
    sight = summed(share * way.probability) / np.maximum(summed(share), tiny)
    log_median = np.log(np.maximum(mean, tiny)) - traffic / 2.0
    spread = np.minimum(spread, MOST_SPREAD_DB * NEPER)
    return sight.T, np.swapaxes(log_median, 1, 2), np.swapaxes(spread, 1, 2)


def ways_of(
    carriers: ExpectedCarriers, points: Floats, roof: float, indoors: str | None, surface: "Surface | None"
) -> Ways:
    """Ways of all carriers; arguments as of :func:`mast_powers`, roof, kind of building and surface one by one."""
    ends = np.column_stack([carriers.position[carriers.antenna], carriers.height, carriers.frequency])
    _, one, way_of = np.unique(ends, axis=0, return_index=True, return_inverse=True)
    mast, frequency, antenna = carriers.height[one], carriers.frequency[one], carriers.antenna[one]
    # a terrain without buildings would take every street for open ground
    shown = None if surface is None or indoors or not len(surface.spans) else surface
    known = np.zeros((2, len(one), 0))
    if shown is not None:
        known = np.stack(_sight(carriers.position, antenna, frequency, points, shown))
    entry, entry_spread = _entry(frequency, indoors)
    code = np.array([models.model_of(value, roof).code for value in mast], dtype=np.int64)
    return Ways(way_of.ravel(), antenna, mast, frequency / 1e9, code, entry, entry_spread, known[0], known[1])


def _links(ways: Ways, distance: Floats, slant: Floats, height: Floats) -> models.Link:
    """Both states of all ways; `distance` and `slant` are (antenna, point)."""
    shape = (len(ways.mast), len(height))
    los, nlos, sight, first, second = np.empty((5, *shape))
    found = models.Link(los, nlos, sight, first, second, np.empty(shape, dtype=np.uint8))
    for code in np.unique(ways.model):
        rows, model = np.flatnonzero(ways.model == code), models.MODELS[code]
        antenna, columns = ways.antenna[rows], (ways.gigahertz[rows, np.newaxis], ways.mast[rows, np.newaxis])
        way = models.link(model, distance[antenna], slant[antenna], *columns, height)
        if ways.seen.size:
            way = models.with_sight(way, model, ways.seen[rows], ways.diffracted_db[rows])
        for key, value in vars(way).items():
            getattr(found, key)[rows] = value
    entry, spread = ways.entry_db[:, np.newaxis], ways.entry_spread_db[:, np.newaxis]
    first, second = np.hypot(first, spread), np.hypot(second, spread)
    return models.Link(los + entry, nlos + entry, sight, first, second, found.reason)


def _sight(
    position: Floats, antenna: Index, frequency: Floats, points: Floats, surface: "Surface"
) -> tuple[Floats, Floats]:
    """Whether each way is in sight, and its loss in free space and over the edges between, shape (way, point).

    Not a number where an end of the way lies beyond the surface: what is between is not known there.
    """
    from emfassess.surroundings.edges import edge_parameter
    from emfassess.surroundings.sight import visible
    from emfassess.surroundings.surface import covered

    known = np.logical_and.outer(covered(surface, position), covered(surface, points))
    seen = np.where(known, visible(surface, position, points), np.nan)[antenna]
    length = wavelength(frequency)[:, np.newaxis]
    edge = edge_parameter(surface, position, points)[antenna] / np.sqrt(length)
    slant = np.sqrt(((points[np.newaxis] - position[:, np.newaxis]) ** 2).sum(axis=-1))
    free = 20.0 * np.log10(4.0 * np.pi * np.maximum(slant[antenna], 1.0) / length)
    return seen, free + knife_edge_loss_db(edge)


def _entry(frequency: Floats, building: str | None) -> tuple[Floats, Floats]:
    """Median entry loss of ways, and its spread as half of what 16 and 84 % of places enclose; nothing outdoors. [dB]"""
    if building is None:
        return np.zeros(len(frequency)), np.zeros(len(frequency))
    inside = np.clip(frequency / 1e9, *ENTRY_SPAN) * 1e9
    low, median, high = (entry_loss_db(inside, building=building, probability=p) for p in (0.1587, 0.5, 0.8413))
    return median, (high - low) / 2.0
