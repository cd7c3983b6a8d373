"""Measured levels as a record: each place with its level, its uncertainty and its verdicts."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from emfassess.assumptions import Assumption
from emfassess.exposure.compliance import Verdict
from emfassess.exposure.uncertainty import Budget
from emfassess.limits.decision_rule import DecisionRule
from emfassess.measurements.extrapolation import Extrapolation
from emfassess.summaries import Summarised
from emfassess.units import Floats


@dataclass(frozen=True, eq=False, repr=False)
class JudgedLevels(Summarised):
    """Places judged by one edition each, all arrays and tuples of length place.

    Parameters
    ----------
    limit_ids : tuple of str or None
        Edition by which each place was judged; None where none is known to have been in force, or the day is not known.
    exposure_ratio : ndarray
        Maximum exposure ratio that the readings allow; NaN without an edition.
    least_ratio : ndarray
        The same with zero where nothing was detected.
    deciding : tuple of str
        Sum of the set that decides; empty without an edition.
    verdicts, target_verdicts : tuple of Verdict or None
        For the limit, and for the target of a single project where the set has one.
    extrapolated_ratio : ndarray
        Exposure ratio with the theoretical maximum in the place of each band that was extrapolated; NaN where none was.
    extrapolated_verdicts : tuple of Verdict or None
        Of that, with the uncertainty of the measurement alone.
    rules : tuple of (str, DecisionRule)
        How the uncertainty counts under each edition that judged a place.
    """

    limit_ids: tuple[str | None, ...]
    exposure_ratio: Floats
    least_ratio: Floats
    deciding: tuple[str, ...]
    verdicts: tuple[Verdict | None, ...]
    target_verdicts: tuple[Verdict | None, ...]
    extrapolated_ratio: Floats
    extrapolated_verdicts: tuple[Verdict | None, ...]
    rules: tuple[tuple[str, DecisionRule], ...] = ()


@dataclass(frozen=True, eq=False, repr=False)
class MeasuredLevels(Summarised):
    """Judged levels of a campaign; all arrays and tuples of places in the order of the readings.

    Parameters
    ----------
    campaign_id : str
    point_ids : tuple of str
        Id of the described point, or ``line 12`` for a row of a route.
    days : tuple of date or None
        Day by the clock of the place.
    longitude, latitude, height_m : ndarray
        WGS 84 [deg], height of the probe above the surface below it [m]; NaN where not known.
    surface_height_m : ndarray
        Height of that surface, a floor or a roof, above the ground; 0 for the ground. [m]
    field_strength, power_density : ndarray
        Of all sources together, at most: what was not detected counts with the sensitivity. [V/m], [W/m^2]
    detected_field_strength : ndarray
        The same with nothing where nothing was detected. [V/m]
    censored : ndarray of bool
        Nothing was detected at all: the level is below the one given.
    upper_bound : ndarray of bool
        Some part was not detected: the level is at most the one given.
    budget : Budget
        Terms of the uncertainty; `expanded_uncertainty_db` is its outcome.
    on_the_day, today : JudgedLevels
        By the edition of the measuring day, and by that of today.
    bands : DataFrame
        One row a band at a place: `place` (number), `point_id`, `band`, `frequency_low_hz`, `frequency_high_hz` (NaN for
        what may lie anywhere), `field_strength_v_m`, `power_density_w_m2`, `censored`, `values`, `way`, `filled`, and
        `exposure_ratio`, `exposure_ratio_today`: its share in the sum that decides. The band ``"rest"`` is what a total
        holds above its bands.
    extrapolated : DataFrame
        One row an extrapolated band at a place: `place`, `point_id`, `band`, `source` (``laboratory`` or ``computed``),
        `measured_v_m`, `theoretical_v_m`, `actual_v_m` and `censored`.
    extrapolations : tuple of (band, Extrapolation)
        The factors of computed ones.
    without_level : tuple of str
        Described points without one valid measured reading: nothing is known of them, least of all that they comply.
    assumptions : tuple of Assumption
    """

    campaign_id: str
    point_ids: tuple[str, ...]
    days: tuple[date | None, ...]
    longitude: Floats
    latitude: Floats
    height_m: Floats
    surface_height_m: Floats
    field_strength: Floats
    power_density: Floats
    detected_field_strength: Floats
    censored: NDArray[np.bool_]
    upper_bound: NDArray[np.bool_]
    budget: Budget
    on_the_day: JudgedLevels
    today: JudgedLevels
    bands: pd.DataFrame
    extrapolated: pd.DataFrame
    extrapolations: tuple[tuple[str, Extrapolation], ...]
    without_level: tuple[str, ...]
    assumptions: tuple[Assumption, ...]

    @property
    def expanded_uncertainty_db(self) -> Floats:
        """Expanded uncertainty (k = 1.96) of each level. [dB]"""
        return self.budget.expanded_db

    @property
    def exposure_ratio(self) -> Floats:
        """Exposure ratio by the edition of the measuring day; NaN where none is known."""
        return self.on_the_day.exposure_ratio

    @property
    def exposure_ratio_today(self) -> Floats:
        """Exposure ratio by today's edition."""
        return self.today.exposure_ratio

    @property
    def verdicts(self) -> tuple[Verdict | None, ...]:
        """By the edition of the measuring day; None where none is known."""
        return self.on_the_day.verdicts

    def bound(self, point: int) -> str:
        """Sign of a point's level: ``<`` where nothing was detected, ``≤`` where some part was not, else empty."""
        if self.censored[point]:
            return "<"
        return "≤" if self.upper_bound[point] else ""
