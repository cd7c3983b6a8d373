"""Frequencies of bands that a file names by one number only, such as ``LTE800`` or ``TM 1800``."""

import re
import tomllib
from functools import cache
from importlib.resources import files

NOT_KNOWN = (float("nan"), float("nan"))

_RANGE = re.compile(r"(\d+(?:\.\d+)?)\s*[-–]\s*(\d+(?:\.\d+)?)\s*MHz", re.IGNORECASE)
_MOBILE = re.compile(
    r"(?:GSM|UMTS|WCDMA|LTE|NR|5G|TM|Mobile)[ _-]*(?:NR)?[ _-]*(\d+(?:\.\d)?)[ _]*(GHz)?", re.IGNORECASE
)


def band_frequencies_hz(name: str) -> tuple[float, float]:
    """Ends of a band by its name: as the name states them, or those of the mobile band of its number. [Hz]

    Names with "uplink" are uplinks, all others downlinks. Not-a-number where the name states nothing.
    """
    stated = _RANGE.search(name)
    if stated and float(stated[1]) < float(stated[2]):
        return float(stated[1]) * 1e6, float(stated[2]) * 1e6
    mobile = _MOBILE.search(name)
    if mobile is None:
        return NOT_KNOWN
    number = round(float(mobile[1]) * (1000 if mobile[2] else 1))
    direction = "uplink" if "uplink" in name.casefold() else "downlink"
    low, high = _table()[direction].get(str(number), NOT_KNOWN)
    return low * 1e6, high * 1e6


def states_range(name: str) -> bool:
    """Whether a name itself says where the band begins and ends."""
    return _RANGE.search(name) is not None


@cache
def _table() -> dict[str, dict[str, tuple[float, float]]]:
    text = (files("emfassess") / "data" / "measured_bands.toml").read_text(encoding="utf-8")
    return {
        direction: {number: (float(low), float(high)) for number, (low, high) in rows.items()}
        for direction, rows in tomllib.loads(text).items()
    }
