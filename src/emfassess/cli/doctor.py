"""``emfassess doctor``: find what is wrong with the installation and the project."""

import os
from pathlib import Path

import typer

from emfassess.cli.spoken import spoken


def doctor() -> None:
    """Check installation, fonts, settings, register and folders; say what is wrong and the cure, exit 1 if anything is."""
    from emfassess.jobs.installation import installation_checks

    text, failed = spoken(), False
    for check in installation_checks(Path(), os.environ, text):
        failed |= bool(check.wrong)
        typer.echo(text("{subject}: {state}", subject=check.subject, state=check.wrong or text("ok")))
    if failed:
        raise typer.Exit(1)
