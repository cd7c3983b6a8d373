"""A campaign of the register judged, and its verdicts stored: one for each of its stations."""

import datetime
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any, NotRequired, TypedDict

import numpy as np
from numpy.typing import NDArray

from emfassess.jobs.station_limits import LimitChoice
from emfassess.limits.editions import Editions
from emfassess.measured_levels.campaign_stations import CampaignStation
from emfassess.measured_levels.judged_campaign import MOST_LINES, Evaluation, JudgedCampaign, judge
from emfassess.measured_levels.points_verdict import PointsVerdict, verdict_of_points
from emfassess.measured_levels.record import measured_record
from emfassess.measurement_files.record_requirements import requirements_of_method
from emfassess.measurements.days import measuring_days
from emfassess.measurements.extrapolation import Extrapolation, Factor
from emfassess.readers.limit_sets import limit_data
from emfassess.register.assessments import (
    Judgement,
    StoredAssessment,
    add_assessment,
    assessment,
    assessments,
    assessments_of_campaign,
)
from emfassess.register.campaigns import campaign as stored_campaign
from emfassess.register.connection import Register
from emfassess.register.roles import Actor
from emfassess.register.stations import station_on, stations_on
from emfassess.stations import Station

AS_MEASURED = "as measured"
"""Scenario of a measured judgement: the traffic of that day."""


def judge_campaign(
    register: Register,
    campaign_id: str,
    editions: Editions | LimitChoice,
    today: datetime.date,
    actor: Actor,
    *,
    evaluation: Evaluation | None = None,
    most_lines: int | None = MOST_LINES,
) -> JudgedCampaign:
    """Judge a campaign of the register.

    Parameters
    ----------
    register : Register
    campaign_id : str
    editions : Editions or LimitChoice
        Of the standard whose limits count; or how it follows from the country of the stations that were measured.
    today : date
        Whose edition is shown beside that of the measuring day.
    actor : Actor
        Needs the right to see private entries.
    evaluation : Evaluation, optional
        That of the stored verdict if absent, so that every document repeats what the register has.
    most_lines : int, optional
        As for :func:`emfassess.measured_levels.judged_campaign.judge`.

    Raises
    ------
    ValueError
        If there is no such campaign, or its stations lie in several countries or in one without a limit set.
    """
    campaign, readings = stored_campaign(register, campaign_id, actor)
    evaluation = evaluation or stored_evaluation(register, campaign_id, actor)
    day = max(measuring_days(campaign, readings), default=today)
    named = dict.fromkeys([*campaign.station_ids, *(p.station_id for p in campaign.points if p.station_id)])
    stations = [_station(name, station_on(register, name, day, actor)) for name in named]
    by_distance = evaluation.within_m is not None
    nearby = [_station(s.id, s) for s in stations_on(register, day, actor)] if by_distance else []
    known = [station.record for station in stations or nearby if station.record is not None]
    choice = editions if isinstance(editions, LimitChoice) else None
    judged = judge(
        campaign,
        readings,
        choice.editions(known) if choice else editions,  # type: ignore[arg-type]
        today,
        required=requirements_of_method(campaign.method),
        stations=stations,
        nearby=nearby,
        evaluation=evaluation,
        most_lines=most_lines,
    )
    assumed = choice.assumption(known) if choice else None
    if assumed is None or judged.levels is None:
        return judged
    return replace(judged, levels=replace(judged.levels, assumptions=(*judged.levels.assumptions, assumed)))


def _station(name: str, record: Station | None) -> CampaignStation:
    filing = {"filing_number": record.filing_number} if record is not None and record.filing_number else {}
    return CampaignStation(name, record, filing)


def record_judgement(register: Register, judged: JudgedCampaign, actor: Actor, *, who: str = "") -> tuple[int, ...]:
    """Store the verdict of a campaign for each of its stations; gives the keys of the assessments.

    What was stored already is left as it is; where a new verdict differs, it corrects the old one.

    Parameters
    ----------
    register : Register
    judged : JudgedCampaign
    actor : Actor
        Needs the right to record assessments.
    who : str
        Who has to act where a limit is exceeded; the actor if empty.

    Raises
    ------
    ValueError
        If the campaign has no valid measured reading.
    """
    if judged.levels is None:
        raise ValueError(f"campaign {judged.campaign.id} has no valid measured reading: there is nothing to judge")
    known = [station.id for station in judged.known_stations]
    points = {name: judged.points_of(name) for name in sorted(known)}
    assigned = {int(point) for some in points.values() for point in some}
    others = np.array([p for p in range(len(judged.station_of)) if p not in assigned], dtype=np.intp)
    # the newest entry states how the campaign is judged: after another evaluation the same verdict is stored anew
    as_before = stored_evaluation(register, judged.campaign.id, actor) == judged.evaluation
    keys = []
    for name, some in (("", others), *points.items()):
        outcome = verdict_of_points(judged.levels, some)
        if outcome is not None:
            keys.append(_store(register, judged, _judgement(judged, name, outcome), some, actor, who, as_before))
    return tuple(keys)


def _judgement(judged: JudgedCampaign, station_id: str, outcome: PointsVerdict) -> Judgement:
    assert judged.levels is not None  # an outcome has levels
    ratio, uncertainty = (float(f"{v:.9g}") for v in (outcome.exposure_ratio, outcome.expanded_uncertainty_db))
    return Judgement(
        station_id=station_id,
        basis="measured",
        day=outcome.day,
        population=judged.editions.sets[0].population,
        scenario=AS_MEASURED,
        verdict=str(outcome.verdict),
        max_exposure_ratio=ratio,
        expanded_uncertainty_db=uncertainty,
        campaign_id=judged.campaign.id,
        # values that somebody has to look at first must not close an exceedance by their absence
        complete=judged.completeness.state == "complete" and not judged.waits_for_a_decision,
        place=judged.levels.point_ids[outcome.governing_point],
        upper_bound=outcome.upper_bound,
    )


def _store(
    register: Register,
    judged: JudgedCampaign,
    judgement: Judgement,
    points: NDArray[np.intp],
    actor: Actor,
    who: str,
    as_before: bool,
) -> int:
    """Key of the assessment: the one that exists, or a new one that corrects it where it differs."""
    assert judged.levels is not None  # a judgement has a ratio
    limit = judged.levels.on_the_day.limit_ids[judged.levels.point_ids.index(judgement.place)]
    assert limit is not None  # and a ratio has an edition
    before = [
        stored
        for stored in assessments(register, actor, judgement.station_id or None)
        if stored.judgement.campaign_id == judgement.campaign_id
        and stored.judgement.station_id == judgement.station_id
        and stored.judgement.basis == "measured"
    ]
    record = {**measured_record(judged.levels, points), "evaluation": _plain(judged.evaluation)}
    if before and as_before and _is_same(register, before[0], judgement, limit, record["evaluation"], actor):
        return before[0].key
    return add_assessment(
        register,
        judgement,
        record,
        limit_data(limit),
        actor,
        who=who,
        corrects=before[0].key if before else None,
        reason="judged again" if before else "",
    )


def _is_same(
    register: Register, stored: StoredAssessment, judgement: Judgement, limit: str, evaluation: Any, actor: Actor
) -> bool:
    """Whether an assessment has this verdict by the same evaluation."""
    if stored.judgement != judgement or stored.limit_id != limit:
        return False
    return bool(assessment(register, stored.key, actor)[1].get("evaluation", _plain(Evaluation())) == evaluation)


def stored_evaluation(register: Register, campaign_id: str, actor: Actor) -> Evaluation:
    """How a campaign of the register was last judged; as recorded where it was not."""
    keys = [stored.key for stored in assessments_of_campaign(register, campaign_id, actor)]
    record = assessment(register, keys[0], actor)[1] if keys else {}
    return _evaluation(record.get("evaluation") or {})


class _EvaluationRecord(TypedDict):
    """Evaluation as it is stored: each extrapolation with the fields of its record."""

    within_m: float | None
    extrapolations: dict[str, dict[str, object]]
    decision_rule: NotRequired[str]
    with_doubtful: NotRequired[bool]


def _plain(evaluation: Evaluation) -> _EvaluationRecord:
    made = {band: asdict(extrapolation) for band, extrapolation in sorted(evaluation.extrapolations.items())}
    listed = {band: {**values, "factors": list(values["factors"])} for band, values in made.items()}
    plain: _EvaluationRecord = {"within_m": evaluation.within_m, "extrapolations": listed}
    if evaluation.decision_rule is not None:
        plain["decision_rule"] = str(evaluation.decision_rule)
    if evaluation.with_doubtful:
        plain["with_doubtful"] = True
    return plain


def _evaluation(plain: Mapping[str, Any]) -> Evaluation:
    return Evaluation(
        within_m=plain.get("within_m"),
        extrapolations={
            band: Extrapolation(**{**values, "factors": tuple(Factor(**factor) for factor in values["factors"])})
            for band, values in plain.get("extrapolations", {}).items()
        },
        decision_rule=plain.get("decision_rule"),
        with_doubtful=bool(plain.get("with_doubtful", False)),
    )
