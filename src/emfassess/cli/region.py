"""``emfassess region``: the exposure raster of a city or country."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from emfassess.cli.option_values import Receivers
from emfassess.cli.progress import progress
from emfassess.cli.resumable import resumable
from emfassess.cli.run_options import with_run_options
from emfassess.cli.spoken import spoken

if TYPE_CHECKING:
    from emfassess.language import Language
    from emfassess.region.plan import RegionPlan


@with_run_options(
    "limit",
    "population",
    "scenario",
    "terrain",
    "buildings",
    "obstruction",
    "wall_reflection",
    "ground",
    "scatter_dbi",
)
def region(
    paths: Annotated[list[Path], typer.Argument(help="Station files, tables or folders.")],
    cell: Annotated[float, typer.Option(help="Side of a cell in metres.")],
    height: Annotated[str, typer.Option(help="Heights above ground in metres, with commas between.")],
    out: Annotated[Path, typer.Option(help="Folder of the run.")],
    bounds: Annotated[
        str | None, typer.Option(help="west,south,east,north in degrees; all stations without it.")
    ] = None,
    cluster: Annotated[str | None, typer.Option(help="Address of a Dask scheduler, tcp://host:port.")] = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes on this machine; threads without it.")] = None,
    crs: Annotated[str | None, typer.Option(help="Projected system of the cells; the UTM zone without it.")] = None,
    reach: Annotated[float, typer.Option("--range", help="Antennas within so many metres are summed.")] = 40_000.0,
    coarse_below: Annotated[float, typer.Option(help="Exposure ratios below this are stored to 0.26 dB.")] = 0.0,
    receivers: Annotated[
        Receivers, typer.Option(help="Heights count from the ground, or from roofs.")
    ] = Receivers.GROUND,
    expected: Annotated[
        bool, typer.Option("--expected", help="Store the expected level beside the bound: median, 5 and 95 %.")
    ] = False,
    maps: Annotated[bool, typer.Option("--maps/--no-maps", help="GeoTIFF and raster tiles of each height.")] = True,
    update: Annotated[
        bool, typer.Option("--update", help="Bring a finished run up to date with changed stations.")
    ] = False,
    *,
    asked: Mapping[str, Any],
) -> None:
    """Compute the exposure of a city or country on a raster; run again to go on after an interruption.

    Obstruction and wall reflection apply to antennas within 1 km. Levels of both scenarios are stored.
    """
    from emfassess.jobs.region_plan import region_plan

    plan = region_plan(
        paths,
        cell=cell,
        height=height,
        bounds=bounds,
        crs=crs,
        radius=reach,
        coarse_below=coarse_below,
        receivers=receivers,
        expected=expected,
        **asked,
    )
    with resumable():
        _compute(plan, out, maps, spoken(), cluster=cluster, workers=workers, update=update)


def _compute(
    plan: "RegionPlan",
    out: Path,
    maps: bool,
    text: "Language",
    *,
    cluster: str | None,
    workers: int | None,
    update: bool,
) -> None:
    """Compute the raster, draw its maps, and print a summary."""
    from emfassess.publish.maps.region import write_maps
    from emfassess.region.run import run_region

    blocks = plan.grid.shape[0] * plan.grid.shape[1]
    with progress(text("computing block"), blocks) as step:
        done = run_region(plan, out, cluster=cluster, workers=workers, update=update, step=step)
    if maps:
        with progress(text("drawing"), 3 * len(plan.heights)) as step:
            write_maps(out, plan.grid, plan.heights, step=step)
    typer.echo(
        text(
            "{rows} × {columns} cells of {cell} m, heights: {heights}, blocks: {blocks}, of which from before: {stored}; "
            "interpolated within {error} dB; written to {folder}/exposure.zarr",
            rows=plan.grid.rows,
            columns=plan.grid.columns,
            cell=f"{plan.grid.cell:g}",
            heights=len(plan.heights),
            blocks=blocks,
            stored=done.stored,
            error=f"{done.error_db:.2g}",
            folder=out,
        )
    )
