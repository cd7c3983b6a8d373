"""The corridor: from stations and a limit set to levels and a verdict, in one walk.

    stations -> sources -> ground grid -> sums -> maxima of the rings, named points -> verdict

The command line, the pages and the tests all call :func:`assess`; none of them derives a number again.
"""

from collections.abc import Callable, Sequence

import numpy as np

from emfassess import compliance
from emfassess.assumptions import Assumption, gather
from emfassess.exposure import Weights, weights_of
from emfassess.field import FREE_SPACE, SCENARIOS, Ground, Propagation, Sources, sources_of
from emfassess.field.elements import elements_of
from emfassess.field.models import carrier_density, main_directions
from emfassess.geometry import LocalFrame, bearing
from emfassess.levels import Levels, antenna_levels, carrier_levels
from emfassess.limits import LimitSet
from emfassess.result import Assessment, Place
from emfassess.stations import Station
from emfassess.surroundings import RINGS, GroundGrid, NamedPoint, around, ground_grid, nearest_distance
from emfassess.uncertainty import DEFAULTS, DRAWS, Budget, UncertaintySettings, checked, level_budget
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
        Model of the field, and what the ground adds.
    uncertainty : UncertaintySettings
        Stated values of the budget's inputs.
    draws : int
        Monte Carlo draws that check the budget at the deciding place; 0 leaves the check out.

    Returns
    -------
    Assessment

    Raises
    ------
    ValueError
        If a carrier's frequency lies outside the limit set, a station stands there twice, or any level is not a number.
    """
    decisive = scenario or "theoretical"
    looked_at = tuple(subjects if subjects is not None else stations)
    sources = sources_of(stations)
    weights = weights_of(sources, limits)
    sources.scenario_factor(decisive)  # refuses an unknown scenario
    frame = LocalFrame(stations[0].longitude, stations[0].latitude)
    centres = np.stack(frame.east_north([s.longitude for s in looked_at], [s.latitude for s in looked_at]), axis=-1)
    grid = ground_grid(centres)
    grid_levels = antenna_levels(sources, weights, grid.points, propagation=propagation)
    rings = _ring_maxima(sources, weights, grid, grid_levels, SCENARIOS.index(decisive), propagation)
    named = np.array([(p.east, p.north, p.height) for p in named_points]).reshape(-1, 3)
    spots = np.concatenate([rings, named])
    place_levels = carrier_levels(sources, weights, spots, keep=True, propagation=propagation)
    if not np.all(np.isfinite(place_levels.sums)) or not np.all(np.isfinite(grid_levels.sums)):
        raise ValueError("a level is not a number; no result is given")
    labels = [f"{low:g}-{high:g} m" for low, high in RINGS] + [point.label for point in named_points]
    return Assessment(
        stations=tuple(stations),
        subjects=looked_at,
        limits=limits,
        scenario=decisive,
        stated_uncertainty_db=expanded_uncertainty_db,
        budget=_budget(
            sources, weights, looked_at, spots, place_levels, SCENARIOS.index(decisive), propagation, uncertainty, draws
        ),
        propagation=propagation,
        sources=sources,
        weights=weights,
        grid=grid,
        grid_levels=grid_levels,
        places=_places(spots, labels, grid, frame),
        place_levels=place_levels,
        reach=tuple(compliance.axis_reach(s, antenna, limits) for s in looked_at for antenna in s.antennas),
        exempt=tuple(s.id for s in looked_at if compliance.is_exempt(s, limits)),
        assumptions=gather(
            [
                *_own_assumptions(stations, expanded_uncertainty_db, propagation.ground),
                *assumptions,
                *_told(stations),
                *_told_by_rows(looked_at),
            ]
        ),
    )


def _ring_maxima(
    sources: Sources, weights: Weights, grid: GroundGrid, levels: Levels, scenario: int, propagation: Propagation
) -> Floats:
    """Place of the maximum of each ring, looked for again between the receptors; shape (ring, 3). [m]"""
    ratio = levels.exposure_ratio[scenario]
    best = []
    for low, high in RINGS:
        inside = np.flatnonzero((grid.distance >= low) & (grid.distance <= high))
        top = inside[np.argmax(ratio[inside])]
        place, cell = grid.points[top], float(grid.cell[top])
        for _ in range(2):
            fine = around(place, cell)
            gap = nearest_distance(fine, grid.centres)
            fine = np.concatenate([place[np.newaxis], fine[(gap >= low) & (gap <= high)]])
            found = antenna_levels(sources, weights, fine, propagation=propagation)
            place = fine[np.argmax(found.exposure_ratio[scenario])]
            cell /= 6.0
        best.append(place)
    return np.array(best)


def _budget(
    sources: Sources,
    weights: Weights,
    looked_at: Sequence[Station],
    spots: Floats,
    levels: Levels,
    scenario: int,
    propagation: Propagation,
    settings: UncertaintySettings,
    draws: int,
) -> Budget:
    """Uncertainty of the level at the places, with the Monte Carlo check at the one with the greatest level."""
    fed = np.array([station in looked_at for station, _, _ in sources.members])
    own = np.zeros(len(sources.position), dtype=np.bool_)
    own[sources.antenna_index[fed]] = True
    combined, mine = weights.combined[scenario], sources.only(own)
    assert levels.contributions is not None
    others = combined[:, ~fed] @ levels.contributions[~fed]

    def ratio_at(places: slice) -> Callable[[Sources], Floats]:
        def ratio_of(moved: Sources) -> Floats:
            density, _ = carrier_density(moved, spots[places], propagation)
            return np.asarray((others[:, places] + combined[:, fed] @ density).max(axis=0))

        return ratio_of

    position = max(station.position_uncertainty_m or 0.0 for station in looked_at)
    main = levels.main_contributor[scenario]
    below, width = main_directions(sources, main, spots)
    budget = level_budget(mine, ratio_at(slice(None)), settings, position, levels.near_field, below, width)
    top = int(np.argmax(levels.exposure_ratio[scenario]))
    return checked(mine, ratio_at(slice(top, top + 1)), budget, top, draws) if draws else budget


def _places(spots: Floats, labels: Sequence[str], grid: GroundGrid, frame: LocalFrame) -> tuple[Place, ...]:
    longitude, latitude = frame.longitude_latitude(spots[:, 0], spots[:, 1])
    gaps = spots[:, np.newaxis, :2] - grid.centres
    nearest = gaps[np.arange(len(spots)), np.hypot(gaps[..., 0], gaps[..., 1]).argmin(axis=1)]
    return tuple(
        Place(
            kind="ring" if index < len(RINGS) else "named",
            label=label,
            east=float(spot[0]),
            north=float(spot[1]),
            height=float(spot[2]),
            longitude=float(longitude[index]),
            latitude=float(latitude[index]),
            distance=float(np.hypot(*nearest[index])),
            bearing_deg=float(bearing(*nearest[index])),
        )
        for index, (spot, label) in enumerate(zip(spots, labels, strict=True))
    )


def _own_assumptions(
    stations: Sequence[Station], expanded_uncertainty_db: float | None, ground: Ground
) -> list[Assumption]:
    """What this walk itself takes for granted."""
    found = [
        Assumption("free-space"),
        _GROUND_ASSUMPTIONS[ground.kind](ground),
        Assumption("flat-ground"),
        Assumption("ground-receptors-only"),
        Assumption("pattern-cuts-added"),
    ]
    if expanded_uncertainty_db is None:
        found.append(Assumption("uncertainty-budget"))
    else:
        found.append(Assumption("uncertainty-stated", (("uncertainty", f"{expanded_uncertainty_db:g}"),)))
    if len(stations) > 1:
        found.append(Assumption("all-stations-summed", (("stations", str(len(stations))),)))
    return found


_GROUND_ASSUMPTIONS: dict[str, Callable[[Ground], Assumption]] = {
    "none": lambda _: Assumption("ground-reflects-nothing"),
    "factor": lambda ground: Assumption("ground-factor", (("factor", f"{ground.factor:g}"),)),
    "two-ray": lambda ground: Assumption("ground-two-ray", (("material", ground.material),)),
}


def _told(stations: Sequence[Station]) -> list[Assumption]:
    """What the stations and their patterns carry with them."""
    patterns = [antenna.pattern for station in stations for antenna in station.antennas]
    told = [assumption for station in stations for assumption in station.assumptions]
    return told + [assumption for pattern in patterns for assumption in pattern.assumptions]


def _told_by_rows(stations: Sequence[Station]) -> list[Assumption]:
    """What the near field of the stations' antennas rests on."""
    told = []
    for station in stations:
        for antenna in station.antennas:
            where = (f"{station.id}/{antenna.id}",)
            found = elements_of(antenna, max(carrier.frequency_hz for carrier in antenna.carriers))
            if not found:
                continue
            if not all(elements.layout.stated for elements in found):
                told.append(Assumption("rows-estimated", where=where))
            if not found[0].coherent:
                told.append(Assumption("rows-in-magnitude", where=where))
            elif found[0].fit is None:
                told.append(Assumption("row-weights-assumed", where=where))
            elif any(len(elements.weights) > 1 for elements in found):
                told.append(Assumption("row-weights-several", where=where))
            if any(elements.fit is not None and elements.fit.symmetric for elements in found):
                told.append(Assumption("row-weights-symmetric", where=where))
    return told
