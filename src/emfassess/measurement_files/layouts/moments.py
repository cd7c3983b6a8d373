"""Moments as files write them: dates in a stated order, local times in a stated zone. Nothing is guessed.

A local time that a zone has never (the hour that clocks skip) is a fault, and so is one that it has twice, unless the order
of rows shows which of both it was. A logger whose clock never changes has an offset, such as ``+01:00``, and no zone.
"""

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from emfassess.measurement_files.layouts.date_formats import EPOCH, EPOCH_MS, clock_format, shown_format
from emfassess.measurement_files.layouts.findings import Findings
from emfassess.measurement_files.layouts.options import ImportOptions
from emfassess.measurements.time_zones import named_time_zone

_INSTANT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?")
_HALF_DAY = re.compile(r" ?([AaPp])\.?[Mm]\.?$")
_SECONDS = re.compile(r"\d{10}(\.\d+)?")
_MILLISECONDS = re.compile(r"\d{13}")
_CENTURY = 2000


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

    `pattern` is a format of :mod:`emfassess.measurement_files.layouts.date_formats`, or empty for ISO 8601 with or without
    an offset, which is understood in place of every format: it begins with its year. `zone` is that of times without an
    offset, None where none is stated.
    """

    pattern: str
    zone: datetime.tzinfo | None

    def read(
        self, texts: Sequence[str], rows: NDArray[np.int64], column: str, findings: Findings
    ) -> "pd.Series[pd.Timestamp]":
        """Moments in UTC; those that cannot be read are reported and become NaT."""
        given = [text.strip() for text in texts]
        empty = np.array([not text for text in given], dtype=bool)
        moments, local = self._moments(given, rows, findings)
        bad = moments.isna().to_numpy() & ~empty
        findings.report_rows(rows, column, texts, bad, f"a date and time as {self._form}")
        if self.only_days:
            findings.note("day-without-time", rows[local])
        if local.any():
            moments = self._localised(moments, local, texts, rows, column, findings)
        return moments.astype("datetime64[us, UTC]")

    def _moments(
        self, given: list[str], rows: NDArray[np.int64], findings: Findings
    ) -> "tuple[pd.Series[pd.Timestamp], NDArray[np.bool_]]":
        """Moments, as if in UTC where they are local, and which of them are local."""
        if self.pattern in (EPOCH, EPOCH_MS):
            return _since_1970(given, self.pattern)
        moments, local = _iso(given)
        if not self.pattern:
            counted, _ = _since_1970(given, EPOCH)
            findings.note("times-since-1970", rows[counted.notna().to_numpy()])
            return moments.fillna(counted), local
        own, dated = self._with_format(given)
        return own.fillna(moments), dated | (local & ~dated)

    @property
    def _form(self) -> str:
        """The format as people read it."""
        if self.pattern in (EPOCH, EPOCH_MS):
            return "a number of seconds since 1970" if self.pattern == EPOCH else "a number of milliseconds since 1970"
        return shown_format(self.pattern) if self.pattern else "yyyy-mm-dd HH:MM:SS, with or without an offset"

    @property
    def only_days(self) -> bool:
        """Whether dates come without a time; a day counts as its noon."""
        return "%d" in self.pattern and not ("%H" in self.pattern or "%I" in self.pattern)

    def _with_format(self, given: list[str]) -> "tuple[pd.Series[pd.Timestamp], NDArray[np.bool_]]":
        plain = given if self.only_days or "%b" in self.pattern.lower() else [text.replace("T", " ") for text in given]
        moments = pd.to_datetime(pd.Series(plain, dtype=object), format=self.pattern, errors="coerce")
        for code in ("%b", "%B") if "%m" in self.pattern else ():
            # a month by its name is none in figures
            named = self.pattern.replace("%m", code)
            moments = moments.fillna(pd.to_datetime(pd.Series(given, dtype=object), format=named, errors="coerce"))
        if "%H" in self.pattern:
            moments = moments.fillna(self._in_half_days(plain))
        if "%y" in self.pattern:
            moments = moments.where(moments.dt.year >= _CENTURY)
        if self.only_days:
            moments = moments + pd.Timedelta(hours=12)
        return moments.dt.tz_localize("UTC"), moments.notna().to_numpy()

    def _in_half_days(self, plain: list[str]) -> "pd.Series[pd.Timestamp]":
        """Times with AM or PM, which belong to a clock of 12 hours whatever the format says."""
        halves = [
            f"{text[: found.start()]} {found[1]}M" if (found := _HALF_DAY.search(text)) else None for text in plain
        ]
        pattern = self.pattern.replace("%H", "%I") + " %p"
        return pd.to_datetime(pd.Series(halves, dtype=object), format=pattern, errors="coerce")

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
            decided, earlier = _by_order(plain, twice)
            both = plain.dt.tz_localize(self.zone, ambiguous=earlier, nonexistent="NaT")
            known = known.where(~decided, both)
            findings.note("hour-twice-by-order", rows[decided])
            cure = "if the logger's clock does not change with the season, state its offset instead, such as +01:00"
            once = (
                f"a time that {self.zone} has once, not twice, or rows in the order in which they were measured; {cure}"
            )
            findings.report_rows(rows, column, texts, twice & ~decided, once)
            findings.report_rows(rows, column, texts, unclear & ~twice, f"a time that {self.zone} has; {cure}")
        return moments.where(~local, known.dt.tz_convert("UTC"))


def _by_order(
    plain: "pd.Series[pd.Timestamp]", twice: NDArray[np.bool_]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Rows of the hour that clocks have twice whose order decides, and which of them are of the first of both hours.

    It decides where the clock goes back once, and only once, within neighbouring rows of that hour.
    """
    decided, earlier = np.zeros(len(plain), dtype=np.bool_), np.zeros(len(plain), dtype=np.bool_)
    times = plain.to_numpy()
    for run in _runs(np.flatnonzero(twice)):
        back = np.flatnonzero(np.diff(times[run]) < np.timedelta64(0))
        if len(back) == 1:
            decided[run] = True
            earlier[run[: int(back[0]) + 1]] = True
    return decided, earlier


def _runs(numbers: NDArray[np.intp]) -> list[NDArray[np.intp]]:
    """Numbers in runs of neighbours."""
    return np.split(numbers, np.flatnonzero(np.diff(numbers) > 1) + 1)


def _since_1970(given: list[str], pattern: str) -> "tuple[pd.Series[pd.Timestamp], NDArray[np.bool_]]":
    """Moments of numbers that count from 1970, in seconds (or milliseconds, by their length); none of them is local."""
    milli = [text if _MILLISECONDS.fullmatch(text) else None for text in given]
    whole = [text if _SECONDS.fullmatch(text) else None for text in given] if pattern == EPOCH else [None] * len(given)
    moments = pd.to_datetime(pd.to_numeric(pd.Series(milli, dtype=object)), unit="ms", utc=True)
    seconds = pd.to_datetime(pd.to_numeric(pd.Series(whole, dtype=object)), unit="s", utc=True)
    return moments.fillna(seconds), np.zeros(len(given), dtype=np.bool_)


def _iso(given: list[str]) -> "tuple[pd.Series[pd.Timestamp], NDArray[np.bool_]]":
    """Moments of ISO 8601, and which of them have no offset."""
    found = [_INSTANT.fullmatch(text) for text in given]
    local = np.array([one is not None and one[1] is None for one in found], dtype=bool)
    plain = pd.Series([text if one else None for text, one in zip(given, found, strict=True)], dtype=object)
    moments = pd.to_datetime(plain, utc=True, format="ISO8601", errors="coerce")
    return moments, local & moments.notna().to_numpy()
