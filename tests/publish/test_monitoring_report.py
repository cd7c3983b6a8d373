"""The monitoring report: what the Chinese forms ask for, every number the record's, and no conclusion from half a record."""

import csv
import datetime
import io
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from builders.measurements import INSTRUMENT, point, readings
from builders.monitored_campaign import GB, LEVELS, NR, STATION, monitored, monitoring_of, record
from builders.pdf_text import assert_archivable, pages_of, text_of, tight
from emfassess.exposure.compliance import Verdict
from emfassess.language import language as language_of
from emfassess.measured_levels.band_limits import band_limits
from emfassess.measured_levels.campaign_stations import CampaignStation
from emfassess.publish.reports.campaign import Commission, Monitoring
from emfassess.publish.reports.campaign_conclusion import conclusion, conclusion_lines
from emfassess.publish.reports.campaign_cover import MONITORING_LABEL, cover
from emfassess.publish.reports.campaign_tables import MOST_PLACES, listed
from emfassess.publish.reports.monitoring import monitoring_pdf, monitoring_sheets
from emfassess.publish.reports.workbook import csv_texts
from emfassess.publish.text import numbers
from emfassess.publish.text.quantity import Part

EN = language_of("en")
HOSTILE = "=cmd|'/c' $x$ #set <script>alert(1)</script> \\ *b* _u_ 点"


def sheet(given: Monitoring, key: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(csv_texts(monitoring_sheets(given, "en"))[key])))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_report_is_tagged_archivable_the_same_twice_and_tells_every_level(language: str) -> None:
    given = monitored(extrapolations=NR)
    content = monitoring_pdf(given, language)
    assert content == monitoring_pdf(given, language)
    assert_archivable(content, language)
    said, levels = tight(text_of(content)), given.judged.levels
    assert levels is not None
    # sqrt(1.2^2 + 0.4^2) = 1.265 V/m; 1.6 / 376.73 = 0.004247 W/m^2
    for printed in ("1.26V/m", "0.00425W/m²(0.425µW/cm²)", "GB8702-2014", "HJ/T10.3-1996", "0" * 64, "c1.csv"):
        assert printed in said
    # below the sensitivity of 0.01 V/m in both bands: sqrt(2) * 0.01; one band alone: at most sqrt(0.8^2 + 0.01^2)
    assert "<0.0141V/m" in said
    assert "≤0.800V/m" in said
    for term in levels.budget.terms:
        assert tight(numbers.decibel(float(term.contribution_db[0]), 2)) in said
    assert (
        tight(
            language_of(language)(
                "The list of fields rests on excerpts and general knowledge of the standard; its text was not read."
            )
        )
        in said
    )


def test_the_cover_has_the_fields_of_the_form_in_their_order() -> None:
    names = [name for name, _ in cover(monitored(), ["x"], EN)]
    keys = (
        "item", "client", "kind", "manner", "commissioned", "date", "time", "weather", "temperature", "humidity", "method",
        "basis", "meter", "meter-number", "probe", "probe-number", "frequency-range", "range", "certificate", "laboratory",
        "validity", "conclusion", "signed", "remarks",
    )  # fmt: skip
    wanted = [EN(MONITORING_LABEL[key]) for key in keys]
    assert [name for name in names if name in wanted] == wanted


def test_the_range_stands_in_both_units() -> None:
    # a report of 2024 prints 1 mV/m to 300 V/m as 2.65e-7 to 2.38e4 uW/cm^2, truncated
    meter = replace(INSTRUMENT, sensitivity_v_m=0.001, overload_v_m=300.0)
    fields = dict(cover(monitored(record(instrument=meter)), [], EN))
    low, high = fields["Measuring range"].split("(")[1].split(" µW")[0].split(" – ")
    assert float(low) == pytest.approx(2.65e-7, rel=5e-3)
    assert float(high) == pytest.approx(2.38e4, rel=5e-3)


def test_what_is_not_stated_says_so() -> None:
    given = monitored(record(client="", weather="", temperature_c=None), commission=Commission())
    fields = dict(cover(given, [], EN))
    for name in ("Client", "Weather", "Temperature", "Kind of monitoring", "Date signed"):
        assert fields[name] == "not stated"
    assert dict(cover(monitored(), [], EN))["Temperature"] == "0 °C"


def test_an_empty_filing_number_has_its_reason() -> None:
    assert sheet(monitored(), "sites")[0]["Filing number"] == "no number given: kept on an internal network"
    bare = replace(STATION, reported={**STATION.reported, "filing_reason": ""})
    assert sheet(monitored(stations=(bare,)), "sites")[0]["Filing number"] == "no number given: no reason stated"


def test_a_complete_record_has_a_conclusion_on_limit_and_target() -> None:
    found = conclusion(monitored(), EN)
    assert (found.verdict, found.target, found.withheld) == (Verdict.COMPLIANT, Verdict.COMPLIANT, ())
    lines = conclusion_lines(monitored(), found, EN)
    # (1.2/12)^2 + 0.4^2 / (0.0484 * 3400) = 0.01 + 0.000972 = 1.10 %
    assert lines[0] == "The levels at all 3 points meet the limits of GB 8702-2014: at most 1.10 % of them, at P1."


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ({"weather": ""}, "Incomplete: the record lacks 1 of the fields that HJ 1151-2020 asks for."),
        ({"method": "by ear"}, "There is no list"),
        ({"instrument": replace(INSTRUMENT, calibrations=())}, "errors"),
        ({"points": (*record().points, point("P9"))}, "no valid level, so nothing is known of them: P9"),
    ],
)  # fmt: skip
def test_a_record_with_a_fault_has_no_conclusion_and_says_why_on_the_first_page(
    broken: dict[str, Any], said: str
) -> None:
    given = monitored(replace(record(), **broken))
    found = conclusion(given, EN)
    assert found.verdict is None
    lines = conclusion_lines(given, found, EN)
    assert lines[0] == "No conclusion is drawn."
    assert said in " ".join(lines)
    assert "within the limit" not in text_of(monitoring_pdf(given, "en"))


def test_an_exceedance_is_told_although_the_conclusion_is_withheld() -> None:
    given = monitored(record(weather=""), {**LEVELS, "P1": (30.0, 0.4)})
    lines = conclusion_lines(given, conclusion(given, EN), EN)
    assert lines[-1] == "The level exceeds the limit at 1 places all the same: P1."
    assert [row["Verdict"] for row in sheet(given, "levels")] == ["exceeds the limit", "withheld", "withheld"]


def test_without_a_valid_reading_nothing_looks_safe() -> None:
    rows = readings([{"field_strength_v_m": 1.0, "valid": False}])
    given = monitoring_of(record(), rows)
    assert given.judged.levels is None
    assert conclusion(given, EN).verdict is None
    assert "There is no valid measured level." in text_of(monitoring_pdf(given, "en"))
    assert "levels" not in {found.key for found in monitoring_sheets(given, "en")}


def test_full_load_above_the_limit_is_told_with_its_factors() -> None:
    given = monitored(extrapolations=NR)
    lines = conclusion_lines(given, conclusion(given, EN), EN)
    assert lines[-1].startswith("Extrapolated to full load")
    assert "P1" in lines[-1]
    # 10 lg(12 * 273) = 35.15 dB, +5 dB, 10 lg 0.75 = -1.25 dB: 0.4 V/m * 10^(38.90/20) = 35.3 V/m
    row = sheet(given, "extrapolated")[0]
    assert (row["Measured E [V/m]"], row["E, theoretical maximum [V/m]"]) == ("0.400", "35.3")
    assert [line["Level [dB]"] for line in sheet(given, "factors")] == ["+35.15", "+5.00", "+0.00", "-1.25", "-6.02"]


def test_sheets_and_record_hold_the_same_numbers() -> None:
    given = monitored()
    levels = given.judged.levels
    assert levels is not None
    found = {found.key: found for found in monitoring_sheets(given, "en")}
    for row, field, ratio in zip(found["levels"].rows, levels.field_strength, levels.exposure_ratio, strict=True):
        for cell, value in ((row[1], field), (row[5], 100 * ratio)):
            assert isinstance(cell, Part)
            assert cell.value == pytest.approx(value, rel=5e-3)
    assert len(found["measured"].rows) == len(levels.bands) == 6
    limits = [(row["Limit of E [V/m]"], row["Limit of S [µW/cm²]"]) for row in sheet(given, "measured")[:2]]
    # 0.22 sqrt(3400) = 12.83 V/m; 3400 / 7500 = 0.4533 W/m^2
    assert limits == [("12.0", "40.0"), ("12.8", "45.3")]


def test_a_total_is_shown_beside_the_strictest_limit_of_the_instrument() -> None:
    assert list(band_limits(monitored().judged, GB.sets[0], np.nan, np.nan)) == pytest.approx([12.0, 0.4])
    assert band_limits(monitored().judged, None, 1e9, 2e9) == (None, None)


def test_a_day_before_the_first_edition_gives_no_verdict() -> None:
    old = datetime.datetime(1985, 6, 3, 10, tzinfo=datetime.UTC)
    rows = readings([{"field_strength_v_m": 1.0, "time": old}])
    given = monitoring_of(record(start=old, end=old), rows)
    assert "No edition of the limits is known" in " ".join(conclusion_lines(given, conclusion(given, EN), EN))
    assert sheet(given, "levels")[0]["Verdict"] == "–"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_hostile_and_endless_text_stays_text_on_the_page(language: str) -> None:
    endless = "长w" * 5000
    named = replace(record().points[0], description=HOSTILE)
    strange = CampaignStation("S1", STATION.record, {"address": endless, "name": HOSTILE})
    given = monitored(
        replace(record(client=HOSTILE, remarks=endless, name=HOSTILE), points=(named, *record().points[1:])),
        stations=(strange,),
    )
    content = monitoring_pdf(given, language)
    said = tight(text_of(content))
    assert tight(HOSTILE) in said
    # a page may break between two of them
    assert said.count("长") >= 10_000
    assert pages_of(content) < 20


def test_a_long_route_lists_the_worst_places_and_the_workbook_all() -> None:
    count = MOST_PLACES + 40
    rows = readings([{"field_strength_v_m": 0.1 + 0.01 * n, "point_id": ""} for n in range(count)])
    given = monitoring_of(replace(record(), points=()), rows)
    assert given.judged.levels is not None
    shown = listed(given.judged.levels, MOST_PLACES)
    assert (len(shown), shown[0]) == (MOST_PLACES, count - 1)
    assert len(sheet(given, "levels")) == count
    assert f"the {MOST_PLACES} greatest of {count} places" in text_of(monitoring_pdf(given, "en"))
