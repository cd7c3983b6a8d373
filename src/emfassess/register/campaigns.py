"""Campaigns with their points and readings: one import is one transaction, so that it is there whole or not at all."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd
from sqlalchemy import select

from emfassess.measurements import Campaign
from emfassess.register.canonical import sha256_of
from emfassess.register.connection import Register
from emfassess.register.imported import (
    RECORD,
    ImportedRecords,
    add_campaign,
    add_extent,
    add_import_row,
    add_readings,
    campaign_json,
    campaign_row,
    current_import,
    refuse_twice,
    replaced_import,
)
from emfassess.register.readings import stored_readings
from emfassess.register.roles import Actor, require
from emfassess.register.tables import CampaignRow, CampaignStationRow, ExtentRow, ImportRow


@dataclass(frozen=True)
class CampaignSummary:
    """A line of the list of campaigns. `day` is that of the last reading, in the campaign's own time zone."""

    key: int
    campaign_id: str
    name: str
    method: str
    day: datetime.date | None
    rows: int
    station_ids: tuple[str, ...]
    file_sha256: str
    imported_at: datetime.datetime
    imported_by: str


def add_import(
    register: Register,
    imported: ImportedRecords,
    actor: Actor,
    progress: Callable[[int], None] | None = None,
    corrects: str | None = None,
    reason: str = "",
) -> tuple[int, ...]:
    """Keep a measurement file: raw bytes, instrument, campaigns, points and readings, all or nothing.

    Parameters
    ----------
    register : Register
    imported : ImportedFile
    actor : Actor
        Needs the right to import measurements.
    progress : callable, optional
        Called with the number of readings kept so far.
    corrects : str, optional
        Id of a campaign whose import was wrong and is replaced whole by this one; then `reason` says what was wrong.
    reason : str

    Returns
    -------
    tuple of int
        Keys of the campaigns.

    Raises
    ------
    ValueError
        If the same content is there already, a campaign's id is taken, or the file is not what it says.
    """
    require(actor, "import measurements")
    with register.writing(actor) as writing:
        replaced = replaced_import(writing.session, corrects, reason)
        refuse_twice(writing.session, imported, replaced)
        row = add_import_row(writing, imported, replaced, reason)
        keys = {c.id: add_campaign(writing, c, row.key, replaced) for c in imported.campaigns}
        extents = add_readings(writing.session, imported, keys, progress)
        for campaign in imported.campaigns:
            add_extent(writing.session, campaign, keys[campaign.id], extents[campaign.id])
        writing.note(
            "import measurements",
            imported.path.name,
            sha256=imported.sha256,
            content_sha256=imported.content_sha256,
            rows=imported.rows,
            campaigns={c.id: sha256_of(campaign_json(c)) for c in imported.campaigns},
            corrects=corrects,
            reason=reason,
        )
    return tuple(keys.values())


def campaigns(register: Register, actor: Actor) -> tuple[CampaignSummary, ...]:
    """All campaigns of current imports, newest import first."""
    require(actor, "see private entries")
    with register.reading() as session:
        statement = (
            select(CampaignRow, ExtentRow, ImportRow)
            .join(ExtentRow, ExtentRow.campaign_key == CampaignRow.key)
            .join(ImportRow, ImportRow.key == CampaignRow.import_key)
            .where(current_import())
            .order_by(CampaignRow.key.desc())
        )
        stations: dict[int, list[str]] = {}
        for row in session.scalars(select(CampaignStationRow).order_by(CampaignStationRow.station_id)):
            stations.setdefault(row.campaign_key, []).append(row.station_id)
        return tuple(
            CampaignSummary(
                c.key,
                c.campaign_id,
                c.name,
                c.method,
                extent.day,
                extent.rows,
                tuple(stations.get(c.key, ())),
                i.file_sha256,
                i.recorded_at,
                i.recorded_by,
            )
            for c, extent, i in session.execute(statement)
        )


def campaign(register: Register, campaign_id: str, actor: Actor) -> tuple[Campaign, pd.DataFrame]:
    """A campaign and its readings, as they were imported last.

    Raises
    ------
    ValueError
        If there is no such campaign.
    """
    require(actor, "see private entries")
    with register.reading() as session:
        row = campaign_row(session, campaign_id)
        if row is None:
            raise ValueError(f"the register holds no campaign {campaign_id!r}; see the list of campaigns")
        return RECORD.validate_json(row.record), stored_readings(session, row.key)
