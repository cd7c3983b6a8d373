"""Expected levels beside the calculated ones with their bound, and the sum of masts alone, alternating in one run.

Run by hand: ``python benchmarks/expected.py``. Nothing in the tests depends on the clock.
"""

import statistics
import time
from collections.abc import Callable

import numpy as np

from emfassess.exposure.expected import expected_levels
from emfassess.exposure.expected.distribution import sum_quantiles
from emfassess.exposure.levels import antenna_levels
from emfassess.exposure.ratios import Weights
from emfassess.exposure.scattered import with_scattered
from emfassess.field import Sources, sources_of
from emfassess.patterns import panel
from emfassess.stations import Antenna, Carrier, Station
from emfassess.units import Floats

ROUNDS = 5
MASTS, POINTS = 12, 4000


def scene(masts: int, points: int) -> tuple[Sources, Floats]:
    """Three-sector masts with a carrier a sector over a square of 3 km, receivers at 1.7 m."""
    rng = np.random.default_rng(1902)
    pattern = panel(17.0, 65.0, 7.0)
    carriers = (Carrier("LTE", "A", 1815.0, power_w=40.0),)
    stations = []
    for number in range(masts):
        east, north = rng.uniform(-1500.0, 1500.0, 2)
        antennas = tuple(
            Antenna(
                f"A{sector}",
                pattern,
                30.0,
                120.0 * sector,
                carriers,
                mechanical_tilt_deg=4.0,
                east_m=east,
                north_m=north,
            )
            for sector in range(3)
        )
        stations.append(Station(f"S{number}", "benchmark", "A", 120.0, 30.0, antennas))
    return sources_of(stations), np.column_stack([rng.uniform(-1500.0, 1500.0, (points, 2)), np.full(points, 1.7)])


def seconds(work: Callable[[], object]) -> float:
    """Duration of one call. [s]"""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def main() -> None:
    """Time all three in turn, and print the medians and the ratio."""
    sources, points = scene(MASTS, POINTS)
    weights = Weights(np.ones((1, len(sources.eirp))), np.ones((2, len(sources.eirp))), ("power_density",))
    rng = np.random.default_rng(1)
    size = (POINTS, MASTS)
    sums = rng.uniform(0.0, 1.0, size), rng.uniform(-8.0, 0.0, (2, *size)), rng.uniform(1.5, 2.5, (2, *size))
    works: dict[str, Callable[[], object]] = {
        "calculated and bound": lambda: with_scattered(antenna_levels(sources, weights, points), sources, weights, 0.0),
        "expected": lambda: expected_levels(sources, weights, points),
        "of it, sum of masts": lambda: sum_quantiles(*sums),
    }
    for work in works.values():
        work()
    taken: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(ROUNDS):
        for name, work in works.items():
            taken[name].append(seconds(work))
    middle = {name: statistics.median(values) for name, values in taken.items()}
    for name, value in middle.items():
        print(f"{name:24s} {value / POINTS * 1e6:8.2f} us a point ({MASTS} masts, {len(sources.eirp)} carriers)")
    ratio = (middle["calculated and bound"] + middle["expected"]) / middle["calculated and bound"]
    print(f"with expected over without: {ratio:.1f}")


if __name__ == "__main__":
    main()
