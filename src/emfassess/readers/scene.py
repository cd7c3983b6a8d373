"""The scene around a station, read by window from the project's terrain and buildings."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import file_digest
from pathlib import Path

import numpy as np

from emfassess.assumptions import Assumption, gather
from emfassess.geometry import LocalFrame
from emfassess.stations import Source
from emfassess.surroundings import FLAT, Building, Scene
from emfassess.surroundings.scene import on_terrain

AROUND = 100.0
"""Terrain and buildings are read so far beyond the receptors. [m]"""


@dataclass(frozen=True)
class SceneFiles:
    """Where terrain and buildings come from, and what to suppose where they say nothing.

    `sources` are the files' names and checksums, taken once for a run.
    """

    terrain: Path | None = None
    buildings: Path | None = None
    layer: str | None = None
    crs: str | None = None
    default_height_m: float | None = None
    storey_height_m: float = 3.0
    vertical_unit: str = "m"
    height_column: str | None = None
    sources: tuple[Source, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether there is nothing to read."""
        return self.terrain is None and self.buildings is None

    def hashed(self) -> "SceneFiles":
        """The same with the checksums of its files.

        Raises
        ------
        OSError
            If a file is not there.
        """
        found = []
        for kind, path in (("terrain", self.terrain), ("buildings", self.buildings)):
            if path is not None:
                with path.open("rb") as stream:
                    found.append(Source(path.name, file_digest(stream, "sha256").hexdigest(), kind))
        return replace(self, sources=tuple(found))


NO_FILES = SceneFiles()
"""Nothing is known but level ground."""


def read_scene(files: SceneFiles, frame: LocalFrame, reach: float, *, demand_origin: bool = True) -> Scene:
    """Read terrain and buildings within `reach` of the origin of a plane [m].

    With `demand_origin` the ground at the origin must be known.

    Raises
    ------
    InputError
        With every fault of the files.
    """
    if files.empty:
        return FLAT
    half = reach + AROUND
    terrain, datum = None, 0.0
    assumptions: list[Assumption] = []
    if files.terrain is not None:
        from emfassess.readers.terrain import read_terrain

        ground = read_terrain(
            files.terrain, frame, half, vertical_unit=files.vertical_unit, demand_origin=demand_origin
        )
        terrain, datum = ground.terrain, ground.datum
        assumptions += ground.assumptions
    buildings: tuple[Building, ...] = ()
    if files.buildings is not None:
        from emfassess.readers.buildings import read_buildings

        read = read_buildings(
            files.buildings,
            frame,
            half,
            layer=files.layer,
            default_height_m=files.default_height_m,
            storey_height_m=files.storey_height_m,
            crs=files.crs,
            height_column=files.height_column,
        )
        assumptions += read.assumptions
        buildings = _grounded(on_terrain(read.buildings, terrain, datum), read.ground_elevation, datum, terrain is None)
    return Scene(terrain, buildings, datum, gather(assumptions), files.sources)


def _grounded(
    buildings: tuple[Building, ...], stated: Mapping[str, float], datum: float, level: bool
) -> tuple[Building, ...]:
    """Buildings at the elevation that their file states; without a terrain at level ground."""
    if level or not stated:
        return buildings
    return tuple(b.on_ground(stated[b.id] - datum) if np.isfinite(stated.get(b.id, np.nan)) else b for b in buildings)
