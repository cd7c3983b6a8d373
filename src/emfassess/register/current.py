"""Current entries: assessments that no later one corrects and whose measurement was not replaced; changes likewise."""

from sqlalchemy import ColumnElement, func, select

from emfassess.register.tables import AssessmentRow, CampaignRow, ChangeRow, ImportRow, StationRow, current


def is_in_force() -> ColumnElement[bool]:
    """Condition on assessments."""
    replaced = select(CampaignRow.key).where(
        CampaignRow.import_key.in_(select(ImportRow.corrects).where(ImportRow.corrects.is_not(None)))
    )
    on_kept = func.coalesce(AssessmentRow.campaign_key, 0).not_in(replaced)  # keys begin at 1
    return current(AssessmentRow.key, AssessmentRow.corrects) & on_kept


def current_change() -> ColumnElement[bool]:
    """Whether neither version that a change lies between was corrected."""
    replaced = select(StationRow.corrects).where(StationRow.corrects.is_not(None))
    return ChangeRow.version_key.not_in(replaced) & ChangeRow.before_key.not_in(replaced)
