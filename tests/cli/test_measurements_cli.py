"""Measurements and the register at the command line, as their users have it."""

import csv
import json
import shutil
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from icalendar import Calendar
from typer.testing import CliRunner, Result

from builders.measurement_tables import record_of_visit, station_id, table
from builders.station_files import STATION
from emfassess.cli import app

ROOT = Path(__file__).parents[2]
SHARED = ROOT / ".." / "shared" / "data"


EXPECTED = (
    "expected_power_density_w_m2", "expected_p5_w_m2", "expected_p95_w_m2", "expected_exposure_ratio"
)  # fmt: skip
AS_TABLE = ("--profile", "selective", "--time-zone", "Asia/Shanghai")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty project's folder with one station, entered."""
    (tmp_path / "stations").mkdir()
    (tmp_path / "stations" / "one.toml").write_text(STATION, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("EMFASSESS_DATABASE_URL", raising=False)
    return tmp_path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(a) for a in arguments])


def done(*arguments: object) -> str:
    result = run(*arguments)
    assert result.exit_code == 0, result.output
    return result.stdout


def imported(path: Path, *more: object) -> str:
    return done("measurements", "import", path, *AS_TABLE, *more)


def test_a_file_comes_in_is_judged_and_listed(project: Path) -> None:
    """1.2 V/m is a tenth of 12 V/m: 1 % of the limit in power."""
    done("register", "stations", "--from", "2024-01-01")
    told = imported(table(project / "walk.csv", [0.3, 1.2, 0.6]), "--station", station_id())
    assert "walk: 3 places, 3 readings: complies" in told
    assert "P1: 1.20 V/m, 0.00382 W/m² (0.382 µW/cm²)" in told
    assert "1.00 %, complies (gb-8702-2014)" in told
    (row,) = json.loads(done("measurements", "list", "--json"))
    (kept,) = row["judgements"]
    assert (row["campaign"], row["readings"], kept["station"], kept["verdict"]) == (
        "walk",
        3,
        station_id(),
        "compliant",
    )
    assert kept["max_exposure_ratio"] == pytest.approx(0.01)
    assert not kept["complete"]  # no method is named


def test_the_same_content_twice_is_refused_and_nothing_changes(project: Path) -> None:
    first = table(project / "walk.csv", [0.3, 1.2, 0.6])
    imported(first)
    before = done("measurements", "list", "--json")
    again = project / "again.csv"
    again.write_bytes(first.read_bytes().replace(b"\n", b"\r\n"))
    other = table(project / "other.csv", [0.4, 0.5])
    result = run("measurements", "import", other, again, *AS_TABLE)
    assert result.exit_code == 2
    assert "the same content" in result.stderr
    assert done("measurements", "list", "--json") == before
    twice = project / "twice.csv"
    shutil.copy(other, twice)
    assert run("measurements", "import", other, twice, *AS_TABLE).exit_code == 2
    assert done("measurements", "list", "--json") == before


def test_a_bad_file_is_told_line_by_line_and_leaves_nothing(project: Path) -> None:
    bad = table(project / "bad.csv", [0.3, 0.4])
    bad.write_text(bad.read_text(encoding="utf-8").replace(",0.4", ",nought"), encoding="utf-8")
    result = run("measurements", "import", bad, *AS_TABLE)
    assert result.exit_code == 2
    assert "bad.csv" in result.stderr
    assert "3" in result.stderr
    assert "nought" in result.stderr
    assert "Traceback" not in result.output
    assert done("measurements", "list").strip() == "no campaign in the register"


def test_an_exceedance_opens_an_action_that_only_a_newer_compliant_measurement_closes(project: Path) -> None:
    """24 V/m is twice the limit in field, four times in power: beyond any uncertainty here."""
    done("register", "stations", "--from", "2024-01-01")
    told = imported(table(project / "high.csv", [24.0, 1.0]), "--station", station_id())
    assert "exceeds" in told
    (action,) = json.loads(done("register", "actions", "--json"))
    assert (action["station"], action["kind"], action["open"]) == (station_id(), "exceeds", True)
    assert run("register", "close", action["action"], "--evidence", action["assessment"]).exit_code == 2
    older = imported(table(project / "older.csv", [1.0], "2024-05-01"), "--station", station_id())
    assert "complies" in older
    keys = {k["assessment"]: r for r in json.loads(done("measurements", "list", "--json")) for k in r["judgements"]}
    old_key = next(key for key, row in keys.items() if row["campaign"] == "older")
    assert run("register", "close", action["action"], "--evidence", old_key).exit_code == 2
    (still,) = json.loads(done("register", "actions", "--json"))
    assert still["open"]


def test_the_loop_closes_by_a_complete_measurement_that_complies(project: Path) -> None:
    """Over the limit in May: an action, and a measurement becomes due; within it in July: the action may close."""
    address = STATION.replace('support = "rooftop"', 'support = "rooftop"\naddress = "1 Wensan Road"')
    (project / "stations" / "one.toml").write_text(address, encoding="utf-8")
    done("register", "stations", "--from", "2024-01-01")
    told = done("measurements", "import", record_of_visit(project / "may.csv", 40.0, "2026-05-04"))
    assert "The record holds everything that HJ 972-2018 asks for." in told
    assert "exceeds" in told
    (late,) = json.loads(done("measurements", "due", "--date", "2026-06-20", "--json"))
    assert (late["state"], late["reason"], late["last_measured"]) == ("overdue", "exceedance", "2026-05-04")
    (action,) = json.loads(done("register", "actions", "--json"))
    done("measurements", "import", record_of_visit(project / "july.csv", 1.2, "2026-07-01"))
    rows = {row["campaign"]: row["judgements"][0] for row in json.loads(done("measurements", "list", "--json"))}
    assert rows["july"]["complete"]
    assert run("register", "close", action["action"], "--evidence", rows["may"]["assessment"]).exit_code == 2
    done("register", "close", action["action"], "--evidence", rows["july"]["assessment"], "--note", "power reduced")
    assert done("register", "actions").strip() == "no action"
    (next_one,) = json.loads(done("measurements", "due", "--date", "2026-07-02", "--json"))
    assert (next_one["state"], next_one["due_on"]) == ("next", "2027-07-01")


def test_what_is_due_comes_from_stations_periods_and_changes(project: Path) -> None:
    (project / "emfassess.toml").write_text(
        "[periodicity]\nperiod_months = 24\nfirst_within_days = 10\n", encoding="utf-8"
    )
    rows = json.loads(done("measurements", "due", "--date", "2026-01-01", "--json", "--ics", "due.ics"))
    assert [(r["station_id"], r["state"], r["due_on"], r["reason"]) for r in rows] == [
        (station_id(), "due", "2026-01-11", "never-measured")
    ]
    late = json.loads(done("measurements", "due", "--date", "2026-02-01", "--json"))
    assert late[0]["state"] == "overdue"
    assert json.loads(done("measurements", "due", "--date", "2026-02-01", "--state", "next", "--json")) == []
    assert run("measurements", "due", "--state", "soon").exit_code == 2
    calendar = Calendar.from_ical((project / "due.ics").read_text(encoding="utf-8"))
    events: Any = calendar.walk("VEVENT")
    assert [event["dtstart"].dt for event in events] == [date(2026, 1, 11)]
    assert str(project) not in (project / "due.ics").read_text(encoding="utf-8")


def test_periods_out_of_range_are_named(project: Path) -> None:
    (project / "emfassess.toml").write_text("[periodicity]\nperiod_months = 0\n", encoding="utf-8")
    result = run("measurements", "due")
    assert result.exit_code == 2
    assert "emfassess.toml" in result.stderr
    assert "period_months" in result.stderr


def test_model_beside_measurement_gives_back_what_was_put_in(project: Path) -> None:
    """Readings made from the predictions at the points, 3 dB lower in power: bias 3 dB, no spread."""
    at = table(project / "at.csv", [1.0] * 12)
    rows = list(csv.DictReader(at.read_text(encoding="utf-8").splitlines()))
    lines = ["id,height_m,longitude,latitude"]
    lines += [f"{r['point_id']},1.5,{r['longitude']},{r['latitude']}" for r in rows]
    (project / "points.csv").write_text("\n".join(lines), encoding="utf-8")
    done("points", "stations", "--at", "points.csv", "--out", "out.csv")
    computed = list(csv.DictReader((project / "out.csv").read_text(encoding="utf-8").splitlines()))
    predicted = [float(r["field_strength_v_m"]) for r in computed]
    imported(table(project / "made.csv", [e / 2**0.5 for e in predicted]), "--height-m", "1.5")
    (found,) = json.loads(done("measurements", "compare", "made", "--json", "--date", "2026-01-01"))
    statistics = found["statistics"]
    assert statistics["mean_error_db"]["value"] == pytest.approx(10 * np.log10(2), abs=0.01)
    assert statistics["standard_deviation_db"]["value"] == pytest.approx(0, abs=0.01)
    assert [p["point_id"] for p in found["points"]] == [f"P{n}" for n in range(12)]
    assert any(row["expected_p95_w_m2"] for row in computed)
    for point, row in zip(found["points"], computed, strict=True):
        assert point["expected_absent"] == row["expected_absent"]
        for name in ("bound_power_density_w_m2", "bound_exposure_ratio", *EXPECTED):
            assert point[name] == (pytest.approx(float(row[name]), rel=1e-5) if row[name] else None)
    folder = project / "reports" / "comparison" / "made"
    assert {p.name for p in folder.iterdir()} >= {"comparison.json", "comparison.csv", "comparison.pdf", "scatter.svg"}


def test_points_that_no_station_reaches_are_refused_with_the_cure(project: Path) -> None:
    imported(table(project / "walk.csv", [0.3, 0.4]))
    text = STATION.replace("120.12345", "100.0")
    (project / "far.toml").write_text(text, encoding="utf-8")
    result = run("measurements", "compare", "walk", "--stations", "far.toml")
    assert result.exit_code == 2
    assert "--stations" in result.stderr


def test_results_go_from_run_to_publication_by_two_persons(project: Path) -> None:
    done("register", "stations", "--from", "2024-01-01")
    done("assess", "--date", "2026-01-02")
    line = done("register", "record", "--as", "an")
    assert line.startswith(f"{station_id()}: assessment ")
    key = line.split("assessment ")[1].split(",")[0].strip()
    assert "unchanged" in done("register", "record", "--as", "an")
    done("register", "state", "draft", key, "--as", "an")
    own = run("register", "state", "review", key, "--as", "an")
    assert own.exit_code == 2
    done("register", "state", "review", key, "--as", "bo")
    done("register", "state", "publish", key, "--as", "bo")
    shown = json.loads(done("register", "show", key))
    assert [step["state"] for step in shown["steps"]] == ["draft", "reviewed", "published"]
    assert "all fit" in done("register", "verify")


def test_roles_of_the_file_count_at_the_command_line_too(project: Path) -> None:
    (project / "roles.toml").write_text('[roles]\nan = ["engineer"]\nbo = ["regulator"]\n', encoding="utf-8")
    refused = run("register", "stations", "--as", "bo")
    assert refused.exit_code == 2
    assert "may not change stations" in refused.stderr
    done("register", "stations", "--as", "an")
    stranger = run("measurements", "list", "--as", "eve")
    assert stranger.exit_code == 2


def test_a_resident_is_answered_with_the_level_there_and_the_last_measurement(project: Path) -> None:
    done("register", "stations", "--from", "2024-01-01")
    walk = table(project / "walk.csv", [0.3, 1.2, 0.6])
    imported(walk)
    point = list(csv.DictReader(walk.read_text(encoding="utf-8").splitlines()))[1]
    place = ("--longitude", point["longitude"], "--latitude", point["latitude"])
    key = done(
        "register", "ask", "Is it safe? <script>", *place, "--height-m", "1.7", "--contact", "a@example.org"
    ).split()[1]
    told = done("register", "answer", key, "--text", "Dear neighbour,")
    assert told.startswith("Dear neighbour, At this place, 1.70 m above the ground")
    assert "The last measurement near was on 2024-05-06, 0 m away: 1.20 V/m." in told
    (row,) = json.loads(done("register", "enquiries", "--json"))
    (project / "points.csv").write_text(
        f"id,height_m,longitude,latitude\na,1.7,{point['longitude']},{point['latitude']}\n", encoding="utf-8"
    )
    done("points", "stations", "--at", "points.csv", "--out", "out.csv")
    (expected,) = csv.DictReader((project / "out.csv").read_text(encoding="utf-8").splitlines())
    assert row["answers"][0]["level"]["theoretical"]["exposure_ratio"] == float(expected["exposure_ratio"])


def test_a_template_of_each_kind_is_written(project: Path) -> None:
    for name in ("empty.csv", "empty.xlsx"):
        done("measurements", "template", "--out", name)
        assert (project / name).stat().st_size > 500
    assert run("measurements", "template", "--out", "empty.doc").exit_code == 2


def test_the_ranking_tells_every_part(project: Path) -> None:
    done("register", "stations", "--from", "2024-01-01")
    (project / "people.csv").write_text(f"station_id,people_near\n{station_id()},999\n", encoding="utf-8")
    (row,) = json.loads(done("register", "ranking", "--people", "people.csv", "--date", "2026-01-01", "--json"))
    # unknown level counts as the limit: 0.5; a thousand people: 0.2; age 2 years: 0.2 a year
    years = (date(2026, 1, 1) - date(2024, 1, 1)) / timedelta(days=365.25)
    assert row["part_ratio"] == pytest.approx(0.5)
    assert row["part_people"] == pytest.approx(0.2)
    assert row["part_age"] == pytest.approx(0.2 * years)
    (project / "people.csv").write_text("station_id,people_near\nS,-1\n", encoding="utf-8")
    assert run("register", "ranking", "--people", "people.csv").exit_code == 2


@pytest.mark.skipif(not SHARED.is_dir(), reason="the folder of real data is not here")
@pytest.mark.parametrize(
    ("file", "more", "places"),
    [
        ("cartoradio/limoges_2026-03-31.csv", (), 4822),
        ("lorient/cartoradio_lorient_2026-03-31.csv", (), 43),
        ("tirana/kt_square_anonymized.xlsx", ("--unit", "V/m"), 86),
    ],
)
def test_real_campaigns_come_in_and_are_judged(project: Path, file: str, more: tuple[str, ...], places: int) -> None:
    told = json.loads(done("measurements", "import", SHARED / file, *more, "--json"))
    assert told[0]["places"] == places
    assert told[0]["state"] == "no-list"
    if file.startswith("tirana"):
        # KT001, by hand: the root of 0.8581^2 + 0.6792^2 + 0.8669^2 + 0.5305^2 + 1.3266^2 + 0.5868^2
        first = next(p for p in told[0]["levels"]["points"] if p["point_id"] == "KT001")
        assert first["field_strength_v_m"] == pytest.approx(2.0820, abs=1e-4)


def test_of_a_long_route_the_greatest_lines_are_judged_and_the_others_counted(project: Path) -> None:
    """The verdict is that of all lines: nothing above those that were judged is left out."""
    from datetime import UTC, datetime

    from builders.instrument_files import fix, monitem
    from emfassess.jobs.judge_campaign import judge_campaign
    from emfassess.measured_levels.judged_campaign import Evaluation
    from emfassess.readers.limit_sets import load_editions
    from emfassess.register import Actor, open_register

    levels = np.random.default_rng(1).permutation(np.arange(1, 41) / 10)
    rows = [f"2024/03/{1 + n // 20:02d},08:{n % 60:02d}:00,{level:.2f},{fix()}" for n, level in enumerate(levels)]
    (project / "route.txt").write_bytes(monitem(*rows).encode())
    done("measurements", "import", "route.txt", "--time-zone", "America/Fortaleza")
    register = open_register("sqlite:///register.sqlite", lambda: datetime.now(UTC))
    engineer = Actor("an", frozenset({"engineer"}))
    asked = (register, "route", load_editions("gb-8702-2014"), date(2026, 1, 1), engineer)
    whole, part = judge_campaign(*asked), judge_campaign(*asked, most_lines=10)
    shared = judge_campaign(*asked, most_lines=10, evaluation=Evaluation(within_m=100.0))
    register.close()
    assert whole.levels is not None
    assert part.levels is not None
    assert shared.levels is not None
    assert (len(shared.levels.point_ids), shared.lines_below) == (40, 0)  # each station along it has its own greatest
    assert (len(whole.levels.point_ids), whole.lines_below) == (40, 0)
    assert (len(part.levels.point_ids), part.lines_below) == (10, 30)
    assert sorted(part.levels.field_strength) == pytest.approx(np.arange(31, 41) / 10)
    assert part.verdict == whole.verdict
    assert part.levels.exposure_ratio.max() == whole.levels.exposure_ratio.max()
    assert "route-lower-lines" in {a.code for a in part.levels.assumptions}
    assert part.findings == whole.findings


def test_the_documents_of_a_campaign_are_written(project: Path) -> None:
    from pypdf import PdfReader

    address = STATION.replace(
        'support = "rooftop"', 'support = "rooftop"\naddress = "1 Wensan Road"\nfiling_number = "F-7"'
    )
    (project / "stations" / "one.toml").write_text(address, encoding="utf-8")
    done("register", "stations", "--from", "2024-01-01")
    done("measurements", "import", record_of_visit(project / "visit.csv", 1.2, "2026-02-10"))
    imported(table(project / "walk.csv", [0.3, 1.2]))
    done("measurements", "report", "--date", "2026-03-01")
    folder = project / "reports" / "monitoring" / "visit"
    assert len(PdfReader(folder / "leaflet.pdf").pages) == 1
    text = "".join(page.extract_text() for page in PdfReader(folder / "monitoring.pdf").pages)
    assert "1.20 V/m" in text or "1.20" in text
    assert "HJ 972-2018" in text
    (line,) = csv.DictReader((folder / "notice-notice.csv").read_text(encoding="utf-8").splitlines())
    assert "F-7" in line.values()
    # a campaign that names no station: a report all the same, an empty notice list
    bare = project / "reports" / "monitoring" / "walk"
    assert (bare / "monitoring.pdf").is_file()
    assert len((bare / "notice-notice.csv").read_text(encoding="utf-8").splitlines()) == 1


def test_levels_that_fall_by_half_each_year_are_a_trend(project: Path) -> None:
    """Field strengths halved each year over six years: 6.02 dB a year, 30.1 dB in all."""
    address = STATION.replace('support = "rooftop"', 'support = "rooftop"\naddress = "1 Wensan Road"')
    (project / "stations" / "one.toml").write_text(address, encoding="utf-8")
    done("register", "stations", "--from", "2019-01-01")
    for year in range(2024, 2030):
        path = record_of_visit(project / f"y{year}.csv", 10.24 / 2 ** (year - 2024), f"{year}-05-04")
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("2027-01-01", "2031-01-01"), encoding="utf-8")
        done("measurements", "import", path, "--date", "2030-01-01")
    found = json.loads(done("measurements", "trend", station_id(), "--json"))
    assert (found["direction"], len(found["values"])) == ("falling", 6)
    assert found["slope_db_per_year"] == pytest.approx(-20 * np.log10(2), abs=0.02)
    assert found["change_db"] == pytest.approx(-100 * np.log10(2), abs=0.1)
    assert "falling, -6.0" in done("measurements", "trend", station_id())
    assert "too few" in done("measurements", "trend", "another")


def test_of_several_files_each_is_named_and_one_without_a_level_keeps_no_other_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    head = "point_id,latitude,longitude,time,LTE800\n"
    (tmp_path / "s.csv").write_text(head + "P1,41.3,19.8,2024-05-01T10:00:00Z,-0\n", encoding="utf-8")
    (tmp_path / "t.csv").write_text(head + "P2,41.3,19.8,2024-05-01T10:00:00Z,1\n", encoding="utf-8")
    line = [
        "measurements",
        "import",
        "s.csv",
        "t.csv",
        "--profile",
        "selective",
        "--unit",
        "V/m",
        "--limit",
        "gb-8702-2014",
    ]
    done = CliRunner().invoke(app, line)
    assert done.exit_code == 0
    assert "s: 0 places, 1 reading: no verdict: no reading gives a level" in done.output
    assert "t: 1 place, 1 reading: complies" in done.output
