"""How long the register takes: a million readings in and out, and the due list of a hundred thousand stations.

Run with the URL of an empty database, or without one for SQLite in a temporary folder.
"""

import datetime
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from builders.large_register import many_stations
from builders.register_entries import ENGINEER, measurement_file, route
from emfassess.register import Register, open_register
from emfassess.register.campaigns import add_import, campaign
from emfassess.register.due import due
from emfassess.register.ranking import ranking

TODAY = datetime.date(2026, 3, 1)
READINGS, STATIONS = 1_000_000, 100_000


def timed(name: str, work: Callable[[], object], repeats: int = 1) -> None:
    """Print the best time of some runs."""
    best = float("inf")
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    print(f"{name:<45} {best:6.2f} s")


def measure(register: Register, folder: Path) -> None:
    """Print all times."""
    file = replace(measurement_file(folder, route(READINGS)), chunk=100_000)
    timed(f"{READINGS} readings in", lambda: add_import(register, file, ENGINEER))
    timed(f"{READINGS} readings out", lambda: campaign(register, "C1", ENGINEER))
    many_stations(register, STATIONS)
    timed(f"due list of {STATIONS} stations", lambda: due(register, TODAY, ENGINEER), 5)
    timed(f"ranking of {STATIONS} stations", lambda: ranking(register, TODAY, ENGINEER), 3)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        url = sys.argv[1] if len(sys.argv) > 1 else f"sqlite:///{name}/register.sqlite"
        opened = open_register(url, lambda: datetime.datetime(2026, 3, 1, tzinfo=datetime.UTC))
        measure(opened, Path(name))
        opened.close()
