"""The site of an assessment: stations on their terrain, receptors outside buildings, and the governing evaluation points."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from emfassess.assessment.building_levels import BuildingLevels
from emfassess.assessment.place import Place
from emfassess.field import Propagation
from emfassess.field.sources import station_positions
from emfassess.geometry import LocalFrame, bearing
from emfassess.stations import FREESTANDING, Station
from emfassess.summaries import Summarised
from emfassess.surroundings import RINGS, GroundGrid, NamedPoint, Scene, ground_grid, nearest_distance
from emfassess.surroundings.facades import ROOF
from emfassess.units import Floats

if TYPE_CHECKING:
    from emfassess.surroundings.surface import Surface

BEYOND = 50.0
"""The surface reaches so far beyond the receptors. [m]"""

MOST_FACADES = 10
"""So many of the most exposed buildings become governing evaluation points, with contributions and budget."""


MAST_RADIUS = 0.5
"""Within this distance from its axis the ground belongs to a mast. [m]"""

SAME_PLACE = 1e-3
"""Evaluation points nearer to each other than this are one. [m]"""


@dataclass(frozen=True, eq=False, repr=False)
class Site(Summarised):
    """Input of an assessment, as it is computed on.

    `centres` are east and north of the stations looked at, (centre, 2) [m]; `rings_indoors` are those rings that have no
    receptor outdoors, whose ground counts inside buildings.
    """

    stations: tuple[Station, ...]
    subjects: tuple[Station, ...]
    centres: Floats
    scene: Scene
    surface: "Surface | None"
    propagation: Propagation
    grid: GroundGrid
    rings_indoors: tuple[int, ...]

    @property
    def frame(self) -> LocalFrame:
        """The plane of east and north."""
        return LocalFrame(self.stations[0].longitude, self.stations[0].latitude)

    def outdoors(self, points: Floats) -> Floats:
        """Points around a ground receptor on the terrain, those inside buildings left out; (point, 3). [m]"""
        points = points[~self.in_support(points)]
        if self.scene.empty:
            return points
        flat = np.column_stack([points[:, :2], np.full(len(points), self.grid_height)])
        lifted = self.scene.on_ground(flat)
        return lifted if self.rings_indoors else lifted[~self.scene.indoors(lifted)]

    def in_support(self, points: Floats) -> NDArray[np.bool_]:
        """Whether points on the ground are inside the mast of a station, whoever's: nobody can be there."""
        inside = np.zeros(len(points), dtype=np.bool_)
        for mast in self._masts:
            inside |= np.hypot(*(points[:, :2] - mast).T) < MAST_RADIUS
        return inside

    @cached_property
    def _masts(self) -> Floats:
        """Feet of the masts in and around the area looked at, east and north, shape (mast, 2). [m]"""
        standing = np.array([station.support in FREESTANDING for station in self.stations], dtype=np.bool_)
        feet = station_positions(self.stations)[standing]
        return np.asarray(feet[nearest_distance(feet, self.centres) < 2 * RINGS[-1][1]])

    @property
    def grid_height(self) -> float:
        """Height of the ground receptors above the ground. [m]"""
        return float(self.scene.height_above_ground(self.grid.points[:1])[0])


def on_site(
    stations: Sequence[Station],
    subjects: Sequence[Station] | None,
    scene: Scene,
    propagation: Propagation,
    facade_distance: float,
    radius: float = RINGS[-1][1],
) -> Site:
    """Put stations and ground receptors on the terrain, and the model of the field over the scene.

    Raises
    ------
    ValueError
        If the model needs flat ground or buildings that the scene does not have.
    """
    positions = station_positions(stations)
    placed = scene.stations_on_terrain(stations, positions)
    looked_at = list(stations if subjects is None else subjects)
    chosen = [next(i for i, s in enumerate(stations) if s is subject or s == subject) for subject in looked_at]
    centres = positions[chosen]
    whole = ground_grid(centres, radius)
    surface = _surface(scene, _bounds(centres, max(RINGS[-1][1], facade_distance) + BEYOND))
    grid, indoors = _outdoor_grid(scene, whole)
    return Site(
        stations=placed,
        subjects=tuple(placed[i] for i in chosen),
        centres=centres,
        scene=scene,
        surface=surface,
        propagation=over_scene(propagation, scene, surface),
        grid=grid,
        rings_indoors=indoors,
    )


def over_scene(propagation: Propagation, scene: Scene, surface: "Surface | None") -> Propagation:
    """The model of the field over a scene.

    Raises
    ------
    ValueError
        If the model needs flat ground or buildings that the scene does not have.
    """
    if propagation.ground.kind == "two-ray" and not scene.flat:
        raise ValueError(
            "the two-ray model of the ground needs level ground; with a terrain take a factor, such as 2.56"
        )
    obstruction = propagation.obstruction
    if scene.empty and not obstruction.plain:
        raise ValueError(
            f"obstruction {obstruction} and reflection {obstruction.reflection} need buildings or a terrain"
        )
    return replace(propagation, obstruction=obstruction.over(scene, surface))


def reach_around(flat: Floats) -> float:
    """How far the scene around given points reaches from the origin: no less than that of an assessment. [m]

    Parameters
    ----------
    flat : ndarray, shape (point, 3)
        East, north, height. [m]
    """
    return max(RINGS[-1][1], float(np.abs(flat[:, :2]).max(initial=0.0))) + BEYOND


def at_points(
    stations: Sequence[Station], flat: Floats, scene: Scene, propagation: Propagation
) -> tuple[tuple[Station, ...], Floats, Propagation]:
    """Put stations and given points on the terrain, and the model of the field over the scene around the points.

    Parameters
    ----------
    stations : sequence of Station
        The first is the origin of east and north.
    flat : ndarray, shape (point, 3)
        East, north, height above the ground at the point. [m]
    scene : Scene
    propagation : Propagation

    Returns
    -------
    stations, points, propagation
        Stations with their feet on the terrain, points lifted by it, and the model.

    Raises
    ------
    ValueError
        If the model needs flat ground or buildings that the scene does not have.
    """
    reach = reach_around(flat)
    surface = _surface(scene, (-reach, -reach, reach, reach))
    placed = scene.stations_on_terrain(stations, station_positions(stations))
    return placed, scene.on_ground(flat), over_scene(propagation, scene, surface)


def _surface(scene: Scene, bounds: tuple[float, float, float, float]) -> "Surface | None":
    """Surface of a scene within bounds; None over level ground without buildings, which needs no compiled code."""
    if scene.empty:
        return None
    from emfassess.surroundings.surface import surface_of

    return surface_of(scene, bounds)


def _bounds(centres: Floats, reach: float) -> tuple[float, float, float, float]:
    low, high = centres.min(axis=0) - reach, centres.max(axis=0) + reach
    return (float(low[0]), float(low[1]), float(high[0]), float(high[1]))


def _outdoor_grid(scene: Scene, whole: GroundGrid) -> tuple[GroundGrid, tuple[int, ...]]:
    """Ground receptors outside buildings; all of a ring's where none of them lies outside."""
    if scene.empty:
        return whole, ()
    lifted = scene.on_ground(whole.points)
    outside = ~scene.indoors(lifted)
    full = []
    for number, (low, high) in enumerate(whole.rings):
        ring = (whole.distance >= low) & (whole.distance <= high)
        if not outside[ring].any():
            outside |= ring
            full.append(number)
    return GroundGrid(lifted[outside], whole.cell[outside], whole.distance[outside], whole.centres, whole.rings), tuple(
        full
    )


def places_of(
    site: Site,
    rings: Floats,
    named: Sequence[NamedPoint],
    buildings: BuildingLevels | None,
    receptors: NDArray[np.intp],
    own_maximum: Floats,
) -> tuple[Place, ...]:
    """Evaluation points: maxima of the rings, named points, receptors of buildings, the own maximum on the ground.

    `receptors` are indices of receptors of the buildings; the own maximum is left out where it is the maximum of a ring.
    """
    scene = site.scene
    points = scene.on_ground(np.array([(p.east, p.north, p.height) for p in named]).reshape(-1, 3))
    positions, kinds = np.concatenate([rings, points]), ["ring"] * len(rings) + ["named"] * len(named)
    labels = [f"{low:g}-{high:g} m" for low, high in site.grid.rings] + [point.label for point in named]
    heights = list(scene.height_above_ground(positions))
    if buildings is not None:
        positions = np.concatenate([positions, buildings.levels.points[receptors]])
        heights += list(buildings.receptors.height[receptors])
        kinds += ["roof" if floor == ROOF else "facade" for floor in buildings.receptors.floor[receptors]]
        labels += _facade_labels(scene, buildings, receptors)
    if np.hypot(*(rings - own_maximum)[:, :2].T).min() > SAME_PLACE:
        positions = np.concatenate([positions, own_maximum[np.newaxis]])
        heights += list(scene.height_above_ground(own_maximum[np.newaxis]))
        kinds.append("ground")
        labels.append(f"{nearest_distance(own_maximum[np.newaxis], site.grid.centres)[0]:.0f} m")
    return _described(site, positions, labels, kinds, heights)


def _facade_labels(scene: Scene, buildings: BuildingLevels, chosen: NDArray[np.intp]) -> list[str]:
    """Building, floor and where the facade looks to: ``12 3F 135°``, ``12 RF`` for its roof."""
    labels = []
    for index in chosen:
        receptors = buildings.receptors
        name = scene.buildings[receptors.building[index]].id
        floor = receptors.floor[index]
        where = "RF" if floor == ROOF else f"{floor + 1}F {receptors.bearing_deg[index]:.0f}°"
        labels.append(f"{name} {where}")
    return labels


def _described(
    site: Site, positions: Floats, labels: Sequence[str], kinds: Sequence[str], heights: Sequence[float]
) -> tuple[Place, ...]:
    longitude, latitude = site.frame.longitude_latitude(positions[:, 0], positions[:, 1])
    gaps = positions[:, np.newaxis, :2] - site.grid.centres
    nearest = gaps[np.arange(len(positions)), np.hypot(gaps[..., 0], gaps[..., 1]).argmin(axis=1)]
    return tuple(
        Place(
            kind=kinds[index],
            label=labels[index],
            east=float(position[0]),
            north=float(position[1]),
            up=float(position[2]),
            height=float(heights[index]),
            longitude=float(longitude[index]),
            latitude=float(latitude[index]),
            distance=float(np.hypot(*nearest[index])),
            bearing_deg=float(bearing(*nearest[index])),
        )
        for index, position in enumerate(positions)
    )
