"""Hot spots: connected places above the limit with the same main antenna, and who causes them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from emfassess.assessment.evaluated_field import Field
from emfassess.assessment.relevance import relevant_sources, station_ratios
from emfassess.exposure.levels import Levels
from emfassess.exposure.ties import first_largest
from emfassess.field.sources import station_positions
from emfassess.geometry import bearing
from emfassess.surroundings import GROUND_HEIGHT
from emfassess.units import Floats

CELL = 1.0
"""Side of the cells that a hot spot is made of. [m]"""

MARGIN = 30.0
"""A hot spot is looked for so far around the places that show it, and again as far where it reaches the edge. [m]"""

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
        On the ground, at places and at buildings; those above the limit begin a hot spot each.
    """
    seeds = _seeds(field, evaluated)
    found = [spot for antenna in np.unique(seeds.antenna) for spot in _of_antenna(field, int(antenna), seeds)]
    return tuple(sorted(found, key=lambda spot: (-spot.exposure_ratio, spot.station_id, spot.antenna_id)))


def _seeds(field: Field, evaluated: Sequence[Levels]) -> _Seeds:
    points, ratio, antenna = [], [], []
    for levels in evaluated:
        above = levels.exposure_ratio[field.scenario] > 1.0
        main = levels.main_contributor[field.scenario, above]
        by_carrier = levels.contributions is not None
        points.append(levels.points[above])
        ratio.append(levels.exposure_ratio[field.scenario, above])
        antenna.append(field.sources.antenna_index[main] if by_carrier else main)
    return _Seeds(np.concatenate(points), np.concatenate(ratio), np.concatenate(antenna))


def _of_antenna(field: Field, antenna: int, every: _Seeds) -> list[HotSpot]:
    """Hot spots with one main antenna: connected cells on the ground, and elevated places with the nearest of them."""
    mine = every.only(every.antenna == antenna)
    on_ground = np.abs(field.site.scene.height_above_ground(mine.points) - GROUND_HEIGHT) < CELL / 2
    cells = _cells(field, antenna, mine.only(on_ground)) if on_ground.any() else []
    if not cells:
        return [_described(field, antenna, mine, np.zeros((0, 3)))]
    gaps = np.array([[np.hypot(*(spot[:, :2] - point[:2]).T).min() for spot in cells] for point in mine.points])
    nearest = gaps.argmin(axis=1)
    return [_described(field, antenna, mine.only(nearest == number), spot) for number, spot in enumerate(cells)]


def _cells(field: Field, antenna: int, seeds: _Seeds) -> list[Floats]:
    """Connected cells above the limit with a main antenna on whole metres from its station; (cell, 3) each. [m]"""
    origin = _station_position(field, antenna)
    low, high = (np.array([f(seeds.points[:, k] - origin[k]) for k in (0, 1)]) for f in (np.min, np.max))
    while True:
        low, high = np.floor(low - MARGIN), np.ceil(high + MARGIN)
        east, north = (np.arange(low[k], high[k] + 1.0, CELL) for k in (0, 1))
        points, above = _above(field, antenna, origin, east, north)
        edge = above[0].any() or above[-1].any() or above[:, 0].any() or above[:, -1].any()
        if not edge or (high - low).max() > 2000:
            break
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
    candidates = np.concatenate([seeds.points, cells])
    levels = field.levels(candidates)
    top = candidates[int(first_largest(levels.exposure_ratio[field.scenario]))]
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
        farthest=float(np.hypot(*((cells if len(cells) else candidates)[:, :2] - origin).T).max()),
        lowest_height=_lowest_height(field, cells if len(cells) else candidates),
        sources=tuple(sorted(sources, key=lambda source: (-source.exposure_ratio, source.station_id))),
    )


def _lowest_height(field: Field, points: Floats) -> float:
    """Lowest height above the ground at which the limit is exceeded above or at points. [m]"""
    height = field.site.scene.height_above_ground(points)
    ground = points - np.column_stack([np.zeros((len(points), 2)), height])
    for step in np.arange(0.0, float(height.min()), HEIGHT_STEP):
        levels = field.levels(ground + [0.0, 0.0, step])
        if np.any(levels.exposure_ratio[field.scenario] > 1.0):
            return float(round(step, 1))
    return float(height.min())


def _station_position(field: Field, antenna: int) -> Floats:
    """East and north of the station that an antenna belongs to, shape (2,). [m]"""
    carrier = int(np.flatnonzero(field.sources.antenna_index == antenna)[0])
    positions: Floats = station_positions(field.site.stations)
    return np.asarray(positions[field.sources.station_index[carrier]])
