"""``emfassess assess``: the main job."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from emfassess.cli.progress import progress
from emfassess.cli.run_options import RUN_OPTIONS, with_run_options
from emfassess.cli.spoken import spoken

if TYPE_CHECKING:
    from emfassess.jobs.plan import Plan
    from emfassess.language import Language
    from emfassess.publish.data.row_types import SummaryRow

DEFAULT_STATIONS = Path("stations")
DEFAULT_OUT = Path("reports")


@with_run_options(*RUN_OPTIONS)
def assess(
    paths: Annotated[list[Path] | None, typer.Argument(help="Station files, tables or folders.")] = None,
    out: Annotated[Path, typer.Option(help="Folder of the run.")] = DEFAULT_OUT,
    fail_on_exceed: Annotated[
        bool, typer.Option("--fail-on-exceed", help="Exit 1 if a level is above a limit.")
    ] = False,
    existing: Annotated[
        Path | None, typer.Option(help="Folder of an earlier run: compare each station with its state there.")
    ] = None,
    *,
    asked: Mapping[str, Any],
) -> None:
    """Assess stations: levels around each, the verdict, a map and a report."""
    from emfassess.jobs.plan import read_plan
    from emfassess.jobs.proposals import read_existing, write_proposals
    from emfassess.jobs.run import write_run

    plan = read_plan(paths or [DEFAULT_STATIONS], **asked)
    ids = [station.id for station in plan.stations]
    before = None if existing is None else read_existing(existing, ids)
    with progress(spoken(asked["language"])("assessing"), len(plan.stations)) as step:
        rows = write_run(plan, out, step)
    if before is not None:
        write_proposals(before, out, ids, plan.language, plan.day)
    counts = _print_summary(rows, plan, out, spoken(asked["language"]))
    # a level above the limit is one, even where its uncertainty leaves the verdict open
    if fail_on_exceed and (counts["exceeds"] or any(row["max_exposure_ratio"] > 1 for row in rows)):
        raise typer.Exit(1)


def _print_summary(rows: "Sequence[SummaryRow]", plan: "Plan", out: Path, text: "Language") -> dict[str, int]:
    """Print what a run found, and give how many stations have each verdict."""
    from emfassess.publish.text.names import POPULATION
    from emfassess.publish.text.verdicts import VERDICT_WORD

    worst = max(rows, key=lambda row: row["max_exposure_ratio"])
    counts = {v: sum(row["verdict"] == v for row in rows) for v in ("compliant", "indeterminate", "exceeds")}
    verdicts = text.joined(text.labelled(text(VERDICT_WORD[name]), count) for name, count in counts.items() if count)
    typer.echo(
        text.plural(
            "{count} station under {standard} ({population}): {verdicts}",
            "{count} stations under {standard} ({population}): {verdicts}",
            count=len(rows),
            standard=plan.limits.standard,
            population=text(POPULATION[plan.limits.population]),
            verdicts=verdicts,
        )
    )
    typer.echo(
        text(
            "greatest: {percent} % of the limit at {station} ({place}, {density} W/m², {strength} V/m)",
            percent=f"{100 * worst['max_exposure_ratio']:.3g}",
            station=worst["station_id"],
            place=worst["place"],
            density=f"{worst['power_density_w_m2']:.3g}",
            strength=f"{worst['field_strength_v_m']:.3g}",
        )
    )
    high = sum(row["buildings_above_limit"] for row in rows)
    if high:
        typer.echo(
            text.plural(
                "ABOVE THE LIMIT at {count} building: see buildings.csv and the report of each station",
                "ABOVE THE LIMIT at {count} buildings: see buildings.csv and the report of each station",
                count=high,
            )
        )
    typer.echo(
        text("written to {folder}/: a folder for each station, index.json, stations.geojson, summary.csv", folder=out)
    )
    return counts
