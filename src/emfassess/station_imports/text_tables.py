"""Text tables as rows of cells: encoding and separator as stated, else from the content where it decides."""

import codecs
import csv
from dataclasses import dataclass
from itertools import islice, pairwise
from pathlib import Path

from emfassess.readers.faults import refuse

SEPARATORS = (",", ";", "\t", "|")
_WIDE = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16", codecs.BOM_UTF8: "utf-8-sig"}
_LONGEST_CELL = 1 << 17
_SAMPLE_ROWS = 30


@dataclass(frozen=True)
class TextTable:
    """Rows of a text table, and how it was read."""

    rows: list[list[str]]
    encoding: str
    separator: str


def read_text_table(path: Path, encoding: str | None = None, separator: str | None = None) -> TextTable:
    """Read a table of separated cells.

    Parameters
    ----------
    path : Path
    encoding : str, optional
        Name of the encoding; without it UTF-8 where that decodes the file, else GB 18030 or Windows 1252.
    separator : str, optional
        One character; without it the one that gives the most columns to the first rows.

    Raises
    ------
    InputError
        If the text is not in the encoding, or a quote is left open.
    """
    content = path.read_bytes()
    name = encoding or encoding_of(content)
    try:
        text = content.decode("utf-8-sig" if codecs.lookup(name).name == "utf-8" else name)
    except LookupError:
        raise refuse(str(path), "file.encoding", name, "no such encoding; expected utf-8, gbk, cp1252 ...") from None
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise refuse(
            str(path), f"line {line}", None, f"not text in {name}; state its encoding in the profile"
        ) from None
    mark = separator or separator_of(text)
    csv.field_size_limit(_LONGEST_CELL)
    # only line feeds end a row: other controls (NEL, form feed) occur inside cells
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    try:
        rows = list(csv.reader((f"{line}\n" for line in lines), delimiter=mark, strict=True))
    except csv.Error as error:
        raise refuse(str(path), "", None, f"not a table with {mark!r} between the columns: {error}") from None
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    return TextTable(rows, name, mark)


def encoding_of(content: bytes) -> str:
    """Encoding of a text: byte-order mark, UTF-8, else Chinese or Western, whichever its letters look like."""
    for mark, name in _WIDE.items():
        if content.startswith(mark):
            return name
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return _national(content)
    return "utf-8"


def _national(content: bytes) -> str:
    """GB 18030 where it decodes and its characters come in runs, as Chinese does; else Windows 1252."""
    try:
        text = content.decode("gb18030")
    except UnicodeDecodeError:
        return "cp1252"
    chinese = [index for index, letter in enumerate(text) if "\u4e00" <= letter <= "\u9fff"]
    runs = sum(second - first == 1 for first, second in pairwise(chinese))
    return "gb18030" if 2 * runs >= len(chinese) > 0 else "cp1252"


def separator_of(text: str) -> str:
    """The separator that gives the first rows the most cells, and as many to most of them."""
    lines = [line for line in islice(text.splitlines(), _SAMPLE_ROWS) if line.strip()]

    def cells(mark: str) -> int:
        counts = sorted(len(row) for row in csv.reader(lines, delimiter=mark))
        return counts[len(counts) // 2] if counts else 0

    return max(SEPARATORS, key=cells)
