"""``emfassess stations``: registers of other countries become station tables."""

from pathlib import Path
from typing import Annotated

import typer

from emfassess.cli.spoken import spoken

stations_app = typer.Typer(help="Convert registers of other countries to station tables.", no_args_is_help=True)


@stations_app.command("import-anatel")
def import_anatel(
    source: Annotated[Path, typer.Argument(help="Anatel licensing CSV.")],
    out: Annotated[Path, typer.Option(help="Station table to write.")],
    bounds: Annotated[str | None, typer.Option(help="west,south,east,north in degrees; all without it.")] = None,
) -> None:
    """Convert the licensing register of Brazil to a station table."""
    from emfassess.readers.anatel import convert_anatel

    box, text = _box(bounds), spoken()
    for line in convert_anatel(source, out, box, text):
        typer.echo(line, err=True)
    typer.echo(text("written to {file}", file=out))


def _box(bounds: str | None) -> tuple[float, float, float, float] | None:
    if bounds is None:
        return None
    try:
        west, south, east, north = (float(part) for part in bounds.split(","))
    except ValueError:
        raise ValueError(f"--bounds {bounds!r}: expected west,south,east,north in degrees") from None
    return west, south, east, north
