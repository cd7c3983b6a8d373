"""Angles of coordinates as people write them: decimal degrees, or degrees, minutes and seconds with a letter."""

import re
import unicodedata

_PARTS = re.compile(
    r"(?P<front>[NSEW北南东西]?[纬经]?)\s*(?P<sign>[+-]?)(?P<degrees>\d+(?:\.\d+)?)\s*(?:°|º|度|d|:|\s)\s*"
    r"(?:(?P<minutes>\d+(?:\.\d+)?)\s*(?:'|′|’|分|m|:|\s|$)\s*)?(?:(?P<seconds>\d+(?:\.\d+)?)\s*(?:\"|''|″|”|秒)?\s*)?"
    r"(?P<back>[NSEW北南东西]?[纬经]?)",
    re.IGNORECASE,
)
_DECIMAL = re.compile(r"([NSEW北南东西]?[纬经]?)\s*([+-]?\d+(?:\.\d+)?)\s*°?\s*([NSEW北南东西]?[纬经]?)", re.IGNORECASE)
_NEGATIVE = ("S", "W", "南", "西")
_SIXTY = 60.0


def degrees_of_text(text: str, decimal: str = ".") -> float:
    """Angle of a text in degrees, south and west negative.

    Raises
    ------
    ValueError
        If it is no angle, or its minutes or seconds are 60 or more.
    """
    plain = unicodedata.normalize("NFKC", text).strip().replace("−", "-").replace("′′", "″")
    if decimal == ",":
        plain = plain.replace(",", ".")
    match = _DECIMAL.fullmatch(plain)
    if match:
        front, number, back = match.groups()
        return _signed(float(number), number.startswith("-"), front or back)
    match = _PARTS.fullmatch(plain)
    if match is None:
        raise ValueError("expected degrees such as 120.1234, or 120°07'24.4\"E")
    minutes, seconds = (float(match[name] or 0) for name in ("minutes", "seconds"))
    if minutes >= _SIXTY or seconds >= _SIXTY:
        raise ValueError("minutes and seconds must be less than 60")
    value = float(match["degrees"]) + minutes / 60 + seconds / 3600
    return _signed(value, match["sign"] == "-", match["front"] or match["back"])


def _signed(value: float, minus: bool, letter: str) -> float:
    negative = letter[:1].upper() in _NEGATIVE if letter else False
    if minus and negative:
        raise ValueError("a minus sign and a letter of the south or west; expected one of them")
    return -abs(value) if minus or negative else value
