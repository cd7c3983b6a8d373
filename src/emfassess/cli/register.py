"""``emfassess register``: stations and results, their states of publication, and the log."""

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from emfassess.cli.register_access import As, Day, actor_named, day_of, opened_register
from emfassess.cli.spoken import spoken
from emfassess.language import N_

register_app = typer.Typer(
    help="The register: stations, results, publication, actions, enquiries.", no_args_is_help=True
)
Key = Annotated[int, typer.Argument(help="Key of the assessment.")]


class Deed(StrEnum):
    """Steps of a publication."""

    DRAFT = "draft"
    REVIEW = "review"
    PUBLISH = "publish"
    WITHDRAW = "withdraw"


_DONE = {
    Deed.DRAFT: N_("assessment {number}: drafted"),
    Deed.REVIEW: N_("assessment {number}: reviewed"),
    Deed.PUBLISH: N_("assessment {number}: published"),
    Deed.WITHDRAW: N_("assessment {number}: withdrawn"),
}


@register_app.command("stations")
def stations(
    paths: Annotated[list[Path] | None, typer.Argument(help="Station files, tables or folders.")] = None,
    since: Annotated[str | None, typer.Option("--from", help="First day of validity; today without it.")] = None,
    as_name: As = None,
) -> None:
    """Store stations as in service from a day on; a change becomes a new version."""
    from emfassess.jobs.import_campaign import take_stations
    from emfassess.readers.station_files import read_stations

    given, day = read_stations(paths or [Path("stations")]), day_of(since)
    with opened_register() as register:
        count = take_stations(register, given, day, actor_named(as_name))
    typer.echo(
        spoken().plural(
            "{count} station stored as it is from {day} on",
            "{count} stations stored as they are from {day} on",
            count=count,
            day=day,
        )
    )


@register_app.command("record")
def record(
    reports: Annotated[Path, typer.Argument(help="Folder of a run.")] = Path("reports"),
    as_name: As = None,
    day: Day = None,
) -> None:
    """Keep the results of a run as assessments; a hot spot opens an action of the station that causes it."""
    from emfassess.jobs.record_run import causes_elsewhere, record_run

    with opened_register() as register:
        kept = record_run(register, reports, day_of(day), actor_named(as_name))
    text = spoken()
    for station, key, new in kept:
        line = text("{station}: assessment {number}", station=station, number=key)
        typer.echo(line if new else text("{line}, unchanged", line=line))
    for name, cause in causes_elsewhere(reports):
        typer.echo(
            text(
                "hot spot {name} has no action yet: assess and record station {station}, which causes it",
                name=name,
                station=cause,
            ),
            err=True,
        )


@register_app.command("state")
def state(
    deed: Annotated[Deed, typer.Argument(help="draft, review, publish or withdraw.")],
    keys: Annotated[list[int], typer.Argument(help="Keys of assessments.")],
    note: Annotated[str, typer.Option(help="Note; the reason of a withdrawal.")] = "",
    as_name: As = None,
) -> None:
    """Take results a step further: draft, review (by another person), publish, withdraw."""
    from emfassess.register import publication

    steps: dict[Deed, Callable[..., None]] = {
        Deed.DRAFT: publication.draft,
        Deed.REVIEW: publication.review,
        Deed.PUBLISH: publication.publish,
        Deed.WITHDRAW: publication.withdraw,
    }
    with opened_register() as register:
        for key in keys:
            steps[deed](register, key, actor_named(as_name), note)
            typer.echo(spoken()(_DONE[deed], number=key))


@register_app.command("show")
def show(key: Key, as_name: As = None) -> None:
    """Print an assessment with its whole record and its steps of publication, as JSON."""
    import json

    from emfassess.register.assessments import assessment
    from emfassess.register.publication import steps

    actor = actor_named(as_name)
    with opened_register() as register:
        stored, whole = assessment(register, key, actor)
        taken = [{"state": s.state, "by": s.by, "at": s.at, "note": s.note} for s in steps(register, key, actor)]
    content = {"key": key, "sha256": stored.sha256, "limit": stored.limit_id, "steps": taken, "record": whole}
    typer.echo(json.dumps(content, ensure_ascii=False, indent=1, default=str))


@register_app.command("verify")
def verify(as_name: As = None) -> None:
    """Check the chain of the log and every record against its hash; exit 1 where something does not fit."""
    from emfassess.register.audit import head, verify_chain
    from emfassess.register.integrity import verify_records

    actor = actor_named(as_name)
    with opened_register() as register:
        faults = [str(fault) for fault in [verify_chain(register, actor)] if fault is not None]
        faults += verify_records(register, actor)
        number, sha256 = head(register)
    for line in faults:
        typer.echo(line, err=True)
    text = spoken()
    fit = text("does not fit") if faults else text("all fit")
    typer.echo(text("rows of the log: {number}, newest {sha256}: {fit}", number=number, sha256=sha256, fit=fit))
    if faults:
        raise typer.Exit(1)
