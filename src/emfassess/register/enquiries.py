"""Enquiries of residents: a place and a question, private, answered from what the register holds.

Anybody may ask; only engineers and regulators can read. The log states that there was an enquiry, not its text, and
the contact can be deleted when it is no longer needed.
"""

import datetime
import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from emfassess.register.canonical import canonical_json, sha256_of
from emfassess.register.connection import Register
from emfassess.register.nearest_measurement import NEAR_M, find_near
from emfassess.register.roles import Actor, require
from emfassess.register.stations import is_known
from emfassess.register.tables import AnswerRow, ContactRow, EnquiryRow

KINDS = ("question", "complaint")
LONGEST = 10_000
"""Characters of a question, an address or a contact."""


@dataclass(frozen=True)
class Enquiry:
    """Enquiry of a resident. A complaint that names a station makes a new measurement of it due.

    Longitude and latitude are WGS 84 [deg], `height_m` is above the ground there, `place` the place in words.
    """

    kind: str
    longitude: float
    latitude: float
    question: str
    day: datetime.date
    place: str = ""
    height_m: float | None = None
    station_id: str = ""
    contact: str = ""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"an enquiry is a {' or a '.join(KINDS)}, not {self.kind!r}")
        for key, bound in (("longitude", 180.0), ("latitude", 90.0)):
            value = getattr(self, key)
            if not (math.isfinite(value) and abs(value) <= bound):
                raise ValueError(f"{key} of an enquiry must lie within {bound:g}, not {value}")
        if self.height_m is not None and not math.isfinite(self.height_m):
            raise ValueError(f"height_m of an enquiry must be a number, not {self.height_m}")
        if not self.question.strip():
            raise ValueError("an enquiry needs a question")
        for key in ("question", "place", "contact"):
            if len(getattr(self, key)) > LONGEST:
                raise ValueError(
                    f"the {key} of an enquiry may have {LONGEST} characters, not {len(getattr(self, key))}"
                )


@dataclass(frozen=True)
class Answer:
    """An answer as it was given: words, the assessed level at the place, and the last measurement near."""

    text: str
    level: dict[str, Any]
    measurement: dict[str, Any] | None
    by: str
    at: datetime.datetime


@dataclass(frozen=True)
class StoredEnquiry:
    """An enquiry as the register holds it; the contact is empty where none was given or it was deleted."""

    key: int
    enquiry: Enquiry
    answers: tuple[Answer, ...]
    recorded_at: datetime.datetime


def add_enquiry(register: Register, enquiry: Enquiry, actor: Actor) -> int:
    """Keep an enquiry; anybody may ask. Gives its key.

    Raises
    ------
    ValueError
        If it names a station that the register does not know.
    """
    with register.writing(actor) as writing:
        session = writing.session
        if enquiry.station_id and not is_known(session, enquiry.station_id):
            raise ValueError(f"the register has no station {enquiry.station_id!r}; leave it empty if it is not known")
        row = EnquiryRow(
            kind=enquiry.kind,
            place=enquiry.place,
            longitude=enquiry.longitude,
            latitude=enquiry.latitude,
            height_m=enquiry.height_m,
            station_id=enquiry.station_id,
            question=enquiry.question,
            day=enquiry.day,
            recorded_at=writing.at,
        )
        session.add(row)
        session.flush()
        if enquiry.contact:
            session.add(ContactRow(enquiry_key=row.key, contact=enquiry.contact))
        writing.note("receive enquiry", row.key, sha256=sha256_of(canonical_json([enquiry.place, enquiry.question])))
        return row.key


def answer_enquiry(
    register: Register, key: int, text: str, level: Mapping[str, Any], actor: Actor, within_m: float = NEAR_M
) -> Answer:
    """Answer an enquiry: the last measurement near is looked up and kept with the level that was stated.

    Parameters
    ----------
    register : Register
    key : int
        The enquiry.
    text : str
        What is written to the resident.
    level : mapping
        The assessed level at the place, as plain values.
    actor : Actor
        Needs the right to handle enquiries.
    within_m : float
        How far a measurement may lie. [m]

    Raises
    ------
    ValueError
        If there is no such enquiry, or the answer says nothing.
    """
    require(actor, "handle enquiries")
    if not text.strip():
        raise ValueError("an answer needs words")
    with register.writing(actor) as writing:
        session = writing.session
        row = session.get(EnquiryRow, key)
        if row is None:
            raise ValueError(f"there is no enquiry {key}; see the list of enquiries")
        day = writing.at.astimezone(datetime.UTC).date()
        near = find_near(session, row.longitude, row.latitude, day, within_m)
        answer = AnswerRow(
            enquiry_key=key,
            text=text,
            level=canonical_json(level),
            measurement=canonical_json(None if near is None else asdict(near)),
            by=actor.name,
            at=writing.at,
        )
        session.add(answer)
        session.flush()
        writing.note("answer enquiry", key, answer=answer.key, sha256=sha256_of(canonical_json([text, answer.level])))
        return _answer(answer)


def enquiries(register: Register, actor: Actor, *, unanswered_only: bool = False) -> tuple[StoredEnquiry, ...]:
    """Enquiries with their answers, oldest first."""
    require(actor, "handle enquiries")
    with register.reading() as session:
        answers = _answers(session)
        contacts = {row.enquiry_key: row.contact for row in session.scalars(select(ContactRow))}
        rows = session.scalars(select(EnquiryRow).order_by(EnquiryRow.key)).all()
    return tuple(
        StoredEnquiry(row.key, _enquiry(row, contacts.get(row.key, "")), answers.get(row.key, ()), row.recorded_at)
        for row in rows
        if not (unanswered_only and row.key in answers)
    )


def forget_contact(register: Register, key: int, actor: Actor) -> None:
    """Delete the contact of an enquiry; the enquiry and its answers stay."""
    require(actor, "handle enquiries")
    with register.writing(actor) as writing:
        if writing.session.get(ContactRow, key) is None:
            raise ValueError(f"enquiry {key} has no contact")
        writing.session.execute(delete(ContactRow).where(ContactRow.enquiry_key == key))
        writing.note("forget contact", key)


def _answers(session: Session) -> dict[int, tuple[Answer, ...]]:
    found: dict[int, tuple[Answer, ...]] = {}
    for row in session.scalars(select(AnswerRow).order_by(AnswerRow.key)):
        found[row.enquiry_key] = (*found.get(row.enquiry_key, ()), _answer(row))
    return found


def _answer(row: AnswerRow) -> Answer:
    return Answer(row.text, json.loads(row.level), json.loads(row.measurement), row.by, row.at)


def _enquiry(row: EnquiryRow, contact: str) -> Enquiry:
    return Enquiry(
        kind=row.kind,
        longitude=row.longitude,
        latitude=row.latitude,
        question=row.question,
        day=row.day,
        place=row.place,
        height_m=row.height_m,
        station_id=row.station_id,
        contact=contact,
    )
