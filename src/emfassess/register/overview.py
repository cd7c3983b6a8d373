"""Overview of every station, and the public part of it.

Everybody sees published results only, each with the version of the station that it was assessed for; engineers and
regulators see the newest current result of every station, with its state of publication.
"""

import datetime
import math
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from emfassess.register.connection import Register
from emfassess.register.current import is_in_force
from emfassess.register.nearest_measurement import METRES_PER_DEGREE, distances
from emfassess.register.publication import STATES, is_published
from emfassess.register.roles import Actor
from emfassess.register.stations import stations_of
from emfassess.register.tables import AssessmentRow, LimitRow, PublicationRow, StationRow, current
from emfassess.stations import Station

RECORDED = "recorded"
"""State of an assessment that nobody has drafted for publication."""

COLUMNS = (
    "assessment",
    "station_id",
    "name",
    "operator",
    "support",
    "longitude",
    "latitude",
    "basis",
    "day",
    "standard",
    "edition",
    "population",
    "scenario",
    "verdict",
    "max_exposure_ratio",
    "expanded_uncertainty_db",
    "complete",
    "place",
    "cause",
    "own_exposure_ratio",
    "state",
)


@dataclass(frozen=True)
class PublishedStations:
    """Stations near a place whose present version has a published computation, and how many exist without one."""

    stations: tuple[Station, ...]
    without: int


def overview(register: Register, actor: Actor) -> pd.DataFrame:
    """The newest result of each station and basis that an actor may see, by station; columns as of :func:`results`."""
    table = results(register, actor).drop_duplicates(["station_id", "basis"], keep="last")
    return table.sort_values(["station_id", "basis"], ignore_index=True)


def results(register: Register, actor: Actor) -> pd.DataFrame:
    """All results of stations that are current or are published, as far as an actor may see them, oldest first.

    Returns
    -------
    DataFrame
        With the columns of :data:`COLUMNS`; `state` is one of :data:`~emfassess.register.publication.STATES`, or
        ``recorded`` where nobody drafted it.
    """
    published = is_published(AssessmentRow.key)
    with register.reading() as session:
        seen = is_in_force() | published if actor.may("see private entries") else published
        rows = session.execute(_results(seen)).all()
        states = _states(session)
    table = pd.DataFrame.from_records([tuple(row) for row in rows], columns=COLUMNS[:-1])
    table["state"] = [states.get(key, RECORDED) for key in table["assessment"]]
    return table


def published_stations(
    register: Register, longitude: float, latitude: float, within_m: float, today: datetime.date
) -> PublishedStations:
    """Stations around a place as the public may count on them.

    Parameters
    ----------
    register : Register
    longitude, latitude : float
        The place, WGS 84. [deg]
    within_m : float
        How far a station may lie. [m]
    today : date
        Later versions are not current yet.

    Returns
    -------
    PublishedStations
        A station whose version was changed since its result was published counts as one without.
    """
    with register.reading() as session:
        rows = session.execute(_versions_around(longitude, latitude, within_m, today)).all()
        table = pd.DataFrame.from_records(
            [tuple(row) for row in rows], columns=["key", "station_id", "longitude", "latitude", "gone"]
        ).drop_duplicates("station_id", keep="last")
        table = table[~table["gone"].astype(bool)]
        away = distances(longitude, latitude, table["longitude"].to_numpy(float), table["latitude"].to_numpy(float))
        near = {int(key) for key in table["key"].to_numpy()[away <= within_m]}
        out = near & set(session.scalars(_published_versions()))
        rows_out = [session.get_one(StationRow, key) for key in sorted(out)]
        return PublishedStations(stations_of(session, rows_out), len(near) - len(out))


def published_assessment(register: Register, station_id: str, basis: str) -> int | None:
    """Key of the newest published result of a station, ``computed`` or ``measured``; None where there is none."""
    newest = (
        select(AssessmentRow.key)
        .where(AssessmentRow.station_id == station_id, AssessmentRow.basis == basis, is_published(AssessmentRow.key))
        .order_by(AssessmentRow.day.desc(), AssessmentRow.key.desc())
    )
    with register.reading() as session:
        return session.scalars(newest.limit(1)).first()


def _results(condition: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """Results with the station of that day, oldest first."""
    return (
        select(
            AssessmentRow.key,
            AssessmentRow.station_id,
            StationRow.name,
            StationRow.operator,
            StationRow.support,
            StationRow.longitude,
            StationRow.latitude,
            AssessmentRow.basis,
            AssessmentRow.day,
            LimitRow.standard,
            LimitRow.edition,
            AssessmentRow.population,
            AssessmentRow.scenario,
            AssessmentRow.verdict,
            AssessmentRow.max_exposure_ratio,
            AssessmentRow.expanded_uncertainty_db,
            AssessmentRow.complete,
            AssessmentRow.place,
            AssessmentRow.cause,
            AssessmentRow.own_exposure_ratio,
        )
        .join(LimitRow, LimitRow.sha256 == AssessmentRow.limit_sha256)
        .join(StationRow, StationRow.key == func.coalesce(AssessmentRow.station_version, _any_version()))
        .where(AssessmentRow.station_id != "", condition)
        .order_by(AssessmentRow.day, AssessmentRow.key)
    )


def _any_version() -> Any:
    """The newest version of the assessment's station, for a result from before the station was kept."""
    return (
        select(func.max(StationRow.key))
        .where(StationRow.station_id == AssessmentRow.station_id)
        .correlate(AssessmentRow)
        .scalar_subquery()
    )


def _states(session: Session) -> dict[int, str]:
    """State of every assessment that entered one: the latest of their order."""
    found: dict[int, str] = {}
    for key, state in session.execute(select(PublicationRow.assessment_key, PublicationRow.state)):
        if STATES.index(state) >= STATES.index(found.get(key, STATES[0])):
            found[key] = state
    return found


def _versions_around(
    longitude: float, latitude: float, within_m: float, today: datetime.date
) -> Select[*tuple[Any, ...]]:
    """Versions that have begun of all stations with any version in a box around a place, oldest first."""
    high = within_m / METRES_PER_DEGREE
    wide = min(high / max(math.cos(math.radians(min(abs(latitude) + high, 89.9))), 1e-3), 360.0)
    box = [StationRow.latitude.between(latitude - high, latitude + high)]
    if abs(longitude) + wide <= 180:  # near the date line every station of the latitude is looked at
        box.append(StationRow.longitude.between(longitude - wide, longitude + wide))
    return (
        select(StationRow.key, StationRow.station_id, StationRow.longitude, StationRow.latitude, StationRow.gone)
        .where(
            StationRow.station_id.in_(select(StationRow.station_id).where(*box)),
            StationRow.valid_from <= today,
            current(StationRow.key, StationRow.corrects),
        )
        .order_by(StationRow.valid_from, StationRow.key)
    )


def _published_versions() -> Select[*tuple[Any, ...]]:
    return select(AssessmentRow.station_version).where(
        AssessmentRow.basis == "computed", AssessmentRow.station_version.is_not(None), is_published(AssessmentRow.key)
    )
