"""The level at one place on earth, as ``emfassess points`` computes it, with its uncertainty and a verdict."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from emfassess.assessment.site import at_points, reach_around
from emfassess.exposure.compliance import verdict
from emfassess.exposure.expected import expected_beside
from emfassess.exposure.levels import carrier_levels
from emfassess.exposure.place_uncertainty import main_station_budget
from emfassess.exposure.ratios import weights_of
from emfassess.exposure.scattered import with_scattered
from emfassess.field import SCENARIOS, Propagation, scenario_index, sources_of
from emfassess.geometry import LocalFrame
from emfassess.jobs.batches import RANGE
from emfassess.jobs.plan import Plan
from emfassess.publish.data.expected_records import expected_record
from emfassess.publish.data.records import LimitRecord
from emfassess.publish.data.shared_records import limit_record
from emfassess.publish.data.writing import rounded
from emfassess.readers.scene import read_scene
from emfassess.stations import Station

HEIGHTS = (0.0, 500.0)
"""Heights above the ground that a place may have. [m]"""


class NothingKnownError(ValueError):
    """Raised if no station is within range of the place."""


@dataclass(frozen=True)
class PlaceLevel:
    """The level at a place: theoretical or actual maximum, all stations in range summed, its upper bound, what to expect.

    The expected level is None where it cannot be given, and `expected_absent` says why.
    `expanded_uncertainty_db` has k = 1.96 [dB]; `nearest` is the id of the nearest station, `distance_m` its distance. [m]
    """

    longitude: float
    latitude: float
    height_m: float
    scenario: str
    power_density_w_m2: float
    field_strength_v_m: float
    exposure_ratio: float
    expanded_uncertainty_db: float
    verdict: str
    main_contributor: str
    stations: int
    nearest: str
    distance_m: float
    limit: LimitRecord
    bound_power_density_w_m2: float
    bound_exposure_ratio: float
    scatter_dbi: float | None
    expected_power_density_w_m2: float | None
    expected_p5_w_m2: float | None
    expected_p95_w_m2: float | None
    expected_exposure_ratio: float | None
    expected_absent: str | None

    def record(self) -> Mapping[str, Any]:
        """Plain values."""
        return rounded(self.__dict__)


def place_level(plan: Plan, longitude: float, latitude: float, height_m: float) -> PlaceLevel:
    """Compute the level at a place.

    Parameters
    ----------
    plan : Plan
        Its stations within 40 km of the place are summed.
    longitude, latitude : float
        WGS 84. [deg]
    height_m : float
        Above the ground. [m]

    Raises
    ------
    NothingKnownError
        If no station is in range.
    ValueError
        If the place is none.
    """
    _check(longitude, latitude, height_m)
    near, distance = _in_range(plan, longitude, latitude)
    origin = near[0]
    frame = LocalFrame(origin.longitude, origin.latitude)
    flat = np.column_stack([*frame.east_north([longitude], [latitude]), [height_m]])
    scene = read_scene(plan.scene_files, frame, reach_around(flat))
    asked = Propagation("auto", plan.ground, plan.obstruction)
    stations, points, propagation = at_points(near, flat, scene, asked)
    sources = sources_of(stations)
    limits = plan.limits_of(origin)
    weights = weights_of(sources, limits)
    levels = carrier_levels(sources, weights, points, keep=True, propagation=propagation)
    levels = with_scattered(levels, sources, weights, plan.scatter_dbi)
    expected = expected_beside(levels, sources, weights, propagation, flat[:, 2], plan.expected)
    name = plan.scenario or SCENARIOS[0]
    scenario = scenario_index(name)
    ratio = float(levels.exposure_ratio[scenario, 0])
    uncertainty = plan.expanded_uncertainty_db
    if uncertainty is None:
        budget = main_station_budget(
            sources, weights, levels, scenario=scenario, propagation=propagation, settings=plan.uncertainty
        )
        uncertainty = float(budget.expanded_db[0])
    return PlaceLevel(
        longitude=longitude,
        latitude=latitude,
        height_m=height_m,
        scenario=name,
        power_density_w_m2=float(levels.power_density[scenario, 0]),
        field_strength_v_m=float(levels.field_strength[scenario, 0]),
        exposure_ratio=ratio,
        expanded_uncertainty_db=uncertainty,
        verdict=str(verdict(ratio, uncertainty, rule=plan.rule_under(limits))),
        main_contributor=levels.contributors[levels.main_contributor[scenario, 0]],
        stations=len(near),
        nearest=origin.id,
        distance_m=distance,
        limit=limit_record(limits),
        bound_power_density_w_m2=float(levels.bound_power_density[scenario, 0]),
        bound_exposure_ratio=float(levels.bound_exposure_ratio[scenario, 0]),
        scatter_dbi=plan.scatter_dbi,
        **expected_record(expected, 0),
    )


def _check(longitude: float, latitude: float, height_m: float) -> None:
    bounds = (("longitude", longitude, -180, 180), ("latitude", latitude, -90, 90), ("height", height_m, *HEIGHTS))
    for name, value, low, high in bounds:
        if not low <= value <= high:
            raise ValueError(f"the {name} of a place must lie in {low:g}..{high:g}, not {value}")


def _in_range(plan: Plan, longitude: float, latitude: float) -> tuple[tuple[Station, ...], float]:
    """Stations in range, the nearest first, and its distance. [m]"""
    here = LocalFrame(longitude, latitude)
    stations = plan.stations
    east, north = here.east_north([s.longitude for s in stations], [s.latitude for s in stations])
    distance = np.hypot(east, north)
    order = [int(index) for index in np.argsort(distance, kind="stable") if distance[index] <= RANGE]
    if not order:
        raise NothingKnownError(f"no station within {RANGE / 1000:g} km of this place")
    return tuple(stations[index] for index in order), float(distance[order[0]])
