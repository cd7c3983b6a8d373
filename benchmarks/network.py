"""A network assessed station by station: rates, sizes and the first result, as a part of ``docs/scale.md``.

Run by hand: ``make benchmark-network``, or ``python benchmarks/network.py [--sites N ...] [--assessed N] [--no-demo]
[--write]``. Each command runs in a process of its own, as its user would run it; kernels are compiled by a run before that
is not counted.
"""

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from network_scenes import PANELS, degrees

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "scale.md"
HEADING = "## Stations one by one\n"
PER_KM2 = 4.0
BANDS = ((942.0, 40.0), (1840.0, 40.0), (2140.0, 80.0), (3500.0, 120.0))
SITES = (2000,)
ASSESSED = 200


@dataclass(frozen=True)
class Took:
    """Wall time, processor time of all processes, and when the first station was finished. [s]"""

    wall: float
    processor: float
    first: float


def city(sites: int, folder: Path) -> list[str]:
    """Write a continuous city of three sectors and four bands a site; ids of the stations, those in the middle first."""
    rng = np.random.default_rng(1)
    side = 1000.0 * np.sqrt(sites / PER_KM2)
    place = rng.uniform(-side / 2, side / 2, (sites, 2))
    place = place[np.argsort(np.hypot(*place.T))]
    longitude, latitude = degrees(place[:, 0], place[:, 1])
    height, turn = rng.uniform(20, 50, sites), rng.uniform(0, 120, sites)
    rows = []
    for site in range(sites):
        for sector in range(3):
            for frequency, power in BANDS:
                gain, across, upright = PANELS[int(rng.integers(len(PANELS)))]
                rows.append(
                    {
                        "station_id": f"S{site:05d}",
                        "operator": "A",
                        "country": "CN",
                        "longitude": round(float(longitude[site]), 7),
                        "latitude": round(float(latitude[site]), 7),
                        "antenna_id": f"A{sector}-{frequency:g}",
                        "gain_dbi": gain,
                        "horizontal_beamwidth_deg": across,
                        "vertical_beamwidth_deg": upright,
                        "front_to_back_db": 25.0,
                        "height_m": round(float(height[site]), 1),
                        "azimuth_deg": round(float(turn[site] + 120 * sector) % 360, 1),
                        "mechanical_tilt_deg": round(float(rng.uniform(0, 8)), 1),
                        "technology": "NR" if frequency > 3000 else "LTE",
                        "frequency_mhz": frequency,
                        "power_w": power,
                        "feeder_loss_db": 0.5,
                        "duty_cycle": 0.75 if frequency > 3000 else 1.0,
                        "power_reduction_factor": 0.25 if frequency > 3000 else 1.0,
                    }
                )
    pd.DataFrame(rows).to_csv(folder / "city.csv", index=False)
    return [f"S{site:05d}" for site in range(sites)]


def command(folder: Path, *words: str, results: Path | None = None) -> Took:
    """Run a command of emfassess; `results` is the folder of its run, where the first station is waited for."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begin = time.perf_counter()
    line = [sys.executable, "-c", "from emfassess.cli import app; app()", *words]
    first = 0.0
    process = subprocess.Popen(line, cwd=folder, stdout=subprocess.DEVNULL)
    while process.poll() is None:
        if results is not None and not first and any((results / ".next" / "records").glob("[!.]*.json")):
            first = time.perf_counter() - begin
        time.sleep(0.02)
    if process.returncode:
        raise SystemExit(f"{' '.join(words[:4])} ended with {process.returncode}")
    wall = time.perf_counter() - begin
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Took(wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, first)


def size_of(folder: Path) -> tuple[int, float]:
    """Number of files, and their size. [MB]"""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return len(files), sum(path.stat().st_size for path in files) / 1e6


def of_city(sites: int, assessed: int, folder: Path) -> list[str]:
    """Rows of a city: numbers and everything, and its portal."""
    folder.mkdir()
    ids = city(sites, folder)[:assessed]
    only = [word for name in ids for word in ("--only", name)]
    begin = ("assess", "city.csv", *only, "--limit", "gb-8702-2014", "--workers", "2", "--quiet")
    some = len(ids)
    rows = []
    for what, outputs in (("`--outputs json`", ("--outputs", "json")), ("all outputs", ())):
        shutil.rmtree(folder / "reports", ignore_errors=True)
        took = command(folder, *begin, *outputs, results=folder / "reports")
        _, megabytes = size_of(folder / "reports")
        rows.append(
            f"| {sites} stations, {some} of them assessed, {what} | {took.wall / some:.2f} s | {took.processor / some:.2f} s "
            f"| {took.first:.0f} s | {megabytes / some:.2f} MB |"
        )
    if some == sites:
        took = command(folder, "publish", "--key", "key.pem")
        count, megabytes = size_of(folder / "site")
        rows.append(
            f"| {sites} stations, `publish`, {count / some:.1f} files a station | {took.wall / some:.2f} s "
            f"| {took.processor / some:.2f} s | | {megabytes / some:.2f} MB |"
        )
    return rows


def of_the_demo(folder: Path) -> list[str]:
    """Rows of the shipped stations: one alone, all, their portal and its verification."""
    shutil.copytree(ROOT / "stations", folder / "stations")
    rows = []
    alone = command(folder, "assess", "stations/example-rooftop.toml", "--out", "alone", "--quiet")
    rows.append(f"| one station alone, everything | {alone.wall:.1f} s | {alone.processor:.1f} s | |")
    count = len(pd.read_csv(ROOT / "stations" / "natal-tirol.csv")["station_id"].unique()) + 1
    whole = command(folder, "assess", "--quiet", results=folder / "reports")
    files, megabytes = size_of(folder / "reports")
    rows.append(
        f"| the {count} shipped stations, everything | {whole.wall:.0f} s, {whole.wall / count:.2f} s a station "
        f"| {whole.processor:.0f} s | {megabytes / count:.2f} MB and {files / count:.0f} files a station |"
    )
    published = command(folder, "publish", "--key", "key.pem")
    files, megabytes = size_of(folder / "site")
    rows.append(
        f"| their portal | {published.wall:.0f} s, {published.wall / count:.2f} s a station | {published.processor:.0f} s "
        f"| {megabytes / count:.2f} MB and {files / count:.0f} files a station |"
    )
    verified = command(folder, "verify", "site")
    rows.append(f"| `verify` of it | {verified.wall:.0f} s | {verified.processor:.0f} s | |")
    return rows


def part(cities: Sequence[str], demo: Sequence[str]) -> str:
    """The part of the page."""
    load = os.getloadavg()[0]
    return "\n".join(
        [
            HEADING,
            f"Made by `python benchmarks/network.py --write`, two worker processes on {os.cpu_count()} cores; load at the "
            f"end {load:.1f}. Above two the times are those of a busy machine and too long. A city has {PER_KM2:g} sites a "
            "square kilometre, three sectors and four bands a site, all of them summed at every station; stations from its "
            "middle on are assessed. Reading the table and the start of Python are included.",
            "",
            "| a city | wall time a station | processor time a station | first station after | size a station |",
            "|---|---|---|---|---|",
            *cities,
            "",
            *(
                ["| shipped stations | wall time | processor time | size |", "|---|---|---|---|", *demo, ""]
                if demo
                else []
            ),
        ]
    )


def main() -> None:
    """Measure, print, and write where that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sites", type=int, nargs="*", default=SITES)
    parser.add_argument("--assessed", type=int, default=ASSESSED)
    parser.add_argument("--no-demo", action="store_true")
    parser.add_argument("--write", action="store_true")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        warm = folder / "warm"
        warm.mkdir()
        city(60, warm)
        command(warm, "assess", "city.csv", "--only", "S00000", "--limit", "gb-8702-2014", "--quiet")
        cities = [row for sites in chosen.sites for row in of_city(sites, chosen.assessed, folder / f"city-{sites}")]
        (folder / "demo").mkdir()
        text = part(cities, [] if chosen.no_demo else of_the_demo(folder / "demo"))
    print(text)
    if chosen.write:
        before = PAGE.read_text(encoding="utf-8").partition(HEADING)[0].rstrip() + "\n\n"
        PAGE.write_text(before + text, encoding="utf-8")


if __name__ == "__main__":
    main()
