"""A network: the antennas of many stations as columns, placed on earth.

Where :class:`emfassess.field.Sources` holds the antennas of one computation in the plane around its first station, a network
holds millions anywhere, and each block of a region brings those in its range into a plane of its own.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

from emfassess.assumptions import Assumption
from emfassess.field.far_field import far_field_boundary
from emfassess.field.near_field import radiating_length
from emfassess.patterns import Pattern
from emfassess.stations import Antenna, Source, Station
from emfassess.summaries import Summarised
from emfassess.units import Floats, wavelength

Index = NDArray[np.int64]


@dataclass(frozen=True, eq=False, repr=False)
class Network(Summarised):
    """Antennas and carriers as columns.

    Parameters
    ----------
    name : ndarray of str, shape (antenna,)
        ``station/antenna``.
    key : ndarray of int, shape (antenna,)
        A number that depends on the name only, so that it stays when other stations come and go.
    longitude, latitude : ndarray, shape (antenna,)
        Of the station. [deg]
    east, north, height : ndarray, shape (antenna,)
        Offset from the station's position, and the centre of the radiating part above ground. [m]
    elevation : ndarray, shape (antenna,)
        Of the ground as the file states it; not a number where it does not. [m]
    azimuth_deg, tilt_deg : ndarray, shape (antenna,)
        Compass bearing and mechanical tilt. [deg]
    pattern_index : ndarray of int, shape (antenna,)
        Which of `patterns`.
    boundary : ndarray, shape (antenna,)
        Farthest far-field boundary of its carriers. [m]
    station_index : ndarray of int, shape (antenna,)
        Antennas of one station share a number.
    antenna_index : ndarray of int, shape (carrier,)
        Which antenna a carrier feeds; ascending.
    frequency, eirp, radiated_power, duty_cycle, power_reduction_factor : ndarray, shape (carrier,)
        As in :class:`emfassess.field.Sources`. [Hz], [W]
    technology : ndarray of str, shape (carrier,)
        As the files name it.
    patterns : tuple of (Pattern, float)
        Distinct patterns with their electrical tilt. [deg]
    assumptions : tuple of Assumption
        What the files left open.
    files : tuple of Source
        Where it came from.
    countries : tuple of str
        Countries that its stations state; an empty text for those that state none.
    """

    name: NDArray[Any]
    key: Index
    longitude: Floats
    latitude: Floats
    east: Floats
    north: Floats
    height: Floats
    elevation: Floats
    azimuth_deg: Floats
    tilt_deg: Floats
    pattern_index: Index
    boundary: Floats
    station_index: Index
    antenna_index: Index
    frequency: Floats
    eirp: Floats
    radiated_power: Floats
    duty_cycle: Floats
    power_reduction_factor: Floats
    technology: NDArray[Any]
    patterns: tuple[tuple[Pattern, float], ...]
    assumptions: tuple[Assumption, ...] = ()
    files: tuple[Source, ...] = ()
    countries: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not len(self.key):
            raise ValueError("there is no station to compute")
        order = np.argsort(self.key, kind="stable")
        twice = np.flatnonzero(self.key[order][1:] == self.key[order][:-1])
        if len(twice):
            first, second = (str(self.name[order[twice[0] + k]]) for k in (0, 1))
            raise ValueError(f"antenna {first!r} is duplicated (or shares the number of {second!r}): power twice")


def key_of(name: str) -> int:
    """Number of an antenna by its name: 63 bits of BLAKE2b, the same on every machine."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "big") >> 1


def keys_of(names: Iterable[str]) -> Index:
    """Numbers of antennas by their names."""
    return np.fromiter((key_of(name) for name in names), dtype=np.int64)


def network_of(stations: Sequence[Station]) -> Network:
    """The antennas and carriers of stations as columns.

    Raises
    ------
    ValueError
        If there is no station, or an id is duplicated.
    """
    placed = [(index, s, a) for index, s in enumerate(stations) for a in s.antennas]
    if not placed:
        raise ValueError("there is no station to compute")
    carriers = [(index, a, c) for index, (_, _, a) in enumerate(placed) for c in a.carriers]
    kinds = {(id(a.pattern), a.electrical_tilt_deg): (a.pattern, a.electrical_tilt_deg) for _, _, a in placed}
    order = {key: index for index, key in enumerate(kinds)}
    names = [f"{s.id}/{a.id}" for _, s, a in placed]

    def column(values: Iterable[float | None]) -> Floats:
        return np.array([np.nan if value is None else value for value in values], dtype=float)

    boundary = np.zeros(len(placed))
    index = np.array([i for i, _, _ in carriers], dtype=np.int64)
    np.maximum.at(boundary, index, boundaries_of([(a, c.frequency_hz) for _, a, c in carriers]))
    return Network(
        name=np.array(names),
        key=keys_of(names),
        longitude=column(s.longitude for _, s, _ in placed),
        latitude=column(s.latitude for _, s, _ in placed),
        east=column(a.east_m for *_, a in placed),
        north=column(a.north_m for *_, a in placed),
        height=column(a.height_m for *_, a in placed),
        elevation=column(s.ground_elevation_m for _, s, _ in placed),
        azimuth_deg=column(a.azimuth_deg for *_, a in placed),
        tilt_deg=column(a.mechanical_tilt_deg for *_, a in placed),
        pattern_index=np.array([order[id(a.pattern), a.electrical_tilt_deg] for *_, a in placed], dtype=np.int64),
        boundary=boundary,
        station_index=np.array([i for i, _, _ in placed], dtype=np.int64),
        antenna_index=index,
        frequency=column(c.frequency_hz for *_, c in carriers),
        eirp=column(a.eirp(c) for _, a, c in carriers),
        radiated_power=column(a.radiated_power(c) for _, a, c in carriers),
        duty_cycle=column(c.duty_cycle for *_, c in carriers),
        power_reduction_factor=column(c.power_reduction_factor for *_, c in carriers),
        technology=np.array([c.technology for *_, c in carriers]),
        patterns=tuple(kinds.values()),
        assumptions=first_of_each(_all_assumptions(stations)),
        files=tuple(dict.fromkeys(s.source for s in stations if s.source is not None)),
        countries=tuple(sorted({s.country or "" for s in stations})),
    )


def boundaries_of(fed: Sequence[tuple[Antenna, float]]) -> Floats:
    """Far-field boundaries of antennas at a frequency each; antennas of a kind are computed once. [m]"""
    known: dict[tuple[object, ...], float] = {}
    found = np.empty(len(fed))
    for index, (antenna, frequency) in enumerate(fed):
        kind = (id(antenna.pattern), antenna.size, frequency)
        if kind not in known:
            known[kind] = float(far_field_boundary(radiating_length(antenna, frequency), wavelength(frequency)))
        found[index] = known[kind]
    return found


def first_of_each(assumptions: Iterable[Assumption]) -> tuple[Assumption, ...]:
    """One assumption of each code, with the figures of the first: of millions of antennas none is distinguished."""
    found: dict[str, Assumption] = {}
    for assumption in assumptions:
        found.setdefault(assumption.code, Assumption(assumption.code, assumption.values))
    return tuple(found.values())


def _all_assumptions(stations: Sequence[Station]) -> Iterable[Assumption]:
    for station in stations:
        yield from station.assumptions
        for antenna in station.antennas:
            yield from antenna.pattern.assumptions
