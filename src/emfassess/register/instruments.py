"""Instruments with their calibrations; a new calibration is a new row of the instrument."""

from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import select
from sqlalchemy.orm import Session

from emfassess.measurements import Instrument
from emfassess.register.canonical import canonical_json, sha256_of
from emfassess.register.connection import Register, Writing
from emfassess.register.roles import Actor, require
from emfassess.register.tables import CalibrationRow, InstrumentRow

_RECORD: TypeAdapter[Instrument] = TypeAdapter(Instrument)


def add_instrument(register: Register, instrument: Instrument, actor: Actor) -> int:
    """Keep an instrument as it is now; gives the key of its row, an old one where nothing has changed."""
    require(actor, "import measurements")
    with register.writing(actor) as writing:
        key = keep_instrument(writing, instrument)
        if not writing.noted:
            writing.note("find instrument unchanged", instrument.key)
        return key


def keep_instrument(writing: Writing, instrument: Instrument) -> int:
    """Key of an instrument's row, made where the newest one says something else."""
    if not instrument.key:
        raise ValueError("an instrument needs a model or a serial number")
    session, record = writing.session, instrument_json(instrument)
    newest = _newest(session, instrument.key)
    if newest is not None and newest.sha256 == sha256_of(record):
        return newest.key
    row = InstrumentRow(
        instrument=instrument.key,
        model=instrument.model,
        serial=instrument.serial,
        record=record,
        sha256=sha256_of(record),
        recorded_at=writing.at,
    )
    session.add(row)
    session.flush()
    for calibration in instrument.calibrations:
        session.add(
            CalibrationRow(
                instrument_key=row.key,
                date=calibration.date,
                valid_until=calibration.valid_until,
                laboratory=calibration.laboratory,
                certificate=calibration.certificate,
                uncertainty_db=calibration.uncertainty_db,
            )
        )
    writing.note("add instrument", instrument.key, row=row.key, sha256=row.sha256)
    return row.key


def instrument(register: Register, key: str, actor: Actor) -> Instrument | None:
    """An instrument as it is known now, by :attr:`Instrument.key`."""
    require(actor, "see private entries")
    with register.reading() as session:
        row = _newest(session, key)
        return None if row is None else _RECORD.validate_json(row.record)


def instruments(register: Register, actor: Actor) -> tuple[Instrument, ...]:
    """All instruments as they are known now, by key."""
    require(actor, "see private entries")
    with register.reading() as session:
        newest = {row.instrument: row for row in session.scalars(select(InstrumentRow).order_by(InstrumentRow.key))}
        return tuple(_RECORD.validate_json(newest[key].record) for key in sorted(newest))


def instrument_json(record: Instrument) -> str:
    """Canonical JSON of an instrument."""
    plain: Any = _RECORD.dump_python(record, mode="json")
    return canonical_json(plain)


def _newest(session: Session, key: str) -> InstrumentRow | None:
    return session.scalars(
        select(InstrumentRow).where(InstrumentRow.instrument == key).order_by(InstrumentRow.key.desc()).limit(1)
    ).first()
