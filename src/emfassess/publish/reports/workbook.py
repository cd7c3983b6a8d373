"""Sheets as files: one XLSX workbook, and a CSV a sheet; the same sheets give the same bytes."""

import csv
import datetime
import io
import re
from collections.abc import Sequence
from functools import cache
from typing import Any

import xlsxwriter

from emfassess.publish.data.neutral import neutral
from emfassess.publish.reports.sheets import Cell, Sheet
from emfassess.publish.text.quantity import Part

NO_DATE = datetime.date(2000, 1, 1)
"""Date in the file's properties where no date was given, so that the bytes do not depend on the clock."""

MOST_CHARACTERS = 32_000
"""A cell holds 32 767 characters; a longer text is cut and says so."""

WIDEST, NARROWEST = 60, 10
"""Columns. [characters]"""

_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def workbook(sheets: Sequence[Sheet], title: str, day: datetime.date | None = None) -> bytes:
    """All sheets as one XLSX file.

    Text is kept as text, whatever it begins with; numbers have the decimals that the page prints.
    """
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        moment = datetime.datetime.combine(day or NO_DATE, datetime.time())
        book.set_properties({"title": _clean(title), "author": "emfassess", "created": moment})
        style = _styles(book)
        for sheet in sheets:
            _write(book.add_worksheet(sheet.name[:31]), sheet, style)
    return stream.getvalue()


def csv_texts(sheets: Sequence[Sheet]) -> dict[str, str]:
    """One CSV a sheet, by its key; text that a spreadsheet would run gets an apostrophe."""
    found = {}
    for sheet in sheets:
        stream = io.StringIO()
        writer = csv.writer(stream, lineterminator="\n")
        for row in (sheet.header, *sheet.rows):
            writer.writerow([neutral(cell.text if isinstance(cell, Part) else cell) for cell in row])
        found[sheet.key] = stream.getvalue()
    return found


def _styles(book: Any) -> Any:
    """Styles of a workbook by their properties, each once."""
    return cache(lambda *properties: book.add_format(dict(properties)))


def _write(page: Any, sheet: Sheet, style: Any) -> None:
    """Write a sheet; its first row stays in view."""
    page.freeze_panes(1, 0)
    for column, width in enumerate(_widths(sheet)):
        page.set_column(column, column, width)
    for column, head in enumerate(sheet.header):
        _write_text(page, (0, column), head, style, ("bold", True))
    for row, cells in enumerate(sheet.rows, start=1):
        for column, cell in enumerate(cells):
            if isinstance(cell, Part) and not cell.bound:
                page.write_number(row, column, cell.value, style(("num_format", _format(cell.digits))))
            else:
                _write_text(page, (row, column), cell.text if isinstance(cell, Part) else cell, style)


def _write_text(page: Any, place: tuple[int, int], shown: str, style: Any, *more: tuple[str, bool]) -> None:
    # quoted: a spreadsheet takes what begins with = for text, also when the cell is edited
    quoted = (("quote_prefix", True),) if neutral(shown) != shown else ()
    page.write_string(*place, _clean(shown), style(("text_wrap", True), ("valign", "top"), *quoted, *more))


def _format(digits: str) -> str:
    """Format that shows a number with the digits of the page."""
    if "e" in digits:
        return "0.00E+00"
    decimals = len(digits.partition(".")[2])
    return "0." + "0" * decimals if decimals else "0"


def _clean(text: str) -> str:
    """Text without what XML cannot hold, no longer than a cell."""
    clean = _NOT_IN_XML.sub("�", text)
    return clean if len(clean) <= MOST_CHARACTERS else clean[:MOST_CHARACTERS] + " …"


def _widths(sheet: Sheet) -> list[int]:
    """Width of each column after its longest cell, wide characters counted twice."""
    columns = zip(*(sheet.header, *sheet.rows[:200]), strict=True)
    return [min(max(NARROWEST, *(_wide(cell) for cell in column)), WIDEST) for column in columns]


def _wide(cell: Cell) -> int:
    shown = cell.text if isinstance(cell, Part) else cell
    return 2 + sum(2 if character > "⺀" else 1 for character in shown[:WIDEST])
