"""Formats of dates and times: as people write them in a profile, as Python reads them, and from one example.

``mmm`` and ``mmmm`` are English names of months; ``epoch`` and ``epoch-ms`` are seconds and milliseconds since 1970.
"""

import re

from emfassess.measurement_files.layouts.options import DateOrder

EPOCH, EPOCH_MS = "epoch", "epoch-ms"

_CODES = {
    "yyyy": "%Y",
    "yy": "%y",
    "mmmm": "%B",
    "mmm": "%b",
    "mm": "%m",
    "dd": "%d",
    "HH": "%H",
    "hh": "%I",
    "MM": "%M",
    "SS": "%S",
    "fff": "%f",
    "AM": "%p",
}
_FORMAT = re.compile(r"yyyy|yy|mmmm|mmm|mm|dd|HH|hh|MM|SS|fff|AM|[-/. :,]")
_DATE = re.compile(r"(\d{4}|\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{1,2})")
_DATE_WITH_NAME = re.compile(r"\d{1,2}([-/. ])([A-Za-z]{3,9})\1(\d{4})")
_CLOCK = re.compile(r"(\d{1,2}):(\d\d)(?::(\d\d)(\.\d+)?)?( ?[AaPp][Mm])?")
_ORDERS = {"ymd": ("%Y", "%m", "%d"), "dmy": ("%d", "%m", "%Y"), "mdy": ("%m", "%d", "%Y")}


def strptime_format(text: str) -> str:
    """Format of Python for one of a profile, ``"dd/mm/yyyy HH:MM"``; empty for ``"iso"``, an epoch as it is.

    Raises
    ------
    ValueError
        If it is no such format.
    """
    if text == "iso":
        return ""
    if text in (EPOCH, EPOCH_MS):
        return text
    text = text.replace("AM/PM", "AM")
    parts = _FORMAT.findall(text)
    given = set(parts)
    whole = "".join(parts) == text and "dd" in given and len({"yyyy", "yy"} & given) == 1
    if (
        not whole
        or len({"mm", "mmm", "mmmm"} & given) != 1
        or ("hh" in given) != ("AM" in given)
        or {"hh", "HH"} <= given
    ):
        raise ValueError(
            "a format of yyyy or yy, mm (mmm for names of months), dd, HH (or hh with AM), MM, SS, fff such as "
            "dd/mm/yyyy HH:MM:SS or mm/dd/yyyy hh:MM:SS AM, or iso, epoch, epoch-ms"
        )
    return "".join(_CODES.get(part, part) for part in parts)


def shown_format(pattern: str) -> str:
    """A format of Python as people read it, e.g. ``"dd/mm/yyyy HH:MM:SS"``."""
    for letters, code in _CODES.items():
        pattern = pattern.replace("." + code, "." + letters).replace(code, letters)
    return pattern


def clock_format(example: str, order: DateOrder) -> str | None:
    """Format of a date, or of date and time, from one example and the order of its parts.

    Dates that begin with a year of four digits, or name the month, need no order. None where it cannot be known.
    """
    text = re.sub("[T ]+", " ", example.strip()) if example[:4].isdigit() else re.sub(" +", " ", example.strip())
    named = _DATE_WITH_NAME.match(text)
    date = named[0] if named else text.partition(" ")[0]
    clock = text[len(date) :].strip()
    times = _CLOCK.fullmatch(clock) if clock else None
    days = _named_month(named) if named else _numeric_date(date, order)
    if days is None or (clock and times is None):
        return None
    return days if times is None else days + " " + _time_format(times)


def _named_month(found: "re.Match[str]") -> str:
    return found[1].join(("%d", "%b" if len(found[2]) == 3 else "%B", "%Y"))


def _numeric_date(date: str, order: DateOrder) -> str | None:
    parts = _DATE.fullmatch(date)
    if parts is None:
        return None
    chosen: DateOrder = "ymd" if len(parts[1]) == 4 else order
    if not chosen or (chosen == "ymd" and len(parts[1]) != 4):
        return None
    names = [name if name != "%Y" or chosen == "ymd" or len(parts[4]) == 4 else "%y" for name in _ORDERS[chosen]]
    return parts[2].join(names)


def _time_format(times: "re.Match[str]") -> str:
    pattern = ("%I" if times[5] else "%H") + ":%M" + (":%S" if times[3] else "") + (".%f" if times[4] else "")
    return pattern + ((" " if times[5].startswith(" ") else "") + "%p" if times[5] else "")
