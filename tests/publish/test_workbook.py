"""Tables as sheets: numbers stay numbers with the digits of the page, text stays text, the same bytes every time."""

import csv
import datetime
import io
import pickle
import re
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook

from emfassess.language import language as language_of
from emfassess.publish.reports.sections import ReportSection, table_of
from emfassess.publish.reports.sheets import SHEET_LABEL, Sheet, sheet_of, sheets_of
from emfassess.publish.reports.workbook import csv_texts, workbook
from emfassess.publish.text import numbers
from emfassess.publish.text.quantity import Part

EN = language_of("en")
DAY = datetime.date(2026, 1, 2)


def test_a_printed_number_knows_its_value_and_unit_and_survives_a_process() -> None:
    shown = numbers.power_density_quantity(0.08)
    assert shown == "0.0800 W/m² (8.00 µW/cm²)"
    assert [(part.value, part.unit) for part in shown.components] == [(0.08, "W/m²"), (8.0, "µW/cm²")]
    again = pickle.loads(pickle.dumps(shown))
    assert (again, again.components) == (shown, shown.components)


def test_a_number_with_two_units_takes_two_columns() -> None:
    rows = [["gate", numbers.power_density_quantity(0.08)], ["roof", "–"]]
    sheet = sheet_of("rings", table_of(["Place", "Density"], [1, 1], rows), EN)
    assert sheet.header == ("Place", "Density [W/m²]", "Density [µW/cm²]")
    assert sheet.rows == (("gate", Part("0.0800", "W/m²"), Part("8.00", "µW/cm²")), ("roof", "–", ""))


def test_columns_of_the_same_name_are_numbered() -> None:
    pair = numbers.together(numbers.degrees(2.0), numbers.degrees(4.5), between="/")
    assert sheet_of("antennas", table_of(["Tilt"], [1], [[pair]]), EN).header == ("Tilt [°] 1", "Tilt [°] 2")


def test_a_column_of_several_units_has_the_unit_beside_each_number() -> None:
    rows = [["level", numbers.percent(0.5)], ["S", numbers.power_density_quantity(0.08)], ["who", "A"]]
    sheet = sheet_of("maximum", table_of(["What", "Value"], [1, 1], rows), EN)
    assert sheet.header == ("What", "Value", "Value: unit")
    assert sheet.rows == (
        ("level", Part("50.0", "%"), "%"),
        ("S", Part("0.0800", "W/m²"), "W/m²"),
        ("S", Part("8.00", "µW/cm²"), "µW/cm²"),
        ("who", "A", ""),
    )


def test_sections_without_a_sheet_or_without_rows_make_none() -> None:
    sections: list[ReportSection] = [
        {"heading": "figure"},
        {"sheet": "rings", "table": table_of(["a"], [1], [])},
        {"sheet": "notes", "items": ["one", "two"]},
        {"sheet": "provenance", "pairs": [["file", "a.toml"]]},
    ]
    assert [(sheet.key, len(sheet.rows)) for sheet in sheets_of(sections, EN)] == [("notes", 2), ("provenance", 1)]


HOSTILE = ["=cmd|' /C calc'!A0", "+1+cmd|", "-2+3", "@SUM(A1)", "<script>alert(1)</script>", "\u202eabc", "a\x00b\x0bc"]


def made() -> tuple[Sheet, ...]:
    rows: list[list[str]] = [[text, numbers.percent(0.0123)] for text in [*HOSTILE, "长" * 40_000]]
    rows.append(["below", numbers.percent(0.0002, "<")])
    return (sheet_of("rings", table_of(["=Place", "Share"], [1, 1], rows), EN),)


def test_numbers_are_numbers_with_the_decimals_of_the_page() -> None:
    page = load_workbook(io.BytesIO(workbook(made(), "t", DAY)))["Rings"]
    cell = page["B2"]
    # 0.0123 of the limit is printed as 1.23 %
    assert (cell.value, cell.number_format, cell.data_type) == (1.23, "0.00", "n")
    assert page["B1"].value == "Share [%]"


def test_what_was_not_detected_stays_text_with_its_sign() -> None:
    page = load_workbook(io.BytesIO(workbook(made(), "t", DAY)))["Rings"]
    last = page.cell(page.max_row, 2)
    assert (last.value, last.data_type) == ("<0.0200", "s")


def test_no_text_becomes_a_formula_and_none_is_lost() -> None:
    page = load_workbook(io.BytesIO(workbook(made(), "t", DAY)))["Rings"]
    cells = [page.cell(row, 1) for row in range(1, page.max_row + 1)]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.value for cell in cells[1:7]] == HOSTILE[:6]
    assert cells[7].value == "a�b�c"
    assert [bool(cell.quotePrefix) for cell in cells[1:6]] == [True, True, True, True, False]
    assert 31_000 < len(cells[8].value) < 32_767
    with zipfile.ZipFile(io.BytesIO(workbook(made(), "t", DAY))) as archive:
        assert not any(b"<f>" in archive.read(name) for name in archive.namelist())


def test_csv_neutralises_what_a_spreadsheet_would_run() -> None:
    rows = list(csv.reader(io.StringIO(csv_texts(made())["rings"])))
    assert rows[0] == ["'=Place", "Share [%]"]
    assert [row[0] for row in rows[1:5]] == ["'" + text for text in HOSTILE[:4]]
    assert rows[1][1] == "1.23"
    assert rows[-1][1] == "<0.0200"


def test_the_same_sheets_are_the_same_bytes_and_no_clock_is_in_them(tmp_path: Path) -> None:
    first = workbook(made(), "t", DAY)
    assert first == workbook(made(), "t", DAY)
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = archive.read("docProps/core.xml").decode()
    assert set(re.findall(r"20\d\d-\d\d-\d\d", core)) == {"2026-01-02"}


@pytest.mark.parametrize(("digits", "shown"), [("0", "0"), ("12.0", "0.0"), ("2.40e-09", "0.00E+00"), ("1230", "0")])
def test_the_format_of_a_cell_shows_the_digits_of_the_page(digits: str, shown: str) -> None:
    sheet = Sheet("rings", "Rings", ("a",), ((Part(digits),),))
    cell = load_workbook(io.BytesIO(workbook((sheet,), "t")))["Rings"]["A2"]
    assert (cell.value, cell.number_format) == (float(digits), shown)


def test_every_sheet_has_a_name_that_a_workbook_takes() -> None:
    for language in ("en", "zh"):
        names = [language_of(language)(name) for name in SHEET_LABEL.values()]
        assert all(len(name) <= 31 for name in names)
