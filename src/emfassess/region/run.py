"""A run over a region: checked before it starts, computed block by block, the same bytes however often it was broken off."""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from emfassess.field import SCENARIOS, scenario_index
from emfassess.field.network import Network
from emfassess.readers.scene import SceneFiles
from emfassess.region.antenna_weights import antenna_shares, carrier_coefficients
from emfassess.region.antennas import Antennas, antennas_of, save_antennas
from emfassess.region.ground import feet_of
from emfassess.region.job import Job, Record, code_digest
from emfassess.region.manifest import (
    RUN,
    SCHEMA,
    Progress,
    demand_same,
    read_records,
    read_run_record,
    record_json,
    write_beside,
    write_manifest,
)
from emfassess.region.plan import RegionPlan, attributes_of
from emfassess.region.store import STORE, create_store, describe_store, drop_unfinished, layers, write_omitted
from emfassess.region.workers import computed, connected, demand_fit
from emfassess.units import Floats

NAMES, WORK = "antennas.parquet", ".antennas"

BYTES_A_CELL = 8.0
"""A store takes 4 to 6 bytes a cell and height, rasters for maps two more."""


@dataclass(frozen=True)
class Finished:
    """Result of a run: its records by block, how many of them were kept from before, and the folder."""

    folder: Path
    records: tuple[Record, ...]
    stored: int = field(default=0)

    @property
    def error_db(self) -> float:
        """Greatest error of the interpolation at its probes. [dB]"""
        return float(10 * np.log10(1 + max(record.error for record in self.records)))


def run_region(
    plan: RegionPlan,
    folder: Path,
    *,
    cluster: str | None = None,
    workers: int | None = None,
    update: bool = False,
    step: Callable[[str], None] = lambda _: None,
) -> Finished:
    """Compute a region, or what is missing of it.

    Parameters
    ----------
    plan : RegionPlan
    folder : Path
        Of the run; ``exposure.zarr`` in it is the result.
    cluster : str, optional
        Address of a Dask scheduler.
    workers : int, optional
        Processes on this machine; the threads of this process where none are asked for.
    update : bool
        Whether a finished run over other stations is brought up to date.
    step : callable
        Called with the name of each finished block.

    Raises
    ------
    ValueError
        Before the work starts: if the folder holds another run, the disk is too small, or the cluster does not fit.
    Stopped
        If the disk is full or workers are lost; run again to go on.
    """
    with connected(cluster, workers) as client:
        foot, guessed = feet_of(plan.network, plan.scene_files)
        antennas = _antennas(plan, foot)
        everyone = np.argsort(antennas.rows["key"], kind="stable")
        network = antennas.fingerprint(everyone)
        run = {"schema": SCHEMA, "code": code_digest(), "settings": plan.settings, "network": network}
        before = read_run_record(folder)
        if before is not None:
            demand_same(folder, before, run, update=update)
        known = read_records(folder) if before is not None else {}
        _demand_room(plan, folder, known)
        if cluster is not None:
            demand_fit(client, folder, cluster)
        folder.mkdir(parents=True, exist_ok=True)
        job = _job(plan, folder, antennas, network)
        _begin(plan, folder, run, known, int(guessed.sum()))
        try:
            records = _all_blocks(client, job, known, folder, step)
        finally:
            shutil.rmtree(job.antennas, ignore_errors=True)
        _finish(plan, folder, run, records)
    return Finished(folder, tuple(records), sum(record.stored for record in records))


def _antennas(plan: RegionPlan, foot: Floats) -> Antennas:
    share = antenna_shares(plan.network, plan.limits)
    loads = {} if plan.expected is None else plan.expected.loads
    return antennas_of(plan.network, share, carrier_coefficients(plan.network, plan.limits), foot, loads)


def _job(plan: RegionPlan, folder: Path, antennas: Antennas, stamp: str) -> Job:
    scenario = scenario_index(plan.scenario)
    job = Job(
        folder=folder.resolve(),
        antennas=folder.resolve() / WORK,
        stamp=stamp,
        grid=plan.grid,
        heights=plan.heights,
        scenario=scenario,
        layers=layers(scenario, SCENARIOS, expected=plan.expected is not None),
        radius=plan.radius,
        coarse_below=plan.coarse_below,
        scene_files=_absolute(plan.scene_files),
        obstruction=plan.obstruction,
        receivers=plan.receivers,
        ground_factor=plan.ground.factor,
        scatter_dbi=plan.scatter_dbi,
        expected=plan.expected,
    )
    save_antennas(antennas, job.antennas)
    return job


def _absolute(files: SceneFiles) -> SceneFiles:
    """The same files for workers in another folder."""
    return replace(
        files,
        terrain=files.terrain and files.terrain.resolve(),
        buildings=files.buildings and files.buildings.resolve(),
    )


def _begin(plan: RegionPlan, folder: Path, run: dict[str, Any], known: dict[str, Record], guessed: int) -> None:
    """Put down what is computed, names and an empty store, before the first block."""
    if known:
        Progress(folder, known.values()).close()  # before the run reports other stations
    write_beside(folder / RUN, record_json(run))
    _write_names(plan.network, folder)
    if not (folder / STORE).exists():
        variables = layers(scenario_index(plan.scenario), SCENARIOS, expected=plan.expected is not None)
        create_store(folder, plan.grid, plan.heights, variables)
    drop_unfinished(folder)
    describe_store(folder, {**attributes_of(plan), "antennas_on_guessed_ground": guessed})


def _all_blocks(
    client: Any, job: Job, known: dict[str, Record], folder: Path, step: Callable[[str], None]
) -> list[Record]:
    progress = Progress(folder, known.values())
    found: dict[str, Record] = {}
    try:
        for record in computed(client, job, job.grid.blocks(), lambda block: known.get(block.name)):
            if not record.stored:
                progress.add(record)
            found[record.block] = record
            step(record.block)
    finally:
        progress.close()
    return [found[block.name] for block in job.grid.blocks()]


def _finish(plan: RegionPlan, folder: Path, run: dict[str, Any], records: Sequence[Record]) -> None:
    beyond = np.array([record.omitted for record in records]).reshape(plan.grid.shape)
    write_omitted(folder, np.nextafter(beyond.astype(np.float32), np.float32(np.inf)))
    write_manifest(folder, run, records)


def _demand_room(plan: RegionPlan, folder: Path, known: dict[str, Record]) -> None:
    """Refuse to begin what the disk cannot hold."""
    blocks = plan.grid.shape[0] * plan.grid.shape[1]
    missing = max(1 - len(known) / blocks, 0.0)
    needed = BYTES_A_CELL * plan.grid.rows * plan.grid.columns * len(plan.heights) * missing
    there = next(parent for parent in (folder.resolve(), *folder.resolve().parents) if parent.exists())
    free = shutil.disk_usage(there).free
    if needed > free:
        raise ValueError(
            f"--out {folder}: {plan.grid.rows} x {plan.grid.columns} cells at {len(plan.heights)} heights need about "
            f"{needed / 1e9:.3g} GB, {free / 1e9:.3g} GB are free; take a larger cell, smaller bounds or another disk"
        )


def _write_names(network: Network, folder: Path) -> None:
    """Names, places and keys of the antennas, in the order of keys."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    order = np.argsort(network.key, kind="stable")
    columns: dict[str, Any] = {"key": network.key[order], "antenna": pa.array([str(n) for n in network.name[order]])}
    for name, values in (
        ("longitude", network.longitude),
        ("latitude", network.latitude),
        ("height_m", network.height),
        ("azimuth_deg", network.azimuth_deg),
    ):
        columns[name] = values[order]
    beside = folder / f".{NAMES}"
    pq.write_table(pa.table(columns), beside, compression="zstd")
    beside.replace(folder / NAMES)
