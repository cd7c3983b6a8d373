"""``emfassess points``: levels at given points."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from emfassess.cli.option_values import Json, Model, Quiet, Scenario, Strict
from emfassess.cli.run_options import with_run_options
from emfassess.cli.spoken import spoken


@with_run_options(
    "ground",
    "terrain",
    "buildings",
    "height_column",
    "obstruction",
    "wall_reflection",
    "limit",
    "population",
    "scatter_dbi",
)
def points(
    paths: Annotated[list[Path], typer.Argument(help="Station files, tables or folders.")],
    at: Annotated[Path, typer.Option(help="CSV: id, height_m and longitude, latitude or east_m, north_m.")],
    out: Annotated[Path, typer.Option(help="CSV to write.")],
    model: Annotated[Model, typer.Option(help="Model of the field.")] = Model.AUTO,
    scenario: Annotated[Scenario, typer.Option(help="Theoretical or actual maximum.")] = Scenario.THEORETICAL,
    strict: Strict = False,
    quiet: Quiet = False,
    as_json: Json = False,
    *,
    asked: Mapping[str, Any],
) -> None:
    """Compute levels at given points, all carriers summed."""
    from emfassess.cli.answers.warnings import notice_lines, notice_records, notices_of, refuse_implausible
    from emfassess.jobs.plan import read_plan
    from emfassess.jobs.points import far_points, point_assumptions, write_point_levels
    from emfassess.readers.point_files import read_points
    from emfassess.stations import station_warnings

    plan = read_plan(paths, **asked)
    table = read_points(at, plan.stations[0])
    far = far_points(plan, table)
    if strict:
        refuse_implausible(plan.stations, far)
    rows = write_point_levels(plan, table, out, model=model, scenario=scenario)
    notices, text = (
        notices_of(plan.stations, [*station_warnings(plan.stations), *far], point_assumptions(plan)),
        spoken(),
    )
    if as_json:
        found = {
            "file": str(out),
            "limit": plan.limits.id,
            "scatter_dbi": plan.scatter_dbi,
            "points": rows,
            "warnings": notice_records(notices),
        }
        typer.echo(json.dumps(found, ensure_ascii=False, indent=1))
    elif not quiet:
        typer.echo(
            text.plural(
                "{count} point written to {file}", "{count} points written to {file}", count=len(table.ids), file=out
            )
        )
    for line in [] if quiet else notice_lines(notices, "emfassess points --json", text):
        typer.echo(line, err=True)
