"""``emfassess pattern``: what an antenna pattern says."""

import json
from pathlib import Path
from typing import Annotated

import typer

from emfassess.cli.spoken import spoken
from emfassess.language import SOURCE_LANGUAGE, language


def pattern(
    file: Annotated[Path, typer.Argument(help="MSI Planet, NSMA/ADF, two-column CSV or Radio Mobile file.")],
    gain_dbi: Annotated[float | None, typer.Option(help="Gain, for files that do not state it. [dBi]")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Print gain, beamwidths, front-to-back ratio, tilt in the cut and directivity of a pattern file."""
    from emfassess.publish.terminal.patterns import pattern_lines, pattern_record
    from emfassess.readers.pattern_files import read_pattern

    read = read_pattern(file, gain_dbi=gain_dbi)
    if as_json:
        typer.echo(json.dumps(pattern_record(read, language(SOURCE_LANGUAGE)), ensure_ascii=False, indent=1))
    else:
        typer.echo("\n".join(pattern_lines(read, spoken())))
