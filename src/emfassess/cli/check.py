"""``emfassess check``: validate station files and tables."""

from pathlib import Path
from typing import Annotated

import typer


def check(paths: Annotated[list[Path], typer.Argument(help="Station files, tables or folders.")]) -> None:
    """Validate station files and tables; every fault is one line."""
    from emfassess.readers.station_files import read_stations

    stations = read_stations(paths)
    antennas = [antenna for station in stations for antenna in station.antennas]
    carriers = sum(len(antenna.carriers) for antenna in antennas)
    typer.echo(f"{len(stations)} stations, {len(antennas)} antennas, {carriers} carriers: no fault found")
