"""``emfassess mitigate``: what to change so that stations comply."""

import json
from pathlib import Path
from typing import Annotated

import typer

from emfassess.cli.choices import Population, Scenario
from emfassess.cli.progress import progress


def mitigate(
    paths: Annotated[list[Path], typer.Argument(help="Station files, tables or folders.")],
    station: Annotated[str | None, typer.Option(help="Only the station with this id.")] = None,
    limit: Annotated[str | None, typer.Option(help="Limit set that gives the verdict.")] = None,
    population: Annotated[Population | None, typer.Option(help="Whose limits.")] = None,
    scenario: Annotated[Scenario | None, typer.Option(help="Which scenario gives the verdict.")] = None,
    named_points: Annotated[Path | None, typer.Option(help="CSV of further places: homes, schools, windows.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Find the smallest changes of power, tilt, azimuth and height that make a station comply."""
    from emfassess.assessment.mitigation import mitigate as find
    from emfassess.jobs.plan import read_plan
    from emfassess.jobs.run import assess_station
    from emfassess.publish.terminal.mitigation import mitigation_lines, mitigation_record

    plan = read_plan(paths, limit=limit, population=population, scenario=scenario, also=(), named_points=named_points)
    chosen = [i for i, s in enumerate(plan.stations) if station is None or s.id == station]
    if not chosen:
        raise ValueError(f"--station {station}: no station with this id in {', '.join(str(p) for p in paths)}")
    records = []
    with progress("looking at", len(chosen)) as step:
        for index in chosen:
            subject = plan.stations[index]
            found = find(assess_station(plan, index)[0], plan.named_points.get(subject.id, ()))
            records.append(mitigation_record(found))
            step(subject.id)
            if not as_json:
                typer.echo("\n".join(mitigation_lines(found)))
    if as_json:
        typer.echo(json.dumps(records, ensure_ascii=False, indent=1))
