"""Close to an antenna: boundaries of the far field, apertures, cylinders, and the SAR estimate."""

from collections.abc import Sequence

from conformity.one_antenna import Results, peak_eirp, station
from emfassess.field.blended_cylinder import sector_power_density, transition_distance
from emfassess.field.engineering import (
    aperture_far_field_start,
    cylinder_power_density,
    near_field_power_density,
    near_field_range,
    peak_cylinder_reach,
    surface_power_density,
)
from emfassess.field.far_field import far_field_boundary
from emfassess.screening.sar import Array, coupling, exposed_height, local_sar, whole_body_sar
from emfassess.units import ratio_from_decibel, wavelength


def boundary(size_m: float, frequency_mhz: float) -> Results:
    """Where the far field of a radiator begins, by two rules."""
    length = wavelength(frequency_mhz * 1e6)
    return {
        "far-field boundary": far_field_boundary(size_m, length),
        "aperture far-field start": aperture_far_field_start(size_m, length),
    }


def aperture(diameter_m: float, area_m2: float, power_w: float, efficiency: float, frequency_mhz: float) -> Results:
    """Near field of an aperture."""
    length = wavelength(frequency_mhz * 1e6)
    return {
        "wavelength": length,
        "surface power density": surface_power_density(power_w, area_m2),
        "near-field range": near_field_range(diameter_m, length),
        "near-field power density": near_field_power_density(power_w, diameter_m, efficiency),
    }


def dish(power_dbw: float, gain_dbi: float, area_m2: float, diameter_m: float, frequency_mhz: float) -> Results:
    """Dish of a satellite terminal."""
    power = float(ratio_from_decibel(power_dbw))
    return {
        "EIRP": peak_eirp(station(power_w=power, gain_dbi=gain_dbi)),
        "surface power density": surface_power_density(power, area_m2),
        "near-field range": near_field_range(diameter_m, wavelength(frequency_mhz * 1e6)),
    }


def cylinder(power_w: float, distance_m: float, length_m: float, beamwidth_deg: float) -> Results:
    """Average on the cylinder around a panel."""
    return {"power density": cylinder_power_density(power_w, distance_m, length=length_m, beamwidth_deg=beamwidth_deg)}


def peak_cylinder(power_w: float, limit_w_m2: float, length_m: float, beamwidth_deg: float) -> Results:
    """Reach of the cylinder's peak."""
    return {"distance": peak_cylinder_reach(power_w, limit_w_m2, length=length_m, beamwidth_deg=beamwidth_deg)}


def blend(
    power_w: float, distances_m: Sequence[float], length_m: float, beamwidth_deg: float, directivity_dbi: float
) -> Results:
    """Levels of the blend from close by to far away."""
    directivity = float(ratio_from_decibel(directivity_dbi))
    density = sector_power_density(
        power_w, distances_m, length=length_m, directivity=directivity, beamwidth_deg=beamwidth_deg
    )
    start = transition_distance(length=length_m, directivity=directivity, beamwidth_deg=beamwidth_deg)
    return {"power density": density, "transition distance": start}


def sar(
    power_w: float,
    distances_m: Sequence[float],
    length_m: float,
    gain_dbi: float,
    horizontal_beamwidth_deg: float,
    vertical_beamwidth_deg: float,
    frequency_mhz: float,
) -> Results:
    """SAR of an adult in front of an array."""
    array = Array(length_m, float(ratio_from_decibel(gain_dbi)), horizontal_beamwidth_deg, vertical_beamwidth_deg)
    frequency = frequency_mhz * 1e6
    return {
        "coupling": coupling(frequency, distances_m),
        "exposed height": exposed_height(array, distances_m),
        "whole-body SAR": whole_body_sar(power_w, distances_m, array=array, frequency_hz=frequency),
        "local SAR": local_sar(power_w, distances_m, array=array, frequency_hz=frequency),
    }
