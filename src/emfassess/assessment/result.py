"""Result of an assessment: the record that map, report, tables and pages show."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from emfassess.assessment.building_levels import BuildingLevels
from emfassess.assessment.dataset import expected_variables, labelled, levels_dataset
from emfassess.assessment.hot_spots import HotSpot
from emfassess.assessment.judged_places import JudgedPlaces
from emfassess.assessment.place import Place, place_ids
from emfassess.assessment.receptors import ALL, PLACES, ReceptorKind, receptor_dataset, receptor_table, receptors_of
from emfassess.assumptions import Assumption
from emfassess.exposure.compliance import ComplianceDistance
from emfassess.exposure.expected import ExpectedLevels, ExpectedSettings, expected_levels
from emfassess.exposure.levels import Levels
from emfassess.exposure.ratios import Weights
from emfassess.exposure.uncertainty import Budget, widened_rings
from emfassess.field import Propagation, Sources, scenario_index
from emfassess.field.background import Background
from emfassess.geometry import LocalFrame
from emfassess.limits.decision_rule import DecisionRule
from emfassess.limits.limit_set import LimitSet
from emfassess.stations import Station
from emfassess.summaries import Summarised
from emfassess.surroundings import GroundGrid, Scene
from emfassess.surroundings.facades import FacadeSettings
from emfassess.units import Floats

if TYPE_CHECKING:
    import geopandas as gpd
    import xarray as xr


@dataclass(frozen=True, eq=False, repr=False)
class Assessment(JudgedPlaces, Summarised):
    """Everything that an assessment found, and what it took for granted.

    Parameters
    ----------
    stations : tuple of Station
        All whose carriers are summed; the first is the origin of east and north.
    subjects : tuple of Station
        Those whose surroundings were looked at.
    limits : LimitSet
        The limit set, for one population.
    rule : DecisionRule
        How the uncertainty counts in the verdict.
    relevant_ratio : float
        Own exposure ratio from which on a station is a relevant source.
    scatter_dbi : float or None
        Gain of scattered power in the upper bounds beyond 60 m; None where none is added. [dBi]
    expected_settings : ExpectedSettings
        How the levels beside the bounds are expected.
    scenario : str
        The scenario that gives the verdict.
    stated_uncertainty_db : float or None
        Expanded uncertainty (k = 1.96) that the caller stated for every level; None where the budget counts. [dB]
    budget : Budget
        Uncertainty of the level at each place, in the deciding scenario.
    propagation : Propagation
        Model of the field, of the ground, and of what terrain and buildings do.
    scene : Scene
        Terrain and buildings.
    facades : FacadeSettings
        Which facades were looked at.
    sources, weights : Sources, Weights
        The arrays that were computed with.
    background : Background or None
        Antennas farther away than those of the stations, which are in all levels; None where there are none.
    grid : GroundGrid
        Ground receptors.
    grid_levels : Levels
        At the ground receptors, contributors are antennas.
    buildings : BuildingLevels or None
        At facades and roofs; None where no building is near.
    places : tuple of Place
        Maxima of the rings, then named places, then the worst receptors of the most exposed buildings.
    place_levels : Levels
        At the places; contributors are carriers, contributions are kept.
    place_expected : ExpectedLevels
        At the places; they decide no verdict.
    relevant : ndarray of bool, shape (scenario, place)
        Where the subjects are relevant sources: the verdict is theirs there.
    hot_spots : tuple of HotSpot
        Connected places above the limit in the surroundings, whoever causes them.
    reach : tuple of ComplianceDistance
        Of the subjects' antennas.
    exempt : tuple of str
        Ids of the subjects that the limit set exempts.
    assumptions : tuple of Assumption
        Assumptions of the result.
    warnings : tuple of Assumption
        What looks wrong with it, with its likely cause.
    heights_missing : tuple of str
        Antennas of the subjects (``station/antenna``) whose height is not stated; they count at that of a rule.
    known : Assessment or None
        The same without them; None where no antenna is left, or no height is missing.
    """

    stations: tuple[Station, ...]
    subjects: tuple[Station, ...]
    limits: LimitSet
    rule: DecisionRule
    relevant_ratio: float
    scatter_dbi: float | None
    expected_settings: ExpectedSettings
    scenario: str
    stated_uncertainty_db: float | None
    budget: Budget
    propagation: Propagation
    scene: Scene
    facades: FacadeSettings
    sources: Sources
    weights: Weights
    background: Background | None
    grid: GroundGrid
    grid_levels: Levels
    buildings: BuildingLevels | None
    places: tuple[Place, ...]
    place_levels: Levels
    place_expected: ExpectedLevels
    relevant: NDArray[np.bool_]
    hot_spots: tuple[HotSpot, ...]
    reach: tuple[ComplianceDistance, ...]
    exempt: tuple[str, ...]
    assumptions: tuple[Assumption, ...]
    warnings: tuple[Assumption, ...] = ()
    heights_missing: tuple[str, ...] = ()
    known: "Assessment | None" = None

    def _summary(self) -> Mapping[str, object]:
        place = self.places[self.governing_point]
        return {
            "stations": [station.id for station in self.subjects],
            "stations_summed": self.counts[0],
            "limits": f"{self.limits.standard}, {self.limits.population}",
            "scenario": self.scenario,
            "verdict": str(self.verdict),
            "max_exposure_ratio": self.max_exposure_ratio,
            "expanded_uncertainty_db": self.expanded_uncertainty_db,
            "governing_point": f"{place.label}, {place.height:g} m above ground",
            "warnings": [warning.code for warning in self.warnings],
            "assumptions": len(self.assumptions),
        }

    @property
    def subject(self) -> Station:
        """The one station looked at, which is the first: what changes or documents a single station asks for it.

        Raises
        ------
        ValueError
            If several stations were looked at, or one that is not the first.
        """
        if len(self.subjects) != 1 or self.subjects[0] is not self.stations[0]:
            names = ", ".join(station.id for station in self.subjects)
            raise ValueError(f"this is about one station, the first of the assessment; it was made around: {names}")
        return self.subjects[0]

    @property
    def counts(self) -> tuple[int, int, int]:
        """Stations, antennas and carriers that are summed, near and far."""
        near, far = self.sources, self.background
        counted = len(self.stations), len(near.position), len(near.eirp)
        if far is None:
            return counted
        return counted[0] + far.stations, counted[1] + far.antennas, counted[2] + far.carriers

    @property
    def widened_rings(self) -> Floats:
        """Maximum exposure ratio that each ring may have for the uncertainty of the position, shape (ring,)."""
        uncertain = max(station.position_uncertainty_m or 0.0 for station in self.subjects)
        places = self.places[: len(self.grid.rings)]
        distance = np.concatenate([self.grid.distance, [place.distance for place in places]])
        ratio = np.concatenate(
            [levels.exposure_ratio[self.scenario_index] for levels in (self.grid_levels, self.place_levels)]
        )[: len(distance)]
        return widened_rings(distance, ratio, self.grid.rings, uncertain)

    @property
    def evaluated(self) -> tuple[Levels, ...]:
        """All levels that were computed: on the ground, at buildings, at the places."""
        at_buildings = () if self.buildings is None else (self.buildings.levels,)
        return (self.grid_levels, *at_buildings, self.place_levels)

    @property
    def receptors(self) -> Floats:
        """All points of :attr:`evaluated`, shape (point, 3). [m]"""
        return np.concatenate([levels.points for levels in self.evaluated])

    @cached_property
    def frame(self) -> LocalFrame:
        """The plane that east and north are measured in."""
        return LocalFrame(self.stations[0].longitude, self.stations[0].latitude)

    @cached_property
    def grid_expected(self) -> ExpectedLevels:
        """Expected levels at the ground receptors, made when they are asked for."""
        height = self.scene.height_above_ground(self.grid_levels.points)
        return self._expected(self.grid_levels.points, height, self.grid_levels.bound_power_density)

    @cached_property
    def buildings_expected(self) -> ExpectedLevels | None:
        """Expected levels at the worst receptor of each building, made when they are asked for; None without buildings."""
        if self.buildings is None:
            return None
        levels, worst = self.buildings.levels, self.buildings.worst
        return self._expected(
            levels.points[worst], self.buildings.receptors.height[worst], levels.bound_power_density[:, worst]
        )

    @cached_property
    def facades_expected(self) -> ExpectedLevels | None:
        """Expected levels at all receptors of buildings, made when they are asked for; None without buildings."""
        if self.buildings is None:
            return None
        levels = self.buildings.levels
        return self._expected(levels.points, self.buildings.receptors.height, levels.bound_power_density)

    def _expected(self, points: Floats, height: Floats, bound_power_density: Floats) -> ExpectedLevels:
        beyond = None if self.background is None else self.background.expected
        return expected_levels(
            self.sources,
            self.weights,
            points,
            settings=self.expected_settings,
            bound_power_density=bound_power_density.min(axis=0),
            height_above_ground=height,
            surface=self.propagation.obstruction.surface,
            far=None if beyond is None else beyond(points, height),
        )

    def to_dataset(self, receptors: ReceptorKind = ALL) -> "xr.Dataset":
        """Levels as a labelled dataset with CF names.

        Parameters
        ----------
        receptors : {"all", "ground", "places", "buildings"}
            One kind of receptors in a dataset of its own; or those on the ground and the evaluation points together, as
            ``exposure.nc`` has them, with the prefixes ``grid_`` and ``place_``.

        Raises
        ------
        ValueError
            If the kind is unknown, or there is no building.
        """
        if receptors == ALL:
            names = [place.label for place in self.places]
            data = levels_dataset(self.grid_levels, self.place_levels, self.grid.cell, self.weights.labels, names)
            for axis, expected in (("grid", self.grid_expected), ("place", self.place_expected)):
                data = data.assign(labelled(expected_variables(expected, axis), axis))
            data = data.assign_coords(place_id=("place", place_ids(self.places)))
        else:
            data = receptor_dataset(receptors_of(self, receptors), self.weights.labels, self.frame)
        return data.assign_attrs(self._attributes)

    def to_geodataframe(self, receptors: ReceptorKind = PLACES, scenario: str | None = None) -> "gpd.GeoDataFrame":
        """Levels in one scenario as a table of points on earth (WGS 84), one row a receptor.

        Parameters
        ----------
        receptors : {"places", "ground", "buildings"}
        scenario : {"theoretical", "actual"}, optional
            The deciding one if left out.

        Raises
        ------
        ValueError
            If the kind or the scenario is unknown, or there is no building.
        """
        row = scenario_index(self.scenario if scenario is None else scenario)
        return receptor_table(receptors_of(self, receptors), row, self.frame)

    @property
    def _attributes(self) -> dict[str, str | float]:
        """Attributes of every dataset of the result."""
        return {
            "Conventions": "CF-1.11",
            "title": "Exposure around " + ", ".join(station.id for station in self.subjects),
            "limit_set": self.limits.id,
            "population": self.limits.population,
            "deciding_scenario": self.scenario,
            "verdict": str(self.verdict),
            "max_exposure_ratio": self.max_exposure_ratio,
            "scatter_dbi": "none" if self.scatter_dbi is None else self.scatter_dbi,
            "expected_roof_height_m": self.expected_settings.roof,
            "expected_indoors": self.expected_settings.indoors or "none",
            "origin_longitude": self.stations[0].longitude,
            "origin_latitude": self.stations[0].latitude,
        }
