"""Canonical JSON and its checksum: the same record, the same bytes, on every machine."""

import datetime
import json
from hashlib import sha256
from typing import Any


def canonical_json(value: Any) -> str:
    """JSON with sorted keys and no spaces; dates in ISO 8601.

    Raises
    ------
    ValueError
        If a number is not finite, or a text is no Unicode.
    """
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False, default=_plain)
    text.encode("utf-8")  # half a surrogate pair has no bytes, and no database takes it
    return text


def _plain(value: object) -> object:
    if isinstance(value, datetime.date | datetime.datetime | datetime.time):
        return value.isoformat()
    if isinstance(value, set | frozenset):
        return sorted(value)
    raise TypeError(f"a record holds plain values, not {type(value).__name__}")


def sha256_of(text: str) -> str:
    """SHA-256 of a text's UTF-8 bytes, in hexadecimal."""
    return sha256(text.encode("utf-8")).hexdigest()
