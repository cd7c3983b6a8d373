"""What is due when, by period and by trigger; the calendar of it; and the ranking by risk."""

import datetime
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from icalendar import Calendar
from sqlalchemy import event

from builders.large_register import many_stations
from builders.register_entries import ENGINEER, LIMITS, judgement, measurement_file, points
from builders.stations import carrier, station
from emfassess.readers.faults import InputError
from emfassess.register import PUBLIC, NotAllowedError, Register
from emfassess.register.assessments import Judgement, add_assessment
from emfassess.register.calendars import calendar_text
from emfassess.register.campaigns import add_import
from emfassess.register.due import add_months, due
from emfassess.register.enquiries import Enquiry, add_enquiry
from emfassess.register.periodicity import Rule, Rules, rules_from
from emfassess.register.ranking import RankingWeights, ranking
from emfassess.register.stations import add_station, dismantle_station

STOOD = datetime.date(2024, 1, 10)
TODAY = datetime.date(2026, 3, 1)


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def measured(register: Register, folder: Path, on: str, station_id: str = "S1", **more: Any) -> int:
    """A measurement of a station, imported and judged."""
    campaign_id = f"{station_id}-{on}"
    level = 1.0 + sum(map(ord, campaign_id)) / 1000  # no two files the same
    file = measurement_file(folder, points({"P1": level}, f"{on}T09:00:00"), campaign_id, f"{campaign_id}.csv")
    add_import(register, file, ENGINEER)
    found = judgement(day=on, station_id=station_id, campaign_id=campaign_id, **more)
    return add_assessment(register, found, {}, LIMITS, ENGINEER)


def line(register: Register, station_id: str = "S1", today: datetime.date = TODAY, rules: Rules | None = None) -> Any:
    table = due(register, today, ENGINEER, rules).set_index("station_id")
    return table.loc[station_id]


def test_a_station_that_was_never_measured_is_overdue(register: Register) -> None:
    add_station(register, station(), STOOD, ENGINEER)
    found = line(register)
    assert (found.state, found.reason, found.due_on) == ("overdue", "never-measured", pd.Timestamp("2024-02-09"))
    assert pd.isna(found.last_measured)


@pytest.mark.parametrize(
    ("on", "state", "until"),
    [
        ("2025-02-28", "overdue", "2026-02-28"),
        ("2025-03-01", "due", "2026-03-01"),
        ("2025-04-30", "due", "2026-04-30"),  # 60 days from 1 March
        ("2025-05-01", "next", "2026-05-01"),
    ],
)
def test_a_period_runs_from_the_last_measurement(
    register: Register, tmp_path: Path, on: str, state: str, until: str
) -> None:
    add_station(register, station(), STOOD, ENGINEER)
    measured(register, tmp_path, "2024-06-01")
    measured(register, tmp_path, on)
    found = line(register)
    assert (found.state, found.reason, found.due_on) == (state, "period", pd.Timestamp(until))
    assert found.last_measured == pd.Timestamp(on)


def test_an_import_alone_or_an_incomplete_one_is_no_measurement(register: Register, tmp_path: Path) -> None:
    add_station(register, station(), STOOD, ENGINEER)
    file = measurement_file(tmp_path, points({"P1": 1.0}, "2026-02-01T09:00:00"), station_ids=("S1",))
    add_import(register, file, ENGINEER)
    assert line(register).reason == "never-measured"
    add_assessment(register, judgement(day="2026-02-01", campaign_id="C1", complete=False), {}, LIMITS, ENGINEER)
    assert line(register).reason == "never-measured"
    add_assessment(register, judgement(day="2026-02-01"), {}, LIMITS, ENGINEER)  # computed
    assert line(register).reason == "never-measured"


def test_a_measurement_that_was_replaced_counts_no_more(register: Register, tmp_path: Path) -> None:
    add_station(register, station(), STOOD, ENGINEER)
    key = measured(register, tmp_path, "2026-02-01")
    wrong = judgement(day="2026-02-01", campaign_id="S1-2026-02-01", complete=False)
    add_assessment(register, wrong, {}, LIMITS, ENGINEER, corrects=key, reason="no calibration")
    assert line(register).reason == "never-measured"


@pytest.mark.parametrize(
    ("changed_on", "triggered"), [("2026-01-31", False), ("2026-02-01", True), ("2026-02-10", True)]
)
def test_a_change_since_the_last_measurement_makes_a_new_one_due(
    register: Register, tmp_path: Path, changed_on: str, triggered: bool
) -> None:
    add_station(register, station(carrier(20.0)), STOOD, ENGINEER)
    measured(register, tmp_path, "2026-02-01")
    add_station(register, station(carrier(40.0)), day(changed_on), ENGINEER)
    found = line(register)
    expected = pd.Timestamp(changed_on) + pd.Timedelta(days=30) if triggered else pd.Timestamp("2027-02-01")
    assert (found.reason, found.due_on) == ("power" if triggered else "period", expected)
    assert line(register, rules=Rules(triggers=("tilt",))).reason == "period"


def test_a_complaint_and_an_exceedance_trigger_too(register: Register, tmp_path: Path) -> None:
    for name in ("S1", "S2"):
        add_station(register, station(id=name), STOOD, ENGINEER)
        measured(register, tmp_path, "2026-01-15", name)
    asked = Enquiry("question", 120.0, 30.0, "why?", day("2026-02-01"), station_id="S1")
    add_enquiry(register, asked, PUBLIC)
    assert line(register).reason == "period"
    add_enquiry(register, replace(asked, kind="complaint", day=day("2026-02-03")), PUBLIC)
    add_enquiry(register, replace(asked, kind="complaint", day=day("2026-02-02")), PUBLIC)
    found = line(register)
    assert (found.reason, found.trigger_day, found.due_on) == (
        "complaint",
        pd.Timestamp("2026-02-02"),
        pd.Timestamp("2026-03-04"),
    )
    add_assessment(register, judgement("exceeds", 1.3, day="2026-02-10", station_id="S2"), {}, LIMITS, ENGINEER)
    assert line(register, "S2").reason == "exceedance"
    measured(register, tmp_path, "2026-02-11", "S2")
    assert line(register, "S2").reason == "period"


def test_what_lies_in_the_future_or_was_dismantled_is_not_listed(register: Register) -> None:
    add_station(register, station(), STOOD, ENGINEER)
    add_station(register, station(id="S2"), day("2026-05-01"), ENGINEER)
    dismantle_station(register, "S1", day("2026-02-01"), ENGINEER)
    assert due(register, TODAY, ENGINEER).empty
    assert list(due(register, day("2026-01-31"), ENGINEER)["station_id"]) == ["S1"]
    assert list(due(register, day("2026-05-01"), ENGINEER)["station_id"]) == ["S2"]
    with pytest.raises(NotAllowedError):
        due(register, TODAY, PUBLIC)


def test_the_first_rule_that_fits_gives_the_period() -> None:
    stations = pd.DataFrame(
        {
            "station_id": ["S1", "S2", "S3", "S4"],
            "support": ["rooftop", "rooftop", "mast", ""],
            "operator": ["A", "B", "A", "B"],
        }
    )
    rules = Rules(
        24,
        rule=(Rule(3, stations=("S4",)), Rule(6, supports=("rooftop",), operators=("A",)), Rule(12, operators=("A",))),
    )
    assert rules.periods(stations).tolist() == [6, 24, 12, 3]


def test_rules_are_read_from_a_table() -> None:
    table = {"period_months": 24, "triggers": ["tilt"], "rule": [{"period_months": 6, "supports": ["rooftop"]}]}
    assert rules_from(table, "emfassess.toml") == Rules(24, triggers=("tilt",), rule=(Rule(6, ("rooftop",)),))
    assert rules_from({}, "emfassess.toml") == Rules()


@pytest.mark.parametrize(
    ("table", "fault"),
    [
        ({"period_month": 6}, "periodicity.period_month"),
        ({"period_months": 0}, "1..600, not 0"),
        ({"period_months": "often"}, "periodicity.period_months: 'often'"),
        ({"triggers": ["rain"]}, "unknown trigger 'rain'; known are: carrier"),
        ({"rule": [{"period_months": 6}]}, "needs supports, operators or stations"),
        ({"rule": [{"supports": ["mast"]}]}, "rule.0.period_months"),
        ({"due_within_days": -1}, "due_within_days must lie in"),
    ],
)
def test_a_faulty_rule_is_refused_with_its_key(table: dict[str, Any], fault: str) -> None:
    with pytest.raises(InputError, match=fault):
        rules_from(table, "emfassess.toml")


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2023-12-31", 2, "2024-02-29"),
        ("2026-08-15", 6, "2027-02-15"),
        ("NaT", 6, "NaT"),
    ],
)
def test_months_are_counted_by_the_calendar(start: str, months: int, end: str) -> None:
    assert str(add_months(np.array([start], dtype="datetime64[D]"), np.array([months]))[0]) == end


def test_the_calendar_can_be_read_by_others_and_moves_its_events(register: Register, tmp_path: Path) -> None:
    hostile = replace(station(id="S2"), name="Smith; roof,\nBEGIN:VALARM <script>")
    for one in (station(), hostile):
        add_station(register, one, STOOD, ENGINEER)
    measured(register, tmp_path, "2025-06-01")
    rows = due(register, TODAY, ENGINEER)
    text = calendar_text(rows, TODAY)
    assert calendar_text(rows, TODAY) == text
    events = Calendar.from_ical(text).walk("VEVENT")
    told = {str(event["UID"]): event for event in events}
    assert set(told) == {"due-S1@emfassess", "due-S2@emfassess"}
    assert told["due-S1@emfassess"].decoded("DTSTART") == day("2026-06-01")
    assert str(told["due-S2@emfassess"]["SUMMARY"]) == "Measurement due: Smith; roof,\nBEGIN:VALARM <script>"
    assert str(tmp_path) not in text
    assert max(len(part.encode()) for part in text.split("\r\n")) <= 75  # RFC 5545, 3.1
    measured(register, tmp_path, "2025-07-01")
    moved = Calendar.from_ical(calendar_text(due(register, TODAY, ENGINEER), TODAY)).walk("VEVENT")
    again = {str(event["UID"]): event.decoded("DTSTART") for event in moved}
    assert again["due-S1@emfassess"] == day("2026-07-01")


def test_the_due_list_of_many_stations_is_one_query(register: Register) -> None:
    """So that a hundred thousand stations take no more statements than three; how long they take: benchmarks/."""
    many_stations(register, 3000)
    statements: list[str] = []
    event.listen(register.engine, "before_cursor_execute", lambda *given: statements.append(given[2]))
    table = due(register, TODAY, ENGINEER)
    assert sum("station_versions" in statement for statement in statements) == 1
    assert len(table) == 3000
    assert (table["reason"] == "never-measured").sum() == 300
    assert table["due_on"].is_monotonic_increasing


def test_the_ranking_puts_exceedances_first_and_shows_its_parts(register: Register, tmp_path: Path) -> None:
    """Each score by hand: 0.5 ratio + 0.2 lg(1 + people)/3 + 0.2 years + 0.1 complaints."""
    for name in ("quiet", "crowded", "above", "unseen"):
        add_station(register, station(id=name), STOOD, ENGINEER)

    def computed(name: str, verdict: str, ratio: float) -> Judgement:
        return judgement(verdict, ratio, day="2026-01-05", station_id=name)

    for name, verdict, ratio in (("quiet", "compliant", 0.1), ("crowded", "compliant", 0.8), ("above", "exceeds", 1.1)):
        add_assessment(register, computed(name, verdict, ratio), {}, LIMITS, ENGINEER)
    measured(register, tmp_path, "2025-03-01", "quiet", ratio=0.2)
    for _ in range(3):
        add_enquiry(register, Enquiry("complaint", 0, 0, "?", day("2026-02-01"), station_id="crowded"), PUBLIC)
    add_enquiry(register, Enquiry("complaint", 0, 0, "?", day("2023-02-01"), station_id="quiet"), PUBLIC)
    table = ranking(register, TODAY, ENGINEER, {"quiet": 9, "crowded": 999, "above": 0}).set_index("station_id")
    assert list(table.index) == ["above", "unseen", "crowded", "quiet"]
    assert list(table["group"]) == ["exceeds", "unknown", "complies", "complies"]
    never = (TODAY - STOOD).days / 365.25
    assert table.loc["quiet", "score"] == pytest.approx(0.5 * 0.2 + 0.2 * 1 / 3 + 0.2 * 365 / 365.25)
    assert table.loc["crowded", "score"] == pytest.approx(0.5 * 0.8 + 0.2 * 3 / 3 + 0.2 * never + 0.1 * 3)
    assert table.loc["above", "score"] == pytest.approx(0.5 * 1.1 + 0.2 * never)
    assert table.loc["unseen", "part_ratio"] == 0.5  # nothing is known: as if at the limit
    assert table.loc["unseen", "part_people"] == pytest.approx(0.2)  # the greatest number known
    assert table["max_exposure_ratio"].isna().tolist() == [False, True, False, False]
    parts = table[["part_ratio", "part_people", "part_age", "part_complaints"]].sum(axis=1)
    assert parts.tolist() == pytest.approx(table["score"].tolist())
    assert ranking(register, TODAY, ENGINEER, weights=RankingWeights(0, 0, 0, 1))["score"].tolist() == [0, 0, 3, 0]


def test_the_ranking_of_an_empty_register_is_empty(register: Register) -> None:
    assert ranking(register, TODAY, ENGINEER).empty
    assert due(register, TODAY, ENGINEER).empty
    assert calendar_text(due(register, TODAY, ENGINEER), TODAY).startswith("BEGIN:VCALENDAR")
    with pytest.raises(NotAllowedError):
        ranking(register, TODAY, PUBLIC)
