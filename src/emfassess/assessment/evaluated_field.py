"""The field of an assessment, evaluated where people can be: on the ground, at buildings, at points, own part and total."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from emfassess.assessment.building_levels import BuildingLevels, building_levels
from emfassess.assessment.relevance import governing_index, relevant_points
from emfassess.assessment.site import MOST_FACADES, Site
from emfassess.exposure.expected import NOTHING_STATED, ExpectedLevels, ExpectedSettings, expected_beside
from emfassess.exposure.levels import Levels, antenna_levels, carrier_levels
from emfassess.exposure.ratios import Weights
from emfassess.exposure.scattered import with_scattered
from emfassess.exposure.ties import first_largest
from emfassess.field import Sources
from emfassess.field.background import Background
from emfassess.field.scattered import FAR_DBI
from emfassess.surroundings import nearest_distance, square_grid
from emfassess.surroundings.facades import FacadeSettings, facade_receptors
from emfassess.units import Floats

STEPS = 2
"""How often a maximum is looked for again between the receptors, on a grid six times finer."""


@dataclass(frozen=True, eq=False)
class Field:
    """The field of all stations on a site under a limit set.

    Parameters
    ----------
    sources, weights : Sources, Weights
    site : Site
        Its subjects are the stations whose own part is kept.
    scenario : int
        Row of the scenario that decides.
    relevant_ratio : float
        Own exposure ratio from which on a station is a relevant source.
    scatter_dbi : float or None
        Gain of scattered power in the upper bound beyond 60 m; None where none is added. [dBi]
    expected : ExpectedSettings
        How the levels beside the bound are expected.
    background : Background, optional
        Levels of all antennas that are not among the sources.
    """

    sources: Sources
    weights: Weights
    site: Site
    scenario: int
    relevant_ratio: float
    scatter_dbi: float | None = FAR_DBI
    expected: ExpectedSettings = NOTHING_STATED
    background: Background | None = None

    @property
    def own_stations(self) -> list[int]:
        """Indices of the stations looked at."""
        return [self.site.stations.index(subject) for subject in self.site.subjects]

    @cached_property
    def own_antennas(self) -> NDArray[np.bool_]:
        """Their antennas, shape (antenna,)."""
        own = np.zeros(len(self.sources.position), dtype=np.bool_)
        own[self.sources.antenna_index[np.isin(self.sources.station_index, self.own_stations)]] = True
        return own

    def levels(self, points: Floats, *, by_carrier: bool = False) -> Levels:
        """Levels at points, by antennas or, with their contributions, by carriers; the own part is kept."""
        how: dict[str, Any] = {
            "propagation": self.site.propagation,
            "own": self.own_antennas,
            "background": self.background,
        }
        if by_carrier:
            return carrier_levels(self.sources, self.weights, points, keep=True, **how)
        return antenna_levels(self.sources, self.weights, points, **how)

    def bounded(self, levels: Levels) -> Levels:
        """The same levels with scattered fields, for their upper bound."""
        return with_scattered(levels, self.sources, self.weights, self.scatter_dbi)

    def expected_at(self, levels: Levels, height: Floats) -> ExpectedLevels:
        """Expected levels at the points of bounded levels; `height` is above the ground, shape (point,). [m]"""
        beyond = None if self.background is None else self.background.expected
        far = None if beyond is None else beyond(levels.points, height)
        return expected_beside(levels, self.sources, self.weights, self.site.propagation, height, self.expected, far)

    def relevant(self, levels: Levels) -> NDArray[np.bool_]:
        """Where the stations looked at are relevant sources, shape (scenario, point)."""
        own = np.isin(np.arange(len(self.site.stations)), self.own_stations)
        propagation, threshold = self.site.propagation, self.relevant_ratio
        return relevant_points(levels, self.sources, self.weights, own, propagation, threshold, self.background)

    def buildings(self, facades: FacadeSettings) -> BuildingLevels | None:
        """Levels at the buildings near the stations looked at; None where there is none."""
        site = self.site
        if site.surface is None or not site.scene.buildings:
            return None
        receptors = facade_receptors(site.scene, site.centres, facades)
        if not len(receptors):
            return None
        if self.background is not None:
            raise ValueError(
                "a background of far antennas does not reach buildings; sum all antennas where there are some"
            )
        return building_levels(
            self.sources,
            self.weights,
            receptors,
            site.surface,
            site.scene,
            site.propagation,
            self.scenario,
            own=self.own_antennas,
        )

    def chosen_receptors(self, buildings: BuildingLevels | None) -> NDArray[np.intp]:
        """Receptors of buildings that become evaluation points.

        The worst of the most exposed buildings, and the one with the greatest level of which the stations looked at are
        relevant sources.
        """
        if buildings is None:
            return np.zeros(0, dtype=np.intp)
        worst = buildings.worst[:MOST_FACADES]
        relevant = self.relevant(buildings.levels)[self.scenario]
        if not relevant.any():
            return worst
        top = int(first_largest(np.where(relevant, buildings.levels.exposure_ratio[self.scenario], 0.0)))
        return worst if top in worst else np.append(worst, top)

    def ring_maxima(self, levels: Levels) -> Floats:
        """Place of the maximum of each ring, looked for again between the receptors; shape (ring, 3). [m]"""
        grid, ratio = self.site.grid, levels.exposure_ratio[self.scenario]
        best = []
        for low, high in grid.rings:
            inside = np.flatnonzero((grid.distance >= low) & (grid.distance <= high))
            top = inside[first_largest(ratio[inside])]
            place, cell = grid.points[top], float(grid.cell[top])
            for _ in range(STEPS):
                fine = self._finer_grid(place, cell, low, high)
                place = fine[first_largest(self.levels(fine).exposure_ratio[self.scenario])]
                cell /= 6.0
            best.append(place)
        return np.array(best)

    def own_maximum(self, levels: Levels) -> Floats:
        """Place on the ground with the greatest level of which the stations looked at are relevant sources, shape (3,). [m]

        Where they are relevant nowhere, the place of their greatest own part.
        """
        place, top = self._own_top(levels)
        cell, reach = float(self.site.grid.cell[top]), self.site.grid.rings[-1][1]
        for _ in range(STEPS):
            place, _ = self._own_top(self.levels(self._finer_grid(place, cell, 0.0, reach)))
            cell /= 6.0
        return place

    def _own_top(self, levels: Levels) -> tuple[Floats, int]:
        top = governing_index(levels, self.relevant(levels), self.scenario)
        return levels.points[top], top

    def _finer_grid(self, place: Floats, cell: float, low: float, high: float) -> Floats:
        """A finer grid around a place, so far from the stations looked at; the place itself is its first point."""
        fine = self.site.outdoors(square_grid(place, cell))
        gap = nearest_distance(fine, self.site.grid.centres)
        return np.concatenate([place[np.newaxis], fine[(gap >= low) & (gap <= high)]])
