"""All that is found while a file is read: faults, and notes of assumptions."""

import re
from collections.abc import Sequence
from typing import NoReturn

import numpy as np
from numpy.typing import NDArray

from emfassess.assumptions import Assumption
from emfassess.readers.faults import Fault, InputError

FAULTS_REPORTED = 1000
"""So many faults are reported one by one; of the others only their number."""


class Findings:
    """Faults and notes of one walk through one file.

    Parameters
    ----------
    file : str
        Its name in messages.
    row_word : str
        What a row is called there: ``"line"`` of a text file, ``"sheet readings, row"`` of a sheet.
    """

    def __init__(self, file: str, row_word: str = "line") -> None:
        self.file = file
        self.row_word = row_word
        self._faults: list[Fault] = []
        self._untold = 0
        self._notes: dict[str, tuple[int, int]] = {}

    def __bool__(self) -> bool:
        """Whether there is a fault."""
        return bool(self._faults)

    def report(self, where: str, value: object, expected: str) -> None:
        """Add a fault."""
        if len(self._faults) < FAULTS_REPORTED:
            self._faults.append(Fault(self.file, where, "" if value is None else str(value)[:80], expected))
        else:
            self._untold += 1

    def report_row(self, row: int, column: str, value: object, expected: str) -> None:
        """Add a fault of one cell, or of a whole row where no column is named."""
        column = f", column {column}" if column else ""
        self.report(f"{self.row_word} {row}{column}", value, expected)

    def report_rows(
        self, rows: NDArray[np.int64], column: str, values: Sequence[str], wrong: NDArray[np.bool_], expected: str
    ) -> None:
        """Add a fault for each row of a column that is wrong."""
        for index in np.flatnonzero(wrong).tolist():
            self.report_row(int(rows[index]), column, values[index], expected)

    def take(self, other: "Findings") -> None:
        """Add the faults of another walk."""
        for fault in other._faults:
            self.report(fault.where, fault.value, fault.expected)

    def note(self, code: str, rows: NDArray[np.int64]) -> None:
        """Note rows that were taken in a way that a reader should know of."""
        if rows.size:
            count, first = self._notes.get(code, (0, int(rows[0])))
            self._notes[code] = (count + int(rows.size), first)

    def notes(self) -> tuple[Assumption, ...]:
        """Notes with the number of rows and the first of them."""
        return tuple(
            Assumption(code, (("rows", str(count)), ("first", str(first))))
            for code, (count, first) in sorted(self._notes.items())
        )

    def error(self) -> InputError:
        """All faults as one error, in the order of the rows."""
        rest = [Fault(self.file, "", "", f"{self._untold} more faults")] if self._untold else []
        return InputError([*sorted(self._faults, key=_row_of), *rest])

    def refuse(self, where: str, value: object, expected: str) -> NoReturn:
        """Add a fault that nothing can be read after, and end here.

        Raises
        ------
        InputError
            With all faults so far.
        """
        self.report(where, value, expected)
        raise self.error()

    def stop(self) -> None:
        """End here where there is a fault.

        Raises
        ------
        InputError
            With all faults so far.
        """
        if self._faults:
            raise self.error()


def _row_of(fault: Fault) -> int:
    """Number in the place of a fault; those of the whole file come first."""
    found = re.search(r"\d+", fault.where)
    return int(found[0]) if found else 0
