"""``emfassess mitigate``: what to change so that stations comply."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from emfassess.cli.progress import progress
from emfassess.cli.run_options import with_run_options
from emfassess.cli.spoken import spoken


@with_run_options("limit", "population", "scenario", "named_points")
def mitigate(
    paths: Annotated[list[Path], typer.Argument(help="Station files, tables or folders.")],
    station: Annotated[str | None, typer.Option(help="Only the station with this id.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    *,
    asked: Mapping[str, Any],
) -> None:
    """Find the smallest changes of power, tilt, azimuth and height that make a station comply."""
    from emfassess.assessment.mitigation import mitigate as find
    from emfassess.jobs.plan import read_plan
    from emfassess.jobs.run import assess_station
    from emfassess.publish.terminal.mitigation import mitigation_lines, mitigation_record

    plan = read_plan(paths, also=(), **asked)
    chosen = [i for i, s in enumerate(plan.stations) if station is None or s.id == station]
    if not chosen:
        raise ValueError(f"--station {station}: no station with this id in {', '.join(str(p) for p in paths)}")
    records = []
    with progress(spoken()("looking at"), len(chosen)) as step:
        for index in chosen:
            subject = plan.stations[index]
            found = find(assess_station(plan, index)[0])
            records.append(mitigation_record(found))
            step(subject.id)
            if not as_json:
                typer.echo("\n".join(mitigation_lines(found, spoken())))
    if as_json:
        typer.echo(json.dumps(records, ensure_ascii=False, indent=1))
