"""The zones of a station: around each antenna, each operator's antennas, and all of them, for both populations."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from emfassess.exposure.ratios import Weights, weights_of
from emfassess.field import FREE_SPACE, Propagation, Sources, scenario_index, sources_of
from emfassess.field.elements import elements_of, peak_below_deg
from emfassess.field.models import carrier_density
from emfassess.field.near_field import vertical_beamwidth
from emfassess.limits.limit_set import LimitSet
from emfassess.stations import FREESTANDING, Antenna, Carrier, Station
from emfassess.units import Floats
from emfassess.zones.section import SECTION_HEIGHTS, ZoneSection, section_at
from emfassess.zones.surfaces import (
    MARGIN,
    NEAREST,
    Ratio,
    antenna_zone,
    directions,
    joint_zone,
    pushed_out,
    ray_distances,
)
from emfassess.zones.zone import Zone, level_axes

if TYPE_CHECKING:
    from emfassess.zones.tabulated import StationTables, TabulatedField

BLOCK = 200_000


def station_zones(
    station: Station,
    limits: Sequence[LimitSet],
    scenario: str = "theoretical",
    propagation: Propagation = FREE_SPACE,
    heights: Sequence[float] = SECTION_HEIGHTS,
) -> tuple[Zone, ...]:
    """Zones of one station's own carriers; they end at the ground.

    Parameters
    ----------
    station : Station
    limits : sequence of LimitSet
        One for each population.
    scenario : {"theoretical", "actual"}
    propagation : Propagation
    heights : sequence of float
        Above the ground, at which sections are taken. [m]

    Returns
    -------
    tuple of Zone
        Of each antenna, of each operator where there are several, and of the station; once for each limit set.
    """
    from emfassess.zones.tabulated import station_tables

    sources = sources_of([station])
    index, every = scenario_index(scenario), np.ones(len(sources.eirp), dtype=np.bool_)
    weights = [weights_of(sources, limit) for limit in limits]
    farthest = max((_farthest(sources, each, index, propagation, every) for each in weights), default=0.0)
    tables = station_tables(sources, propagation, farthest)
    return tuple(
        zone
        for limit, each in zip(limits, weights, strict=True)
        for zone in _zones(_Fields(sources, each, index, propagation, tables), limit.population, sorted(set(heights)))
    )


@dataclass(frozen=True, eq=False)
class _Fields:
    """Exposure ratios of a station's carriers under a limit set: from tables where it has them, else point by point."""

    sources: Sources
    weights: Weights
    scenario: int
    propagation: Propagation
    tables: "StationTables | None"

    def tabulated(self, carriers: NDArray[np.bool_]) -> "TabulatedField | None":
        """The field of some carriers from the tables."""
        return None if self.tables is None else self.tables.of(self.weights.combined[self.scenario], carriers)

    def ratio(self, carriers: NDArray[np.bool_]) -> Ratio:
        """Exposure ratio of some carriers at points."""
        field = self.tabulated(carriers)
        return field.ratio if field else _ratio(self.sources, self.weights, self.scenario, self.propagation, carriers)

    def farthest(self, carriers: NDArray[np.bool_]) -> float:
        """Distance beyond which they are below the limit. [m]"""
        return _farthest(self.sources, self.weights, self.scenario, self.propagation, carriers)


def _zones(fields: _Fields, population: str, heights: Sequence[float]) -> list[Zone]:
    """Zones of a station under a limit set: of its antennas, of its operators where there are several, and of all."""
    own = _antenna_zones(fields, population, heights)
    return own + [_joint(fields, own, group, population, heights) for group in _groups(fields.sources)]


def _antenna_zones(fields: _Fields, population: str, heights: Sequence[float]) -> list[Zone]:
    sources = fields.sources
    station = sources.stations[0]
    found = []
    alike: dict[Hashable, tuple[Floats, Zone]] = {}
    for index, antenna in enumerate(station.antennas):
        mine, centre = sources.antenna_index == index, sources.position[index]
        key = _shape(antenna, fields.propagation)
        rays, faces = directions(level_axes(antenna.azimuth_deg), *_beam(antenna))
        if key in alike:
            reach, first = alike[key]
            zone = antenna_zone(reach, rays, faces, centre, antenna.azimuth_deg, antenna.id, population)
            sections = tuple(s.turned(first.axes, zone.axes, first.centre, centre) for s in first.sections)
        else:
            ratio, farthest, field = fields.ratio(mine), fields.farthest(mine), fields.tabulated(mine)
            reach = field.reaches(rays, farthest) if field else ray_distances(ratio, centre, rays, farthest)
            zone = antenna_zone(reach, rays, faces, centre, antenna.azimuth_deg, antenna.id, population)
            sections = _sections(station, ratio, heights, sources.position[[index]], farthest, centre)
        zone = replace(zone, sections=sections)
        alike.setdefault(key, (reach, zone))
        found.append(zone)
    return found


def _groups(sources: Sources) -> list[tuple[str, str, NDArray[np.bool_]]]:
    """Label, kind and carriers of each joint zone."""
    operators = np.array([carrier.operator for _, _, carrier in sources.members])
    names = list(dict.fromkeys(operators.tolist()))
    several = names if len(names) > 1 else []
    everything = np.ones(len(operators), dtype=np.bool_)
    return [
        *((name, "operator", operators == name) for name in several),
        (sources.stations[0].id, "station", everything),
    ]


def _joint(
    fields: _Fields,
    own: Sequence[Zone],
    group: tuple[str, str, NDArray[np.bool_]],
    population: str,
    heights: Sequence[float],
) -> Zone:
    """Zone of some carriers together; `own` are the zones of the station's antennas."""
    label, kind, carriers = group
    sources = fields.sources
    station = sources.stations[0]
    ratio, farthest = fields.ratio(carriers), fields.farthest(carriers)
    position = sources.position[np.unique(sources.antenna_index[carriers])]
    azimuth = station.antennas[0].azimuth_deg
    mine = [zone for zone in own if zone.label in _fed_labels(sources, carriers)]
    tips = np.vstack([np.zeros((0, 3)), *(pushed_out(ratio, zone, farthest, level_axes(azimuth)) for zone in mine)])
    low, high = _box(mine, position)
    zone = joint_zone(ratio, low, high, position.mean(axis=0), azimuth, label, kind, population, tips, mine)
    return replace(zone, sections=_sections(station, ratio, heights, position, farthest, np.zeros(2)))


def _sections(
    station: Station, ratio: Ratio, heights: Sequence[float], antennas: Floats, farthest: float, centre: Floats
) -> tuple[ZoneSection, ...]:
    people_below = station.support not in FREESTANDING
    return tuple(section_at(ratio, height, antennas, farthest, centre, people_below=people_below) for height in heights)


def _beam(antenna: Antenna) -> tuple[float, float]:
    """Elevation and half-power width of an antenna's beam. [deg]"""
    below = peak_below_deg(antenna.pattern) + antenna.mechanical_tilt_deg + antenna.electrical_tilt_deg
    return -below, min(vertical_beamwidth(antenna.pattern.vertical_db), 40.0)


def _shape(antenna: Antenna, propagation: Propagation) -> Hashable:
    """Antennas with the same key have the same zone, turned to their azimuths."""
    turned = propagation.ground.kind != "two-ray" and propagation.obstruction.plain
    place = () if turned else (antenna.east_m, antenna.north_m, antenna.azimuth_deg)
    tilts = (antenna.mechanical_tilt_deg, antenna.electrical_tilt_deg)
    return (id(antenna.pattern), antenna.carriers, antenna.size, tilts, antenna.height_m, place)


def _fed_labels(sources: Sources, carriers: NDArray[np.bool_]) -> set[str]:
    return {sources.stations[0].antennas[index].id for index in np.unique(sources.antenna_index[carriers])}


def _ratio(
    sources: Sources, weights: Weights, scenario: int, propagation: Propagation, carriers: NDArray[np.bool_]
) -> Ratio:
    """Exposure ratio of some carriers as a function of the points."""
    own = np.zeros(len(sources.position), dtype=np.bool_)
    own[sources.antenna_index[carriers]] = True
    some = sources.only(own)
    held = own[sources.antenna_index]
    combined = np.where(carriers[held], weights.combined[scenario][:, held], 0.0)

    def ratio(points: Floats) -> Floats:
        parts = [
            (combined @ carrier_density(some, points[first : first + BLOCK], propagation)[0]).max(axis=0)
            for first in range(0, len(points), BLOCK)
        ]
        # below the ground nobody is, and no reach counts
        return np.where(points[:, 2] < -1e-9, 0.0, np.concatenate(parts))

    return ratio


def _farthest(
    sources: Sources, weights: Weights, scenario: int, propagation: Propagation, carriers: NDArray[np.bool_]
) -> float:
    """Distance to which all carriers together reach the limit at most, whatever the ground adds. [m]"""
    lift = {"none": 1.0, "factor": propagation.ground.factor}.get(propagation.ground.kind, 4.0)
    share = weights.combined[scenario][:, carriers] * sources.eirp[carriers]
    on_axis = float(np.sqrt(lift * share.sum(axis=1).max() / (4 * np.pi)))
    if propagation.model == "far-field":
        return MARGIN * on_axis
    # fields of elements that add up in phase may be above the far field of their pattern
    bounds = [_element_bound(sources.members[carrier]) for carrier in np.flatnonzero(carriers)]
    excess, half = np.array(bounds).T
    in_phase = float(np.sqrt(lift * (share * excess).sum(axis=1).max() / (4 * np.pi)))
    return max(MARGIN * on_axis, in_phase + float(half.max()))


def _element_bound(member: tuple[Station, Antenna, Carrier]) -> tuple[float, float]:
    """Elements of a carrier in phase, as power over that of its pattern's peak, and the distance of the outermost one. [m]"""
    _, antenna, carrier = member
    found = elements_of(antenna, carrier.frequency_hz)
    in_phase = [(np.abs(e.weights).sum(axis=1).max() * e.horizontal.max()) ** 2 * 4 * np.pi for e in found]
    outermost = [float(np.hypot(e.right, e.up).max()) for e in found]
    return max([1.0, *in_phase]), max([0.0, *outermost])


def _box(zones: Sequence[Zone], position: Floats) -> tuple[Floats, Floats]:
    """Box around antennas and their own zones, to begin with."""
    corners = [position + NEAREST, position - NEAREST, *(zone.vertices for zone in zones if not zone.empty)]
    every = np.vstack(corners)
    low, high = every.min(axis=0), every.max(axis=0)
    middle, half = 0.5 * (low + high), 0.5 * (high - low)
    return middle - MARGIN * half - 0.2, middle + MARGIN * half + 0.2
