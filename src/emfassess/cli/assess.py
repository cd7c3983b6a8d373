"""``emfassess assess``: the main job."""

from pathlib import Path
from typing import Annotated

import typer

from emfassess.cli.choices import Language, Population, Scenario
from emfassess.cli.progress import progress

DEFAULT_STATIONS = Path("stations")
DEFAULT_OUT = Path("reports")


def assess(
    paths: Annotated[list[Path] | None, typer.Argument(help="Station files, tables or folders.")] = None,
    limit: Annotated[str | None, typer.Option(help="Limit set that gives the verdict.")] = None,
    population: Annotated[Population | None, typer.Option(help="Whose limits.")] = None,
    scenario: Annotated[Scenario | None, typer.Option(help="Which scenario gives the verdict.")] = None,
    out: Annotated[Path, typer.Option(help="Folder of the run.")] = DEFAULT_OUT,
    fail_on_exceed: Annotated[
        bool, typer.Option("--fail-on-exceed", help="Exit 1 if a level is above a limit.")
    ] = False,
    language: Annotated[Language | None, typer.Option(help="Language of maps and reports.")] = None,
    also: Annotated[list[str] | None, typer.Option(help="Show the verdict under this limit set as well.")] = None,
    named_points: Annotated[Path | None, typer.Option(help="CSV of further places: homes, schools, windows.")] = None,
    ground: Annotated[str | None, typer.Option(help="none, factor:2.56, factor:4, two-ray:medium-dry ...")] = None,
    terrain: Annotated[Path | None, typer.Option(help="Terrain: GeoTIFF, ESRI grid, or points.")] = None,
    buildings: Annotated[Path | None, typer.Option(help="Buildings: GeoPackage, GeoJSON, Shapefile, OSM ...")] = None,
    obstruction: Annotated[str | None, typer.Option(help="none, penetration:12, diffraction ...")] = None,
    wall_reflection: Annotated[str | None, typer.Option(help="none, factor:1.5, image ...")] = None,
    existing: Annotated[
        Path | None, typer.Option(help="Folder of an earlier run: stand each station beside its state there.")
    ] = None,
    day: Annotated[str | None, typer.Option("--date", help="Date printed on the reports, YYYY-MM-DD.")] = None,
) -> None:
    """Assess stations: levels around each, the verdict, a map and a report."""
    from emfassess.jobs.plan import read_plan
    from emfassess.jobs.proposals import read_existing, write_proposals
    from emfassess.jobs.run import write_run

    plan = read_plan(
        paths or [DEFAULT_STATIONS],
        limit=limit,
        population=population,
        scenario=scenario,
        language=language,
        also=also,
        named_points=named_points,
        day=day,
        ground=ground,
        terrain=terrain,
        buildings=buildings,
        obstruction=obstruction,
        wall_reflection=wall_reflection,
    )
    ids = [station.id for station in plan.stations]
    before = None if existing is None else read_existing(existing, ids)
    with progress("assessing", len(plan.stations)) as step:
        rows = write_run(plan, out, step)
    if before is not None:
        write_proposals(before, out, ids, plan.language, plan.day)
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
    # a level above the limit is one, even where its uncertainty leaves the verdict open
    if fail_on_exceed and (counts["exceeds"] or worst["max_exposure_ratio"] > 1):
        raise typer.Exit(1)
