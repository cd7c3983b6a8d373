"""Actions, ranking and enquiries of the register as plain values and as lines for a terminal."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from emfassess.language import Language
from emfassess.language.messages.names import ENQUIRY_KIND, RANKING_GROUP
from emfassess.publish.terminal.register import Row, plain_rows
from emfassess.publish.text.numbers import percent
from emfassess.publish.text.subjects import cause_words, hot_spot_line
from emfassess.publish.text.verdicts import VERDICT_WORD
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
            "hot_spot": asdict(action.subject) if action.subject else None,
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


def action_lines(rows: Sequence[Row], text: Language) -> list[str]:
    """A line an action, and below it the hot spot that it is about."""
    lines = []
    for row in rows:
        hot_spot = row["hot_spot"]
        closed = text("closed by assessment {number}", number=row["evidence"])
        lines.append(
            text(
                "action {number} ({state}): {where}, {kind}: {what}; {who}, until {until}",
                number=row["action"],
                state=text("open") if row["open"] else closed,
                where=row["station"] or text("a campaign without a station"),
                kind=text(VERDICT_WORD.get(str(row["kind"]), str(row["kind"]))),
                what=row["what"],
                who=row["who"],
                until=row["until"],
            )
        )
        if hot_spot:
            lines.append(f"  {hot_spot_line(hot_spot, text)}")
    return lines or [text("no action")]


def ranking_rows(
    register: Register, today: datetime.date, actor: Actor, people: Mapping[str, float] | None = None
) -> list[Row]:
    """Stations by risk, every part of the score as a column."""
    return plain_rows(ranking(register, today, actor, people))


def ranking_lines(rows: Sequence[Row], text: Language) -> list[str]:
    """A line a station, the greatest risk first."""
    lines = []
    for row in rows:
        ratio = row["max_exposure_ratio"]
        level = text("level not known") if ratio is None else percent(ratio)
        if row["cause"]:
            caused = cause_words(str(row["station_id"]), str(row["cause"]), row["own_share"], text)
            level = text("{level} ({cause})", level=level, cause=caused)
        lines.append(
            f"{row['rank']:>4} {row['station_id']} {row['name']}: "
            + text(
                "{group}, {level}, last measured: {day}, complaints: {complaints}, score {score}",
                group=text(RANKING_GROUP.get(str(row["group"]), str(row["group"]))),
                level=level,
                day=row["last_measured"] or text("never"),
                complaints=row["complaints"],
                score=f"{row['score']:.3f}",
            )
        )
    return lines or [text("no station in the register")]


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


def enquiry_lines(rows: Sequence[Row], text: Language) -> list[str]:
    """A line an enquiry and below it one an answer."""
    lines = []
    for row in rows:
        where = row["place"] or f"{row['longitude']:.5f}, {row['latitude']:.5f}"
        lines.append(
            text(
                "enquiry {number} ({kind}, {day}, {where}): {question}",
                number=row["enquiry"],
                kind=text(ENQUIRY_KIND.get(str(row["kind"]), str(row["kind"]))),
                day=row["day"],
                where=where,
                question=row["question"],
            )
        )
        answers = [text("answered by {who}: {answer}", who=a["by"], answer=a["text"]) for a in row["answers"]]
        lines += [f"  {line}" for line in answers or [text("not answered")]]
    return lines or [text("no enquiry")]
