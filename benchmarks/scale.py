"""Cities and countries: kernel, city, country blocks, workers and memory, as a table and as ``docs/scale.md``.

Run by hand: ``make benchmark``, or ``python benchmarks/scale.py [--no-country] [--write]``; best of several rounds each, since
other work on the machine only ever slows a round down.
"""

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from kernel import numpy_reference, scene
from machine_peak import best, measured
from numba import set_num_threads
from region_scenes import CITY_SIDE, LATITUDE, LONGITUDE, city_table, country, degrees, write_table
from scale_report import report

from emfassess.exposure import by_antenna, weights_of
from emfassess.field import far_field, sources_of, summed
from emfassess.field.network import Network
from emfassess.limits import LimitSet
from emfassess.patterns import panel
from emfassess.readers.limit_sets import load_limits
from emfassess.readers.network_tables import read_network
from emfassess.region.antennas import antennas_of, save_antennas
from emfassess.region.block import around, block_levels
from emfassess.region.grid import BLOCK, Block, Grid, grid_over
from emfassess.region.job import Job, compute_block
from emfassess.region.run import RANGE, RegionPlan, run_region
from emfassess.region.shares import antenna_shares, carrier_coefficients
from emfassess.region.store import create_store, layers
from emfassess.stations import Antenna, Carrier, Station
from emfassess.units import Floats, decibel_from_ratio

ROOT = Path(__file__).parents[1]
LIMITS = load_limits("gb-8702-2014")
SCENARIOS = ("theoretical", "actual")
CELL = 5.0


@dataclass
class Findings:
    """Figures by name, in the order of the report."""

    figures: dict[str, Any] = field(default_factory=dict)

    def add(self, name: str, value: Any, shown: str) -> None:
        """Keep a figure and print it."""
        self.figures[name] = value
        print(f"{name:40s} {shown}", flush=True)


def kernel_rates(found: Findings) -> None:
    """Antennas times points a second: the NumPy broadcast, the summed kernel on one and two threads, in one run."""
    sources, points = scene(stations=100, points=30_000)
    points = points[np.lexsort([points[:, 1] // 50, points[:, 0] // 50])]
    weights = weights_of(sources, LIMITS)
    weight = by_antenna(weights.combined * sources.eirp, sources.antenna_index, len(sources.position))[:, 0]
    few = points[::300]
    slow = len(few) * len(sources.position) / best(lambda: far_field.unit_density(sources, few), 3)
    broadcast = len(few) * len(sources.eirp) / best(lambda: numpy_reference(sources, few), 3)
    some = summed.summands_of(sources, weight)
    both = np.empty((2, len(points)), np.float32)
    pairs = len(points) * len(sources.position)
    rates = {}
    for threads in (1, 2):
        set_num_threads(threads)
        rates[threads] = pairs / best(
            lambda: summed._sums(points, some.position, some.rows, some.index, some.tables, both), 15
        )
    error = decibel_from_ratio(summed.summed(sources, weight, few) / (weight @ far_field.unit_density(sources, few)))
    found.add("numpy", slow, f"{slow:.3g} antennas x points / s ({broadcast:.3g} carriers x points / s)")
    found.add("kernel_1", rates[1], f"{rates[1]:.3g} / s on one thread")
    found.add("kernel_2", rates[2], f"{rates[2]:.3g} / s on two, x {rates[2] / rates[1]:.2f}")
    found.add("kernel_ratio", rates[2] / slow, f"x {rates[2] / slow:.0f} of NumPy")
    found.add("kernel_error", float(np.abs(error).max()), f"{np.abs(error).max():.4f} dB at most")


def peaks(found: Findings) -> None:
    """What the machine can do, and what part of it the kernel takes: 75 operations and 4 look-ups a pair."""
    for threads in (1, 2):
        flops, gathers = measured(threads)
        found.add(f"peak_{threads}", (flops, gathers), f"{flops:.3g} flop/s, {gathers:.3g} look-ups/s, {threads} threads")


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
    import xarray as xr

    from emfassess.region.job import _half

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
        some = around(antennas, index, position, frame)
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


def _full_sum(network: Network, some: Any, points: Floats) -> Floats:
    """Every antenna at every point, plain NumPy in double precision."""
    order = np.argsort(network.key)
    order = order[np.isin(network.key[order], some.keys)]
    carrier = Carrier("LTE", "A", 900.0, power_w=1.0)
    kinds = [
        Station(f"S{k}", "s", "A", 0.0, 0.0, (Antenna("A", pattern, 1.0, 0.0, (carrier,), electrical_tilt_deg=tilt),))
        for k, (pattern, tilt) in enumerate(network.patterns)
    ]
    sources = replace(
        sources_of(kinds), position=some.position, axes=some.axes, table_index=sources_of(kinds).table_index[network.pattern_index[order]]
    )
    total = np.zeros((some.theoretical, len(points)))
    for first in range(0, len(order), 2000):
        part = slice(first, first + 2000)
        unit = far_field.unit_density(
            replace(sources, position=sources.position[part], axes=sources.axes[part], table_index=sources.table_index[part]),
            points,
        )
        total += some.share[: some.theoretical, part] @ unit
    return np.asarray(total.max(axis=0))


def command(table: Path, out: Path, *options: str) -> tuple[float, float]:
    """Seconds and peak memory [GB] of the whole command in processes of its own."""
    arguments = ["region", str(table), "--cell", "5", "--height", "1.7", "--out", str(out), *options]
    code = "import sys; from emfassess.cli import main; sys.argv[0] = 'emfassess'; main()"
    shutil.rmtree(out, ignore_errors=True)
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    begin = time.perf_counter()
    subprocess.run([sys.executable, "-c", code, *arguments], check=True, stdout=subprocess.DEVNULL)
    took = time.perf_counter() - begin
    return took, max(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, before) / 1e6


def city_command(found: Findings, table: Path, folder: Path) -> None:
    """The whole command over the city, and one Dask worker against two."""
    took, memory = command(table, folder / "plain", "--no-maps")
    found.add("command", took, f"{took:.1f} s from table to store")
    found.add("command_memory", memory, f"{memory:.2f} GB at most")
    took, memory = command(table, folder / "maps")
    found.add("command_maps", (took, memory), f"{took:.1f} s with GeoTIFF and tiles, {memory:.2f} GB")
    seconds = {}
    for workers in (1, 2):
        seconds[workers], _ = command(table, folder / "w", "--no-maps", "--workers", str(workers))
        found.add(f"workers_{workers}", seconds[workers], f"{seconds[workers]:.1f} s with {workers} Dask workers")
    ratio = seconds[2] / seconds[1]
    found.add("workers_ratio", ratio, f"{ratio:.2f} of the time with two")


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
            "import sys, time, resource; from emfassess.readers.network_tables import read_network; "
            "a = time.perf_counter(); n = read_network([sys.argv[1]]); "
            "print(time.perf_counter() - a, len(n.key), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6)"
        )
        out = subprocess.run([sys.executable, "-c", code, str(path)], check=True, capture_output=True, text=True).stdout
    seconds, antennas, memory = (float(part) for part in out.split())
    told = f"{len(table)} carriers of {antennas:.0f} antennas in {seconds:.1f} s, {memory:.2f} GB"
    found.add("reading", (len(table), antennas, seconds, memory), told)


def country_blocks(found: Findings) -> None:
    """Blocks of the simulated country, in a process that does nothing else."""
    with tempfile.TemporaryDirectory() as folder:
        populated, cells = prepare_country(Path(folder))
        found.add("country_cells", cells, f"{populated} populated blocks, {cells:.3g} cells of 5 m")
        arguments = [sys.executable, __file__, "--worker", folder]
        out = subprocess.run(arguments, check=True, capture_output=True, text=True).stdout
    seconds, memory, size, count = (float(part) for part in out.split())
    hours = seconds * populated / 3600
    found.add("country_block", seconds, f"{seconds:.3f} s a block with two threads, mean of {count:.0f} at random")
    found.add("country_hours", hours, f"{hours:.2f} hours a height on two threads, extrapolated")
    found.add("country_memory", memory, f"{memory:.2f} GB at most in the worker, files that it maps included")
    found.add("country_bytes", size, f"{size:.2f} bytes a cell, coarsened under 1 %: {size * cells / 1e9:.0f} GB a height")


def prepare_country(folder: Path) -> tuple[int, float]:
    """Files that workers map, and the populated blocks; how many of them there are, and their cells."""
    network = country()
    share = antenna_shares(network, LIMITS)
    coefficient = carrier_coefficients(network, LIMITS)
    save_antennas(antennas_of(network, share, coefficient, np.zeros(len(network.key))), folder / "antennas")
    grid = country_grid()
    row = ((grid.north - _north(network)) // (BLOCK * CELL)).astype(int)
    column = ((_east(network) - grid.west) // (BLOCK * CELL)).astype(int)
    count = np.zeros(grid.shape, int)
    inside = (row >= 0) & (row < grid.shape[0]) & (column >= 0) & (column < grid.shape[1])
    np.add.at(count, (row[inside], column[inside]), 1)
    populated = np.argwhere(count >= 13)  # two antennas a square kilometre
    np.save(folder / "populated.npy", populated)
    return len(populated), float(len(populated)) * BLOCK * BLOCK


def country_grid() -> Grid:
    """Cells of 5 m over the country, in an equal-area system around its middle."""
    crs = f"+proj=laea +lat_0={LATITUDE} +lon_0={LONGITUDE} +datum=WGS84 +units=m"
    side = 2 * 512_000
    return Grid(crs, CELL, -side / 2, side / 2, int(side / CELL), int(side / CELL))


def _projected(network: Network) -> tuple[Floats, Floats]:
    from pyproj import Transformer

    to_plane = Transformer.from_crs("EPSG:4326", country_grid().crs, always_xy=True)
    east, north = to_plane.transform(network.longitude, network.latitude)
    return np.asarray(east), np.asarray(north)


def _east(network: Network) -> Floats:
    return _projected(network)[0]


def _north(network: Network) -> Floats:
    return _projected(network)[1]


def country_worker(folder: Path, blocks: int = 24) -> None:
    """Compute blocks at random with two threads; print seconds a block, memory, bytes a cell and how many."""
    from concurrent.futures import ThreadPoolExecutor

    grid = country_grid()
    variables = layers(0, SCENARIOS)
    create_store(folder, grid, (1.7,), variables, {})
    job = Job(folder, folder / "antennas", "country", grid, (1.7,), 0, variables, RANGE, 0.01)
    populated = np.load(folder / "populated.npy")
    some = populated[np.random.default_rng(3).choice(len(populated), blocks + 2, replace=False)]
    made = [Block((int(i), int(k)), int(i) * BLOCK, int(k) * BLOCK, BLOCK, BLOCK) for i, k in some]
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda block: compute_block(job, block, None), made[:2]))  # compile and map
        begin = time.perf_counter()
        list(pool.map(lambda block: compute_block(job, block, None), made[2:]))
        seconds = (time.perf_counter() - begin) / blocks
    stored = sum(p.stat().st_size for layer in variables for p in (folder / "exposure.zarr" / layer.name / "c").rglob("*") if p.is_file())  # fmt: skip
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(seconds, memory, stored / (blocks + 2) / BLOCK**2, blocks)


def sionna(found: Findings) -> None:
    """The radio map of sionna-rt for line of sight, with the same transmitters and cells; only where it is installed."""
    try:
        from sionna_radio_map import rates
    except ImportError:
        found.add("sionna", None, "sionna-rt is not installed; its figures are left out")
        return
    found.add("sionna", rates(), "transmitters x cells / s of sionna-rt and of the summed kernel")


def main() -> None:
    """Print the table; write the report where asked to."""
    if "--worker" in sys.argv:
        country_worker(Path(sys.argv[-1]))
        return
    found = Findings()
    found.add("load", os.getloadavg()[0], f"{os.getloadavg()[0]:.1f} load when this began, {os.cpu_count()} cores")
    peaks(found)
    kernel_rates(found)
    sionna(found)
    with tempfile.TemporaryDirectory() as folder:
        table = write_table(city_table(10_000), Path(folder) / "city.parquet")
        city_command(found, table, Path(folder))
        city_compute(found, read_network([table]))
    dense_block(found)
    reading(found)
    if "--no-country" not in sys.argv:
        country_blocks(found)
    found.add("load_end", os.getloadavg()[0], f"{os.getloadavg()[0]:.1f} load when this ended")
    if "--write" in sys.argv:
        (ROOT / "docs" / "scale.md").write_text(report(found.figures), encoding="utf-8")


if __name__ == "__main__":
    main()
