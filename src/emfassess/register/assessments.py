"""Assessments: verdicts from a computation or a measurement, with the whole record and the limit edition used.

A verdict that is not compliant opens actions in the same transaction: one for each hot spot that the station causes, one
for the station where the verdict is unclear. A level above the limit because of another station opens none here: that
station's own record does.
"""

import datetime
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from emfassess.exposure.compliance import Verdict
from emfassess.register.actions import Deadlines, open_actions
from emfassess.register.canonical import canonical_json, sha256_of
from emfassess.register.connection import Register, Writing
from emfassess.register.current import is_in_force
from emfassess.register.imported import campaign_key, stored_campaign_id
from emfassess.register.limit_editions import keep_limit_edition
from emfassess.register.publication import is_published
from emfassess.register.roles import Actor, require
from emfassess.register.stations import is_known, version_key_on
from emfassess.register.tables import AssessmentRow, CampaignRow, current

Basis = Literal["computed", "measured"]
EARLIER_OPEN = "indeterminate"
"""Verdict of earlier versions for a level whose interval held the limit; the register only grows, so that rows keep it."""


@dataclass(frozen=True)
class Judgement:
    """Summary result of an assessment.

    Parameters
    ----------
    station_id : str
        A station of the register; empty for a campaign that belongs to none.
    basis : {"computed", "measured"}
    day : date
        Day of the measurement, or that the computation holds for.
    population, scenario : str
        Of the verdict; a measurement names as scenario what was judged, such as ``"as measured"``.
    verdict : Verdict
        Rows of earlier versions may have ``"indeterminate"``.
    max_exposure_ratio : float
        Maximum exposure ratio.
    expanded_uncertainty_db : float, optional
        Of the level (k = 1.96). [dB]
    campaign_id : str
        The campaign that a measured judgement rests on.
    complete : bool
        Whether all is there that the method asks for; an incomplete measurement counts for nothing.
    place : str
        Label of the governing evaluation point.
    upper_bound : bool
        The exposure ratio is an upper bound: something was below the lower detection limit of the instrument. Only then
        may a ratio above the limit leave the verdict open.
    cause : str
        Station and antenna that add most at the governing evaluation point; empty where nothing is known of it.
    own_exposure_ratio : float, optional
        The station's own part there.
    """

    station_id: str
    basis: Basis
    day: datetime.date
    population: str
    scenario: str
    verdict: str
    max_exposure_ratio: float
    expanded_uncertainty_db: float | None = None
    campaign_id: str = ""
    complete: bool = True
    place: str = ""
    upper_bound: bool = False
    cause: str = ""
    own_exposure_ratio: float | None = None

    def __post_init__(self) -> None:
        ratio = self.max_exposure_ratio
        if not (math.isfinite(ratio) and ratio >= 0):
            raise ValueError(f"max_exposure_ratio must be a number of 0 or more, not {ratio}")
        if self.verdict not in (*Verdict, EARLIER_OPEN):
            raise ValueError(f"verdict must be one of {', '.join(Verdict)}, not {self.verdict!r}")
        left_open = self.verdict == EARLIER_OPEN or (self.upper_bound and self.verdict == Verdict.NOT_ASSESSABLE)
        if ratio > 1 and not left_open and not Verdict(self.verdict).is_exceedance:
            raise ValueError(f"{ratio:g} times the limit is above it, and cannot be called {self.verdict!r}")
        if self.basis not in ("computed", "measured"):
            raise ValueError(f"basis must be computed or measured, not {self.basis!r}")
        if (self.basis == "measured") != bool(self.campaign_id):
            raise ValueError("a measured judgement names its campaign, a computed one none")
        if self.basis == "computed" and not self.station_id:
            raise ValueError("a computed judgement needs its station")


@dataclass(frozen=True)
class StoredAssessment:
    """A judgement as the register holds it."""

    key: int
    judgement: Judgement
    limit_id: str
    limit_sha256: str
    sha256: str
    corrects: int | None
    reason: str
    recorded_at: datetime.datetime
    recorded_by: str


def add_assessment(
    register: Register,
    judgement: Judgement,
    record: Mapping[str, Any],
    limit_data: Mapping[str, Any],
    actor: Actor,
    *,
    who: str = "",
    deadlines: Deadlines | None = None,
    corrects: int | None = None,
    reason: str = "",
) -> int:
    """Keep an assessment; gives its key.

    Parameters
    ----------
    register : Register
    judgement : Judgement
    record : mapping
        The whole assessment as plain values, as ``assessment.json`` has it.
    limit_data : mapping
        The data of the limit set that gave the verdict, whole.
    actor : Actor
        Needs the right to record assessments.
    who : str
        Who has to act if it does not comply; the actor if empty.
    deadlines : Deadlines, optional
        Days that an exceedance and an unclear verdict leave.
    corrects : int, optional
        Key of an assessment that was wrong and that this one replaces; then `reason` says what was wrong.
    reason : str

    Raises
    ------
    ValueError
        If the station or the campaign is not in the register, the correction does not fit, or the verdict is a word of
        earlier versions.
    """
    if judgement.verdict == EARLIER_OPEN:
        raise ValueError(f"{EARLIER_OPEN!r} is a verdict of earlier versions; use one of {', '.join(Verdict)}")
    require(actor, "record assessments")
    with register.writing(actor) as writing:
        if corrects is not None:
            _check_correction(writing.session, judgement, corrects, reason)
        row = _new_row(writing, judgement, record, limit_data)
        row.corrects, row.reason = corrects, reason
        writing.session.add(row)
        writing.session.flush()
        writing.note(
            "record assessment",
            judgement.station_id or judgement.campaign_id,
            assessment=row.key,
            sha256=row.sha256,
            verdict=row.verdict,
            limit=row.limit_sha256,
            corrects=corrects,
            reason=reason,
        )
        if judgement.verdict != Verdict.COMPLIANT:
            open_actions(writing, row, who or actor.name, deadlines or Deadlines())
        return row.key


def assessment(register: Register, key: int, actor: Actor) -> tuple[StoredAssessment, dict[str, Any]]:
    """An assessment and its whole record; the public sees published ones only.

    Raises
    ------
    ValueError
        If there is none, or none that the actor may see.
    """
    with register.reading() as session:
        row = session.get(AssessmentRow, key)
        if row is None or not (actor.may("see private entries") or session.scalar(select(is_published(key)))):
            raise ValueError(f"no assessment {key}, or none that was published")
        return _stored(session, row), json.loads(row.record)


def assessments(register: Register, actor: Actor, station_id: str | None = None) -> tuple[StoredAssessment, ...]:
    """Current assessments, newest first; the public sees published ones only.

    One that another corrects is current no more; to the public it stays until the correction is published.
    """
    conditions: Sequence[ColumnElement[bool]] = (
        [is_in_force()] if actor.may("see private entries") else [is_published(AssessmentRow.key)]
    )
    if station_id is not None:
        conditions = [*conditions, AssessmentRow.station_id == station_id]
    newest = select(AssessmentRow).where(*conditions).order_by(AssessmentRow.day.desc(), AssessmentRow.key.desc())
    with register.reading() as session:
        return tuple(_stored(session, row) for row in session.scalars(newest))


def assessments_of_campaign(register: Register, campaign_id: str, actor: Actor) -> tuple[StoredAssessment, ...]:
    """Current assessments that rest on a campaign, newest first."""
    require(actor, "see private entries")
    newest = (
        select(AssessmentRow)
        .join(CampaignRow, CampaignRow.key == AssessmentRow.campaign_key)
        .where(is_in_force(), CampaignRow.campaign_id == campaign_id)
        .order_by(AssessmentRow.key.desc())
    )
    with register.reading() as session:
        return tuple(_stored(session, row) for row in session.scalars(newest))


def _check_correction(session: Session, judgement: Judgement, corrects: int, reason: str) -> None:
    row = session.get(AssessmentRow, corrects)
    is_current = select(AssessmentRow.key).where(
        AssessmentRow.key == corrects, current(AssessmentRow.key, AssessmentRow.corrects)
    )
    if row is None or session.scalar(is_current) is None:
        raise ValueError(f"assessment {corrects} is no current one that could be corrected")
    if row.station_id != judgement.station_id or row.basis != judgement.basis:
        raise ValueError(f"assessment {corrects} is of {row.station_id or 'no station'}, {row.basis}: not the same")
    if not reason.strip():
        raise ValueError(f"a correction of assessment {corrects} needs a reason")


def _new_row(
    writing: Writing, judgement: Judgement, record: Mapping[str, Any], limit_data: Mapping[str, Any]
) -> AssessmentRow:
    session, station_id = writing.session, judgement.station_id
    if station_id and not is_known(session, station_id):
        raise ValueError(f"the register has no station {station_id!r}; add the station first")
    campaign = campaign_key(session, judgement.campaign_id) if judgement.campaign_id else None
    if judgement.campaign_id and campaign is None:
        raise ValueError(f"the register has no campaign {judgement.campaign_id!r}; import the measurement first")
    text = canonical_json(record)
    return AssessmentRow(
        station_id=station_id,
        station_version=version_key_on(session, station_id, judgement.day) if station_id else None,
        campaign_key=campaign,
        basis=judgement.basis,
        day=judgement.day,
        limit_id=limit_data["id"],
        limit_sha256=keep_limit_edition(writing, limit_data),
        population=judgement.population,
        scenario=judgement.scenario,
        verdict=str(judgement.verdict),
        max_exposure_ratio=float(judgement.max_exposure_ratio),
        expanded_uncertainty_db=judgement.expanded_uncertainty_db,
        complete=judgement.complete,
        place=judgement.place,
        upper_bound=judgement.upper_bound,
        cause=judgement.cause,
        own_exposure_ratio=judgement.own_exposure_ratio,
        record=text,
        sha256=sha256_of(text),
        recorded_at=writing.at,
        recorded_by=writing.actor.name,
    )


def _stored(session: Session, row: AssessmentRow) -> StoredAssessment:
    judgement = Judgement(
        station_id=row.station_id,
        basis=row.basis,  # type: ignore[arg-type]
        day=row.day,
        population=row.population,
        scenario=row.scenario,
        verdict=row.verdict,
        max_exposure_ratio=row.max_exposure_ratio,
        expanded_uncertainty_db=row.expanded_uncertainty_db,
        campaign_id=stored_campaign_id(session, row.campaign_key),
        complete=row.complete,
        place=row.place,
        upper_bound=row.upper_bound,
        cause=row.cause,
        own_exposure_ratio=row.own_exposure_ratio,
    )
    return StoredAssessment(
        row.key,
        judgement,
        row.limit_id,
        row.limit_sha256,
        row.sha256,
        row.corrects,
        row.reason,
        row.recorded_at,
        row.recorded_by,
    )
