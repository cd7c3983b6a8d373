"""A project with a register publishes what two persons let out, with its measurements, and nothing else."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from builders.measurement_tables import record_of_visit, station_id
from builders.station_files import STATION
from emfassess.cli import app

HIDDEN = "hidden-station"
QUESTION = "Why was I not asked?"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(a) for a in arguments])


def done(*arguments: object) -> str:
    result = run(*arguments)
    assert result.exit_code == 0, result.output
    return result.stdout


def publish() -> Result:
    return run("publish", "--key", "../key.pem", "--date", "2026-03-01", "--language", "en", "--as", "bo")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two stations assessed and recorded; one result is published, with a measurement of the same station."""
    folder = tmp_path_factory.mktemp("work") / "project"
    (folder / "stations").mkdir(parents=True)
    address = 'support = "rooftop"\naddress = "1 Wensan Road"\nfiling_number = "2024-77"'
    (folder / "stations" / "a.toml").write_text(STATION.replace('support = "rooftop"', address), encoding="utf-8")
    other = STATION.replace(f'"{station_id()}"', f'"{HIDDEN}"').replace("30.27012", "30.2751")
    (folder / "stations" / "b.toml").write_text(other, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.delenv("EMFASSESS_DATABASE_URL", raising=False)
        done("register", "stations", "--from", "2024-01-01")
        done("assess", "--date", "2026-02-01")
        lines = done("register", "record", "--as", "an").splitlines()
        key = next(line.split("assessment ")[1].split(",")[0] for line in lines if line.startswith(station_id()))
        assert "published result" in publish().stderr  # nothing is out yet
        done("register", "state", "draft", key, "--as", "an")
        assert publish().exit_code == 2
        done("register", "state", "review", key, "--as", "bo")
        done("register", "state", "publish", key, "--as", "bo")
        done("measurements", "import", record_of_visit(folder / "visit.csv", 1.2, "2026-02-10"), "--as", "an")
        (row,) = json.loads(done("measurements", "list", "--json"))
        measured = row["judgements"][0]["assessment"]
        for step, who in (("draft", "an"), ("review", "bo"), ("publish", "bo")):
            done("register", "state", step, measured, "--as", who)
        done("register", "ask", QUESTION, "--longitude", "120.12", "--latitude", "30.27", "--contact", "me@example.org")
        assert publish().exit_code == 0
    return folder


def texts(site: Path) -> dict[str, str]:
    endings = (".html", ".js", ".json", ".csv", ".geojson", ".txt", ".jsonld")
    return {str(p.relative_to(site)): p.read_text(encoding="utf-8") for p in site.rglob("*") if p.suffix in endings}


def test_the_published_station_has_its_measurement_and_its_due_day(project: Path) -> None:
    page = (project / "site" / "en" / "stations" / f"{station_id()}.html").read_text(encoding="utf-8")
    assert "1.20" in page
    assert "HJ 972-2018" in page
    assert "A laboratory" in page
    assert "2027-02-10" in page  # a year after the measurement
    assert "2024-77" in page
    assert "1 Wensan Road" in page


def test_what_is_not_published_is_in_no_page_table_or_result(project: Path) -> None:
    """Its station file stays among the bundle's inputs: its carriers are part of the sums."""
    for name, text in texts(project / "site").items():
        assert QUESTION not in text, name
        assert "me@example.org" not in text, name
        if not name.startswith("bundle/"):
            # the published record tells which stations were summed, and its contributions by carrier
            told = text.replace(f'"{HIDDEN}"', "").replace(f"{HIDDEN}/", "")
            assert HIDDEN not in told or name.startswith("reports/"), name
    assert not list((project / "site").rglob(f"{HIDDEN}*.html"))
    listed = json.loads((project / "site" / "reports" / "index.json").read_text(encoding="utf-8"))["stations"]
    assert [entry["id"] for entry in listed] == [station_id()]


def test_a_run_that_is_not_the_reviewed_one_is_refused_and_the_old_site_stays(
    project: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    copy = tmp_path / "project"
    shutil.copytree(project, copy)
    monkeypatch.chdir(copy)
    path = copy / "reports" / station_id() / "assessment.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"verdict": "', '"verdict": "not-', 1), encoding="utf-8")
    before = (copy / "site" / "bundle" / "manifest.json").read_bytes()
    refused = publish()
    assert refused.exit_code == 2
    assert "reviewed" in refused.stderr
    assert (copy / "site" / "bundle" / "manifest.json").read_bytes() == before


def test_a_withdrawn_result_leaves_the_site_and_is_listed(
    project: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    copy = tmp_path / "project"
    shutil.copytree(project, copy)
    monkeypatch.chdir(copy)
    line = done("register", "record", "--as", "an").splitlines()[0]
    key = line.split("assessment ")[1].split(",")[0]
    done("register", "state", "withdraw", key, "--note", "wrong height", "--as", "bo")
    assert publish().exit_code == 2  # nothing published is left of this run
