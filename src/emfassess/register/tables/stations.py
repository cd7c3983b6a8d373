"""Tables of stations: versions by day, and changes from one version to the next."""

import datetime

from sqlalchemy import Double, ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from emfassess.register.tables.base import Base, WordColumn


class PatternRow(Base):
    """An antenna pattern, kept once for all stations that use it: compressed canonical JSON."""

    __tablename__ = "patterns"

    sha256: Mapped[str] = mapped_column(WordColumn, primary_key=True)
    record: Mapped[bytes] = mapped_column(LargeBinary)


class StationRow(Base):
    """One version of a station. `gone` says that the station is dismantled from this day on."""

    __tablename__ = "station_versions"

    key: Mapped[int] = mapped_column(primary_key=True)
    station_id: Mapped[str] = mapped_column(WordColumn, index=True)
    valid_from: Mapped[datetime.date]
    gone: Mapped[bool]
    name: Mapped[str]
    operator: Mapped[str]
    longitude: Mapped[float] = mapped_column(Double)
    latitude: Mapped[float] = mapped_column(Double)
    support: Mapped[str]
    record: Mapped[str]
    sha256: Mapped[str]
    source_name: Mapped[str | None]
    source_sha256: Mapped[str | None]
    corrects: Mapped[int | None] = mapped_column(ForeignKey("station_versions.key"), index=True)
    reason: Mapped[str]
    recorded_at: Mapped[datetime.datetime]


class ChangeRow(Base):
    """A change between two versions that asks for a new measurement, from the day of the later one."""

    __tablename__ = "station_changes"

    key: Mapped[int] = mapped_column(primary_key=True)
    version_key: Mapped[int] = mapped_column(ForeignKey("station_versions.key"), index=True)
    before_key: Mapped[int] = mapped_column(ForeignKey("station_versions.key"))
    station_id: Mapped[str] = mapped_column(WordColumn, index=True)
    day: Mapped[datetime.date]
    kind: Mapped[str]
    detail: Mapped[str]
