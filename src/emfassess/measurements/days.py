"""Days of measuring: the date that a clock on the place showed, which decides calibration and edition of the limits."""

import datetime
import re
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
import pandas as pd

from emfassess.measurements.campaigns import Campaign

_OFFSET = re.compile(r"([+-])(\d\d):?(\d\d)")


def named_time_zone(name: str) -> datetime.tzinfo:
    """Time zone of an IANA name or of an offset such as ``"+08:00"``.

    Raises
    ------
    ValueError
        If there is no such zone.
    """
    offset = _OFFSET.fullmatch(name)
    if offset:
        minutes = int(offset[2]) * 60 + int(offset[3])
        if minutes < 24 * 60:
            return datetime.timezone(datetime.timedelta(minutes=-minutes if offset[1] == "-" else minutes))
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(
            f"no time zone {name!r}; expected an IANA name such as Asia/Shanghai, or an offset such as +08:00"
        ) from None


def campaign_time_zone(campaign: Campaign) -> datetime.tzinfo | None:
    """Time zone of a campaign: the one that it names, else that of its start; None where neither is known."""
    if campaign.time_zone:
        try:
            return named_time_zone(campaign.time_zone)
        except ValueError as error:
            raise ValueError(f"campaign {campaign.id}: no time zone {campaign.time_zone!r} is known") from error
    return campaign.start.tzinfo if campaign.start is not None else None


def local_days(campaign: Campaign, times: "pd.Series[Any]") -> "pd.Series[Any]":
    """Day of each moment by the clock of the place, as midnights without a zone; the start's day where time is unknown.

    Where the campaign knows no zone the day is that of universal time. Not-a-time where neither is known.
    """
    local: pd.Series[Any] = (
        times.dt.tz_convert(campaign_time_zone(campaign) or datetime.UTC).dt.tz_localize(None).dt.normalize()
    )
    if campaign.start is None:
        return local
    begun = pd.Timestamp(campaign.start.replace(tzinfo=None)).normalize()
    return pd.Series(local.fillna(begun))


def measuring_days(campaign: Campaign, readings: pd.DataFrame) -> tuple[datetime.date, ...]:
    """Days on which a campaign measured, ascending; empty where no day is known.

    The days of its readings; where one of them has no time, that of the campaign's start too.
    """
    days = np.unique(local_days(campaign, readings["time"]).dropna().to_numpy())
    return tuple(pd.Timestamp(day).date() for day in days)
