"""Networks of the scale benchmark: a city at random, and a country whose antennas are clustered like cities."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from emfassess.field.network import Network, boundaries_of
from emfassess.patterns import panel
from emfassess.stations import Antenna, Carrier
from emfassess.units import Floats

CITY_SIDE = 22_400.0
"""Square of 500 km2. [m]"""

LONGITUDE, LATITUDE = 120.2, 30.3
PANELS = ((17.0, 65.0, 7.0), (15.5, 65.0, 10.0), (18.0, 33.0, 6.0), (17.5, 65.0, 5.5))
COUNTRY_ANTENNAS = 5_000_000
COUNTRY_SIDE = 1_000_000.0
CITIES = 300
URBAN_SHARE, DENSITY = 0.85, 20e-6
"""Part of the antennas that stand in cities, and antennas a square metre there."""


def degrees(east: Floats, north: Floats) -> tuple[Floats, Floats]:
    """Longitude and latitude around the scenes' middle."""
    latitude = LATITUDE + north / 110_860.0
    return LONGITUDE + east / (111_320.0 * np.cos(np.radians(latitude))), latitude


def city_table(antennas: int, side: float = CITY_SIDE, seed: int = 1) -> pd.DataFrame:
    """Three sectors a site, one to three carriers an antenna, as a table of the contract."""
    rng = np.random.default_rng(seed)
    sites = antennas // 3 + 1
    place = rng.uniform(-side / 2, side / 2, (sites, 2))
    longitude, latitude = degrees(place[:, 0], place[:, 1])
    site = np.repeat(np.arange(sites), 3)[:antennas]
    kind = np.array(PANELS)[rng.integers(0, len(PANELS), antennas)]
    columns = {
        "station_id": pd.Series(site).map("S{:07d}".format),
        "operator": "A",
        "longitude": longitude[site],
        "latitude": latitude[site],
        "antenna_id": np.tile(["A1", "A2", "A3"], sites)[:antennas],
        "gain_dbi": kind[:, 0],
        "horizontal_beamwidth_deg": kind[:, 1],
        "vertical_beamwidth_deg": kind[:, 2],
        "front_to_back_db": 25.0,
        "height_m": np.round(rng.uniform(18, 50, sites)[site], 1),
        "azimuth_deg": np.round((rng.uniform(0, 120, sites)[site] + 120 * (np.arange(antennas) % 3)) % 360, 1),
        "mechanical_tilt_deg": np.round(rng.uniform(0, 8, antennas), 1),
        "technology": "LTE",
        "frequency_mhz": 942.0,
        "power_w": 40.0,
        "feeder_loss_db": 0.5,
        "power_reduction_factor": 1.0,
    }
    table = pd.DataFrame(columns)
    more = [table]
    for mhz, share, factor in ((2140.0, 0.7, 1.0), (3500.0, 0.4, 0.25)):
        fed = table[rng.random(antennas) < share].copy()
        more.append(fed.assign(frequency_mhz=mhz, power_w=80.0, power_reduction_factor=factor))
    return pd.concat(more).sort_values(["station_id", "antenna_id", "frequency_mhz"], ignore_index=True)


def write_table(table: pd.DataFrame, path: Path) -> Path:
    """The table as Parquet."""
    table.to_parquet(path, index=False)
    return path


def country() -> Network:
    """Five million antennas: cities by Zipf's law, denser in their middles, and villages between."""
    rng = np.random.default_rng(2)
    size = 1.0 / np.arange(1, CITIES + 1) ** 0.9
    urban = int(URBAN_SHARE * COUNTRY_ANTENNAS)
    count = np.floor(size / size.sum() * urban).astype(int)
    middle = rng.uniform(-0.45, 0.45, (CITIES, 2)) * COUNTRY_SIDE
    city = np.repeat(np.arange(CITIES), count)
    radius = np.sqrt(count / DENSITY / np.pi)[city]
    turn, share = rng.uniform(0, 2 * np.pi, len(city)), rng.uniform(0, 1, len(city)) ** 0.6
    place = middle[city] + (radius * share)[:, np.newaxis] * np.column_stack([np.cos(turn), np.sin(turn)])
    villages = rng.uniform(-0.5, 0.5, (COUNTRY_ANTENNAS - len(place), 2)) * COUNTRY_SIDE
    return _network(np.concatenate([place, villages]), rng)


def _network(place: Floats, rng: np.random.Generator) -> Network:
    longitude, latitude = degrees(place[:, 0], place[:, 1])
    count = len(place)
    patterns = tuple((panel(*kind), 0.0) for kind in PANELS)
    carrier = Carrier("LTE", "A", 2140.0, power_w=120.0)
    kinds = [(Antenna("A", pattern, 1.0, 0.0, (carrier,)), 2.14e9) for pattern, _ in patterns]
    kind = rng.integers(0, len(patterns), count)
    gain = np.array([pattern.gain_dbi for pattern, _ in patterns])[kind]
    columns: dict[str, Any] = {
        "name": np.broadcast_to(np.array("antenna"), (count,)),
        "key": rng.permutation(count).astype(np.int64) * 1000,
        "longitude": longitude,
        "latitude": latitude,
        "east": np.zeros(count),
        "north": np.zeros(count),
        "height": rng.uniform(18, 50, count),
        "elevation": np.full(count, np.nan),
        "azimuth_deg": rng.uniform(0, 360, count),
        "tilt_deg": rng.uniform(0, 8, count),
        "pattern_index": kind.astype(np.int64),
        "boundary": boundaries_of(kinds)[kind],
        "station_index": np.arange(count) // 3,
        "antenna_index": np.arange(count),
        "frequency": np.full(count, 2.14e9),
        "eirp": 120.0 * 10 ** (gain / 10),
        "duty_cycle": np.ones(count),
        "power_reduction_factor": rng.choice([1.0, 0.5], count),
        "technology": np.broadcast_to(np.array("LTE"), (count,)),
    }
    return Network(**columns, patterns=patterns)
