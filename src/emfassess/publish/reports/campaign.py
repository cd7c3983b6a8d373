"""A judged campaign with what the cover of its report states beside the record."""

import datetime
from dataclasses import dataclass

from emfassess.measured_levels.judged_campaign import JudgedCampaign


@dataclass(frozen=True)
class Commission:
    """How the work came about, and when the report was signed."""

    kind: str = ""
    manner: str = ""
    day: datetime.date | None = None
    signed: datetime.date | None = None


@dataclass(frozen=True, eq=False)
class Monitoring:
    """Content of a monitoring report: the judged campaign and its commission."""

    judged: JudgedCampaign
    commission: Commission = Commission()
