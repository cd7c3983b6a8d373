"""``emfassess init``: begin a project."""

from pathlib import Path
from typing import Annotated

import typer

from emfassess.cli.spoken import spoken


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder to make; nothing may be in it.")],
    country: Annotated[str | None, typer.Option(help="Country of the stations, by ISO 3166: CN, BR, BE-BRU.")] = None,
) -> None:
    """Write a new project: settings with every key explained, empty tables, roles, folders."""
    from emfassess.jobs.new_project import begin_project

    text = spoken()
    for file in begin_project(folder, country, text.code):
        typer.echo(text("written to {file}", file=file))
