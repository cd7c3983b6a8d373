"""Compliance: from a level and its uncertainty to a verdict; exemptions; how far the limit reaches on the axis."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from emfassess.limits.limit_set import LimitSet
from emfassess.stations import Antenna, Station
from emfassess.units import Floats, ratio_from_decibel


class Verdict(StrEnum):
    """The three outcomes of a comparison with a limit."""

    COMPLIANT = "compliant"
    INDETERMINATE = "indeterminate"
    EXCEEDS = "exceeds"


def verdict(exposure_ratio: float, expanded_uncertainty_db: float = 0.0, threshold: float = 1.0) -> Verdict:
    """Judge a level with its expanded uncertainty.

    Parameters
    ----------
    exposure_ratio : float
        Exposure ratio, in power.
    expanded_uncertainty_db : float
        Expanded uncertainty (k = 1.96) of the level, zero or more. [dB]
    threshold : float
        Exposure ratio to compare with: 1 for the limit, 0.2 for the Chinese single-project target.

    Returns
    -------
    Verdict
        Compliant if even the upper end of the interval does not pass the threshold, exceeds if even the lower end
        does, indeterminate between.

    Raises
    ------
    ValueError
        If the ratio is not a number (a failed computation must not look safe), or the uncertainty is negative.
    """
    if not np.isfinite(exposure_ratio) or exposure_ratio < 0:
        raise ValueError(f"exposure ratio must be a number of 0 or more, not {exposure_ratio}")
    if not expanded_uncertainty_db >= 0:
        raise ValueError(f"expanded uncertainty must be 0 dB or more, not {expanded_uncertainty_db}")
    factor = float(ratio_from_decibel(expanded_uncertainty_db))
    if exposure_ratio * factor <= threshold:
        return Verdict.COMPLIANT
    return Verdict.EXCEEDS if exposure_ratio / factor > threshold else Verdict.INDETERMINATE


def verdicts_between(
    lower: Floats, upper: Floats, expanded_uncertainty_db: Floats, threshold: float = 1.0
) -> NDArray[np.object_]:
    """Judge levels of which only bounds are known, such as those below the sensitivity of an instrument.

    Parameters
    ----------
    least, most : ndarray, shape (place,)
        Bounds of the exposure ratio, in power; equal where the level itself is known.
    expanded_uncertainty_db : ndarray, shape (place,)
        Expanded uncertainty (k = 1.96), zero or more. [dB]
    threshold : float
        As for :func:`verdict`.

    Returns
    -------
    ndarray of Verdict, shape (place,)
        Compliant by the upper bound, exceeding by the lower one, indeterminate between; where both are equal that of
        :func:`verdict`.

    Raises
    ------
    ValueError
        If a bound is not a number of 0 or more, the two are crossed, or an uncertainty is negative.
    """
    if not (np.all(np.isfinite(upper)) and np.all(lower >= 0) and np.all(lower <= upper)):
        raise ValueError("bounds of an exposure ratio must be numbers of 0 or more, the lower one first")
    if not np.all(expanded_uncertainty_db >= 0):
        raise ValueError("expanded uncertainties must be 0 dB or more")
    factor = ratio_from_decibel(expanded_uncertainty_db)
    judged = np.full(upper.shape, Verdict.INDETERMINATE, dtype=object)
    judged[upper * factor <= threshold] = Verdict.COMPLIANT
    judged[lower / factor > threshold] = Verdict.EXCEEDS
    return judged


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """Most severe of verdicts: exceeds before indeterminate before compliant."""
    order = (Verdict.COMPLIANT, Verdict.INDETERMINATE, Verdict.EXCEEDS)
    return max(verdicts, key=order.index)


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
