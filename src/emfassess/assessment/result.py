"""Result of an assessment: the record that map, report, tables and pages show."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from emfassess.assessment.building_levels import BuildingLevels
from emfassess.assessment.dataset import levels_dataset
from emfassess.assessment.hot_spots import HotSpot
from emfassess.assessment.place import KINDS, Place, place_ids
from emfassess.assessment.receptors import ALL, PLACES, ReceptorKind, receptor_dataset, receptor_table, receptors_of
from emfassess.assessment.relevance import governing_index, relevant_sources, station_ratios
from emfassess.assumptions import Assumption
from emfassess.exposure import compliance
from emfassess.exposure.compliance import ComplianceDistance, Verdict
from emfassess.exposure.levels import Levels
from emfassess.exposure.ratios import Weights
from emfassess.exposure.ties import first_largest
from emfassess.exposure.uncertainty import Budget, widened_rings
from emfassess.field import SCENARIOS, Propagation, Sources
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
class Assessment(Summarised):
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
    scenario: str
    stated_uncertainty_db: float | None
    budget: Budget
    propagation: Propagation
    scene: Scene
    facades: FacadeSettings
    sources: Sources
    weights: Weights
    grid: GroundGrid
    grid_levels: Levels
    buildings: BuildingLevels | None
    places: tuple[Place, ...]
    place_levels: Levels
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
            "stations_summed": len(self.stations),
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
    def scenario_index(self) -> int:
        """Row of the deciding scenario along the scenario axis."""
        return SCENARIOS.index(self.scenario)

    @property
    def governing_point(self) -> int:
        """Index of the place that governs the verdict: the greatest level of which the subjects are relevant sources.

        Where they are relevant nowhere, the place of their greatest own part.
        """
        return governing_index(self.place_levels, self.relevant, self.scenario_index)

    @property
    def area_maximum(self) -> int:
        """Index of the place with the greatest exposure ratio, whoever causes it."""
        return int(first_largest(self.place_levels.exposure_ratio[self.scenario_index]))

    @property
    def ground_maximum(self) -> int:
        """Index of the place with the greatest exposure ratio on the ground, whoever causes it."""
        return int(first_largest(self.place_levels.exposure_ratio[self.scenario_index][: len(self.grid.rings)]))

    @property
    def max_exposure_ratio(self) -> float:
        """Exposure ratio at the governing place: the greatest of which the subjects are relevant sources."""
        return self.maximum(self.scenario)

    def maximum(self, scenario: str) -> float:
        """Greatest exposure ratio of which the subjects are relevant sources, in a scenario."""
        row = SCENARIOS.index(scenario)
        return float(self.place_levels.exposure_ratio[row, governing_index(self.place_levels, self.relevant, row)])

    @property
    def attributed_places(self) -> NDArray[np.bool_]:
        """Places whose level counts in the verdict of the subjects, shape (place,)."""
        counted = self.relevant[self.scenario_index]
        return np.asarray(counted if counted.any() else np.arange(len(self.places)) == self.governing_point)

    @cached_property
    def attributed(self) -> NDArray[np.bool_]:
        """Those of :attr:`receptors` whose level counts in the verdict of the subjects, shape (point,)."""
        *others, _ = self.evaluated
        counted = [levels.own_ratio[self.scenario_index] >= self.relevant_ratio for levels in others]
        return np.concatenate([*counted, self.attributed_places])

    @property
    def own_exposure_ratio(self) -> float:
        """Part of the subjects in the exposure ratio at the governing place."""
        return float(self.place_levels.own_ratio[self.scenario_index, self.governing_point])

    @property
    def is_relevant(self) -> bool:
        """Whether the subjects are relevant sources anywhere."""
        return bool(self.relevant[self.scenario_index].any())

    def station_ratios(self, place: int) -> dict[str, float]:
        """Part of each station in the exposure ratio at a place, by id, the greatest first."""
        parts = station_ratios(
            self.place_levels.only(np.array([place])), self.sources, self.weights, self.scenario_index
        )
        order = np.argsort(-parts[:, 0], kind="stable")
        return {self.stations[index].id: float(parts[index, 0]) for index in order}

    def relevant_stations(self, place: int) -> dict[str, float]:
        """Relevant sources of a place: their parts of the exposure ratio by id, the greatest first."""
        parts = self.station_ratios(place)
        chosen = relevant_sources(np.array(list(parts.values()))[:, np.newaxis], self.relevant_ratio)[:, 0]
        return {name: part for (name, part), keep in zip(parts.items(), chosen, strict=True) if keep}

    @property
    def uncertainty_db(self) -> Floats:
        """Expanded uncertainty of the level at each place that the verdict allows for, shape (place,). [dB]"""
        if self.stated_uncertainty_db is not None:
            return np.full(len(self.places), self.stated_uncertainty_db)
        return self.budget.expanded_db

    @property
    def expanded_uncertainty_db(self) -> float:
        """Expanded uncertainty (k = 1.96) at the governing evaluation point. [dB]"""
        return float(self.uncertainty_db[self.governing_point])

    @property
    def verdict(self) -> Verdict:
        """Verdict against the limit, in the deciding scenario."""
        return self.verdict_for(self.scenario)

    def verdict_for(self, scenario: str) -> Verdict:
        """Verdict against the limit in a scenario."""
        found = self._judged(self.place_levels.exposure_ratio, SCENARIOS.index(scenario))
        return self._where_heights_are_known(found, lambda known: known.verdict_for(scenario))

    def _where_heights_are_known(self, found: Verdict, of_known: Callable[["Assessment"], Verdict | None]) -> Verdict:
        """The verdict where no height is missing; else an exceedance by the known antennas, or that none can be given."""
        if not self.heights_missing:
            return found
        known = None if self.known is None else of_known(self.known)
        return known if known is not None and known.is_exceedance else Verdict.NOT_ASSESSABLE

    @property
    def verdict_as_filled(self) -> Verdict:
        """Verdict with every antenna, those whose heights a rule filled in at those heights."""
        return self._judged(self.place_levels.exposure_ratio, self.scenario_index)

    def _judged(self, ratio: Floats, scenario: int, threshold: float = 1.0, kinds: Collection[str] = KINDS) -> Verdict:
        """Worst verdict over the places that count, each with its own uncertainty.

        `ratio` is (scenario, place). Places count where the subjects are relevant sources; where they are so nowhere, the
        place of their greatest own part counts, with that part.
        """
        counted = self.relevant[scenario]
        level = ratio[scenario]
        if not counted.any():
            counted = np.arange(len(self.places)) == governing_index(self.place_levels, self.relevant, scenario)
            level = np.minimum(level, self.place_levels.own_ratio[scenario])
        judged = [
            compliance.verdict(float(level[i]), float(self.uncertainty_db[i]), threshold, self.rule)
            for i in np.flatnonzero(counted)
            if self.places[i].kind in kinds
        ]
        return compliance.worst(judged) if judged else Verdict.COMPLIANT

    def verdict_at(self, kinds: Collection[str]) -> Verdict | None:
        """Verdict over the places of some kinds; None where none was looked at."""
        if not any(place.kind in kinds for place in self.places):
            return None
        found = self._judged(self.place_levels.exposure_ratio, self.scenario_index, kinds=kinds)
        return self._where_heights_are_known(found, lambda known: known.verdict_at(kinds))

    @property
    def by_quantity(self) -> dict[str, tuple[float, Verdict]]:
        """Greatest sum of each quantity of the set where the subjects are relevant sources, and the verdict by it alone."""
        counted = self.attributed_places
        return {
            label: (
                float(self.place_levels.sums[self.scenario_index, number, counted].max()),
                self._where_heights_are_known(
                    self._judged(self.place_levels.sums[:, number], self.scenario_index),
                    lambda known, label=label: known.by_quantity[label][1],  # type: ignore[misc]
                ),
            )
            for number, label in enumerate(self.weights.labels)
        }

    @property
    def target_verdict(self) -> Verdict | None:
        """Verdict against the set's management target; None where the set has none."""
        target = self.limits.management_target
        if target is None:
            return None
        found = self._judged(self.place_levels.exposure_ratio, self.scenario_index, target.fraction)
        return self._where_heights_are_known(found, lambda known: known.target_verdict)

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
        asked = self.scenario if scenario is None else scenario
        if asked not in SCENARIOS:
            raise ValueError(f"scenario must be one of {', '.join(SCENARIOS)}, not {asked!r}")
        return receptor_table(receptors_of(self, receptors), SCENARIOS.index(asked), self.frame)

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
            "origin_longitude": self.stations[0].longitude,
            "origin_latitude": self.stations[0].latitude,
        }
