"""A run of many small stations in a process of its own, which can be killed, and the files that it leaves."""

import os
import signal
import subprocess
import sys
import time
from hashlib import sha256
from pathlib import Path

STATION = """[station]
id = "S-{number:03d}"
name = "S-{number:03d}"
operator = "A"
longitude = {longitude}
latitude = 30.27

[[antenna]]
id = "A1"
pattern = {{ gain_dbi = 16, horizontal_beamwidth_deg = 65, vertical_beamwidth_deg = 8, front_to_back_db = 25 }}
height_m = 25
azimuth_deg = {azimuth}

[[antenna.carrier]]
technology = "LTE"
frequency_mhz = 1800
power_w = {power}
"""

SETTINGS = 'limit = "gb-8702-2014"\nradius_m = 20\noutputs = ["json", "csv"]\n'


def write_small_stations(folder: Path, count: int) -> None:
    """A project of stations in a row, 300 m from each other, of one antenna each."""
    (folder / "stations").mkdir(parents=True)
    (folder / "emfassess.toml").write_text(SETTINGS, encoding="utf-8")
    for number in range(count):
        write_small_station(folder, number)


def write_small_station(folder: Path, number: int, power: float = 60.0) -> None:
    """One of these stations, with so many watts."""
    text = STATION.format(number=number, longitude=120.1 + 0.003 * number, azimuth=20 * number % 360, power=power)
    (folder / "stations" / f"S-{number:03d}.toml").write_text(text, encoding="utf-8")


def begun(folder: Path, *options: str) -> "subprocess.Popen[str]":
    """``emfassess assess`` in a project, in a group of its own."""
    command = [sys.executable, "-c", "from emfassess.cli import app; app()", "assess", *options]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=folder, stdout=pipe, stderr=pipe, text=True, start_new_session=True)


def ended(folder: Path, *options: str) -> tuple[int, str]:
    """Exit code of a run that goes to its end, and what it wrote to standard error."""
    process = begun(folder, *options)
    _, told = process.communicate()
    return process.returncode, told


def killed_after(folder: Path, finished: int, number: signal.Signals, *options: str) -> int:
    """Kill a run when it has finished so many stations; the code that it ends with."""
    process = begun(folder, *options)
    while process.poll() is None and len(finished_stations(folder)) < finished:
        time.sleep(0.05)
    process.send_signal(number)
    process.communicate()
    return process.returncode


def finished_stations(folder: Path) -> list[str]:
    """Ids of the stations that are kept of a run that goes on, or was broken off."""
    records = folder / "reports" / ".next" / "records"
    return sorted(path.stem for path in records.glob("[!.]*.json")) if records.is_dir() else []


def contents(folder: Path) -> dict[str, str]:
    """Digests of the files of a finished run, by name."""
    return {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".next" not in path.parts
    }


def processes_of(group: int) -> list[int]:
    """Processes that are left of a group."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                if os.getpgid(int(entry.name)) == group and "Z" not in (entry / "stat").read_text().split()[2]:
                    found.append(int(entry.name))
            except (OSError, ProcessLookupError):
                continue
    return found
