"""Files of measurements into the register: all of a command's files are looked at before the first is kept."""

import datetime
from collections.abc import Callable, Sequence

from emfassess.jobs.judge_campaign import judge_campaign, record_judgement
from emfassess.jobs.station_limits import LimitChoice
from emfassess.limits.editions import Editions
from emfassess.measured_levels.judged_campaign import Evaluation, JudgedCampaign
from emfassess.measurement_files.read import ImportedFile
from emfassess.register.campaigns import add_import, campaigns
from emfassess.register.connection import Register
from emfassess.register.imported import refuse_twice
from emfassess.register.roles import Actor, require
from emfassess.register.stations import add_stations
from emfassess.stations import Station


def refuse_known(register: Register, files: Sequence[ImportedFile]) -> None:
    """Refuse files whose content the register has, or that are given twice.

    Raises
    ------
    ValueError
        If one does; nothing is changed then.
    """
    first: dict[str, str] = {}
    for file in files:
        if file.content_sha256 in first:
            raise ValueError(f"{file.path}: the same content as {first[file.content_sha256]}; nothing was changed")
        first[file.content_sha256] = str(file.path)
    with register.reading() as session:
        for file in files:
            refuse_twice(session, file, None)


def import_and_judge(
    register: Register,
    imported: ImportedFile,
    editions: Editions | LimitChoice,
    today: datetime.date,
    actor: Actor,
    *,
    within_m: float | None = None,
    decision_rule: str | None = None,
    progress: Callable[[int], None] | None = None,
    corrects: str | None = None,
    reason: str = "",
) -> tuple[JudgedCampaign, ...]:
    """Keep a file, judge its campaigns, and keep the judgements; a campaign without a level has none.

    Raises
    ------
    ValueError
        If the file cannot be kept: nothing is changed then. If it is kept and cannot be judged: the message says so.
    """
    require(actor, "record assessments")
    add_import(register, imported, actor, progress, corrects, reason)
    found = []
    evaluation = Evaluation(within_m, decision_rule=decision_rule)
    for campaign in imported.campaigns:
        try:
            judged = judge_campaign(register, campaign.id, editions, today, actor, evaluation=evaluation)
            if judged.levels is not None:
                record_judgement(register, judged, actor)
        except ValueError as error:
            cure = f"mend what is wrong and run: emfassess measurements judge {campaign.id}"
            raise ValueError(f"{imported.path}: kept in the register, but not judged: {error}; {cure}") from error
        found.append(judged)
    return tuple(found)


def campaign_ids(register: Register, actor: Actor, wanted: Sequence[str]) -> tuple[str, ...]:
    """The wanted campaigns, or all in the order of their import.

    Raises
    ------
    ValueError
        If there is none.
    """
    known = [summary.campaign_id for summary in reversed(campaigns(register, actor))]
    unknown = [name for name in wanted if name not in known]
    if unknown:
        raise ValueError(f"no campaign {unknown[0]!r} in the register; there are: {', '.join(known) or 'none'}")
    if not known:
        raise ValueError("no campaign in the register; import one: emfassess measurements import FILE")
    return tuple(wanted) or tuple(known)


def take_stations(register: Register, stations: Sequence[Station], day: datetime.date, actor: Actor) -> int:
    """Store stations as in service from a day on; returns their number."""
    return len(set(add_stations(register, stations, day, actor)))
