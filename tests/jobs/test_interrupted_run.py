"""Runs that are broken off and go on: nothing is lost, nothing is computed twice, and the result is the same to the byte."""

import signal
import sys
import time
from pathlib import Path

import pytest

from builders.interrupted_run import (
    begun,
    contents,
    ended,
    finished_stations,
    killed_after,
    processes_of,
    write_small_station,
    write_small_stations,
)

STATIONS = 20
KILLS = ((3, signal.SIGKILL, -9), (9, signal.SIGTERM, 3), (15, signal.SIGKILL, -9))

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Files of a run that nothing interrupted."""
    folder = tmp_path_factory.mktemp("whole")
    write_small_stations(folder, STATIONS)
    assert ended(folder, "--workers", "2", "--quiet") == (0, "")
    return contents(folder / "reports")


def test_a_run_that_is_killed_three_times_ends_with_the_same_bytes(tmp_path: Path, whole: dict[str, str]) -> None:
    write_small_stations(tmp_path, STATIONS)
    reports = tmp_path / "reports"
    (reports / "S-001").mkdir(parents=True)
    (reports / "S-001" / "assessment.json").write_text("the run that was there")
    (reports / "README.md").write_text("mine")
    before = contents(reports)
    kept: dict[str, int] = {}
    for finished, number, code in KILLS:
        process_code = killed_after(tmp_path, finished, number, "--workers", "2")
        assert process_code == code
        assert contents(reports) == before
        written = {name: _written(reports / ".next" / "new", name) for name in finished_stations(tmp_path)}
        assert len(written) >= finished
        assert kept.items() <= written.items()  # what was finished is not computed again
        kept = written
    assert ended(tmp_path, "--workers", "2", "--quiet") == (0, "")
    assert contents(reports) == whole | {"README.md": before["README.md"]}
    assert {name: _written(reports, name) for name in kept} == kept


def _written(folder: Path, station_id: str) -> int:
    return (folder / station_id / "assessment.json").stat().st_mtime_ns


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_no_worker_goes_on_after_the_end_of_its_run(tmp_path: Path, number: signal.Signals) -> None:
    write_small_stations(tmp_path, 8)
    process = begun(tmp_path, "--workers", "2")
    while not finished_stations(tmp_path):
        assert process.poll() is None
        time.sleep(0.05)
    process.send_signal(number)
    _, told = process.communicate()
    if number is signal.SIGTERM:
        assert "run the same command again to go on" in told
    for _ in range(200):
        if not processes_of(process.pid):
            break
        time.sleep(0.05)
    assert processes_of(process.pid) == []


def test_a_finished_run_is_made_again_from_what_it_has(tmp_path: Path) -> None:
    write_small_stations(tmp_path, 2)
    options = ("--workers", "1", "--quiet")
    assert ended(tmp_path, *options) == (0, "")
    first, files = contents(tmp_path / "reports"), tmp_path / "reports"
    written = _written(files, "S-000")
    assert ended(tmp_path, *options) == (0, "")
    assert _written(files, "S-000") == written
    write_small_station(tmp_path, 1, power=80.0)
    assert ended(tmp_path, *options) == (0, "")
    changed = contents(files)
    assert changed["S-000/assessment.json"] != first["S-000/assessment.json"]  # its neighbour is summed
    fresh = tmp_path / "fresh"
    write_small_stations(fresh, 2)
    write_small_station(fresh, 1, power=80.0)
    assert ended(fresh, *options) == (0, "")
    assert contents(fresh / "reports") == changed
