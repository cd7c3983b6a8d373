"""Time zones by the name that people state: of the IANA database, or the offset of a clock that never changes."""

import datetime
import re
import zoneinfo

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
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(
            f"no time zone {name!r}; expected an IANA name such as Asia/Shanghai, or an offset such as +08:00"
        ) from None
