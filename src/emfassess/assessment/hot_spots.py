"""Hot spots: connected places above the limit with the same main antenna, and who causes them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from emfassess.assessment.evaluated_field import Field
from emfassess.assessment.ground_patches import CELL, Patch, patches_of, seen_on_ground, station_position
from emfassess.assessment.relevance import relevant_sources, station_ratios
from emfassess.exposure.levels import Levels
from emfassess.exposure.ties import first_largest, largest_first
from emfassess.geometry import bearing
from emfassess.surroundings import GROUND_HEIGHT, square_grid
from emfassess.units import Floats

SUSPECT = 0.5
"""Around receptors with at least this ratio the ground is looked at more finely: a hot spot may lie between receptors."""

FINE = 0.5
"""Step of that look. [m]"""

STEPS = 2
"""How often the maximum is looked for again around the greatest cell, on a grid six times finer."""

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
        Cells of one square metre at 1.7 m above the ground that are above the limit; larger cells if it is very wide. [m^2]
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


_NOTHING = Patch(np.zeros((0, 3)), 0.0)


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
    every = np.concatenate([square.reshape(-1, 2) for square in squares])
    low = every.min(axis=0)
    shape = tuple((every.max(axis=0) - low + 1).tolist())
    taken = np.zeros(shape, dtype=np.bool_)
    taken[tuple((every - low).T)] = True
    flat = (np.argwhere(taken) + low) * FINE
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
    return every.only(~(seen_on_ground(field, every.points) & field.site.in_support(every.points)))


def _of_antenna(field: Field, antenna: int, every: _Seeds) -> list[HotSpot]:
    """Hot spots with one main antenna: connected cells on the ground, and elevated places with the nearest of them."""
    mine = every.only(every.antenna == antenna)
    on_ground = seen_on_ground(field, mine.points)
    patches = patches_of(field, antenna, mine.points[on_ground]) if on_ground.any() else []
    if len(patches) < 2:
        return [_described(field, antenna, mine, *(patches or [_NOTHING]))]
    gaps = [cKDTree(patch.cells[:, :2]).query(mine.points[:, :2])[0] for patch in patches]
    nearest = np.argmin(gaps, axis=0)
    return [_described(field, antenna, mine.only(nearest == number), patch) for number, patch in enumerate(patches)]


def _described(field: Field, antenna: int, seeds: _Seeds, patch: Patch) -> HotSpot:
    cells = patch.cells
    top = _maximum_place(field, antenna, seeds, cells)
    there = field.levels(top[np.newaxis], by_carrier=True)
    ratios = station_ratios(there, field.sources, field.weights, field.scenario)
    beyond = there.background_ratio[field.scenario]
    relevant = np.flatnonzero(relevant_sources(ratios, field.relevant_ratio, beyond)[:, 0])
    stations = field.sources.stations
    sources = [SourceShare(stations[i].id, stations[i].operator, float(ratios[i, 0])) for i in relevant]
    origin = station_position(field, antenna)
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
        area=patch.area,
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
