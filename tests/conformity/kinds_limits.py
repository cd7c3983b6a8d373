"""Limits: levels of tables, sums over sources, and equivalent quantities of a plane wave."""

from collections.abc import Sequence

import numpy as np

from conformity.one_antenna import Results, limits
from emfassess.exposure.compliance import Verdict, verdict
from emfassess.units import (
    field_strength_from_power_density,
    magnetic_field_strength_from_power_density,
    power_density_from_field_strength,
)


def level(limit: str, quantity: str, frequency_mhz: float, population: str = "public") -> Results:
    """One level or averaging time of a table."""
    return {"level": getattr(limits(limit, population), quantity)(frequency_mhz * 1e6)}


def levels_compared(sets: Sequence[str], frequency_mhz: float) -> Results:
    """Power density levels of several sets at one frequency."""
    return {name: limits(name).power_density(frequency_mhz * 1e6) for name in sets}


def density_sum(limit: str, frequencies_mhz: Sequence[float], densities_w_m2: Sequence[float]) -> Results:
    """Sum of the shares of the limit, and what it means."""
    rule = limits(limit)
    frequencies = np.array(frequencies_mhz) * 1e6
    ratio = float((rule.plane_wave_coefficients(frequencies) @ np.array(densities_w_m2)).max())
    complies = verdict(ratio) is Verdict.COMPLIANT
    return {"ratio": ratio, "complies": complies, "limits": rule.power_density(frequencies)}


def field_sum(limit: str, frequencies_mhz: Sequence[float], fields_v_m: Sequence[float]) -> Results:
    """Sum of the squared shares of the field limit, and the limits."""
    rule = limits(limit)
    frequencies = np.array(frequencies_mhz) * 1e6
    by_field = rule.plane_wave_coefficients(frequencies)[rule.sum_labels.index("electric_field_strength")]
    ratio = float(by_field @ power_density_from_field_strength(fields_v_m))
    return {
        "ratio": ratio,
        "complies": verdict(ratio) is Verdict.COMPLIANT,
        "limits": rule.electric_field_strength(frequencies),
    }


def equivalents_of_field(field_strength_v_m: float) -> Results:
    """The other quantities of a plane wave of a field strength."""
    density = power_density_from_field_strength(field_strength_v_m)
    return {
        "power density": density,
        "magnetic field strength": magnetic_field_strength_from_power_density(density),
    }


def equivalents_of_density(power_density_w_m2: float) -> Results:
    """Field strength of a plane wave of a power density."""
    return {"field strength": field_strength_from_power_density(power_density_w_m2)}
