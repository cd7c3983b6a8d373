"""Selection of a run's published results by the register, with measurements, due dates and corrections."""

import datetime
import json
import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from emfassess.jobs.generation import settle
from emfassess.portal.publication import Change, Measured, Published, StationNotice, Trend
from emfassess.readers.faults import refuse
from emfassess.register import PUBLIC, Actor, Register
from emfassess.register.assessments import StoredAssessment, assessment, assessments
from emfassess.register.campaigns import campaign
from emfassess.register.due import public_due_day
from emfassess.register.overview import published_assessment
from emfassess.register.periodicity import Rules
from emfassess.register.publication import Correction, corrections
from emfassess.register.stations import history
from emfassess.register.trends import FEWEST, Value, trend_of
from emfassess.units import ratio_from_decibel

SINCE = "in this configuration from this day on / 自该日起为现配置"


def published_of_register(
    register: Register, base: Published, reports: Path, today: datetime.date, actor: Actor, rules: Rules | None = None
) -> Published:
    """A publication of what the register has published of a run.

    Parameters
    ----------
    register : Register
    base : Published
        Publisher, contact and licence.
    reports : Path
        Folder of the run.
    today : date
        From which on a measurement is due.
    actor : Actor
        Who publishes; needs the right to see private entries, of which only those of published results are used.
    rules : Rules, optional
        Periods of measurement.

    Raises
    ------
    InputError
        If no result of the run is published, or the run says something else than the published result.
    """
    settle(reports)
    index = reports / "index.json"
    if not index.is_file():
        raise refuse(str(index), "", None, "no run there; make one: emfassess assess")
    listed = [entry["id"] for entry in json.loads(index.read_text(encoding="utf-8"))["stations"]]
    corrected = corrections(register)
    notices = {}
    for station_id in listed:
        key = published_assessment(register, station_id, "computed")
        if key is None:
            continue
        _require_same(register, key, reports, station_id)
        notices[station_id] = _notice(register, station_id, corrected, today, actor, rules)
    if not notices:
        cure = "a published result: emfassess register record, then state draft, review (another person) and publish"
        raise refuse(str(index), "stations", None, cure)
    lines = tuple(Change(c.day, _correction_message(c)) for c in corrected)
    return replace(base, selection=frozenset(notices), stations=notices, corrections=lines)


def _require_same(register: Register, key: int, reports: Path, station_id: str) -> None:
    """Refuse a run whose result is not the one that was reviewed."""
    path = reports / station_id / "assessment.json"
    _, reviewed = assessment(register, key, PUBLIC)
    if json.loads(path.read_text(encoding="utf-8")) != reviewed:
        cure = f"the result that was published (assessment {key}); record this run and have it reviewed"
        raise refuse(str(path), "", None, cure)


def _notice(
    register: Register,
    station_id: str,
    corrected: Sequence[Correction],
    today: datetime.date,
    actor: Actor,
    rules: Rules | None,
) -> StationNotice:
    measured = [kept for kept in assessments(register, PUBLIC, station_id) if kept.judgement.basis == "measured"]
    own = tuple(Change(c.day, _correction_message(c)) for c in corrected if c.station_id == station_id)
    versions = history(register, station_id, actor)
    stood = tuple(Change(v.valid_from, SINCE) for v in versions if v.station is not None)
    return StationNotice(
        measurements=tuple(_measured(register, kept, actor) for kept in measured),
        trend=_trend([kept for kept in measured if kept.judgement.complete]),
        due=public_due_day(register, station_id, today, rules),
        history=stood,
        corrections=own,
    )


def _correction_message(correction: Correction) -> str:
    follows = f"; replaced by assessment {correction.replaced_by}" if correction.replaced_by else ""
    return f"{correction.station_id}: assessment {correction.assessment_key} withdrawn: {correction.reason}{follows}"


def _measured(register: Register, kept: StoredAssessment, actor: Actor) -> Measured:
    """Governing evaluation point of a published measurement."""
    _, record = assessment(register, kept.key, PUBLIC)
    place = kept.judgement.place
    point: dict[str, Any] = next(found for found in record["points"] if found["point_id"] == place)
    visit, _ = campaign(register, kept.judgement.campaign_id, actor)
    described = {described.id: described.description for described in visit.points}
    return Measured(
        campaign=visit.id,
        point=place,
        date=kept.judgement.day,
        field_strength_v_m=point["field_strength_v_m"],
        body=visit.body,
        method=visit.method,
        description=described.get(place, ""),
        height_m=point["height_m"],
        censored=point["censored"],
        power_density_w_m2=point["power_density_w_m2"],
        exposure_ratio=kept.judgement.max_exposure_ratio,
        limit=kept.limit_id,
        uncertainty_db=kept.judgement.expanded_uncertainty_db,
        longitude=point["longitude"],
        latitude=point["latitude"],
    )


def _trend(measured: Sequence[StoredAssessment]) -> Trend | None:
    """Trend of the maximum exposure ratio over complete measurements under one limit."""
    values = [
        Value(j.day, j.max_exposure_ratio, j.expanded_uncertainty_db)
        for j in (kept.judgement for kept in measured)
        if j.max_exposure_ratio > 0 and j.expanded_uncertainty_db
    ]
    if not values:
        return None
    first, last = min(v.day for v in values), max(v.day for v in values)
    if len(values) < FEWEST or len({kept.limit_id for kept in measured}) > 1:
        return Trend("too-few", first=first, last=last)
    found = trend_of(values)
    slope = 100 * (float(ratio_from_decibel(found.slope_db_per_year)) - 1)
    known = math.isfinite(slope)
    return Trend(found.direction, slope if known else None, found.probability if known else None, first, last)
