"""Limit editions as they were used: the whole data of a set, kept by its hash.

A verdict stays readable and recomputable when the edition that gave it is long replaced.
"""

import datetime
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from emfassess.limits.limit_set import LimitSet
from emfassess.readers.limit_sets import limit_set
from emfassess.register.canonical import canonical_json, sha256_of
from emfassess.register.connection import Register, Writing
from emfassess.register.tables import LimitRow


@dataclass(frozen=True)
class LimitEdition:
    """An edition that some verdict used."""

    sha256: str
    limit_id: str
    standard: str
    edition: str


def keep_limit_edition(writing: Writing, data: Mapping[str, Any]) -> str:
    """Hash of a limit set's data, which are put into the register where they are new."""
    record = canonical_json(data)
    sha256 = sha256_of(record)
    if writing.session.get(LimitRow, sha256) is None:
        writing.session.add(
            LimitRow(
                sha256=sha256,
                limit_id=data["id"],
                standard=data["standard"],
                edition=data["edition"],
                record=record,
                recorded_at=writing.at,
            )
        )
        writing.session.flush()
        writing.note("add limit edition", data["id"], sha256=sha256)
    return sha256


def limit_editions(register: Register) -> tuple[LimitEdition, ...]:
    """All editions that were used, in the order of their first use."""
    with register.reading() as session:
        rows = session.scalars(select(LimitRow).order_by(LimitRow.recorded_at, LimitRow.limit_id, LimitRow.sha256))
        return tuple(LimitEdition(r.sha256, r.limit_id, r.standard, r.edition) for r in rows)


def limits_used(register: Register, sha256: str, population: str) -> LimitSet:
    """Limits of a population as an edition had them.

    Raises
    ------
    ValueError
        If no such edition was used, or it has no limits for the population.
    """
    with register.reading() as session:
        row = session.get(LimitRow, sha256)
    if row is None:
        raise ValueError(f"no limit edition with the SHA-256 {sha256} was used")
    data = json.loads(row.record)
    days = {key: datetime.date.fromisoformat(data[key]) for key in ("valid_from", "valid_until") if data.get(key)}
    return limit_set({**data, **days}, population)
