"""Rows of the log as they are written: each sealed by a hash over its content and the row before."""

import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from emfassess.register.canonical import canonical_json, sha256_of
from emfassess.register.roles import Actor
from emfassess.register.tables import AuditRow

FIRST = "0" * 64
"""Hash before the first row."""


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
