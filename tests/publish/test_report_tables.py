"""The workbook of the assessment report holds the numbers of the record and the digits of the page."""

import datetime
import io
import json
from typing import Any

import pytest
from openpyxl import load_workbook

import emfassess as emf
from builders.pdf_text import text_of, tight
from builders.stations import carrier, parabolic, station
from emfassess.assessment.supplement import appraise
from emfassess.jobs.plan import Plan, zone_limits_of
from emfassess.language import language as language_of
from emfassess.publish.data.assessment_record import assessment_record
from emfassess.publish.data.provenance import provenance_of
from emfassess.publish.data.supplement import appraisal_record
from emfassess.publish.data.writing import json_text
from emfassess.publish.reports.assessment import report_document, report_sheets
from emfassess.publish.reports.sheets import Sheet
from emfassess.publish.reports.typesetting import Document, typeset_document
from emfassess.publish.reports.workbook import workbook

GB = emf.load_limits("gb-8702-2014")
Reported = tuple[dict[str, Any], Document, tuple[Sheet, ...]]


def reported(language: str) -> Reported:
    site = station(carrier(40.0), carrier(200.0, 3500, operator="=1+1", duty_cycle=0.75), pattern=parabolic())
    plan = Plan((site,), GB)
    found = emf.assess([site], GB, named_points=[emf.NamedPoint("school", 40.0, 30.0, 12.0)])
    appraisal = appraise(found, zone_limits_of(plan.limits))
    provenance = provenance_of(found, datetime.date(2026, 1, 2))
    record = {**assessment_record(found, provenance), **appraisal_record(found, appraisal, zone_limits_of(plan.limits))}
    plain: dict[str, Any] = json.loads(json_text(record))
    document = report_document(found, provenance, {}, language, plain)
    return plain, document, report_sheets(document, found, plain)


@pytest.fixture(scope="module")
def english() -> Reported:
    return reported("en")


def test_every_table_of_the_report_has_its_sheet(english: Reported) -> None:
    keys = [sheet.key for sheet in english[2]]
    wanted = {
        "result", "provenance", "maximum", "rings", "named", "contributions", "operators", "bands", "antennas", "carriers",
        "zones", "uncertainty", "sensitivity", "models", "assumptions",
    }  # fmt: skip
    assert wanted <= set(keys)
    assert len(keys) == len(set(keys))
    tables = [section["sheet"] for section in english[1].content["sections"] if section.get("table", {}).get("rows")]
    assert set(tables) <= set(keys)


def test_numbers_of_the_sheets_are_those_of_the_record(english: Reported) -> None:
    record, _, sheets = english
    book = load_workbook(io.BytesIO(workbook(sheets, "t")))
    for sheet, places in (("Rings", record["rings"]), ("Named places", record["named_points"])):
        rows = list(book[sheet].iter_rows(min_row=2, values_only=True))
        assert len(rows) == len(places)
        for row, place in zip(rows, places, strict=True):
            level = place["theoretical"]
            wanted = [
                100 * level["exposure_ratio"],
                100 * place["actual"]["exposure_ratio"],
                level["power_density_w_m2"],
                100 * level["power_density_w_m2"],
                level["field_strength_v_m"],
            ]
            assert list(row[1:6]) == pytest.approx(wanted, rel=5e-3)
    for sheet, key in (("Operators", "by_operator"), ("Bands", "by_band")):
        shares = [row[1] for row in book[sheet].iter_rows(min_row=2, values_only=True)]
        assert shares == pytest.approx([100 * group["exposure_ratio"] for group in record[key]], rel=5e-3)
    assert book["Operators"]["A2"].data_type == "s"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_page_and_sheet_print_the_same_digits(language: str) -> None:
    _, document, sheets = reported(language)
    said = tight(text_of(typeset_document(document)))
    rings = next(sheet for sheet in sheets if sheet.key == "rings")
    assert rings.name == language_of(language)("Rings")
    for row in rings.rows:
        for cell in row:
            if not isinstance(cell, str):
                assert tight(cell.text + cell.unit) in said


def test_the_workbook_of_a_report_is_the_same_bytes_twice(english: Reported) -> None:
    assert workbook(english[2], "t") == workbook(reported("en")[2], "t")
