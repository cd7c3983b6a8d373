"""Result of a comparison of model and measurement: the record that figures, tables and pages show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from emfassess.assumptions import Assumption
from emfassess.comparison.agreement import (
    CensoredStatistics,
    Group,
    Outcome,
    Statistics,
    censored_statistics,
    difference_statistics,
    e_n_score,
    grouped,
    outcomes,
)
from emfassess.comparison.findings import ComparisonFinding, finding_codes, findings_of
from emfassess.exposure.expected import ExpectedLevels, ExpectedSettings, expected_beside
from emfassess.exposure.levels import Levels, antenna_levels
from emfassess.exposure.ratios import Weights
from emfassess.exposure.scattered import with_scattered
from emfassess.exposure.uncertainty import Budget
from emfassess.field import Propagation, Sources, scenario_index
from emfassess.geometry import LocalFrame
from emfassess.limits.limit_set import LimitSet
from emfassess.stations import Station
from emfassess.summaries import Summarised
from emfassess.surroundings import RINGS, Scene
from emfassess.units import Floats, decibel_from_ratio

HEIGHTS = (0.0, 2.5, 10.0, 30.0)
"""Lower ends of the classes of height above ground: people on the ground, low and high floors, roofs and towers. [m]"""

DISTANCES = (*(low for low, _ in RINGS), RINGS[-1][1], 1000.0)
"""Lower ends of the classes of distance: the rings of an assessment, and beyond. [m]"""


@dataclass(frozen=True, eq=False, repr=False)
class Comparison(Summarised):
    """Model beside measurement, at every measured point that has a position.

    Parameters
    ----------
    stations : tuple of Station
        All whose carriers are summed; the first is the origin of east and north.
    limits : LimitSet
    scenario : str
        The scenario that scores and statistics are of.
    propagation, scene : Propagation, Scene
    sources, weights : Sources, Weights
        The arrays that were computed with.
    point_ids : tuple of str
    longitude, latitude, height_m : ndarray, shape (point,)
        WGS 84 [deg], height above the ground [m].
    scatter_dbi : float or None
        Gain of scattered power in the upper bound beyond 60 m; None where none is added. [dBi]
    expected_settings : ExpectedSettings
        Roofs, walls and loads of the expected level.
    levels : Levels
        Calculated, with their upper bounds; contributors are carriers.
    expected : ExpectedLevels
        What a meter is expected to show; absent with its reason where no model holds.
    budget : Budget
        Of the prediction, in the scenario.
    measured_power_density, measured_field_strength, measured_exposure_ratio : ndarray, shape (point,)
        [W/m^2], [V/m], exposure ratio; where censored, of the sensitivity.
    detected_power_density : ndarray, shape (point,)
        The same with nothing where nothing was detected. [W/m^2]
    measured_uncertainty_db : ndarray, shape (point,)
        Expanded, k = 1.96. [dB]
    censored, indoors : ndarray of bool, shape (point,)
        The instrument reported only its sensitivity; the point lies inside a building of the scene.
    unplaced : tuple of str
        Points without a position, which cannot be compared.
    assumptions : tuple of Assumption
    """

    stations: tuple[Station, ...]
    limits: LimitSet
    scenario: str
    propagation: Propagation
    scene: Scene
    sources: Sources
    weights: Weights
    point_ids: tuple[str, ...]
    longitude: Floats
    latitude: Floats
    height_m: Floats
    scatter_dbi: float | None
    expected_settings: ExpectedSettings
    levels: Levels
    expected: ExpectedLevels
    budget: Budget
    measured_power_density: Floats
    measured_field_strength: Floats
    measured_exposure_ratio: Floats
    detected_power_density: Floats
    measured_uncertainty_db: Floats
    censored: NDArray[np.bool_]
    indoors: NDArray[np.bool_]
    unplaced: tuple[str, ...]
    assumptions: tuple[Assumption, ...]

    def _summary(self) -> Mapping[str, object]:
        mean = self.difference_db[~self.censored].mean() if not self.censored.all() else None
        return {
            "points": len(self.point_ids),
            "censored": int(self.censored.sum()),
            "stations": [station.id for station in self.stations],
            "limits": f"{self.limits.standard}, {self.limits.population}",
            "scenario": self.scenario,
            "mean_difference_db": None if mean is None else float(mean),
            "unplaced": len(self.unplaced),
        }

    @property
    def scenario_index(self) -> int:
        """Row of the scenario along the scenario axis."""
        return scenario_index(self.scenario)

    @property
    def predicted_db(self) -> Floats:
        """Predicted power density over 1 W/m^2 in the scenario, shape (point,). [dB]"""
        return decibel_from_ratio(self.levels.power_density[self.scenario_index])

    @property
    def measured_db(self) -> Floats:
        """Measured power density over 1 W/m^2, where censored that of the sensitivity, shape (point,). [dB]"""
        return decibel_from_ratio(self.measured_power_density)

    @property
    def differences_db(self) -> Floats:
        """Predicted minus measured, shape (scenario, point). [dB]"""
        return decibel_from_ratio(self.levels.power_density) - self.measured_db

    @property
    def difference_db(self) -> Floats:
        """Predicted minus measured in the scenario, shape (point,). [dB]"""
        return np.asarray(self.differences_db[self.scenario_index])

    @property
    def predicted_uncertainty_db(self) -> Floats:
        """Expanded uncertainty (k = 1.96) of the prediction, shape (point,). [dB]"""
        return self.budget.expanded_db

    @property
    def e_n(self) -> Floats:
        """Score of each difference by both uncertainties, shape (point,); not a number where censored."""
        score = e_n_score(self.difference_db, self.predicted_uncertainty_db, self.measured_uncertainty_db)
        return np.where(self.censored, np.nan, score)

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """Score of each pair."""
        return outcomes(self.difference_db, self.e_n, self.censored)

    @property
    def bound_power_density(self) -> Floats:
        """Upper bound of the power density in the scenario, shape (point,). [W/m^2]"""
        return np.asarray(self.levels.bound_power_density[self.scenario_index])

    @property
    def bound_exposure_ratio(self) -> Floats:
        """Upper bound of the exposure ratio in the scenario, shape (point,)."""
        return np.asarray(self.levels.bound_exposure_ratio[self.scenario_index])

    @property
    def finding_codes(self) -> NDArray[np.str_]:
        """Code of the finding that each measured level gives, empty where it gives none; shape (point,)."""
        return finding_codes(self.detected_power_density, self.expected.p95, self.bound_power_density)

    @property
    def findings(self) -> tuple[ComparisonFinding, ...]:
        """Measured levels above the upper bound, and above the 95th percentile of the expected level."""
        return findings_of(self.point_ids, self.detected_power_density, self.expected.p95, self.bound_power_density)

    @property
    def distance(self) -> Floats:
        """Horizontal distance of each point to the antenna that contributes most, shape (point,). [m]"""
        antenna = self.sources.antenna_index[self.levels.main_contributor[self.scenario_index]]
        gap = self.levels.points[:, :2] - self.sources.position[antenna, :2]
        return np.asarray(np.hypot(gap[:, 0], gap[:, 1]))

    @property
    def operators(self) -> tuple[str, ...]:
        """Operator of the carrier that contributes most at each point."""
        return tuple(self.sources.members[i][2].operator for i in self.levels.main_contributor[self.scenario_index])

    @property
    def statistics(self) -> Statistics | None:
        """Statistics of the points that are not censored; None where they are too few."""
        kept = ~self.censored
        return difference_statistics(self.predicted_db[kept], self.measured_db[kept])

    @property
    def censored_statistics(self) -> CensoredStatistics | None:
        """Mean and spread with the censored points as bounds; None where none is censored or too few are not."""
        return censored_statistics(self.difference_db, self.censored) if self.censored.any() else None

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """Statistics by class of distance and of height, and by operator."""
        levels = self.predicted_db, self.measured_db, self.censored
        found: list[Group] = []
        for kind, ends, values in (("distance", DISTANCES, self.distance), ("height", HEIGHTS, self.height_m)):
            classes = span_labels(ends)
            index = np.searchsorted(ends, values, side="right") - 1
            found += grouped(kind, tuple(classes[max(i, 0)] for i in index), *levels, order=classes.index)
        return (*found, *grouped("operator", self.operators, *levels))

    @cached_property
    def frame(self) -> LocalFrame:
        """The plane that east and north are measured in."""
        return LocalFrame(self.stations[0].longitude, self.stations[0].latitude)

    def levels_at(self, points: Floats) -> Levels:
        """Levels and bounds that the same model gives at other points, shape (point, 3): east, north, up. [m]"""
        levels = antenna_levels(self.sources, self.weights, points, propagation=self.propagation)
        return with_scattered(levels, self.sources, self.weights, self.scatter_dbi)

    def expected_at(self, levels: Levels, height: Floats) -> ExpectedLevels:
        """Expected levels at the points of levels with bounds; `height` is above the ground, shape (point,). [m]"""
        return expected_beside(levels, self.sources, self.weights, self.propagation, height, self.expected_settings)


def span_labels(ends: Sequence[float]) -> tuple[str, ...]:
    """Names of classes by their lower ends: ``0-50 m`` ... ``> 500 m``."""
    spans = [f"{low:g}-{high:g} m" for low, high in pairwise(ends)]
    return (*spans, f"> {ends[-1]:g} m")
