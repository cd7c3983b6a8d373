"""Short summaries of records: one line at a console, a small table in a notebook, however much a record holds."""

from collections.abc import Mapping, Sized
from dataclasses import fields, is_dataclass
from html import escape
from typing import Any, cast

LONGEST_VALUE = 60
"""Characters of one value in a summary."""

FEW = 3
"""So many plain values are written out; of more, their number."""

_PLAIN = (str, int, float, bool, type(None))


class Summarised:
    """A record with a short ``repr`` and a table for notebooks.

    Dataclasses that inherit from it are declared with ``repr=False``, because their own would print every array.
    """

    def _summary(self) -> Mapping[str, object]:
        """Names and values of the summary: all fields, unless a record knows which matter."""
        return {field.name: getattr(self, field.name) for field in fields(cast("Any", self))}

    def __repr__(self) -> str:
        parts = (f"{name}={short_value(value)}" for name, value in self._summary().items())
        return f"{type(self).__name__}({', '.join(parts)})"

    def _repr_html_(self) -> str:
        rows = (
            f"<tr><th>{escape(name)}</th><td>{escape(_cell(value))}</td></tr>"
            for name, value in self._summary().items()
        )
        return f"<table><caption>{escape(type(self).__name__)}</caption>{''.join(rows)}</table>"


def _cell(value: object) -> str:
    """A value in a table: text without the quotation marks that a console needs."""
    return _cut(value) if isinstance(value, str) else short_value(value)


def short_value(value: object) -> str:
    """Print a value in at most :data:`LONGEST_VALUE` characters: arrays by their shape, collections by their number.

    Examples
    --------
    >>> short_value((1.0, 2.0)), short_value(tuple(range(500)))
    ('(1, 2)', '500 × int')
    """
    shape = getattr(value, "shape", None)
    if isinstance(shape, tuple) and shape:
        text = f"{type(value).__name__} {shape}"
    elif isinstance(value, tuple | list | set | frozenset | dict | Mapping):
        text = _collection(value)
    elif is_dataclass(value) and not isinstance(value, Summarised):
        text = f"{type(value).__name__}(...)"
    elif isinstance(value, float):
        text = f"{value:.6g}"
    else:
        text = repr(value)
    return _cut(text)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_VALUE else f"{text[: LONGEST_VALUE - 3]}..."


def _collection(value: Sized) -> str:
    """A few plain values as they are, else the number of values and what they are."""
    values = list(value.values()) if isinstance(value, Mapping) else list(cast("Any", value))
    if len(values) <= FEW and all(isinstance(one, _PLAIN) for one in values):
        return f"({', '.join(short_value(one) for one in values)})"
    kinds = dict.fromkeys(type(one).__name__ for one in values)
    return f"{len(values)} × {' or '.join(kinds)}"
