"""Plane waves: power density and field at a point, and how far an antenna reaches a limit on its axis."""

from collections.abc import Sequence
from typing import Any

import numpy as np

import emfassess as emf
from conformity.one_antenna import HEIGHT, Results, limits, peak_eirp, station
from emfassess.exposure.compliance import compliance_distance
from emfassess.field.engineering import distance_to_power_density, permitted_eirp, reflected_power_density
from emfassess.geometry import antenna_angles, antenna_axes
from emfassess.limits.limit_set import POPULATIONS
from emfassess.screening.time_averaging import averaged_power, worst_window_share
from emfassess.units import (
    decibel_from_ratio,
    eirp_from_erp,
    field_strength_from_power_density,
    power_density_from_field_strength,
    ratio_from_decibel,
)


def plane_wave(distance_m: float, **source: float) -> Results:
    """Level in front of an antenna in free space."""
    density = emf.power_density([station(**source)], [[0.0, distance_m, HEIGHT]])[0, 0]
    return {"power density": density, "field strength": field_strength_from_power_density(density)}


def dipole_field(erp_w: float, distance_m: float) -> Results:
    """Field of a power that is referred to a half-wave dipole."""
    return plane_wave(distance_m, eirp_w=float(eirp_from_erp(erp_w)))


def reduced_field(field_strength_v_m: float, power_reduction_factor: float, distance_m: float) -> Results:
    """Field of the actual maximum where the theoretical maximum has a field."""
    eirp = permitted_eirp(power_density_from_field_strength(field_strength_v_m), distance_m)
    of = station(eirp_w=float(eirp), power_reduction_factor=power_reduction_factor)
    density = emf.power_density([of], [[0.0, distance_m, HEIGHT]], scenario="actual")[0, 0]
    return {"field strength": field_strength_from_power_density(density)}


def slant(height_m: float, point_height_m: float, horizontal_distance_m: float) -> Results:
    """Line of sight from an antenna to a point."""
    offset = np.array([0.0, horizontal_distance_m, point_height_m - height_m])
    distance, _, elevation = antenna_angles(offset, antenna_axes(0.0, 0.0))
    return {"distance": distance, "depression": -elevation}


def reflected_at_ground(erp_w: float, reflection_factor: float, **place: float) -> Results:
    """Power density at a point over reflecting ground, of an ERP."""
    line = slant(**place)
    density = reflected_power_density(eirp_from_erp(erp_w), line["distance"], reflection_factor=reflection_factor)
    return {**line, "power density": density}


def reflected_wave(power_w: float, gain_dbi: float, distance_m: float, reflection_factor: float) -> Results:
    """Power density on the axis with ground reflection."""
    eirp = peak_eirp(station(power_w=power_w, gain_dbi=gain_dbi))
    return {"power density": reflected_power_density(eirp, distance_m, reflection_factor=reflection_factor)}


def reach_by_assessment(limit: str, gain: float | None = None, **source: float) -> Results:
    """Reach on the axis as an assessment tells it, for both populations; a gain may be a ratio."""
    if gain is not None:
        source["gain_dbi"] = float(decibel_from_ratio(gain))
    of = station(**source)
    return {name: compliance_distance(of, of.antennas[0], limits(limit, name)).theoretical for name in POPULATIONS}


def reflected_reach(limit: str, frequency_mhz: float, reflection_factor: float, **source: float) -> Results:
    """Reach on the axis with ground reflection, and the limits that it is held against."""
    eirp = peak_eirp(station(frequency_mhz=frequency_mhz, **source))
    result: Results = {}
    for name in POPULATIONS:
        level = limits(limit, name).power_density(frequency_mhz * 1e6)
        result[f"limit, {name}"] = level
        result[name] = distance_to_power_density(eirp, level, reflection_factor=reflection_factor)
    return result


def reach_table(
    limit: str, powers_w: Sequence[float], frequency_gain: Sequence[Sequence[float]], reflection_factor: float
) -> Results:
    """A printed table: a row a frequency and gain, for each power the occupational and the public reach."""
    rows = []
    for frequency, gain in frequency_gain:
        for power in powers_w:
            found = reflected_reach(limit, frequency, reflection_factor, power_w=power, gain_dbi=gain)
            rows += [found["occupational"], found["public"]]
    return {"distance": np.array(rows)}


def reach_factor(**factors: float) -> Results:
    """How much a duty cycle or power reduction factor shortens the reach."""
    whole, reduced = station(power_w=100.0), station(power_w=100.0, **factors)
    level = limits("icnirp-2020")
    full = compliance_distance(whole, whole.antennas[0], level).actual
    return {"factor": compliance_distance(reduced, reduced.antennas[0], level).actual / full}


def permitted_gain(power_w: float, power_density_w_m2: float, distance_m: float) -> Results:
    """Greatest antenna gain that keeps a power density at a distance."""
    return {"gain": decibel_from_ratio(permitted_eirp(power_density_w_m2, distance_m) / power_w)}


def averaged_reach(
    power_w: float, mode_duty: float, transmit_min: float, pause_min: float, window_min: float, **reach_input: Any
) -> Results:
    """Reach of a power that is averaged over the worst window first."""
    share = worst_window_share(transmit_time=transmit_min, pause_time=pause_min, window=window_min)
    mean = averaged_power(power_w, mode_duty=mode_duty, window_share=share)
    return {"window share": share, "mean power": mean, **reflected_reach(power_w=mean, **reach_input)}


def averaged_exposure(
    power_w: float, mode_duty: float, on_fraction: float, distance_m: float, **reach_input: Any
) -> Results:
    """Power density at a distance, limits and reach of a power that is averaged by its shares."""
    mean = averaged_power(power_w, mode_duty=mode_duty, window_share=on_fraction)
    eirp = mean * float(ratio_from_decibel(reach_input["gain_dbi"]))
    density = reflected_power_density(eirp, distance_m, reflection_factor=reach_input["reflection_factor"])
    return {"mean power": mean, "power density": density, **reflected_reach(power_w=mean, **reach_input)}
