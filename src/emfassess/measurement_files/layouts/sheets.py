"""Sheets of XLSX workbooks as rows of cells; a formula is a fault, since its value may be stale or missing."""

import datetime
import hashlib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from emfassess.measurement_files.layouts.findings import Findings
from emfassess.measurement_files.layouts.texts import HEAD_ROWS, Dialect, Fingerprint, Rows
from emfassess.readers.faults import refuse


class SheetFile:
    """One sheet of a workbook.

    Parameters
    ----------
    path : Path
    sheet : str
        Its name; the only sheet where it is left out.

    Raises
    ------
    InputError
        If it is no workbook, has no such sheet, or several and none is named.
    """

    def __init__(self, path: Path, sheet: str = "") -> None:
        self.path = path
        names = sheet_names(path)
        if sheet and sheet not in names:
            raise refuse(str(path), "", sheet, f"no such sheet; there are: {', '.join(names)}")
        if not sheet and len(names) > 1:
            raise refuse(str(path), "", None, f"several sheets ({', '.join(names)}); name one in a profile")
        self.sheet = sheet or names[0]
        self.row_word = f"sheet {self.sheet}, row"

    def head(self) -> tuple[str, ...]:
        """First rows, their cells with tabulators between."""
        return tuple("\t".join(_text(cell.value) for cell in row) for row in islice(self._rows(), HEAD_ROWS))

    def fingerprint(self) -> Fingerprint:
        """Hash of the bytes, and of the cells of the sheet; the second is the same when the workbook is saved again."""
        with self.path.open("rb") as raw:
            sha256 = hashlib.file_digest(raw, "sha256").hexdigest()
        content = hashlib.sha256()
        rows = 0
        for row in self._rows():
            text = "\t".join(_text(cell.value) for cell in row).rstrip("\t")
            content.update(f"{text}\n".encode())
            rows += 1
        return Fingerprint(sha256, content.hexdigest(), rows)

    def rows(self, dialect: Dialect, size: int, findings: Findings) -> Iterator[Rows]:
        """Cells of the rows as text: numbers in full, dates as ISO 8601."""
        numbers: list[int] = []
        cells: list[list[str]] = []
        for number, row in enumerate(self._rows(), start=1):
            texts = [_text(cell.value) for cell in row]
            if not any(texts) or (dialect.comment and texts[0].startswith(dialect.comment)):
                continue
            for cell in row:
                if getattr(cell, "data_type", "") == "f":
                    findings.report(
                        f"sheet {self.sheet}, cell {cell.coordinate}", cell.value, "a value; paste formulas as values"
                    )
            numbers.append(number)
            cells.append(texts)
            if len(numbers) == size:
                yield Rows(np.array(numbers, dtype=np.int64), cells)
                numbers, cells = [], []
        if numbers:
            yield Rows(np.array(numbers, dtype=np.int64), cells)

    def _rows(self) -> Iterator[tuple[Any, ...]]:
        book = _book(self.path)
        try:
            # the stated size of a sheet may be wrong; without it, rows are read as they come
            book[self.sheet].reset_dimensions()
            yield from book[self.sheet].iter_rows()
        except (ValueError, KeyError, SyntaxError, BadZipFile, EOFError) as error:
            raise refuse(str(self.path), "", None, f"a broken workbook: {str(error).splitlines()[0]}") from None
        finally:
            book.close()


def sheet_names(path: Path) -> tuple[str, ...]:
    """Names of the sheets of a workbook.

    Raises
    ------
    InputError
        If it is no workbook.
    """
    book = _book(path)
    names = tuple(sheet.title for sheet in book.worksheets)
    book.close()
    if not names:
        raise refuse(str(path), "", None, "a workbook without a sheet of cells")
    return names


def _book(path: Path) -> Any:
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        return openpyxl.load_workbook(path, read_only=True, data_only=False)
    except (InvalidFileException, BadZipFile, KeyError, ValueError, SyntaxError, OSError, EOFError) as error:
        reason = (str(error) or type(error).__name__).splitlines()[0]
        raise refuse(str(path), "", None, f"not an XLSX workbook, or cut short: {reason}") from None


def _text(value: Any) -> str:
    """A cell as text; a number with all its digits, so that no level changes on the way."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return repr(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime.datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value).strip()
