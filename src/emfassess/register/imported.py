"""The rows of an import: what an importer gives, and how it becomes campaigns, points and readings."""

import datetime
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Protocol

import pandas as pd
from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from emfassess.measurements import Campaign
from emfassess.measurements.days import named_time_zone
from emfassess.register.canonical import canonical_json, sha256_of
from emfassess.register.connection import Writing
from emfassess.register.instruments import keep_instrument
from emfassess.register.raw_files import keep_raw_file
from emfassess.register.readings import Extent, insert_readings
from emfassess.register.tables import CampaignRow, CampaignStationRow, ExtentRow, ImportRow, PointRow, current

RECORD: TypeAdapter[Campaign] = TypeAdapter(Campaign)


class ImportedRecords(Protocol):
    """A measurement file that an importer has opened: its campaigns, and its readings in chunks."""

    @property
    def path(self) -> Path:
        """The raw file."""

    @property
    def sha256(self) -> str:
        """SHA-256 of its bytes."""

    @property
    def content_sha256(self) -> str:
        """Hash of what it says, whatever its line ends and encoding."""

    @property
    def rows(self) -> int:
        """How many readings there are."""

    @property
    def campaigns(self) -> tuple[Campaign, ...]:
        """Campaigns of the file."""

    def chunks(self) -> Iterable[tuple[str, pd.DataFrame]]:
        """Ids of campaigns and checked readings of them, in order."""


def campaign_key(session: Session, campaign_id: str) -> int | None:
    """Key of a current campaign."""
    row = campaign_row(session, campaign_id)
    return None if row is None else row.key


def stored_campaign_id(session: Session, key: int | None) -> str:
    """Id of the campaign with a key; empty where there is none."""
    return "" if key is None else session.get_one(CampaignRow, key).campaign_id


def campaign_json(record: Campaign) -> str:
    """Canonical JSON of a campaign."""
    plain: Any = RECORD.dump_python(record, mode="json")
    return canonical_json(plain)


def current_import() -> ColumnElement[bool]:
    """Whether no later import replaced one."""
    return current(ImportRow.key, ImportRow.corrects)


def campaign_row(session: Session, campaign_id: str) -> CampaignRow | None:
    """Row of a current campaign; None where there is none."""
    return session.scalars(
        select(CampaignRow)
        .join(ImportRow, ImportRow.key == CampaignRow.import_key)
        .where(CampaignRow.campaign_id == campaign_id, current_import())
    ).first()


def replaced_import(session: Session, corrects: str | None, reason: str) -> int | None:
    """Key of the import that a correction replaces; None where nothing is corrected."""
    if corrects is None:
        return None
    if not reason.strip():
        raise ValueError(f"a correction of campaign {corrects} needs a reason")
    row = campaign_row(session, corrects)
    if row is None:
        raise ValueError(f"the register holds no campaign {corrects!r} that could be corrected")
    return row.import_key


def refuse_twice(session: Session, imported: ImportedRecords, replaced: int | None) -> None:
    """Refuse what is there already, by its bytes or by what they say."""
    same = (ImportRow.file_sha256 == imported.sha256) | (ImportRow.content_sha256 == imported.content_sha256)
    for row in session.scalars(select(ImportRow).where(same, current_import())):
        if row.key == replaced:
            continue
        ids = session.scalars(select(CampaignRow.campaign_id).where(CampaignRow.import_key == row.key)).all()
        raise ValueError(
            f"{imported.path.name}: the same content was imported on {row.recorded_at:%Y-%m-%d %H:%M} UTC as campaign "
            f"{', '.join(ids)}; nothing was changed"
        )


def add_import_row(writing: Writing, imported: ImportedRecords, replaced: int | None, reason: str) -> ImportRow:
    """Keep the raw file and the row of its import."""
    if not imported.campaigns:
        raise ValueError(f"{imported.path.name}: holds no campaign")
    raw = imported.campaigns[0].raw_file
    keep_raw_file(writing.session, imported.path, raw.name, imported.sha256)
    row = ImportRow(
        file_sha256=imported.sha256,
        content_sha256=imported.content_sha256,
        profile=raw.profile,
        rows=imported.rows,
        corrects=replaced,
        reason=reason,
        recorded_at=writing.at,
        recorded_by=writing.actor.name,
    )
    writing.session.add(row)
    writing.session.flush()
    return row


def add_campaign(writing: Writing, record: Campaign, import_key: int, replaced: int | None) -> int:
    """Keep a campaign with its instrument, stations and points; gives its key."""
    session = writing.session
    taken = campaign_row(session, record.id)
    if taken is not None and taken.import_key not in (replaced, import_key):
        raise ValueError(
            f"{record.raw_file.name}: campaign {record.id!r} is in the register with other content; to replace it, "
            "import the file as its correction"
        )
    text = campaign_json(record)
    row = CampaignRow(
        import_key=import_key,
        campaign_id=record.id,
        name=record.name,
        method=record.method,
        instrument_key=keep_instrument(writing, record.instrument) if record.instrument.key else None,
        record=text,
        sha256=sha256_of(text),
    )
    session.add(row)
    session.flush()
    named = {*record.station_ids, *(point.station_id for point in record.points)} - {""}
    session.add_all(CampaignStationRow(campaign_key=row.key, station_id=station_id) for station_id in sorted(named))
    session.add_all(
        PointRow(
            campaign_key=row.key,
            point_id=point.id,
            description=point.description,
            longitude=point.longitude,
            latitude=point.latitude,
            height_m=point.height_m,
            station_id=point.station_id,
        )
        for point in record.points
    )
    session.flush()
    return row.key


def add_readings(
    session: Session, imported: ImportedRecords, keys: dict[str, int], progress: Callable[[int], None] | None
) -> dict[str, Extent]:
    """Put the chunks in, and gather what they span."""
    extents = {campaign_id: Extent() for campaign_id in keys}
    done = 0
    for campaign_id, readings in imported.chunks():
        if campaign_id not in keys:
            raise ValueError(f"{imported.path.name}: readings of a campaign {campaign_id!r} that it does not describe")
        extent = extents[campaign_id]
        insert_readings(session, keys[campaign_id], extent.rows + 1, readings)
        extent.add(readings)
        done += len(readings)
        if progress is not None:
            progress(done)
    if done != imported.rows:
        raise ValueError(f"{imported.path.name}: {imported.rows} readings announced, {done} found; nothing was kept")
    return extents


def add_extent(session: Session, record: Campaign, key: int, extent: Extent) -> None:
    """Keep what the readings of a campaign span."""
    first, last = extent.times
    end = record.end or last or record.start
    points = [
        (point.longitude, point.latitude)
        for point in record.points
        if point.longitude is not None and point.latitude is not None
    ]
    session.add(
        ExtentRow(
            campaign_key=key,
            rows=extent.rows,
            first_time=first,
            last_time=last,
            day=None if end is None else _local_day(end, record.time_zone),
            **extent.box(points),
        )
    )
    session.flush()


def _local_day(moment: datetime.datetime, time_zone: str) -> datetime.date:
    """Day of a moment where it was measured; by the moment's own zone where the campaign names none."""
    return (moment.astimezone(named_time_zone(time_zone)) if time_zone else moment).date()
