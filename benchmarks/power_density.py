"""`emf.power_density` against the NumPy broadcast, alternating in one run: every carrier on an antenna of its own.

Run by hand: ``python benchmarks/power_density.py [threads]``. Nothing in the tests depends on the clock.
"""

import statistics
import sys
import time
from collections.abc import Callable

import numpy as np
from numba import config, set_num_threads

import emfassess as emf
from emfassess.field import far_field, kernel, sources_of
from emfassess.patterns import panel
from emfassess.stations import Antenna, Carrier, Station
from emfassess.units import Floats

ROUNDS = 5
POINTS, SITES, FEW = 40_000, 20, 1000
PANELS = (panel(17.0, 65.0, 7.0), panel(15.5, 65.0, 10.0), panel(18.0, 33.0, 6.0))


def scene() -> tuple[list[Station], Floats]:
    """Sites of three sectors with one carrier each, receivers at 1.7 m."""
    rng = np.random.default_rng(8702)

    def antenna(sector: int) -> Antenna:
        carrier = Carrier("LTE", "A", 2140.0, power_w=40.0)
        height, tilt = float(rng.uniform(20, 45)), float(rng.uniform(0, 8))
        return Antenna(f"A{sector}", PANELS[sector], height, sector * 120.0, (carrier,), mechanical_tilt_deg=tilt)

    places = rng.uniform(-0.01, 0.01, (SITES, 2))
    stations = [
        Station(f"S{number}", "site", "A", 120.0 + east, 30.0 + north, tuple(antenna(k) for k in range(3)))
        for number, (east, north) in enumerate(places)
    ]
    return stations, np.column_stack([rng.uniform(-1500, 1500, (POINTS, 2)), np.full(POINTS, 1.7)])


def seconds(work: Callable[[], object]) -> float:
    """Time one call."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def main(threads: int) -> None:
    """Print the table."""
    set_num_threads(threads)
    stations, points = scene()
    sources = sources_of(stations)
    pairs = len(sources.eirp)
    emf.power_density(stations, points)  # compile
    rates: dict[str, list[float]] = {"NumPy broadcast": [], "power_density": [], "its kernel alone": []}
    for _ in range(ROUNDS):
        numpy = seconds(lambda: far_field.reference_unit_density(sources, points[:FEW]) * sources.eirp[:, np.newaxis])
        rates["NumPy broadcast"].append(pairs * FEW / numpy)
        rates["power_density"].append(pairs * POINTS / seconds(lambda: emf.power_density(stations, points)))
        rates["its kernel alone"].append(pairs * POINTS / seconds(lambda: kernel.unit_density(sources, points)))
    median = {name: statistics.median(rate) for name, rate in rates.items()}
    print(f"{pairs} carriers on as many antennas, {POINTS} points, {threads} threads")
    for name, rate in median.items():
        print(f"{name:<18}{rate:10.3g} pairs / s   x {rate / median['NumPy broadcast']:.1f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else int(config.NUMBA_NUM_THREADS))  # type: ignore[attr-defined]
