"""Stations in versions: the state on a given day.

A version holds from its day until a later one begins; a version with a mistake is replaced by one that corrects it, and
stays readable. Two versions that say the same are one.
"""

import datetime
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from emfassess.patterns import Pattern
from emfassess.register.canonical import sha256_of
from emfassess.register.changes import StationChange, changes
from emfassess.register.connection import Register, Writing
from emfassess.register.current import current_change
from emfassess.register.roles import Actor, require
from emfassess.register.station_json import hashed, pattern_from_json, pattern_hashes, station_from_json, station_json
from emfassess.register.tables import ChangeRow, PatternRow, StationRow, current
from emfassess.stations import Source, Station


@dataclass(frozen=True)
class StationVersion:
    """One version: its key, from which day, and the station; None where the station is dismantled from that day."""

    key: int
    station_id: str
    valid_from: datetime.date
    station: Station | None
    sha256: str
    corrects: int | None
    reason: str
    recorded_at: datetime.datetime


def add_station(
    register: Register,
    station: Station,
    valid_from: datetime.date,
    actor: Actor,
    corrects: int | None = None,
    reason: str = "",
) -> int:
    """Store a version valid from a day on; gives the version's key.

    Parameters
    ----------
    register : Register
    station : Station
    valid_from : date
        First day of the version.
    actor : Actor
        Needs the right to change stations.
    corrects : int, optional
        Key of a version that was wrong and that this one replaces; then `reason` says what was wrong.
    reason : str

    Raises
    ------
    ValueError
        If the corrected version is not a current one of this station, or has no reason.
    """
    return add_stations(register, [station], valid_from, actor, corrects, reason)[0]


def add_stations(
    register: Register,
    stations: Sequence[Station],
    valid_from: datetime.date,
    actor: Actor,
    corrects: int | None = None,
    reason: str = "",
) -> list[int]:
    """Keep many stations from the same day on, all or none; as :func:`add_station`."""
    require(actor, "change stations")
    if corrects is not None and len(stations) != 1:
        raise ValueError("one version is corrected by one station")
    keys = []
    with register.writing(actor) as writing:
        hashes = _kept_patterns(writing.session, stations)
        for station in stations:
            if corrects is not None:
                _check_correction(writing.session, station.id, corrects, reason)
            record = station_json(station, lambda pattern: hashes[id(pattern)])
            same = None if corrects is not None else _same_version(writing.session, station.id, valid_from, record)
            keys.append(same or _add_version(writing, station, valid_from, record, corrects, reason))
        if not writing.noted:
            writing.note("find stations unchanged", valid_from, stations=len(stations))
    return keys


def dismantle_station(
    register: Register, station_id: str, valid_from: datetime.date, actor: Actor, reason: str = ""
) -> int:
    """Store that a station is dismantled from a day on; gives the version's key."""
    require(actor, "change stations")
    with register.writing(actor) as writing:
        last = _version_on(writing.session, station_id, valid_from)
        if last is None or last.gone:
            raise ValueError(f"no station {station_id!r} exists on {valid_from}; check the id")
        columns = {c.name: getattr(last, c.name) for c in StationRow.__table__.columns if c.name != "key"}
        row = StationRow(
            **columns
            | {"valid_from": valid_from, "gone": True, "record": "", "sha256": sha256_of(""), "corrects": None}
            | {"reason": reason, "source_name": None, "source_sha256": None, "recorded_at": writing.at}
        )
        writing.session.add(row)
        writing.session.flush()
        writing.note("dismantle station", station_id, version=row.key, valid_from=valid_from, reason=reason)
        return row.key


def station_on(register: Register, station_id: str, day: datetime.date, actor: Actor) -> Station | None:
    """Station on a day as known now; None where there was none."""
    require(actor, "see private entries")
    with register.reading() as session:
        row = _version_on(session, station_id, day)
        return None if row is None or row.gone else _station(row, _patterns(session, [row]))


def stations_on(register: Register, day: datetime.date, actor: Actor) -> tuple[Station, ...]:
    """All stations in service on a day, by id."""
    require(actor, "see private entries")
    with register.reading() as session:
        newest = {row.station_id: row for row in session.scalars(_versions(StationRow.valid_from <= day))}
        return stations_of(session, [row for row in newest.values() if not row.gone])


def history(register: Register, station_id: str, actor: Actor) -> tuple[StationVersion, ...]:
    """Every version that was ever kept of a station, corrected ones too, in the order they were recorded."""
    require(actor, "see private entries")
    with register.reading() as session:
        rows = session.scalars(
            select(StationRow).where(StationRow.station_id == station_id).order_by(StationRow.key)
        ).all()
        patterns = _patterns(session, [row for row in rows if not row.gone])
        return tuple(
            StationVersion(
                row.key,
                row.station_id,
                row.valid_from,
                None if row.gone else _station(row, patterns),
                row.sha256,
                row.corrects,
                row.reason,
                row.recorded_at,
            )
            for row in rows
        )


def changes_of(register: Register, station_id: str, actor: Actor) -> tuple[tuple[datetime.date, StationChange], ...]:
    """Changes of a station that asked for a new measurement, with their days."""
    require(actor, "see private entries")
    with register.reading() as session:
        rows = session.scalars(
            select(ChangeRow).where(ChangeRow.station_id == station_id, current_change()).order_by(ChangeRow.key)
        )
        return tuple((row.day, StationChange(row.kind, row.detail)) for row in rows)  # type: ignore[arg-type]


def stations_of(session: Session, rows: Sequence[StationRow]) -> tuple[Station, ...]:
    """Stations of versions, by id."""
    shelf = _patterns(session, rows)
    return tuple(_station(row, shelf) for row in sorted(rows, key=lambda row: row.station_id))


def version_key_on(session: Session, station_id: str, day: datetime.date) -> int | None:
    """Key of the version of a day."""
    row = _version_on(session, station_id, day)
    return None if row is None or row.gone else row.key


def is_known(session: Session, station_id: str) -> bool:
    """Whether there is any version of a station."""
    return session.scalar(select(StationRow.key).where(StationRow.station_id == station_id).limit(1)) is not None


def _versions(*conditions: ColumnElement[bool]) -> Select[StationRow]:
    """Current versions in the order of their days."""
    valid = current(StationRow.key, StationRow.corrects)
    return select(StationRow).where(valid, *conditions).order_by(StationRow.valid_from, StationRow.key)


def _version_on(session: Session, station_id: str, day: datetime.date) -> StationRow | None:
    rows = session.scalars(_versions(StationRow.station_id == station_id, StationRow.valid_from <= day)).all()
    return rows[-1] if rows else None


def _same_version(session: Session, station_id: str, valid_from: datetime.date, record: str) -> int | None:
    """Key of the version of a day, if it says the same."""
    row = _version_on(session, station_id, valid_from)
    return row.key if row is not None and not row.gone and row.sha256 == sha256_of(record) else None


def _check_correction(session: Session, station_id: str, corrects: int, reason: str) -> None:
    row = session.scalar(
        select(StationRow).where(StationRow.key == corrects, current(StationRow.key, StationRow.corrects))
    )
    if row is None or row.station_id != station_id:
        raise ValueError(f"version {corrects} is no current version of station {station_id}; see its history")
    if not reason.strip():
        raise ValueError(f"a correction of version {corrects} of station {station_id} needs a reason")


def _add_version(
    writing: Writing,
    station: Station,
    valid_from: datetime.date,
    record: str,
    corrects: int | None,
    reason: str,
) -> int:
    session, source = writing.session, station.source
    row = StationRow(
        station_id=station.id,
        valid_from=valid_from,
        gone=False,
        name=station.name,
        operator=station.operator,
        longitude=station.longitude,
        latitude=station.latitude,
        support=station.support or "",
        record=record,
        sha256=sha256_of(record),
        source_name=source.name if source else None,
        source_sha256=source.sha256 if source else None,
        corrects=corrects,
        reason=reason,
        recorded_at=writing.at,
    )
    session.add(row)
    session.flush()
    _add_changes(session, station.id)
    writing.note(
        "add station version",
        station.id,
        version=row.key,
        sha256=row.sha256,
        valid_from=valid_from,
        corrects=corrects,
        reason=reason,
    )
    return row.key


def _add_changes(session: Session, station_id: str) -> None:
    """Keep what changes between neighbouring versions, wherever two are neighbours for the first time."""
    rows = [row for row in session.scalars(_versions(StationRow.station_id == station_id)) if not row.gone]
    if len(rows) < 2:
        return
    compared = {
        (row.before_key, row.version_key)
        for row in session.scalars(select(ChangeRow).where(ChangeRow.station_id == station_id))
    }
    patterns = _patterns(session, rows)
    for before, after in pairwise(rows):
        if (before.key, after.key) in compared:
            continue
        for change in changes(_station(before, patterns), _station(after, patterns)):
            session.add(
                ChangeRow(
                    version_key=after.key,
                    before_key=before.key,
                    station_id=station_id,
                    day=after.valid_from,
                    kind=change.kind,
                    detail=change.detail,
                )
            )


def _kept_patterns(session: Session, stations: Iterable[Station]) -> dict[int, str]:
    """Hashes of the stations' patterns by identity; those that are new are put into the register."""
    distinct = {id(antenna.pattern): antenna.pattern for station in stations for antenna in station.antennas}
    hashes: dict[int, str] = {}
    for key, pattern in distinct.items():
        sha256, text = hashed(pattern)
        hashes[key] = sha256
        if session.get(PatternRow, sha256) is None:
            session.add(PatternRow(sha256=sha256, record=zlib.compress(text.encode("utf-8"))))
            session.flush()
    return hashes


def _patterns(session: Session, rows: Iterable[StationRow]) -> dict[str, Pattern]:
    wanted = sorted({sha256 for row in rows for sha256 in pattern_hashes(row.record)})
    found = {sha256: session.get_one(PatternRow, sha256).record for sha256 in wanted}
    return {sha256: pattern_from_json(zlib.decompress(record).decode("utf-8")) for sha256, record in found.items()}


def _station(row: StationRow, patterns: dict[str, Pattern]) -> Station:
    source = None if row.source_name is None else Source(row.source_name, row.source_sha256 or "")
    return station_from_json(row.record, patterns, source)
