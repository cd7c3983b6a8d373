"""Blocks of a simulated country of five million antennas, measured in a process that does nothing else."""

import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from findings import Findings, memory
from network_scenes import LATITUDE, LONGITUDE, country
from pyproj import Transformer

from emfassess.field.network import Network
from emfassess.readers.limit_sets import load_limits
from emfassess.region.antenna_weights import antenna_shares, carrier_coefficients
from emfassess.region.antennas import antennas_of, save_antennas
from emfassess.region.grid import BLOCK, Block, Grid
from emfassess.region.job import Job, compute_block
from emfassess.region.store import create_store, layers
from emfassess.region.truncation import RANGE
from emfassess.units import Floats

LIMITS = load_limits("gb-8702-2014")
SCENARIOS = ("theoretical", "actual")
CELL = 5.0


def country_blocks(found: Findings) -> None:
    """Blocks of the simulated country, in a process that does nothing else."""
    with tempfile.TemporaryDirectory() as folder:
        populated, cells = prepare_country(Path(folder))
        found.add("country_cells", cells, f"{populated} populated blocks, {cells:.3g} cells of 5 m")
        arguments = [sys.executable, __file__, folder]
        out = subprocess.run(arguments, check=True, capture_output=True, text=True).stdout
    seconds, used, most, own, size, count = (float(part) for part in out.split())
    hours = seconds * populated / 3600
    found.add("country_block", seconds, f"{seconds:.3f} s a block with two threads, mean of {count:.0f} at random")
    found.add("country_hours", hours, f"{hours:.2f} hours a height on two threads, extrapolated")
    found.add("country_cpu", used, f"{used:.3f} s of processor time a block")
    idle = used / 2 * populated / 3600
    found.add("country_idle", idle, f"{idle:.2f} hours a height on two cores that have nothing else to do")
    found.add("country_memory", (most, own), f"{most:.2f} GB at most with the files it maps, {own:.2f} GB its own")
    found.add(
        "country_bytes", size, f"{size:.2f} bytes a cell, coarsened under 1 %: {size * cells / 1e9:.0f} GB a height"
    )


def prepare_country(folder: Path) -> tuple[int, float]:
    """Files that workers map, and the populated blocks; how many of them there are, and their cells."""
    network = country()
    share = antenna_shares(network, LIMITS)
    coefficient = carrier_coefficients(network, LIMITS)
    save_antennas(antennas_of(network, share, coefficient, np.zeros(len(network.key))), folder / "antennas")
    grid = country_grid()
    east, north = _projected(network)
    row, column = (
        ((grid.north - north) // (BLOCK * CELL)).astype(int),
        ((east - grid.west) // (BLOCK * CELL)).astype(int),
    )
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
    to_plane = Transformer.from_crs("EPSG:4326", country_grid().crs, always_xy=True)
    east, north = to_plane.transform(network.longitude, network.latitude)
    return np.asarray(east), np.asarray(north)


def country_worker(folder: Path, blocks: int = 24) -> None:
    """Compute blocks at random with two threads.

    Print seconds and processor time a block, memory and what of it is its own [GB], bytes a cell, and how many.
    """
    grid = country_grid()
    variables = layers(0, SCENARIOS)
    create_store(folder, grid, (1.7,), variables)
    job = Job(folder, folder / "antennas", "country", grid, (1.7,), 0, variables, RANGE, 0.01)
    populated = np.load(folder / "populated.npy")
    some = populated[np.random.default_rng(3).choice(len(populated), blocks + 2, replace=False)]
    made = [Block((int(i), int(k)), int(i) * BLOCK, int(k) * BLOCK, BLOCK, BLOCK) for i, k in some]
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda block: compute_block(job, block, None), made[:2]))  # compile and map
        begin, used = time.perf_counter(), time.process_time()
        list(pool.map(lambda block: compute_block(job, block, None), made[2:]))
        seconds, used = (time.perf_counter() - begin) / blocks, (time.process_time() - used) / blocks
    chunks = [p for layer in variables for p in (folder / "exposure.zarr" / layer.name / "c").rglob("*") if p.is_file()]
    stored = sum(path.stat().st_size for path in chunks)
    print(seconds, used, memory("VmHWM"), memory("RssAnon"), stored / (blocks + 2) / BLOCK**2, blocks)


if __name__ == "__main__":
    country_worker(Path(sys.argv[1]))
