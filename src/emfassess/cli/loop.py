"""``emfassess register``, the loop: actions, the ranking of stations, enquiries of residents."""

from pathlib import Path
from typing import Annotated

import typer

from emfassess.cli.register import register_app
from emfassess.cli.register_access import As, Day, actor_named, day_of, opened_register
from emfassess.cli.spoken import spoken

loop_of = register_app
"""The commands of the register with those of this module."""

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@register_app.command("actions")
def actions(
    station: Annotated[str | None, typer.Option(help="Of this station only.")] = None,
    closed: Annotated[bool, typer.Option("--closed", help="Closed ones too.")] = False,
    as_name: As = None,
    as_json: Json = False,
) -> None:
    """List what is to be done where a limit was not kept, by whom, until when."""
    import json

    from emfassess.cli.answers.actions import action_lines, action_rows

    with opened_register() as register:
        rows = action_rows(register, actor_named(as_name), station, closed)
    typer.echo(json.dumps(rows, ensure_ascii=False, indent=1) if as_json else "\n".join(action_lines(rows, spoken())))


@register_app.command("assign")
def assign(
    action: Annotated[int, typer.Argument(help="Key of the action.")],
    who: Annotated[str, typer.Option(help="Who has to act.")],
    until: Annotated[str, typer.Option(help="Until when, YYYY-MM-DD.")],
    note: Annotated[str, typer.Option(help="What is to be done.")] = "",
    as_name: As = None,
) -> None:
    """Say who does it, until when."""
    from emfassess.register.actions import assign_action

    with opened_register() as register:
        assign_action(register, action, who, day_of(until), actor_named(as_name), note)
    typer.echo(spoken()("action {number}: {who}, until {until}", number=action, who=who, until=until))


@register_app.command("close")
def close(
    action: Annotated[int, typer.Argument(help="Key of the action.")],
    evidence: Annotated[int, typer.Option(help="Key of a newer assessment that complies.")],
    note: Annotated[str, typer.Option(help="What was done.")] = "",
    as_name: As = None,
) -> None:
    """Close an action; that takes a newer assessment or measurement that complies."""
    from emfassess.register.actions import close_action

    with opened_register() as register:
        close_action(register, action, evidence, actor_named(as_name), note)
    typer.echo(spoken()("action {number} closed by assessment {evidence}", number=action, evidence=evidence))


@register_app.command("ranking")
def ranking(
    people: Annotated[Path | None, typer.Option(help="CSV: station_id, people_near.")] = None,
    as_name: As = None,
    day: Day = None,
    as_json: Json = False,
) -> None:
    """Rank stations by risk: exposure ratio, people near, age of the last measurement, complaints."""
    import json

    from emfassess.cli.answers.actions import ranking_lines, ranking_rows
    from emfassess.readers.population import read_people_near

    near = read_people_near(people) if people else None
    with opened_register() as register:
        rows = ranking_rows(register, day_of(day), actor_named(as_name), near)
    typer.echo(json.dumps(rows, ensure_ascii=False, indent=1) if as_json else "\n".join(ranking_lines(rows, spoken())))


@register_app.command("ask")
def ask(
    question: Annotated[str, typer.Argument(help="What the resident asks.")],
    longitude: Annotated[float, typer.Option(help="Of the place, WGS 84.")],
    latitude: Annotated[float, typer.Option(help="Of the place, WGS 84.")],
    height: Annotated[float | None, typer.Option("--height-m", help="Above the ground there.")] = None,
    place: Annotated[str, typer.Option(help="The place in words.")] = "",
    contact: Annotated[str, typer.Option(help="Where the answer goes; kept apart, and can be forgotten.")] = "",
    station: Annotated[str, typer.Option(help="Station that it is about.")] = "",
    complaint: Annotated[
        bool, typer.Option("--complaint", help="It is a complaint: a measurement becomes due.")
    ] = False,
    as_name: As = None,
    day: Day = None,
) -> None:
    """Keep an enquiry of a resident; it stays private."""
    from emfassess.register.enquiries import Enquiry, add_enquiry

    kind = "complaint" if complaint else "question"
    given = Enquiry(kind, longitude, latitude, question, day_of(day), place, height, station, contact)
    with opened_register() as register:
        key = add_enquiry(register, given, actor_named(as_name))
    typer.echo(spoken()("enquiry {number}", number=key))


@register_app.command("enquiries")
def enquiries(
    unanswered: Annotated[bool, typer.Option("--open", help="Unanswered ones only.")] = False,
    as_name: As = None,
    as_json: Json = False,
) -> None:
    """List enquiries with their answers."""
    import json

    from emfassess.cli.answers.actions import enquiry_lines, enquiry_rows

    with opened_register() as register:
        rows = enquiry_rows(register, actor_named(as_name), unanswered)
    typer.echo(json.dumps(rows, ensure_ascii=False, indent=1) if as_json else "\n".join(enquiry_lines(rows, spoken())))


@register_app.command("answer")
def answer(
    enquiry: Annotated[int, typer.Argument(help="Key of the enquiry.")],
    text: Annotated[str, typer.Option(help="Answer in own words, before the figures.")] = "",
    stations: Annotated[list[Path] | None, typer.Option(help="Station files, tables or folders.")] = None,
    within: Annotated[float, typer.Option("--within-m", help="How far a measurement may lie. [m]")] = 500.0,
    as_name: As = None,
) -> None:
    """Answer an enquiry with the assessed level at the place and the last measurement near."""
    from emfassess.jobs.answer_enquiry import answer_with_level
    from emfassess.jobs.plan import read_plan

    plan, actor = read_plan(stations or [Path("stations")]), actor_named(as_name)
    with opened_register() as register:
        answered = answer_with_level(register, enquiry, plan, actor, text, within)
    typer.echo(answered.text)
