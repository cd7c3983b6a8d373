"""Receptors at buildings: every floor of every facade, and roofs where people can go."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray

from emfassess.summaries import Summarised
from emfassess.surroundings.buildings import Building
from emfassess.surroundings.receptors import nearest_distance
from emfassess.surroundings.scene import Scene
from emfassess.units import Floats

ABOVE_FLOOR = 1.5
"""Height of a facade receptor above its floor. [m]"""

ABOVE_ROOF = 1.7
"""Height of a receptor above a roof where people can go. [m]"""

BEFORE_WALL = 0.5
"""Distance of a facade receptor from its wall, outside. [m]"""

ROOF = -1
"""Marks the floor of receptors on a roof."""


@dataclass(frozen=True)
class FacadeSettings:
    """Which facades are looked at: within `distance` of a station, a receptor every `step` along the wall. [m]

    `all_roofs` looks at every roof; else only at those that the file says people can go to.
    """

    distance: float = 200.0
    step: float = 3.0
    all_roofs: bool = False

    def __post_init__(self) -> None:
        if not 0 < self.distance <= 2000:
            raise ValueError(f"the distance of facades must lie in 0..2000 m, not {self.distance}")
        if not 0.25 <= self.step <= 50:
            raise ValueError(f"the step along facades must lie in 0.25..50 m, not {self.step}")


EVERY_FLOOR = FacadeSettings()
"""Every floor of every facade within 200 m."""


@dataclass(frozen=True, eq=False, repr=False)
class FacadeReceptors(Summarised):
    """Receptors outside the walls of buildings and on roofs.

    Parameters
    ----------
    points : ndarray, shape (point, 3)
        East, north, up from the ground at the origin. [m]
    building : ndarray of int, shape (point,)
        Index into the scene's buildings.
    floor : ndarray of int, shape (point,)
        0 is the lowest; :data:`ROOF` on a roof.
    height : ndarray, shape (point,)
        Above the ground at the building. [m]
    bearing_deg : ndarray, shape (point,)
        Where the facade looks to, clockwise from north; not a number on a roof. [deg]
    width : ndarray, shape (point,)
        Length of the piece of wall that a receptor represents; of the grid's cell on a roof. [m]
    """

    points: Floats
    building: NDArray[np.intp]
    floor: NDArray[np.intp]
    height: Floats
    bearing_deg: Floats
    width: Floats

    def __len__(self) -> int:
        return len(self.points)

    def only(self, keep: NDArray[np.bool_]) -> "FacadeReceptors":
        """Some of the receptors; `keep` is (point,)."""
        return FacadeReceptors(*(getattr(self, name)[keep] for name in FacadeReceptors.__dataclass_fields__))

    @property
    def indoors(self) -> Floats:
        """The same places behind the wall, as far inside as the receptors are outside, shape (point, 3). [m]

        Those on a roof stay where they are.
        """
        return np.asarray(self.points - 2 * BEFORE_WALL * self.outward)

    @property
    def outward(self) -> Floats:
        """Unit vector that each facade looks along, zero on a roof, shape (point, 3)."""
        turn = np.radians(np.nan_to_num(self.bearing_deg))
        facing = np.where(self.floor == ROOF, 0.0, 1.0)
        return np.stack([facing * np.sin(turn), facing * np.cos(turn), 0.0 * turn], axis=-1)

    @property
    def walls(self) -> Floats:
        """Start and end in plan of the piece of wall that each receptor represents, shape (point, 2, 2). [m]"""
        middle = (self.points - BEFORE_WALL * self.outward)[:, :2]
        along = self.outward[:, [1, 0]] * [-1.0, 1.0] * self.width[:, np.newaxis] / 2.0
        return np.stack([middle - along, middle + along], axis=1)


def facade_receptors(scene: Scene, centres: Floats, settings: FacadeSettings) -> FacadeReceptors:
    """Receptors at all buildings near stations.

    Parameters
    ----------
    scene : Scene
    centres : ndarray, shape (centre, 2)
        East and north of the stations. [m]
    settings : FacadeSettings

    Returns
    -------
    FacadeReceptors
        Without places inside another building or below the ground; empty where no building is near.
    """
    stations = shapely.multipoints(centres)
    parts = []
    for index, building in enumerate(scene.buildings):
        if shapely.distance(stations, building.footprint) > settings.distance:
            continue
        parts.append(_before_walls(building, index, settings.step))
        if building.roof_access or settings.all_roofs:
            parts.append(_on_roof(building, index, settings.step))
    found = _joined(parts)
    near = nearest_distance(found.points, centres) <= settings.distance
    found = found.only(near)
    return found.only(~_hidden(scene, found))


def _before_walls(building: Building, index: int, step: float) -> FacadeReceptors:
    """Along every wall, in the middle of equal pieces of at most a step, at every floor."""
    places, bearings, widths = [], [], []
    for ring in building.rings:
        for start, end in pairwise(ring):
            along = end - start
            length = float(np.hypot(*along))
            if length <= 0:
                continue
            count = int(np.ceil(length / step))
            share = (np.arange(count) + 0.5) / count
            outward = np.array([along[1], -along[0]]) / length
            places.append(start + share[:, np.newaxis] * along + BEFORE_WALL * outward)
            bearings.append(np.full(count, np.degrees(np.arctan2(*outward)) % 360.0))
            widths.append(np.full(count, length / count))
    floors = building.floors
    flat, bearing = np.concatenate(places), np.concatenate(bearings)
    floor = np.tile(np.arange(len(floors)), len(flat))
    height = floors[floor] + ABOVE_FLOOR
    each = np.repeat(flat, len(floors), axis=0)
    return FacadeReceptors(
        np.column_stack([each, building.ground + height]),
        np.full(len(each), index, dtype=np.intp),
        floor.astype(np.intp),
        height,
        np.repeat(bearing, len(floors)),
        np.repeat(np.concatenate(widths), len(floors)),
    )


def _on_roof(building: Building, index: int, step: float) -> FacadeReceptors:
    """On a grid over the roof, and at its corners: nobody knows better where people are."""
    west, south, east, north = building.footprint.bounds
    across, up = np.meshgrid(np.arange(west + step / 2, east, step), np.arange(south + step / 2, north, step))
    inside = shapely.contains_xy(building.footprint, across, up)
    corners = np.concatenate([ring[:-1] for ring in building.rings])
    flat = np.concatenate([np.column_stack([across[inside], up[inside]]), corners])
    height = np.full(len(flat), building.height + ABOVE_ROOF)
    return FacadeReceptors(
        np.column_stack([flat, building.ground + height]),
        np.full(len(flat), index, dtype=np.intp),
        np.full(len(flat), ROOF, dtype=np.intp),
        height,
        np.full(len(flat), np.nan),
        np.full(len(flat), step),
    )


def _joined(parts: Sequence[FacadeReceptors]) -> FacadeReceptors:
    if not parts:
        none, nothing = np.zeros(0), np.zeros(0, dtype=np.intp)
        return FacadeReceptors(np.zeros((0, 3)), nothing, nothing, none, none, none)
    return FacadeReceptors(
        *(np.concatenate([getattr(p, name) for p in parts]) for name in FacadeReceptors.__dataclass_fields__)
    )


def _hidden(scene: Scene, found: FacadeReceptors) -> NDArray[np.bool_]:
    """Which receptors lie inside another building, behind a party wall for instance, or in the ground."""
    east, north, up = found.points.T
    inside = scene.indoors(found.points)
    return np.asarray(inside | (up <= scene.ground_at(east, north)))
