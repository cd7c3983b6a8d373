"""What ``assess``, `check` and `points` print, where, and what they keep quiet about."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from builders.station_files import STATION, written
from emfassess.assumptions import Assumption
from emfassess.cli import app
from emfassess.cli.answers.warnings import Notices, notice_lines
from emfassess.language import language

BESIDE = STATION.replace('"S-1"', '"S-2"').replace("120.12345", "120.1244")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(a) for a in arguments])


@pytest.fixture
def stations(tmp_path: Path) -> Path:
    folder = tmp_path / "stations"
    folder.mkdir()
    written(folder, STATION, "a.toml")
    written(folder, BESIDE, "b.toml")
    return folder


@pytest.fixture
def places(tmp_path: Path) -> Path:
    return written(tmp_path, "id,east_m,north_m,height_m\na,30,40,1.7\nb,50,0,1.7\n", "points.csv")


def test_few_lines_are_printed_and_the_rest_is_counted() -> None:
    many = tuple(Assumption(f"code-{number}") for number in range(7))
    lines = notice_lines(Notices(many[:1], many[1:]), "the report", language("en"))
    assert lines[0] == "warning: code-0"
    assert lines[1:5] == [f"assumption: code-{number}" for number in range(1, 5)]
    assert lines[5:] == ["2 more: see the report"]
    assert notice_lines(Notices(), "the report", language("en")) == []


def test_check_tells_what_it_assumes_beside_its_answer(stations: Path) -> None:
    shown = run("check", stations)
    assert "2 stations" in shown.stdout
    assert "assumption: " in shown.stderr
    assert "assumption" not in shown.stdout
    assert shown.stderr.splitlines()[-1].endswith("emfassess check --json")


def test_check_as_json_has_keys_that_no_language_changes(stations: Path) -> None:
    english, chinese = run("check", stations, "--json"), run("--language", "zh", "check", stations, "--json")
    assert english.stdout == chinese.stdout
    assert english.stderr != chinese.stderr
    found = json.loads(english.stdout)
    assert (found["stations"], found["antennas"], found["carriers"]) == (2, 2, 2)
    assert {item["kind"] for item in found["warnings"]} == {"assumption"}


def test_quiet_prints_faults_only(stations: Path, places: Path, tmp_path: Path) -> None:
    for command in (
        ("check", stations),
        ("points", stations, "--at", places, "--out", tmp_path / "levels.csv"),
    ):
        shown = run(*command, "--quiet")
        assert (shown.exit_code, shown.stdout, shown.stderr) == (0, "", "")
    faulty = written(tmp_path, STATION.replace("height_m = 30.0", "height_m = -1"))
    shown = run("check", faulty, "--quiet")
    assert (shown.exit_code, shown.stdout) == (2, "")
    assert "height_m" in shown.stderr


def test_points_as_json_gives_the_levels_of_its_file(stations: Path, places: Path, tmp_path: Path) -> None:
    shown = run("points", stations, "--at", places, "--out", tmp_path / "levels.csv", "--json")
    found = json.loads(shown.stdout)
    lines = (tmp_path / "levels.csv").read_text(encoding="utf-8").splitlines()
    assert [point["id"] for point in found["points"]] == ["a", "b"]
    assert str(found["points"][0]["exposure_ratio"]) in lines[1]
    assert "assumption: " in shown.stderr


def test_assess_looks_at_one_station_among_all(stations: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shown = run("assess", stations, "--out", out, "--only", "S-2", "--json", "--radius-m", 60)
    assert shown.exit_code == 0, shown.output
    found = json.loads(shown.stdout)
    assert [row["station_id"] for row in found["stations"]] == ["S-2"]
    assert sum(found["verdicts"].values()) == 1
    assert set(found["verdicts"]) == {
        "compliant",
        "conditionally_compliant",
        "not_assessable",
        "conditionally_exceeds",
        "exceeds",
    }
    record = json.loads((out / "S-2" / "assessment.json").read_text(encoding="utf-8"))
    assert record["stations_summed"] == ["S-2", "S-1"]
    assert not (out / "S-1").exists()
    warned = [item for item in found["warnings"] if item["kind"] == "warning"]
    assert [item["code"] for item in warned] == [item["code"] for item in record["warnings"]]
    shown = run("assess", stations, "--out", out, "--only", "S-9")
    assert shown.exit_code == 2
    assert "--only S-9: no station with this id; there are: S-1, S-2" in shown.stderr


def test_assess_counts_verdicts_and_names_hot_spots_with_their_cause(tmp_path: Path) -> None:
    """5 m above the ground 20 kW are far above the limit below: one hot spot, and exit 1 where that is asked for."""
    loud = STATION.replace("height_m = 30.0", "height_m = 5.0").replace("power_w = 200", "power_w = 5000")
    path = written(tmp_path, loud)
    shown = run("assess", path, "--out", tmp_path / "out", "--radius-m", 60, "--fail-on-exceed")
    assert shown.exit_code == 1
    lines = shown.stdout.splitlines()
    assert lines[0].endswith("exceeds the limit: 1")
    assert lines[2] == "1 hot spot above the limit"
    assert lines[3].startswith("  S-1/A1: ")
    assert lines[3].endswith("because of antenna A1 of S-1 (Operator B)")
    assert (
        f"read more: the report of each station in {tmp_path / 'out'}/" in shown.stderr or "more: see" in shown.stderr
    )
