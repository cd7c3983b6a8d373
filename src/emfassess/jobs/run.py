"""A run: every station assessed and written, all or nothing."""

import json
import os
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from emfassess.assessment.assess import assess
from emfassess.assessment.result import Assessment
from emfassess.assessment.supplement import appraise
from emfassess.assumptions import Assumption
from emfassess.exposure.uncertainty import DRAWS
from emfassess.field import Propagation
from emfassess.geometry import LocalFrame
from emfassess.jobs.batches import RANGE, Batch, batches_of
from emfassess.jobs.near_stations import SummedStations, overlooked, summed_stations
from emfassess.jobs.plan import Plan, zone_limits_of
from emfassess.jobs.run_options import PLAN_FILE
from emfassess.language import language as language_of
from emfassess.limits.limit_set import LimitSet
from emfassess.publish.data import assessment_record as records
from emfassess.publish.data.building_files import write_buildings
from emfassess.publish.data.provenance import provenance_of
from emfassess.publish.data.records import StationAssessmentRecord
from emfassess.publish.data.responsibility_types import HotSpotRecord
from emfassess.publish.data.row_types import RunRecord, SummaryRow, stations_geojson
from emfassess.publish.data.shared_records import limit_record
from emfassess.publish.data.supplement import appraisal_record
from emfassess.publish.data.tables import csv_text
from emfassess.publish.data.writing import json_text, staged
from emfassess.publish.data.zones import write_zones
from emfassess.publish.figures.assessment import save_svg
from emfassess.publish.figures.report_figures import report_figures
from emfassess.publish.maps.station import map_html
from emfassess.publish.reports.assessment import report_document, report_sheets
from emfassess.publish.reports.typesetting import typeset_document
from emfassess.publish.reports.workbook import workbook
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
    folder.mkdir()
    provenance = provenance_of(assessment, plan.day, plan.command, plan.further_inputs)
    text = language_of(plan.language)
    appraisal = appraise(assessment, zone_limits_of(assessment.limits))
    if assessment.buildings is not None:
        write_buildings(assessment, folder)
    drawn = {}
    for name, figure in report_figures(assessment, appraisal.zones, text).items():
        save_svg(figure, folder / f"{name}.svg")
        drawn[name] = (folder / f"{name}.svg").read_bytes()
    record = StationAssessmentRecord(
        **records.assessment_record(assessment, provenance, also),
        **appraisal_record(assessment, appraisal, zone_limits_of(assessment.limits)),
    )
    (folder / "assessment.json").write_text(json_text(record), encoding="utf-8")
    (folder / "points.csv").write_text(records.points_csv(assessment), encoding="utf-8")
    (folder / "contributions.csv").write_text(records.contributions_csv(assessment), encoding="utf-8")
    (folder / "map.html").write_text(map_html(assessment, plan.language), encoding="utf-8")
    document = report_document(assessment, provenance, drawn, plan.language, record, also=also)
    (folder / "report.pdf").write_bytes(typeset_document(document))
    sheets = report_sheets(document, assessment, record)
    (folder / "report.xlsx").write_bytes(workbook(sheets, document.content["title"], plan.day))
    write_zones(appraisal.zones, assessment.frame, folder)
    records.write_netcdf(assessment, folder / "exposure.nc")
    by_set = {found.limits.id: found for found in (assessment, *also)}
    return records.summary_row(assessment, [by_set[limits.id] for limits in plan.also])


def write_run(
    plan: Plan, out: Path, done: Callable[[str], None] = lambda _: None, only: Collection[str] | None = None
) -> list[SummaryRow]:
    """Assess all stations and write the run's folder; if anything fails, nothing in it has changed.

    Parameters
    ----------
    plan : Plan
        What to compute.
    out : Path
        The run's folder; folders of other stations in it are left alone.
    done : callable, optional
        Called with a station's id when it is finished, for a progress bar.
    only : collection of str, optional
        Ids of the stations that are assessed; all are summed.

    Returns
    -------
    list of dict
        One line a station, in the order of the stations.
    """
    with staged(out) as fresh:
        found = {}
        for index, row in _station_rows(plan, fresh, only):
            found[index] = row
            done(plan.stations[index].id)
        rows = [found[index] for index in sorted(found)]
        hot_spots = run_hot_spots(fresh, [row["station_id"] for row in rows])
        (fresh / "index.json").write_text(json_text(_index(plan, rows, hot_spots)), encoding="utf-8")
        if plan.options is not None:
            (fresh / PLAN_FILE).write_text(plan.options.relative_to(out).text, encoding="utf-8")
        (fresh / "stations.geojson").write_text(json_text(stations_geojson(rows)), encoding="utf-8")
        (fresh / "summary.csv").write_text(csv_text(rows), encoding="utf-8")
    return rows


def _station_rows(plan: Plan, fresh: Path, only: Collection[str] | None) -> Iterator[tuple[int, SummaryRow]]:
    """Lines of the stations with their numbers, by a process a core where there are enough to share."""
    chosen = [index for index, station in enumerate(plan.stations) if only is None or station.id in only]
    workers = min(os.cpu_count() or 1, len(chosen) // 4)
    if workers < 2:
        for index in chosen:
            yield index, write_station(plan, index, fresh / plan.stations[index].id)
        return
    # every core has a worker: more threads in each would only wait for one another
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # spawn: a forked copy of a process that runs compiled threads may hang
    with ProcessPoolExecutor(workers, get_context("spawn"), initializer=_begin) as pool:
        try:
            batches = batches_of(plan, workers, chosen)
            for batch, rows in zip(batches, pool.map(_work, batches, [fresh] * len(batches)), strict=True):
                yield from zip(batch.own, rows, strict=True)
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise


def _begin() -> None:
    """Keep a worker's compiled loops to one thread, since every core has a worker."""
    from numba import set_num_threads

    set_num_threads(1)


def _work(batch: Batch, fresh: Path) -> list[SummaryRow]:
    stations = batch.plan.stations
    return [write_station(batch.plan, place, fresh / stations[place].id) for place in batch.places]


def run_hot_spots(folder: Path, station_ids: Sequence[str]) -> list[HotSpotRecord]:
    """Hot spots of a run, each once: as the station that causes it has it, else as the first station that sees it."""
    found: dict[str, HotSpotRecord] = {}
    causes = set(station_ids)
    for station_id in station_ids:
        record = json.loads((folder / station_id / "assessment.json").read_text(encoding="utf-8"))
        for hot_spot in record["hot_spots"]:
            cause = hot_spot["cause"]["station_id"]
            if cause == station_id or (cause not in causes and hot_spot["id"] not in found):
                found[hot_spot["id"]] = hot_spot
    return sorted(found.values(), key=lambda hot_spot: (-hot_spot["exposure_ratio"], hot_spot["id"]))


def hot_spots_of(folder: Path) -> list[HotSpotRecord]:
    """Hot spots of a run that was written."""
    index: RunRecord = json.loads((folder / "index.json").read_text(encoding="utf-8"))
    return index["hot_spots"]


def run_warnings(folder: Path, station_ids: Sequence[str]) -> list[Assumption]:
    """Warnings of the results of a run that was written, each with the stations or antennas that it concerns."""
    found = []
    for station_id in station_ids:
        record = json.loads((folder / station_id / "assessment.json").read_text(encoding="utf-8"))
        for warning in record["warnings"]:
            values = tuple(warning["values"].items())
            found.append(Assumption(warning["code"], values, tuple(warning["where"]) or (station_id,)))
    return found


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


def _index(plan: Plan, rows: Sequence[SummaryRow], hot_spots: list[HotSpotRecord]) -> RunRecord:
    return {
        "schema": "emfassess-run/2",
        "limit": limit_record(plan.limits),
        "limits": [limit_record(limits) for limits in plan.judging],
        "also": [limit_record(limits) for limits in plan.also],
        "language": plan.language,
        "stations": [
            {
                "id": row["station_id"],
                "name": row["station_name"],
                "operator": row["operator"],
                "longitude": row["longitude"],
                "latitude": row["latitude"],
                "country": row["country"] or None,
                "limit": row["limit"],
                "verdict": row["verdict"],
                "max_exposure_ratio": row["max_exposure_ratio"],
                "path": f"{row['station_id']}/",
            }
            for row in rows
        ],
        "hot_spots": hot_spots,
    }
