"""Verdicts of an assessment: the evaluation points at which its stations are relevant sources, judged by its rule."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray

from emfassess.assessment.place import KINDS, Place
from emfassess.assessment.relevance import governing_index, relevant_sources, station_ratios
from emfassess.exposure import compliance
from emfassess.exposure.compliance import Verdict
from emfassess.exposure.levels import Levels
from emfassess.exposure.ratios import Weights
from emfassess.exposure.ties import first_largest, largest_first
from emfassess.exposure.uncertainty import Budget
from emfassess.field import Sources, scenario_index
from emfassess.limits.decision_rule import DecisionRule
from emfassess.limits.limit_set import LimitSet
from emfassess.stations import Station
from emfassess.surroundings import GroundGrid
from emfassess.units import Floats


class JudgedPlaces(ABC):
    """Base of an :class:`~emfassess.assessment.result.Assessment`: what its fields mean for its verdict."""

    stations: tuple[Station, ...]
    limits: LimitSet
    rule: DecisionRule
    relevant_ratio: float
    scenario: str
    stated_uncertainty_db: float | None
    budget: Budget
    sources: Sources
    weights: Weights
    grid: GroundGrid
    places: tuple[Place, ...]
    place_levels: Levels
    relevant: NDArray[np.bool_]
    heights_missing: tuple[str, ...]
    known: Self | None

    @property
    @abstractmethod
    def evaluated(self) -> tuple[Levels, ...]:
        """All levels that were computed; those at the places are the last."""

    @property
    def scenario_index(self) -> int:
        """Row of the deciding scenario along the scenario axis."""
        return scenario_index(self.scenario)

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
        row = scenario_index(scenario)
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
        order = largest_first(parts[:, 0])
        return {self.stations[index].id: float(parts[index, 0]) for index in order}

    def relevant_stations(self, place: int) -> dict[str, float]:
        """Relevant sources of a place: their parts of the exposure ratio by id, the greatest first."""
        parts = self.station_ratios(place)
        beyond = self.place_levels.background_ratio[self.scenario_index, [place]]
        chosen = relevant_sources(np.array(list(parts.values()))[:, np.newaxis], self.relevant_ratio, beyond)[:, 0]
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
        found = self._judged(self.place_levels.exposure_ratio, scenario_index(scenario))
        return self._where_heights_are_known(found, lambda known: known.verdict_for(scenario))

    def _where_heights_are_known(self, found: Verdict, of_known: Callable[["JudgedPlaces"], Verdict | None]) -> Verdict:
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
