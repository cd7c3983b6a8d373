"""Warnings of a command: a few lines beside its answer, and the same as plain values."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from emfassess.assumptions import Assumption, gather
from emfassess.language import SOURCE_LANGUAGE, Language, language
from emfassess.publish.text.assumptions import assumption_sentence
from emfassess.readers.faults import Fault, InputError
from emfassess.stations import Station, station_assumptions, station_warnings

MOST_LINES = 5
"""So many warnings and assumptions are printed; the rest is counted."""


@dataclass(frozen=True)
class Notices:
    """Warnings of results, and assumptions that fill what stations and patterns do not state."""

    warnings: tuple[Assumption, ...] = ()
    assumptions: tuple[Assumption, ...] = ()


def notices_of(
    stations: Sequence[Station], warnings: Sequence[Assumption] = (), assumptions: Sequence[Assumption] = ()
) -> Notices:
    """Notices of stations, and of their results where there are some: those hold what the reading left."""
    return Notices(
        gather(warnings or station_warnings(stations)), gather([*station_assumptions(stations), *assumptions])
    )


def refuse_implausible(stations: Sequence[Station], others: Sequence[Assumption] = ()) -> None:
    """Refuse stations that look implausible, as ``--strict`` asks.

    Raises
    ------
    InputError
        With every warning, in English as all faults.
    """
    text = language(SOURCE_LANGUAGE)
    named = {station.id: station.source.name for station in stations if station.source is not None}
    faults = []
    for item in [*station_warnings(stations), *others]:
        first = item.where[0] if item.where else ""
        file = named.get(first.partition("/")[0], "")
        faults.append(Fault(file or first, ", ".join(item.where) if file else "", "", _alone(item, text)))
    if faults:
        raise InputError(faults)


def _alone(item: Assumption, text: Language) -> str:
    return assumption_sentence(Assumption(item.code, item.values), text)


def notice_lines(notices: Notices, more: str, text: Language) -> list[str]:
    """A few lines, the warnings first; the last says how many more there are and where.

    Parameters
    ----------
    notices : Notices
    more : str
        Where all of them are: a file, a report, an option.
    text : Language
    """
    lines = [text("warning: {sentence}", sentence=assumption_sentence(w, text)) for w in notices.warnings]
    lines += [text("assumption: {sentence}", sentence=assumption_sentence(a, text)) for a in notices.assumptions]
    shown, left = lines[:MOST_LINES], len(lines) - MOST_LINES
    if left > 0:
        return [*shown, text("{count} more: see {place}", count=left, place=more)]
    return [*shown, text("read more: {place}", place=more)] if shown else []


def notice_records(notices: Notices) -> list[dict[str, Any]]:
    """All of them as plain values, with keys that no language changes."""
    kinds = (("warning", notices.warnings), ("assumption", notices.assumptions))
    return [
        {"kind": kind, "code": item.code, "values": dict(item.values), "where": list(item.where)}
        for kind, items in kinds
        for item in items
    ]
