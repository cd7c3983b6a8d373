"""Cities and countries: kernel, city, country blocks, workers and memory, as a table and as ``docs/scale.md``.

Run by hand: ``make benchmark``, or ``python benchmarks/scale.py [--no-country] [--write] [--tracer PYTHON]``. Best of several
rounds where that is quick: other work on the machine only ever slows a round down. `--tracer` names the Python of another
environment that has the optional `sionna-rt`, so that its requirements need not fit those of the project.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import xarray as xr
from country import country_blocks
from distributed import LocalCluster
from findings import Findings
from kernel import numpy_reference, scene
from machine_peak import best, measured
from network import HEADING
from network_scenes import CITY_SIDE, LATITUDE, LONGITUDE, city_table, degrees, write_table
from numba import set_num_threads
from scale_report import report

from emfassess.exposure.ratios import by_antenna, weights_of
from emfassess.field import Sources, far_field, sources_of, summed
from emfassess.field.network import Network
from emfassess.readers.limit_sets import load_limits
from emfassess.readers.network_tables import read_network
from emfassess.region.antenna_weights import antenna_shares, carrier_coefficients
from emfassess.region.antennas import antennas_of
from emfassess.region.block_antennas import BlockAntennas, antennas_of_block
from emfassess.region.grid import Grid, grid_over
from emfassess.region.job import _half
from emfassess.region.plan import RegionPlan
from emfassess.region.run import run_region
from emfassess.region.truncation import RANGE
from emfassess.stations import Antenna, Carrier, Station
from emfassess.units import Floats, decibel_from_ratio

ROOT = Path(__file__).parents[1]
LIMITS = load_limits("gb-8702-2014")
CELL = 5.0
SITES, FEW_SITES = 690, 100
SHORT, LONG = ("--cell", "5", "--height", "1.7"), ("--cell", "2.5", "--height", "1.7,10,30")


def kernel_rates(found: Findings) -> None:
    """Antennas times points a second: the NumPy broadcast, the summed kernel on one and two threads, in one run."""
    sources, weight, points = kernel_scene(SITES)
    few = points[::300]
    slow = len(few) * len(sources.position) / best(lambda: far_field.reference_unit_density(sources, few), 3)
    broadcast = len(few) * len(sources.eirp) / best(lambda: numpy_reference(sources, few), 3)
    rates = {threads: pairs_a_second(sources, weight, points, threads) for threads in (1, 2)}
    small = pairs_a_second(*kernel_scene(FEW_SITES), 2)
    error = decibel_from_ratio(
        summed.summed(sources, weight, few) / (weight @ far_field.reference_unit_density(sources, few))
    )
    found.add("numpy", slow, f"{slow:.3g} antennas x points / s ({broadcast:.3g} carriers x points / s)")
    found.add("kernel_1", rates[1], f"{rates[1]:.3g} / s on one thread")
    found.add("kernel_2", rates[2], f"{rates[2]:.3g} / s on two, x {rates[2] / rates[1]:.2f}")
    found.add("kernel_ratio", rates[2] / slow, f"x {rates[2] / slow:.0f} of NumPy")
    found.add("kernel_few", small, f"{small:.3g} / s on two where there are {3 * FEW_SITES} antennas only")
    found.add("kernel_antennas", len(sources.position), f"{len(sources.position)} antennas")
    found.add("kernel_error", float(np.abs(error).max()), f"{np.abs(error).max():.4f} dB at most")


def kernel_scene(sites: int) -> tuple[Sources, Floats, Floats]:
    """Sites of three antennas with their weights in both scenarios, and points in the order of squares of 50 m."""
    sources, points = scene(stations=sites, points=30_000)
    weights = weights_of(sources, LIMITS)
    weight = by_antenna(weights.combined * sources.eirp, sources.antenna_index, len(sources.position))[:, 0]
    return sources, weight, points[np.lexsort([points[:, 1] // 50, points[:, 0] // 50])]


def pairs_a_second(sources: Sources, weight: Floats, points: Floats, threads: int) -> float:
    """Antennas times points a second of the compiled sum."""
    some = summed.summands_of(sources, weight)
    both = np.zeros((2, len(points)), np.float32)
    set_num_threads(threads)
    quickest = best(lambda: summed._sums(points, some.position, some.rows, some.index, some.tables, both), 15)
    return len(points) * len(sources.position) / quickest


def peaks(found: Findings) -> None:
    """What the machine can do, and what part of it the kernel takes."""
    for threads in (1, 2):
        flops, gathers = measured(threads)
        found.add(
            f"peak_{threads}", (flops, gathers), f"{flops:.3g} flop/s, {gathers:.3g} look-ups/s, {threads} threads"
        )


def city_grid(side: float = CITY_SIDE) -> Grid:
    """Cells of 5 m over the city."""
    half = side / 2
    west, south = degrees(np.array(-half), np.array(-half))
    east, north = degrees(np.array(half), np.array(half))
    return grid_over((float(west), float(south), float(east), float(north)), CELL)


def city_compute(found: Findings, network: Network) -> None:
    """One height of the city: two threads of this process, without the command around them."""
    seconds = np.inf
    with tempfile.TemporaryDirectory() as folder:
        for number, height in enumerate((1.7, 10.0, 30.0, 1.7)):
            plan = RegionPlan(network, LIMITS, city_grid(), (height,))
            begin, used = time.perf_counter(), time.process_time()
            run_region(plan, Path(folder) / str(number))
            took, used = time.perf_counter() - begin, time.process_time() - used
            if height == 1.7:
                seconds = min(seconds, took)
            else:
                found.add(f"city_{height:g}", took, f"{took:.1f} s at {height:g} m")
        found.add("city", seconds, f"{seconds:.1f} s at 1.7 m")
        found.add("city_cpu", used, f"{used:.1f} s of processor time, both threads together")
        error, median = city_error(plan, Path(folder) / "3")
        found.add("city_error", error, f"{error:.4f} dB at most of 3000 cells (0.0042 dB of it is rounding up)")
        found.add("city_quiet", median, f"{median:.2g} of the limit at the middle one of them")
        size = sum(p.stat().st_size for p in (Path(folder) / "3").rglob("*") if p.is_file())
        cells = plan.grid.rows * plan.grid.columns
        found.add("city_bytes", size / cells, f"{size / cells:.2f} bytes a cell and height, all variables")
        coarse = replace(plan, coarse_below=0.01)
        run_region(coarse, Path(folder) / "coarse")
        size = sum(p.stat().st_size for p in (Path(folder) / "coarse").rglob("*") if p.is_file())
        found.add("coarse_bytes", size / cells, f"{size / cells:.2f} bytes coarsened under 1 % of the limit")


def city_error(plan: RegionPlan, folder: Path) -> tuple[float, float]:
    """Greatest difference from the full sum in double precision at cells at random, and the median level there."""
    store = xr.open_zarr(folder / "exposure.zarr")["exposure_ratio"].isel(height=0)
    antennas = antennas_of(
        plan.network, antenna_shares(plan.network, LIMITS), carrier_coefficients(plan.network, LIMITS),
        np.zeros(len(plan.network.key)),
    )  # fmt: skip
    rng = np.random.default_rng(7)
    blocks = list(plan.grid.blocks())
    worst, levels = 0.0, []
    for number in rng.choice(len(blocks), 10, replace=False):
        block = blocks[number]
        frame, place = plan.grid.plane(block)
        index, position = antennas.within(frame, _half(block, place), RANGE)
        some = antennas_of_block(antennas, index, position, frame)
        row, column = rng.integers(0, block.rows, 300), rng.integers(0, block.columns, 300)
        points = np.column_stack(
            [place[0] + place[1] * column + place[2] * row, place[3] + place[4] * column + place[5] * row,
             np.full(300, plan.heights[0])]
        )  # fmt: skip
        expected = _full_sum(plan.network, some, points)
        told = store.to_numpy()[block.first_row + row, block.first_column + column]
        worst = max(worst, float(np.abs(decibel_from_ratio(told / expected)).max()))
        levels += expected.tolist()
    return worst, float(np.median(levels))


def _full_sum(network: Network, some: BlockAntennas, points: Floats) -> Floats:
    """Every antenna at every point, plain NumPy in double precision."""
    order = np.argsort(network.key)
    order = order[np.isin(network.key[order], some.keys)]
    carrier = Carrier("LTE", "A", 900.0, power_w=1.0)
    kinds = [
        Station(f"S{k}", "s", "A", 0.0, 0.0, (Antenna("A", pattern, 1.0, 0.0, (carrier,), electrical_tilt_deg=tilt),))
        for k, (pattern, tilt) in enumerate(network.patterns)
    ]
    sources = replace(
        sources_of(kinds),
        position=some.position,
        axes=some.axes,
        table_index=sources_of(kinds).table_index[network.pattern_index[order]],
    )
    total = np.zeros((some.theoretical, len(points)))
    for first in range(0, len(order), 2000):
        part = slice(first, first + 2000)
        unit = far_field.reference_unit_density(
            replace(
                sources, position=sources.position[part], axes=sources.axes[part], table_index=sources.table_index[part]
            ),
            points,
        )
        total += some.share[: some.theoretical, part] @ unit
    return np.asarray(total.max(axis=0))


def command(table: Path, out: Path, *options: str) -> tuple[float, float]:
    """Seconds and peak memory [GB] of the whole command in processes of its own."""
    arguments = ["region", str(table), "--out", str(out), *(() if "--cell" in options else SHORT), *options]
    code = (
        "import atexit, sys; sys.path.insert(0, sys.argv.pop(1)); from findings import memory; "
        "atexit.register(lambda: print(memory('VmHWM'))); "
        "from emfassess.cli import main; sys.argv[0] = 'emfassess'; main()"
    )
    shutil.rmtree(out, ignore_errors=True)
    begin = time.perf_counter()
    told = subprocess.run(
        [sys.executable, "-c", code, str(Path(__file__).parent), *arguments], check=True, capture_output=True, text=True
    )
    return time.perf_counter() - begin, float(told.stdout.split()[-1])


def city_command(found: Findings, table: Path, folder: Path) -> None:
    """The whole command over the city; a first one, over a corner of it, compiles what an earlier run may not have left."""
    west, south = degrees(np.array(-1000.0), np.array(-1000.0))
    command(table, folder / "first", "--no-maps", "--bounds", f"{west},{south},{LONGITUDE},{LATITUDE}")
    took, memory = command(table, folder / "plain", "--no-maps")
    found.add("command", took, f"{took:.1f} s from table to store")
    found.add("command_memory", memory, f"{memory:.2f} GB at most")
    took, memory = command(table, folder / "maps")
    found.add("command_maps", (took, memory), f"{took:.1f} s with GeoTIFF and tiles, {memory:.2f} GB")


def one_worker_and_two(found: Findings, table: Path, folder: Path) -> None:
    """The whole command on a running Dask cluster of one worker and of two: a second's work, and a minute's."""
    for name, options in (("short", SHORT), ("long", LONG)):
        seconds = {}
        for workers in (1, 2):
            with LocalCluster(
                n_workers=workers, threads_per_worker=1, dashboard_address=None, memory_limit=None
            ) as own:  # type: ignore[no-untyped-call]
                address = own.scheduler_address
                seconds[workers], _ = command(table, folder / "w", "--no-maps", "--cluster", address, *options)
            found.add(
                f"workers_{name}_{workers}", seconds[workers], f"{seconds[workers]:.1f} s with {workers} Dask workers"
            )
        found.add(f"workers_{name}", seconds[2] / seconds[1], f"{seconds[2] / seconds[1]:.2f} of the time with two")


def dense_block(found: Findings) -> None:
    """A block of 500 km2 inside a continuous city: 30,000 antennas within 8 km of its edge."""
    with tempfile.TemporaryDirectory() as folder:
        network = read_network([write_table(city_table(30_000, CITY_SIDE + 16_000.0), Path(folder) / "dense.parquet")])
        plan = RegionPlan(network, LIMITS, city_grid(), (1.7,))
        begin = time.perf_counter()
        run_region(plan, Path(folder) / "run")
        took = time.perf_counter() - begin
    found.add("dense", took, f"{took:.1f} s for 500 km2 among 30,000 antennas")


def reading(found: Findings) -> None:
    """A table of some two million carriers."""
    with tempfile.TemporaryDirectory() as folder:
        table = city_table(1_000_000, 200_000.0)
        path = write_table(table, Path(folder) / "network.parquet")
        code = (
            "import sys, time; sys.path.insert(0, sys.argv.pop(1)); from findings import memory; "
            "from emfassess.readers.network_tables import read_network; "
            "a = time.perf_counter(); n = read_network([sys.argv[1]]); "
            "print(time.perf_counter() - a, len(n.key), memory('VmHWM'))"
        )
        out = subprocess.run(
            [sys.executable, "-c", code, str(Path(__file__).parent), str(path)],
            check=True,
            capture_output=True,
            text=True,
        ).stdout
    seconds, antennas, memory = (float(part) for part in out.split())
    told = f"{len(table)} carriers of {antennas:.0f} antennas in {seconds:.1f} s, {memory:.2f} GB"
    found.add("reading", (len(table), antennas, seconds, memory), told)


def sionna(found: Findings) -> None:
    """The radio map of sionna-rt for line of sight, with the same transmitters and cells; only where it is installed."""
    if "--tracer" not in sys.argv:
        found.add("sionna", None, "no --tracer was named; the figures of sionna-rt are left out")
        return
    python = sys.argv[sys.argv.index("--tracer") + 1]
    path = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    arguments = [python, str(ROOT / "benchmarks" / "sionna_radio_map.py"), "--plain"]
    told = subprocess.run(arguments, check=True, capture_output=True, text=True, env=path).stdout
    theirs, ours, hit = (float(part) for part in told.split())
    found.add(
        "sionna", (theirs, ours, hit), f"{theirs:.3g} / s of sionna-rt, {hit:.0%} of cells hit; {ours:.3g} / s here"
    )


def main() -> None:
    """Print the table; write the report where asked to."""
    found = Findings()
    found.add("load", os.getloadavg()[0], f"{os.getloadavg()[0]:.1f} load when this began, {os.cpu_count()} cores")
    peaks(found)
    kernel_rates(found)
    sionna(found)
    with tempfile.TemporaryDirectory() as folder:
        table = write_table(city_table(10_000), Path(folder) / "city.parquet")
        city_command(found, table, Path(folder))
        one_worker_and_two(found, table, Path(folder))
        city_compute(found, read_network([table]))
    dense_block(found)
    reading(found)
    if "--no-country" not in sys.argv:
        country_blocks(found)
    found.add("load_end", os.getloadavg()[0], f"{os.getloadavg()[0]:.1f} load when this ended")
    if "--write" in sys.argv:
        page = ROOT / "docs" / "scale.md"
        _, heading, stations = page.read_text(encoding="utf-8").partition(HEADING)  # kept: another benchmark makes it
        page.write_text(f"{report(found.figures)}{heading}{stations}", encoding="utf-8")


if __name__ == "__main__":
    main()
