"""A whole licensing register: converted, read, and every station of it assessed with all others summed.

Run by hand: ``python benchmarks/register.py natal.csv``, a file of Anatel's licensing register. ``--outputs`` writes
maps, figures and reports too.
"""

import argparse
import tempfile
import time
from collections import Counter
from pathlib import Path

from emfassess.jobs.plan import Plan
from emfassess.jobs.run import assess_station, write_run
from emfassess.readers.limit_sets import load_limits
from emfassess.readers.station_files import read_stations
from emfassess.station_imports.anatel import convert_anatel


def main() -> None:
    """Print how long each step took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("register", type=Path)
    parser.add_argument("--outputs", action="store_true")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        begin = time.perf_counter()
        left_out = convert_anatel(chosen.register, folder / "stations.csv")
        stations = read_stations([folder / "stations.csv"])
        read = time.perf_counter()
        plan = Plan(stations, load_limits("gb-8702-2014"))
        if chosen.outputs:
            verdicts = Counter(row["verdict"] for row in write_run(plan, folder / "reports").rows)
        else:
            verdicts = Counter(str(assess_station(plan, index)[0].verdict) for index in range(len(stations)))
        done = time.perf_counter()
    carriers = sum(len(antenna.carriers) for station in stations for antenna in station.antennas)
    print(f"{len(stations)} stations, {carriers} carriers, {len(left_out)} rows left out")
    print(f"converted and read  {read - begin:8.1f} s")
    print(f"assessed            {done - read:8.1f} s, {1000 * (done - read) / len(stations):.0f} ms a station")
    print(", ".join(f"{count} {verdict}" for verdict, count in sorted(verdicts.items())))


if __name__ == "__main__":
    main()
