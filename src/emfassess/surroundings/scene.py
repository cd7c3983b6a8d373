"""A scene: the terrain and the buildings around stations, and what is not known of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from emfassess.assumptions import Assumption
from emfassess.stations import Source, Station
from emfassess.summaries import Summarised
from emfassess.surroundings.buildings import Building
from emfassess.surroundings.receptors import GroundGrid
from emfassess.surroundings.terrain import Terrain
from emfassess.units import Floats


@dataclass(frozen=True, eq=False, repr=False)
class Scene(Summarised):
    """Terrain and buildings in the plane whose origin is the first station; heights count from the ground there.

    Parameters
    ----------
    terrain : Terrain, optional
        Flat ground where there is none.
    buildings : tuple of Building
        With the ground under each as its terrain has it.
    datum : float
        Elevation of the ground at the origin, in the terrain's datum. [m]
    assumptions : tuple of Assumption
        What reading them took for granted, and what of the area they do not cover.
    files : tuple of Source
        Where they came from.
    """

    terrain: Terrain | None = None
    buildings: tuple[Building, ...] = ()
    datum: float = 0.0
    assumptions: tuple[Assumption, ...] = ()
    files: tuple[Source, ...] = ()

    def _summary(self) -> Mapping[str, object]:
        return {
            "terrain": None if self.terrain is None else self.terrain.name,
            "buildings": len(self.buildings),
            "datum": self.datum,
            "files": [file.name for file in self.files],
        }

    def __post_init__(self) -> None:
        ids = [building.id for building in self.buildings]
        if len(set(ids)) < len(ids):
            twice = next(name for name in ids if ids.count(name) > 1)
            raise ValueError(f"building id {twice!r} is duplicated")

    @property
    def empty(self) -> bool:
        """Whether nothing is known but level ground."""
        return self.terrain is None and not self.buildings

    @property
    def flat(self) -> bool:
        """Whether the ground is level for want of a terrain."""
        return self.terrain is None

    def ground_at(self, east: ArrayLike, north: ArrayLike) -> Floats:
        """Height of the ground above that at the origin; level with the origin where the terrain says nothing. [m]"""
        if self.terrain is None:
            return np.zeros(np.broadcast(east, north).shape)
        found = self.terrain.at(east, north) - self.datum
        return np.where(np.isfinite(found), found, 0.0)

    @cached_property
    def _tree(self) -> shapely.STRtree:
        return shapely.STRtree([building.footprint for building in self.buildings])

    def building_at(self, east: ArrayLike, north: ArrayLike) -> NDArray[np.intp]:
        """Index of a building that covers each place, the highest where several do; -1 outside of all."""
        across, along = np.broadcast_arrays(np.asarray(east, float), np.asarray(north, float))
        found = np.full(across.size, -1, dtype=np.intp)
        if self.buildings:
            place, building = self._tree.query(shapely.points(across.ravel(), along.ravel()), predicate="intersects")
            roofs = np.array([b.roof for b in self.buildings])[building]
            order = np.argsort(roofs, kind="stable")  # the highest is written last
            found[place[order]] = building[order]
        return found.reshape(across.shape)

    def indoors(self, points: Floats) -> NDArray[np.bool_]:
        """Which points lie between underside and roof of a building; `points` is (point, 3). [m]"""
        inside = np.zeros(len(points), dtype=np.bool_)
        if not self.buildings or not len(points):
            return inside
        point, building = self._tree.query(shapely.points(points[:, :2]), predicate="intersects")
        bottom = np.array([b.underside for b in self.buildings])[building]
        top = np.array([b.roof for b in self.buildings])[building]
        up = points[point, 2]
        inside[point[(up > bottom) & (up < top)]] = True
        return inside

    def outdoors(self, grid: GroundGrid) -> GroundGrid:
        """The ground receptors that lie outside buildings, on the terrain; under a bridge there is ground too."""
        lifted = self.on_ground(grid.points)
        outside = ~self.indoors(lifted)
        return GroundGrid(lifted[outside], grid.cell[outside], grid.distance[outside], grid.centres)

    def stations_on_terrain(self, stations: Sequence[Station], places: Floats) -> tuple[Station, ...]:
        """Stations with their feet on the terrain; `places` are east and north, (station, 2). [m]

        The terrain counts also where a file states an elevation: two sources may have two datums, and a mast that floats
        makes levels look low. Where the terrain says nothing a stated elevation counts.
        """
        if self.terrain is None:
            return tuple(stations)
        known = self.terrain.at(places[:, 0], places[:, 1])
        stated = np.array([np.nan if s.ground_elevation_m is None else s.ground_elevation_m for s in stations])
        foot = np.where(np.isfinite(known), known, stated) - self.datum
        return tuple(
            replace(s, foot_m=float(f) if np.isfinite(f) else 0.0) for s, f in zip(stations, foot, strict=True)
        )

    def on_ground(self, points: Floats) -> Floats:
        """Points whose third coordinate is a height above the ground below them, lifted by that ground; (point, 3). [m]"""
        return np.asarray(points + self.ground_at(points[:, 0], points[:, 1])[:, np.newaxis] * [0.0, 0.0, 1.0])

    def height_above_ground(self, points: Floats) -> Floats:
        """Height of points above the ground below them, shape (point,). [m]"""
        return np.asarray(points[:, 2] - self.ground_at(points[:, 0], points[:, 1]))


FLAT = Scene()
"""Level ground without any building."""


def on_terrain(buildings: Sequence[Building], terrain: Terrain | None, datum: float) -> tuple[Building, ...]:
    """Put buildings on the ground: at the mean elevation along their outline, so that a slope raises no roof unduly."""
    if terrain is None:
        return tuple(buildings)
    placed = []
    for building in buildings:
        outline = np.concatenate([ring[:-1] for ring in building.rings])
        known = terrain.at(outline[:, 0], outline[:, 1])
        known = known[np.isfinite(known)]
        placed.append(replace(building, ground=float(known.mean()) - datum) if len(known) else building)
    return tuple(placed)
