"""Compliance: from a level and its uncertainty to a verdict; exemptions; how far the limit reaches on the axis."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from emfassess.limits.decision_rule import SIMPLE_ACCEPTANCE, DecisionRule, RuleName
from emfassess.limits.limit_set import LimitSet
from emfassess.stations import Antenna, Station
from emfassess.units import Floats, ratio_from_decibel


class Verdict(StrEnum):
    """Outcomes of a comparison with a limit, the least severe first."""

    COMPLIANT = "compliant"
    CONDITIONALLY_COMPLIANT = "conditionally_compliant"
    NOT_ASSESSABLE = "not_assessable"
    CONDITIONALLY_EXCEEDS = "conditionally_exceeds"
    EXCEEDS = "exceeds"

    @property
    def is_exceedance(self) -> bool:
        """Whether the level is above the limit, for sure or by its value."""
        return self in (Verdict.EXCEEDS, Verdict.CONDITIONALLY_EXCEEDS)


def verdict(
    exposure_ratio: float,
    expanded_uncertainty_db: float = 0.0,
    threshold: float = 1.0,
    rule: DecisionRule = SIMPLE_ACCEPTANCE,
) -> Verdict:
    """Judge a level with its expanded uncertainty.

    Parameters
    ----------
    exposure_ratio : float
        Exposure ratio, in power.
    expanded_uncertainty_db : float
        Expanded uncertainty (k = 1.96) of the level, zero or more. [dB]
    threshold : float
        Exposure ratio to compare with: 1 for the limit, 0.2 for the Chinese single-project target.
    rule : DecisionRule
        How the uncertainty counts.

    Returns
    -------
    Verdict
        By simple acceptance compliant or exceeds. With a guard band a level at or below the threshold is only conditionally
        compliant if the upper end of its interval passes it (guarded acceptance), and one above it exceeds only
        conditionally if the lower end does not (guarded acceptance and guarded rejection).

    Raises
    ------
    ValueError
        If the ratio is not a number (a failed computation must not look safe), or the uncertainty is negative.
    """
    if not np.isfinite(exposure_ratio) or exposure_ratio < 0:
        raise ValueError(f"exposure ratio must be a number of 0 or more, not {exposure_ratio}")
    if not expanded_uncertainty_db >= 0:
        raise ValueError(f"expanded uncertainty must be 0 dB or more, not {expanded_uncertainty_db}")
    if rule.name == RuleName.SIMPLE_ACCEPTANCE:
        compared = exposure_ratio * float(ratio_from_decibel(rule.excess_db(expanded_uncertainty_db)))
        return Verdict.COMPLIANT if compared <= threshold else Verdict.EXCEEDS
    factor = float(ratio_from_decibel(expanded_uncertainty_db))
    if exposure_ratio > threshold:
        return Verdict.EXCEEDS if exposure_ratio / factor > threshold else Verdict.CONDITIONALLY_EXCEEDS
    if rule.name == RuleName.GUARDED_ACCEPTANCE and exposure_ratio * factor > threshold:
        return Verdict.CONDITIONALLY_COMPLIANT
    return Verdict.COMPLIANT


def acceptance_limit(expanded_uncertainty_db: float, rule: DecisionRule = SIMPLE_ACCEPTANCE) -> float:
    """Greatest exposure ratio that a rule calls compliant without condition."""
    if rule.name == RuleName.GUARDED_ACCEPTANCE:
        return float(1.0 / ratio_from_decibel(expanded_uncertainty_db))
    return float(1.0 / ratio_from_decibel(rule.excess_db(expanded_uncertainty_db)))


def verdicts_between(
    lower: Floats,
    upper: Floats,
    expanded_uncertainty_db: Floats,
    threshold: float = 1.0,
    rule: DecisionRule = SIMPLE_ACCEPTANCE,
) -> NDArray[np.object_]:
    """Judge levels of which only bounds are known, such as those below the sensitivity of an instrument.

    Parameters
    ----------
    lower, upper : ndarray, shape (place,)
        Bounds of the exposure ratio, in power; equal where the level itself is known.
    expanded_uncertainty_db : ndarray, shape (place,)
        Expanded uncertainty (k = 1.96), zero or more. [dB]
    threshold, rule
        As for :func:`verdict`.

    Returns
    -------
    ndarray of Verdict, shape (place,)
        That of the upper bound where it does not exceed, that of the lower bound where it does, not assessable between;
        where both are equal that of :func:`verdict`.

    Raises
    ------
    ValueError
        If a bound is not a number of 0 or more, the two are crossed, or an uncertainty is negative.
    """
    if not (np.all(np.isfinite(upper)) and np.all(lower >= 0) and np.all(lower <= upper)):
        raise ValueError("bounds of an exposure ratio must be numbers of 0 or more, the lower one first")
    if not np.all(expanded_uncertainty_db >= 0):
        raise ValueError("expanded uncertainties must be 0 dB or more")

    def between(low: float, high: float, uncertainty: float) -> Verdict:
        by_upper = verdict(high, uncertainty, threshold, rule)
        by_lower = verdict(low, uncertainty, threshold, rule)
        if by_upper.is_exceedance and not by_lower.is_exceedance:
            return Verdict.NOT_ASSESSABLE
        return by_lower if by_lower.is_exceedance else by_upper

    judged = np.empty(upper.shape, dtype=object)
    judged[:] = [
        between(float(low), float(high), float(u))
        for low, high, u in zip(lower, upper, expanded_uncertainty_db, strict=True)
    ]
    return judged


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """Most severe of verdicts: an exceedance before what is not assessable, that before what is conditionally compliant."""
    order = tuple(Verdict)
    return max(verdicts, key=order.index)


def uncertainty_range(exposure_ratio: float, expanded_uncertainty_db: float) -> tuple[float, float]:
    """Ends of the interval that the expanded uncertainty gives an exposure ratio."""
    factor = float(ratio_from_decibel(expanded_uncertainty_db))
    return exposure_ratio / factor, exposure_ratio * factor


def is_exempt(station: Station, limits: LimitSet) -> bool:
    """Whether the limit set exempts a station for its small radiated power.

    The equivalent radiated power of all carriers of all antennas together is compared with the set's thresholds, each
    carrier as a share of its own, so that a station is never called exempt because its power was split up.
    """
    shares = []
    for antenna in station.antennas:
        for carrier in antenna.carriers:
            threshold = limits.exempt_below(carrier.frequency_hz)
            if threshold is None:
                return False
            shares.append(antenna.eirp(carrier) / threshold)
    return sum(shares) < 1


@dataclass(frozen=True)
class ComplianceDistance:
    """How far one antenna alone reaches the limit on its beam's axis, in free space. [m]"""

    station_id: str
    antenna_id: str
    theoretical: float
    actual: float


def compliance_distance(station: Station, antenna: Antenna, limits: LimitSet) -> ComplianceDistance:
    r"""Distance on the axis at which all carriers of an antenna together reach the limit.

    Notes
    -----
    .. math:: r = \sqrt{\max_q \sum_i k_{q,i}\, P_{\mathrm{EIRP},i}\, F_i / 4\pi}

    with the exposure ratios per power density :math:`k` and the scenario's factors :math:`F`; from
    :math:`S = P/4\pi r^2`. A figure of the far-field formula: too far on the axis and too near above and below it where
    the antenna's near field reaches that far.
    """
    frequencies = np.array([c.frequency_hz for s in station.antennas for c in s.carriers])
    own = np.array([s is antenna for s in station.antennas for _ in s.carriers])
    coefficient = np.nan_to_num(limits.plane_wave_coefficients(frequencies)[:, own])
    rated = np.array([antenna.eirp(c) * c.duty_cycle for c in antenna.carriers])
    reduced = rated * np.array([c.power_reduction_factor for c in antenna.carriers])
    theoretical, actual = (float(np.sqrt((coefficient @ power).max() / (4 * np.pi))) for power in (rated, reduced))
    return ComplianceDistance(station.id, antenna.id, theoretical, actual)
