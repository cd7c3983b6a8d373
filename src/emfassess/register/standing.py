"""What stands: assessments that no later one corrects and whose measurement was not replaced; changes likewise."""

from sqlalchemy import ColumnElement, select

from emfassess.register.imported import current_import
from emfassess.register.tables import AssessmentRow, CampaignRow, ChangeRow, ImportRow, StationRow, current


def standing() -> ColumnElement[bool]:
    """Condition on assessments."""
    kept = select(CampaignRow.key).join(ImportRow, ImportRow.key == CampaignRow.import_key).where(current_import())
    on_kept = AssessmentRow.campaign_key.is_(None) | AssessmentRow.campaign_key.in_(kept)
    return current(AssessmentRow.key, AssessmentRow.corrects) & on_kept


def current_change() -> ColumnElement[bool]:
    """Whether neither version that a change lies between was corrected."""
    replaced = select(StationRow.corrects).where(StationRow.corrects.is_not(None))
    return ChangeRow.version_key.not_in(replaced) & ChangeRow.before_key.not_in(replaced)
