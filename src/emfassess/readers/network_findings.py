"""Findings about stations together: one far from all others, the same antenna twice."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from emfassess.assumptions import Assumption
from emfassess.stations import Antenna, Station
from emfassess.units import Floats

FAR_KM = 100.0
FAR_FACTOR = 20.0
"""A station is far if its nearest neighbour is over 100 km away and 20 times as far as is usual in the run."""
FAR_PLACE_KM = 10.0
FEWEST = 3
_EARTH_RADIUS_KM = 6371.0
_FEW_PAIRS = 1_000_000


def with_network_findings(stations: Sequence[Station]) -> list[Station]:
    """The stations, with what is implausible about them among the others."""
    found: dict[int, list[Assumption]] = {}
    for index, distance in _far_stations(stations):
        note = Assumption("check-station-far", (("distance", f"{distance:.0f}"),), (stations[index].id,))
        found.setdefault(index, []).append(note)
    for index, where in _repeated_antennas(stations):
        found.setdefault(index, []).append(Assumption("check-sector-twice", (), where))
    return [
        replace(station, assumptions=(*station.assumptions, *found[index])) if index in found else station
        for index, station in enumerate(stations)
    ]


def far_place_findings(
    stations: Sequence[Station], names: Sequence[str], longitude: Floats, latitude: Floats
) -> list[Assumption]:
    """Warnings about named places far from every station; their coordinates may be swapped."""
    if not len(names):
        return []
    masts = unit_vectors(np.array([s.longitude for s in stations]), np.array([s.latitude for s in stations]))
    distance = nearest_km(unit_vectors(longitude, latitude), masts)
    return [
        Assumption("check-points-far", (("distance", f"{distance[index]:.0f}"),), (names[index],))
        for index in np.flatnonzero(distance > FAR_PLACE_KM).tolist()
    ]


def unit_vectors(longitude: Floats, latitude: Floats) -> Floats:
    """Directions from the middle of the earth, shape (n, 3)."""
    east, north = np.radians(longitude), np.radians(latitude)
    return np.column_stack([np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)])


def nearest_km(places: Floats, others: Floats, rank: int = 1) -> Floats:
    """Distance of each place to its nearest of the others, or to its `rank`-th; both as unit vectors. [km]"""
    if len(places) * len(others) <= _FEW_PAIRS:  # a few stations need no library of trees
        chords = np.sqrt(sum((places[:, np.newaxis, axis] - others[:, axis]) ** 2 for axis in range(3)))
        chord = np.partition(chords, rank - 1, axis=1)[:, rank - 1]
    else:
        from scipy.spatial import cKDTree

        chord = cKDTree(others).query(places, k=[rank])[0][:, 0]
    return np.asarray(2 * np.arcsin(np.minimum(chord / 2, 1.0)) * _EARTH_RADIUS_KM)


def _far_stations(stations: Sequence[Station]) -> list[tuple[int, float]]:
    """Stations far from all others of their country, with the distance. [km]"""
    countries = np.array([station.country or "" for station in stations])
    every = unit_vectors(np.array([s.longitude for s in stations]), np.array([s.latitude for s in stations]))
    found: list[tuple[int, float]] = []
    for country in np.unique(countries):
        own = np.flatnonzero(countries == country)
        if len(own) < FEWEST:
            continue
        distance = nearest_km(every[own], every[own], rank=2)
        far = (distance > FAR_KM) & (distance > FAR_FACTOR * np.median(distance))
        found += [(int(own[k]), float(distance[k])) for k in np.flatnonzero(far)]
    return found


def _repeated_antennas(stations: Sequence[Station]) -> list[tuple[int, tuple[str, str]]]:
    """Antennas that equal one before them in all but their id."""
    first: dict[object, str] = {}
    found = []
    for index, station in enumerate(stations):
        for antenna in station.antennas:
            where = f"{station.id}/{antenna.id}"
            other = first.setdefault(_likeness(station, antenna), where)
            if other is not where:
                found.append((index, (other, where)))
    return found


def _likeness(station: Station, antenna: Antenna) -> object:
    return (
        round(station.longitude, 5),
        round(station.latitude, 5),
        antenna.east_m,
        antenna.north_m,
        antenna.height_m,
        antenna.azimuth_deg,
        antenna.mechanical_tilt_deg,
        antenna.electrical_tilt_deg,
        id(antenna.pattern),
        antenna.carriers,
    )
