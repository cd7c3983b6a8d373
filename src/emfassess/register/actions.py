"""Actions: what must be done because of a verdict, by whom, until when; closed only by an assessment that shows it done.

An exceedance opens one action for each hot spot, with the station that causes it.
"""

import datetime
import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from emfassess.exposure.compliance import Verdict
from emfassess.register.canonical import canonical_json
from emfassess.register.connection import Register, Writing
from emfassess.register.evidence import comparable, why_no_evidence
from emfassess.register.roles import Actor, require
from emfassess.register.subjects import (
    WHOLE,
    Subject,
    caused_hot_spots,
    exceeds_limit,
    pairs,
    still_there,
    subject_from,
)
from emfassess.register.tables import ActionEventRow, ActionRow, AssessmentRow

WHAT = {
    Verdict.EXCEEDS: "bring the level below the limit, and show it by a new assessment or measurement",
    Verdict.CONDITIONALLY_EXCEEDS: "bring the level below the limit, or show by a better measurement that it complies",
    Verdict.NOT_ASSESSABLE: "show by a better assessment or measurement that the level complies",
    Verdict.CONDITIONALLY_COMPLIANT: "show by a better assessment or measurement that the level complies",
}


@dataclass(frozen=True)
class Deadlines:
    """Days from when a verdict is recorded until something must have been done."""

    exceedance_days: int = 30
    indeterminate_days: int = 90

    def __post_init__(self) -> None:
        if min(self.exceedance_days, self.indeterminate_days) < 0:
            raise ValueError("days until something must have been done cannot be below 0")

    def days(self, verdict: str) -> int:
        """Days that a verdict leaves."""
        return self.exceedance_days if exceeds_limit(verdict) else self.indeterminate_days


@dataclass(frozen=True)
class Event:
    """History of an action: assigned, noted, repeated (the verdict came again) or closed."""

    kind: str
    who: str
    until: datetime.date
    evidence: int | None
    note: str
    by: str
    at: datetime.datetime


@dataclass(frozen=True)
class Action:
    """An action in its present state: `kind` is the verdict that opened it, `evidence` the assessment that closed it.

    `subject` is the hot spot that it is about, or the station as a whole.
    """

    key: int
    station_id: str
    assessment_key: int
    kind: str
    what: str
    who: str
    until: datetime.date
    opened_at: datetime.datetime
    evidence: int | None
    events: tuple[Event, ...]
    subject: Subject = WHOLE

    @property
    def is_open(self) -> bool:
        """Whether it still waits."""
        return self.evidence is None


def open_actions(writing: Writing, row: AssessmentRow, who: str, deadlines: Deadlines) -> list[int]:
    """Open the actions that a verdict asks for, or note at those that wait already that it came again; gives their keys.

    One for each hot spot that the station causes, none where only other stations cause one, and else one for the station.
    """
    hot_spots = caused_hot_spots(row)
    found = [WHOLE] if hot_spots is None else [subject_from(hot_spot) for hot_spot in hot_spots]
    waiting = [
        action
        for action in _actions(writing.session, row.station_id)
        if action.is_open and row.station_id and exceeds_limit(action.kind) == exceeds_limit(row.verdict)
        if comparable(writing.session.get_one(AssessmentRow, action.assessment_key), row)
    ]
    again = pairs([action.subject for action in waiting], found)
    keys = []
    for number, subject in enumerate(found):
        if number in again:
            action = waiting[again[number]]
            _add_event(writing, action, "repeated", action.who, action.until, evidence=row.key)
            keys.append(action.key)
        else:
            hot_spot = "" if hot_spots is None else canonical_json(hot_spots[number])
            keys.append(_new_action(writing, row, who, deadlines, subject, hot_spot))
    return keys


def _new_action(
    writing: Writing, row: AssessmentRow, who: str, deadlines: Deadlines, subject: Subject, hot_spot: str
) -> int:
    until = writing.at.astimezone(datetime.UTC).date() + datetime.timedelta(days=deadlines.days(row.verdict))
    new = ActionRow(
        assessment_key=row.key,
        station_id=row.station_id,
        subject=subject.hot_spot,
        hot_spot=hot_spot,
        kind=row.verdict,
        what=WHAT[Verdict(row.verdict)],
        who=who,
        until=until,
        opened_at=writing.at,
    )
    writing.session.add(new)
    writing.session.flush()
    writing.note("open action", new.key, assessment=row.key, who=who, until=until, hot_spot=subject.hot_spot)
    return new.key


def actions(
    register: Register, actor: Actor, station_id: str | None = None, *, with_closed: bool = False
) -> tuple[Action, ...]:
    """Actions by their deadline, the most urgent first."""
    require(actor, "see private entries")
    with register.reading() as session:
        found = [action for action in _actions(session, station_id) if action.is_open or with_closed]
    return tuple(sorted(found, key=lambda action: (action.until, action.key)))


def assign_action(register: Register, key: int, who: str, until: datetime.date, actor: Actor, note: str = "") -> None:
    """Hand an action on, or move its deadline; the old ones stay readable."""
    require(actor, "take actions")
    if not who.strip():
        raise ValueError(f"action {key} needs someone who does it")
    with register.writing(actor) as writing:
        _add_event(writing, _open_action(writing.session, key), "assigned", who, until, note=note)


def note_action(register: Register, key: int, note: str, actor: Actor) -> None:
    """Write down what was done; the action stays open."""
    require(actor, "take actions")
    with register.writing(actor) as writing:
        action = _open_action(writing.session, key)
        _add_event(writing, action, "noted", action.who, action.until, note=note)


def close_action(register: Register, key: int, evidence: int, actor: Actor, note: str = "") -> None:
    """Close an action by an assessment that shows the level to comply, or the hot spot to be gone.

    Parameters
    ----------
    register : Register
    key : int
        The action.
    evidence : int
        Key of a newer assessment, from a computation or a measurement, of the same station under the same limit.
    actor : Actor
        Needs the right to take actions.
    note : str

    Raises
    ------
    ValueError
        If that is none: it does not comply (of a hot spot: still shows it), is older, incomplete, corrected, of
        something else, or something newer does not comply.
    """
    require(actor, "take actions")
    with register.writing(actor) as writing:
        action = _open_action(writing.session, key)
        opening = writing.session.get_one(AssessmentRow, action.assessment_key)
        waiting = _exceeding(writing.session, action, opening)
        fault = why_no_evidence(
            writing.session,
            opening,
            writing.session.get(AssessmentRow, evidence),
            lambda row: still_there(row, action.subject, waiting),
        )
        if fault:
            raise ValueError(f"action {key} is not closed by assessment {evidence}: {fault}")
        _add_event(writing, action, "closed", action.who, action.until, evidence=evidence, note=note)


def _exceeding(session: Session, action: Action, opening: AssessmentRow) -> Sequence[Subject]:
    """Subjects of the open actions because of exceedances that were judged as that of an action."""
    return [
        other.subject
        for other in _actions(session, action.station_id)
        if other.is_open and exceeds_limit(other.kind)
        if comparable(session.get_one(AssessmentRow, other.assessment_key), opening)
    ]


def _open_action(session: Session, key: int) -> Action:
    found = [action for action in _actions(session, None) if action.key == key]
    if not found:
        raise ValueError(f"there is no action {key}; see the list of actions")
    if not found[0].is_open:
        raise ValueError(f"action {key} was closed by assessment {found[0].evidence}")
    return found[0]


def _add_event(
    writing: Writing,
    action: Action,
    kind: str,
    who: str,
    until: datetime.date,
    evidence: int | None = None,
    note: str = "",
) -> None:
    row = ActionEventRow(
        action_key=action.key,
        kind=kind,
        who=who,
        until=until,
        evidence_key=evidence,
        note=note,
        by=writing.actor.name,
        at=writing.at,
    )
    writing.session.add(row)
    writing.session.flush()
    writing.note(f"action {kind}", action.key, who=who, until=until, evidence=evidence, note=note)


def _actions(session: Session, station_id: str | None) -> list[Action]:
    """Actions with their events, of one station or of all."""
    rows = select(ActionRow).order_by(ActionRow.key)
    happened = select(ActionEventRow).order_by(ActionEventRow.key)
    if station_id is not None:
        rows = rows.where(ActionRow.station_id == station_id)
        happened = happened.where(
            ActionEventRow.action_key.in_(select(ActionRow.key).where(ActionRow.station_id == station_id))
        )
    events: dict[int, list[Event]] = {}
    for e in session.scalars(happened):
        event = Event(e.kind, e.who, e.until, e.evidence_key, e.note, e.by, e.at)
        events.setdefault(e.action_key, []).append(event)
    return [_action(row, tuple(events.get(row.key, ()))) for row in session.scalars(rows)]


def _action(row: ActionRow, events: tuple[Event, ...]) -> Action:
    closing = next((event.evidence for event in events if event.kind == "closed"), None)
    who, until = (events[-1].who, events[-1].until) if events else (row.who, row.until)
    subject = subject_from(json.loads(row.hot_spot)) if row.hot_spot else WHOLE
    return Action(
        row.key,
        row.station_id,
        row.assessment_key,
        row.kind,
        row.what,
        who,
        until,
        row.opened_at,
        closing,
        events,
        subject,
    )
