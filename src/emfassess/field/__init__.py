"""The field of antennas at points: power density over (carrier, point)."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from emfassess.field import models
from emfassess.field.ground import Ground, ground_of
from emfassess.field.models import FREE_SPACE, MODELS, Propagation
from emfassess.field.sources import SCENARIOS, Sources, scenario_index, sources_of
from emfassess.stations import Station
from emfassess.units import Floats

__all__ = [
    "FREE_SPACE",
    "MODELS",
    "SCENARIOS",
    "Ground",
    "Propagation",
    "Sources",
    "as_points",
    "ground_of",
    "power_density",
    "rated_power_density",
    "scenario_index",
    "sources_of",
]


def as_points(points: ArrayLike) -> Floats:
    """Check points: shape (n, 3), every coordinate a number. [m]"""
    array = np.atleast_2d(np.asarray(points, dtype=float))
    if array.ndim != 2 or array.shape[1] != 3:
        raise ValueError(f"points must have the shape (n, 3): east, north, up in metres; not {array.shape}")
    if not np.all(np.isfinite(array)):
        raise ValueError("a point has a coordinate that is not a number")
    return array


def rated_power_density(sources: Sources, points: Floats) -> Floats:
    """Far-field power density of each carrier at full rated power without any pause, shape (carrier, point). [W/m^2]"""
    from emfassess.field import kernel

    return kernel.carrier_density_of_units(sources, kernel.unit_density(sources, points), sources.eirp)


def power_density(
    stations: Sequence[Station],
    points: ArrayLike,
    *,
    scenario: str = "theoretical",
    model: str = "auto",
    ground: str = "none",
) -> Floats:
    """Power density of every carrier of stations at points.

    Parameters
    ----------
    stations : sequence of Station
        All that transmit; the first is the origin.
    points : array_like, shape (point, 3)
        East and north of the first station, up above the common ground. [m]
    scenario : {"theoretical", "actual"}
        Theoretical maximum (rated power and duty cycle) or actual maximum (that times the power reduction factor).
    model : str
        One of :data:`MODELS`: ``"auto"`` takes source elements near an antenna and the far field beyond, blended.
    ground : str
        ``"none"``, ``"factor:2.56"`` (OET-65), ``"factor:4"`` (K.52) or ``"two-ray:medium-dry"`` and other grounds.

    Returns
    -------
    ndarray, shape (carrier, point)
        Carriers in the order of stations, antennas and carriers. [W/m^2]

    Notes
    -----
    Free space over flat ground; the ground reflects nothing unless asked to.
    """
    sources = sources_of(stations)
    factor = sources.scenario_factor(scenario)
    density, _ = models.carrier_density(sources, as_points(points), Propagation(model, ground_of(ground)))
    density *= factor[:, np.newaxis]
    return density
