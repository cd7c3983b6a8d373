"""From stations and a limit set to levels and a verdict, in one walk.

    stations on their site -> sources -> ground grid, facades -> sums -> maxima of the rings, named points -> verdict

The command line, the pages and the tests all call :func:`assess`; none of them derives a number again.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, TypedDict

import numpy as np
from numpy.typing import NDArray

from emfassess.assessment.assumption_list import own_assumptions, row_assumptions
from emfassess.assessment.bounds import bound_assumptions, bound_notes
from emfassess.assessment.building_levels import BuildingLevels
from emfassess.assessment.evaluated_field import Field
from emfassess.assessment.expectation import expected_assumptions
from emfassess.assessment.hot_spots import HotSpot, hot_spots
from emfassess.assessment.missing_heights import with_known_part
from emfassess.assessment.place import Place
from emfassess.assessment.plausibility import plausibility_warnings
from emfassess.assessment.relevance import RELEVANT_RATIO, governing_index
from emfassess.assessment.result import Assessment
from emfassess.assessment.site import Site, on_site, places_of
from emfassess.assumptions import Assumption, gather
from emfassess.exposure import compliance
from emfassess.exposure.compliance import ComplianceDistance
from emfassess.exposure.expected import NOTHING_STATED, ExpectedLevels, ExpectedSettings
from emfassess.exposure.levels import Levels, antenna_levels
from emfassess.exposure.place_uncertainty import place_budget
from emfassess.exposure.ratios import Weights, weights_of
from emfassess.exposure.uncertainty import DEFAULTS, DRAWS, Budget, UncertaintySettings
from emfassess.field import FREE_SPACE, Propagation, Sources, scenario_index, sources_of
from emfassess.field.background import Background
from emfassess.field.scattered import FAR_DBI
from emfassess.limits.decision_rule import DecisionRule
from emfassess.limits.limit_set import LimitSet
from emfassess.stations import Station, station_assumptions, station_warnings
from emfassess.surroundings import FLAT, RINGS, NamedPoint, Scene
from emfassess.surroundings.facades import EVERY_FLOOR, FacadeSettings
from emfassess.units import Floats


def assess(
    stations: Sequence[Station],
    limits: LimitSet,
    *,
    subjects: Sequence[Station] | None = None,
    named_points: Sequence[NamedPoint] = (),
    scenario: str | None = None,
    expanded_uncertainty_db: float | None = None,
    assumptions: Sequence[Assumption] = (),
    propagation: Propagation = FREE_SPACE,
    scene: Scene = FLAT,
    facades: FacadeSettings = EVERY_FLOOR,
    uncertainty: UncertaintySettings = DEFAULTS,
    draws: int = DRAWS,
    rule: DecisionRule | None = None,
    relevant_ratio: float = RELEVANT_RATIO,
    radius: float = RINGS[-1][1],
    scatter_dbi: float | None = FAR_DBI,
    expected: ExpectedSettings = NOTHING_STATED,
    background: Background | None = None,
) -> Assessment:
    """Assess the surroundings of stations against a limit set.

    Parameters
    ----------
    stations : sequence of Station
        All that transmit; their carriers are summed wherever they reach. The first is the origin of east and north.
    limits : LimitSet
        From :func:`emfassess.load_limits`.
    subjects : sequence of Station, optional
        Stations whose surroundings are looked at; all of `stations` if left out.
    named_points : sequence of NamedPoint
        Further places, such as windows.
    scenario : {"theoretical", "actual"}, optional
        Which gives the verdict; the theoretical maximum if left out. Both are always computed.
    expanded_uncertainty_db : float, optional
        Expanded uncertainty (k = 1.96) of the levels, instead of the budget's. [dB]
    assumptions : sequence of Assumption
        What the caller took for granted when it chose the stations.
    propagation : Propagation
        Model of the field, what the ground adds, and what terrain and buildings do to it.
    scene : Scene
        Terrain and buildings in the plane of the first station; level ground without any if left out.
    facades : FacadeSettings
        Which facades of the scene's buildings are looked at.
    uncertainty : UncertaintySettings
        Stated values of the budget's inputs.
    draws : int
        Monte Carlo draws that check the budget at the governing evaluation point; 0 leaves the check out.
    rule : DecisionRule, optional
        How the uncertainty counts in the verdict; that of the limit set if left out.
    relevant_ratio : float
        Own exposure ratio from which on a station is a relevant source of a level.
    radius : float
        So far from the stations the ground is looked at, at most 500 m. [m]
    scatter_dbi : float or None
        Gain of scattered power in the upper bound beyond 60 m; None where the bound is what is calculated. [dBi]
    expected : ExpectedSettings
        How the levels beside the bound are expected at the evaluation points; they decide no verdict.
    background : Background, optional
        Levels of all antennas farther away than those of `stations`, which are added everywhere.

    Returns
    -------
    Assessment

    Raises
    ------
    ValueError
        If a carrier's frequency lies outside the limit set, a station is duplicated, or any level is not a number.
    """
    options: dict[str, Any] = {
        "named_points": named_points,
        "expanded_uncertainty_db": expanded_uncertainty_db,
        "propagation": propagation,
        "scene": scene,
        "facades": facades,
        "uncertainty": uncertainty,
        "rule": rule,
        "relevant_ratio": relevant_ratio,
        "radius": radius,
        "scatter_dbi": scatter_dbi,
        "expected": expected,
        "background": background,
    }
    decisive = scenario or "theoretical"

    def without_unknown(left: Sequence[Station], looked_at: Sequence[Station]) -> Assessment:
        return assess(left, limits, subjects=looked_at, scenario=decisive, draws=0, **options)

    found = _assessed(stations, limits, subjects, decisive, assumptions, draws, **options)
    return with_known_part(found, stations, without_unknown)


def _assessed(  # the arguments of assess
    stations: Sequence[Station],
    limits: LimitSet,
    subjects: Sequence[Station] | None,
    decisive: str,
    assumptions: Sequence[Assumption],
    draws: int,
    *,
    named_points: Sequence[NamedPoint],
    expanded_uncertainty_db: float | None,
    propagation: Propagation,
    scene: Scene,
    facades: FacadeSettings,
    uncertainty: UncertaintySettings,
    rule: DecisionRule | None,
    relevant_ratio: float,
    radius: float,
    scatter_dbi: float | None,
    expected: ExpectedSettings,
    background: Background | None,
) -> Assessment:
    """The assessment with all antennas, those whose heights were filled in among them."""
    index = scenario_index(decisive)
    site = on_site(stations, subjects, scene, propagation, facades.distance, radius)
    field = _field(site, limits, index, background, (relevant_ratio, scatter_dbi, expected))
    found = _computed(field, facades, named_points)
    return Assessment(
        **found,
        stations=site.stations,
        subjects=site.subjects,
        limits=limits,
        rule=rule or limits.decision,
        relevant_ratio=relevant_ratio,
        scatter_dbi=scatter_dbi,
        expected_settings=expected,
        scenario=decisive,
        stated_uncertainty_db=expanded_uncertainty_db,
        budget=_budget(field, found, uncertainty, draws),
        propagation=site.propagation,
        scene=site.scene,
        facades=facades,
        sources=field.sources,
        weights=field.weights,
        background=field.background,
        grid=site.grid,
        reach=_compliance_distances(site, limits),
        exempt=tuple(s.id for s in site.subjects if compliance.is_exempt(s, limits)),
        assumptions=_all_assumptions(
            field, facades, expanded_uncertainty_db, [*assumptions, *_of_further_levels(field, found)]
        ),
        warnings=_warnings(site, field.sources, found["grid_levels"]),
    )


def _field(
    site: Site,
    limits: LimitSet,
    scenario: int,
    background: Background | None,
    how: tuple[float, float | None, ExpectedSettings],
) -> Field:
    """Field of the stations on a site; `how` are relevant ratio, gain of scattered power and expectation."""
    sources = sources_of(site.stations)
    weights = weights_of(sources, limits)
    beyond = None if background is None else _probed(background, sources, weights, site.propagation)
    return Field(sources, weights, site, scenario, *how, beyond)


def _probed(background: Background, sources: Sources, weights: Weights, propagation: Propagation) -> Background:
    """The background with nodes enough for the level of all antennas, those of the sources among them."""

    def near_sums(points: Floats) -> Floats:
        return antenna_levels(sources, weights, points, propagation=propagation).sums / propagation.factor

    return background.checked(near_sums)


def _warnings(site: Site, sources: Sources, ground: Levels) -> tuple[Assumption, ...]:
    """Warnings that the reading left, and those of levels, elevations and antennas that look wrong."""
    return (*station_warnings(site.subjects), *plausibility_warnings(sources, site.grid, ground, site.scene))


class _Computed(TypedDict):
    """Fields of the result that follow from the field."""

    grid_levels: Levels
    buildings: BuildingLevels | None
    places: tuple[Place, ...]
    place_levels: Levels
    place_expected: ExpectedLevels
    relevant: NDArray[np.bool_]
    hot_spots: tuple[HotSpot, ...]


def _computed(field: Field, facades: FacadeSettings, named_points: Sequence[NamedPoint]) -> _Computed:
    """Levels on the ground, at buildings, and at the evaluation points that follow from them; what is above the limit."""
    levels = field.levels(field.site.grid.points)
    at_buildings = field.buildings(facades)
    chosen = field.chosen_receptors(at_buildings)
    rings, own_maximum = field.ring_maxima(levels), field.own_maximum(levels)
    places = places_of(field.site, rings, named_points, at_buildings, chosen, own_maximum)
    positions = np.array([(place.east, place.north, place.up) for place in places])
    place_levels = field.bounded(field.levels(positions, by_carrier=True))
    evaluated = [levels, place_levels, *([at_buildings.levels] if at_buildings else [])]
    _require_numbers(*evaluated)
    return {
        "grid_levels": field.bounded(levels),
        "buildings": at_buildings and replace(at_buildings, levels=field.bounded(at_buildings.levels)),
        "places": places,
        "place_levels": place_levels,
        "place_expected": field.expected_at(place_levels, np.array([place.height for place in places])),
        "relevant": field.relevant(place_levels),
        "hot_spots": hot_spots(field, evaluated),
    }


def _of_further_levels(field: Field, found: _Computed) -> list[Assumption]:
    """Assumptions of upper bound and expected level, and whether the bound alone is above the limit."""
    at_buildings = [found["buildings"].levels] if found["buildings"] else []
    evaluated = [found["grid_levels"], *at_buildings, found["place_levels"]]
    return [
        *bound_assumptions(field.scatter_dbi, field.site.stations),
        *bound_notes(evaluated, field.scenario),
        *expected_assumptions(field.expected, field.sources, found["places"], found["place_expected"]),
    ]


def _budget(field: Field, found: _Computed, uncertainty: UncertaintySettings, draws: int) -> Budget:
    """Uncertainty of the level at each evaluation point."""
    return place_budget(
        field.sources,
        field.weights,
        found["place_levels"],
        field.own_stations,
        scenario=field.scenario,
        propagation=field.site.propagation,
        settings=uncertainty,
        draws=draws,
        checked_at=governing_index(found["place_levels"], found["relevant"], field.scenario),
    )


def _require_numbers(*found: Levels) -> None:
    """Refuse levels that are not numbers: a result with a gap would look like compliance."""
    if not all(np.all(np.isfinite(levels.sums)) for levels in found):
        raise ValueError("a level is not a number; no result is given")


def _compliance_distances(site: Site, limits: LimitSet) -> tuple[ComplianceDistance, ...]:
    """Compliance distance of every antenna of the stations looked at."""
    return tuple(compliance.compliance_distance(s, antenna, limits) for s in site.subjects for antenna in s.antennas)


def _all_assumptions(
    field: Field, facades: FacadeSettings, uncertainty_db: float | None, of_the_caller: Sequence[Assumption]
) -> tuple[Assumption, ...]:
    """Assumptions of the assessment, of its caller, of the stations, and of the rows of the antennas looked at."""
    site = field.site
    own = own_assumptions(site, facades, uncertainty_db, field.background)
    return gather([*own, *of_the_caller, *station_assumptions(site.stations), *row_assumptions(site.subjects)])
