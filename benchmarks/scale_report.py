"""The figures of the scale benchmark as ``docs/scale.md``."""
# ruff: noqa: E501, lines of a page are as long as they are

import platform
from collections.abc import Mapping
from typing import Any

FLOPS, LOOK_UPS = 80, 2
"""Operations and look-ups of the kernel for one antenna and point, counted in its source."""

STATIONS, ANTENNAS_A_STATION = 5_000_000, 3
COUNTRY_ANTENNAS = 5_000_000
WORKERS = 64


def report(f: Mapping[str, Any]) -> str:
    """The page.

    Every figure is measured by ``benchmarks/scale.py`` in one run, except those that are said to be extrapolated.
    """
    parts = [_head(f), _kernel(f), _city(f), _workers(f), _reading(f)]
    if "country_block" in f:
        parts += [_country(f), _plan(f)]
    return "\n".join([*parts, _sionna(f), _reading_guide()]) + "\n"


def _head(f: Mapping[str, Any]) -> str:
    return f"""# Scale

Made by `python benchmarks/scale.py --write` on {platform.machine()} with {platform.python_implementation()} \
{platform.python_version()}. The machine is shared: its load was {f["load"]:.1f} when the run began and {f["load_end"]:.1f} when it
ended, on two cores. Above a load of one or two the times below are those of a busy machine and too long; run it again on a quiet
one. Nothing is taken from another run.
"""


def _kernel(f: Mapping[str, Any]) -> str:
    rows = []
    for threads in (1, 2):
        rate, (flops, gathers) = f[f"kernel_{threads}"], f[f"peak_{threads}"]
        share = f"{100 * rate * FLOPS / flops:.0f} % of {flops:.3g} flop/s"
        looked = f"{100 * rate * LOOK_UPS / gathers:.0f} % of {gathers:.3g} look-ups/s"
        rows.append(f"| summed kernel, {threads} thread{'s' * (threads > 1)} | {rate:.3g} | {share} | {looked} |")
    table = "\n".join(rows)
    return f"""## Kernel

Antennas times points a second; both scenarios are summed in one pass.

| | a second | of the machine's measured arithmetic | of its measured look-ups |
|---|---|---|---|
| NumPy broadcast, double precision | {f["numpy"]:.3g} | | |
{table}

{f["kernel_ratio"]:.0f} times the NumPy broadcast of the same run; {f["kernel_2"] / f["kernel_1"]:.2f} times from one thread to two; at
most {f["kernel_error"]:.4f} dB from double precision. That is a scene of {f["kernel_antennas"]:,.0f} antennas with rough patterns; with 300 of
them it is {f["kernel_few"]:.3g} a second on two threads.

Directions are found without arctangents, from diamond coordinates, and the attenuation of both cuts is interpolated in decibel at
the cuts' own tenths of a degree, so that no null is cut off; a look-up brings both ends of an interpolation at once. Look-ups are
what a processor without quick gathers waits for.
"""


def _city(f: Mapping[str, Any]) -> str:
    maps, memory = f["command_maps"]
    return f"""## A city

500 km², cells of 5 m (2.0e7), 10,000 antennas, both scenarios, main contributor and near-field flags.

| | measured |
|---|---|
| one height, computed and stored, two threads | {f["city"]:.1f} s at 1.7 m, {f["city_10"]:.1f} s at 10 m, {f["city_30"]:.1f} s at 30 m |
| processor time of it, both threads together | {f["city_cpu"]:.1f} s |
| whole command, from Parquet to the store | {f["command"]:.1f} s, {f["command_memory"]:.2f} GB |
| whole command with GeoTIFF and tiles | {maps:.1f} s, {memory:.2f} GB |
| error against the full sum at 3000 cells at random | at most {f["city_error"]:.4f} dB, of which 0.0042 dB is rounding up |
| middle level at these cells | {f["city_quiet"]:.2g} of the limit |
| size of the store | {f["city_bytes"]:.2f} bytes a cell, {f["coarse_bytes"]:.2f} coarsened under 1 % of the limit |
| 500 km² inside a continuous city, 30,000 antennas | {f["dense"]:.1f} s |
"""


def _workers(f: Mapping[str, Any]) -> str:
    return f"""## Workers

The whole command on a running Dask cluster, start of Python, reading and the workers' first imports included.

| | one worker | two workers | of the time |
|---|---|---|---|
| the city at 2.5 m and three heights | {f["workers_long_1"]:.1f} s | {f["workers_long_2"]:.1f} s | {f["workers_long"]:.2f} |
| the city at 5 m and one height | {f["workers_short_1"]:.1f} s | {f["workers_short_2"]:.1f} s | {f["workers_short"]:.2f} |

Some six seconds are the same for any number of workers, so short work gains less.
"""


def _reading(f: Mapping[str, Any]) -> str:
    carriers, antennas, seconds, memory = f["reading"]
    return f"""## Tables of networks

{carriers:.3g} carriers of {antennas:.3g} antennas from Parquet in {seconds:.1f} s, {memory:.2f} GB: checked column by column.
"""


def _country(f: Mapping[str, Any]) -> str:
    return f"""## A country, simulated

5 million antennas, 85 % of them in 300 cities whose sizes follow Zipf's law, on 1000 km by 1000 km. Blocks of 2.56 km with at
least two antennas a square kilometre are populated: {f["country_cells"]:.3g} cells of 5 m. Antennas within 40 km are summed.

| | |
|---|---|
| a populated block, two threads (measured, mean of 24 at random) | {f["country_block"]:.3f} s |
| processor time of it (measured) | {f["country_cpu"]:.3f} s |
| a height on two threads at the load of this run (extrapolated) | {f["country_hours"]:.2f} hours |
| a height on two cores with nothing else to do (extrapolated from the processor time) | {f["country_idle"]:.2f} hours |
| memory of the worker (measured) | {f["country_memory"][0]:.2f} GB at most with what it maps, {f["country_memory"][1]:.2f} GB its own |
| output coarsened under 1 % of the limit (measured on the blocks) | {f["country_bytes"]:.2f} bytes a cell, \
{f["country_bytes"] * f["country_cells"] / 1e9:.0f} GB a height |
"""


def _plan(f: Mapping[str, Any]) -> str:
    times = STATIONS * ANTENNAS_A_STATION / COUNTRY_ANTENNAS
    blocks = f["country_cells"] / 512**2 * times
    hours = f["country_cpu"] * blocks / 3600
    return f"""## A plan on paper: 5 million stations

{STATIONS * ANTENNAS_A_STATION / 1e6:.0f} million antennas, {times:.0f} times the simulated country at the same density, so {times:.0f}
times its blocks. Everything here is extrapolated from the measured blocks.

| | |
|---|---|
| blocks of 512 x 512 cells of 5 m | {blocks:,.0f} |
| core hours a height | {hours:.0f} |
| hours a height on {WORKERS} single-core workers | {hours / WORKERS:.1f} |
| three heights | {3 * hours / WORKERS:.1f} hours |
| storage a height | {f["country_bytes"] * f["country_cells"] * times / 1e9:.0f} GB |
| files that workers map (antennas, carriers, attenuation tables) | about {STATIONS * ANTENNAS_A_STATION * 260 / 1e9:.1f} GB on a shared disk |
| memory a worker | {f["country_memory"][0]:.1f} GB measured for a third: pages of these files are let go after each block |
| after a change of ten stations | blocks within 40 km of them: at most {3.1416 * 42**2 / 2.56**2:.0f} for each place |

Blocks are independent: the scheduler hands out four ahead for each worker, and the list of finished blocks is one line each.
"""


def _sionna(f: Mapping[str, Any]) -> str:
    if f.get("sionna") is None:
        return """## Beside sionna-rt

Not measured in this run: no environment with the optional sionna-rt was named. Its radio map is a Monte-Carlo ray tracer with
occlusion, polarisation and reflections, made for graphics processors; the summed kernel has none of these and is a sum over
antennas in closed form. Where a cell is hit by no ray its level reads as zero, which an exposure map must not say.
"""
    theirs, ours, hit = f["sionna"]
    return f"""## Beside sionna-rt

{theirs:.3g} transmitters times cells a second for its radio map in line of sight, {ours:.3g} for the summed kernel with the same
transmitters and cells: 30 in a square of 400 x 400 cells of 5 m, a million rays each. It traces rays at random with occlusion,
polarisation and reflections, made for graphics processors; the summed kernel is a sum in closed form without any of these. Rays hit
{hit:.0%} of the cells; an empty cell reads as no exposure, which a map of exposure must not say.
"""


def _reading_guide() -> str:
    return """## What the figures rest on

- Nothing is dropped by a threshold: near antennas at every cell, others on lattices with cubic interpolation, checked at 25 cells of
  each tile and halved until the check holds.
- The sum ends at 40 km, the radio horizon of 50 m masts. The variable `omitted` bounds what lies beyond, block by block, from peak
  gains in free space.
- The same input gives the same bytes on the same kind of processor; another vector width may turn a last bit before rounding."""
