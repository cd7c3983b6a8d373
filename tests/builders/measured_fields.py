"""Measured levels and correlated fields that the tests of comparison and fusion need."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from builders.stations import isotropic
from emfassess.geometry import LocalFrame
from emfassess.patterns import Pattern
from emfassess.stations import Antenna, Carrier, Station
from emfassess.units import Floats, field_strength_from_power_density

ORIGIN = LocalFrame(120.0, 30.0)


@dataclass(frozen=True, eq=False)
class Levels:
    """Measured levels of a campaign, as a comparison takes them."""

    point_ids: tuple[str, ...]
    longitude: Floats
    latitude: Floats
    height_m: Floats
    power_density: Floats
    field_strength: Floats
    exposure_ratio: Floats
    censored: NDArray[np.bool_]
    expanded_uncertainty_db: Floats

    surface_m: float = 0.0
    """Of all points. [m]"""

    @property
    def surface_height_m(self) -> Floats:
        return np.full(len(self.point_ids), self.surface_m)

    @property
    def detected_field_strength(self) -> Floats:
        return np.where(self.censored, 0.0, self.field_strength)


def measured(places: Floats, density: Floats, *, uncertainty_db: float = 3.0, limit: float = 0.4) -> Levels:
    """Levels [W/m^2] at places (point, 3): east, north, height of the origin [m]; ids P0, P1 ..."""
    longitude, latitude = ORIGIN.longitude_latitude(places[:, 0], places[:, 1])
    count = len(places)
    return Levels(
        tuple(f"P{index}" for index in range(count)),
        longitude,
        latitude,
        places[:, 2].copy(),
        density,
        field_strength_from_power_density(density),
        density / limit,
        np.zeros(count, dtype=np.bool_),
        np.full(count, uncertainty_db),
    )


def hidden(levels: Levels, below: float) -> Levels:
    """The same levels where an instrument sees only what is above its sensitivity [W/m^2]."""
    censored = levels.power_density < below
    density = np.where(censored, below, levels.power_density)
    return replace(levels, power_density=density, censored=censored)


def mast(
    eirp_w: float = 1000.0, *, id: str = "S1", east: float = 0.0, north: float = 0.0, operator: str = "A",  # noqa: A002
    pattern: Pattern | None = None, power_reduction_factor: float = 1.0, frequency_mhz: float = 900.0,
    position_uncertainty_m: float | None = None,
) -> Station:  # fmt: skip
    """One isotropic antenna of a stated EIRP at 30 m."""
    longitude, latitude = ORIGIN.longitude_latitude(east, north)
    carrier = Carrier("LTE", operator, frequency_mhz, eirp_w=eirp_w, power_reduction_factor=power_reduction_factor)
    antenna = Antenna("A1", pattern or isotropic(), 30.0, 0.0, (carrier,))
    return Station(
        id, id, operator, float(longitude), float(latitude), (antenna,), position_uncertainty_m=position_uncertainty_m
    )


def residual_field(
    places: Floats, random: np.random.Generator, *, deviation: float, length: float, nugget: float
) -> Floats:
    """A normal field of exponential covariance at places (point, 2), by the root of its covariance. [dB]"""
    gap = np.hypot(*(places[:, np.newaxis] - places).T)
    covariance = deviation**2 * np.exp(-gap / length) + nugget**2 * np.eye(len(places))
    return np.asarray(np.linalg.cholesky(covariance) @ random.normal(size=len(places)))
