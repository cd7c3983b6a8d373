"""Sheets as files: one XLSX workbook, and a CSV a sheet; the same sheets give the same bytes."""

import csv
import datetime
import io
import re
from collections.abc import Sequence
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.writer.excel import ExcelWriter

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
    book = Workbook(write_only=True)
    moment = datetime.datetime.combine(day or NO_DATE, datetime.time())
    book.properties.title, book.properties.creator = _clean(title), "emfassess"
    book.properties.created = book.properties.modified = moment
    for sheet in sheets:
        page = book.create_sheet(sheet.name[:31])
        page.freeze_panes = "A2"
        for number, width in enumerate(_widths(sheet), start=1):
            page.column_dimensions[get_column_letter(number)].width = width
        page.append([_cell(page, head, heading=True) for head in sheet.header])
        for row in sheet.rows:
            page.append([_cell(page, value) for value in row])
    stream = io.BytesIO()
    # not book.save: that would write the time of day
    ExcelWriter(book, _Undated(stream, "w", ZIP_DEFLATED)).save()
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


class _Undated(ZipFile):
    """A zip file whose entries all have the same date."""

    def writestr(self, zinfo_or_arcname: str | ZipInfo, data: str | bytes, *_: object, **__: object) -> None:  # type: ignore[override]
        """Write an entry."""
        name = zinfo_or_arcname if isinstance(zinfo_or_arcname, str) else zinfo_or_arcname.filename
        super().writestr(ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data, ZIP_DEFLATED)

    def write(self, filename: str, arcname: str | None = None, *_: object, **__: object) -> None:  # type: ignore[override]
        """Write a file."""
        with open(filename, "rb") as stream:  # noqa: PTH123 - a temporary file of the library, by its name
            self.writestr(arcname or filename, stream.read())


def _cell(page: object, value: Cell, *, heading: bool = False) -> WriteOnlyCell:
    if isinstance(value, Part) and not value.bound:
        cell = WriteOnlyCell(page, value=value.value)
        cell.number_format = _format(value.digits)
        return cell
    shown = value.text if isinstance(value, Part) else value
    cell = WriteOnlyCell(page, value=_clean(shown))
    # after the value: the library takes text that begins with = for a formula
    cell.data_type = "s"
    cell.quotePrefix = neutral(shown) != shown
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if heading:
        cell.font = Font(bold=True)
    return cell


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
