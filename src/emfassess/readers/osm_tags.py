"""OpenStreetMap's tags as GDAL writes them, and lengths as mappers write them."""

import re

_PAIR = re.compile(r'"((?:[^"\\]|\\.)*)"=>"((?:[^"\\]|\\.)*)"')
_ESCAPED = re.compile(r"\\(.)")
_LENGTH = re.compile(r"(-?\d+(?:\.\d+|,\d{1,2})?)\s*(m|metres?|meters?|ft|feet|foot|')?", re.IGNORECASE)
_FEET_INCHES = re.compile(r"(\d+)\s*'\s*(\d+(?:\.\d+)?)\s*\"")
_FOOT = 0.3048


def parse_tags(text: str) -> dict[str, str]:
    r"""Pairs of the column ``other_tags``.

    Examples
    --------
    >>> parse_tags('"building:levels"=>"3","name:en"=>"The \\"Hut\\""')
    {'building:levels': '3', 'name:en': 'The "Hut"'}
    """
    return {_ESCAPED.sub(r"\1", key): _ESCAPED.sub(r"\1", value) for key, value in _PAIR.findall(text)}


def parse_length(text: str) -> float | None:
    """Length as people write it: ``12``, ``12.5 m``, ``12,5``, ``39 ft``, ``40'``, ``12'6"``; None if it is none. [m]

    A comma with three digits behind it could part thousands as well, so it is not guessed.

    Examples
    --------
    >>> [parse_length(text) for text in ("12,5", "12 m", "1,250", "high")]
    [12.5, 12.0, None, None]
    """
    feet_inches = _FEET_INCHES.fullmatch(text.strip())
    if feet_inches:
        return (float(feet_inches[1]) + float(feet_inches[2]) / 12) * _FOOT
    found = _LENGTH.fullmatch(text.strip())
    if not found:
        return None
    metres = _FOOT if (found[2] or "m").lower()[0] in "f'" else 1.0
    return float(found[1].replace(",", ".")) * metres


def parse_count(text: str) -> float | None:
    """Number of storeys; of a list such as ``1;6`` the most, as the highest part counts; None if it is none."""
    try:
        return max(float(part.replace(",", ".")) for part in text.split(";"))
    except ValueError:
        return None
