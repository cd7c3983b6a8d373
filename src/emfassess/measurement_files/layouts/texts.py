"""Text files as rows of cells with their line numbers, read in blocks so that memory stays small."""

import codecs
import csv
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Protocol, TextIO

import numpy as np
from numpy.typing import NDArray

from emfassess.measurement_files.layouts.findings import Findings
from emfassess.readers.faults import refuse

BLOCK_READINGS = 50_000
"""So many readings are held at once."""
HEAD_ROWS = 60
_PIECE = 1 << 20
_LONGEST_CELL = 1 << 17
_PADDING = 0.1
"""Text has at most this share of zero bytes: UTF-16 without its mark, and data that are no text, have more."""
_WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True)
class Dialect:
    """How the cells of a text file are separated.

    `quoted` where a cell may hold the separator between quotes; otherwise `most_splits` says how often a line is split
    at most, the rest of it staying one cell (-1: everywhere).
    """

    separator: str = ","
    quoted: bool = False
    comment: str = ""
    most_splits: int = -1


@dataclass(frozen=True)
class Fingerprint:
    """Hash of the bytes, hash of the content (whatever the line endings, byte-order mark or encoding), and rows."""

    sha256: str
    content_sha256: str
    rows: int


@dataclass(frozen=True, eq=False)
class Rows:
    """Some rows: their numbers in the file, from 1, and their cells as text."""

    numbers: NDArray[np.int64]
    cells: Sequence[Sequence[str]]


class RowSource(Protocol):
    """A file that gives rows: a text file or a sheet of a workbook."""

    path: Path
    row_word: str

    def head(self) -> tuple[str, ...]:
        """First rows as text, for recognising a layout; cells of a sheet with tabulators between."""
        ...

    def fingerprint(self) -> Fingerprint:
        """Hashes and the number of rows."""
        ...

    def rows(self, dialect: Dialect, size: int, findings: Findings) -> Iterator[Rows]:
        """Give rows in blocks of a size; empty rows and comments are left out, bad ones reported."""
        ...


class TextFile:
    """A text file.

    Raises
    ------
    InputError
        If it is no text file that can be read.
    LookupError
        If there is no such encoding.
    """

    row_word = "line"

    def __init__(self, path: Path, encoding: str = "utf-8") -> None:
        codecs.lookup(encoding)
        self.path = path
        self.encoding = "utf-8-sig" if encoding.lower().replace("_", "-") in ("utf-8", "utf8") else encoding
        with path.open("rb") as stream:
            first = stream.read(_PIECE)
        if first.startswith(_WIDE_MARKS):
            raise refuse(str(path), "", None, "text in UTF-16; save the file as UTF-8")
        self._zeros = b"\0" in first
        if self._zeros and not _is_padded_text(first):
            raise refuse(str(path), "", None, "not a text file (it holds zero bytes); expected a log or table as text")

    def head(self) -> tuple[str, ...]:
        """First lines; what cannot be decoded is replaced."""
        with self._opened("replace") as stream:
            lines = islice(iter(lambda: stream.readline(_PIECE), ""), HEAD_ROWS)
            return tuple(line.rstrip("\n").replace("\0", "") for line in lines)

    def fingerprint(self) -> Fingerprint:
        """Hashes and the number of lines.

        Raises
        ------
        InputError
            With each line that is not in the encoding.
        """
        with self.path.open("rb") as raw:
            sha256 = hashlib.file_digest(raw, "sha256").hexdigest()
        content = hashlib.sha256()
        lines, blank = 0, ""
        for piece in self.pieces("surrogateescape"):
            text = blank + piece
            kept = text.rstrip()
            blank = text[len(kept) :]
            lines += piece.count("\n")
            try:
                content.update(kept.encode("utf-8"))
            except UnicodeEncodeError:
                findings = Findings(str(self.path))
                self.report_undecodable(findings)
                raise findings.error() from None
        return Fingerprint(sha256, content.hexdigest(), lines + (not blank.endswith("\n")))

    def pieces(self, errors: str = "strict") -> Iterator[str]:
        """The text in pieces, with line feeds as line ends."""
        with self._opened(errors) as stream:
            while piece := stream.read(_PIECE):
                yield piece

    def rows(self, dialect: Dialect, size: int, findings: Findings) -> Iterator[Rows]:
        """Cells of the lines."""
        before = 0
        try:
            with self._opened("strict") as stream:
                lines = (line.replace("\0", "") for line in stream) if self._zeros else stream
                reader = _reader(lines, dialect)
                whole = _until_broken(reader, findings) if dialect.quoted else reader
                while cells := list(islice(whole, size)):
                    one_line_each = not dialect.quoted or reader.line_num - before == len(cells)
                    spans = np.ones(len(cells), dtype=np.int64) if one_line_each else _lines_of(cells)
                    numbers = before + 1 + np.cumsum(spans) - spans
                    before = int(numbers[-1] + spans[-1] - 1)
                    yield _filled(Rows(numbers, cells), dialect)
        except UnicodeDecodeError:
            self.report_undecodable(findings)

    def report_undecodable(self, findings: Findings) -> None:
        """Report each line that is not in the encoding."""
        encoding = self.encoding.removesuffix("-sig")
        with self._opened("surrogateescape") as stream:
            for number, line in enumerate(stream, start=1):
                if any("\udc80" <= letter <= "\udcff" for letter in line):
                    shown = line.strip().encode("utf-8", "replace").decode("utf-8")
                    cure = f"not text in {encoding.upper()}; save the file as UTF-8, or state its encoding in a profile"
                    findings.report_row(number, "", shown, cure)

    def _opened(self, errors: str) -> TextIO:
        return self.path.open(encoding=self.encoding, errors=errors, newline=None)


def _is_padded_text(first: bytes) -> bool:
    """Whether zero bytes only fill empty cells: they are few, and no other byte is one that text does not have."""
    others = first.translate(None, b"\0\t\n\r\f\x1a")
    return first.count(0) < _PADDING * len(first) and min(others, default=0) >= ord(" ")


def _reader(stream: Iterable[str], dialect: Dialect) -> Any:
    """Rows of cells of a stream. Without quotes, splitting is all that is needed, and fast."""
    if dialect.quoted:
        csv.field_size_limit(_LONGEST_CELL)
        return csv.reader(stream, delimiter=dialect.separator, strict=True)
    return (line.rstrip("\n").split(dialect.separator, dialect.most_splits) for line in stream)


def _until_broken(reader: Any, findings: Findings) -> Iterator[list[str]]:
    """Rows up to one that cannot be separated from the next."""
    before = 0
    try:
        for row in reader:
            before = reader.line_num
            yield row
    except csv.Error as error:
        findings.report_row(before + 1, "", None, f"a row of cells; is a quote left open? ({error})")


def _lines_of(cells: Sequence[Sequence[str]]) -> NDArray[np.int64]:
    """Number of lines that each row takes: a cell between quotes may hold line ends."""
    return np.array([1 + "".join(row).count("\n") for row in cells], dtype=np.int64)


def _filled(rows: Rows, dialect: Dialect) -> Rows:
    """Rows that are neither empty nor comments."""
    first = {row[0] if row else "" for row in rows.cells}
    if "" not in first and not any(cell.isspace() or _is_comment(cell, dialect) for cell in first):
        return rows
    kept = [
        index
        for index, row in enumerate(rows.cells)
        if row and (len(row) > 1 or row[0].strip()) and not _is_comment(row[0], dialect)
    ]
    return Rows(rows.numbers[kept], [rows.cells[index] for index in kept])


def _is_comment(cell: str, dialect: Dialect) -> bool:
    return bool(dialect.comment) and cell.startswith(dialect.comment)
