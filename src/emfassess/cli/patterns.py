"""``emfassess patterns``: a folder of pattern files as a library."""

from pathlib import Path
from typing import Annotated

import typer

from emfassess.cli.spoken import spoken

patterns_app = typer.Typer(help="Keep a folder of antenna patterns.", no_args_is_help=True)


@patterns_app.command("index")
def index(folder: Annotated[Path, typer.Argument(help="Folder of pattern files.")] = Path("patterns")) -> None:
    """Index a folder of patterns by maker, model, frequency, tilt and port; the index is a CSV that may be corrected."""
    from emfassess.station_imports.pattern_library import INDEX, index_patterns

    text = spoken()
    table, left_out = index_patterns(folder)
    for line in left_out:
        typer.echo(line, err=True)
    table.to_csv(folder / INDEX, index=False, lineterminator="\n")
    counts = text.plural("{count} pattern", "{count} patterns", count=len(table))
    models = text.plural("{count} model", "{count} models", count=table["model"].nunique())
    typer.echo(text("{patterns}, {models}", patterns=counts, models=models))
    typer.echo(text("written to {file}", file=folder / INDEX))
