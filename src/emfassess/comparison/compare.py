"""From stations and a measured campaign to their agreement, in one walk.

    stations, places of measurement -> calculated level with its budget, bound, expected level -> differences -> scores,
    statistics, findings

Statistics are of one scenario; levels and differences of both are in the record.
"""

from collections.abc import Sequence
from typing import Protocol, TypedDict

import numpy as np
from numpy.typing import NDArray

from emfassess.assessment.bounds import bound_assumptions
from emfassess.assessment.expectation import surroundings_and_loads
from emfassess.assessment.site import at_points
from emfassess.assumptions import Assumption, gather
from emfassess.comparison.result import Comparison
from emfassess.exposure.expected import NOTHING_STATED, ExpectedLevels, ExpectedSettings, expected_beside
from emfassess.exposure.levels import Levels, carrier_levels
from emfassess.exposure.place_uncertainty import main_station_budget
from emfassess.exposure.ratios import Weights, weights_of
from emfassess.exposure.scattered import with_scattered
from emfassess.exposure.uncertainty import DEFAULTS, UncertaintySettings
from emfassess.field import FREE_SPACE, SCENARIOS, Propagation, Sources, scenario_index, sources_of
from emfassess.field.scattered import FAR_DBI
from emfassess.geometry import LocalFrame
from emfassess.limits.limit_set import LimitSet
from emfassess.stations import Station
from emfassess.surroundings import FLAT, Scene
from emfassess.surroundings.receptors import GROUND_HEIGHT
from emfassess.units import Floats, power_density_from_field_strength


class MeasuredField(Protocol):
    """Measured levels of a campaign, one a point; every array has the shape (point,).

    Longitude and latitude [deg] are NaN where unknown, so is `height_m` above the surface below the probe;
    `surface_height_m` is that of this surface above the ground [m]. `power_density` [W/m^2],
    `field_strength` [V/m] and `exposure_ratio` are of all that was measured; where `censored`, of the sensitivity.
    `detected_field_strength` [V/m] has nothing in place of the sensitivity, so that it is 0 where `censored`.
    `expanded_uncertainty_db` has k = 1.96. [dB]
    """

    @property
    def point_ids(self) -> Sequence[str]: ...  # noqa: D102
    @property
    def longitude(self) -> Floats: ...  # noqa: D102
    @property
    def latitude(self) -> Floats: ...  # noqa: D102
    @property
    def height_m(self) -> Floats: ...  # noqa: D102
    @property
    def surface_height_m(self) -> Floats: ...  # noqa: D102
    @property
    def power_density(self) -> Floats: ...  # noqa: D102
    @property
    def field_strength(self) -> Floats: ...  # noqa: D102
    @property
    def detected_field_strength(self) -> Floats: ...  # noqa: D102
    @property
    def exposure_ratio(self) -> Floats: ...  # noqa: D102
    @property
    def censored(self) -> NDArray[np.bool_]: ...  # noqa: D102
    @property
    def expanded_uncertainty_db(self) -> Floats: ...  # noqa: D102


def compare(
    stations: Sequence[Station],
    limits: LimitSet,
    measured: MeasuredField,
    *,
    scenario: str = SCENARIOS[0],
    propagation: Propagation = FREE_SPACE,
    scene: Scene = FLAT,
    uncertainty: UncertaintySettings = DEFAULTS,
    scatter_dbi: float | None = FAR_DBI,
    expected_settings: ExpectedSettings = NOTHING_STATED,
    assumptions: Sequence[Assumption] = (),
) -> Comparison:
    """Set the model beside measured levels.

    Parameters
    ----------
    stations : sequence of Station
        All that transmit around the points. The first is the origin of east and north.
    limits : LimitSet
        Of the exposure ratios.
    measured : Measured
        Levels of a campaign.
    scenario : {"theoretical", "actual"}
        Which prediction is judged; both are computed. Take the theoretical maximum for levels that were extrapolated.
    propagation : Propagation
    scene : Scene
        Terrain and buildings in the plane of the first station.
    uncertainty : UncertaintySettings
        Of the prediction's budget; at each point the station that contributes most may be off.
    scatter_dbi : float or None
        Gain of scattered power in the upper bound beyond 60 m; None where the bound is what is calculated. [dBi]
    expected_settings : ExpectedSettings, optional
    assumptions : sequence of Assumption
        What the caller assumed when it chose stations and points.

    Returns
    -------
    Comparison

    Raises
    ------
    ValueError
        If no point has a position, a measured level is not a number above 0, an uncertainty is not 0 or more, the model
        predicts nothing at a point, or a carrier's frequency lies outside the limit set.
    """
    index = scenario_index(scenario)
    _check(measured)
    placed = _placed(measured)
    compared = _compared(measured, placed)
    flat = _in_plane(stations[0], compared)
    placed_stations, points, over = at_points(stations, flat, scene, propagation)
    sources = sources_of(placed_stations)
    weights = weights_of(sources, limits)
    calculated = _calculated(sources, weights, points, over, compared["point_ids"])
    levels = with_scattered(calculated, sources, weights, scatter_dbi)
    expected = expected_beside(levels, sources, weights, over, compared["height_m"], expected_settings)
    indoors = scene.indoors(points)
    return Comparison(
        **compared,
        stations=placed_stations,
        limits=limits,
        scenario=scenario,
        propagation=over,
        scene=scene,
        sources=sources,
        weights=weights,
        scatter_dbi=scatter_dbi,
        expected_settings=expected_settings,
        levels=levels,
        expected=expected,
        budget=main_station_budget(sources, weights, levels, scenario=index, propagation=over, settings=uncertainty),
        indoors=indoors,
        unplaced=_ids_of(measured, ~placed),
        assumptions=gather(
            [
                *_assumptions_of(scenario, measured, placed, indoors),
                *bound_assumptions(scatter_dbi, placed_stations),
                *_expected_assumptions(expected, compared["point_ids"], expected_settings, sources),
                *assumptions,
            ]
        ),
    )


class _Compared(TypedDict):
    """Fields of the result that are taken from the measured points with a position."""

    point_ids: tuple[str, ...]
    longitude: Floats
    latitude: Floats
    height_m: Floats
    measured_power_density: Floats
    measured_field_strength: Floats
    measured_exposure_ratio: Floats
    detected_power_density: Floats
    measured_uncertainty_db: Floats
    censored: NDArray[np.bool_]


def _compared(measured: MeasuredField, placed: NDArray[np.bool_]) -> _Compared:
    """Measured points that are compared, above the ground; those without a height are taken at 1.7 m over their surface."""
    height = np.where(np.isfinite(measured.height_m), measured.height_m, GROUND_HEIGHT) + measured.surface_height_m
    return {
        "point_ids": _ids_of(measured, placed),
        "longitude": measured.longitude[placed],
        "latitude": measured.latitude[placed],
        "height_m": height[placed],
        "measured_power_density": measured.power_density[placed],
        "measured_field_strength": measured.field_strength[placed],
        "measured_exposure_ratio": measured.exposure_ratio[placed],
        "detected_power_density": power_density_from_field_strength(measured.detected_field_strength[placed]),
        "measured_uncertainty_db": measured.expanded_uncertainty_db[placed],
        "censored": measured.censored[placed],
    }


def _in_plane(origin: Station, compared: _Compared) -> Floats:
    """East, north and height of the points in the plane of the first station, shape (point, 3). [m]"""
    frame = LocalFrame(origin.longitude, origin.latitude)
    return np.column_stack([*frame.east_north(compared["longitude"], compared["latitude"]), compared["height_m"]])


def _placed(measured: MeasuredField) -> NDArray[np.bool_]:
    """Which points have a position; at least one must."""
    placed = np.isfinite(measured.longitude) & np.isfinite(measured.latitude)
    if not placed.any():
        raise ValueError("no measured point has a position; add longitude and latitude to the points")
    return placed


def _ids_of(measured: MeasuredField, chosen: NDArray[np.bool_]) -> tuple[str, ...]:
    """Ids of some of the points."""
    return tuple(name for name, one in zip(measured.point_ids, chosen, strict=True) if one)


def _check(measured: MeasuredField) -> None:
    """Refuse levels that cannot be compared: a failed reading must not look like agreement."""
    ids = measured.point_ids
    for name, values, least in (
        ("power density", measured.power_density, 1e-300),
        ("field strength", measured.field_strength, 1e-300),
        ("exposure ratio", measured.exposure_ratio, 0.0),
        ("detected field strength", measured.detected_field_strength, 0.0),
        ("expanded uncertainty", measured.expanded_uncertainty_db, 0.0),
        ("height", np.nan_to_num(measured.height_m), 0.0),
    ):
        wrong = ~(np.isfinite(values) & (values >= least))
        if wrong.any():
            index = int(np.argmax(wrong))
            above = "above" if least else "of at least"
            raise ValueError(
                f"measured {name} of point {ids[index]} must be a number {above} 0, not {values[index]:g}; "
                "a value below the sensitivity is given as the sensitivity and marked as censored"
            )


def _calculated(
    sources: Sources, weights: Weights, points: Floats, propagation: Propagation, ids: tuple[str, ...]
) -> Levels:
    """Levels with the contributions of the carriers; a prediction of nothing is refused."""
    levels = carrier_levels(sources, weights, points, keep=True, propagation=propagation)
    nothing = ~(np.isfinite(levels.power_density) & (levels.power_density > 0)).all(axis=0)
    if nothing.any():
        where = ids[int(np.argmax(nothing))]
        raise ValueError(f"the model predicts no level at point {where}; check the power of the stations' carriers")
    return levels


def _assumptions_of(
    scenario: str, measured: MeasuredField, placed: NDArray[np.bool_], indoors: NDArray[np.bool_]
) -> list[Assumption]:
    """Assumptions of the comparison; `placed` is (point,), `indoors` counts the placed points alone."""
    inside = placed.copy()
    inside[placed] = indoors
    without_height = placed & ~np.isfinite(measured.height_m)
    elevated = placed & (measured.surface_height_m != 0)
    found = [Assumption(f"comparison-{scenario}"), Assumption("comparison-other-sources")]
    for code, values, where in (
        ("comparison-height-assumed", (("height", f"{GROUND_HEIGHT:g}"),), _ids_of(measured, without_height)),
        ("comparison-on-surface", (), _ids_of(measured, elevated)),
        ("comparison-unplaced", (), _ids_of(measured, ~placed)),
        ("comparison-indoors", (), _ids_of(measured, inside)),
        ("comparison-censored", (), _ids_of(measured, measured.censored)),
    ):
        if where:
            found.append(Assumption(code, values, where))
    return found


def _expected_assumptions(
    expected: ExpectedLevels, ids: tuple[str, ...], settings: ExpectedSettings, sources: Sources
) -> list[Assumption]:
    """Nature of the expected level with what it rests on, and the reasons why it is absent at some points."""
    stated = (
        [Assumption("comparison-expected"), *surroundings_and_loads(settings, sources)]
        if np.isfinite(expected.median).any()
        else []
    )
    absent = [
        Assumption(f"comparison-{reason}", where=(name,))
        for name, reason in zip(ids, expected.reason, strict=True)
        if reason
    ]
    return [*stated, *gather(absent)]
