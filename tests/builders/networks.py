"""Networks of many sites, and their levels in plain NumPy: every antenna at every point, in double precision."""

from collections.abc import Sequence

import numpy as np

from builders.array_pattern import array_pattern
from builders.stations import parabolic
from emfassess.geometry import LocalFrame
from emfassess.patterns import Pattern
from emfassess.stations import Antenna, Carrier, Station
from emfassess.units import Floats

HOME = LocalFrame(120.2, 30.3)
BANDS = ((942.0, 40.0, 1.0), (1840.0, 40.0, 1.0), (2140.0, 80.0, 1.0), (3500.0, 120.0, 0.25))
"""Frequency [MHz], power [W] and power reduction factor of the antennas of each sector."""

WITH_NULLS = tuple(array_pattern(rows, tilt) for rows in (6, 8, 10, 12) for tilt in (2.0, 5.0, 8.0))
PENCILS = (parabolic(24.0, 6.0, 4.0),)


def network(sites: int, per_km2: float, patterns: Sequence[Pattern] = WITH_NULLS, seed: int = 1) -> list[Station]:
    """Sites at random in a square, each with three sectors of four antennas; the first site is the one nearest its middle."""
    rng = np.random.default_rng(seed)
    side = 1000.0 * np.sqrt(sites / per_km2)
    places = rng.uniform(-side / 2, side / 2, (sites, 2))
    places = places[np.argsort(np.hypot(*places.T))]
    return [
        _site(f"S{number}", float(east), float(north), patterns, rng) for number, (east, north) in enumerate(places)
    ]


def _site(name: str, east: float, north: float, patterns: Sequence[Pattern], rng: np.random.Generator) -> Station:
    longitude, latitude = HOME.longitude_latitude(east, north)
    turn, height = float(rng.uniform(0, 120)), float(rng.uniform(20, 50))
    antennas = tuple(
        Antenna(
            f"A{sector}-{frequency:g}",
            patterns[int(rng.integers(len(patterns)))],
            height,
            (turn + 120.0 * sector) % 360.0,
            (Carrier("LTE", "A", frequency, power_w=power, power_reduction_factor=factor),),
            mechanical_tilt_deg=float(rng.uniform(0, 4)),
        )
        for sector in range(3)
        for frequency, power, factor in BANDS
    )
    return Station(name, name, "A", float(longitude), float(latitude), antennas)


def antenna_density(origin: Station, stations: Sequence[Station], points: Floats) -> tuple[list[str], Floats]:
    """Names of all antennas, and the power density of each at points around a station, (antenna, point). [W/m^2]"""
    frame = LocalFrame(origin.longitude, origin.latitude)
    names, rows = [], []
    for station in stations:
        east, north = frame.east_north(station.longitude, station.latitude)
        for antenna in station.antennas:
            names.append(f"{station.id}/{antenna.id}")
            rows.append(_density(antenna, points - [float(east), float(north), antenna.height_m]))
    return names, np.array(rows)


def _density(antenna: Antenna, offset: Floats) -> Floats:
    """Far field of an antenna with one carrier, its cuts in decibel added and interpolated to the tenth of a degree."""
    azimuth, tilt = np.radians(antenna.azimuth_deg), np.radians(antenna.mechanical_tilt_deg)
    east, north, up = offset.T
    level, right = east * np.sin(azimuth) + north * np.cos(azimuth), east * np.cos(azimuth) - north * np.sin(azimuth)
    ahead, above = level * np.cos(tilt) - up * np.sin(tilt), level * np.sin(tilt) + up * np.cos(tilt)
    around = np.degrees(np.arctan2(right, ahead)) % 360.0
    below = -np.degrees(np.arctan2(above, np.hypot(ahead, right))) % 360.0
    pattern, degrees = antenna.pattern, np.arange(3601) / 10.0
    loss = np.interp(around, degrees, np.append(pattern.horizontal_db, pattern.horizontal_db[0]))
    loss = loss + np.interp(below, degrees, np.append(pattern.vertical_db, pattern.vertical_db[0]))
    loss = np.minimum(loss, pattern.maximum_attenuation_db)
    power = antenna.carriers[0].power_w
    assert power is not None
    eirp = power * 10 ** (pattern.gain_dbi / 10)
    return np.asarray(eirp * 10 ** (-loss / 10) / (4 * np.pi * (offset**2).sum(axis=1)))


def gb_8702_sums(stations: Sequence[Station], density: Floats) -> Floats:
    """Sums of GB 8702-2014, (scenario, sum, point): levels for the public from 30 MHz to 15 GHz as its table 1 has them."""
    frequency = np.array([a.carriers[0].frequency_mhz for s in stations for a in s.antennas])
    factor = np.array([a.carriers[0].power_reduction_factor for s in stations for a in s.antennas])
    high = frequency > 3000.0
    electric = np.where(high, 0.22 * np.sqrt(frequency), 12.0)
    magnetic = np.where(high, 0.00059 * np.sqrt(frequency), 0.032)
    power = np.where(high, frequency / 7500.0, 0.4)
    impedance = 376.730313668
    weights = np.stack([impedance / electric**2, 1.0 / (impedance * magnetic**2), 1.0 / power])
    return np.stack([weights @ density, (weights * factor) @ density])
