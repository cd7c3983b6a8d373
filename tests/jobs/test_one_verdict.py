"""One verdict of a campaign: register, command line, report, notice list and leaflet state the same one."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from builders.measurement_tables import record_of_visit, station_id, table
from builders.station_files import STATION
from emfassess.cli import app
from emfassess.jobs.judge_campaign import judge_campaign, stored_evaluation
from emfassess.language import language as language_of
from emfassess.measured_levels.judged_campaign import Evaluation
from emfassess.measurement_files.extrapolations import read_extrapolations
from emfassess.publish.reports.campaign import Monitoring
from emfassess.publish.reports.campaign_conclusion import conclusion
from emfassess.publish.reports.notice_list import notice_rows
from emfassess.publish.reports.resident_leaflet import facts_of_monitoring
from emfassess.readers.limit_sets import load_editions
from emfassess.register import Actor, open_register
from emfassess.register.assessments import assessments

ENGINEER = Actor("an", frozenset({"engineer"}))
DAY = "2026-01-01"
AS_TABLE = ("--profile", "selective", "--time-zone", "Asia/Shanghai", "--date", DAY)
WITH_ADDRESS = STATION.replace("[[antenna]]", 'address = "1 Wensan Road"\n\n[[antenna]]', 1)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project's folder with one station in the register."""
    (tmp_path / "stations").mkdir()
    (tmp_path / "stations" / "one.toml").write_text(WITH_ADDRESS, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("EMFASSESS_DATABASE_URL", raising=False)
    done("register", "stations", "--from", "2024-01-01")
    return tmp_path


def done(*arguments: object) -> str:
    result = CliRunner().invoke(app, [str(a) for a in arguments])
    assert result.exit_code == 0, result.output
    return result.stdout


def outlets(campaign: str, printed: str) -> dict[str, str | None]:
    """Verdict of a campaign's station as each of the five outlets has it."""
    register = open_register("sqlite:///register.sqlite", lambda: datetime.now(UTC))
    stored = assessments(register, ENGINEER, station_id())[0].judgement
    judged = judge_campaign(register, campaign, load_editions("gb-8702-2014"), date.fromisoformat(DAY), ENGINEER)
    register.close()
    assert judged.outcome is not None
    assert stored.max_exposure_ratio == pytest.approx(judged.outcome.exposure_ratio)
    given, text = Monitoring(judged), language_of("en")
    return {
        "register": stored.verdict,
        "command line": json.loads(printed)[0]["verdict"],
        "report": conclusion(given, text).verdict,
        "notice": notice_rows(given)[0].verdict,
        "leaflet": facts_of_monitoring(given, "en", contact="Operator A").verdict,
    }


def test_nothing_detected_by_a_meter_that_sees_30_volt_per_metre_is_no_exceedance(project: Path) -> None:
    """12 V/m is the limit: below 30 V/m the level is at most 6.25 times the limit in power, and may be nothing."""
    path = record_of_visit(project / "visit.csv", 0.0, "2025-05-06")
    path.write_text(path.read_text(encoding="utf-8").replace("sensitivity_v_m,0.2", "sensitivity_v_m,30"), "utf-8")
    printed = done("measurements", "import", path, "--date", DAY, "--json")
    assert set(outlets("visit", printed).values()) == {"not_assessable"}
    (point,) = json.loads(printed)[0]["levels"]["points"]
    assert point["on_the_day"]["exposure_ratio"] == pytest.approx((30 / 12) ** 2)
    done("measurements", "report", "visit", "--out", project / "out", "--date", DAY)
    notice = pd.read_csv(project / "out" / "visit" / "notice-notice.csv", dtype=str).iloc[0]
    assert any("<" in str(value) for value in notice)  # printed as a bound


def test_extrapolation_and_distance_are_remembered_by_every_document(project: Path) -> None:
    """Judged with `--extrapolate` and `--within-m`, the documents repeat both without being given them again."""
    path = record_of_visit(project / "visit.csv", 1.2, "2025-05-06")
    done("measurements", "import", path, "--date", DAY)
    band = json.loads(done("measurements", "judge", "visit", "--json"))[0]["levels"]["bands"][0]["band"]
    (project / "full.toml").write_text(
        f'["{band}"]\ntechnology = "LTE"\nresource_blocks = 100\nports = 2\n', encoding="utf-8"
    )
    options = ("--extrapolate", "full.toml", "--within-m", "200", "--date", DAY)
    printed = done("measurements", "judge", "visit", *options, "--json")
    assert set(outlets("visit", printed).values()) == {"compliant"}
    done("measurements", "report", "visit", "--out", project / "out", "--date", DAY)
    extrapolated = pd.read_csv(project / "out" / "visit" / "monitoring-extrapolated.csv", dtype=str)
    assert len(extrapolated) == 1
    again = json.loads(done("measurements", "judge", "visit", *options, "--json"))
    assert again == json.loads(printed)
    register = open_register("sqlite:///register.sqlite", lambda: datetime.now(UTC))
    assert stored_evaluation(register, "visit", ENGINEER) == Evaluation(200.0, read_extrapolations(Path("full.toml")))
    register.close()


def test_documents_follow_the_newest_evaluation_though_an_older_verdict_is_the_same(project: Path) -> None:
    """Judged by distance and then without it again: the second evaluation counts, not the one of the newest entry."""
    done("measurements", "import", table(project / "walk.csv", [0.3, 1.2, 0.6]), *AS_TABLE)
    done("measurements", "judge", "walk", "--within-m", "200", "--date", DAY)
    done("measurements", "judge", "walk", "--date", DAY)
    register = open_register("sqlite:///register.sqlite", lambda: datetime.now(UTC))
    assert stored_evaluation(register, "walk", ENGINEER) == Evaluation()
    register.close()
