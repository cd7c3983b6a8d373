"""The antennas of stations as arrays: what the field kernels work on.

Antennas that share a pattern share its tables. The carriers of an antenna differ in power only, so a kernel computes
once for each antenna and the carriers are scaled copies.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from emfassess.geometry import LocalFrame, antenna_axes
from emfassess.patterns.pattern import SAMPLES_PER_DEGREE, Pattern
from emfassess.stations import Antenna, Carrier, Station
from emfassess.summaries import Summarised
from emfassess.units import Floats

SCENARIOS = ("theoretical", "actual")
"""Theoretical maximum: rated power times duty cycle. Actual maximum: that times the power reduction factor."""


def scenario_index(scenario: str) -> int:
    """Row of a scenario along the scenario axis.

    Raises
    ------
    ValueError
        If there is no such scenario.
    """
    if scenario not in SCENARIOS:
        raise ValueError(f"scenario must be one of {', '.join(SCENARIOS)}, not {scenario!r}")
    return SCENARIOS.index(scenario)


@dataclass(frozen=True, eq=False, repr=False)
class Sources(Summarised):
    """Antennas and carriers as arrays.

    Parameters
    ----------
    position : ndarray, shape (antenna, 3)
        East, north of the frame's origin and up from the ground there. [m]
    axes : ndarray, shape (antenna, 3, 3)
        Boresight, right, up.
    tables : ndarray, shape (table, 3, 3600)
        Horizontal cut, vertical weight and vertical cut of each pattern with its electrical tilt. [dB]
    maximum_attenuation : ndarray, shape (table,)
        Cap on the sum of the cuts. [dB]
    table_index : ndarray, shape (antenna,)
        Which tables an antenna has.
    antenna_index : ndarray, shape (carrier,)
        Which antenna a carrier feeds.
    station_index : ndarray, shape (carrier,)
        Which station a carrier belongs to.
    eirp : ndarray, shape (carrier,)
        Peak equivalent isotropically radiated power at full rated power. [W]
    radiated_power : ndarray, shape (carrier,)
        All power that is radiated, in every direction together, at full rated power. [W]
    duty_cycle, power_reduction_factor : ndarray, shape (carrier,)
        Factors of the scenarios.
    frequency : ndarray, shape (carrier,)
        Centre frequency. [Hz]
    stations : tuple of Station
    members : tuple of (Station, Antenna, Carrier)
        The records along the carrier axis.
    """

    position: Floats
    axes: Floats
    tables: Floats
    maximum_attenuation: Floats
    table_index: NDArray[np.intp]
    antenna_index: NDArray[np.intp]
    station_index: NDArray[np.intp]
    eirp: Floats
    radiated_power: Floats
    duty_cycle: Floats
    power_reduction_factor: Floats
    frequency: Floats
    stations: tuple[Station, ...]
    members: tuple[tuple[Station, Antenna, Carrier], ...]

    def only(self, own: NDArray[np.bool_]) -> "Sources":
        """Those antennas and their carriers alone; `own` is (antenna,)."""
        fed = own[self.antenna_index]
        order = np.cumsum(own) - 1
        return replace(
            self,
            position=self.position[own],
            axes=self.axes[own],
            table_index=self.table_index[own],
            antenna_index=order[self.antenna_index[fed]],
            station_index=self.station_index[fed],
            eirp=self.eirp[fed],
            radiated_power=self.radiated_power[fed],
            duty_cycle=self.duty_cycle[fed],
            power_reduction_factor=self.power_reduction_factor[fed],
            frequency=self.frequency[fed],
            members=tuple(member for member, keep in zip(self.members, fed, strict=True) if keep),
        )

    def scenario_factor(self, scenario: str) -> Floats:
        """Time-averaged over rated power of each carrier, shape (carrier,)."""
        factors = (self.duty_cycle, self.duty_cycle * self.power_reduction_factor)
        return factors[scenario_index(scenario)]


def pattern_tables(pattern: Pattern, electrical_tilt_deg: float) -> Floats:
    """Tables of a pattern, the vertical cut turned down by the electrical tilt; shape (3, 3600). [dB]"""
    angle = np.arange(pattern.vertical_db.size)
    shift = electrical_tilt_deg * SAMPLES_PER_DEGREE
    low = int(np.floor(shift))
    share = shift - low
    vertical = pattern.vertical_db
    turned = (1 - share) * vertical[(angle - low) % angle.size] + share * vertical[(angle - low - 1) % angle.size]
    return np.stack([pattern.horizontal_db, pattern.vertical_weight, turned])


@lru_cache(maxsize=8)
def _frame(longitude: float, latitude: float) -> LocalFrame:
    """Plane around a place; making its projection takes 20 ms, and one station after the other asks for the same."""
    return LocalFrame(longitude, latitude)


def station_positions(stations: Sequence[Station]) -> Floats:
    """East and north of stations from the first one, shape (station, 2). [m]

    Raises
    ------
    ValueError
        If there is no station.
    """
    if not stations:
        raise ValueError("there is no station to compute")
    frame = _frame(stations[0].longitude, stations[0].latitude)
    return np.stack(frame.east_north([s.longitude for s in stations], [s.latitude for s in stations]), axis=-1)


def _placed(stations: Sequence[Station]) -> tuple[Floats, Floats]:
    """Places, (antenna, 3), and axes, (antenna, 3, 3), of all antennas in the plane around the first station.

    Bearings and offsets count from true north at each station, which the plane turns by the convergence of meridians.
    """
    frame = _frame(stations[0].longitude, stations[0].latitude)
    count = [len(station.antennas) for station in stations]
    turn = frame.convergence_deg([s.longitude for s in stations], [s.latitude for s in stations])
    turn_deg = np.repeat(turn, count)
    antennas = [antenna for station in stations for antenna in station.antennas]
    given = np.array([[a.east_m, a.north_m, a.height_m, a.azimuth_deg, a.mechanical_tilt_deg] for a in antennas])
    east, north, height, azimuth_deg, tilt_deg = given.T
    cosine, sine = np.cos(np.radians(turn_deg)), np.sin(np.radians(turn_deg))
    offset = np.column_stack([east * cosine - north * sine, east * sine + north * cosine])
    place = np.repeat(station_positions(stations), count, axis=0) + offset
    foot = np.repeat([station.foot_m for station in stations], count)
    return np.column_stack([place, foot + height]), antenna_axes(azimuth_deg - turn_deg, tilt_deg)


def sources_of(stations: Sequence[Station]) -> Sources:
    """Arrays of all antennas and carriers of stations; the first station is the origin.

    Raises
    ------
    ValueError
        If there is no station, or a station id is duplicated.
    """
    if not stations:
        raise ValueError("there is no station to compute")
    ids = [station.id for station in stations]
    if len(set(ids)) < len(ids):
        twice = next(name for name in ids if ids.count(name) > 1)
        raise ValueError(f"station id {twice!r} is duplicated; its power would be counted twice")
    antennas = [(station, antenna) for station in stations for antenna in station.antennas]
    keys = [(id(antenna.pattern), antenna.electrical_tilt_deg) for _, antenna in antennas]
    distinct = {key: antenna for key, (_, antenna) in zip(reversed(keys), reversed(antennas), strict=True)}
    order = {key: index for index, key in enumerate(distinct)}
    station_order = {station.id: index for index, station in enumerate(stations)}
    rows = [
        (index, station_order[station.id], station, antenna, carrier)
        for index, (station, antenna) in enumerate(antennas)
        for carrier in antenna.carriers
    ]
    position, axes = _placed(stations)
    return Sources(
        position=position,
        axes=axes,
        tables=np.stack([pattern_tables(a.pattern, a.electrical_tilt_deg) for a in distinct.values()]),
        maximum_attenuation=np.array([a.pattern.maximum_attenuation_db for a in distinct.values()]),
        table_index=np.array([order[key] for key in keys], dtype=np.intp),
        antenna_index=np.array([row[0] for row in rows], dtype=np.intp),
        station_index=np.array([row[1] for row in rows], dtype=np.intp),
        eirp=np.array([antenna.eirp(carrier) for *_, antenna, carrier in rows]),
        radiated_power=np.array([antenna.radiated_power(carrier) for *_, antenna, carrier in rows]),
        duty_cycle=np.array([carrier.duty_cycle for *_, carrier in rows]),
        power_reduction_factor=np.array([carrier.power_reduction_factor for *_, carrier in rows]),
        frequency=np.array([carrier.frequency_hz for *_, carrier in rows]),
        stations=tuple(stations),
        members=tuple((station, antenna, carrier) for _, _, station, antenna, carrier in rows),
    )
