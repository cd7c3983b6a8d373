"""The published cases: read, and computed with the package. Used by the tests and by the README's table."""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

import emfassess as emf
from emfassess.compliance import axis_reach
from emfassess.field.far_field import far_field_boundary
from emfassess.patterns import element_38901, f1336_sector
from emfassess.patterns.pattern import SAMPLES, Pattern
from emfassess.stations import Antenna, Carrier, Station
from emfassess.units import field_strength_from_power_density, power_density_from_field_strength, wavelength

FILE = Path(__file__).parent / "cases" / "published.toml"


@dataclass(frozen=True)
class Case:
    """One printed value with its inputs."""

    id: str
    source: str
    kind: str
    input: dict[str, Any]
    value: float
    unit: str
    tolerance: float


def cases() -> tuple[Case, ...]:
    """All cases of the file."""
    return tuple(Case(**entry) for entry in tomllib.loads(FILE.read_text(encoding="utf-8"))["case"])


def computed(case: Case) -> float:
    """What the package says."""
    return float(_KINDS[case.kind](**case.input))


def _station(power_w: float, gain_dbi: float, frequency_mhz: float = 900.0, **more: float) -> Station:
    pattern = Pattern("isotropic", gain_dbi, np.zeros(SAMPLES), np.zeros(SAMPLES))
    carrier = Carrier("LTE", "A", frequency_mhz, power_w=power_w, **more)
    return Station("S", "S", "A", 120.0, 30.0, (Antenna("A", pattern, 30.0, 0.0, (carrier,)),))


def _density(power_w: float, gain_dbi: float, distance_m: float) -> float:
    return float(emf.power_density([_station(power_w, gain_dbi)], [[0.0, distance_m, 30.0]])[0, 0])


def _field(**given: float) -> float:
    return float(field_strength_from_power_density(_density(**given)))


def _reach(power_w: float, gain_dbi: float, frequency_mhz: float, limit: str) -> float:
    station = _station(power_w, gain_dbi, frequency_mhz)
    if limit.endswith("-power-density"):  # the printed table uses the power density column alone
        level = emf.load_limits(limit.removesuffix("-power-density")).power_density(frequency_mhz * 1e6)
        return float(np.sqrt(station.antennas[0].eirp(station.antennas[0].carriers[0]) / (4 * np.pi * level)))
    return axis_reach(station, station.antennas[0], emf.load_limits(limit)).theoretical


def _reach_factor(power_reduction_factor: float) -> float:
    station = _station(100.0, 17.0, power_reduction_factor=power_reduction_factor)
    reach = axis_reach(station, station.antennas[0], emf.load_limits("gb-8702-2014"))
    return reach.actual / reach.theoretical


def _sum(limit: str, frequencies_mhz: list[float], densities_w_m2: list[float]) -> float:
    coefficients = emf.load_limits(limit).plane_wave_coefficients(np.array(frequencies_mhz) * 1e6)[0]
    return float((coefficients * np.array(densities_w_m2)).sum())


def _field_sum(limit: str, frequencies_mhz: list[float], fields_v_m: list[float]) -> float:
    return _sum(limit, frequencies_mhz, power_density_from_field_strength(fields_v_m).tolist())


def _limit(limit: str, quantity: str, frequency_mhz: float) -> float:
    return float(getattr(emf.load_limits(limit), quantity)(frequency_mhz * 1e6))


def _boundary(size_m: float, frequency_mhz: float) -> float:
    return float(far_field_boundary(size_m, wavelength(frequency_mhz * 1e6)))


def _element(azimuth_deg: float, elevation_deg: float) -> float:
    element = element_38901(gain_dbi=5.0)
    return element.gain_dbi - float(element.attenuation(azimuth_deg, elevation_deg))


def _f1336(azimuth_deg: float, elevation_deg: float) -> float:
    sector = f1336_sector(18.0, 65.0)
    return sector.gain_dbi - float(sector.attenuation(azimuth_deg, elevation_deg))


_KINDS: dict[str, Callable[..., float]] = {
    "density": _density,
    "field": _field,
    "reach": _reach,
    "reach-factor": _reach_factor,
    "sum": _sum,
    "field-sum": _field_sum,
    "limit": _limit,
    "boundary": _boundary,
    "element": _element,
    "f1336": _f1336,
}
