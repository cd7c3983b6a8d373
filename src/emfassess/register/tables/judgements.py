"""Tables of judgements: limit editions, assessments, their publication, and what was corrected."""

import datetime

from sqlalchemy import Double, ForeignKey, false
from sqlalchemy.orm import Mapped, mapped_column

from emfassess.register.tables.base import Base, WordColumn


class LimitRow(Base):
    """An edition of a limit set, as it was used: its whole data."""

    __tablename__ = "limit_editions"

    sha256: Mapped[str] = mapped_column(WordColumn, primary_key=True)
    limit_id: Mapped[str] = mapped_column(WordColumn, index=True)
    standard: Mapped[str]
    edition: Mapped[str]
    record: Mapped[str]
    recorded_at: Mapped[datetime.datetime]


class AssessmentRow(Base):
    """A verdict on a station or a campaign, from a computation or a measurement, with its whole record."""

    __tablename__ = "assessments"

    key: Mapped[int] = mapped_column(primary_key=True)
    station_id: Mapped[str] = mapped_column(WordColumn, index=True)
    station_version: Mapped[int | None] = mapped_column(ForeignKey("station_versions.key"))
    campaign_key: Mapped[int | None] = mapped_column(ForeignKey("campaigns.key"), index=True)
    basis: Mapped[str]
    day: Mapped[datetime.date]
    limit_id: Mapped[str]
    limit_sha256: Mapped[str] = mapped_column(ForeignKey("limit_editions.sha256"))
    population: Mapped[str]
    scenario: Mapped[str]
    verdict: Mapped[str]
    max_exposure_ratio: Mapped[float] = mapped_column(Double)
    expanded_uncertainty_db: Mapped[float | None] = mapped_column(Double)
    complete: Mapped[bool]
    place: Mapped[str]
    upper_bound: Mapped[bool] = mapped_column(server_default=false())
    cause: Mapped[str] = mapped_column(server_default="")
    own_exposure_ratio: Mapped[float | None] = mapped_column(Double)
    record: Mapped[str]
    sha256: Mapped[str]
    corrects: Mapped[int | None] = mapped_column(ForeignKey("assessments.key"), index=True)
    reason: Mapped[str]
    recorded_at: Mapped[datetime.datetime]
    recorded_by: Mapped[str]


class PublicationRow(Base):
    """A state that an assessment entered; the newest is the current one."""

    __tablename__ = "publication_states"

    key: Mapped[int] = mapped_column(primary_key=True)
    assessment_key: Mapped[int] = mapped_column(ForeignKey("assessments.key"), index=True)
    state: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime.datetime]
    note: Mapped[str]


class CorrectionRow(Base):
    """A correction of something published, published."""

    __tablename__ = "corrections"

    key: Mapped[int] = mapped_column(primary_key=True)
    assessment_key: Mapped[int] = mapped_column(ForeignKey("assessments.key"), index=True)
    replaced_by: Mapped[int | None] = mapped_column(ForeignKey("assessments.key"))
    day: Mapped[datetime.date]
    reason: Mapped[str]
