"""Evidence that closes an action: a newer assessment that shows its subject gone, and that nothing outweighs."""

import datetime
from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from emfassess.exposure.compliance import Verdict
from emfassess.register.current import is_in_force
from emfassess.register.tables import AssessmentRow, ExtentRow


def why_no_evidence(
    session: Session,
    opening: AssessmentRow,
    row: AssessmentRow | None,
    is_still_there: Callable[[AssessmentRow], bool],
) -> str:
    """Reason why an assessment cannot close the action that another opened; empty if there is none.

    Parameters
    ----------
    session : Session
    opening : AssessmentRow
        The assessment that opened the action.
    row : AssessmentRow or None
        The one that shall close it.
    is_still_there : callable
        Whether an assessment shows the subject of the action still to be there.
    """
    if row is None:
        return "there is none with this key"
    if not _same_subject(session, opening, row):
        return f"it is of {row.station_id or 'another campaign'}, not of {opening.station_id or 'the same place'}"
    if not comparable(opening, row):
        return (
            f"it was judged by {row.limit_id} ({row.population}, {row.scenario}), the action was opened by "
            f"{opening.limit_id} ({opening.population}, {opening.scenario})"
        )
    if is_still_there(row) or not row.complete:
        return f"its verdict is {row.verdict}" if row.complete else "it is incomplete"
    if _age(row) <= _age(opening) or row.key <= opening.key:
        return f"it is not newer than the one of {opening.day} that opened it"
    if session.scalar(select(AssessmentRow.key).where(AssessmentRow.key == row.key, is_in_force())) is None:
        return "it was corrected"
    worse = _newer_and_worse(session, row, is_still_there)
    return f"assessment {worse} of the same is newer and does not comply" if worse else ""


def _same_subject(session: Session, one: AssessmentRow, other: AssessmentRow) -> bool:
    """Whether two are of the same station or, without one, of campaigns whose areas overlap."""
    if one.station_id or other.station_id:
        return one.station_id == other.station_id
    first, second = (session.get(ExtentRow, row.campaign_key) for row in (one, other))
    if first is None or second is None:
        return False
    a, b = (_box(extent) for extent in (first, second))
    if a is None or b is None:
        return False
    return a[0] <= b[2] and b[0] <= a[2] and a[1] <= b[3] and b[1] <= a[3]


def _box(extent: ExtentRow) -> tuple[float, float, float, float] | None:
    if extent.west is None or extent.south is None or extent.east is None or extent.north is None:
        return None
    return extent.west, extent.south, extent.east, extent.north


def comparable(one: AssessmentRow, other: AssessmentRow) -> bool:
    """Whether one verdict is comparable with another: the same limit and population, and of a kind the same scenario."""
    same_rule = one.limit_id == other.limit_id and one.population == other.population
    return same_rule and (one.basis != other.basis or one.scenario == other.scenario)


def _newer_and_worse(
    session: Session, evidence: AssessmentRow, is_still_there: Callable[[AssessmentRow], bool]
) -> int | None:
    """Key of a current assessment of the same that is newer than the evidence and shows the subject still there."""
    others = select(AssessmentRow).where(
        AssessmentRow.station_id == evidence.station_id,
        AssessmentRow.verdict != Verdict.COMPLIANT,
        is_in_force(),
    )
    for row in session.scalars(others):
        newer = _age(row) > _age(evidence) and comparable(row, evidence)
        if newer and _same_subject(session, row, evidence) and is_still_there(row):
            return row.key
    return None


def _age(row: AssessmentRow) -> tuple[datetime.date, int]:
    return row.day, row.key
