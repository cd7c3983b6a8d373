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
    from emfassess.measurement_files.read import ImportedFile, ImportOptions

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


@measurements_app.command("profile")
def draft_profile_of_measurements(
    source: Annotated[Path, typer.Argument(help="Text table of measurements, in UTF-8.")],
    out: Annotated[Path, typer.Option(help="Profile to write (TOML).")],
) -> None:
    """Draft the profile of a table of measurements from its header; please complete and check it."""
    from emfassess.measurement_files.profile_draft import draft_measurement_profile

    out.write_text(draft_measurement_profile(source), encoding="utf-8")
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
    percent_of: Annotated[
        str, typer.Option(help="Limit of levels in %: set, quantity, MHz; icnirp-1998:power-density:1800.")
    ] = "",
    campaign: Annotated[str, typer.Option(help="Id of the campaign, instead of one from the file's name.")] = "",
    station: Annotated[list[str] | None, typer.Option(help="Station that was measured; may be repeated.")] = None,
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
    from emfassess.measurement_files.read import ImportOptions, stated_limit

    options = ImportOptions(
        limit=stated_limit(percent_of) if percent_of else None,
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
    )
    failures: list[str] = []
    asked = {"within_m": within, "decision_rule": rule_named(decision_rule), "corrects": corrects, "reason": reason}
    records = _imported(files, profile, options, limit, as_name, day, failures, **asked)
    _report(records, as_json)
    if failures:
        raise ValueError("\n".join(failures))


def _imported(
    files: list[Path],
    profile: str | None,
    options: "ImportOptions",
    limit: str | None,
    as_name: str | None,
    day: str | None,
    failures: list[str],
    **asked: Any,
) -> list[Any]:
    """Judged campaigns of files that are read and checked first, all of them.

    One that cannot be kept or judged does not keep the others out: it is named in `failures`.
    """
    from emfassess.jobs.import_campaign import import_and_judge, refuse_known
    from emfassess.measurement_files.read import read_measurements

    records: list[Any] = []
    with opened_register() as register:
        with counter(spoken()("checking")) as checked:
            read = [read_measurements(file, profile, options=options, progress=checked) for file in files]
        for one in read:
            for line in _reading_notes(one):
                typer.echo(line, err=True)
        if asked["corrects"] is None:
            refuse_known(register, read)
        with counter(spoken()("importing")) as kept:
            for one in read:
                try:
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
                    if len(read) == 1:
                        raise
                    failures.append(str(error) if str(one.path) in str(error) else f"{one.path}: not kept: {error}")
    return records


@measurements_app.command("judge")
def judge(
    campaigns: Annotated[list[str] | None, typer.Argument(help="Ids of campaigns; all without any.")] = None,
    extrapolate: Annotated[Path | None, typer.Option(help="TOML: how bands are brought to their maximum.")] = None,
    with_doubtful: Annotated[
        bool, typer.Option(help="Count values that are hardly levels: you have looked at them, and they are.")
    ] = False,
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
    evaluation = Evaluation(within, extrapolations, rule_named(decision_rule), with_doubtful)
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


def _reading_notes(read: "ImportedFile") -> list[str]:
    """Assumptions of reading a file, which its verdict depends on as well."""
    from emfassess.publish.text.assumptions import assumption_sentence

    text = spoken()
    return [
        f"{read.path}: " + text("Assumption: {sentence}", sentence=assumption_sentence(assumption, text))
        for assumption in read.assumptions
    ]


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
