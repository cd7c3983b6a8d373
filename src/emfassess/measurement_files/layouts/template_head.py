"""The head of the template: keys and values become the fields of campaign, instrument, calibration and terminal."""

import datetime
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from emfassess.measurement_files.layouts.findings import Findings
from emfassess.measurement_files.layouts.template_fields import COMMENT, FORMAT, VERSION, template_keys
from emfassess.measurement_files.layouts.texts import Rows
from emfassess.measurements import Calibration, Terminal
from emfassess.measurements.days import named_time_zone

_NUMBERS = {
    "temperature_c",
    "humidity_percent",
    "frequency_low_hz",
    "frequency_high_hz",
    "sensitivity_v_m",
    "overload_v_m",
    "isotropy_db",
    "linearity_db",
    "uncertainty_db",
    "distance_m",
}
_POSITIVE = {"frequency_low_hz", "frequency_high_hz", "sensitivity_v_m", "overload_v_m"}
_LISTS = {"station_ids", "persons"}
_DAYS = {"date", "valid_until"}
_MOMENTS = {"start", "end"}
_MEGAHERTZ = 1e6


@dataclass(frozen=True)
class TemplateHead:
    """Fields of campaign and instrument that the head fills."""

    campaign: Mapping[str, Any]
    instrument: Mapping[str, Any]


def read_head(rows: Rows, time_zone: str, findings: Findings) -> TemplateHead:
    """Fields of the head; unknown or doubled keys and impossible values are reported.

    `time_zone` is that stated beside the file, for a head that names none.
    """
    values = _values(rows, findings)
    zone = values.get("time_zone", (0, time_zone))[1]
    found: dict[str, dict[str, Any]] = {"campaign": {}, "instrument": {}, "calibration": {}, "terminal": {}}
    for key in template_keys():
        if key.name not in values:
            continue
        row, text = values[key.name]
        try:
            found[key.record][key.field] = _value(key.field, text, zone)
        except ValueError as error:
            findings.report_row(row, key.name, text, str(error))
    instrument, campaign = found["instrument"], found["campaign"]
    _add(instrument, "calibrations", found["calibration"], lambda given: (Calibration(**given),), findings)
    _add(campaign, "terminal", found["terminal"], lambda given: Terminal(**given), findings)
    return TemplateHead(campaign, instrument)


def _values(rows: Rows, findings: Findings) -> dict[str, tuple[int, str]]:
    """Filled keys with their row and value."""
    known = {key.name for key in template_keys()}
    values: dict[str, tuple[int, str]] = {}
    for number, cells in zip(rows.numbers.tolist(), rows.cells, strict=True):
        name, value = (cell.strip() for cell in (*cells, "", "")[:2])
        if name == FORMAT:
            if value != VERSION:
                findings.report_row(number, FORMAT, value, f"version {VERSION}")
        elif not name or name.startswith(COMMENT):
            continue
        elif name not in known:
            near = get_close_matches(name, known, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            findings.report_row(number, "", name, f"a key of the template{hint}")
        elif name in values:
            findings.report_row(number, name, value, "each key only once")
        elif value:
            values[name] = (number, value)
    return values


def _value(field: str, text: str, zone: str) -> Any:
    """A value in the type of its field."""
    if field in _NUMBERS:
        number = _number(text)
        if field in _POSITIVE and number <= 0:
            raise ValueError("a number above 0")
        return number * _MEGAHERTZ if field.endswith("_hz") else number
    if field in _LISTS:
        return tuple(part.strip() for part in re.split("[;；]", text) if part.strip())
    if field in _DAYS:
        return _day(text)
    if field in _MOMENTS:
        return _moment(text, zone)
    if field == "kind" and text not in ("broadband", "selective"):
        raise ValueError("broadband or selective")
    if field == "time_zone":
        named_time_zone(text)
    return text


def _number(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        raise ValueError("a number with a decimal point") from None
    if not math.isfinite(value):
        raise ValueError("a number with a decimal point")
    return value


def _day(text: str) -> datetime.date:
    if not re.fullmatch(r"\d{4}-\d\d-\d\d( 00:00:00)?", text):
        raise ValueError("a day as yyyy-mm-dd")
    try:
        return datetime.date.fromisoformat(text[:10])
    except ValueError:
        raise ValueError("a day of the calendar, as yyyy-mm-dd") from None


def _moment(text: str, zone: str) -> datetime.datetime:
    try:
        found = datetime.datetime.fromisoformat(text)
    except ValueError:
        raise ValueError("a date and time as yyyy-mm-dd HH:MM") from None
    if found.tzinfo is not None:
        return found
    if not zone:
        raise ValueError("a time with its offset, or a time_zone")
    return found.replace(tzinfo=named_time_zone(zone))


def _add(
    record: dict[str, Any],
    name: str,
    given: dict[str, Any],
    made: Callable[[dict[str, Any]], Any],
    findings: Findings,
) -> None:
    """Put a record of its own into a field, if anything of it is filled."""
    if not given:
        return
    if name == "calibrations" and "date" not in given:
        findings.report("calibration_date", None, "the day of the calibration, since other keys of it are filled")
        return
    try:
        record[name] = made(given)
    except ValueError as error:
        findings.report(name, None, str(error))
