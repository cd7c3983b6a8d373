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
    terrain: Annotated[Path | None, typer.Option(help="Terrain: GeoTIFF, ESRI grid, or points.")] = None,
    buildings: Annotated[Path | None, typer.Option(help="Buildings: GeoPackage, GeoJSON, Shapefile, OSM ...")] = None,
    obstruction: Annotated[str | None, typer.Option(help="none, penetration:12, diffraction ...")] = None,
    wall_reflection: Annotated[str | None, typer.Option(help="none, factor:1.5, image ...")] = None,
    limit: Annotated[str | None, typer.Option(help="Limit set of the exposure ratio.")] = None,
    population: Annotated[Population | None, typer.Option(help="Whose limits.")] = None,
) -> None:
    """Compute levels at given points, all carriers summed."""
    from emfassess.jobs.plan import read_plan
    from emfassess.jobs.points import write_point_levels
    from emfassess.readers.point_files import read_points

    plan = read_plan(
        paths,
        limit=limit,
        population=population,
        ground=ground,
        terrain=terrain,
        buildings=buildings,
        obstruction=obstruction,
        wall_reflection=wall_reflection,
    )
    table = read_points(at, plan.stations[0])
    write_point_levels(plan, table, out, model=model, scenario=scenario)
    typer.echo(f"{len(table.ids)} points written to {out}")
