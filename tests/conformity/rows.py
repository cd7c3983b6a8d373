"""Rows of the conformity page and their summary."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from conformity.cases import Case, cases
from conformity.compare import Comparison, comparisons, intermediate_comparisons
from conformity.panels import panels, part_differences
from emfassess.publish.text.numbers import significant

LEVEL_UNITS = ("dB", "dBi", "°")
"""Units whose differences are told as they are; others as a share of the reference."""

DIGITS = 4


@dataclass(frozen=True)
class Row:
    """One row of the page.

    Parameters
    ----------
    case : str
        Name of the case; for a case folder, the folder's.
    group : str
        The standard, or another heading that rows are counted under.
    source : str
        Where the reference comes from.
    basis : str
        ``"printed"``, ``"derived"``, or e.g. ``"full wave"``.
    reference, ours : float
        Of the value that comes closest to its tolerance, in `unit`.
    unit : str
        As the source has it.
    values : int
        How many values the row stands for.
    passed : bool
        Whether all of them, and all steps on the way, are within their tolerances.
    link : str
        Address relative to the page, empty without one.
    """

    case: str
    group: str
    source: str
    basis: str
    reference: float
    ours: float
    unit: str
    values: int
    passed: bool
    link: str = ""

    @property
    def difference(self) -> float:
        """In the unit for levels and angles, else relative to the reference."""
        off = self.ours - self.reference
        return off if self.unit in LEVEL_UNITS or self.reference == 0 else off / self.reference

    @property
    def difference_text(self) -> str:
        """The difference with its sign and two decimals, in its unit or in percent."""
        if self.unit in LEVEL_UNITS:
            return _signed(self.difference, self.unit.replace("dBi", "dB"))
        return _signed(100 * self.difference, "%")


def value_text(value: float, unit: str) -> str:
    """Four significant digits and the unit; trailing zeros that no source printed are left out."""
    text = significant(value, DIGITS)
    if "." in text and "e" not in text:
        text = text.rstrip("0").rstrip(".")
    return text if unit == "1" else f"{text} {unit}"


def _signed(value: float, unit: str) -> str:
    text = f"{value:+.2f}"
    return f"{'0.00' if float(text) == 0 else text} {unit}"


def _worst(compared: tuple[Comparison, ...]) -> Comparison:
    return max(compared, key=lambda comparison: comparison.tolerance_used)


def row_of(case: Case) -> Row:
    """Row of a case."""
    compared = comparisons(case)
    worst = _worst(compared)
    return Row(
        case=case.id,
        group=case.standard,
        source=case.source,
        basis=case.basis,
        reference=worst.theirs,
        ours=worst.ours,
        unit=worst.unit,
        values=len(compared),
        passed=all(c.passed for c in (*compared, *intermediate_comparisons(case))),
        link=f"../tests/cases/{case.id}/case.toml",
    )


@cache
def case_rows() -> tuple[Row, ...]:
    """Rows of all cases, in the order of their folders."""
    return tuple(row_of(case) for case in cases())


@cache
def extra_rows() -> list[Row]:
    """Rows of the full-wave panels: for each part the point that comes closest to its tolerance."""
    rows = []
    for panel in panels():
        for part in panel["part"]:
            theirs, ours = part_differences(panel, part)
            off = ours - theirs
            worst = int(np.argmax(np.maximum(off / panel["high_db"], off / panel["low_db"])))
            rows.append(
                Row(
                    case=f"{panel['name']}, {part['name']}",
                    group="full-wave panels",
                    source=f"{panel['source']}: {panel['what']}",
                    basis="full wave",
                    reference=float(theirs[worst]),
                    ours=float(ours[worst]),
                    unit="dB",
                    values=len(off),
                    passed=bool(np.all((off >= panel["low_db"]) & (off <= panel["high_db"]))),
                    link=f"../tests/conformity/panels/{panel['name']}.toml",
                )
            )
    return rows


@dataclass(frozen=True)
class Summary:
    """What the rows of one group amount to.

    `worst` holds, for percent and for each unit of levels, the greatest absolute difference.
    """

    group: str
    cases: int
    derived: int
    values: int
    passed: int
    worst: tuple[tuple[str, float], ...]

    @property
    def worst_text(self) -> str:
        """The greatest differences, one for each unit."""
        return ", ".join(f"{value:.2f} {unit}" for unit, value in self.worst)


def summaries(rows: tuple[Row, ...]) -> tuple[Summary, ...]:
    """One summary a group, in alphabetical order."""
    found = []
    for group in sorted({row.group for row in rows}):
        own = [row for row in rows if row.group == group]
        worst: dict[str, float] = {}
        for row in own:
            level = row.unit in LEVEL_UNITS
            unit = row.unit.replace("dBi", "dB") if level else "%"
            worst[unit] = max(worst.get(unit, 0.0), abs(row.difference) * (1 if level else 100))
        derived = sum(row.basis == "derived" for row in own)
        passed = sum(row.passed for row in own)
        values = sum(row.values for row in own)
        found.append(Summary(group, len(own), derived, values, passed, tuple(sorted(worst.items()))))
    return tuple(found)
