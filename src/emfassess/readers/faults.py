"""Faults of an input: one line a fault, all faults of a file together.

InputError
    carries a tuple of :class:`Fault`; the command line prints one line for each and ends with exit code 2.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One fault: file, place in it (line, row or key), the value found, and what was expected."""

    file: str
    where: str
    value: str
    expected: str

    def __str__(self) -> str:
        parts = [self.file]
        if self.where:
            parts.append(self.where)
        found = f"{self.value!r}: " if self.value else ""
        return ": ".join(parts) + f": {found}{self.expected}"


class InputError(ValueError):
    """An input that cannot be used, with all that is wrong with it."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


def refuse(file: str, where: str, value: object, expected: str) -> InputError:
    """Make the error of a single fault."""
    shown = "" if value is None else str(value)[:80]
    return InputError([Fault(file, where, shown, expected)])
