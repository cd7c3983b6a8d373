"""Tables of the loop: actions that a verdict opened, and enquiries with their answers."""

import datetime

from sqlalchemy import Double, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from emfassess.register.tables.base import Base, WordColumn


class ActionRow(Base):
    """Action required by a verdict, by whom, until when; `subject` is the id of a hot spot, `hot_spot` its record."""

    __tablename__ = "actions"

    key: Mapped[int] = mapped_column(primary_key=True)
    assessment_key: Mapped[int] = mapped_column(ForeignKey("assessments.key"), index=True)
    station_id: Mapped[str] = mapped_column(WordColumn, index=True)
    subject: Mapped[str] = mapped_column(server_default="")
    hot_spot: Mapped[str] = mapped_column(server_default="")
    kind: Mapped[str]
    what: Mapped[str]
    who: Mapped[str]
    until: Mapped[datetime.date]
    opened_at: Mapped[datetime.datetime]


class ActionEventRow(Base):
    """History of an action: handed on, noted, or closed by an assessment that complies."""

    __tablename__ = "action_events"

    key: Mapped[int] = mapped_column(primary_key=True)
    action_key: Mapped[int] = mapped_column(ForeignKey("actions.key"), index=True)
    kind: Mapped[str]
    who: Mapped[str]
    until: Mapped[datetime.date]
    evidence_key: Mapped[int | None] = mapped_column(ForeignKey("assessments.key"))
    note: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime.datetime]


class EnquiryRow(Base):
    """A question of a resident about a place; private."""

    __tablename__ = "enquiries"

    key: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    place: Mapped[str]
    longitude: Mapped[float] = mapped_column(Double)
    latitude: Mapped[float] = mapped_column(Double)
    height_m: Mapped[float | None] = mapped_column(Double)
    station_id: Mapped[str] = mapped_column(WordColumn, index=True)
    question: Mapped[str]
    day: Mapped[datetime.date]
    recorded_at: Mapped[datetime.datetime]


class ContactRow(Base):
    """How to reach who asked: the one thing that may be deleted, since it belongs to a person and proves nothing."""

    __tablename__ = "enquiry_contacts"

    enquiry_key: Mapped[int] = mapped_column(ForeignKey("enquiries.key"), primary_key=True)
    contact: Mapped[str]


class AnswerRow(Base):
    """An answer: the assessed level at the place and the last measurement near, as they were stated."""

    __tablename__ = "answers"

    key: Mapped[int] = mapped_column(primary_key=True)
    enquiry_key: Mapped[int] = mapped_column(ForeignKey("enquiries.key"), index=True)
    text: Mapped[str]
    level: Mapped[str]
    measurement: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime.datetime]
