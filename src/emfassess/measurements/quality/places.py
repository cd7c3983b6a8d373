"""Rules of places: positions lie in the area, near the stations, and not where a receiver without a fix puts them."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import shapely
from numpy.typing import ArrayLike
from pyproj import Geod

from emfassess.measurements import Campaign
from emfassess.measurements.quality.finding import Finding, concerning
from emfassess.measurements.quality.settings import Context, StationPlace, Thresholds
from emfassess.units import Floats

_ELLIPSOID = Geod(ellps="WGS84")


def distance_m(longitude: ArrayLike, latitude: ArrayLike, to_longitude: ArrayLike, to_latitude: ArrayLike) -> Floats:
    """Distance over the ellipsoid, one by one; not a number where a position is unknown. Angles in degrees. [m]"""
    return np.asarray(_ELLIPSOID.inv(longitude, latitude, to_longitude, to_latitude)[2])


def distance_to_stations(longitude: ArrayLike, latitude: ArrayLike, stations: Sequence[StationPlace]) -> Floats:
    """Distance of places to the nearest of some stations, shape (place,). [m]"""
    nearest = np.full(np.shape(longitude), np.inf)
    for station in stations:  # one at a time: a million places by many stations need not fit into memory
        there = (np.full(nearest.shape, station.longitude), np.full(nearest.shape, station.latitude))
        nearest = np.fmin(nearest, distance_m(longitude, latitude, *there))
    return np.asarray(nearest)


def positions(campaign: Campaign, readings: pd.DataFrame, context: Context, thresholds: Thresholds) -> list[Finding]:
    """Where the readings were taken, by their own position or that of their point."""
    table = placed(campaign, readings)
    known = table["longitude"].notna()
    zero = known & (table["longitude"] == 0) & (table["latitude"] == 0)
    found = [
        *concerning("position-unknown", table[~known]),
        *concerning("position-zero", table[zero]),
    ]
    where = table[known & ~zero]
    if context.area:
        area = shapely.Polygon(context.area)
        shapely.prepare(area)
        inside = shapely.intersects_xy(area, where["longitude"].to_numpy(), where["latitude"].to_numpy())
        found += concerning("outside-area", where[~inside])
    if context.stations:
        metres = distance_to_stations(where["longitude"].to_numpy(), where["latitude"].to_numpy(), context.stations)
        far = where[metres > thresholds.station_range_m]
        found += concerning("far-from-stations", far, range=thresholds.station_range_m)
    return found


def placed(campaign: Campaign, readings: pd.DataFrame) -> pd.DataFrame:
    """Readings with the position of their described point where they have none of their own."""
    table = readings[["line", "point_id", "longitude", "latitude"]].copy()
    ids = table["point_id"].astype(str)
    for key in ("longitude", "latitude"):
        described = {p.id: getattr(p, key) for p in campaign.points if p.longitude is not None}
        table[key] = table[key].fillna(ids.map(described).astype(float))
    return table
