"""``emfassess assess``: the main job."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from emfassess.cli.option_values import Json, Quiet
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
        bool, typer.Option("--fail-on-exceed", help="Exit 1 if a station exceeds a limit, also on condition.")
    ] = False,
    existing: Annotated[
        Path | None, typer.Option(help="Folder of an earlier run: compare each station with its state there.")
    ] = None,
    only: Annotated[
        list[str] | None, typer.Option(help="Assess only the station with this id, all summed; may be repeated.")
    ] = None,
    quiet: Quiet = False,
    as_json: Json = False,
    *,
    asked: Mapping[str, Any],
) -> None:
    """Assess stations: levels around each, the verdict, a map and a report."""
    from emfassess.cli.answers.run import verdict_counts
    from emfassess.exposure.compliance import Verdict
    from emfassess.jobs.plan import read_plan
    from emfassess.jobs.proposals import read_existing, write_proposals
    from emfassess.jobs.run import chosen_ids, write_run

    plan = read_plan(paths or [DEFAULT_STATIONS], **asked)
    ids = chosen_ids(plan, only)
    before = None if existing is None else read_existing(existing, ids)
    with progress(spoken(asked["language"])("assessing"), len(ids), quiet) as step:
        rows = write_run(plan, out, step, only=ids)
    if before is not None:
        write_proposals(before, out, ids, plan.language, plan.day)
    _print_summary(rows, plan, out, spoken(asked["language"]), quiet=quiet, as_json=as_json)
    counts = verdict_counts(rows)
    if fail_on_exceed and (counts[Verdict.EXCEEDS] or counts[Verdict.CONDITIONALLY_EXCEEDS]):
        raise typer.Exit(1)


def _print_summary(
    rows: "Sequence[SummaryRow]", plan: "Plan", out: Path, text: "Language", *, quiet: bool, as_json: bool
) -> None:
    """Print what a run found, its warnings on standard error."""
    from emfassess.cli.answers.run import run_lines, run_summary
    from emfassess.cli.answers.warnings import notice_lines, notice_records, notices_of
    from emfassess.jobs.run import hot_spots_of, run_warnings

    notices = notices_of(plan.stations, run_warnings(out, [row["station_id"] for row in rows]))
    hot_spots = hot_spots_of(out)
    if as_json:
        found = run_summary(rows, hot_spots, plan.limits, out, notice_records(notices))
        typer.echo(json.dumps(found, ensure_ascii=False, indent=1))
    elif not quiet:
        typer.echo("\n".join(run_lines(rows, hot_spots, plan.limits, out, text)))
    if not quiet:
        where = text("the report of each station in {folder}/", folder=out)
        for line in notice_lines(notices, where, text):
            typer.echo(line, err=True)
