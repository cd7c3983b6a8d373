"""Moments as files write them: dates in a stated order, local times in a stated zone. Nothing is guessed.

A local time that a zone has twice or never (the hours when clocks change) is a fault: which of two hours it was cannot be
known from the file. A logger whose clock never changes has an offset, such as ``+01:00``, and no zone.
"""

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from emfassess.measurement_files.layouts.findings import Findings
from emfassess.measurement_files.layouts.options import DateOrder, ImportOptions
from emfassess.measurements.days import named_time_zone

_DATE = re.compile(r"(\d{4}|\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{1,2})")
_CLOCK = r"(\d{1,2}):(\d\d)(?::(\d\d)(\.\d+)?)?"
_INSTANT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?")
_ORDERS = {"ymd": ("%Y", "%m", "%d"), "dmy": ("%d", "%m", "%Y"), "mdy": ("%m", "%d", "%Y")}
_SHOWN_CODES = {"%Y": "yyyy", "%y": "yy", "%m": "mm", "%d": "dd", "%H": "HH", "%M": "MM", "%S": "SS"}
_CENTURY = 2000
_EPOCH = re.compile(r"1\d{9}(?:\d{3})?(?:\.\d{1,6})?")
"""Seconds since 1970 from 2001 to 2033, or milliseconds."""
_HALF_DAY = re.compile(r"\s*([AaPp])\.?[Mm]\.?$")
_MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan", "feb", "mar mär mrz", "apr", "may mai", "jun", "jul", "aug", "sep", "oct okt", "nov", "dec dez"),
        start=1,
    )
    for name in names.split()
}
_MONTH = re.compile(rf"(?<![A-Za-z])(?:{'|'.join(_MONTHS)})[a-zä]*\.?", re.IGNORECASE)
"""Months by their English or German names, short or whole."""


def clock_format(example: str, order: DateOrder) -> str | None:
    """Format of a date, or of date and time, from one example and the order of its parts.

    Dates that begin with a year of four digits need no order. None where it cannot be known.
    """
    text = re.sub("[T ]+", " ", example.strip(), count=1)
    date, _, clock = text.partition(" ")
    parts = _DATE.fullmatch(date)
    times = re.fullmatch(_CLOCK, clock) if clock else None
    if parts is None or (clock and times is None):
        return None
    chosen: DateOrder = "ymd" if len(parts[1]) == 4 else order
    if not chosen or (chosen == "ymd" and len(parts[1]) != 4):
        return None
    names = [name if name != "%Y" or chosen == "ymd" or len(parts[4]) == 4 else "%y" for name in _ORDERS[chosen]]
    pattern = parts[2].join(names)
    if times is None:
        return pattern
    return pattern + " %H:%M" + (":%S" if times[3] else "") + (".%f" if times[4] else "")


def shown_format(pattern: str) -> str:
    """A format as people read it, e.g. ``"dd/mm/yyyy HH:MM:SS"``."""
    for code, letters in _SHOWN_CODES.items():
        pattern = pattern.replace(code, letters)
    return pattern.replace(".%f", ".fff")


def stated_zone(options: ImportOptions, findings: Findings) -> datetime.tzinfo | None:
    """Zone of a log whose times have none; a fault where none is stated."""
    if not options.time_zone:
        findings.report("", None, "times of this log have no zone; state time_zone, such as Asia/Shanghai or +08:00")
        return None
    return named_time_zone(options.time_zone)


def stated_clock(example: str, row: int, column: str, options: ImportOptions, findings: Findings) -> "Clock":
    """Clock of a log from its first moment, the stated order of dates and the stated zone; a fault where one is open.

    Moments of ISO 8601 that carry their offset need neither.
    """
    instant = _INSTANT.fullmatch(example.strip())
    if instant is not None and instant[1] is not None:
        return Clock("", named_time_zone(options.time_zone) if options.time_zone else None)
    pattern = clock_format(example, options.date_order)
    if pattern is None:
        cure = "a date that begins with its year, or a stated date_order (dmy, mdy) that it follows"
        findings.report_row(row, column, example, cure)
    return Clock(pattern or "%Y-%m-%d %H:%M:%S", stated_zone(options, findings))


@dataclass(frozen=True)
class Clock:
    """How moments of a file are read.

    `pattern` is the format of one :func:`clock_format`, or empty for ISO 8601 with or without an offset; `zone` is that of
    times without an offset, None where none is stated.
    """

    pattern: str
    zone: datetime.tzinfo | None

    def read(
        self, texts: Sequence[str], rows: NDArray[np.int64], column: str, findings: Findings
    ) -> "pd.Series[pd.Timestamp]":
        """Moments in UTC; those that cannot be read are reported and become NaT."""
        given = [text.strip() for text in texts]
        empty = np.array([not text for text in given], dtype=bool)
        given, seconds = _from_epoch(given, self.pattern)
        findings.note("time-since-1970", rows[seconds])
        moments, local = self._with_format(given) if self.pattern else _iso(given)
        bad = moments.isna().to_numpy() & ~empty
        form = shown_format(self.pattern) if self.pattern else "yyyy-mm-dd HH:MM:SS, with or without an offset"
        findings.report_rows(rows, column, texts, bad, f"a date and time as {form}")
        if self.only_days:
            findings.note("day-without-time", rows[local])
        if local.any():
            moments = self._localised(moments, local, texts, rows, column, findings)
        return moments.astype("datetime64[us, UTC]")

    @property
    def only_days(self) -> bool:
        """Whether dates come without a time; a day counts as its noon."""
        return bool(self.pattern) and "%H" not in self.pattern

    def _with_format(self, given: list[str]) -> "tuple[pd.Series[pd.Timestamp], NDArray[np.bool_]]":
        plain = [_plain(text) for text in given]
        moments = pd.to_datetime(pd.Series(plain, dtype=object), format=self.pattern, errors="coerce")
        if any(_HALF_DAY.search(text) for text in plain):
            half = self.pattern.replace("%H", "%I") + " %p"
            moments = moments.fillna(pd.to_datetime(pd.Series(plain, dtype=object), format=half, errors="coerce"))
        if "%y" in self.pattern:
            moments = moments.where(moments.dt.year >= _CENTURY)
        if self.only_days:
            moments = moments + pd.Timedelta(hours=12)
        moments = moments.dt.tz_localize("UTC")
        found = moments.notna().to_numpy()
        instants, without_offset = _iso(given)  # year first: clear whatever the format, such as a date cell of a sheet
        return moments.fillna(instants), found | (without_offset & ~found)

    def _localised(
        self,
        moments: "pd.Series[pd.Timestamp]",
        local: NDArray[np.bool_],
        texts: Sequence[str],
        rows: NDArray[np.int64],
        column: str,
        findings: Findings,
    ) -> "pd.Series[pd.Timestamp]":
        """Move local times, read as if in UTC, to their zone."""
        if self.zone is None:
            first = int(np.flatnonzero(local)[0])
            cure = "a time zone, since local times are meant; state it, such as Asia/Shanghai or +08:00"
            findings.report_row(int(rows[first]), column, texts[first], cure)
            return moments.where(~local)
        plain = moments.dt.tz_localize(None)
        known = plain.dt.tz_localize(self.zone, ambiguous="NaT", nonexistent="NaT")
        unclear = known.isna().to_numpy() & local
        if unclear.any():
            shifted = plain.dt.tz_localize(self.zone, ambiguous="NaT", nonexistent="shift_forward")
            twice = shifted.isna().to_numpy() & unclear
            cure = "if the logger's clock does not change with the season, state its offset instead, such as +01:00"
            findings.report_rows(rows, column, texts, twice, f"a time that {self.zone} has once, not twice; {cure}")
            findings.report_rows(rows, column, texts, unclear & ~twice, f"a time that {self.zone} has; {cure}")
        return moments.where(~local, known.dt.tz_convert("UTC"))


def _plain(text: str) -> str:
    """A moment without the T of ISO 8601, months by number, and AM or PM apart from the time."""
    spaced = re.sub(r"(?<=\d)T(?=\d)", " ", text)
    spaced = _MONTH.sub(lambda word: f"{_MONTHS[word[0][:3].lower()]:02d}", spaced)
    return _HALF_DAY.sub(lambda word: f" {word[1].upper()}M", spaced)


def _from_epoch(given: list[str], pattern: str) -> tuple[list[str], NDArray[np.bool_]]:
    """Seconds or milliseconds since 1970 as ISO 8601 in UTC, and which they were; only where a format is not stated."""
    seconds = np.array([not pattern and _EPOCH.fullmatch(text) is not None for text in given], dtype=bool)
    if not seconds.any():
        return given, seconds
    return [_instant_of(text) if epoch else text for text, epoch in zip(given, seconds, strict=True)], seconds


def _instant_of(text: str) -> str:
    moment = float(text) / (1000.0 if len(text.partition(".")[0]) > len("1704480303") else 1.0)
    return datetime.datetime.fromtimestamp(moment, datetime.UTC).isoformat(sep=" ")


def _iso(given: list[str]) -> "tuple[pd.Series[pd.Timestamp], NDArray[np.bool_]]":
    """Moments of ISO 8601, and which of them have no offset."""
    found = [_INSTANT.fullmatch(text) for text in given]
    local = np.array([one is not None and one[1] is None for one in found], dtype=bool)
    plain = pd.Series([text if one else None for text, one in zip(given, found, strict=True)], dtype=object)
    moments = pd.to_datetime(plain, utc=True, format="ISO8601", errors="coerce")
    return moments, local & moments.notna().to_numpy()
