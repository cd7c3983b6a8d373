"""A run that is killed again and again: whether it ends with the same bytes, as ``docs/interruptions.md``.

Run by hand: ``make interruptions``, or ``python benchmarks/interruptions.py [STATIONS [KILLS]]``.
"""

import random
import signal
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from builders.interrupted_run import (  # noqa: E402
    contents,
    ended,
    finished_stations,
    killed_after,
    write_small_stations,
)

PAGE = ROOT / "docs" / "interruptions.md"
STATIONS, KILLS = 200, 10

INTRODUCTION = """# A run that is killed

This page is written by `benchmarks/interruptions.py` (`make interruptions`). `emfassess assess` of {stations} stations by
two worker processes is killed {kills} times at random moments, by SIGKILL and SIGTERM in turn, and run again each time.
Before it a run of the same stations was not interrupted. *Computed twice* are stations whose files were written again
although they were finished before.

| kill | signal | exit code | finished before | finished after | computed twice |
|---|---|---|---|---|---|
"""


def page(stations: int, kills: int, folder: Path) -> str:
    """The whole page."""
    whole, killed = folder / "whole", folder / "killed"
    for project in (whole, killed):
        write_small_stations(project, stations)
    assert ended(whole, "--workers", "2", "--quiet")[0] == 0
    moments = sorted(random.Random(1).sample(range(1, stations), kills))
    rows: list[str] = []
    known: dict[str, int] = {}
    for number, finished in enumerate(moments, start=1):
        chosen = signal.SIGTERM if number % 2 == 0 else signal.SIGKILL
        code = killed_after(killed, finished, chosen, "--workers", "2")
        there = _written(killed)
        twice = sum(there.get(name) != written for name, written in known.items())
        rows.append(f"| {number} | {chosen.name} | {code} | {len(known)} | {len(there)} | {twice} |")
        known = there
    code, _ = ended(killed, "--workers", "2", "--quiet")
    before, after = contents(whole / "reports"), contents(killed / "reports")
    different = sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
    told = f"\nThe last run ended with exit code {code}. {len(before)} files were compared with those of the run "
    told += f"that was not interrupted; {len(different)} differ{''.join(f', {name}' for name in different[:10])}.\n"
    return INTRODUCTION.format(stations=stations, kills=kills) + "\n".join(rows) + "\n" + told


def _written(project: Path) -> dict[str, int]:
    new = project / "reports" / ".next" / "new"
    return {name: (new / name / "assessment.json").stat().st_mtime_ns for name in finished_stations(project)}


if __name__ == "__main__":
    stations, kills = (int(word) for word in (sys.argv[1:] + [str(STATIONS), str(KILLS)][len(sys.argv) - 1 :]))
    with tempfile.TemporaryDirectory() as name:
        text = page(stations, kills, Path(name))
    PAGE.write_text(text, encoding="utf-8")
    print(text)
