"""A run: every station assessed, finished ones kept, and the whole current in one step."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from emfassess.assessment.assess import assess
from emfassess.assessment.result import Assessment
from emfassess.assumptions import Assumption
from emfassess.exposure.uncertainty import DRAWS
from emfassess.field import Propagation
from emfassess.geometry import LocalFrame
from emfassess.jobs.batches import RANGE, Batch, batches_of
from emfassess.jobs.fingerprints import station_inputs
from emfassess.jobs.generation import FinishedStation, Generation, alone, current_stations, settle
from emfassess.jobs.near_stations import SummedStations, overlooked, summed_stations
from emfassess.jobs.plan import Plan
from emfassess.jobs.run_options import PLAN_FILE
from emfassess.jobs.run_tables import RunTables
from emfassess.jobs.run_workers import (
    FAILURES,
    batches_done,
    executor,
    is_asked_to_stop,
    one_thread,
    processes_for,
    stopped_by,
)
from emfassess.jobs.station_files import write_station_files
from emfassess.limits.limit_set import LimitSet
from emfassess.publish.data.row_types import SummaryRow
from emfassess.publish.maps.assets import write_assets
from emfassess.readers.scene import read_scene
from emfassess.stations import Station
from emfassess.surroundings import RINGS, Scene

MOST_NAMED = 20
"""So many ids are named where one is not known."""


def assess_station(plan: Plan, index: int, draws: int = DRAWS) -> tuple[Assessment, tuple[Assessment, ...]]:
    """Assess the surroundings of one station with all stations in its range summed; its own position is the origin.

    `draws` of the Monte Carlo check of the uncertainty; 0 leaves the check out and changes nothing else.
    """
    station = plan.stations[index]
    neighbours = summed_stations(plan, index)
    national = plan.limits_of(station)
    values = (("range", f"{RANGE / 1000:g}"), ("left", str(neighbours.left)))
    summed = [Assumption("stations-within-range", values)] if neighbours.left else []
    if station.id in plan.limit_assumptions:
        summed.append(plan.limit_assumptions[station.id])

    scene = scene_of(plan, station)

    def under(limits: LimitSet, draws: int, neighbours: SummedStations) -> Assessment:
        return assess(
            neighbours.stations,
            limits,
            subjects=[station],
            named_points=plan.named_points.get(station.id, ()),
            scenario=plan.scenario,
            expanded_uncertainty_db=plan.expanded_uncertainty_db,
            assumptions=summed,
            propagation=Propagation(ground=plan.ground, obstruction=plan.obstruction),
            scene=scene,
            facades=plan.facades,
            uncertainty=plan.uncertainty,
            draws=draws,
            rule=plan.rule_under(limits),
            relevant_ratio=plan.relevant_ratio,
            radius=plan.radius,
            scatter_dbi=plan.scatter_dbi,
            expected=plan.expected,
            background=neighbours.background(limits),
        )

    found = under(national, draws, neighbours)
    if len(more := overlooked(neighbours, found)):
        neighbours = summed_stations(plan, index, more.tolist())
        found = under(national, draws, neighbours)
    return found, tuple(under(limits, 0, neighbours) for limits in plan.also if limits.id != national.id)


def scene_of(plan: Plan, station: Station) -> Scene:
    """Surroundings of a station, in the plane whose origin it is."""
    frame = LocalFrame(station.longitude, station.latitude)
    return read_scene(plan.scene_files, frame, max(RINGS[-1][1], plan.facades.distance))


def write_station(plan: Plan, index: int, folder: Path) -> SummaryRow:
    """Assess one station, write its folder, and return its line of the run's table."""
    assessment, also = assess_station(plan, index)
    return write_station_files(plan, assessment, also, folder)


@dataclass(frozen=True)
class WrittenRun:
    """A run that was written.

    `rows` are the lines of its table, in the order of the stations; `failures` the ids of those that could not be assessed,
    with the reasons; `reused` counts the stations that were finished before.
    """

    rows: list[SummaryRow]
    failures: Mapping[str, str]
    reused: int = 0

    @property
    def is_complete(self) -> bool:
        """Whether every station was assessed."""
        return not self.failures


def write_run(
    plan: Plan,
    out: Path,
    done: Callable[[Collection[str], bool], None] = lambda _names, _kept: None,
    only: Collection[str] | None = None,
    *,
    workers: int | None = None,
    cluster: str | None = None,
) -> WrittenRun:
    """Assess all stations and write the run's folder; until all are finished the run that was there stays whole.

    Stations that an interrupted run finished, or that the current run has from the same inputs, are kept.

    Parameters
    ----------
    plan : Plan
        What to compute.
    out : Path
        The run's folder; folders of other stations in it are left alone.
    done : callable, optional
        Called with ids of stations when they are finished, and whether they were so before: for a progress bar.
    only : collection of str, optional
        Ids of the stations that are assessed; all are summed.
    workers : int, optional
        Processes on this machine; as many as there are cores if left out, where there are stations enough.
    cluster : str, optional
        Address of a Dask scheduler whose workers compute.

    Returns
    -------
    WrittenRun

    Raises
    ------
    ValueError
        If no station could be assessed, or another run is being written to the folder.
    OSError
        If the disk is full: make room and run again to go on.
    Stopped
        If a worker was lost: run again to go on.
    """
    chosen = [index for index, station in enumerate(plan.stations) if only is None or station.id in only]
    settle(out)
    with alone(out):
        generation = Generation(out)
        try:
            generation.begin()
            inputs = station_inputs(plan)
            reused = _reused(plan, generation, chosen, inputs)
            done([plan.stations[index].id for index in reused], True)
            missing = sorted({*chosen} - {*reused})
            failures = dict(_computed(plan, generation, missing, inputs, done, workers, cluster))
            return _closed(plan, generation, chosen, failures, len(reused))
        except OSError as error:
            raise stopped_by(error) from error
        finally:
            generation.drop_if_empty()


def _reused(plan: Plan, generation: Generation, chosen: Sequence[int], inputs: Sequence[str]) -> list[int]:
    """Numbers of the stations that are finished already; all else is removed from the generation."""
    ids = {index: plan.stations[index].id for index in chosen}
    current = current_stations(generation.out)
    kept = []
    for index, name in ids.items():
        found = generation.finished(name, inputs[index])
        if found is None and name in current and current[name].inputs == inputs[index]:
            found = generation.taken_over(name, current[name])
        if found is not None:
            kept.append(index)
    generation.keep_only({ids[index] for index in kept})
    return kept


def _computed(
    plan: Plan,
    generation: Generation,
    missing: Sequence[int],
    inputs: Sequence[str],
    done: Callable[[Collection[str], bool], None],
    workers: int | None,
    cluster: str | None,
) -> FAILURES:
    """Assess the missing stations, here or by workers."""
    seen = generation.names()

    def look() -> None:
        fresh = generation.names() - seen
        if fresh:
            seen.update(fresh)
            done(fresh, False)

    processes = processes_for(len(missing), workers)
    if cluster is None and processes < 2:
        failures: FAILURES = []
        for index in missing:
            failures += _assess_into(plan, index, generation, inputs[index])
            look()
        return failures
    with executor(generation.out, processes, cluster) as pool:
        batches = batches_of(plan, processes, missing, generation.network.resolve())
        tasks = [(batch, [inputs[index] for index in batch.own]) for batch in batches]
        return batches_done(pool, _work, tasks, generation.out, look)


def _work(batch: Batch, out: Path, inputs: Sequence[str]) -> FAILURES:
    """Task of a worker: the stations of a batch, one after another."""
    one_thread()
    generation = Generation(out)
    failures: FAILURES = []
    for place, digest in zip(batch.places, inputs, strict=True):
        if is_asked_to_stop():
            break
        failures += _assess_into(batch.plan, place, generation, digest)
    return failures


def _assess_into(plan: Plan, index: int, generation: Generation, inputs: str) -> FAILURES:
    """Assess a station into the generation; if it cannot be assessed, return why, so that the others go on."""
    name = plan.stations[index].id
    try:
        row = write_station(plan, index, generation.part(name))
        generation.keep(name, inputs, dict(row))
    except (OSError, MemoryError):  # not the station's fault: the next would meet the same
        raise
    except Exception as error:  # noqa: BLE001, listed with the run and ends the command with a fault
        reason = str(error) or type(error).__name__
        return [(name, reason if isinstance(error, ValueError) else f"{type(error).__name__}: {reason}")]
    return []


def _closed(
    plan: Plan, generation: Generation, chosen: Sequence[int], failures: Mapping[str, str], reused: int
) -> WrittenRun:
    """Write the run's tables and make the generation current."""
    stations = [plan.stations[index] for index in chosen]
    found = {station.id: generation.record(station.id) for station in stations if station.id not in failures}
    if not found:
        raise ValueError("; ".join(dict.fromkeys(failures.values())) or "no station was chosen")
    rows = _rows(found)
    tables = RunTables(plan, rows, [station for station in stations if station.id in failures], failures)
    tables.write(generation.new)
    if "map" in plan.outputs:
        write_assets(generation.new)
    if plan.options is not None:
        (generation.new / PLAN_FILE).write_text(plan.options.relative_to(generation.out).text, encoding="utf-8")
    generation.become_current(found, failures)
    return WrittenRun(rows, failures, reused)


def _rows(found: Mapping[str, FinishedStation]) -> list[SummaryRow]:
    return [cast("SummaryRow", record.row) for record in found.values()]


def chosen_ids(plan: Plan, only: Sequence[str] | None) -> list[str]:
    """Ids of the stations that are assessed, in the order of the plan: all, or those asked for.

    Raises
    ------
    ValueError
        If one of those asked for is not among the stations.
    """
    known = [station.id for station in plan.stations]
    if unknown := [name for name in only or () if name not in known]:
        raise ValueError(f"--only {unknown[0]}: no station with this id; there are: {', '.join(known[:MOST_NAMED])}")
    return [name for name in known if not only or name in only]
