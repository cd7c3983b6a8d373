"""From stations and a limit set to levels and a verdict, in one walk.

    stations on their site -> sources -> ground grid, facades -> sums -> maxima of the rings, named points -> verdict

The command line, the pages and the tests all call :func:`assess`; none of them derives a number again.
"""

from collections.abc import Sequence
from typing import TypedDict

import numpy as np

from emfassess.assessment.assumption_list import own_assumptions, row_assumptions, station_assumptions
from emfassess.assessment.building_levels import BuildingLevels, building_levels
from emfassess.assessment.place import Place
from emfassess.assessment.plausibility import plausibility_warnings
from emfassess.assessment.result import Assessment
from emfassess.assessment.site import Site, on_site, places_of
from emfassess.assumptions import Assumption, gather
from emfassess.exposure import compliance
from emfassess.exposure.compliance import ComplianceDistance
from emfassess.exposure.levels import Levels, antenna_levels, carrier_levels
from emfassess.exposure.place_uncertainty import place_budget
from emfassess.exposure.ratios import Weights, weights_of
from emfassess.exposure.uncertainty import DEFAULTS, DRAWS, Budget, UncertaintySettings
from emfassess.field import FREE_SPACE, Propagation, Sources, scenario_index, sources_of
from emfassess.limits.limit_set import LimitSet
from emfassess.stations import Station
from emfassess.surroundings import FLAT, RINGS, NamedPoint, Scene, nearest_distance, square_grid
from emfassess.surroundings.facades import EVERY_FLOOR, FacadeSettings, facade_receptors
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

    Returns
    -------
    Assessment

    Raises
    ------
    ValueError
        If a carrier's frequency lies outside the limit set, a station is duplicated, or any level is not a number.
    """
    decisive = scenario or "theoretical"
    index = scenario_index(decisive)
    site = on_site(stations, subjects, scene, propagation, facades.distance)
    found = _computed(site, limits, facades, named_points, index)
    return Assessment(
        **found,
        stations=site.stations,
        subjects=site.subjects,
        limits=limits,
        scenario=decisive,
        stated_uncertainty_db=expanded_uncertainty_db,
        budget=_budget(site, found, index, uncertainty, draws),
        propagation=site.propagation,
        scene=site.scene,
        facades=facades,
        grid=site.grid,
        reach=_compliance_distances(site, limits),
        exempt=tuple(s.id for s in site.subjects if compliance.is_exempt(s, limits)),
        assumptions=_all_assumptions(site, facades, expanded_uncertainty_db, assumptions),
        warnings=plausibility_warnings(found["sources"], site.grid, found["grid_levels"], site.scene),
    )


class _Computed(TypedDict):
    """Fields of the result that the walk computes, in its order."""

    sources: Sources
    weights: Weights
    grid_levels: Levels
    buildings: BuildingLevels | None
    places: tuple[Place, ...]
    place_levels: Levels


def _computed(
    site: Site, limits: LimitSet, facades: FacadeSettings, named_points: Sequence[NamedPoint], scenario: int
) -> _Computed:
    """Levels on the ground, at buildings, and at the evaluation points that follow from them."""
    sources = sources_of(site.stations)
    weights = weights_of(sources, limits)
    grid_levels = antenna_levels(sources, weights, site.grid.points, propagation=site.propagation)
    at_buildings = _at_buildings(sources, weights, site, facades, scenario)
    rings = _ring_maxima(sources, weights, site, grid_levels, scenario)
    places = places_of(site, rings, named_points, at_buildings)
    place_levels = _place_levels(sources, weights, site, places)
    _require_numbers(grid_levels, place_levels, *([at_buildings.levels] if at_buildings else []))
    return {
        "sources": sources,
        "weights": weights,
        "grid_levels": grid_levels,
        "buildings": at_buildings,
        "places": places,
        "place_levels": place_levels,
    }


def _budget(site: Site, found: _Computed, scenario: int, uncertainty: UncertaintySettings, draws: int) -> Budget:
    """Uncertainty of the level at each evaluation point."""
    return place_budget(
        found["sources"],
        found["weights"],
        found["place_levels"],
        [site.stations.index(subject) for subject in site.subjects],
        scenario=scenario,
        propagation=site.propagation,
        settings=uncertainty,
        draws=draws,
    )


def _place_levels(sources: Sources, weights: Weights, site: Site, places: Sequence[Place]) -> Levels:
    """Levels at the evaluation points, with the contribution of each carrier."""
    positions = np.array([(place.east, place.north, place.up) for place in places])
    return carrier_levels(sources, weights, positions, keep=True, propagation=site.propagation)


def _require_numbers(*found: Levels) -> None:
    """Refuse levels that are not numbers: a result with a gap would look like compliance."""
    if not all(np.all(np.isfinite(levels.sums)) for levels in found):
        raise ValueError("a level is not a number; no result is given")


def _compliance_distances(site: Site, limits: LimitSet) -> tuple[ComplianceDistance, ...]:
    """Compliance distance of every antenna of the stations looked at."""
    return tuple(compliance.compliance_distance(s, antenna, limits) for s in site.subjects for antenna in s.antennas)


def _all_assumptions(
    site: Site, facades: FacadeSettings, uncertainty_db: float | None, of_the_caller: Sequence[Assumption]
) -> tuple[Assumption, ...]:
    """Assumptions of the assessment, of its caller, of the stations, and of the rows of the antennas looked at."""
    own = own_assumptions(site, facades, uncertainty_db)
    return gather([*own, *of_the_caller, *station_assumptions(site.stations), *row_assumptions(site.subjects)])


def _at_buildings(
    sources: Sources, weights: Weights, site: Site, facades: FacadeSettings, scenario: int
) -> BuildingLevels | None:
    """Levels at the buildings near the stations looked at; None where there is none."""
    if site.surface is None or not site.scene.buildings:
        return None
    receptors = facade_receptors(site.scene, site.centres, facades)
    if not len(receptors):
        return None
    return building_levels(sources, weights, receptors, site.surface, site.scene, site.propagation, scenario)


def _ring_maxima(sources: Sources, weights: Weights, site: Site, levels: Levels, scenario: int) -> Floats:
    """Place of the maximum of each ring, looked for again between the receptors; shape (ring, 3). [m]"""
    grid, ratio = site.grid, levels.exposure_ratio[scenario]
    best = []
    for low, high in RINGS:
        inside = np.flatnonzero((grid.distance >= low) & (grid.distance <= high))
        top = inside[np.argmax(ratio[inside])]
        place, cell = grid.points[top], float(grid.cell[top])
        for _ in range(2):
            fine = site.outdoors(square_grid(place, cell))
            gap = nearest_distance(fine, grid.centres)
            fine = np.concatenate([place[np.newaxis], fine[(gap >= low) & (gap <= high)]])
            found = antenna_levels(sources, weights, fine, propagation=site.propagation)
            place = fine[np.argmax(found.exposure_ratio[scenario])]
            cell /= 6.0
        best.append(place)
    return np.array(best)
