"""What residents and the public read: the notice list, the rings before and after a change, the leaflet."""

import csv
import datetime
import io
import json
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

import emfassess as emf
from builders.measurements import point
from builders.monitored_campaign import LEVELS, NR, STATION, monitored, record
from builders.pdf_text import assert_archivable, pages_of, text_of, tight
from builders.stations import carrier, parabolic, station
from emfassess.exposure.compliance import Verdict
from emfassess.jobs.proposals import read_existing, write_proposals
from emfassess.measured_levels.campaign_stations import CampaignStation
from emfassess.publish.data.assessment_record import assessment_record
from emfassess.publish.data.provenance import provenance_of
from emfassess.publish.data.writing import json_text
from emfassess.publish.reports.notice_list import NoticeRow, notice_html, notice_pdf, notice_rows, notice_sheets
from emfassess.publish.reports.proposal import proposal_report, proposal_sheets
from emfassess.publish.reports.resident_leaflet import (
    ResidentFacts,
    facts_of_monitoring,
    facts_of_record,
    leaflet_document,
    leaflet_pdf,
    shortened,
)
from emfassess.publish.reports.workbook import csv_texts
from emfassess.readers.faults import InputError

HOSTILE = "=cmd|'/c' $x$ #set <script>alert(1)</script> \\ \"'& 点"


def first(rows: tuple[NoticeRow, ...]) -> dict[str, str]:
    return next(csv.DictReader(io.StringIO(csv_texts(notice_sheets(rows, "en"))["notice"])))


def test_a_notice_has_the_greatest_power_density_and_its_limit() -> None:
    row = first(notice_rows(monitored()))
    # 1.6 / 376.73 W/m^2; the strictest limit of the bands at the place is that below 3 GHz, 40 uW/cm^2
    assert row["Greatest power density [µW/cm²]"] == "0.425"
    assert (row["Limit [µW/cm²]"], row["Limit [W/m²]"]) == ("40.0", "0.400")
    assert (row["Exposure ratio [%]"], row["Result"], row["Measured by"]) == ("1.10", "complies", "body")
    assert (row["Station"], row["Tested"]) == ("name of S1 (S1)", "2024-06-03 10:00–11:00")
    assert row["Filing number"] == "no number given: kept on an internal network"


def test_a_point_counts_for_its_own_station_and_one_without_a_station_for_all() -> None:
    points = (point("P1", station_id="S1"), point("P2", station_id="S2"), point("P3", station_id=""))
    stations = (STATION, CampaignStation("S2", None, {"name": "second"}))
    levels = {"P1": (1.2, 0.4), "P2": (0.8, 0.1), "P3": (1.0, 0.1)}
    given = monitored(replace(record(), points=points, station_ids=("S1", "S2")), levels, stations)
    densities = [row.power_density_w_m2 for row in notice_rows(given)]
    # 1.6 and 1.01 V^2/m^2 over 376.73 ohm
    assert densities == pytest.approx([1.6 / 376.7303, 1.01 / 376.7303], rel=1e-6)


def test_a_notice_withholds_what_a_report_withholds_but_never_an_exceedance() -> None:
    assert first(notice_rows(monitored(record(weather=""))))["Result"] == "withheld"
    above = monitored(record(weather=""), {**LEVELS, "P1": (30.0, 0.4)})
    assert first(notice_rows(above))["Result"] == "exceeds the limit"


def test_a_station_without_a_level_stays_in_the_list() -> None:
    points = tuple(point(name, station_id="S1") for name in LEVELS)
    given = monitored(replace(record(), points=points), stations=(CampaignStation("S9"),))
    row = first(notice_rows(given))
    assert (row["Greatest power density [W/m²]"], row["Result"]) == ("no valid level", "withheld")


class _Cells(HTMLParser):
    """Cells of a table, and the tags that were met."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert all(name in ("class", "lang", "scope") for name, _ in attrs)
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_notice_is_a_page_and_a_piece_of_html_with_text_as_text(language: str) -> None:
    rows = notice_rows(monitored(record(name=HOSTILE, body="长" * 10_000)))
    content = notice_pdf(rows, language, publisher=HOSTILE, day=datetime.date(2024, 6, 12))
    assert content == notice_pdf(rows, language, publisher=HOSTILE, day=datetime.date(2024, 6, 12))
    assert_archivable(content, language)
    assert "0.425µW/cm²" in tight(text_of(content))
    read = _Cells()
    read.feed(notice_html(rows, language))
    assert read.tags == {"section", "table", "caption", "thead", "tbody", "tr", "th", "td", "p"}
    assert HOSTILE in read.text
    assert "0.00425 W/m² (0.425 µW/cm²)" in read.text


def assessed(power: float = 20.0, **changed: Any) -> dict[str, Any]:
    site = replace(station(carrier(power), pattern=parabolic()), **changed)
    found = emf.assess(
        [site], emf.load_limits("gb-8702-2014"), named_points=[emf.NamedPoint("school", 40.0, 30.0, 12.0)]
    )
    made: dict[str, Any] = json.loads(json_text(assessment_record(found, provenance_of(found))))
    return made


def test_rings_before_and_after_stand_side_by_side_in_three_units() -> None:
    before, after = assessed(20.0), assessed(80.0)
    rows = list(csv.DictReader(io.StringIO(csv_texts(proposal_sheets(before, after, "en"))["compared"])))
    assert [row["Distance"] for row in rows] == ["0-50 m", "50-100 m", "100-200 m", "200-300 m", "300-500 m", "school"]
    for row, was, will in zip(
        rows, before["rings"] + before["named_points"], after["rings"] + after["named_points"], strict=True
    ):
        for head, place in (("Existing", was), ("Proposed", will)):
            level = place["theoretical"]
            assert float(row[f"{head}: E [V/m]"]) == pytest.approx(level["field_strength_v_m"], rel=5e-3)
            assert float(row[f"{head}: S [mW/m²]"]) == pytest.approx(1000 * level["power_density_w_m2"], rel=5e-3)
            assert float(row[f"{head}: exposure ratio [%]"]) == pytest.approx(100 * level["exposure_ratio"], rel=5e-3)
        # four times the power is twice the field strength
        assert float(row["Proposed: E [V/m]"]) == pytest.approx(2 * float(row["Existing: E [V/m]"]), rel=1e-2)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_proposal_is_one_archivable_document_with_both_verdicts(language: str) -> None:
    before, after = assessed(20.0, name=HOSTILE), assessed(80.0, name=HOSTILE)
    content = proposal_report(before, after, language)
    assert content == proposal_report(before, after, language)
    assert_archivable(content, language)
    said = text_of(content)
    for found in (before, after):
        assert f"{100 * found['max_exposure_ratio']:.3g} %" in said
    assert tight(HOSTILE) in tight(said)


def test_a_new_station_has_nothing_to_its_left() -> None:
    rows = list(csv.DictReader(io.StringIO(csv_texts(proposal_sheets(None, assessed(), "en"))["compared"])))
    assert {row["Existing: E [V/m]"] for row in rows} == {"not assessed"}
    assert "No station exists there yet" in text_of(proposal_report(None, assessed(), "en"))


@pytest.mark.parametrize(
    ("key", "change"),
    [
        ("station", {"station": {"id": "S2", "name": "b", "operator": "A"}}),
        ("limit", {"limit": {"id": "icnirp-2020", "standard": "ICNIRP 2020", "population": "public"}}),
        ("scenario", {"scenario": "actual"}),
    ],
)
def test_records_that_do_not_mean_the_same_are_refused(key: str, change: dict[str, Any]) -> None:
    found = assessed()
    with pytest.raises(ValueError, match=f"differ in their {key}: .*; assess both alike"):
        proposal_report({**found, **change}, found, "en")


def test_proposals_stand_beside_the_reports_of_a_run(tmp_path: Path) -> None:
    for run, power in (("old", 20.0), ("new", 80.0)):
        (tmp_path / run / "S1").mkdir(parents=True)
        (tmp_path / run / "index.json").write_text("{}")
        (tmp_path / run / "S1" / "assessment.json").write_text(json_text(assessed(power)))
    existing = read_existing(tmp_path / "old", ["S1", "S2"])
    assert list(existing) == ["S1"]
    (made,) = write_proposals(existing, tmp_path / "new", ["S1"], "en")
    assert made.read_bytes() == proposal_report(assessed(20.0), assessed(80.0), "en")
    assert (made.parent / "proposal.xlsx").is_file()


def test_a_folder_without_a_run_or_with_a_broken_record_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no index\.json; give the folder of an earlier"):
        read_existing(tmp_path, ["S1"])
    (tmp_path / "index.json").write_text("{}")
    (tmp_path / "S1").mkdir()
    (tmp_path / "S1" / "assessment.json").write_text("{")
    with pytest.raises(InputError, match=r"S1/assessment.json: .*: this must be the record"):
        read_existing(tmp_path, ["S1"])


FACTS: dict[str, Any] = {"contact": "office, 0571-12345", "next_due": datetime.date(2027, 6, 3)}


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", ["a", "长" * 10_000, "W" * 10_000, "m" * 10_000, "two words " * 1000, HOSTILE])
def test_a_leaflet_is_one_page_whatever_the_names(language: str, name: str) -> None:
    facts = replace(
        facts_of_monitoring(monitored(), language, **FACTS),
        station=name, operator=name, place=name, who=name, contact=name, below="≤", note=name, verdict=Verdict.NOT_ASSESSABLE,
        permalink="https://example.org/" + "a" * 1900,
    )  # fmt: skip
    content = leaflet_pdf(facts, language)
    assert pages_of(content) == 1
    assert_archivable(content, language)
    assert tight(shortened(name)) in tight(text_of(content))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_leaflet_tells_level_date_next_check_and_contact(language: str) -> None:
    facts = facts_of_monitoring(monitored(), language, **FACTS)
    content = leaflet_pdf(facts, language)
    assert content == leaflet_pdf(facts, language)
    said = tight(text_of(content))
    for told in (
        "1.10%",
        "1.26V/m",
        "0.425µW/cm²",
        "2024-06-03",
        "2027-06-03",
        "office,0571-12345",
        "body",
        "gate",
        "100%",
    ):
        assert told in said
    assert "example.org" not in said


def test_a_leaflet_tells_that_full_load_would_be_above_the_limit() -> None:
    facts = facts_of_monitoring(monitored(extrapolations=NR), "en", **FACTS)
    assert "Extrapolated to full load the level is above the limit" in text_of(leaflet_pdf(facts, "en"))


def test_a_leaflet_of_a_computation_has_the_deciding_level() -> None:
    found = assessed()
    facts = facts_of_record(found, "en", who="planner", contact="office")
    assert facts.exposure_ratio == found["max_exposure_ratio"]
    assert facts.verdict == found["verdict"]
    assert "The highest level that was computed is" in text_of(leaflet_pdf(facts, "en"))


def test_the_bar_is_as_long_as_the_level_and_says_when_it_runs_over() -> None:
    facts = facts_of_monitoring(monitored(), "en", **FACTS)

    def bar(ratio: float) -> dict[str, Any]:
        found: dict[str, Any] = leaflet_document(replace(facts, exposure_ratio=ratio), "en").content["bar"]
        return found

    # the bar reaches to 1.25 of the limit
    assert (bar(0.5)["share"], bar(0.5)["limit"], bar(0.5)["over"]) == (0.4, 0.8, False)
    assert (bar(7.0)["share"], bar(7.0)["over"], bar(7.0)["level_text"]) == (1.0, True, "Level 700 %")


def test_a_leaflet_without_a_conclusion_does_not_look_safe() -> None:
    facts = facts_of_monitoring(monitored(record(weather="")), "en", **FACTS)
    said = text_of(leaflet_pdf(facts, "en"))
    assert "No conclusion can be drawn yet." in said
    assert "The level is within the limit." not in said
    nothing = replace(facts, exposure_ratio=None, field_strength_v_m=None, power_density_w_m2=None)
    assert "No valid level is known." in text_of(leaflet_pdf(nothing, "en"))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"permalink": "javascript:alert(1)"}, "web address"),
        ({"permalink": "https://" + "a" * 3000}, "at most 2000"),
        ({"exposure_ratio": None}, "or none of them"),
        ({"exposure_ratio": float("nan")}, "0 or more"),
        ({"exposure_ratio": None, "field_strength_v_m": None, "power_density_w_m2": None}, "cannot have a verdict"),
    ],
)
def test_a_leaflet_refuses_what_it_cannot_tell(change: dict[str, Any], message: str) -> None:
    facts: ResidentFacts = facts_of_monitoring(monitored(), "en", **FACTS)
    with pytest.raises(ValueError, match=message):
        replace(facts, **change)
