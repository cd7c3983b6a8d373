"""The last measurement near a place: for enquiries, and for "who measured here last?"."""

import datetime
import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from pyproj import Geod
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from emfassess.measurements import TOTAL
from emfassess.register.connection import Register
from emfassess.register.imported import current_import
from emfassess.register.publication import is_published
from emfassess.register.roles import Actor, require
from emfassess.register.tables import AssessmentRow, CampaignRow, ExtentRow, ImportRow, PointRow, ReadingRow

NEAR_M = 500.0
"""How far a measurement may lie to count as near, where nothing else is asked. [m]"""
METRES_PER_DEGREE = 110_000.0
"""A little less than a degree of latitude anywhere, so that the box that is searched is never too small. [m]"""


@dataclass(frozen=True)
class NearMeasurement:
    """A measurement near a place.

    `field_strength_v_m` is the greatest valid value there; of an instrument that gives bands only, the root of the
    summed squares of the greatest of each band, which can only be too high, and `summed_over_bands` says so. [V/m]
    Where `censored`, the level lay below that value. `longitude` and `latitude` are those of the point, `height_m` its
    height above the ground; None where it is unknown, or the values there are of several heights. [m]
    """

    campaign_id: str
    point_id: str
    description: str
    day: datetime.date
    distance_m: float
    field_strength_v_m: float
    censored: bool
    summed_over_bands: bool
    longitude: float
    latitude: float
    height_m: float | None


def last_measurement_near(
    register: Register,
    longitude: float,
    latitude: float,
    until: datetime.date,
    actor: Actor,
    within_m: float = NEAR_M,
) -> NearMeasurement | None:
    """The newest measurement within a distance, of one day the nearest; None where nobody measured.

    Parameters
    ----------
    register : Register
    longitude, latitude : float
        The place, WGS 84. [deg]
    until : date
        Later measurements are not looked at.
    actor : Actor
        Needs the right to see private entries.
    within_m : float
        [m]
    """
    require(actor, "see private entries")
    with register.reading() as session:
        return find_near(session, longitude, latitude, until, within_m)


def last_published_measurement_near(
    register: Register, longitude: float, latitude: float, until: datetime.date, within_m: float = NEAR_M
) -> NearMeasurement | None:
    """As :func:`last_measurement_near`, for everybody: of campaigns whose result is published."""
    published = CampaignRow.key.in_(select(AssessmentRow.campaign_key).where(is_published(AssessmentRow.key)))
    with register.reading() as session:
        return find_near(session, longitude, latitude, until, within_m, published)


def find_near(
    session: Session,
    longitude: float,
    latitude: float,
    until: datetime.date,
    within_m: float,
    *conditions: ColumnElement[bool],
) -> NearMeasurement | None:
    """As :func:`last_measurement_near`, inside an open session, of campaigns that meet all conditions."""
    best: NearMeasurement | None = None
    for campaign, day in _campaigns_around(session, longitude, latitude, until, within_m, *conditions):
        if best is not None and day < best.day:
            break
        found = _nearest_in(session, campaign, day, longitude, latitude, within_m)
        if found is not None and (best is None or found.distance_m < best.distance_m):
            best = found
    return best


def _campaigns_around(
    session: Session,
    longitude: float,
    latitude: float,
    until: datetime.date,
    within_m: float,
    *wanted: ColumnElement[bool],
) -> list[tuple[CampaignRow, datetime.date]]:
    """Current campaigns whose area comes near, newest first."""
    high = within_m / METRES_PER_DEGREE
    wide = min(high / max(math.cos(math.radians(min(abs(latitude) + high, 89.9))), 1e-3), 360.0)
    conditions = [*wanted, ExtentRow.south <= latitude + high, ExtentRow.north >= latitude - high]
    if abs(longitude) + wide <= 180:  # near the date line every campaign of the latitude is looked at
        conditions += [ExtentRow.west <= longitude + wide, ExtentRow.east >= longitude - wide]
    statement = (
        select(CampaignRow, ExtentRow.day)
        .join(ExtentRow, ExtentRow.campaign_key == CampaignRow.key)
        .join(ImportRow, ImportRow.key == CampaignRow.import_key)
        .where(current_import(), ExtentRow.day <= until, *conditions)
        .order_by(ExtentRow.day.desc(), CampaignRow.key.desc())
    )
    return [(campaign, day) for campaign, day in session.execute(statement) if day is not None]


def _nearest_in(
    session: Session, campaign: CampaignRow, day: datetime.date, longitude: float, latitude: float, within_m: float
) -> NearMeasurement | None:
    values = _values_around(session, campaign.key, latitude, within_m)
    if values.empty:
        return None
    away = distances(longitude, latitude, values["longitude"].to_numpy(float), values["latitude"].to_numpy(float))
    values = values.assign(distance=away)
    values = values[values["distance"] <= within_m]
    if values.empty:
        return None
    nearest = values.iloc[int(values["distance"].to_numpy().argmin())]
    here = values[
        (values["point_id"] == nearest["point_id"])
        & (values["longitude"] == nearest["longitude"])
        & (values["latitude"] == nearest["latitude"])
    ]
    level, censored, summed = greatest_level(here)
    return NearMeasurement(
        campaign.campaign_id,
        str(nearest["point_id"]),
        str(nearest["description"]),
        day,
        round(float(nearest["distance"]), 1),
        level,
        censored,
        summed,
        float(nearest["longitude"]),
        float(nearest["latitude"]),
        _one_height(here),
    )


def _one_height(values: pd.DataFrame) -> float | None:
    heights = values["height_m"].unique()
    return None if len(heights) > 1 or pd.isna(heights[0]) else float(heights[0])


def _values_around(session: Session, campaign_key: int, latitude: float, within_m: float) -> pd.DataFrame:
    """Valid measured values of a campaign in a strip of latitudes, each with a place."""
    high = within_m / METRES_PER_DEGREE
    level = (ReadingRow.field_strength_v_m, ReadingRow.censored, ReadingRow.band)
    usable = (ReadingRow.campaign_key == campaign_key, ReadingRow.valid, ReadingRow.kind == "measured")
    own = (ReadingRow.point_id, ReadingRow.longitude, ReadingRow.latitude, ReadingRow.height_m)
    route = select(*own, *level).where(*usable, ReadingRow.latitude.between(latitude - high, latitude + high))
    height = func.coalesce(ReadingRow.height_m, PointRow.height_m)
    described = (
        select(ReadingRow.point_id, PointRow.longitude, PointRow.latitude, height, *level, PointRow.description)
        .join(PointRow, (PointRow.campaign_key == ReadingRow.campaign_key) & (PointRow.point_id == ReadingRow.point_id))
        .where(*usable, ReadingRow.latitude.is_(None), PointRow.latitude.between(latitude - high, latitude + high))
    )
    columns = ["point_id", "longitude", "latitude", "height_m", "field_strength_v_m", "censored", "band", "description"]
    rows = [(*row, "") for row in session.execute(route)] + [tuple(row) for row in session.execute(described)]
    return pd.DataFrame(rows, columns=columns)


def greatest_level(values: pd.DataFrame) -> tuple[float, bool, bool]:
    """Greatest field strength of values at one place, whether it is only an upper bound, whether bands were summed."""
    totals = values[values["band"] == TOTAL]
    if not totals.empty:
        top = totals.iloc[int(totals["field_strength_v_m"].to_numpy().argmax())]
        return float(top["field_strength_v_m"]), bool(top["censored"]), False
    tops = values.groupby("band", observed=True)["field_strength_v_m"].max()
    return float(np.sqrt((tops**2).sum())), bool(values["censored"].all()), True


def distances(longitude: float, latitude: float, longitudes: Any, latitudes: Any) -> Any:
    """Distances from a place to others on the WGS 84 ellipsoid. [m]"""
    count = len(longitudes)
    _, _, away = Geod(ellps="WGS84").inv(np.full(count, longitude), np.full(count, latitude), longitudes, latitudes)
    return np.asarray(away)
