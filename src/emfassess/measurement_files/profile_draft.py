"""Draft the profile of a text table of measurements from its header and first row; a person completes and checks it."""

import csv
import json
import re
from pathlib import Path

from emfassess.measurement_files.layouts.date_formats import clock_format, shown_format
from emfassess.measurement_files.layouts.level_units import unit_name
from emfassess.readers.faults import refuse

_LAST_HEADER_ROW = 20
_HEADS = {
    "time": re.compile(r"(?i)\b(date|datum|timestamp|time)\b|日期|时间"),
    "longitude": re.compile(r"(?i)^(lon|long|longitude|länge)\b|经度"),
    "latitude": re.compile(r"(?i)^(lat|latitude|breite)\b|纬度"),
    "point": re.compile(r"(?i)^(point|punkt|point[ _]?id|id)\b|点位|测点"),
}
_CLOCK = re.compile(r"\d{1,2}:\d\d")
_UNIT = re.compile(r"[(\[（]\s*([^()\[\]（）]+?)\s*[)\]）]")


def draft_measurement_profile(path: Path) -> str:
    """Text of a profile for a table of separated cells in UTF-8.

    What the file leaves open has an empty value and a comment; an empty value is refused when the profile is read.

    Raises
    ------
    InputError
        If the file is no text in UTF-8, or no row among its first has a column with a unit of levels in brackets.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise refuse(str(path), "", None, "not text in UTF-8; save it as UTF-8, or write the profile by hand") from None
    for number, line in enumerate(lines[:_LAST_HEADER_ROW], start=1):
        separator = max(";\t,", key=line.count)
        names = [name.strip() for name in next(csv.reader([line], delimiter=separator), [])]
        levels = [(name, unit) for name in names if (unit := _unit_of(name))]
        if levels:
            cells = next(csv.reader(lines[number : number + 1], delimiter=separator), [])
            return _profile(number, separator, names, levels, dict(zip(names, cells, strict=False)))
    raise refuse(
        str(path), "", None, f"no column with a unit in brackets, such as E (V/m), in the first {_LAST_HEADER_ROW} rows"
    )


def _unit_of(name: str) -> str | None:
    found = _UNIT.search(name)
    return unit_name(found[1]) if found else None


def _profile(row: int, separator: str, names: list[str], levels: list[tuple[str, str]], cells: dict[str, str]) -> str:
    column = {role: next((name for name in names if head.search(name)), "") for role, head in _HEADS.items()}
    decimal = "," if any(re.fullmatch(r"-?\d+,\d+", cells.get(name, "").strip()) for name, _ in levels) else "."
    lines = [
        "# Profile of a table of measurements (docs/formats.md). Check each line, complete empty values.",
        "[file]",
    ]
    lines += [f"header_row = {row}", f"separator = {_quoted(separator)}", f"decimal = {_quoted(decimal)}"]
    lines += _time_lines(column["time"], cells) if column["time"] else []
    if column["longitude"] and column["latitude"]:
        lines += ["", "[position]", *(f"{axis} = {_quoted(column[axis])}" for axis in ("longitude", "latitude"))]
        lines += ['# form = "degrees-minutes"  # for ddmm.mmmmN']
    if column["point"]:
        lines += ["", "[point]", f"id = {_quoted(column['point'])}"]
    for name, unit in levels:
        lines += ["", "[[level]]", f"column = {_quoted(name)}", f"unit = {_quoted(unit)}"]
        lines += [
            '# band = "LTE 1800"  # else total; also frequency_low_mhz, frequency_high_mhz, statistic, averaging_s [s]'
        ]
        lines += ["# antenna_factor_db_m = 30  # [dB/m], must be stated with dBm"] if unit == "dBm" else []
        lines += (
            ["# must be completed below: the table [limit] with set, share_of and frequency_mhz"] if unit == "%" else []
        )
    lines += [
        "",
        "# [below]",
        '# tokens = ["low"]  # words for a value below the noise',
        "# sensitivity_v_m = 0.2  # [V/m]",
    ]
    return "\n".join(lines) + "\n"


def _time_lines(column: str, cells: dict[str, str]) -> list[str]:
    """Lines of ``[time]``; a column of clock times beside a column of days belongs to it, else all would be at midnight."""
    days = cells.get(column, "")
    clock = "" if ":" in days else next((name for name, cell in cells.items() if _CLOCK.match(cell.strip())), "")
    lines = ["", "[time]", f"column = {_quoted(column)}"]
    lines += [f"clock_column = {_quoted(clock)}"] if clock else []
    lines += [_format_line(f"{days} {cells[clock]}" if clock else days)]
    return [*lines, '# zone = "Asia/Shanghai"  # or "+08:00"; where it is left out, state --time-zone']


def _format_line(example: str) -> str:
    known = clock_format(example, "")
    if known:
        return f"format = {_quoted(shown_format(known))}"
    orders = [shown_format(found) for order in ("dmy", "mdy") if (found := clock_format(example, order))]
    return f'format = ""  # {example}: to be stated; {" or ".join(orders) or "such as dd/mm/yyyy HH:MM:SS"}?'


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
