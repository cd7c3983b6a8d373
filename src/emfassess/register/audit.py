"""The log of all that was done: append-only, each row sealed by a hash over its content and the row before.

A row that is altered, removed or put in no longer fits the rows after it. Cutting off the newest rows leaves a chain
that fits; who keeps the :func:`head` elsewhere (in a published bundle, say) finds that too.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from emfassess.register.canonical import canonical_json, sha256_of
from emfassess.register.roles import Actor, require
from emfassess.register.tables import AuditRow

if TYPE_CHECKING:
    from emfassess.register.connection import Register

FIRST = "0" * 64
"""Hash before the first row."""
_PAGE = 10_000


@dataclass(frozen=True)
class LogEntry:
    """One row of the log."""

    number: int
    at: datetime.datetime
    actor: str
    act: str
    subject: str
    details: str
    sha256: str


@dataclass(frozen=True)
class ChainFault:
    """The first row that does not fit, and why."""

    number: int
    reason: str

    def __str__(self) -> str:
        return f"row {self.number} of the log {self.reason}"


def append(
    session: Session, actor: Actor, at: datetime.datetime, act: str, subject: str, details: dict[str, Any]
) -> str:
    """Add a row to the log and give its hash.

    The caller holds the one writer's lock (:meth:`Register.writing`), so that no other row can come between.
    """
    last = session.execute(select(AuditRow.number, AuditRow.sha256).order_by(AuditRow.number.desc()).limit(1)).first()
    row = AuditRow(
        number=1 if last is None else last.number + 1,
        at=at.astimezone(datetime.UTC),
        actor=actor.name,
        roles=",".join(sorted(actor.roles)),
        act=act,
        subject=subject,
        details=canonical_json(details),
        previous=FIRST if last is None else last.sha256,
    )
    row.sha256 = seal(row)
    session.add(row)
    session.flush()
    return row.sha256


def seal(row: AuditRow) -> str:
    """Hash of a row: over all its columns and the hash of the row before, as canonical JSON."""
    parts = [
        row.number,
        row.at.astimezone(datetime.UTC).isoformat(timespec="microseconds"),
        row.actor,
        row.roles,
        row.act,
        row.subject,
        row.details,
        row.previous,
    ]
    return sha256_of(canonical_json(parts))


def verify_chain(register: "Register", actor: Actor, head_known: tuple[int, str] | None = None) -> ChainFault | None:
    """The first row of the log that does not fit; None if all do.

    Parameters
    ----------
    register : Register
    actor : Actor
        Needs the right to read the log.
    head_known : tuple of (int, str), optional
        Number and hash of a row that were kept elsewhere: that row must still be there.
    """
    require(actor, "read the log")
    with register.reading() as session:
        return _first_fault(session, head_known)


def _first_fault(session: Session, head_known: tuple[int, str] | None) -> ChainFault | None:
    expected, previous = 1, FIRST
    found = ""
    for row in _rows(session):
        if row.number != expected:
            return ChainFault(expected, f"is missing: after {expected - 1} comes {row.number}")
        if row.previous != previous:
            return ChainFault(row.number, "does not hold the hash of the row before")
        if row.sha256 != seal(row):
            return ChainFault(row.number, "was altered: its content does not give its hash")
        if head_known is not None and row.number == head_known[0]:
            found = row.sha256
        expected, previous = expected + 1, row.sha256
    if head_known is None or found == head_known[1] or head_known == (0, FIRST):
        return None
    return ChainFault(head_known[0], "was replaced: its hash is not the one that was kept" if found else "is missing")


def head(register: "Register") -> tuple[int, str]:
    """Number and hash of the newest row, to be kept elsewhere; (0, 64 zeros) for an empty log."""
    with register.reading() as session:
        last = session.execute(
            select(AuditRow.number, AuditRow.sha256).order_by(AuditRow.number.desc()).limit(1)
        ).first()
        return (0, FIRST) if last is None else (last.number, last.sha256)


def entries(register: "Register", actor: Actor, newest: int = 100) -> list[LogEntry]:
    """The newest rows of the log, newest first."""
    require(actor, "read the log")
    with register.reading() as session:
        rows = session.scalars(select(AuditRow).order_by(AuditRow.number.desc()).limit(newest))
        return [LogEntry(r.number, r.at, r.actor, r.act, r.subject, r.details, r.sha256) for r in rows]


def _rows(session: Session) -> Iterator[AuditRow]:
    """All rows in order, a page at a time."""
    last: int | None = None
    while True:
        after = [] if last is None else [AuditRow.number > last]
        page = session.scalars(select(AuditRow).where(*after).order_by(AuditRow.number).limit(_PAGE)).all()
        yield from page
        if len(page) < _PAGE:
            return
        last = page[-1].number
        session.expunge_all()
