"""``emfassess assess``: the main job."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from emfassess.cli.option_values import Json, Quiet, Strict
from emfassess.cli.progress import many_pieces
from emfassess.cli.resumable import resumable
from emfassess.cli.run_options import RUN_OPTIONS, with_run_options
from emfassess.cli.spoken import spoken

if TYPE_CHECKING:
    from emfassess.jobs.plan import Plan
    from emfassess.jobs.run import WrittenRun
    from emfassess.language import Language

DEFAULT_STATIONS = Path("stations")
DEFAULT_OUT = Path("reports")
BAD_INPUT = 2


@with_run_options(*RUN_OPTIONS)
def assess(
    paths: Annotated[list[Path] | None, typer.Argument(help="Station files, tables or folders.")] = None,
    out: Annotated[Path, typer.Option(help="Folder of the run.")] = DEFAULT_OUT,
    fail_on_exceed: Annotated[
        bool, typer.Option("--fail-on-exceed", help="Exit 1 if a station exceeds a limit, also on condition.")
    ] = False,
    existing: Annotated[
        Path | None, typer.Option(help="Folder of an earlier run: compare each station with its state there.")
    ] = None,
    only: Annotated[
        list[str] | None, typer.Option(help="Assess only the station with this id, all summed; may be repeated.")
    ] = None,
    outputs: Annotated[
        str | None,
        typer.Option(
            help="Files of each station, with commas between: json, csv, netcdf, map, figures, report, zones."
        ),
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes on this machine; one a core without it.")
    ] = None,
    cluster: Annotated[str | None, typer.Option(help="Address of a Dask scheduler, tcp://host:port.")] = None,
    strict: Strict = False,
    quiet: Quiet = False,
    as_json: Json = False,
    *,
    asked: Mapping[str, Any],
) -> None:
    """Assess stations: levels around each, the verdict, a map and a report; run again to go on after an interruption."""
    from emfassess.cli.answers.run import verdict_counts
    from emfassess.cli.answers.warnings import refuse_implausible
    from emfassess.exposure.compliance import Verdict
    from emfassess.jobs.plan import read_plan
    from emfassess.jobs.points import far_named_points
    from emfassess.jobs.proposals import read_existing, write_proposals
    from emfassess.jobs.run import chosen_ids, write_run

    kinds = None if outputs is None else tuple(name.strip() for name in outputs.split(","))
    plan = read_plan(paths or [DEFAULT_STATIONS], outputs=kinds, **asked)
    if strict:
        refuse_implausible(plan.stations, far_named_points(plan))
    ids = chosen_ids(plan, only)
    before = None if existing is None else read_existing(existing, ids)
    with resumable(), many_pieces(spoken(asked["language"])("assessing"), len(ids), quiet) as step:
        run = write_run(plan, out, step, only=ids, workers=workers, cluster=cluster)
    if before is not None:
        write_proposals(before, out, [name for name in ids if name not in run.failures], plan.language, plan.day)
    _print_summary(run, plan, out, spoken(asked["language"]), quiet=quiet, as_json=as_json)
    if not run.is_complete:
        raise typer.Exit(BAD_INPUT)
    counts = verdict_counts(run.rows)
    if fail_on_exceed and (counts[Verdict.EXCEEDS] or counts[Verdict.CONDITIONALLY_EXCEEDS]):
        raise typer.Exit(1)


def _print_summary(run: "WrittenRun", plan: "Plan", out: Path, text: "Language", *, quiet: bool, as_json: bool) -> None:
    """Print what a run found, its warnings on standard error."""
    from emfassess.cli.answers.run import run_lines, run_summary
    from emfassess.cli.answers.warnings import notice_lines, notice_records, notices_of
    from emfassess.jobs.points import far_named_points
    from emfassess.jobs.run_tables import hot_spots_of, run_warnings

    warnings = [*run_warnings(out, [row["station_id"] for row in run.rows]), *far_named_points(plan)]
    notices = notices_of(plan.stations, warnings)
    hot_spots = hot_spots_of(out)
    if as_json:
        found = run_summary(run.rows, hot_spots, plan.limits, out, notice_records(notices), run.failures)
        typer.echo(json.dumps(found, ensure_ascii=False, indent=1))
    elif not quiet:
        typer.echo("\n".join(run_lines(run.rows, hot_spots, plan.limits, out, text)))
    if not quiet:
        where = text("the report of each station in {folder}/", folder=out)
        for line in notice_lines(notices, where, text):
            typer.echo(line, err=True)
    for line in _failures(run.failures, text):
        typer.echo(line, err=True)


def _failures(failures: Mapping[str, str], text: "Language") -> Sequence[str]:
    """Stations that could not be assessed, with the reasons, as lines; none where all were."""
    if not failures:
        return []
    return [
        text.plural(
            "INCOMPLETE: {count} station could not be assessed and has no result",
            "INCOMPLETE: {count} stations could not be assessed and have no result",
            count=len(failures),
        ),
        *(f"  {text.labelled(name, reason)}" for name, reason in failures.items()),
    ]
