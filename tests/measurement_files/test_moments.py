"""Dates and times as loggers, people and spreadsheets write them."""

import datetime
from pathlib import Path

import numpy as np
import pytest

from emfassess.measurement_files.layouts.date_formats import clock_format, shown_format, strptime_format
from emfassess.measurement_files.layouts.findings import Findings
from emfassess.measurement_files.layouts.moments import Clock
from emfassess.measurement_files.read import ImportOptions, read_measurements
from emfassess.measurements.time_zones import named_time_zone


def moments(texts: list[str], form: str, zone: str = "") -> tuple[list[str], Findings]:
    findings = Findings("m.csv")
    clock = Clock(strptime_format(form), named_time_zone(zone) if zone else None)
    found = clock.read(texts, np.arange(2, 2 + len(texts)), "Time", findings)
    return ["" if one is None else one for one in found.dt.strftime("%Y-%m-%d %H:%M:%S").fillna("")], findings


@pytest.mark.parametrize(
    ("text", "form", "zone", "utc"),
    [
        # New York is 5 hours behind in January, Copenhagen 2 ahead in May, China 8 ahead
        ("1/5/2024 2:05:03 PM", "mm/dd/yyyy HH:MM:SS", "America/New_York", "2024-01-05 19:05:03"),
        ("1/5/2024 12:05:03 am", "mm/dd/yyyy hh:MM:SS AM", "America/New_York", "2024-01-05 05:05:03"),
        ("01/05/2024 12:05:03 PM", "mm/dd/yyyy hh:MM:SS AM", "America/New_York", "2024-01-05 17:05:03"),
        ("2024-05-03 14:00:00", "dd/mm/yyyy HH:MM:SS", "Europe/Copenhagen", "2024-05-03 12:00:00"),
        ("2024-05-03 14:00:00+08:00", "dd/mm/yyyy HH:MM:SS", "Europe/Copenhagen", "2024-05-03 06:00:00"),
        ("03-May-2024 14:00", "dd-mmm-yyyy HH:MM", "+08:00", "2024-05-03 06:00:00"),
        ("3 October 2024 02:30 PM", "dd mmmm yyyy hh:MM AM", "+08:00", "2024-10-03 06:30:00"),
        # 1704067200 is the beginning of 2024; 413103 s are 4 days, 18 hours, 45 minutes and 3 seconds
        ("1704480303", "epoch", "", "2024-01-05 18:45:03"),
        ("1704480303", "iso", "America/New_York", "2024-01-05 18:45:03"),
        ("1704480303000", "epoch-ms", "", "2024-01-05 18:45:03"),
    ],
)
def test_a_time_is_read_as_it_was_meant(text: str, form: str, zone: str, utc: str) -> None:
    found, findings = moments([text], form, zone)
    findings.stop()
    assert found == [utc]


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("13/5/2024 2:05:03 PM", "mm/dd/yyyy HH:MM:SS"),
        ("1/5/2024 14:05:03 PM", "mm/dd/yyyy HH:MM:SS"),
        ("170448030", "epoch"),
        ("03-Mai-2024 14:00", "dd-mmm-yyyy HH:MM"),
    ],
)
def test_what_is_no_such_time_is_a_fault_with_its_row(text: str, form: str) -> None:
    _, findings = moments([text], form, "+08:00")
    assert "line 2, column Time" in str(findings.error())


@pytest.mark.parametrize("form", ["mm/dd", "dd/mm/yyyy hh:MM", "HH:MM AM", "dd/mm/yyyy hh:HH AM", "dd/mm/yyyy at HH"])
def test_an_unclear_format_is_refused(form: str) -> None:
    with pytest.raises(ValueError, match="a format of yyyy"):
        strptime_format(form)


@pytest.mark.parametrize(
    ("example", "order", "form"),
    [
        ("1/5/2024 2:05:03 PM", "mdy", "mm/dd/yyyy hh:MM:SS AM"),
        ("03-May-2024 14:00:07", "", "dd-mmm-yyyy HH:MM:SS"),
        ("3 October 2024", "", "dd mmmm yyyy"),
        ("2024/5/3 14:00", "", "yyyy/mm/dd HH:MM"),
    ],
)
def test_a_format_follows_from_an_example(example: str, order: str, form: str) -> None:
    found = clock_format(example, order)  # type: ignore[arg-type]
    assert found is not None
    assert shown_format(found) == form
    assert strptime_format(form) == found


def test_the_order_of_rows_says_which_of_two_hours_it_was() -> None:
    # on 27 October 2024 clocks in Berlin go from 3:00 (2 hours ahead) back to 2:00 (1 hour ahead)
    texts = [f"27.10.2024 {clock}" for clock in ("01:50", "02:30", "02:50", "02:10", "02:40", "03:10")]
    found, findings = moments(texts, "dd.mm.yyyy HH:MM", "Europe/Berlin")
    findings.stop()
    hours = ["23:50:00", "00:30:00", "00:50:00", "01:10:00", "01:40:00", "02:10:00"]
    assert [text[11:] for text in found] == hours
    assert dict(findings.notes()[0].values) == {"rows": "4", "first": "3"}


def test_where_the_order_says_nothing_a_repeated_hour_stays_a_fault() -> None:
    texts = [f"27.10.2024 {clock}" for clock in ("01:50", "02:30", "02:50", "03:10")]
    _, findings = moments(texts, "dd.mm.yyyy HH:MM", "Europe/Berlin")
    assert "once, not twice" in str(findings.error())


PROFILE = """
[time]
column = "Time"
format = "dd/mm/yyyy HH:MM:SS"
zone = "+08:00"
[[level]]
column = "E"
unit = "V/m"
"""


def test_real_date_cells_need_no_format(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    book.active.append(["Time", "E"])
    book.active.append([datetime.datetime(2024, 5, 3, 14, 0), 0.5])
    book.save(tmp_path / "cells.xlsx")
    (tmp_path / "p.toml").write_text(PROFILE, encoding="utf-8")
    imported = read_measurements(tmp_path / "cells.xlsx", tmp_path / "p.toml", options=ImportOptions())
    ((_, readings),) = imported.chunks()
    assert readings["time"].iloc[0].isoformat() == "2024-05-03T06:00:00+00:00"
