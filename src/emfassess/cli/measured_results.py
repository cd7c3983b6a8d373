"""``emfassess measurements``, results of campaigns: trend, documents, and the model beside them."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from emfassess.cli.measurements import DEFAULT_STATIONS, Json, Limit, editions_named, measurements_app
from emfassess.cli.option_values import LanguageCode, Population, Scenario
from emfassess.cli.progress import progress
from emfassess.cli.register_access import As, Day, actor_named, day_of, opened_register
from emfassess.cli.spoken import asked_for, spoken

if TYPE_CHECKING:
    from emfassess.language import Language
    from emfassess.measurement_files.counters import Counters

results_of = measurements_app
"""The commands of measurements with those of this module."""

DEFAULT_DB = 4.0
"""Expanded uncertainty of measurements that state none: the greatest that good practice allows. [dB]"""


@measurements_app.command("trend")
def trend(
    station: Annotated[str, typer.Argument(help="Id of the station.")],
    limit: Limit = None,
    as_name: As = None,
    as_json: Json = False,
) -> None:
    """Report whether the levels at a station rise or fall between complete campaigns, beyond chance and uncertainty."""
    import json

    from emfassess.jobs.station_limits import limit_choice
    from emfassess.publish.terminal.register import trend_lines, trend_record
    from emfassess.readers.project import read_project
    from emfassess.register.stations import station_on
    from emfassess.register.trends import station_trend

    choice, actor = limit_choice(limit, read_project(Path())), actor_named(as_name)
    with opened_register() as register:
        record = station_on(register, station, day_of(None), actor)
        limit_id = choice.standard([] if record is None else [record])
        found = trend_record(station_trend(register, station, limit_id, DEFAULT_DB, actor))
    typer.echo(
        json.dumps(found, ensure_ascii=False, indent=1) if as_json else "\n".join(trend_lines(station, found, spoken()))
    )


@measurements_app.command("report")
def report(
    campaigns: Annotated[list[str] | None, typer.Argument(help="Ids of campaigns; all without any.")] = None,
    out: Annotated[Path, typer.Option(help="Folder of the reports.")] = Path("reports/monitoring"),
    limit: Limit = None,
    language: Annotated[LanguageCode | None, typer.Option(help="Language of the documents.")] = None,
    as_name: As = None,
    day: Day = None,
) -> None:
    """Write monitoring report, notice list and leaflet of campaigns, with every table as workbook and CSV."""
    from emfassess.jobs.campaign_documents import write_monitoring
    from emfassess.jobs.import_campaign import campaign_ids
    from emfassess.jobs.judge_campaign import judge_campaign
    from emfassess.publish.reports.campaign import Monitoring
    from emfassess.readers.project import read_project

    project, actor = read_project(Path()), actor_named(as_name)
    disclosure = project.disclosure
    with opened_register() as register:
        names = campaign_ids(register, actor, campaigns or [])
        with progress(spoken()("reporting"), len(names)) as step:
            for name in names:
                judged = judge_campaign(register, name, editions_named(limit), day_of(day), actor)
                contact = " ".join(filter(None, (disclosure.contact, disclosure.telephone, disclosure.email)))
                folder = out / name
                folder.mkdir(parents=True, exist_ok=True)
                write_monitoring(
                    Monitoring(judged),
                    folder,
                    language or asked_for() or project.language,
                    publisher=disclosure.publisher,
                    contact=contact,
                )
                step(name)
    typer.echo(
        spoken(language).plural(
            "written to {folder}/: a folder for {count} campaign",
            "written to {folder}/: a folder for each of {count} campaigns",
            count=len(names),
            folder=out,
        )
    )


@measurements_app.command("compare")
def compare(
    campaigns: Annotated[list[str] | None, typer.Argument(help="Ids of campaigns; all without any.")] = None,
    stations: Annotated[list[Path] | None, typer.Option(help="Station files, tables or folders.")] = None,
    out: Annotated[Path, typer.Option(help="Folder of the comparisons.")] = Path("reports/comparison"),
    limit: Limit = None,
    population: Annotated[Population | None, typer.Option(help="Whose limits.")] = None,
    scenario: Annotated[Scenario, typer.Option(help="Prediction that is scored.")] = Scenario.THEORETICAL,
    within: Annotated[
        float, typer.Option("--reach-m", help="Points farther from every station are left out. [m]")
    ] = 5000,
    terrain: Annotated[Path | None, typer.Option(help="Terrain.")] = None,
    buildings: Annotated[Path | None, typer.Option(help="Buildings.")] = None,
    obstruction: Annotated[str | None, typer.Option(help="none, penetration:12, diffraction ...")] = None,
    counters: Annotated[
        Path | None, typer.Option(help="Counters of the campaign's time, CSV; the column carrier has technologies.")
    ] = None,
    rated_power_w: Annotated[float | None, typer.Option(help="Rated power that the counters refer to. [W]")] = None,
    language: Annotated[LanguageCode | None, typer.Option(help="Language of figures and report.")] = None,
    as_name: As = None,
    day: Day = None,
    as_json: Json = False,
) -> None:
    """Set the model beside measured levels: difference, agreement, statistics, and the model corrected by them."""
    from emfassess.jobs.compare_campaigns import compare_campaigns
    from emfassess.jobs.plan import read_plan

    plan = read_plan(
        stations or [DEFAULT_STATIONS],
        limit=limit,
        population=population,
        scenario=scenario,
        language=language or asked_for(),
        day=day,
        terrain=terrain,
        buildings=buildings,
        obstruction=obstruction,
    )
    actor, read = actor_named(as_name), _counters(counters, rated_power_w)
    with opened_register() as register, progress(spoken()("comparing"), max(1, len(campaigns or []))) as step:
        rows = compare_campaigns(register, campaigns or [], plan, day_of(day), actor, out, within, step, read)
    _print_comparisons(rows, out, as_json, spoken(language))


def _counters(path: Path | None, rated_power_w: float | None) -> "tuple[Counters, ...]":
    """Counters of a file, by technology."""
    from emfassess.jobs.counter_loads import counters_by_technology

    if path is None:
        return ()
    if rated_power_w is None:
        raise typer.BadParameter("needed with --counters", param_hint="--rated-power-w")
    return counters_by_technology(path, rated_power_w)


def _print_comparisons(rows: "list[dict[str, Any]]", out: Path, as_json: bool, text: "Language") -> None:
    import json

    from emfassess.jobs.compare_campaigns import comparison_lines

    typer.echo(json.dumps(rows, ensure_ascii=False, indent=1) if as_json else "\n".join(comparison_lines(rows, text)))
    typer.echo(text("written to {folder}/: a folder for each campaign", folder=out), err=as_json)
