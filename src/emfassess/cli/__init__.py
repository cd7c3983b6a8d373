"""The command line: thin commands over the rooms below. Heavy imports wait until a command needs them."""

import sys
from concurrent.futures import BrokenExecutor
from typing import Any

import typer
from typer.core import TyperGroup

from emfassess import __version__
from emfassess.cli.assess import assess
from emfassess.cli.check import check
from emfassess.cli.counters import counters
from emfassess.cli.doctor import doctor
from emfassess.cli.init import init
from emfassess.cli.limits import limits
from emfassess.cli.loop import loop_of
from emfassess.cli.measured_results import results_of
from emfassess.cli.mitigate import mitigate
from emfassess.cli.option_values import LanguageCode
from emfassess.cli.pattern import pattern
from emfassess.cli.patterns import patterns_app
from emfassess.cli.points import points
from emfassess.cli.publish import publish
from emfassess.cli.region import region
from emfassess.cli.serve import serve
from emfassess.cli.spoken import choose, spoken
from emfassess.cli.stations import stations_app
from emfassess.cli.verify import verify

MOST_FAULTS_SHOWN = 200


class _Gate(TyperGroup):
    """Turns bad input into one line a fault and exit code 2; a traceback is for faults of ours only."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except (ValueError, OSError, BrokenExecutor, RecursionError) as error:
            for line in _lines(error):
                typer.echo(f"emfassess: {line}", err=True)
            raise typer.Exit(2) from error


def _lines(error: BaseException) -> list[str]:
    text = spoken()
    faults = getattr(error, "faults", None)
    if faults is not None:
        lines = [str(fault) for fault in faults[:MOST_FAULTS_SHOWN]]
        more = len(faults) - len(lines)
        return [*lines, *([text("and {count} more faults", count=more)] if more else [])]
    if isinstance(error, OSError):
        return [f"{error.filename or text('file')}: {error.strerror or error}"]
    if isinstance(error, BrokenExecutor):
        return [text("a worker process was ended from outside (out of memory?); nothing was written")]
    if isinstance(error, RecursionError):
        return [text("a file whose contents are nested too deeply")]
    return str(error).splitlines()


app = typer.Typer(
    cls=_Gate,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Electromagnetic fields around mobile base stations: assess, map and report them against the limit.",
)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"emfassess {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: bool = typer.Option(False, "--version", callback=_show_version, is_eager=True, help="Show the version."),
    language: LanguageCode | None = typer.Option(
        None, "--language", help="Language of what commands print; else that of emfassess.toml, else the locale."
    ),
) -> None:
    """Shared options."""
    del version  # its callback has shown it
    choose(language)


def main() -> None:
    """Run the command line."""
    sys.exit(app())


app.command()(init)
app.command()(doctor)
app.command()(assess)
app.command()(points)
app.command()(check)
app.command()(limits)
app.command()(pattern)
app.command()(counters)
app.command()(mitigate)
app.command()(region)
app.add_typer(patterns_app, name="patterns")
app.add_typer(stations_app, name="stations")
app.add_typer(results_of, name="measurements")
app.add_typer(loop_of, name="register")
app.command()(publish)
app.command()(verify)
app.command("app")(serve)
