"""Levels at given points as a table: how others check the physics."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from emfassess.assessment.bounds import bound_assumptions
from emfassess.assessment.expectation import surroundings_and_loads
from emfassess.assessment.site import at_points, reach_around
from emfassess.assumptions import Assumption
from emfassess.exposure.expected import ExpectedLevels, ExpectedSettings, expected_beside
from emfassess.exposure.levels import Levels, carrier_levels
from emfassess.exposure.ratios import Weights, weights_of
from emfassess.exposure.scattered import with_scattered
from emfassess.field import Propagation, Sources, scenario_index, sources_of
from emfassess.geometry import LocalFrame
from emfassess.jobs.plan import Plan, nearest_stations
from emfassess.publish.data.expected_records import expected_record
from emfassess.publish.data.tables import csv_text
from emfassess.publish.data.writing import write_text
from emfassess.readers.network_findings import FAR_PLACE_KM, far_place_findings
from emfassess.readers.point_files import PointTable
from emfassess.readers.scene import read_scene
from emfassess.summaries import Summarised
from emfassess.units import Floats

if TYPE_CHECKING:
    from emfassess.field.background import Background

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
    expected : ExpectedLevels, optional
        Where they were asked for.
    """

    power_density: Floats
    field_strength: Floats
    exposure_ratio: Floats
    main_contributor: NDArray[np.str_]
    model: NDArray[np.str_]
    bound_power_density: Floats
    bound_exposure_ratio: Floats
    expected: ExpectedLevels | None = None


def levels_at(
    plan: Plan,
    longitude: Floats,
    latitude: Floats,
    height: Floats,
    model: str = "auto",
    levels_of: LevelsOf = carrier_levels,
    *,
    expect: bool = False,
    within: float | None = None,
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
    expect : bool, optional
        Whether to give the expected levels too.
    within : float, optional
        No place is farther than this from its nearest station: far antennas of a network are summed as the background of
        that station, as its assessment has them. Else all antennas are summed at every place. [m]
    """
    plan = plan if within is None else replace(plan, radius=within, named_points={})
    nearest = nearest_stations(plan.stations, longitude, latitude)
    order: list[NDArray[np.intp]] = []
    found: list[Levels] = []
    expected: list[ExpectedLevels] = []
    for station in np.unique(nearest):
        here = np.flatnonzero(nearest == station)
        place = (longitude[here], latitude[here], height[here])
        plane = _plane_of(plan, int(station), place, model, far=within is not None)
        order.append(here)
        found.append(plane.levels(levels_of, plan.scatter_dbi))
        if expect:
            expected.append(plane.expected(found[-1], height[here], plan.expected))
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
        _in_order(expected, back) if expect else None,
    )


def _in_order(parts: Sequence[ExpectedLevels], back: NDArray[np.intp]) -> ExpectedLevels:
    columns = zip(*(vars(part).values() for part in parts), strict=True)
    return ExpectedLevels(*(np.concatenate(column)[back] for column in columns))


@dataclass(frozen=True, eq=False)
class _Plane:
    """Sources, weights, points and model in the plane around one station; far antennas as a background, if any."""

    sources: Sources
    weights: Weights
    points: Floats
    propagation: Propagation
    background: "Background | None" = None

    def levels(self, levels_of: LevelsOf, scatter_dbi: float | None) -> Levels:
        """Levels at the points, with scattered fields."""
        how: dict[str, Any] = {"propagation": self.propagation, "background": self.background}
        calculated = levels_of(self.sources, self.weights, self.points, **how)
        return with_scattered(calculated, self.sources, self.weights, scatter_dbi)

    def expected(self, levels: Levels, height: Floats, settings: ExpectedSettings) -> ExpectedLevels:
        """Expected levels beside them; `height` is above the ground. [m]"""
        beyond = None if self.background is None else self.background.expected
        far = None if beyond is None else beyond(levels.points, height)
        return expected_beside(levels, self.sources, self.weights, self.propagation, height, settings, far)


def _plane_of(plan: Plan, station: int, place: tuple[Floats, Floats, Floats], model: str, *, far: bool) -> _Plane:
    longitude, latitude, height = place
    origin = plan.stations[station]
    ordered = (origin, *plan.stations[:station], *plan.stations[station + 1 :])
    background = None
    if far:
        # a network's tables and compiled loops; points alone do without
        from emfassess.jobs.near_stations import summed_stations

        around = summed_stations(plan, station)
        background = around.background(plan.limits_of(origin))
        ordered = ordered if background is None else around.stations
    frame = LocalFrame(origin.longitude, origin.latitude)
    flat = np.column_stack([*frame.east_north(longitude, latitude), height])
    scene = read_scene(plan.scene_files, frame, reach_around(flat))
    asked = Propagation(model, plan.ground, plan.obstruction)
    near_stations, points, propagation = at_points(ordered, flat, scene, asked)
    sources = sources_of(near_stations)
    return _Plane(sources, weights_of(sources, plan.limits_of(origin)), points, propagation, background)


def point_assumptions(plan: Plan) -> list[Assumption]:
    """Assumptions of upper bounds and of expected levels at points."""
    loads = surroundings_and_loads(plan.expected, sources_of(plan.stations))
    return [*bound_assumptions(plan.scatter_dbi, plan.stations), Assumption("expected-level"), *loads]


def far_points(plan: Plan, table: PointTable) -> list[Assumption]:
    """Warnings about points that are far from every station of the plan."""
    first = plan.stations[0]
    longitude, latitude = LocalFrame(first.longitude, first.latitude).longitude_latitude(table.east_m, table.north_m)
    return far_place_findings(plan.stations, table.ids, longitude, latitude)


def far_named_points(plan: Plan) -> list[Assumption]:
    """Warnings about named points that are far from every station of the plan."""
    distances = {
        point.label: float(np.hypot(point.east, point.north)) / 1000
        for points in plan.named_points.values()
        for point in points
    }
    return [
        Assumption("check-points-far", (("distance", f"{distance:.0f}"),), (label,))
        for label, distance in distances.items()
        if distance > FAR_PLACE_KM
    ]


def write_point_levels(
    plan: Plan, table: PointTable, path: Path, *, model: str, scenario: str
) -> list[dict[str, object]]:
    """Compute levels at the points of a table and write them beside its own columns; returns the lines."""
    plan.require_one_country("points")
    first = plan.stations[0]
    place = LocalFrame(first.longitude, first.latitude).longitude_latitude(table.east_m, table.north_m)
    levels = levels_at(plan, *place, table.height_m, model, expect=True)
    rows = _rows(table, levels, scenario_index(scenario))
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
            **({} if levels.expected is None else expected_record(levels.expected, index)),
        }
        for index, given in enumerate(table.rows)
    ]
