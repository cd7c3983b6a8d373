"""``emfassess pattern``: what an antenna pattern says."""

import json
from pathlib import Path
from typing import Annotated

import typer

from emfassess.cli.option_values import VerticalFrom
from emfassess.cli.spoken import spoken
from emfassess.language import SOURCE_LANGUAGE, language


def pattern(
    file: Annotated[
        Path, typer.Argument(help="Pattern file: MSI Planet, NSMA/ADF, Atoll, EDX, TIL-TEK, CSV or XLSX ...")
    ],
    gain_dbi: Annotated[float | None, typer.Option(help="Gain, for files that do not state it. [dBi]")] = None,
    name: Annotated[str | None, typer.Option(help="Only this one of a file's patterns.")] = None,
    vertical_from: Annotated[VerticalFrom | None, typer.Option(help="Where its vertical angles begin.")] = None,
    turn_deg: Annotated[float, typer.Option(help="Azimuth of the file at which the front lies. [deg]")] = 0.0,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Print gain, beamwidths, front-to-back ratio, tilt in the cut and directivity of a pattern file."""
    from emfassess.publish.terminal.patterns import pattern_lines, pattern_record
    from emfassess.readers.pattern_files import read_patterns
    from emfassess.readers.pattern_request import PatternRequest, VerticalZero

    zero: VerticalZero | None = None
    if vertical_from is not None:
        zero = "zenith" if vertical_from is VerticalFrom.ZENITH else "horizon"
    patterns = read_patterns(file, PatternRequest(gain_dbi, name, (), zero, turn_deg))
    if as_json:
        records = [pattern_record(read, language(SOURCE_LANGUAGE)) for read in patterns]
        typer.echo(json.dumps(records[0] if len(records) == 1 else records, ensure_ascii=False, indent=1))
    else:
        typer.echo("\n\n".join("\n".join(pattern_lines(read, spoken())) for read in patterns))
