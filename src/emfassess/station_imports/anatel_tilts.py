"""Tilts as licensees write them in the register of Brazil: numbers, pairs, ranges, with signs of degrees or without."""

import math
import re

ASSUMED_TILT_DEG = 8.0
"""Instead of a tilt that is not stated: 98 % of the register's antennas have no more; the greater, the nearer. [deg]"""

GREATEST_TILT_DEG = 90.0
"""A number beyond it is no tilt. [deg]"""

_RANGE = re.compile(r"\s*(-?[\d.,]+)\s*(?:a|à|até|to|e|;|-|–|\.\.\.?)\s*(-?[\d.,]+)\s*")
_DEGREES = re.compile(r"[°º˚]|\b(?:graus?|deg)\b\.?", re.IGNORECASE)


def tilts_of_text(text: str) -> tuple[float, float, tuple[str, ...]]:
    """Mechanical and electrical down-tilt."""
    both = [_angle(part) for part in text.split("/")]
    if len(both) == len(("mechanical", "electrical")):
        (mechanical, first), (electrical, second) = both
        if mechanical is not None and electrical is not None:
            return abs(mechanical), abs(electrical), tuple(dict.fromkeys((*first, *second)))
    value, codes = _angle(text)
    if value is None:
        return 0.0, ASSUMED_TILT_DEG, ("tilt-assumed",)
    return 0.0, abs(value), (*codes, "tilt-sign-assumed") if value > 0 else codes


def _angle(text: str) -> tuple[float | None, tuple[str, ...]]:
    """One tilt as it is written, with a sign of degrees or as a range, whose end farther from the horizon counts."""
    plain = _DEGREES.sub("", text).replace("−", "-").strip()
    value = register_number(plain)
    if value is not None:
        return (value if abs(value) <= GREATEST_TILT_DEG else None), ()
    found = _RANGE.fullmatch(plain)
    ends = [register_number(end) for end in found.groups()] if found else []
    known = [end for end in ends if end is not None and abs(end) <= GREATEST_TILT_DEG]
    return (max(known, key=abs), ("tilt-range",)) if known and len(known) == len(ends) else (None, ())


def register_number(text: str) -> float | None:
    """A number as a licensee writes it, with a decimal point or comma; None where it is none."""
    try:
        value = float(text.strip().replace(",", "."))
    except ValueError:
        return None
    return value if math.isfinite(value) else None
