"""Cells that a spreadsheet would run as a formula, made harmless."""

import re
from typing import Any

_FORMULA = re.compile(r"[\t\r\n]|[\s\u200b-\u202e\ufeff]*[=+\-@＝＋－＠]")
"""Text that a spreadsheet may run: spaces and unseen signs before it, and the wide forms of its first sign, among it."""

_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?")


def neutral(value: Any) -> Any:
    """Cell of a table; a negative number that came as text is a number still."""
    if isinstance(value, str) and _FORMULA.match(value) and not _NUMBER.fullmatch(value):
        return "'" + value
    return value
