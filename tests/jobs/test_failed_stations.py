"""A station that cannot be assessed among others: they are done, it is listed, and nobody takes the run for complete."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from builders.interrupted_run import write_small_stations
from emfassess.cli import app
from emfassess.jobs import run as runs
from emfassess.jobs.plan import Plan, read_plan
from emfassess.jobs.run import write_run


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three stations, of which the second cannot be assessed."""
    write_small_stations(tmp_path, 3)
    assess = runs.assess_station

    def refusing(plan: Plan, index: int, draws: int = 0) -> object:
        if plan.stations[index].id == "S-001":
            raise ValueError("a level is not a number; no result is given")
        return assess(plan, index, draws)

    monkeypatch.setattr(runs, "assess_station", refusing)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_others_are_done_and_the_run_is_marked_incomplete(project: Path) -> None:
    (project / "reports" / "S-001").mkdir(parents=True)
    (project / "reports" / "S-001" / "assessment.json").write_text("{}")
    found = CliRunner().invoke(app, ["assess", "--workers", "1", "--fail-on-exceed"])
    assert found.exit_code == 2
    assert "INCOMPLETE: 1 station could not be assessed" in found.stderr
    assert "S-001: a level is not a number" in found.stderr
    index = json.loads((project / "reports" / "index.json").read_text())
    assert index["complete"] is False
    assert [entry["id"] for entry in index["stations"]] == ["S-000", "S-002"]
    assert [(entry["id"], entry["reason"]) for entry in index["failed"]] == [
        ("S-001", "a level is not a number; no result is given")
    ]
    assert not (project / "reports" / "S-001").exists()  # an earlier result is not taken for this one's


def test_an_incomplete_run_is_published_only_if_that_is_said_and_says_so(project: Path) -> None:
    runner = CliRunner()
    runner.invoke(app, ["assess", "--workers", "1"])
    refused = runner.invoke(app, ["publish", "--key", str(project / "key.pem")])
    assert refused.exit_code == 2
    assert "S-001" in refused.stderr
    assert not (project / "site").exists()
    said = runner.invoke(app, ["publish", "--key", str(project / "key.pem"), "--incomplete"])
    assert said.exit_code == 0, said.stderr
    page = (project / "site" / "en" / "index.html").read_text()
    assert "1 station could not be assessed" in page
    assert "S-001: a level is not a number" in page


def test_a_run_without_any_result_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_small_stations(tmp_path, 2)

    def refusing(*_: object) -> object:
        raise ValueError("a level is not a number; no result is given")

    monkeypatch.setattr(runs, "assess_station", refusing)
    plan = read_plan([tmp_path / "stations"], folder=tmp_path)
    with pytest.raises(ValueError, match="not a number"):
        write_run(plan, tmp_path / "reports")
    assert not (tmp_path / "reports" / "index.json").exists()


def test_two_files_with_one_station_are_refused_before_anything_is_computed(project: Path) -> None:
    (project / "stations" / "copy.toml").write_bytes((project / "stations" / "S-000.toml").read_bytes())
    found = CliRunner().invoke(app, ["assess"])
    assert found.exit_code == 2
    assert "S-000.toml" in found.stderr
    assert "copy.toml" in found.stderr
    assert not (project / "reports").exists()


def test_unknown_outputs_are_refused(project: Path) -> None:
    found = CliRunner().invoke(app, ["assess", "--outputs", "json,maps"])
    assert found.exit_code == 2
    assert "outputs" in found.stderr
    assert "maps" in found.stderr
