"""A measurement beside the expected level and the upper bound of its own place, in words."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from emfassess.comparison.findings import findings_of
from emfassess.language import N_, Language
from emfassess.publish.text import numbers
from emfassess.publish.text.comparison import COMPARISON_FINDING
from emfassess.units import field_strength_from_power_density, power_density_from_field_strength

BESIDE = N_(
    "At that point, for today's stations: expected {expected} ({low} to {high}), calculated upper bound {bound}. "
    "Neither decides a verdict."
)
BESIDE_BOUND = N_(
    "At that point, for today's stations: calculated upper bound {bound}; no expected level can be given. It decides no "
    "verdict."
)
NOT_DETECTED = N_("Nothing was detected there: that contradicts no calculated level.")
WITHIN_BOUND = N_("The measurement lies below the upper bound.")
WITHIN_RANGE = N_("The measurement lies within the expected range.")
BELOW_RANGE = N_("The measurement lies below the expected range.")


def between_sentences(measured: float, censored: bool, place: Mapping[str, Any], text: Language) -> list[str]:
    """Expected level and upper bound at the place of a measurement, and whether the measurement lies between.

    Parameters
    ----------
    measured : float
        Electric field strength; where `censored`, the level lay below it. [V/m]
    censored : bool
    place : mapping
        Expected level and upper bound there, with the keys of :class:`emfassess.jobs.place.PlaceLevel`.
    text : Language
    """
    beside = {"bound": _strength(place["bound_power_density_w_m2"])}
    if place["expected_power_density_w_m2"] is None:
        return [text(BESIDE_BOUND, **beside), _where(measured, censored, place, text)]
    beside |= {
        "expected": _strength(place["expected_power_density_w_m2"]),
        "low": _strength(place["expected_p5_w_m2"]),
        "high": _strength(place["expected_p95_w_m2"]),
    }
    return [text(BESIDE, **beside), _where(measured, censored, place, text)]


def _where(measured: float, censored: bool, place: Mapping[str, Any], text: Language) -> str:
    """Whether a measurement lies between; a finding in the words of a comparison where it is above."""
    if censored:
        return text(NOT_DETECTED)
    density = power_density_from_field_strength([measured])
    low, high = (np.array([place[f"expected_{name}_w_m2"]], dtype=float) for name in ("p5", "p95"))
    above = findings_of([""], density, high, np.array([place["bound_power_density_w_m2"]]))
    if above:
        return text(COMPARISON_FINDING[above[0].code], excess=f"{above[0].most_db:.1f}")
    if np.isnan(low[0]):
        return text(WITHIN_BOUND)
    return text(BELOW_RANGE if density[0] < low[0] else WITHIN_RANGE)


def _strength(power_density: float) -> str:
    return str(numbers.field_strength(float(field_strength_from_power_density(power_density))))
