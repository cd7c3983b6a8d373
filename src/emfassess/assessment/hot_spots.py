"""Hot spots: connected places above the limit with the same main antenna, and who causes them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage
from scipy.spatial import cKDTree

from emfassess.assessment.evaluated_field import Field
from emfassess.assessment.relevance import relevant_sources, station_ratios
from emfassess.exposure.levels import Levels
from emfassess.exposure.ties import first_largest, largest_first
from emfassess.field.sources import station_positions
from emfassess.geometry import bearing
from emfassess.surroundings import GROUND_HEIGHT, square_grid
from emfassess.units import Floats

CELL = 1.0
"""Side of the cells that a hot spot is made of. [m]"""

MARGIN = 6.0
"""A hot spot is looked for so far around the places that show it, and again as far where it reaches the edge. [m]"""

SUSPECT = 0.5
"""Around receptors with at least this ratio the ground is looked at more finely: a hot spot may lie between receptors."""

FINE = 0.5
"""Step of that look. [m]"""

STEPS = 2
"""How often the maximum is looked for again around the greatest cell, on a grid six times finer."""

WIDEST = 1500.0
"""A rectangle wider than this is not widened further: no station has such a hot spot, a wrong unit of power has. [m]"""

HEIGHT_STEP = 0.1
"""Between the heights that are looked at for the lowest one above the limit. [m]"""


@dataclass(frozen=True)
class SourceShare:
    """A relevant source of a hot spot: its own exposure ratio at the maximum."""

    station_id: str
    operator: str
    exposure_ratio: float


@dataclass(frozen=True)
class HotSpot:
    """A connected place above the limit on the ground, with one main antenna.

    Parameters
    ----------
    station_id, antenna_id, operator : str
        The main cause.
    exposure_ratio : float
        Maximum, all stations summed.
    east, north, height : float
        Of the maximum; height above the ground. [m]
    longitude, latitude : float
        Of the maximum. [deg]
    distance, bearing_deg : float
        Of the maximum, from the station that causes it. [m], [deg]
    area : float
        Cells of one square metre at 1.7 m above the ground that are above the limit. [m^2]
    farthest : float
        Horizontal distance of the farthest of these cells from that station. [m]
    lowest_height : float
        Lowest height above the ground at which the limit is exceeded there. [m]
    sources : tuple of SourceShare
        Relevant sources at the maximum, the greatest first.
    """

    station_id: str
    antenna_id: str
    operator: str
    exposure_ratio: float
    east: float
    north: float
    height: float
    longitude: float
    latitude: float
    distance: float
    bearing_deg: float
    area: float
    farthest: float
    lowest_height: float
    sources: tuple[SourceShare, ...]


@dataclass(frozen=True, eq=False)
class _Seeds:
    """Evaluated points above the limit: (point, 3) and, of each, ratio and main antenna."""

    points: Floats
    ratio: Floats
    antenna: NDArray[np.intp]

    def only(self, chosen: NDArray[np.bool_]) -> "_Seeds":
        return _Seeds(self.points[chosen], self.ratio[chosen], self.antenna[chosen])

    @property
    def top(self) -> int:
        return int(first_largest(self.ratio))


def hot_spots(field: Field, evaluated: Sequence[Levels]) -> tuple[HotSpot, ...]:
    """Hot spots that evaluated levels show, the greatest first.

    Parameters
    ----------
    field : Field
    evaluated : sequence of Levels
        On the ground first, then at places and at buildings; those above the limit begin a hot spot each.
    """
    seeds = _seeds(field, [*evaluated, *_between_receptors(field, evaluated[0])])
    found = [hot_spot for antenna in np.unique(seeds.antenna) for hot_spot in _of_antenna(field, int(antenna), seeds)]
    found.sort(key=lambda hot_spot: (hot_spot.station_id, hot_spot.antenna_id, hot_spot.distance))
    order = largest_first(np.array([hot_spot.exposure_ratio for hot_spot in found]))
    return tuple(found[index] for index in order)


def _between_receptors(field: Field, ground: Levels) -> list[Levels]:
    """Levels on a finer grid around the ground receptors that come near the limit; none where no receptor does."""
    suspect = np.flatnonzero(ground.exposure_ratio[field.scenario] >= SUSPECT)
    if not len(suspect):
        return []
    half = np.round(field.site.grid.cell[suspect] / 2 / FINE).astype(int) + 1
    middle = np.round(ground.points[suspect, :2] / FINE).astype(int)
    squares = [middle[half == reach][:, np.newaxis] + _square(int(reach)) for reach in np.unique(half)]
    flat = np.unique(np.concatenate([square.reshape(-1, 2) for square in squares]), axis=0) * FINE
    points = field.site.outdoors(np.column_stack([flat, np.full(len(flat), GROUND_HEIGHT)]))
    return [field.levels(points)] if len(points) else []


def _square(reach: int) -> NDArray[np.intp]:
    """Whole steps of a square around 0, shape (step, 2)."""
    steps = np.arange(-reach, reach + 1)
    return np.stack(np.meshgrid(steps, steps), axis=-1).reshape(-1, 2)


def _seeds(field: Field, evaluated: Sequence[Levels]) -> _Seeds:
    points, ratio, antenna = [], [], []
    for levels in evaluated:
        above = levels.exposure_ratio[field.scenario] > 1.0
        main = levels.main_contributor[field.scenario, above]
        by_carrier = levels.contributions is not None
        points.append(levels.points[above])
        ratio.append(levels.exposure_ratio[field.scenario, above])
        antenna.append(field.sources.antenna_index[main] if by_carrier else main)
    every = _Seeds(np.concatenate(points), np.concatenate(ratio), np.concatenate(antenna))
    return every.only(~(_on_ground(field, every.points) & field.site.in_support(every.points)))


def _on_ground(field: Field, points: Floats) -> NDArray[np.bool_]:
    return np.abs(field.site.scene.height_above_ground(points) - GROUND_HEIGHT) < CELL / 2


def _of_antenna(field: Field, antenna: int, every: _Seeds) -> list[HotSpot]:
    """Hot spots with one main antenna: connected cells on the ground, and elevated places with the nearest of them."""
    mine = every.only(every.antenna == antenna)
    on_ground = _on_ground(field, mine.points)
    cells = _cells(field, antenna, mine.only(on_ground)) if on_ground.any() else []
    if not cells:
        return [_described(field, antenna, mine, np.zeros((0, 3)))]
    gaps = [cKDTree(hot_spot[:, :2]).query(mine.points[:, :2])[0] for hot_spot in cells]
    nearest = np.argmin(gaps, axis=0)
    return [_described(field, antenna, mine.only(nearest == number), hot_spot) for number, hot_spot in enumerate(cells)]


def _cells(field: Field, antenna: int, seeds: _Seeds) -> list[Floats]:
    """Connected cells above the limit with a main antenna on whole metres from its station; (cell, 3) each. [m]"""
    origin = _station_position(field, antenna)
    cluster = _clusters(seeds.points[:, :2])
    found: dict[tuple[int, ...], Floats] = {}
    for index in range(1, int(cluster.max()) + 1):
        for hot_spot in _cells_around(field, antenna, origin, seeds.points[cluster == index, :2] - origin):
            first = np.round(hot_spot[0, :2] - origin).astype(int)
            found.setdefault((*first.tolist(), len(hot_spot)), hot_spot)  # two clusters may have grown into one
    return [found[key] for key in sorted(found)]


def _clusters(points: Floats) -> NDArray[np.intp]:
    """Number of the cluster of each point, from 1; points nearer to each other than two margins are in one. (point,)"""
    tile = np.floor(points / (2 * MARGIN)).astype(np.intp)
    tile -= tile.min(axis=0)
    taken = np.zeros(tile.max(axis=0) + 1, dtype=np.bool_)
    taken[tuple(tile.T)] = True
    labels, _ = ndimage.label(taken, structure=np.ones((3, 3)))
    return np.asarray(labels[tuple(tile.T)], dtype=np.intp)


def _cells_around(field: Field, antenna: int, origin: Floats, seeds: Floats) -> list[Floats]:
    """Connected cells in a rectangle around seeds that is widened until none of them lies at its edge; (cell, 3) each."""
    low, high, widening = np.floor(seeds.min(axis=0) - MARGIN), np.ceil(seeds.max(axis=0) + MARGIN), MARGIN
    while True:
        east, north = (np.arange(low[k], high[k] + 1.0, CELL) for k in (0, 1))
        points, above = _above(field, antenna, origin, east, north)
        edge = above[0].any() or above[-1].any() or above[:, 0].any() or above[:, -1].any()
        if not edge or (high - low).max() > WIDEST:
            break
        low, high = low - widening, high + widening
        widening *= 2.0
    labels, number = ndimage.label(above, structure=np.ones((3, 3)))
    return [points[labels == index] for index in range(1, number + 1)]


def _above(field: Field, antenna: int, origin: Floats, east: Floats, north: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    """Cells of a rectangle, (north, east, 3), and whether each is above the limit because of the antenna."""
    site = field.site
    x, y = np.meshgrid(east + origin[0], north + origin[1])
    flat = np.column_stack([x.ravel(), y.ravel(), np.full(x.size, GROUND_HEIGHT)])
    points = site.scene.on_ground(flat)
    levels = field.levels(points)
    above = levels.exposure_ratio[field.scenario] > 1.0
    above &= (levels.main_contributor[field.scenario] == antenna) & ~site.in_support(points)
    if not site.scene.empty and not site.rings_indoors:
        above &= ~site.scene.indoors(points)
    return points.reshape(*x.shape, 3), above.reshape(x.shape)


def _described(field: Field, antenna: int, seeds: _Seeds, cells: Floats) -> HotSpot:
    top = _maximum_place(field, antenna, seeds, cells)
    there = field.levels(top[np.newaxis], by_carrier=True)
    ratios = station_ratios(there, field.sources, field.weights, field.scenario)
    relevant = np.flatnonzero(relevant_sources(ratios, field.relevant_ratio)[:, 0])
    stations = field.sources.stations
    sources = [SourceShare(stations[i].id, stations[i].operator, float(ratios[i, 0])) for i in relevant]
    origin = _station_position(field, antenna)
    station, record, carrier = next(
        member for member, fed in zip(field.sources.members, field.sources.antenna_index, strict=True) if fed == antenna
    )
    longitude, latitude = field.site.frame.longitude_latitude(top[:1], top[1:2])
    gap = top[:2] - origin
    return HotSpot(
        station_id=station.id,
        antenna_id=record.id,
        operator=carrier.operator or station.operator,
        exposure_ratio=float(there.exposure_ratio[field.scenario, 0]),
        east=float(top[0]),
        north=float(top[1]),
        height=float(field.site.scene.height_above_ground(top[np.newaxis])[0]),
        longitude=float(longitude[0]),
        latitude=float(latitude[0]),
        distance=float(np.hypot(*gap)),
        bearing_deg=float(bearing(*gap)),
        area=len(cells) * CELL**2,
        farthest=float(np.hypot(*((cells if len(cells) else seeds.points)[:, :2] - origin).T).max()),
        lowest_height=_lowest_height(field, antenna, cells if len(cells) else seeds.points),
        sources=_ordered(sources),
    )


def _ordered(sources: Sequence[SourceShare]) -> tuple[SourceShare, ...]:
    """The greatest first, equal ones by their ids."""
    by_id = sorted(sources, key=lambda source: source.station_id)
    return tuple(by_id[index] for index in largest_first(np.array([source.exposure_ratio for source in by_id])))


def _maximum_place(field: Field, antenna: int, seeds: _Seeds, cells: Floats) -> Floats:
    """Place of the maximum, shape (3,): looked for around the greatest cell, so that every assessment finds the same. [m]

    An evaluated place counts where it shows clearly more, a facade for instance.
    """
    elevated: Floats = seeds.points[seeds.top] if len(seeds.points) else cells[0]
    if not len(cells):
        return elevated
    place, cell = cells[first_largest(field.levels(cells).exposure_ratio[field.scenario])], CELL
    for _ in range(STEPS):
        fine = np.concatenate([place[np.newaxis], field.site.outdoors(square_grid(place, cell))])
        levels = field.levels(fine)
        own = levels.main_contributor[field.scenario] == antenna
        ratio = np.where(own, levels.exposure_ratio[field.scenario], 0.0)
        place, cell = fine[first_largest(ratio)], cell / 6.0
    return np.asarray(elevated if seeds.ratio.max(initial=0.0) > 1.001 * ratio.max() else place)


def _lowest_height(field: Field, antenna: int, points: Floats) -> float:
    """Lowest height above the ground at which the limit is exceeded below or at points because of an antenna. [m]"""
    height = field.site.scene.height_above_ground(points)
    ground = points - np.column_stack([np.zeros((len(points), 2)), height])
    for step in np.arange(0.0, float(height.min()), HEIGHT_STEP):
        levels = field.levels(ground + [0.0, 0.0, step])
        above = levels.exposure_ratio[field.scenario] > 1.0
        if np.any(above & (levels.main_contributor[field.scenario] == antenna)):
            return float(round(step, 1))
    return float(height.min())


def _station_position(field: Field, antenna: int) -> Floats:
    """East and north of the station that an antenna belongs to, shape (2,). [m]"""
    carrier = int(np.flatnonzero(field.sources.antenna_index == antenna)[0])
    positions: Floats = station_positions(field.site.stations)
    return np.asarray(positions[field.sources.station_index[carrier]])
