"""An empty template for measurements, to be filled by whoever measures: CSV, or XLSX with two sheets."""

import csv
import io
import os
import tempfile
from pathlib import Path

from emfassess.measurement_files.layouts.template_fields import (
    COMMENT,
    FORMAT,
    HEAD_SHEET,
    TABLE_SHEET,
    VERSION,
    template_columns,
    template_keys,
)
from emfassess.readers.faults import refuse

LANGUAGES = ("en", "zh")

_WIDTHS = {HEAD_SHEET: (30, 40, 100), TABLE_SHEET: (20,)}


def template_csv(language: str = "en") -> str:
    """The template as CSV: key, value and explanation, then the table with its explanations as a comment.

    Raises
    ------
    ValueError
        If the explanations are not written in the language.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows(_head_rows(language))
    writer.writerow([])
    writer.writerows(_table_rows(language))
    return text.getvalue()


def write_template(path: Path | str, language: str = "en") -> None:
    """Write the template; the ending ``.csv`` or ``.xlsx`` says as what.

    Raises
    ------
    InputError
        If the ending is another, or the folder does not exist.
    ValueError
        If the explanations are not written in the language.
    """
    file = Path(path)
    if not file.parent.is_dir():
        raise refuse(str(file), "", None, f"no folder {file.parent}")
    if file.suffix.lower() == ".csv":
        # spreadsheets take a file without the mark for text of their own country
        _write(file, template_csv(language).encode("utf-8-sig"))
    elif file.suffix.lower() == ".xlsx":
        _write(file, _workbook(language))
    else:
        raise refuse(str(file), "", file.suffix, "a name that ends in .csv or .xlsx")


def _head_rows(language: str) -> list[list[str]]:
    """Key, value, explanation; the first row names format and version."""
    if language not in LANGUAGES:
        raise ValueError(f"no template in {language!r}; there are: {', '.join(LANGUAGES)}")
    return [[FORMAT, VERSION, ""]] + [[key.name, "", dict(key.labels)[language]] for key in template_keys()]


def _table_rows(language: str) -> list[list[str]]:
    """Names of the columns, and what they mean as a comment."""
    labels = [dict(column.labels)[language] for column in template_columns()]
    return [[column.name for column in template_columns()], [f"{COMMENT} {labels[0]}", *labels[1:]]]


def _workbook(language: str) -> bytes:
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font

    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in ((HEAD_SHEET, _head_rows(language)), (TABLE_SHEET, _table_rows(language))):
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append([cell or None for cell in row])
        for column in sheet.iter_cols():
            width = _WIDTHS[name][min(column[0].column, len(_WIDTHS[name])) - 1]
            sheet.column_dimensions[column[0].column_letter].width = width
        for cell in sheet[1]:
            cell.font = Font(bold=True)
        if name == TABLE_SHEET:
            for cell in sheet[2]:
                cell.font = Font(italic=True)
                cell.alignment = Alignment(wrap_text=True, vertical="top")
            sheet.freeze_panes = "A3"
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _write(path: Path, content: bytes) -> None:
    """Write beside the place, then move there."""
    descriptor, beside = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
        Path(beside).chmod(0o644)
        Path(beside).replace(path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
