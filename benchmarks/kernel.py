"""Carriers times points a second: the compiled far field against plain NumPy, alternating in one run.

Run by hand: ``make benchmark``. Nothing in the tests depends on the clock.
"""

import statistics
import time
from collections.abc import Callable

import numpy as np

from emfassess.field import far_field, rated_power_density, sources_of
from emfassess.field.sources import Sources
from emfassess.patterns.pattern import Pattern, table_from_cut
from emfassess.stations import Antenna, Carrier, Station
from emfassess.units import Floats

ROUNDS = 7
BANDS_MHZ = (763.0, 942.0, 1815.0, 2140.0, 2640.0, 3500.0)


def scene(stations: int, points: int) -> tuple[Sources, Floats]:
    """Three-sector sites with six bands an antenna, patterns with nulls, receivers at 1.7 m."""
    rng = np.random.default_rng(8702)
    degrees = np.arange(360.0)
    patterns = [
        Pattern(
            f"noise {k}",
            17.0,
            table_from_cut(degrees, np.abs(rng.normal(10, 8, 360))),
            table_from_cut(degrees, np.abs(rng.normal(15, 10, 360))),
        )
        for k in range(4)
    ]

    def site(number: int) -> Station:
        antennas = tuple(
            Antenna(
                f"A{sector}",
                patterns[(number + sector) % 4],
                float(rng.uniform(20, 45)),
                sector * 120.0,
                tuple(Carrier("LTE", "A", mhz, power_w=40.0) for mhz in BANDS_MHZ),
                mechanical_tilt_deg=float(rng.uniform(0, 8)),
            )
            for sector in range(3)
        )
        place = rng.uniform(-0.01, 0.01, 2)
        return Station(f"S{number}", "site", "A", 120.0 + place[0], 30.0 + place[1], antennas)

    ground = np.column_stack([rng.uniform(-1500, 1500, (points, 2)), np.full(points, 1.7)])
    return sources_of([site(n) for n in range(stations)]), ground


def numpy_reference(sources: Sources, points: Floats) -> Floats:
    """The plain broadcast over (carrier, point)."""
    density = far_field.reference_unit_density(per_carrier(sources), points)
    return density * sources.eirp[:, None]


def per_carrier(sources: Sources) -> Sources:
    """The same sources with one antenna for each carrier, as a straightforward program would have them."""
    index = sources.antenna_index
    return Sources(
        sources.position[index],
        sources.axes[index],
        sources.tables,
        sources.maximum_attenuation,
        sources.table_index[index],
        np.arange(len(index)),
        sources.station_index,
        sources.eirp,
        sources.radiated_power,
        sources.duty_cycle,
        sources.power_reduction_factor,
        sources.frequency,
        sources.stations,
        sources.members,
    )


def seconds(work: Callable[[], object]) -> float:
    """Time one call."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def main() -> None:
    """Print the table."""
    sources, points = scene(stations=12, points=10_000)
    few = points[:1000]
    rated_power_density(sources, points)  # compile
    kernel, reference = [], []
    for _ in range(ROUNDS):
        kernel.append(len(sources.eirp) * len(points) / seconds(lambda: rated_power_density(sources, points)))
        reference.append(len(sources.eirp) * len(few) / seconds(lambda: numpy_reference(sources, few)))
    fast, slow = statistics.median(kernel), statistics.median(reference)
    error = np.abs(rated_power_density(sources, few) / numpy_reference(sources, few) - 1).max()
    print(f"{len(sources.eirp)} carriers of {len(sources.position)} antennas, {len(points)} points")
    print(f"NumPy broadcast   {slow:10.3g} carriers x points / s")
    print(f"compiled kernel   {fast:10.3g} carriers x points / s   x {fast / slow:.0f}")
    print(f"largest relative difference {error:.1e}")


if __name__ == "__main__":
    main()
