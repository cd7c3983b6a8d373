"""``emfassess limits``: limit sets and their values."""

import json
from collections.abc import Sequence
from typing import Annotated

import typer

from emfassess.cli.option_values import Population
from emfassess.cli.spoken import spoken


def limits(
    set_id: Annotated[str | None, typer.Argument(metavar="[ID]", help="Limit set; all are listed without it.")] = None,
    frequency_mhz: Annotated[float | None, typer.Option(help="Values at this frequency. [MHz]")] = None,
    population: Annotated[Population, typer.Option(help="Whose limits.")] = Population.PUBLIC,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show limit sets and their values."""
    from emfassess.cli.answers.limits import (
        SetHead,
        ValueRecord,
        set_lines,
        set_record,
        value_lines,
        value_record,
    )
    from emfassess.readers.limit_sets import limit_set_ids, load_limits

    text = spoken()
    ids = [set_id] if set_id else list(limit_set_ids())
    sets = [load_limits(name, population=population) for name in ids]
    if frequency_mhz is None:
        records: Sequence[SetHead | ValueRecord] = [
            set_record(limit_set, whole=set_id is not None) for limit_set in sets
        ]
        lines = [line for limit_set in sets for line in set_lines(limit_set, text, whole=set_id is not None)]
    else:
        if set_id is None:
            sets = [s for s in sets if s.lowest_frequency_hz <= frequency_mhz * 1e6 <= s.highest_frequency_hz]
        records = [value_record(limit_set, frequency_mhz * 1e6) for limit_set in sets]
        lines = [line for limit_set in sets for line in value_lines(limit_set, frequency_mhz * 1e6, text)]
    typer.echo(
        json.dumps(records[0] if set_id else records, ensure_ascii=False, indent=1) if as_json else "\n".join(lines)
    )
