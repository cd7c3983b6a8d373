"""Printed numbers that remember what they are: text on a page, number and unit in a spreadsheet, one source for both."""

from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True)
class Part:
    """One number as it is printed, and its unit; a bound such as ``<`` precedes it."""

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


class PrintedQuantity(str):
    """Text of one or several numbers with their units, and the numbers themselves.

    A page sets the text; a spreadsheet takes `components`. As both come from the same digits they cannot disagree.
    """

    __slots__ = ("components",)
    components: tuple[Part, ...]

    def __new__(cls, text: str, *components: Part) -> Self:
        """Text and the numbers in it."""
        made = super().__new__(cls, text)
        made.components = components
        return made

    def __getnewargs__(self) -> tuple[str, *tuple[Part, ...]]:  # type: ignore[override]
        """Arguments from which a copy in another process is made."""
        return (str(self), *self.components)


def single(digits: str, unit: str, *, bound: str = "", gap: str = " ") -> PrintedQuantity:
    """One number with its unit: ``12.0 V/m``, or ``<0.0200 V/m`` for a bound."""
    return PrintedQuantity(f"{bound}{digits}{gap if unit else ''}{unit}", Part(digits, unit, bound))


def together(*given: PrintedQuantity, between: str = ", ") -> PrintedQuantity:
    """Several numbers in one cell."""
    return PrintedQuantity(between.join(given), *(part for one in given for part in one.components))
