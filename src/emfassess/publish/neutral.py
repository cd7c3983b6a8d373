"""Cells that a spreadsheet would run as a formula, made harmless."""

import re
from typing import Any

_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?")


def neutral(value: Any) -> Any:
    """Cell of a table; a negative number that came as text is a number still."""
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") and not _NUMBER.fullmatch(value):
        return "'" + value
    return value
