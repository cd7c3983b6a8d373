"""Campaigns of the register beside the model: for each the points in range of stations, and the files of its folder."""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from emfassess.assumptions import Assumption
from emfassess.comparison.compare import compare
from emfassess.comparison.corrected_map import FusedMap, fused_map
from emfassess.comparison.kriging import LEAST_POINTS, MOST_POINTS
from emfassess.comparison.result import Comparison
from emfassess.field import Propagation
from emfassess.field.sources import station_positions
from emfassess.geometry import LocalFrame
from emfassess.jobs.batches import RANGE
from emfassess.jobs.comparison_folder import write_comparison
from emfassess.jobs.counter_loads import NO_COUNTERS, CounterLoads, loads_during
from emfassess.jobs.import_campaign import campaign_ids
from emfassess.jobs.judge_campaign import judge_campaign
from emfassess.jobs.plan import Plan
from emfassess.language import Language
from emfassess.language.messages.names import COMPETITOR, OUTCOME, OUTCOME_STATISTIC
from emfassess.measured_levels import MeasuredLevels
from emfassess.measurement_files.counters import Counters
from emfassess.publish.data.comparison_record import comparison_record
from emfassess.publish.data.provenance import provenance_of
from emfassess.publish.text.comparison import finding_lines
from emfassess.readers.limit_sets import load_editions
from emfassess.readers.scene import read_scene
from emfassess.register import Actor, Register
from emfassess.stations import Source, Station
from emfassess.summaries import Summarised
from emfassess.surroundings import FLAT, Scene
from emfassess.units import Floats


@dataclass(frozen=True, eq=False, repr=False)
class MeasuredPoints(Summarised):
    """Some places of measured levels, with their share of today's limit: what a comparison takes."""

    point_ids: tuple[str, ...]
    longitude: Floats
    latitude: Floats
    height_m: Floats
    surface_height_m: Floats
    power_density: Floats
    field_strength: Floats
    detected_field_strength: Floats
    exposure_ratio: Floats
    censored: NDArray[np.bool_]
    expanded_uncertainty_db: Floats


def compare_campaigns(
    register: Register,
    wanted: Sequence[str],
    plan: Plan,
    today: datetime.date,
    actor: Actor,
    out: Path,
    reach: float,
    step: Callable[[str], None] = lambda _: None,
    counters: Sequence[Counters] = (),
) -> list[dict[str, Any]]:
    """Compare campaigns with the stations of a plan and write a folder for each; gives their records.

    Parameters
    ----------
    register : Register
    wanted : sequence of str
        Ids of campaigns; all if empty.
    plan : Plan
        Stations, limits, terrain and buildings.
    today : date
        Whose edition of the limits counts.
    actor : Actor
        Needs the right to see private entries.
    out : Path
        Folder of the comparisons.
    reach : float
        Points farther from every station are left out. [m]
    step : callable
        Called with the id of each finished campaign.
    counters : sequence of Counters
        By technology: the traffic of expected levels, where they cover a campaign.

    Raises
    ------
    ValueError
        If no point of a campaign lies that near to a station.
    """
    plan.require_one_country("measurements compare")
    records = []
    for name in campaign_ids(register, actor, wanted):
        editions = load_editions(plan.limits.id, plan.limits.population)
        judged = judge_campaign(register, name, editions, today, actor, most_lines=None)
        if judged.levels is None:
            raise ValueError(f"campaign {name} has no valid measured reading: there is nothing to compare")
        traffic = loads_during(counters, judged.campaign.start, judged.campaign.end)
        comparison, fused = compared(judged.levels, plan, reach, traffic)
        raw = Source(judged.campaign.raw_file.name, judged.campaign.raw_file.sha256, "measurement")
        read = dict.fromkeys(found.source for found in counters)
        provenance = provenance_of(comparison, plan.day, _command(name, plan), also=[raw, *read])
        folder = out / name
        folder.mkdir(parents=True, exist_ok=True)
        write_comparison(comparison, fused, provenance, folder, plan.language)
        records.append({"campaign": name, "folder": str(folder), **comparison_record(comparison, provenance, fused)})
        step(name)
    return records


def compared(
    levels: MeasuredLevels, plan: Plan, reach: float, traffic: CounterLoads = NO_COUNTERS
) -> tuple[Comparison, FusedMap | None]:
    """The comparison of a campaign's places near stations, and the fused map where there are enough points for one."""
    places, stations = _within_reach(levels, plan.stations, reach)
    measured, dropped = _points(levels, places), len(levels.point_ids) - int(places.sum())
    assumptions = (
        [Assumption("points-beyond-reach", (("count", str(dropped)), ("reach", f"{reach:g}")))] if dropped else []
    )
    comparison = compare(
        stations,
        plan.limits,
        measured,
        scenario=plan.scenario or "theoretical",
        propagation=Propagation(ground=plan.ground, obstruction=plan.obstruction),
        scene=_scene(plan, stations, measured),
        uncertainty=plan.uncertainty,
        scatter_dbi=plan.scatter_dbi,
        expected_settings=replace(plan.expected, loads={**plan.expected.loads, **traffic.loads}),
        assumptions=[*assumptions, *traffic.assumptions],
    )
    known = int((~comparison.censored).sum())
    return comparison, fused_map(comparison) if LEAST_POINTS <= known <= MOST_POINTS else None


def _within_reach(
    levels: MeasuredLevels, stations: Sequence[Station], reach: float
) -> tuple[NDArray[np.bool_], tuple[Station, ...]]:
    """Places within reach of a station, or without a position, and the stations around, the nearest one first."""
    placed = np.isfinite(levels.longitude)
    positions = station_positions(stations)
    frame = LocalFrame(stations[0].longitude, stations[0].latitude)
    points = np.full((len(placed), 2), np.nan)
    points[placed] = np.column_stack(frame.east_north(levels.longitude[placed], levels.latitude[placed]))
    gap = np.full((len(placed), len(stations)), np.inf)
    for index, position in enumerate(positions):
        gap[placed, index] = np.hypot(*(points[placed] - position).T)
    near = placed & (gap.min(axis=1) <= reach)
    if not near.any():
        raise ValueError(
            f"campaign {levels.campaign_id}: no point lies within {reach:g} m of a station; name the stations that "
            "are there with --stations, or take a greater --reach-m"
        )
    closest = gap[near].min(axis=0)
    order = [int(index) for index in np.argsort(closest, kind="stable") if closest[index] <= RANGE]
    return near | ~placed, tuple(stations[index] for index in order)


def _points(levels: MeasuredLevels, places: NDArray[np.bool_]) -> MeasuredPoints:
    return MeasuredPoints(
        point_ids=tuple(name for name, kept in zip(levels.point_ids, places, strict=True) if kept),
        exposure_ratio=levels.exposure_ratio_today[places],
        **{
            name: getattr(levels, name)[places]
            for name in MeasuredPoints.__dataclass_fields__
            if name not in ("point_ids", "exposure_ratio")
        },
    )


def _scene(plan: Plan, stations: Sequence[Station], measured: MeasuredPoints) -> Scene:
    """Surroundings of the points, in the plane of the first station."""
    if plan.scene_files.empty:
        return FLAT
    frame = LocalFrame(stations[0].longitude, stations[0].latitude)
    placed = np.isfinite(measured.longitude)
    east, north = frame.east_north(measured.longitude[placed], measured.latitude[placed])
    return read_scene(plan.scene_files, frame, float(np.max(np.abs([east, north]))))


def _command(name: str, plan: Plan) -> str:
    """The command that compares the same again."""
    chosen = (plan.command or "").removeprefix("emfassess assess ")
    return f"emfassess measurements compare {name} --stations {chosen}"


def comparison_lines(records: Sequence[dict[str, Any]], text: Language) -> list[str]:
    """Lines for a terminal."""
    lines = []
    for record in records:
        counts = text.joined(text.labelled(text(OUTCOME[name]), count) for name, count in record["outcomes"].items())
        points = text.plural("{count} point", "{count} points", count=len(record["points"]))
        lines.append(text.labelled(record["campaign"], text.bracketed(points, counts)))
        lines += ["  " + line for line in finding_lines(record, text)]
        found = record["statistics"]
        if found is None:
            lines.append("  " + text("too few points for statistics"))
        else:
            lines += [_estimate(text(name), found[f"{key}_db"], text) for key, name in OUTCOME_STATISTIC.items()]
        if record["fused"] is not None:
            errors = text.listed(
                f"{text(COMPETITOR[c['name']])} {c['rms_error_db']:.2f} dB" for c in record["fused"]["cross_validation"]
            )
            lines.append("  " + text("Leave-one-out check, root mean square error: {errors}", errors=errors))
    return lines


def _estimate(name: str, found: dict[str, Any], text: Language) -> str:
    values = {key: f"{found[key]:.2f}" for key in ("value", "low", "high")}
    return "  " + text("{name} {value} dB (95 %: {low} to {high} dB; predicted minus measured)", name=name, **values)
