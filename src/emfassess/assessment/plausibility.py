"""Does a result look like what people measure? Warnings that name the likely cause."""

from collections.abc import Sequence

import numpy as np

from emfassess.assumptions import Assumption
from emfassess.exposure.levels import Levels
from emfassess.field import Sources
from emfassess.surroundings import GroundGrid, Scene
from emfassess.units import Floats

TYPICAL = (0.1, 2.0)
"""Field strength outdoors around base stations as it is usually found. [V/m]"""

MARGIN = 5.0
"""Rated power all the time and strict fillings move a median by some factor; units move it by much more."""

NEAR = 300.0
"""Receptors within this distance count. [m]"""

ELEVATION_APART = 10.0
"""A stated elevation of the ground and the terrain's may be so far apart. [m]"""


def plausibility_warnings(sources: Sources, grid: GroundGrid, levels: Levels, scene: Scene) -> tuple[Assumption, ...]:
    """Warnings, each with its likely cause.

    Parameters
    ----------
    sources : Sources
    grid, levels : GroundGrid, Levels
        Ground receptors and the levels there.
    scene : Scene
    """
    near = grid.distance <= NEAR
    strength = levels.field_strength[0][near if near.any() else slice(None)]
    places = (*_inside(sources, scene), *_elevations(sources, scene), *_unused(scene))
    return (*level_warnings(float(np.median(strength))), *places)


def level_warnings(median: float) -> tuple[Assumption, ...]:
    """A typical level far outside of what is measured outdoors; `median` in V/m."""
    values = (("median", f"{median:.2g}"), ("low", f"{TYPICAL[0]:g}"), ("high", f"{TYPICAL[1]:g}"))
    if median > TYPICAL[1] * MARGIN:
        return (Assumption("check-level-high", values),)
    if median < TYPICAL[0] / MARGIN:
        return (Assumption("check-level-low", values),)
    return ()


def _inside(sources: Sources, scene: Scene) -> Sequence[Assumption]:
    """Antennas inside a building and below its roof."""
    found = []
    for index in np.flatnonzero(scene.indoors(sources.position)):
        place: Floats = sources.position[index]
        building = scene.buildings[int(scene.building_at(place[0], place[1]))]
        station, antenna, _ = sources.members[int(np.flatnonzero(sources.antenna_index == index)[0])]
        values = (
            ("building", building.id),
            ("roof", f"{building.height:.1f}"),
            ("height", f"{antenna.height_m:g}"),
        )
        found.append(Assumption("check-antenna-inside", values, (f"{station.id}/{antenna.id}",)))
    return found


def _unused(scene: Scene) -> Sequence[Assumption]:
    """Buildings that the file has no height for."""
    left_out = (item for item in scene.assumptions if item.code == "buildings-without-height")
    return [Assumption("check-buildings-unused", item.values) for item in left_out]


def _elevations(sources: Sources, scene: Scene) -> Sequence[Assumption]:
    """Stations whose stated ground lies far from the terrain's."""
    return [
        Assumption(
            "check-ground-elevation",
            (("stated", f"{s.ground_elevation_m:g}"), ("terrain", f"{s.foot_m + scene.datum:.1f}")),
            (s.id,),
        )
        for s in sources.stations
        if not scene.flat
        and s.ground_elevation_m is not None
        and abs(s.ground_elevation_m - s.foot_m - scene.datum) > ELEVATION_APART
    ]
