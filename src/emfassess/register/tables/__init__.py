"""Tables of the register, typed. Rows are only ever added; what is current is a query.

A table that can be corrected has a column `corrects`: the key of the row that a new one replaces. :func:`current` leaves
out the rows that were replaced.
"""

from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute

from emfassess.register.tables.base import Base, check_text
from emfassess.register.tables.judgements import AssessmentRow, CorrectionRow, LimitRow, PublicationRow
from emfassess.register.tables.log import AuditRow
from emfassess.register.tables.loop import ActionEventRow, ActionRow, AnswerRow, ContactRow, EnquiryRow
from emfassess.register.tables.measurements import (
    CalibrationRow,
    CampaignRow,
    CampaignStationRow,
    ExtentRow,
    ImportRow,
    InstrumentRow,
    PointRow,
    RawFileRow,
    RawPartRow,
    ReadingRow,
)
from emfassess.register.tables.stations import ChangeRow, PatternRow, StationRow

__all__ = [
    "ActionEventRow",
    "ActionRow",
    "AnswerRow",
    "AssessmentRow",
    "AuditRow",
    "Base",
    "CalibrationRow",
    "CampaignRow",
    "CampaignStationRow",
    "ChangeRow",
    "ContactRow",
    "CorrectionRow",
    "EnquiryRow",
    "ExtentRow",
    "ImportRow",
    "InstrumentRow",
    "LimitRow",
    "PatternRow",
    "PointRow",
    "PublicationRow",
    "RawFileRow",
    "RawPartRow",
    "ReadingRow",
    "StationRow",
    "check_text",
    "current",
]


def current(key: InstrumentedAttribute[Any], corrects: InstrumentedAttribute[Any]) -> ColumnElement[bool]:
    """Whether no later row replaced a row, by the table's key and its column `corrects`."""
    return key.not_in(select(corrects).where(corrects.is_not(None)))
