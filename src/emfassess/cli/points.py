"""``emfassess points``: levels at given points."""

from pathlib import Path
from typing import Annotated

import typer

from emfassess.cli.choices import Model, Population, Scenario


def points(
    paths: Annotated[list[Path], typer.Argument(help="Station files, tables or folders.")],
    at: Annotated[Path, typer.Option(help="CSV: id, height_m and longitude, latitude or east_m, north_m.")],
    out: Annotated[Path, typer.Option(help="CSV to write.")],
    model: Annotated[Model, typer.Option(help="Model of the field.")] = Model.AUTO,
    scenario: Annotated[Scenario, typer.Option(help="Theoretical or actual maximum.")] = Scenario.THEORETICAL,
    ground: Annotated[str | None, typer.Option(help="none, factor:2.56, factor:4, two-ray:medium-dry ...")] = None,
    limit: Annotated[str | None, typer.Option(help="Limit set of the exposure ratio.")] = None,
    population: Annotated[Population | None, typer.Option(help="Whose limits.")] = None,
) -> None:
    """Compute levels at given points, all carriers summed."""
    from emfassess.field import Propagation
    from emfassess.publish.plan import read_plan
    from emfassess.publish.point_levels import write_point_levels
    from emfassess.readers.point_files import read_points

    plan = read_plan(paths, limit=limit, population=population, ground=ground)
    table = read_points(at, plan.stations[0])
    write_point_levels(
        plan.stations, plan.limits, table, out, propagation=Propagation(model, plan.ground), scenario=scenario
    )
    typer.echo(f"{len(table.ids)} points written to {out}")
