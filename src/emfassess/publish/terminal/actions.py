"""Actions, ranking and enquiries of the register as plain values and as lines for a terminal."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from emfassess.publish.terminal.register import Row, plain_rows
from emfassess.publish.text.numbers import percent
from emfassess.register import Actor, Register
from emfassess.register.actions import actions
from emfassess.register.enquiries import enquiries
from emfassess.register.ranking import ranking


def action_rows(register: Register, actor: Actor, station: str | None, with_closed: bool) -> list[Row]:
    """One row an action, with what happened to it."""
    return [
        {
            "action": action.key,
            "station": action.station_id,
            "assessment": action.assessment_key,
            "kind": action.kind,
            "what": action.what,
            "who": action.who,
            "until": action.until.isoformat(),
            "open": action.is_open,
            "evidence": action.evidence,
            "events": [
                {"kind": e.kind, "who": e.who, "until": e.until.isoformat(), "note": e.note, "by": e.by}
                for e in action.events
            ],
        }
        for action in actions(register, actor, station, with_closed=with_closed)
    ]


def action_lines(rows: Sequence[Row]) -> list[str]:
    """A line an action."""
    lines = []
    for row in rows:
        state = "open" if row["open"] else f"closed by assessment {row['evidence']}"
        where = row["station"] or "a campaign without a station"
        lines.append(
            f"action {row['action']} ({state}): {where}, {row['kind']}: {row['what']}; {row['who']}, until {row['until']}"
        )
    return lines or ["no action"]


def ranking_rows(
    register: Register, today: datetime.date, actor: Actor, people: Mapping[str, float] | None = None
) -> list[Row]:
    """Stations by risk, every part of the score as a column."""
    return plain_rows(ranking(register, today, actor, people))


def ranking_lines(rows: Sequence[Row]) -> list[str]:
    """A line a station, the greatest risk first."""
    lines = []
    for row in rows:
        ratio = row["max_exposure_ratio"]
        level = "level not known" if ratio is None else percent(ratio)
        lines.append(
            f"{row['rank']:>4} {row['station_id']} {row['name']}: {row['group']}, {level}, "
            f"last measured {row['last_measured'] or 'never'}, {row['complaints']} complaints, score {row['score']:.3f}"
        )
    return lines or ["no station in the register"]


def enquiry_rows(register: Register, actor: Actor, unanswered: bool) -> list[Row]:
    """One row an enquiry with its answers."""
    return [
        {
            "enquiry": stored.key,
            "kind": stored.enquiry.kind,
            "day": stored.enquiry.day.isoformat(),
            "place": stored.enquiry.place,
            "longitude": stored.enquiry.longitude,
            "latitude": stored.enquiry.latitude,
            "height_m": stored.enquiry.height_m,
            "station": stored.enquiry.station_id,
            "question": stored.enquiry.question,
            "contact": stored.enquiry.contact,
            "answers": [_answer(answer) for answer in stored.answers],
        }
        for stored in enquiries(register, actor, unanswered_only=unanswered)
    ]


def _answer(answer: Any) -> Row:
    return {"text": answer.text, "level": answer.level, "measurement": answer.measurement, "by": answer.by}


def enquiry_lines(rows: Sequence[Row]) -> list[str]:
    """A line an enquiry and below it one an answer."""
    lines = []
    for row in rows:
        where = row["place"] or f"{row['longitude']:.5f}, {row['latitude']:.5f}"
        lines.append(f"enquiry {row['enquiry']} ({row['kind']}, {row['day']}, {where}): {row['question']}")
        lines += [f"  answered by {answer['by']}: {answer['text']}" for answer in row["answers"]] or ["  not answered"]
    return lines or ["no enquiry"]
