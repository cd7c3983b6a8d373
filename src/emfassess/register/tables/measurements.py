"""Tables of measurements: instruments, raw files, imports, campaigns, points, readings."""

import datetime

from sqlalchemy import BigInteger, Double, ForeignKey, Integer, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from emfassess.register.tables.base import Base, WordColumn


class InstrumentRow(Base):
    """An instrument as it was known from a moment on; the newest row of an instrument is the current one."""

    __tablename__ = "instruments"

    key: Mapped[int] = mapped_column(primary_key=True)
    instrument: Mapped[str] = mapped_column(WordColumn, index=True)
    model: Mapped[str]
    serial: Mapped[str]
    record: Mapped[str]
    sha256: Mapped[str]
    recorded_at: Mapped[datetime.datetime]


class CalibrationRow(Base):
    """One calibration of an instrument."""

    __tablename__ = "calibrations"

    key: Mapped[int] = mapped_column(primary_key=True)
    instrument_key: Mapped[int] = mapped_column(ForeignKey("instruments.key"), index=True)
    date: Mapped[datetime.date]
    valid_until: Mapped[datetime.date | None]
    laboratory: Mapped[str]
    certificate: Mapped[str]
    uncertainty_db: Mapped[float | None] = mapped_column(Double)


class RawFileRow(Base):
    """A raw file by the SHA-256 of its bytes."""

    __tablename__ = "raw_files"

    sha256: Mapped[str] = mapped_column(WordColumn, primary_key=True)
    name: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)


class RawPartRow(Base):
    """A piece of a raw file, compressed by itself, so that no file is held whole in memory."""

    __tablename__ = "raw_parts"

    sha256: Mapped[str] = mapped_column(ForeignKey("raw_files.sha256"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class ImportRow(Base):
    """One import of a file. A correction points to the import that it replaces."""

    __tablename__ = "imports"

    key: Mapped[int] = mapped_column(primary_key=True)
    file_sha256: Mapped[str] = mapped_column(ForeignKey("raw_files.sha256"), index=True)
    content_sha256: Mapped[str] = mapped_column(WordColumn, index=True)
    profile: Mapped[str]
    rows: Mapped[int]
    corrects: Mapped[int | None] = mapped_column(ForeignKey("imports.key"), index=True)
    reason: Mapped[str]
    recorded_at: Mapped[datetime.datetime]
    recorded_by: Mapped[str]


class CampaignRow(Base):
    """A campaign with its whole record; without an instrument where its file names none."""

    __tablename__ = "campaigns"

    key: Mapped[int] = mapped_column(primary_key=True)
    import_key: Mapped[int] = mapped_column(ForeignKey("imports.key"), index=True)
    campaign_id: Mapped[str] = mapped_column(WordColumn, index=True)
    name: Mapped[str]
    method: Mapped[str]
    instrument_key: Mapped[int | None] = mapped_column(ForeignKey("instruments.key"))
    record: Mapped[str]
    sha256: Mapped[str]


class CampaignStationRow(Base):
    """A station that a campaign measured."""

    __tablename__ = "campaign_stations"

    campaign_key: Mapped[int] = mapped_column(ForeignKey("campaigns.key"), primary_key=True)
    station_id: Mapped[str] = mapped_column(WordColumn, primary_key=True, index=True)


class PointRow(Base):
    """A described point of a campaign."""

    __tablename__ = "points"

    campaign_key: Mapped[int] = mapped_column(ForeignKey("campaigns.key"), primary_key=True)
    point_id: Mapped[str] = mapped_column(WordColumn, primary_key=True)
    description: Mapped[str]
    longitude: Mapped[float | None] = mapped_column(Double)
    latitude: Mapped[float | None] = mapped_column(Double)
    height_m: Mapped[float | None] = mapped_column(Double)
    station_id: Mapped[str] = mapped_column(WordColumn, index=True)


class ReadingRow(Base):
    """One reading; the columns are those of :mod:`emfassess.measurements.readings`, the time in microseconds UTC."""

    __tablename__ = "readings"

    campaign_key: Mapped[int] = mapped_column(ForeignKey("campaigns.key"), primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    line: Mapped[int] = mapped_column(BigInteger)
    time_us: Mapped[int | None] = mapped_column(BigInteger)
    point_id: Mapped[str]
    longitude: Mapped[float | None] = mapped_column(Double)
    latitude: Mapped[float | None] = mapped_column(Double)
    height_m: Mapped[float | None] = mapped_column(Double)
    band: Mapped[str]
    frequency_low_hz: Mapped[float | None] = mapped_column(Double)
    frequency_high_hz: Mapped[float | None] = mapped_column(Double)
    field_strength_v_m: Mapped[float] = mapped_column(Double)
    censored: Mapped[bool]
    valid: Mapped[bool]
    statistic: Mapped[str]
    averaging_s: Mapped[float | None] = mapped_column(Double)
    kind: Mapped[str]


class ExtentRow(Base):
    """Span of the readings of a campaign, written after the last of them."""

    __tablename__ = "campaign_extents"

    campaign_key: Mapped[int] = mapped_column(ForeignKey("campaigns.key"), primary_key=True)
    rows: Mapped[int]
    first_time: Mapped[datetime.datetime | None]
    last_time: Mapped[datetime.datetime | None]
    day: Mapped[datetime.date | None]
    west: Mapped[float | None] = mapped_column(Double)
    south: Mapped[float | None] = mapped_column(Double)
    east: Mapped[float | None] = mapped_column(Double)
    north: Mapped[float | None] = mapped_column(Double)
