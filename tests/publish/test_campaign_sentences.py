"""Campaigns in words: every rule, field and factor has a sentence in each language, filled with its figures."""

import datetime
from dataclasses import replace
from typing import Any

import pytest

from builders.measurements import INSTRUMENT, START, campaign, point, readings
from emfassess.language import language as language_of
from emfassess.language import languages
from emfassess.language.messages.names import SEVERITY
from emfassess.measurement_files.record_requirements import (
    load_record_requirements,
    record_requirement_ids,
    requirements_of_method,
)
from emfassess.measurements import Calibration, MeasuredPoint
from emfassess.measurements.extrapolation import gsm_maximum, lte_maximum, nr_maximum, umts_maximum
from emfassess.measurements.quality import RULES, Context, Finding, Severity, StationPlace, bounding_box, findings
from emfassess.measurements.requirements import MissingField, Requirement, completeness
from emfassess.publish.text.campaigns import (
    FACTOR,
    FIELD,
    FINDING,
    completeness_sentence,
    extrapolation_lines,
    finding_sentence,
    missing_sentence,
    unconfirmed_sentence,
)


def test_every_rule_severity_field_and_factor_has_a_message() -> None:
    fields = {
        MissingField(line).code
        for name in record_requirement_ids()
        for line in load_record_requirements(name).requirements
    }
    made = (gsm_maximum(1), umts_maximum(1.0), lte_maximum(1), nr_maximum(1, beam_gain_difference_db=0, downlink=1))
    assert fields - set(FIELD) == set()
    assert {factor.name for found in made for factor in found.factors} - set(FACTOR) == set()
    assert set(RULES) - set(FINDING) == set()
    assert set(Severity) - set(SEVERITY) == set()


def faulty() -> tuple[Finding, ...]:
    """A campaign with as many faults as fit into one."""
    bad = replace(
        INSTRUMENT,
        kind=None,
        sensitivity_v_m=1.0,
        isotropy_db=9.0,
        overload_v_m=2.0,
        frequency_high_hz=2e9,
        calibrations=(Calibration(datetime.date(2020, 1, 1), datetime.date(2021, 1, 1)),),
    )
    rows: list[dict[str, Any]] = [
        {"field_strength_v_m": 9.0, "height_m": 3.0, "longitude": 0.0, "latitude": 0.0},
        {"field_strength_v_m": 0.1, "band": "NR 3500", "valid": False, "averaging_s": 1.0},
        {"field_strength_v_m": 0.0, "band": "total", "statistic": "rms"},
        {"field_strength_v_m": 0.1, "statistic": "peak", "averaging_s": None, "point_id": "P2"},
        {"field_strength_v_m": 0.1, "statistic": "", "time": START - datetime.timedelta(days=1)},
        {"field_strength_v_m": 0.1, "averaging_s": 1.0, "point_id": "P3", "longitude": 9.0, "latitude": 9.0},
    ]
    points = (point("P1", horizontal_distance_m=99.0), point("P2", height_m=None), MeasuredPoint("P3"))
    terminal = campaign().terminal
    assert terminal is not None
    record = campaign(
        instrument=bad,
        points=points,
        humidity_percent=99.0,
        weather="大雨",
        terminal=replace(terminal, distance_m=9.0),
    )
    context = Context((30e6, 6e9), bounding_box(119, 29, 121, 31), (StationPlace("S1", 120.0, 30.0),))
    return findings(record, readings(rows), context)


@pytest.mark.parametrize("language", languages())
def test_findings_are_sentences_with_their_figures(language: str) -> None:
    found = faulty()
    assert len(found) > 15
    for finding in found:
        sentence = finding_sentence(finding, language_of(language))
        assert "{" not in sentence
        assert all(value in sentence for _, value in finding.values)


def test_a_finding_tells_how_many_it_concerns_and_names_six() -> None:
    finding = Finding("zero-total", where=tuple(f"Q{n}" for n in range(20)), count=50)
    assert finding_sentence(finding, language_of("en")) == (
        "The total is zero although its bands are not. Concerns 50: Q0, Q1, Q2, Q3, Q4, Q5 and 44 more."
    )


def test_a_gap_is_told_in_each_language_with_its_places() -> None:
    gap = MissingField(Requirement("point", "height_m"), ("P1", "P2"))
    assert missing_sentence(gap, language_of("en")) == "Missing: the height of the probe (P1, P2)"
    assert missing_sentence(gap, language_of("zh")) == "缺少：探头高度（P1、P2）"
    other = MissingField(Requirement("campaign", "remarks", mandatory=False))
    assert missing_sentence(other, language_of("en")) == "Not given: campaign.remarks"


@pytest.mark.parametrize(
    ("method", "weather", "sentence"),
    [
        # the weather, and ten facts of a station that nobody told
        ("HJ 972-2018", "", "Incomplete: the record lacks 11 of the fields that HJ 972-2018 asks for."),
        ("ANFR", "", "There is no list of what the method “ANFR” asks for: the record cannot be called complete."),
    ],
)
def test_the_state_of_a_record_is_a_sentence(method: str, weather: str, sentence: str) -> None:
    record = campaign(method=method, weather=weather)
    found = completeness(record, readings([{"field_strength_v_m": 1.0}]), requirements_of_method(method))
    assert completeness_sentence(found, language_of("en")) == sentence


def test_a_list_that_was_not_read_says_so() -> None:
    required = load_record_requirements("hj-972-2018")
    assert "not read" in unconfirmed_sentence(required, language_of("en"))
    assert unconfirmed_sentence(replace(required, confirmed=True), language_of("en")) == ""


def test_every_factor_of_an_extrapolation_is_shown() -> None:
    made = nr_maximum(273, beam_gain_difference_db=5.0, downlink=0.5, power_reduction=0.25)
    assert [line[1:] for line in extrapolation_lines(made, language_of("en"))] == [
        ("273", "+35.15 dB"),
        ("5", "+5.00 dB"),
        ("0", "+0.00 dB"),
        ("0.5", "-3.01 dB"),
        ("0.25", "-6.02 dB"),
    ]
