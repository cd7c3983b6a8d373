"""``emfassess measurements``: import, judge, list, due, compare."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from emfassess.cli.option_values import DecisionRuleName, LanguageCode
from emfassess.cli.progress import counter, progress
from emfassess.cli.register_access import As, Day, actor_named, day_of, opened_register
from emfassess.cli.spoken import spoken
from emfassess.language import SOURCE_LANGUAGE
from emfassess.language import language as language_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from emfassess.measurement_files.read import ImportedFile, ImportOptions
    from emfassess.register import Register

measurements_app = typer.Typer(help="Measurements: import, judge, compare, and what is due.", no_args_is_help=True)
DEFAULT_STATIONS = Path("stations")
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Limit = Annotated[str | None, typer.Option(help="Standard whose editions judge.")]
Rule = Annotated[DecisionRuleName | None, typer.Option(help="How the uncertainty counts in the verdict.")]
Within = Annotated[
    float | None,
    typer.Option("--within-m", help="Assign points without a station to the nearest station within this distance [m]."),
]


@measurements_app.command("template")
def template(
    out: Annotated[Path, typer.Option(help="File to write: .csv or .xlsx.")],
    language: Annotated[LanguageCode | None, typer.Option(help="Language of the explanations.")] = None,
) -> None:
    """Write an empty record of measurements with every field that the standards ask for."""
    from emfassess.measurement_files.read import write_template

    write_template(out, spoken(language).code)
    typer.echo(spoken()("written to {file}", file=out))


@measurements_app.command("import")
def import_files(
    files: Annotated[list[Path], typer.Argument(help="Files of measurements.")],
    profile: Annotated[str | None, typer.Option(help="Layout: a name, or a TOML profile.")] = None,
    time_zone: Annotated[str, typer.Option(help="Of local times: Asia/Shanghai, +08:00.")] = "",
    date_order: Annotated[str, typer.Option(help="ymd, dmy or mdy, where the layout leaves it open.")] = "",
    decimal: Annotated[str, typer.Option(help="Decimal mark, where the layout leaves it open.")] = ".",
    unit: Annotated[str, typer.Option(help="Of levels, where neither layout nor file name one.")] = "",
    sensitivity: Annotated[
        float | None, typer.Option("--sensitivity-v-m", help="Lower detection limit of the instrument [V/m].")
    ] = None,
    height: Annotated[float | None, typer.Option("--height-m", help="Of the probe above the ground.")] = None,
    averaging: Annotated[float | None, typer.Option("--averaging-s", help="Averaging time.")] = None,
    campaign: Annotated[str, typer.Option(help="Id of the campaign, instead of one from the file's name.")] = "",
    station: Annotated[list[str] | None, typer.Option(help="Station that was measured; may be repeated.")] = None,
    percent_of: Annotated[
        str, typer.Option(help="Limit that % refers to: its set, power_density or electric_field_strength, MHz.")
    ] = "",
    attribution: Annotated[str, typer.Option(help="Source of the data, to be named.")] = "",
    within: Within = None,
    limit: Limit = None,
    decision_rule: Rule = None,
    corrects: Annotated[str | None, typer.Option(help="Id of a campaign that this file replaces.")] = None,
    reason: Annotated[str, typer.Option(help="What was wrong with it.")] = "",
    as_name: As = None,
    day: Day = None,
    as_json: Json = False,
) -> None:
    """Import files into the register, each whole or not at all, and judge what they hold."""
    from emfassess.measurement_files.layouts.options import named_limit
    from emfassess.measurement_files.read import ImportOptions

    options = ImportOptions(
        time_zone=time_zone,
        date_order=date_order,  # type: ignore[arg-type]
        decimal=decimal,  # type: ignore[arg-type]
        unit=unit,
        sensitivity_v_m=sensitivity,
        height_m=height,
        averaging_s=averaging,
        campaign_id=campaign,
        campaign={"station_ids": tuple(station)} if station else {},
        attribution=attribution,
        limit=named_limit(percent_of),
    )
    asked = {"within_m": within, "decision_rule": rule_named(decision_rule), "corrects": corrects, "reason": reason}
    records = _imported(files, profile, options, limit, as_name, day, **asked)
    _report(records, as_json)


def _imported(
    files: list[Path],
    profile: str | None,
    options: "ImportOptions",
    limit: str | None,
    as_name: str | None,
    day: str | None,
    **asked: Any,
) -> list[Any]:
    """Judged campaigns of files that are read and checked first, all of them."""
    from emfassess.jobs.import_campaign import import_and_judge, refuse_known
    from emfassess.measurement_files.read import read_measurements

    records: list[Any] = []
    with opened_register() as register:
        with counter(spoken()("checking")) as checked:
            read = [read_measurements(file, profile, options=options, progress=checked) for file in files]
        if asked["corrects"] is None:
            refuse_known(register, read)
        with counter(spoken()("importing")) as kept:
            try:
                for one in read:
                    records += import_and_judge(
                        register,
                        one,
                        editions_named(limit),
                        day_of(day),
                        actor_named(as_name),
                        progress=lambda done, rows=one.rows: kept(done, rows),  # type: ignore[misc]
                        **asked,
                    )
            except ValueError as error:
                raise ValueError(f"{error}\n{_stored(register, read)}") from error
    return records


def _stored(register: "Register", files: "Sequence[ImportedFile]") -> str:
    """Sentence about the files that are in the register although the command failed."""
    from emfassess.jobs.import_campaign import refuse_known

    names = []
    for file in files:
        try:
            refuse_known(register, [file])
        except ValueError:
            names.append(str(file.path))
    return f"stored all the same, judge or correct them: {', '.join(names)}" if names else "nothing was stored"


@measurements_app.command("judge")
def judge(
    campaigns: Annotated[list[str] | None, typer.Argument(help="Ids of campaigns; all without any.")] = None,
    extrapolate: Annotated[Path | None, typer.Option(help="TOML: how bands are brought to their maximum.")] = None,
    within: Within = None,
    limit: Limit = None,
    decision_rule: Rule = None,
    as_name: As = None,
    day: Day = None,
    as_json: Json = False,
) -> None:
    """Judge campaigns again: completeness, quality, levels, verdicts; differences correct what was stored."""
    from emfassess.jobs.import_campaign import campaign_ids
    from emfassess.jobs.judge_campaign import judge_campaign, record_judgement
    from emfassess.measured_levels.judged_campaign import Evaluation
    from emfassess.measurement_files.extrapolations import read_extrapolations

    actor = actor_named(as_name)
    extrapolations = read_extrapolations(extrapolate) if extrapolate else {}
    evaluation = Evaluation(within, extrapolations, rule_named(decision_rule))
    with opened_register() as register:
        found = []
        names = campaign_ids(register, actor, campaigns or [])
        with progress(spoken()("evaluating"), len(names)) as step:
            for name in names:
                judged = judge_campaign(
                    register, name, editions_named(limit), day_of(day), actor, evaluation=evaluation
                )
                record_judgement(register, judged, actor)
                found.append(judged)
                step(name)
    _report(found, as_json)


@measurements_app.command("list")
def list_campaigns(as_name: As = None, as_json: Json = False) -> None:
    """List the campaigns of the register with what they came to."""
    import json

    from emfassess.publish.terminal.register import campaign_rows, campaign_table_lines

    with opened_register() as register:
        rows = campaign_rows(register, actor_named(as_name))
    typer.echo(
        json.dumps(rows, ensure_ascii=False, indent=1) if as_json else "\n".join(campaign_table_lines(rows, spoken()))
    )


@measurements_app.command("due")
def due(
    paths: Annotated[list[Path] | None, typer.Argument(help="Stations of a register that holds none yet.")] = None,
    calendar: Annotated[Path | None, typer.Option("--ics", help="Calendar file to write.")] = None,
    state: Annotated[str | None, typer.Option(help="overdue, due or next only.")] = None,
    as_name: As = None,
    day: Day = None,
    as_json: Json = False,
) -> None:
    """List the stations that are overdue, due, or next to be measured."""
    import json

    from emfassess.publish.data.writing import write_text
    from emfassess.publish.terminal.register import due_lines, due_rows
    from emfassess.readers.project import NAME, read_project
    from emfassess.register.calendars import calendar_text
    from emfassess.register.due import due as due_table
    from emfassess.register.periodicity import rules_from

    rules = rules_from(read_project(Path()).periodicity, NAME)
    today, actor = day_of(day), actor_named(as_name)
    with opened_register() as register:
        _first_stations(register, paths, today, actor)
        table = due_table(register, today, actor, rules)
    rows = due_rows(table, state)
    typer.echo(json.dumps(rows, ensure_ascii=False, indent=1) if as_json else "\n".join(due_lines(rows, spoken())))
    if calendar:
        write_text(calendar, calendar_text(table, today))
        typer.echo(spoken()("written to {file}", file=calendar), err=True)


def editions_named(limit: str | None) -> Any:
    """Editions of the stated standard or of the project's, or how they follow from the country of what was measured."""
    from emfassess.jobs.station_limits import limit_choice
    from emfassess.readers.project import read_project

    choice = limit_choice(limit, read_project(Path()))
    return choice if choice.limit is None else choice.editions()


def rule_named(decision_rule: DecisionRuleName | None) -> str | None:
    """Name of the stated decision rule, or of the project's; None for that of the limit set."""
    from emfassess.readers.project import read_project

    return str(decision_rule) if decision_rule else read_project(Path()).decision_rule


def _report(judged: list[Any], as_json: bool) -> None:
    import json

    from emfassess.publish.terminal.campaigns import campaign_lines, campaign_record

    # values for programs are the same in every language
    text = language_of(SOURCE_LANGUAGE) if as_json else spoken()
    if as_json:
        typer.echo(json.dumps([campaign_record(one, text) for one in judged], ensure_ascii=False, indent=1))
    else:
        typer.echo("\n".join(line for one in judged for line in campaign_lines(one, text)))


def _first_stations(register: Any, paths: list[Path] | None, today: Any, actor: Any) -> None:
    """The project's stations for a register that knows none: nothing could be due otherwise."""
    from emfassess.jobs.import_campaign import take_stations
    from emfassess.readers.station_files import read_stations
    from emfassess.register.stations import stations_on

    if stations_on(register, today, actor) or not (paths or DEFAULT_STATIONS.exists()):
        return
    count = take_stations(register, read_stations(paths or [DEFAULT_STATIONS]), today, actor)
    typer.echo(
        spoken().plural(
            "{count} station stored in the register, in service since {day}",
            "{count} stations stored in the register, in service since {day}",
            count=count,
            day=today,
        ),
        err=True,
    )
