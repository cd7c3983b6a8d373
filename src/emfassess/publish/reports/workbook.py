"""Sheets as files: one XLSX workbook, and a CSV a sheet; the same sheets give the same bytes.

A workbook is a zip file of XML parts (ECMA-376-1, Office Open XML); sheets of text and numbers need few of them.
"""

import csv
import datetime
import io
import re
from collections.abc import Iterator, Sequence
from html import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from emfassess.publish.data.neutral import neutral
from emfassess.publish.reports.sheets import Cell, Sheet
from emfassess.publish.text.quantity import Part

NO_DATE = datetime.date(2000, 1, 1)
"""Date in the file's properties where no date was given, so that the bytes do not depend on the clock."""

NO_TIME = (1980, 1, 1, 0, 0, 0)
"""Date of every entry of the zip file."""

MOST_CHARACTERS = 32_000
"""A cell holds 32 767 characters; a longer text is cut and says so."""

WIDEST, NARROWEST = 60, 10
"""Columns. [characters]"""

TEXT, QUOTED, HEADING, QUOTED_HEADING, NUMBERS = 1, 2, 3, 4, 5
"""Styles of cells; those of numbers follow, one a format. Quoted is text that a spreadsheet would take for a formula."""

FIRST_FORMAT = 164
"""The lowest number of a format that the file defines itself."""

_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_CORE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def workbook(sheets: Sequence[Sheet], title: str, day: datetime.date | None = None) -> bytes:
    """All sheets as one XLSX file.

    Text is kept as text, whatever it begins with; numbers have the decimals that the page prints.
    """
    formats = {
        _format(cell.digits)
        for sheet in sheets
        for row in sheet.rows
        for cell in row
        if isinstance(cell, Part) and not cell.bound
    }
    styles = {name: NUMBERS + number for number, name in enumerate(sorted(formats))}
    pages = {f"xl/worksheets/sheet{n}.xml": _page(sheet, styles) for n, sheet in enumerate(sheets, start=1)}
    parts = {**_package(sheets, title, day or NO_DATE), "xl/styles.xml": _styles(styles), **pages}
    stream = io.BytesIO()
    with ZipFile(stream, "w") as archive:
        for name, text in parts.items():
            archive.writestr(ZipInfo(name, NO_TIME), (_XML + text).encode("utf-8"), ZIP_DEFLATED)
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


def _package(sheets: Sequence[Sheet], title: str, day: datetime.date) -> dict[str, str]:
    """Parts that say what is in the file."""
    numbers = range(1, len(sheets) + 1)
    moment = f'xsi:type="dcterms:W3CDTF">{day.isoformat()}T00:00:00Z'
    types = {"/xl/workbook.xml": "sheet.main", "/xl/styles.xml": "styles"} | {
        f"/xl/worksheets/sheet{n}.xml": "worksheet" for n in numbers
    }
    return {
        "[Content_Types].xml": f'<Types xmlns="{_CORE}/content-types">'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.'
        'core-properties+xml"/>'
        + "".join(f'<Override PartName="{part}" ContentType="{_TYPE}.{kind}+xml"/>' for part, kind in types.items())
        + "</Types>",
        "_rels/.rels": f'<Relationships xmlns="{_RELATIONS}">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
        f'<Relationship Id="rId2" Type="{_RELATIONS}/metadata/core-properties" Target="docProps/core.xml"/>'
        "</Relationships>",
        "docProps/core.xml": f'<cp:coreProperties xmlns:cp="{_CORE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(_clean(title))}</dc:title><dc:creator>emfassess</dc:creator>"
        f"<dcterms:created {moment}</dcterms:created><dcterms:modified {moment}</dcterms:modified>"
        "</cp:coreProperties>",
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><bookViews><workbookView/></bookViews>'
        "<sheets>"
        + "".join(
            f'<sheet name="{escape(sheet.name[:31])}" sheetId="{n}" r:id="rId{n}"/>'
            for n, sheet in zip(numbers, sheets, strict=True)
        )
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_RELATIONS}">'
        + "".join(
            f'<Relationship Id="rId{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in numbers
        )
        + f'<Relationship Id="rId{len(sheets) + 1}" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
    }


def _styles(formats: dict[str, int]) -> str:
    """Styles: text that wraps, headings in bold, and the formats of numbers."""
    top = '<alignment vertical="top" wrapText="1"/>'
    kinds = [(font, quoted) for font in (0, 1) for quoted in ("", ' quotePrefix="1"')]
    texts = "".join(
        f'<xf numFmtId="0" fontId="{font}" fillId="0" borderId="0" xfId="0" applyAlignment="1"{quoted}>{top}</xf>'
        for font, quoted in kinds
    )
    plain = '<xf numFmtId="{}" fontId="0" fillId="0" borderId="0" xfId="0"{}/>'
    numbers = "".join(plain.format(FIRST_FORMAT + n, ' applyNumberFormat="1"') for n in range(len(formats)))
    codes = "".join(f'<numFmt numFmtId="{FIRST_FORMAT + n}" formatCode="{code}"/>' for n, code in enumerate(formats))
    face = '<sz val="11"/><name val="Calibri"/><family val="2"/>'
    return (
        f'<styleSheet xmlns="{_MAIN}">'
        + (f'<numFmts count="{len(formats)}">{codes}</numFmts>' if formats else "")
        + f'<fonts count="2"><font>{face}</font><font><b/>{face}</font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
        '</fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        f'<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        f'<cellXfs count="{NUMBERS + len(formats)}">{plain.format(0, "")}{texts}{numbers}</cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )


def _page(sheet: Sheet, formats: dict[str, int]) -> str:
    """A sheet; its first row stays in view."""
    widths = "".join(
        f'<col min="{n}" max="{n}" width="{width}" customWidth="1"/>' for n, width in enumerate(_widths(sheet), start=1)
    )
    rows = [_row(1, (_text(head, HEADING, QUOTED_HEADING) for head in sheet.header), len(sheet.header))]
    for number, row in enumerate(sheet.rows, start=2):
        rows.append(_row(number, (_cell(cell, formats) for cell in row), len(row)))
    return (
        f'<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f"<cols>{widths}</cols><sheetData>{''.join(rows)}</sheetData></worksheet>"
    )


def _row(number: int, cells: Iterator[str], count: int) -> str:
    placed = (f'<c r="{_letters(column)}{number}"{cell}' for column, cell in zip(range(count), cells, strict=True))
    return f'<row r="{number}">{"".join(placed)}</row>'


def _letters(column: int) -> str:
    """Name of a column, counted from 0."""
    return ("" if column < 26 else _letters(column // 26 - 1)) + chr(ord("A") + column % 26)


def _cell(value: Cell, formats: dict[str, int]) -> str:
    """A cell but for its place."""
    if isinstance(value, Part) and not value.bound:
        return f' s="{formats[_format(value.digits)]}"><v>{value.value!r}</v></c>'
    return _text(value.text if isinstance(value, Part) else value, TEXT, QUOTED)


def _text(shown: str, style: int, quoted: int) -> str:
    style = quoted if neutral(shown) != shown else style
    return f' s="{style}" t="inlineStr"><is><t xml:space="preserve">{escape(_clean(shown), quote=False)}</t></is></c>'


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
