"""The template of measurements: written, filled and read back as CSV and as a workbook."""

import csv
import datetime
import io
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from builders.instrument_files import faults, imported, notes, written
from emfassess.measurement_files.layouts.template_fields import template_columns, template_keys
from emfassess.measurement_files.read import profile_of, template_csv, write_template
from emfassess.measurements import Calibration, Campaign, Instrument, MeasuredPoint, Terminal
from emfassess.readers.faults import InputError

SHANGHAI = datetime.timezone(datetime.timedelta(hours=8))
HEAD = {
    "campaign_id": "2026-W1",
    "name": "文三路",
    "method": "HJ 1151-2020",
    "station_ids": "330106-0001; 330106-0002",
    "operating_state": "normal",
    "body": "Lab A (CMA)",
    "client": "Operator A",
    "report_number": "R-1",
    "persons": "甲；乙",
    "time_zone": "+08:00",
    "start": "2026-03-01 08:00",
    "end": "2026-03-01 09:30",
    "weather": "cloudy",
    "temperature_c": "12.5",
    "humidity_percent": "60",
    "meter_model": "SRM-3006",
    "meter_serial": "M-1",
    "meter_maker": "Narda",
    "probe_model": "3502/01",
    "probe_serial": "K-1",
    "meter_kind": "selective",
    "meter_frequency_low_mhz": "420",
    "meter_frequency_high_mhz": "6000",
    "sensitivity_v_m": "0.01",
    "overload_v_m": "160",
    "isotropy_db": "2.5",
    "linearity_db": "0.5",
    "calibration_date": "2025-06-01",
    "calibration_valid_until": "2026-05-31",
    "calibration_laboratory": "Institute",
    "calibration_certificate": "C-1",
    "calibration_uncertainty_db": "1.5",
    "terminal_model": "Phone",
    "terminal_scenario": "video",
    "terminal_distance_m": "2",
    "attribution": "Lab A",
    "remarks": "none",
}
ROWS = (
    {
        "point_id": "1",
        "description": "Gate, east",
        "station_id": "330106-0001",
        "longitude": "120.1",
        "latitude": "30.2",
    }
    | {"floor": "1", "place_kind": "school", "indoors": "no", "height_above_surface_m": "1.7"}
    | {"horizontal_distance_m": "25"}
    | {"vertical_distance_m": "20", "time": "2026-03-01 08:06:00", "band": "NR", "frequency_low_mhz": "3400"}
    | {"frequency_high_mhz": "3500", "level": "1.5", "unit": "uW/cm2", "statistic": "rms", "averaging_s": "360"},
    {"point_id": "1", "time": "2026-03-01T00:06:00Z", "level": "low", "unit": "V/m", "valid": "no"},
    {"longitude": "120.2", "latitude": "30.3", "time": "2026-03-01 08:07:00", "level": "<0.5", "unit": "V/m"},
)


def filled(head: dict[str, str] = HEAD, rows: tuple[dict[str, str], ...] = ROWS) -> list[list[str]]:
    """Rows of the template with values put into its own cells."""
    template = list(csv.reader(io.StringIO(template_csv("zh"))))
    known = [column.name for column in template_columns()]
    for row in template:
        if row and row[0] in head:
            row[1] = head[row[0]]
    return template + [[row.get(name, "") for name in known] for row in rows]


def test_a_filled_file_of_earlier_versions_is_read_with_its_name_of_the_height(tmp_path: Path) -> None:
    """It had the column ``height_m`` and none for the surface."""
    (new,) = imported(as_csv(tmp_path, filled()))[0].campaigns
    old = [["height_m" if cell == "height_above_surface_m" else cell for cell in row] for row in filled()]
    kept = [row[:-1] if row and row[-1] in ("surface_height_m", "") and len(row) > 3 else row for row in old]
    (found,) = imported(as_csv(tmp_path, kept))[0].campaigns
    assert found.points == new.points
    assert found.points[0].height_m == 1.7


def as_csv(folder: Path, cells: list[list[str]]) -> Path:
    text = io.StringIO()
    csv.writer(text).writerows(cells)
    return written(folder, "\ufeff" + text.getvalue(), "filled.csv")


def as_workbook(folder: Path, rows: tuple[dict[str, str], ...] = ROWS) -> Path:
    file = folder / "filled.xlsx"
    write_template(file)
    book = openpyxl.load_workbook(file)
    for row in book["campaign"].iter_rows():
        row[1].value = HEAD.get(row[0].value, row[1].value)
    for cells in rows:
        book["readings"].append([cells.get(column.name) or None for column in template_columns()])
    book.save(file)
    return file


def expected_campaign(found: Campaign) -> Campaign:
    calibration = Calibration(datetime.date(2025, 6, 1), datetime.date(2026, 5, 31), "Institute", "C-1", 1.5)
    instrument = Instrument(
        "SRM-3006", "M-1", "Narda", "3502/01", "K-1", "selective", 420e6, 6e9, 0.01, 160.0, 2.5, 0.5, (calibration,)
    )
    point = MeasuredPoint("1", "Gate, east", 120.1, 30.2, 1.7, "1", "school", "330106-0001", 25.0, 20.0, indoors=False)
    return Campaign(
        "2026-W1",
        found.raw_file,
        instrument,
        (point,),
        ("330106-0001", "330106-0002"),
        "文三路",
        "HJ 1151-2020",
        "Lab A (CMA)",
        "R-1",
        "Operator A",
        datetime.datetime(2026, 3, 1, 8, 0, tzinfo=SHANGHAI),
        datetime.datetime(2026, 3, 1, 9, 30, tzinfo=SHANGHAI),
        "+08:00",
        "cloudy",
        12.5,
        60.0,
        ("甲", "乙"),
        "normal",
        Terminal("Phone", "video", 2.0),
        "none",
        "Lab A",
    )


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_filled_template_gives_the_whole_campaign_back(tmp_path: Path, kind: str) -> None:
    file = as_csv(tmp_path, filled()) if kind == "csv" else as_workbook(tmp_path)
    assert profile_of(file) == "template"
    found, readings = imported(file)
    assert found.campaigns[0] == expected_campaign(found.campaigns[0])
    # 1.5 uW/cm2 = 0.015 W/m2; sqrt(0.015 * 376.7303) = 2.377174 V/m
    assert readings["field_strength_v_m"].tolist() == pytest.approx([2.377174, 0.01, 0.5], abs=5e-7)
    assert readings["censored"].tolist() == [False, True, True]
    assert readings["valid"].tolist() == [True, False, True]
    assert readings["point_id"].tolist() == ["1", "1", ""]
    assert readings["band"].tolist() == ["NR", "total", "total"]
    assert readings["longitude"].tolist() == [120.1, 120.1, 120.2]
    assert readings["height_m"].tolist()[:2] == [1.7, 1.7]
    assert readings["time"].tolist()[:2] == [pd.Timestamp("2026-03-01T00:06:00Z")] * 2
    assert (readings["frequency_low_hz"][0], readings["averaging_s"][0]) == (3.4e9, 360.0)


def test_every_key_of_the_template_was_filled_above() -> None:
    assert set(HEAD) == {key.name for key in template_keys()}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_cell_of_the_template_is_explained(language: str) -> None:
    rows = list(csv.reader(io.StringIO(template_csv(language))))
    assert all(row[2] for row in rows[1 : 1 + len(HEAD)])
    assert all(rows[-1])
    assert len(rows[-1]) == len(rows[-2])


def test_an_unfilled_template_is_refused(tmp_path: Path) -> None:
    for name in ("t.csv", "t.xlsx"):
        write_template(tmp_path / name)
        (told,) = faults(tmp_path / name)
        assert told == "a file without a reading; expected values below its head"


def test_templates_are_written_whole_and_only_as_what_they_can_be(tmp_path: Path) -> None:
    write_template(tmp_path / "t.csv", "zh")
    assert (tmp_path / "t.csv").read_bytes().startswith(b"\xef\xbb\xbfemfassess measurements,1")
    assert [file.name for file in tmp_path.iterdir()] == ["t.csv"]
    for path in (tmp_path / "t.ods", tmp_path / "none" / "t.csv"):
        with pytest.raises(InputError):
            write_template(path)
    with pytest.raises(ValueError, match="no template in 'fr'"):
        template_csv("fr")


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("start", "01/03/2026 08:00", "a date and time as yyyy-mm-dd HH:MM"),
        ("temperature_c", "12,5", "a number with a decimal point"),
        ("calibration_date", "2025-02-29", "a day of the calendar"),
        ("calibration_date", "25-02-28", "a day as yyyy-mm-dd"),
        ("calibration_valid_until", "2025-05-31", "cannot end before it"),
        ("calibration_date", "", "the day of the calibration, since other keys"),
        ("meter_kind", "wide", "broadband or selective"),
        ("time_zone", "Asia/Shangai", "no time zone 'Asia/Shangai'"),
        ("campaign_id", "../x", "letters, digits"),
        ("sensitivity_v_m", "0", "column sensitivity_v_m: '0': a number above 0"),
    ],
)
def test_faults_of_the_head_name_the_key(tmp_path: Path, key: str, value: str, told: str) -> None:
    found = faults(as_csv(tmp_path, filled(HEAD | {key: value})))
    assert any(told in fault for fault in found)


def test_unknown_and_doubled_keys_and_another_version_are_refused(tmp_path: Path) -> None:
    cells = filled()
    cells[0][1] = "2"
    cells[2:2] = [["wether", "x", ""], ["campaign_id", "x", ""]]
    assert faults(as_csv(tmp_path, cells)) == [
        "line 1, column emfassess measurements: '2': version 1",
        "line 3: 'wether': a key of the template; did you mean 'weather'?",
        "line 4, column campaign_id: 'x': each key only once",
    ]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"level": "1,5"}, "column level: '1,5': a number with a decimal point, not below 0"),
        ({"level": ""}, "column level: a level; a row without one says nothing"),
        ({"level": "-1"}, "column level: '-1'"),
        ({"unit": ""}, "column unit: a unit of V/m"),
        ({"unit": "dBm"}, "column unit: 'dBm': the antenna factor"),
        ({"time": "2026-02-29 08:00:00"}, "column time: '2026-02-29 08:00:00'"),
        ({"time": "26-03-01 08:00:00"}, "column time: '26-03-01 08:00:00'"),
        ({"longitude": "200"}, "column longitude: '200'"),
        ({"latitude": ""}, "column longitude: '120.1': longitude and latitude, or neither"),
        ({"valid": "perhaps"}, "column valid: 'perhaps': yes, no, or nothing for yes"),
        ({"kind": "guessed"}, "column kind: 'guessed': measured or extrapolated"),
        ({"indoors": "half"}, "column indoors: 'half': yes, no, or nothing"),
    ],
)
def test_faults_of_the_table_name_line_and_column(tmp_path: Path, change: dict[str, str], told: str) -> None:
    found = faults(as_csv(tmp_path, filled(rows=(ROWS[0] | change, ROWS[2]))))
    assert any(fault.startswith("line 42, ") and told in fault for fault in found)


def test_rows_that_say_another_thing_of_a_point_are_refused(tmp_path: Path) -> None:
    rows = (ROWS[0], ROWS[0] | {"place_kind": "street"})
    (told,) = faults(as_csv(tmp_path, filled(rows=rows)))
    assert told == "line 43, column place_kind: 'street': 'school', as in the first row of point 1, or nothing"


def test_a_template_cut_short_in_a_row_or_of_another_encoding_is_refused(tmp_path: Path) -> None:
    file = as_csv(tmp_path, filled())
    whole = file.read_bytes()
    file.write_bytes(whole[:-20])
    assert faults(file)[0].startswith("line 44")
    file.write_bytes(whole.decode("utf-8-sig").encode("gb18030"))
    assert "not text in UTF-8" in faults(file)[0]


def test_units_may_differ_from_row_to_row_since_each_says_its_own(tmp_path: Path) -> None:
    rows = tuple(ROWS[2] | {"level": level, "unit": unit} for level, unit in (("1", "V/m"), ("120", "dBuV/m")))
    assert imported(as_csv(tmp_path, filled(rows=rows)))[1]["field_strength_v_m"].tolist() == pytest.approx([1.0, 1.0])


def test_a_formula_in_a_filled_workbook_is_refused_with_its_cell(tmp_path: Path) -> None:
    told = faults(as_workbook(tmp_path, (ROWS[0] | {"level": "=3*0.5"},)))
    assert told[0] == "sheet readings, cell P3: '=3*0.5': a value; paste formulas as values"


def test_a_clock_that_goes_back_is_noted(tmp_path: Path) -> None:
    rows = (ROWS[0], ROWS[2] | {"time": "2026-03-01 08:05:00"})
    assert notes(imported(as_csv(tmp_path, filled(rows=rows)))[0])["clock-backwards"] == {"rows": "1", "first": "43"}
