"""Base of all tables: names of constraints, and columns that mean the same on both databases."""

import datetime

from sqlalchemy import DateTime, Dialect, MetaData, Text
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Moment(TypeDecorator[datetime.datetime]):
    """A moment in UTC, aware of it; SQLite keeps no zone, so it is put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime.datetime | None, dialect: Dialect) -> datetime.datetime | None:  # noqa: ARG002 - SQLAlchemy's
        """Moment in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment needs a time zone: {value}")
        return value.astimezone(datetime.UTC)

    def process_result_value(self, value: datetime.datetime | None, dialect: Dialect) -> datetime.datetime | None:  # noqa: ARG002 - SQLAlchemy's
        """Moment with its zone."""
        if value is None:
            return None
        return value.replace(tzinfo=datetime.UTC) if value.tzinfo is None else value.astimezone(datetime.UTC)


class WordColumn(TypeDecorator[str]):
    """Text of any length. PostgreSQL cannot hold the character NUL; it is refused on both databases."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy's
        """Text without NUL."""
        if value is not None:
            check_text(value)
        return value


def check_text(value: str) -> None:
    """Refuse text that one of the databases cannot hold."""
    if "\x00" in value:
        raise ValueError(f"a text with the character NUL cannot be kept: {value[:40]!r}; remove it from the input")
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        raise ValueError(f"a text with half a character cannot be kept: {value[:40]!r}; save it as UTF-8") from None


class Base(DeclarativeBase):
    """All tables of the register."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {str: WordColumn, datetime.datetime: Moment}  # noqa: RUF012 - read by SQLAlchemy
