"""Publication: draft, reviewed, published, withdrawn; and what was corrected, for everybody to read.

A result leaves the house only when two people have seen it: whoever recorded or drafted it does not review it. A result
that is corrected is withdrawn when its correction is published, and the public list says why.
"""

import datetime
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from emfassess.register.connection import Register, Writing
from emfassess.register.roles import Actor, require
from emfassess.register.tables import AssessmentRow, CorrectionRow, PublicationRow, current

State = Literal["draft", "reviewed", "published", "withdrawn"]
STATES: tuple[State, ...] = ("draft", "reviewed", "published", "withdrawn")


@dataclass(frozen=True)
class Step:
    """A state that an assessment entered: by whom and when."""

    state: State
    by: str
    at: datetime.datetime
    note: str


@dataclass(frozen=True)
class Correction:
    """A line of the public list: which published result was withdrawn, why, and what replaces it."""

    day: datetime.date
    station_id: str
    assessment_key: int
    replaced_by: int | None
    reason: str


def draft(register: Register, assessment_key: int, actor: Actor, note: str = "") -> None:
    """Propose an assessment for publication.

    Raises
    ------
    ValueError
        If there is no such assessment, it was corrected, is incomplete, or is on its way already.
    """
    _enter(register, assessment_key, "draft", "draft results", actor, note)


def review(register: Register, assessment_key: int, actor: Actor, note: str = "") -> None:
    """Confirm a draft; who recorded or drafted it may not."""
    _enter(register, assessment_key, "reviewed", "review results", actor, note)


def publish(register: Register, assessment_key: int, actor: Actor, note: str = "") -> None:
    """Let a reviewed result out; a published one that it corrects is withdrawn and listed."""
    _enter(register, assessment_key, "published", "publish results", actor, note)


def withdraw(register: Register, assessment_key: int, actor: Actor, reason: str) -> None:
    """Take a published result back, with a reason that everybody can read."""
    if not reason.strip():
        raise ValueError(f"the withdrawal of assessment {assessment_key} needs a reason")
    _enter(register, assessment_key, "withdrawn", "withdraw results", actor, reason)


def steps(register: Register, assessment_key: int, actor: Actor) -> tuple[Step, ...]:
    """States that an assessment went through; the public sees those of results that were published."""
    with register.reading() as session:
        found = tuple(_step(row) for row in _rows(session, assessment_key))
    went_out = any(step.state == "published" for step in found)
    return found if went_out or actor.may("see private entries") else ()


def in_state(register: Register, state: State, actor: Actor) -> tuple[int, ...]:
    """Keys of the assessments whose newest state is this one, what waits for review say, oldest first."""
    require(actor, "see private entries")
    later = STATES[STATES.index(state) + 1 :]
    reached = select(PublicationRow.assessment_key).where(PublicationRow.state == state)
    passed = select(PublicationRow.assessment_key).where(PublicationRow.state.in_(later))
    with register.reading() as session:
        return tuple(session.scalars(reached.where(PublicationRow.assessment_key.not_in(passed)).order_by("key")))


def corrections(register: Register) -> tuple[Correction, ...]:
    """The public list of corrections, newest first."""
    with register.reading() as session:
        rows = session.execute(
            select(CorrectionRow, AssessmentRow.station_id)
            .join(AssessmentRow, AssessmentRow.key == CorrectionRow.assessment_key)
            .order_by(CorrectionRow.key.desc())
        )
        return tuple(Correction(c.day, station, c.assessment_key, c.replaced_by, c.reason) for c, station in rows)


def is_published(key: int | InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Whether an assessment is out now: published and not withdrawn."""
    of_it = PublicationRow.assessment_key == key
    out = exists().where(of_it, PublicationRow.state == "published")
    back = exists().where(of_it, PublicationRow.state == "withdrawn")
    return out & ~back


def _enter(register: Register, key: int, state: State, deed: str, actor: Actor, note: str) -> None:
    require(actor, deed)
    with register.writing(actor) as writing:
        row = writing.session.get(AssessmentRow, key)
        if row is None:
            raise ValueError(f"there is no assessment {key}")
        before = [step.state for step in _rows(writing.session, key)]
        if before != list(STATES[: STATES.index(state)]):
            stands = f"is {before[-1]}" if before else "is no draft yet"
            raise ValueError(f"assessment {key} {stands}; it cannot become {state}: the order is {' -> '.join(STATES)}")
        if state != "withdrawn":
            _check_fit(writing.session, row)
        if state == "reviewed":
            _check_second_person(writing.session, row, actor)
        _add(writing, key, state, note)
        if state == "withdrawn":
            _list_correction(writing, key, None, note)
        if state == "published":
            _withdraw_corrected(writing, row)


def _check_fit(session: Session, row: AssessmentRow) -> None:
    if not row.complete:
        raise ValueError(f"assessment {row.key} is incomplete and cannot be published; add what is missing")
    is_current = current(AssessmentRow.key, AssessmentRow.corrects)
    if session.scalar(select(AssessmentRow.key).where(AssessmentRow.key == row.key, is_current)) is None:
        raise ValueError(f"assessment {row.key} was corrected; publish the one that corrects it")


def _check_second_person(session: Session, row: AssessmentRow, actor: Actor) -> None:
    drafted = next(step.by for step in _rows(session, row.key) if step.state == "draft")
    own = {name.strip().casefold() for name in (drafted, row.recorded_by)}
    if actor.name.strip().casefold() in own:
        raise ValueError(f"{actor.name} recorded or drafted assessment {row.key}; someone else must review it")


def _withdraw_corrected(writing: Writing, row: AssessmentRow) -> None:
    """Withdraw what the newly published result corrects, over corrections that were never published too."""
    older = row
    while older.corrects is not None:
        older = writing.session.get_one(AssessmentRow, older.corrects)
        if writing.session.scalar(select(is_published(older.key))):
            _add(writing, older.key, "withdrawn", row.reason)
            _list_correction(writing, older.key, row.key, row.reason)


def _list_correction(writing: Writing, key: int, replaced_by: int | None, reason: str) -> None:
    day = writing.at.astimezone(datetime.UTC).date()
    writing.session.add(CorrectionRow(assessment_key=key, replaced_by=replaced_by, day=day, reason=reason))
    writing.session.flush()


def _add(writing: Writing, key: int, state: State, note: str) -> None:
    writing.session.add(
        PublicationRow(assessment_key=key, state=state, by=writing.actor.name, at=writing.at, note=note)
    )
    writing.session.flush()
    writing.note("enter publication state", key, state=state, note=note)


def _rows(session: Session, key: int) -> list[PublicationRow]:
    statement = select(PublicationRow).where(PublicationRow.assessment_key == key).order_by(PublicationRow.key)
    return list(session.scalars(statement))


def _step(row: PublicationRow) -> Step:
    return Step(row.state, row.by, row.at, row.note)  # type: ignore[arg-type]
