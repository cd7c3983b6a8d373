"""``emfassess assess``: the main job."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from emfassess.cli.progress import progress
from emfassess.cli.run_options import RUN_OPTIONS, with_run_options

if TYPE_CHECKING:
    from emfassess.jobs.plan import Plan
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
    with progress("assessing", len(plan.stations)) as step:
        rows = write_run(plan, out, step)
    if before is not None:
        write_proposals(before, out, ids, plan.language, plan.day)
    counts = _print_summary(rows, plan, out)
    # a level above the limit is one, even where its uncertainty leaves the verdict open
    if fail_on_exceed and (counts["exceeds"] or any(row["max_exposure_ratio"] > 1 for row in rows)):
        raise typer.Exit(1)


def _print_summary(rows: "Sequence[SummaryRow]", plan: "Plan", out: Path) -> dict[str, int]:
    """Print what a run found, and give how many stations have each verdict."""
    worst = max(rows, key=lambda row: row["max_exposure_ratio"])
    counts = {v: sum(row["verdict"] == v for row in rows) for v in ("compliant", "indeterminate", "exceeds")}
    told = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
    typer.echo(f"{len(rows)} stations under {plan.limits.standard} ({plan.limits.population}): {told}")
    typer.echo(
        f"greatest: {100 * worst['max_exposure_ratio']:.3g} % of the limit at {worst['station_id']} "
        f"({worst['place']}, {worst['power_density_w_m2']:.3g} W/m², {worst['field_strength_v_m']:.3g} V/m)"
    )
    high = sum(row["buildings_above_limit"] for row in rows)
    if high:
        typer.echo(f"ABOVE THE LIMIT at {high} buildings: see buildings.csv and the report of each station")
    typer.echo(f"written to {out}/: a folder for each station, index.json, stations.geojson, summary.csv")
    return counts
