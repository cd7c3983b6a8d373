"""Rows of an imported table: cells by quantity, with the place of each in its file, and the faults in them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from emfassess.readers.faults import Fault, InputError
from emfassess.station_imports.cell_values import cell_text, number_and_unit
from emfassess.station_imports.quantities import quantities, unit_conversion, unit_of
from emfassess.units import Floats

Objects = NDArray[np.object_]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Note:
    """One line about an import: a message of the catalogue and its values."""

    message: str
    values: tuple[tuple[str, object], ...] = ()


@dataclass(eq=False)
class TableRows:
    """Cells by quantity.

    Parameters
    ----------
    file, sheet : str
    numbers : ndarray of int, shape (row,)
        Rows as a spreadsheet counts them; a row of the sheet may make several of these.
    cells, headers : dict of ndarray, shape (row,)
        Cell and header by quantity.
    units : dict
        Unit of each quantity that has one.
    per : str
        What the power is of.
    decimal : str
    """

    file: str
    sheet: str
    numbers: NDArray[np.int64]
    cells: dict[str, Objects]
    headers: dict[str, Objects]
    units: dict[str, str]
    per: str = "total"
    decimal: str = "."
    faults: list[Fault] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.numbers)

    def __contains__(self, quantity: str) -> bool:
        return quantity in self.cells

    def place(self, row: int, quantity: str) -> str:
        """Sheet, row and column of a cell."""
        sheet = f"sheet {self.sheet}, " if self.sheet else ""
        header = self.headers.get(quantity)
        column = f", column {header[row]}" if header is not None else f", {quantity}"
        return f"{sheet}row {self.numbers[row]}{column}"

    def report(self, row: int, quantity: str, value: object, expected: str) -> None:
        """Take down a fault of a cell."""
        self.faults.append(Fault(self.file, self.place(row, quantity), cell_text(value)[:80], expected))

    def report_where(self, wrong: Mask, quantity: str, values: Sequence[object] | NDArray[Any], expected: str) -> None:
        """Take down the fault of each row where a mask is set."""
        for row in np.flatnonzero(wrong).tolist():
            self.report(row, quantity, values[row], expected)

    def stop(self) -> None:
        """End here if there are faults.

        Raises
        ------
        InputError
            With all of them.
        """
        if self.faults:
            raise InputError(tuple(dict.fromkeys(self.faults)))

    def texts(self, quantity: str) -> Objects:
        """Texts of a quantity; empty where there are none."""
        if quantity not in self.cells:
            return np.full(len(self), "", dtype=object)
        return self._by_distinct(quantity, cell_text, "")

    def values(self, quantity: str) -> Floats:
        """Numbers of a quantity in our units; not a number where a cell is empty."""
        if quantity not in self.cells:
            return np.full(len(self), np.nan)
        return self.parsed(quantity, lambda cell: self.number(quantity, cell))

    def number(self, quantity: str, cell: Any) -> float:
        """Number of one cell in our units, those behind it or those of its column; not a number where it is empty.

        Raises
        ------
        ValueError
            If it holds no number, or another unit.
        """
        if not cell_text(cell):
            return float("nan")
        known = quantities()[quantity]
        number, stated = number_and_unit(cell, self.decimal)
        unit = unit_of(known, stated or self.units[quantity])
        if unit is None:
            raise ValueError(f"unknown unit {stated!r}; expected {', '.join(known.units)}")
        return float(unit_conversion(unit)(np.asarray(number)))

    def parsed(self, quantity: str, parse: Callable[[Any], float]) -> Floats:
        """Numbers of a quantity that a function makes of its cells; a ValueError of it is the fault of the cell."""
        return self._by_distinct(quantity, parse, float("nan")).astype(float)

    def _by_distinct(self, quantity: str, parse: Callable[[Any], Any], instead: object) -> Objects:
        """Each distinct cell parsed once; faults are reported for each row that has it."""
        cells = self.cells[quantity]
        codes, distinct = pd.factorize(cells, use_na_sentinel=True)
        results = np.empty(len(distinct) + 1, dtype=object)
        results[-1] = instead
        wrong: dict[int, str] = {}
        for code, cell in enumerate(distinct):
            results[code] = instead
            try:
                results[code] = parse(cell)
            except ValueError as error:
                wrong[code] = str(error)
        for row in np.flatnonzero(np.isin(codes, list(wrong))).tolist():
            self.report(row, quantity, cells[row], wrong[int(codes[row])])
        return np.asarray(results[codes], dtype=object)


def first_row_of_each(keys: NDArray[Any]) -> NDArray[np.int64]:
    """For each row the first one with the same key."""
    codes, distinct = pd.factorize(keys)
    first = np.full(len(distinct), len(codes), dtype=np.int64)
    np.minimum.at(first, codes, np.arange(len(codes)))
    return np.asarray(first[codes])
