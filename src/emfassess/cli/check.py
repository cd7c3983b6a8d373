"""``emfassess check``: validate station files and tables."""

from pathlib import Path
from typing import Annotated

import typer

from emfassess.cli.spoken import spoken


def check(paths: Annotated[list[Path], typer.Argument(help="Station files, tables or folders.")]) -> None:
    """Validate station files and tables; every fault is one line."""
    from emfassess.readers.station_files import read_stations

    stations = read_stations(paths)
    antennas = [antenna for station in stations for antenna in station.antennas]
    carriers = sum(len(antenna.carriers) for antenna in antennas)
    text = spoken()
    typer.echo(
        text(
            "{stations}, {antennas}, {carriers}: no fault found",
            stations=text.plural("{count} station", "{count} stations", count=len(stations)),
            antennas=text.plural("{count} antenna", "{count} antennas", count=len(antennas)),
            carriers=text.plural("{count} carrier", "{count} carriers", count=carriers),
        )
    )
