"""Whether what the register holds still fits its hashes, and the log still names them."""

import re
import zlib
from collections.abc import Iterator
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from emfassess.register.canonical import sha256_of
from emfassess.register.connection import Register
from emfassess.register.roles import Actor, require
from emfassess.register.tables import (
    AssessmentRow,
    AuditRow,
    CampaignRow,
    InstrumentRow,
    LimitRow,
    PatternRow,
    RawFileRow,
    RawPartRow,
    StationRow,
)

_HASH = re.compile(r'"([0-9a-f]{64})"')


def verify_records(register: Register, actor: Actor) -> tuple[str, ...]:
    """Mismatches: one line for each record whose content does not give its hash, or that the log does not name.

    Together with :func:`emfassess.register.audit.verify_chain` it shows that stations, instruments, campaigns, raw files,
    limit editions and assessments are those that were once put in. Readings are proven by their raw files.
    """
    require(actor, "read the log")
    with register.reading() as session:
        return tuple(_faults(session))


def _faults(session: Session) -> Iterator[str]:
    logged = _logged(session)
    for name, fits, sha256_hex in (*_records(session), *_contents(session)):
        if not fits:
            yield f"{name} does not fit its hash"
        elif sha256_hex and sha256_hex not in logged:
            yield f"{name} is not in the log"


def _logged(session: Session) -> set[str]:
    """Hashes that the log names."""
    found: set[str] = set()
    for details in session.scalars(select(AuditRow.details).execution_options(yield_per=10_000)):
        found.update(_HASH.findall(details))
    return found


def _records(session: Session) -> Iterator[tuple[str, bool, str]]:
    """Names of the records, whether they fit, and the hash that the log must name."""
    for table, name in (
        (StationRow, "station version"),
        (InstrumentRow, "instrument"),
        (CampaignRow, "campaign"),
        (AssessmentRow, "assessment"),
    ):
        for key, record, expected in session.execute(select(table.key, table.record, table.sha256).order_by(table.key)):
            yield f"{name} {key}", sha256_of(record) == expected, expected if record else ""


def _contents(session: Session) -> Iterator[tuple[str, bool, str]]:
    """The same of what is found by its hash; patterns are named by their stations, not by the log."""
    for expected, text in session.execute(select(LimitRow.sha256, LimitRow.record)):
        yield f"limit edition {expected}", sha256_of(text) == expected, expected
    for expected, content in session.execute(select(PatternRow.sha256, PatternRow.record)):
        yield f"pattern {expected}", sha256(zlib.decompress(content)).hexdigest() == expected, ""
    for expected, name in session.execute(select(RawFileRow.sha256, RawFileRow.name)):
        yield f"raw file {name} ({expected})", _file_hash(session, expected) == expected, expected


def _file_hash(session: Session, sha256_hex: str) -> str:
    digest = sha256()
    parts = select(RawPartRow.content).where(RawPartRow.sha256 == sha256_hex).order_by(RawPartRow.number)
    for content in session.scalars(parts.execution_options(yield_per=1)):
        digest.update(zlib.decompress(content))
    return digest.hexdigest()
