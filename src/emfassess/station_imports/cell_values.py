"""Cells as texts and numbers: units behind a number, full-width digits, decimal commas."""

import datetime
import math
import re
import unicodedata
from typing import Any

_NUMBER = re.compile(r"([+-]?(?:\d[\d.,]*|[.,]\d+)(?:[eE][+-]?\d+)?)\s*(\D.*)?", re.DOTALL)
_GROUPED = {
    ".": re.compile(r"[+-]?\d{1,3}(?:(?:,\d{3})+\.\d+|(?:,\d{3}){2,})"),
    ",": re.compile(r"[+-]?\d{1,3}(?:(?:\.\d{3})+,\d+|(?:\.\d{3}){2,})"),
}
"""Numbers whose groups of three digits cannot be decimals."""


def cell_text(value: Any) -> str:
    """A cell as text: whole numbers without decimals, blanks at the ends removed; empty for no value."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return repr(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime.date | datetime.datetime):
        return value.isoformat()
    return " ".join(str(value).split())


def number_and_unit(value: Any, decimal: str) -> tuple[float, str]:
    """Number of a cell and the unit behind it; empty where there is none.

    Raises
    ------
    ValueError
        If the cell holds no number, or one with the other decimal mark.
    """
    if isinstance(value, bool | datetime.date | datetime.time):
        raise ValueError("expected a number; is the cell formatted as a date?")  # noqa: TRY004 - a fault of the table
    if isinstance(value, int | float):
        if not math.isfinite(value):
            raise ValueError("expected a finite number")
        return float(value), ""
    text = unicodedata.normalize("NFKC", str(value)).strip().replace("−", "-").replace("\u2013", "-")
    match = _NUMBER.fullmatch(text)
    if match is None:
        raise ValueError("expected a number")
    digits, unit = match.group(1), (match.group(2) or "").strip()
    return _plain_number(digits, decimal), unit


def _plain_number(digits: str, decimal: str) -> float:
    other = "," if decimal == "." else "."
    plain = digits
    if other in plain and _GROUPED[decimal].fullmatch(plain):
        plain = plain.replace(other, "")
    if other in plain:
        raise ValueError(f'expected a number with {decimal!r} as decimal mark; or set decimal = "{other}" in [file]')
    try:
        return float(plain.replace(decimal, "."))
    except ValueError:
        raise ValueError("expected a number") from None
