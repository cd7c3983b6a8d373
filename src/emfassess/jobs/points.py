"""Levels at given points as a table: how others check the physics."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from emfassess.assessment.site import at_points, reach_around
from emfassess.exposure.expected import ExpectedLevels, expected_levels
from emfassess.exposure.expected.models import REASONS
from emfassess.exposure.levels import Levels, carrier_levels
from emfassess.exposure.ratios import Weights, weights_of
from emfassess.exposure.scattered import with_scattered
from emfassess.field import Propagation, Sources, scenario_index, sources_of
from emfassess.geometry import LocalFrame
from emfassess.jobs.plan import Plan, nearest_stations
from emfassess.publish.data.expected_records import expected_record
from emfassess.publish.data.tables import csv_text
from emfassess.publish.data.writing import write_text
from emfassess.readers.point_files import PointTable
from emfassess.readers.scene import read_scene
from emfassess.summaries import Summarised
from emfassess.units import Floats

LevelsOf = Callable[..., Levels]


@dataclass(frozen=True, eq=False, repr=False)
class PointLevels(Summarised):
    """Levels at places on earth, in the scenarios of :data:`emfassess.field.SCENARIOS`.

    Parameters
    ----------
    power_density, field_strength, exposure_ratio : ndarray, shape (scenario, point)
        Of all carriers. [W/m^2], [V/m]
    main_contributor : ndarray of str, shape (scenario, point)
        Carrier or antenna that adds most to the exposure ratio.
    model : ndarray of str, shape (point,)
        Model that gave the level of the main contributor.
    bound_power_density, bound_exposure_ratio : ndarray, shape (scenario, point)
        Upper bounds: scattered fields added. [W/m^2]
    """

    power_density: Floats
    field_strength: Floats
    exposure_ratio: Floats
    main_contributor: NDArray[np.str_]
    model: NDArray[np.str_]
    bound_power_density: Floats
    bound_exposure_ratio: Floats


def levels_at(
    plan: Plan,
    longitude: Floats,
    latitude: Floats,
    height: Floats,
    model: str = "auto",
    levels_of: LevelsOf = carrier_levels,
) -> PointLevels:
    """Levels at places on earth, all stations of the plan summed.

    Each place is computed in the plane around its nearest station, where distances to all antennas that count are true
    however far apart the stations of the plan lie.

    Parameters
    ----------
    plan : Plan
    longitude, latitude : ndarray, shape (point,)
        WGS 84. [deg]
    height : ndarray, shape (point,)
        Above the ground. [m]
    model : str, optional
        Model of the field.
    levels_of : callable, optional
        :func:`carrier_levels`, or :func:`antenna_levels` for the same sums sooner, with antennas as contributors.
    """
    nearest = nearest_stations(plan.stations, longitude, latitude)
    order: list[NDArray[np.intp]] = []
    found: list[Levels] = []
    for station in np.unique(nearest):
        here = np.flatnonzero(nearest == station)
        order.append(here)
        found.append(
            _levels_in_plane_of(plan, int(station), longitude[here], latitude[here], height[here], model, levels_of)
        )
    back = np.argsort(np.concatenate(order), kind="stable")
    main = [np.array(levels.contributors)[levels.main_contributor] for levels in found]
    return PointLevels(
        np.concatenate([levels.power_density for levels in found], axis=1)[:, back],
        np.concatenate([levels.field_strength for levels in found], axis=1)[:, back],
        np.concatenate([levels.exposure_ratio for levels in found], axis=1)[:, back],
        np.concatenate(main, axis=1)[:, back],
        np.concatenate([np.array(levels.model_names) for levels in found])[back],
        np.concatenate([levels.bound_power_density for levels in found], axis=1)[:, back],
        np.concatenate([levels.bound_exposure_ratio for levels in found], axis=1)[:, back],
    )


@dataclass(frozen=True, eq=False)
class _Plane:
    """Sources, weights, points and model in the plane around one station."""

    sources: Sources
    weights: Weights
    points: Floats
    propagation: Propagation


def _plane_of(plan: Plan, station: int, longitude: Floats, latitude: Floats, height: Floats, model: str) -> _Plane:
    origin = plan.stations[station]
    ordered = (origin, *plan.stations[:station], *plan.stations[station + 1 :])
    frame = LocalFrame(origin.longitude, origin.latitude)
    flat = np.column_stack([*frame.east_north(longitude, latitude), height])
    scene = read_scene(plan.scene_files, frame, reach_around(flat))
    asked = Propagation(model, plan.ground, plan.obstruction)
    near_stations, points, propagation = at_points(ordered, flat, scene, asked)
    sources = sources_of(near_stations)
    return _Plane(sources, weights_of(sources, plan.limits_of(origin)), points, propagation)


def _levels_in_plane_of(  # the arguments of levels_at, and which station
    plan: Plan,
    station: int,
    longitude: Floats,
    latitude: Floats,
    height: Floats,
    model: str,
    levels_of: LevelsOf,
) -> Levels:
    """Levels at places in the plane around one station."""
    plane = _plane_of(plan, station, longitude, latitude, height, model)
    levels = levels_of(plane.sources, plane.weights, plane.points, propagation=plane.propagation)
    return with_scattered(levels, plane.sources, plane.weights, plan.scatter_dbi)


def expected_levels_at(
    plan: Plan, longitude: Floats, latitude: Floats, height: Floats, bound: Floats
) -> ExpectedLevels:
    """Expected levels at places on earth, all stations of the plan summed.

    Parameters
    ----------
    plan : Plan
    longitude, latitude, height : ndarray, shape (point,)
        As for :func:`levels_at`. [deg], [m]
    bound : ndarray, shape (point,)
        Upper bound of the power density; no expected level lies above it. [W/m^2]
    """
    nearest = nearest_stations(plan.stations, longitude, latitude)
    columns = np.full((4, len(nearest)), np.nan)
    reason = np.full(len(nearest), "", dtype=np.array(REASONS).dtype)
    for station in np.unique(nearest):
        here = np.flatnonzero(nearest == station)
        plane = _plane_of(plan, int(station), longitude[here], latitude[here], height[here], "auto")
        found = expected_levels(
            plane.sources,
            plane.weights,
            plane.points,
            settings=plan.expected,
            bound_power_density=bound[here],
            height_above_ground=height[here],
            surface=plane.propagation.obstruction.surface,
        )
        columns[:, here] = found.median, found.p5, found.p95, found.exposure_ratio
        reason[here] = found.reason
    median, low, high, ratio = columns
    return ExpectedLevels(median, low, high, ratio, reason)


def write_point_levels(
    plan: Plan, table: PointTable, path: Path, *, model: str, scenario: str
) -> list[dict[str, object]]:
    """Compute levels at the points of a table and write them beside its own columns; returns the lines."""
    plan.require_one_country("points")
    first = plan.stations[0]
    place = LocalFrame(first.longitude, first.latitude).longitude_latitude(table.east_m, table.north_m)
    levels = levels_at(plan, *place, table.height_m, model)
    # of both scenarios the lower bound
    expected = expected_levels_at(plan, *place, table.height_m, levels.bound_power_density.min(axis=0))
    rows = [
        {**row, **expected_record(expected, index)}
        for index, row in enumerate(_rows(table, levels, scenario_index(scenario)))
    ]
    write_text(path, csv_text(rows))
    return rows


def _rows(table: PointTable, levels: PointLevels, scenario: int) -> list[dict[str, object]]:
    return [
        {
            **given,
            "power_density_w_m2": float(f"{levels.power_density[scenario, index]:.9g}"),
            "field_strength_v_m": float(f"{levels.field_strength[scenario, index]:.9g}"),
            "exposure_ratio": float(f"{levels.exposure_ratio[scenario, index]:.9g}"),
            "main_contributor": str(levels.main_contributor[scenario, index]),
            "model": str(levels.model[index]),
            "bound_power_density_w_m2": float(f"{levels.bound_power_density[scenario, index]:.9g}"),
            "bound_exposure_ratio": float(f"{levels.bound_exposure_ratio[scenario, index]:.9g}"),
        }
        for index, given in enumerate(table.rows)
    ]
