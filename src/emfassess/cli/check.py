"""``emfassess check``: validate station files and tables."""

import json
from pathlib import Path
from typing import Annotated

import typer

from emfassess.cli.option_values import Json, Quiet, Strict
from emfassess.cli.spoken import spoken


def check(
    paths: Annotated[list[Path], typer.Argument(help="Station files, tables or folders.")],
    strict: Strict = False,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Validate station files and tables; every fault is one line."""
    from emfassess.cli.answers.warnings import notice_lines, notice_records, notices_of, refuse_implausible
    from emfassess.readers.station_files import read_stations

    stations = read_stations(paths)
    if strict:
        refuse_implausible(stations)
    antennas = [antenna for station in stations for antenna in station.antennas]
    carriers = sum(len(antenna.carriers) for antenna in antennas)
    text, notices = spoken(), notices_of(stations)
    if as_json:
        counts = {"stations": len(stations), "antennas": len(antennas), "carriers": carriers}
        typer.echo(json.dumps({**counts, "warnings": notice_records(notices)}, ensure_ascii=False, indent=1))
    elif not quiet:
        typer.echo(
            text(
                "{stations}, {antennas}, {carriers}: no fault found",
                stations=text.plural("{count} station", "{count} stations", count=len(stations)),
                antennas=text.plural("{count} antenna", "{count} antennas", count=len(antennas)),
                carriers=text.plural("{count} carrier", "{count} carriers", count=carriers),
            )
        )
    for line in [] if quiet else notice_lines(notices, "emfassess check --json", text):
        typer.echo(line, err=True)
