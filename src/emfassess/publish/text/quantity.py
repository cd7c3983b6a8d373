"""Printed numbers that remember what they are: text on a page, number and unit in a spreadsheet, one source for both."""

from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True)
class Part:
    """One number as it is printed, and its unit; a bound such as ``<`` stands before it."""

    digits: str
    unit: str = ""
    bound: str = ""

    @property
    def value(self) -> float:
        """The number that is printed, no digit more."""
        return float(self.digits)

    @property
    def text(self) -> str:
        """Number and bound without the unit."""
        return self.bound + self.digits


class Shown(str):
    """Text of one or several numbers with their units, and the numbers themselves.

    A page sets the text; a spreadsheet takes `parts`. As both come from the same digits they cannot disagree.
    """

    __slots__ = ("parts",)
    parts: tuple[Part, ...]

    def __new__(cls, text: str, *parts: Part) -> Self:
        """Text and the numbers in it."""
        made = super().__new__(cls, text)
        made.parts = parts
        return made

    def __getnewargs__(self) -> tuple[str, *tuple[Part, ...]]:  # type: ignore[override]
        """What a copy in another process is made from."""
        return (str(self), *self.parts)


def single(digits: str, unit: str, *, bound: str = "", gap: str = " ") -> Shown:
    """One number with its unit: ``12.0 V/m``, or ``<0.0200 V/m`` for a bound."""
    return Shown(f"{bound}{digits}{gap if unit else ''}{unit}", Part(digits, unit, bound))


def together(*given: Shown, between: str = ", ") -> Shown:
    """Several numbers in one cell."""
    return Shown(between.join(given), *(part for one in given for part in one.parts))
