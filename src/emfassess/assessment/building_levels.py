"""Levels at buildings: every floor of every facade, the worst of each building, and what walls and edges would change."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from emfassess.exposure.levels import Levels, antenna_levels
from emfassess.exposure.ratios import Weights
from emfassess.exposure.ties import TIE, largest_first
from emfassess.field import Propagation, Sources
from emfassess.field.obstruction import Obstruction
from emfassess.summaries import Summarised
from emfassess.surroundings import Scene
from emfassess.surroundings.facades import FacadeReceptors
from emfassess.units import Floats

if TYPE_CHECKING:
    from emfassess.surroundings.surface import Surface


@dataclass(frozen=True, eq=False, repr=False)
class BuildingLevels(Summarised):
    """Levels at the facades and roofs of buildings near stations.

    Parameters
    ----------
    receptors : FacadeReceptors
    levels : Levels
        At the receptors, with the mode of obstruction that was asked for.
    worst : ndarray of int, shape (building,)
        Receptor with the maximum exposure ratio of each building, the building with the greatest first.
    visible : ndarray of bool, shape (building,)
        Whether the antenna that contributes most there is in sight.
    free_space, diffraction, indoors : ndarray, shape (scenario, building)
        Exposure ratio at the worst receptor in free space, with diffraction over roofs, and behind its wall.
    """

    receptors: FacadeReceptors
    levels: Levels
    worst: NDArray[np.intp]
    visible: NDArray[np.bool_]
    free_space: Floats
    diffraction: Floats
    indoors: Floats

    def __len__(self) -> int:
        return len(self.worst)

    @property
    def buildings(self) -> NDArray[np.intp]:
        """Index into the scene's buildings along the building axis."""
        return self.receptors.building[self.worst]

    def exposure_ratio(self, scenario: int) -> Floats:
        """Maximum exposure ratio at each building, shape (building,)."""
        return np.asarray(self.levels.exposure_ratio[scenario, self.worst])


def building_levels(
    sources: Sources,
    weights: Weights,
    receptors: FacadeReceptors,
    surface: "Surface",
    scene: Scene,
    propagation: Propagation,
    scenario: int,
    *,
    own: NDArray[np.bool_] | None = None,
) -> BuildingLevels:
    """Levels at all receptors of buildings.

    Parameters
    ----------
    sources, weights : Sources, Weights
    receptors : FacadeReceptors
        At least one.
    surface : Surface
        Of the scene.
    scene : Scene
    propagation : Propagation
        With penetration the receptors are behind their walls, else before them.
    scenario : int
        Which decides what is worst.
    own : ndarray of bool, shape (antenna,), optional
        Antennas whose part of the sums is kept.
    """
    positions = standing_places(receptors, propagation)
    levels = antenna_levels(sources, weights, positions, propagation=propagation, own=own)
    worst = _worst(receptors.building, levels.exposure_ratio[scenario])
    there = receptors.points[worst]

    def under(points: Floats, mode: str) -> Floats:
        obstruction = Obstruction(mode, propagation.obstruction.wall).over(scene, surface)
        found = antenna_levels(sources, weights, points, propagation=replace(propagation, obstruction=obstruction))
        return found.exposure_ratio

    main = levels.main_contributor[scenario, worst]
    return BuildingLevels(
        receptors=receptors,
        levels=levels,
        worst=worst,
        visible=_in_sight(surface, sources.position[main], there),
        free_space=under(there, "none"),
        diffraction=under(there, "diffraction"),
        indoors=under(receptors.indoors[worst], "penetration"),
    )


def standing_places(receptors: FacadeReceptors, propagation: Propagation) -> Floats:
    """Where the levels of receptors are computed, shape (point, 3): losses of walls are meant for people behind them. [m]"""
    return receptors.indoors if propagation.obstruction.mode == "penetration" else receptors.points


def _worst(building: NDArray[np.intp], ratio: Floats) -> NDArray[np.intp]:
    """Receptor with the greatest ratio of each building, greatest first; of equal ones the first."""
    numbers, own = np.unique(building, return_inverse=True)
    largest = np.zeros(len(numbers))
    np.maximum.at(largest, own, ratio)
    equal = np.flatnonzero(ratio >= largest[own] * (1.0 - TIE))
    _, first = np.unique(own[equal], return_index=True)
    return np.asarray(equal[first][largest_first(largest)])


def _in_sight(surface: "Surface", antennas: Floats, points: Floats) -> NDArray[np.bool_]:
    """Whether each point sees its own antenna, shape (point,)."""
    from emfassess.surroundings.sight import visible

    seen = np.empty(len(points), dtype=np.bool_)
    for antenna in np.unique(antennas, axis=0):
        mine = np.all(antennas == antenna, axis=1)
        seen[mine] = visible(surface, antenna[np.newaxis], points[mine])[0]
    return seen
