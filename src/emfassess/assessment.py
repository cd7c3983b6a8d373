"""The corridor: from stations and a limit set to levels and a verdict, in one walk.

    stations -> sources -> ground grid -> sums -> maxima of the rings, named points -> verdict

The command line, the pages and the tests all call :func:`assess`; none of them derives a number again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import xarray as xr

from emfassess import compliance
from emfassess.assumptions import Assumption, gather
from emfassess.compliance import AxisReach, Verdict
from emfassess.exposure import Weights, weights_of
from emfassess.field import SCENARIOS, Sources, sources_of
from emfassess.geometry import LocalFrame, bearing
from emfassess.labels import levels_dataset
from emfassess.levels import Levels, antenna_levels, carrier_levels
from emfassess.limits import LimitSet
from emfassess.stations import Station
from emfassess.surroundings import RINGS, GroundGrid, NamedPoint, around, ground_grid, nearest_distance
from emfassess.units import Floats


@dataclass(frozen=True)
class Place:
    """A deciding place: the maximum of a ring, or a place that the user named.

    `kind` is ``"ring"`` or ``"named"``. East and north of the first station, height above ground, horizontal distance
    to the nearest station looked at. [m] Bearing from it, clockwise from north. [deg]
    """

    kind: str
    label: str
    east: float
    north: float
    height: float
    longitude: float
    latitude: float
    distance: float
    bearing_deg: float


@dataclass(frozen=True, eq=False)
class Assessment:
    """Everything that an assessment found, and what it took for granted.

    Parameters
    ----------
    stations : tuple of Station
        All whose carriers are summed; the first is the origin of east and north.
    subjects : tuple of Station
        Those whose surroundings were looked at.
    limits : LimitSet
        The limit set, for one population.
    scenario : str
        The scenario that gives the verdict.
    expanded_uncertainty_db : float or None
        Expanded uncertainty (k = 1.96) that the verdict allowed for; None if it was not stated. [dB]
    sources, weights : Sources, Weights
        The arrays that were computed with.
    grid : GroundGrid
        Ground receptors.
    grid_levels : Levels
        At the ground receptors, contributors are antennas.
    places : tuple of Place
        Maxima of the rings, then named places.
    place_levels : Levels
        At the places; contributors are carriers, contributions are kept.
    reach : tuple of AxisReach
        Of the subjects' antennas.
    exempt : tuple of str
        Ids of the subjects that the limit set exempts.
    assumptions : tuple of Assumption
        What the result takes for granted.
    """

    stations: tuple[Station, ...]
    subjects: tuple[Station, ...]
    limits: LimitSet
    scenario: str
    expanded_uncertainty_db: float | None
    sources: Sources
    weights: Weights
    grid: GroundGrid
    grid_levels: Levels
    places: tuple[Place, ...]
    place_levels: Levels
    reach: tuple[AxisReach, ...]
    exempt: tuple[str, ...]
    assumptions: tuple[Assumption, ...]

    @property
    def scenario_index(self) -> int:
        """Row of the deciding scenario along the scenario axis."""
        return SCENARIOS.index(self.scenario)

    @property
    def deciding_place(self) -> int:
        """Index of the place with the greatest exposure ratio in the deciding scenario."""
        return int(np.argmax(self.place_levels.exposure_ratio[self.scenario_index]))

    @property
    def ground_maximum(self) -> int:
        """Index of the place with the greatest exposure ratio on the ground, in the deciding scenario."""
        return int(np.argmax(self.place_levels.exposure_ratio[self.scenario_index][: len(RINGS)]))

    @property
    def max_exposure_ratio(self) -> float:
        """Greatest exposure ratio over the ground and the named places, in the deciding scenario."""
        return self.maximum(self.scenario)

    def maximum(self, scenario: str) -> float:
        """Greatest exposure ratio over the ground and the named places, in a scenario."""
        return float(self.place_levels.exposure_ratio[SCENARIOS.index(scenario)].max())

    @property
    def verdict(self) -> Verdict:
        """Verdict against the limit, in the deciding scenario."""
        return self.verdict_for(self.scenario)

    def verdict_for(self, scenario: str) -> Verdict:
        """Verdict against the limit in a scenario."""
        return compliance.verdict(self.maximum(scenario), self.expanded_uncertainty_db or 0.0)

    @property
    def by_quantity(self) -> dict[str, tuple[float, Verdict]]:
        """Greatest sum of each quantity of the set and the verdict by it alone, in the deciding scenario."""
        greatest = self.place_levels.sums[self.scenario_index].max(axis=1)
        uncertainty = self.expanded_uncertainty_db or 0.0
        return {
            label: (float(ratio), compliance.verdict(float(ratio), uncertainty))
            for label, ratio in zip(self.weights.labels, greatest, strict=True)
        }

    @property
    def target_verdict(self) -> Verdict | None:
        """Verdict against the set's management target; None where the set has none."""
        target = self.limits.management_target
        if target is None:
            return None
        return compliance.verdict(self.max_exposure_ratio, self.expanded_uncertainty_db or 0.0, target.fraction)

    @cached_property
    def frame(self) -> LocalFrame:
        """The plane that east and north are measured in."""
        return LocalFrame(self.stations[0].longitude, self.stations[0].latitude)

    def to_dataset(self) -> xr.Dataset:
        """Levels as a labelled dataset with CF names: the ground receptors and the deciding places."""
        names = [place.label for place in self.places]
        data = levels_dataset(self.grid_levels, self.place_levels, self.grid.cell, self.weights.labels, names)
        told: dict[str, str | float] = {
            "Conventions": "CF-1.11",
            "title": "Exposure around " + ", ".join(station.id for station in self.subjects),
            "limit_set": self.limits.id,
            "population": self.limits.population,
            "deciding_scenario": self.scenario,
            "verdict": str(self.verdict),
            "max_exposure_ratio": self.max_exposure_ratio,
            "origin_longitude": self.stations[0].longitude,
            "origin_latitude": self.stations[0].latitude,
        }
        return data.assign_attrs(told)


def assess(
    stations: Sequence[Station],
    limits: LimitSet,
    *,
    subjects: Sequence[Station] | None = None,
    named_points: Sequence[NamedPoint] = (),
    scenario: str | None = None,
    expanded_uncertainty_db: float | None = None,
    assumptions: Sequence[Assumption] = (),
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
        Expanded uncertainty (k = 1.96) of the levels. [dB]
    assumptions : sequence of Assumption
        What the caller took for granted when it chose the stations.

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
    grid_levels = antenna_levels(sources, weights, grid.points)
    rings = _ring_maxima(sources, weights, grid, grid_levels, SCENARIOS.index(decisive))
    named = np.array([(p.east, p.north, p.height) for p in named_points]).reshape(-1, 3)
    spots = np.concatenate([rings, named])
    place_levels = carrier_levels(sources, weights, spots, keep=True)
    if not np.all(np.isfinite(place_levels.sums)) or not np.all(np.isfinite(grid_levels.sums)):
        raise ValueError("a level is not a number; no result is given")
    labels = [f"{low:g}-{high:g} m" for low, high in RINGS] + [point.label for point in named_points]
    return Assessment(
        stations=tuple(stations),
        subjects=looked_at,
        limits=limits,
        scenario=decisive,
        expanded_uncertainty_db=expanded_uncertainty_db,
        sources=sources,
        weights=weights,
        grid=grid,
        grid_levels=grid_levels,
        places=_places(spots, labels, grid, frame),
        place_levels=place_levels,
        reach=tuple(compliance.axis_reach(s, antenna, limits) for s in looked_at for antenna in s.antennas),
        exempt=tuple(s.id for s in looked_at if compliance.is_exempt(s, limits)),
        assumptions=gather([*_own_assumptions(stations, expanded_uncertainty_db), *assumptions, *_told(stations)]),
    )


def _ring_maxima(sources: Sources, weights: Weights, grid: GroundGrid, levels: Levels, scenario: int) -> Floats:
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
            place = fine[np.argmax(antenna_levels(sources, weights, fine).exposure_ratio[scenario])]
            cell /= 6.0
        best.append(place)
    return np.array(best)


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


def _own_assumptions(stations: Sequence[Station], expanded_uncertainty_db: float | None) -> list[Assumption]:
    """What this walk itself takes for granted."""
    found = [
        Assumption("far-field-free-space"),
        Assumption("flat-ground"),
        Assumption("ground-receptors-only"),
        Assumption("pattern-cuts-added"),
    ]
    if expanded_uncertainty_db is None:
        found.append(Assumption("uncertainty-not-stated"))
    if len(stations) > 1:
        found.append(Assumption("all-stations-summed", (("stations", str(len(stations))),)))
    return found


def _told(stations: Sequence[Station]) -> list[Assumption]:
    """What the stations and their patterns carry with them."""
    patterns = [antenna.pattern for station in stations for antenna in station.antennas]
    told = [assumption for station in stations for assumption in station.assumptions]
    return told + [assumption for pattern in patterns for assumption in pattern.assumptions]
