"""Lists of the register as plain values and as lines for a terminal."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from emfassess.language import Language
from emfassess.language.messages.names import DIRECTION, DUE_REASON, DUE_STATE
from emfassess.publish.text.numbers import percent
from emfassess.publish.text.verdicts import VERDICT_WORD
from emfassess.register import Actor, Register
from emfassess.register.assessments import assessments
from emfassess.register.campaigns import campaigns
from emfassess.register.due import STATES
from emfassess.register.trends import LevelTrend

Row = dict[str, Any]


def campaign_rows(register: Register, actor: Actor) -> list[Row]:
    """One row a campaign, with what was kept of its judgement."""
    judged: dict[str, list[Any]] = {}
    for kept in assessments(register, actor):
        if kept.judgement.campaign_id:
            judged.setdefault(kept.judgement.campaign_id, []).append(kept)
    return [
        {
            "campaign": summary.campaign_id,
            "name": summary.name,
            "method": summary.method,
            "day": summary.day.isoformat() if summary.day else None,
            "readings": summary.rows,
            "stations": list(summary.station_ids),
            "file_sha256": summary.file_sha256,
            "imported_at": summary.imported_at.isoformat(),
            "imported_by": summary.imported_by,
            "judgements": [
                {
                    "assessment": kept.key,
                    "station": kept.judgement.station_id,
                    "verdict": kept.judgement.verdict,
                    "max_exposure_ratio": kept.judgement.max_exposure_ratio,
                    "place": kept.judgement.place,
                    "limit": kept.limit_id,
                    "complete": kept.judgement.complete,
                }
                for kept in judged.get(summary.campaign_id, [])
            ],
        }
        for summary in campaigns(register, actor)
    ]


def campaign_table_lines(rows: Sequence[Row], text: Language) -> list[str]:
    """A line a campaign and below it one a judgement."""
    lines = []
    for row in rows:
        where = text(", stations {ids}", ids=text.listed(row["stations"])) if row["stations"] else ""
        about = text.plural(
            "{day}, {count} reading",
            "{day}, {count} readings",
            count=row["readings"],
            day=row["day"] or text("day not known"),
        )
        lines.append(text.labelled(row["campaign"], about + where))
        for kept in row["judgements"]:
            lines.append(
                "  "
                + text(
                    "assessment {number}: {station}: {verdict}, {percent} of {limit} at {place} ({state})",
                    number=kept["assessment"],
                    station=kept["station"] or text("no station"),
                    verdict=text(VERDICT_WORD[kept["verdict"]]),
                    percent=percent(kept["max_exposure_ratio"]),
                    limit=kept["limit"],
                    place=kept["place"],
                    state=text("complete") if kept["complete"] else text("incomplete"),
                )
            )
        if not row["judgements"]:
            lines.append(
                "  "
                + text(
                    "no evaluation is stored: no reading gives a level, no edition of the limits is known for its days, or "
                    "it was not evaluated yet: emfassess measurements judge {campaign}",
                    campaign=row["campaign"],
                )
            )
    return lines or [text("no campaign in the register")]


def due_rows(table: pd.DataFrame, state: str | None = None) -> list[Row]:
    """Rows of the due list as plain values, of one state or all.

    Raises
    ------
    ValueError
        If there is no such state.
    """
    if state is not None and state not in STATES:
        raise ValueError(f"state must be one of {', '.join(STATES)}, not {state!r}")
    chosen = table if state is None else table[table["state"] == state]
    return plain_rows(chosen)


def plain_rows(table: pd.DataFrame) -> list[Row]:
    """Rows of a table as plain values; what is not known is None."""
    return [{str(key): _plain(value) for key, value in row.items()} for row in table.to_dict("records")]


def due_lines(rows: Sequence[Row], text: Language) -> list[str]:
    """How many are in which state, then a line a station, the most urgent first."""
    counts = {state: sum(row["state"] == state for row in rows) for state in STATES}
    lines = [text("{overdue} overdue, {due} due, {next} not yet due", **counts)]
    for row in rows:
        reason = text(DUE_REASON.get(str(row["reason"]), str(row["reason"])))
        day = row["last_measured"]
        measured = text("last measured {day}", day=day) if day else text("never measured")
        state = text(DUE_STATE[row["state"]])
        station = f"{state:8} {row['due_on']} {row['station_id']} {row['name']}"
        lines.append(text.labelled(station, text.joined([reason, measured])))
    return lines


def trend_record(trend: LevelTrend) -> Row:
    """A trend as plain values; what so few values do not determine is None."""
    numbers = ("probability", "tau", "slope_db_per_year", "slope_uncertainty", "change_db", "uncertainty_db")
    return {
        "direction": trend.direction,
        "significant": trend.significant,
        **{name: _plain(float(getattr(trend, name))) for name in numbers},
        "values": [
            {"day": v.day.isoformat(), "exposure_ratio": v.level, "expanded_uncertainty_db": v.expanded_uncertainty_db}
            for v in trend.values
        ],
    }


def trend_lines(station: str, trend: Row, text: Language) -> list[str]:
    """A line on the trend, and one a campaign."""
    count = len(trend["values"])
    if trend["slope_db_per_year"] is None:
        few = text.plural(
            "{count} complete campaign, too few for a trend",
            "{count} complete campaigns, too few for a trend",
            count=count,
        )
        lines = [text.labelled(station, few)]
    else:
        lines = [
            text(
                "{station}: {direction}, {slope} ± {half} dB a year, {change} dB over {count} campaigns of ± {uncertainty} "
                "dB each",
                station=station,
                direction=text(DIRECTION[trend["direction"]]),
                slope=f"{trend['slope_db_per_year']:+.2f}",
                half=f"{trend['slope_uncertainty']:.2f}",
                change=f"{trend['change_db']:+.2f}",
                count=count,
                uncertainty=f"{trend['uncertainty_db']:.1f}",
            )
        ]
        if trend["probability"] is not None:
            chance = f"{trend['probability']:.2g}"
            lines.append(
                "  " + text("Mann-Kendall: chance gives such an order with a probability of {chance}", chance=chance)
            )
    return lines + [
        "  " + text("{day}: {percent} of the limit", day=v["day"], percent=percent(v["exposure_ratio"]))
        for v in trend["values"]
    ]


def _plain(value: Any) -> Any:
    if value is None or value is pd.NaT or (isinstance(value, float) and value != value):
        return None
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    return value.isoformat() if hasattr(value, "isoformat") else value.item() if hasattr(value, "item") else value
