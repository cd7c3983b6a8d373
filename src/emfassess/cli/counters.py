"""``emfassess counters``: what a base station's counters say of its power reduction factor."""

import json
from pathlib import Path
from typing import Annotated

import typer

from emfassess.cli.option_values import TimeUnitName
from emfassess.cli.spoken import spoken


def counters(
    file: Annotated[Path, typer.Argument(help="CSV: time and transmitted_power_w, transmitted_power_share or beams.")],
    rated_power_w: Annotated[float, typer.Option(help="Rated power of the carrier. [W]")],
    factor: Annotated[float, typer.Option(help="Configured power reduction factor.")] = 1.0,
    duty_cycle: Annotated[float, typer.Option(help="Share of time in downlink that the factor multiplies.")] = 1.0,
    time_unit: Annotated[TimeUnitName | None, typer.Option(help="Of times that are plain numbers.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Average transmitted power over 6 and 30 minutes and compare it with the configured power reduction factor."""
    from emfassess.cli.answers.counters import counter_lines, counter_records
    from emfassess.measurement_files.counters import TimeUnit, read_counters

    unit: TimeUnit | None = None if time_unit is None else time_unit.value
    records = counter_records(read_counters(file, rated_power_w=rated_power_w, time_unit=unit), factor, duty_cycle)
    typer.echo(
        json.dumps(records, ensure_ascii=False, indent=1) if as_json else "\n".join(counter_lines(records, spoken()))
    )
