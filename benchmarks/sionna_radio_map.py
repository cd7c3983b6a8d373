"""The summed kernel beside the radio map of a public ray tracer, `sionna-rt`: line of sight, same transmitters, same cells.

    pip install 'emfassess[tracer]'      # sionna-rt; its LLVM mode needs a system LLVM (DRJIT_LIBLLVM_PATH)
    python benchmarks/sionna_radio_map.py

The tracer shoots rays at random, with occlusion, polarisation and, not used here, reflections; it is made for graphics
processors. The kernel is a sum over antennas in closed form and has none of that. A cell that no ray hits is empty there.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from builders.stations import carrier, station
from emfassess.field import sources_of
from emfassess.field.summed import summed
from emfassess.patterns import panel

TRANSMITTERS, SIDE, CELL = 30, 400, 5.0
RAYS = 1_000_000
ROUNDS = 3
HEIGHT, MAST = 1.7, 30.0


def best(run: Callable[[], object]) -> float:
    """Least time of some rounds after a first one that compiles. [s]"""
    run()
    times = []
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        run()
        times.append(time.perf_counter() - begin)
    return min(times)


def tracer() -> tuple[float, float]:
    """Transmitters times cells a second of the tracer, and the share of the cells that a ray hit."""
    import mitsuba as mi
    import sionna.rt as rt

    scene = rt.load_scene()
    scene.frequency = 2e9
    scene.tx_array = rt.PlanarArray(num_rows=1, num_cols=1, pattern="tr38901", polarization="V")
    for number, (east, north, azimuth) in enumerate(places().tolist()):
        scene.add(rt.Transmitter(f"t{number}", mi.Point3f(east, north, MAST), mi.Point3f(azimuth, 0.0, 0.0)))
    solver = rt.RadioMapSolver()
    found: list[Any] = []

    def run() -> None:
        told = solver(
            scene,
            center=mi.Point3f(0.0, 0.0, HEIGHT),
            orientation=mi.Point3f(0.0, 0.0, 0.0),
            size=mi.Point2f(SIDE * CELL, SIDE * CELL),
            cell_size=mi.Point2f(CELL, CELL),
            samples_per_tx=RAYS,
            max_depth=0,
        )
        found[:] = [np.array(told.path_gain)]

    seconds = best(run)
    return TRANSMITTERS * SIDE * SIDE / seconds, float((found[0] > 0).mean())


def kernel() -> float:
    """Transmitters times cells a second of the summed kernel, weights and tables included."""
    from emfassess.geometry import LocalFrame

    frame = LocalFrame(11.57, 48.14)
    stations = []
    for number, (east, north, azimuth) in enumerate(places()):
        longitude, latitude = frame.longitude_latitude(east, north)
        stations.append(
            station(
                carrier(20.0, 2000.0),
                id=f"S{number}",
                pattern=panel(8.0, 65.0, 65.0, 30.0),
                height_m=MAST,
                azimuth_deg=90.0 - float(np.degrees(azimuth)) % 360.0,
                longitude=float(longitude),
                latitude=float(latitude),
            )
        )
    sources = sources_of(stations)
    axis = (np.arange(SIDE) - SIDE / 2 + 0.5) * CELL
    east, north = np.meshgrid(axis, axis)
    points = np.column_stack([east.ravel(), north.ravel(), np.full(east.size, HEIGHT)])
    weight = np.ones((1, TRANSMITTERS))
    return TRANSMITTERS * SIDE * SIDE / best(lambda: summed(sources, weight, points))


def places() -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """East, north [m] and mathematical azimuth [rad] of the transmitters."""
    random = np.random.default_rng(1)
    half = SIDE * CELL / 2
    return np.column_stack(
        [random.uniform(-half, half, (TRANSMITTERS, 2)), random.uniform(-np.pi, np.pi, TRANSMITTERS)]
    )


def rates() -> tuple[float, float, float]:
    """Transmitters times cells a second of the tracer and of the kernel, and the share of cells that the tracer hit."""
    theirs, hit = tracer()
    return theirs, kernel(), hit


if __name__ == "__main__":
    traced, ours, share = rates()
    if "--plain" in sys.argv:
        print(traced, ours, share)
        sys.exit()
    print(f"sionna-rt, {RAYS} rays a transmitter: {traced:.3g} transmitters x cells / s, {share:.0%} of the cells hit")
    print(f"summed kernel:                        {ours:.3g} / s, x {ours / traced:.0f}")
