"""Files of measurements: any known layout becomes campaigns and a stream of checked readings.

A file is taken whole or not at all. :func:`read_measurements` walks through all of it once and refuses it with every fault
that it has (up to a bound); only then are there readings to stream. :meth:`ImportedFile.chunks` walks through it again, some
50 000 readings at a time, and ends with an error where the file has changed in between: whoever stores chunks does so in one
transaction.
"""

import gc
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from emfassess.assumptions import Assumption, gather
from emfassess.measurement_files.empty_template import template_csv, write_template
from emfassess.measurement_files.layouts.detection import PROFILES, layout_for, profile_of
from emfassess.measurement_files.layouts.findings import Findings
from emfassess.measurement_files.layouts.layout import Opened, Piece
from emfassess.measurement_files.layouts.options import ImportOptions, NamedLimit
from emfassess.measurement_files.layouts.records import campaign_of
from emfassess.measurement_files.layouts.shaped_limits import stated_limit
from emfassess.measurement_files.layouts.texts import RowSource
from emfassess.measurements import Campaign, MeasuredPoint, RawFile, checked_readings
from emfassess.readers.faults import refuse

__all__ = [
    "PROFILES",
    "ImportOptions",
    "ImportedFile",
    "NamedLimit",
    "profile_of",
    "read_measurements",
    "stated_limit",
    "template_csv",
    "write_template",
]

Progress = Callable[[int, int], None]
"""Called with the rows of the file that were read, and all of them."""


@dataclass(frozen=True)
class ImportedFile:
    """A file without a fault.

    Parameters
    ----------
    path : Path
        The file.
    campaigns : tuple of Campaign
        What it holds; all layouts known so far make one campaign of a file.
    sha256 : str
        Of its bytes.
    content_sha256 : str
        Of its content, the same whatever the line endings, byte-order mark, name, or the program that saved the workbook.
    rows : int
        Number of readings in all chunks.
    assumptions : tuple of Assumption
        Assumptions, and notes such as how many rows are without a position.
    """

    path: Path
    campaigns: tuple[Campaign, ...]
    sha256: str
    content_sha256: str
    rows: int
    assumptions: tuple[Assumption, ...]
    _walk: Callable[[], Iterator[tuple[str, pd.DataFrame]]] = field(repr=False, compare=False)

    def chunks(self) -> Iterator[tuple[str, pd.DataFrame]]:
        """Id of the campaign and readings as :func:`checked_readings` gives them, in the order of the file.

        May be called again; memory stays that of one chunk.

        Raises
        ------
        InputError
            If the file is no longer what it was.
        """
        return self._walk()


def read_measurements(
    path: Path | str,
    profile: str | Path | None = None,
    *,
    options: ImportOptions | None = None,
    progress: Progress | None = None,
) -> ImportedFile:
    """Read a file of measurements.

    Parameters
    ----------
    path : Path
        Text or an XLSX workbook.
    profile : str or Path, optional
        One of :data:`PROFILES`, or a TOML profile; left out where the file says what it is.
    options : ImportOptions, optional
        What the file does not say itself.
    progress : callable, optional
        Called with the progress through the file.

    Returns
    -------
    ImportedFile

    Raises
    ------
    InputError
        With every fault: file, line, column, value, and what was expected.
    """
    stated = options or ImportOptions()
    file = Path(path)
    layout, source = layout_for(file, profile)
    before = _state(file)
    fingerprint = source.fingerprint()
    findings = Findings(str(file), source.row_word)
    opened = layout.opens(source, stated, findings)
    seen = _Seen(opened.is_log)
    for piece in _pieces(opened, findings):
        seen.add(piece, findings)
        if progress is not None:
            progress(seen.last_row, fingerprint.rows)
    findings.stop()
    if not seen.readings:
        raise refuse(str(file), "", None, "a file without a reading; expected values below its head")
    raw = RawFile(file.name, fingerprint.sha256, layout.name)
    campaign = campaign_of(raw, file, opened, stated, tuple(seen.points), (seen.first, seen.last))
    return ImportedFile(
        file,
        (campaign,),
        fingerprint.sha256,
        fingerprint.content_sha256,
        seen.readings,
        gather((*opened.assumptions, *findings.notes())),
        lambda: _chunks(source, opened, campaign.id, before),
    )


def _pieces(opened: Opened, findings: Findings) -> Iterator[Piece]:
    """Pieces of a file.

    The search for circles of references rests while one is made: it would take a third of the time,
    and rows of text have none.
    """
    pieces = opened.pieces(findings)
    while True:
        searching = gc.isenabled()
        gc.disable()
        try:
            piece = next(pieces, None)
        finally:
            if searching:
                gc.enable()
        if piece is None:
            return
        yield piece


def _chunks(
    source: RowSource, opened: Opened, campaign_id: str, before: tuple[int, int]
) -> Iterator[tuple[str, pd.DataFrame]]:
    """Readings of a file that was found good, as long as it stays what it was."""
    findings = Findings(str(source.path), source.row_word)
    _same(source.path, before)
    for piece in _pieces(opened, findings):
        findings.stop()
        if len(piece.readings):
            yield campaign_id, checked_readings(piece.readings)
    findings.stop()
    _same(source.path, before)


def _state(path: Path) -> tuple[int, int]:
    state = path.stat()
    return state.st_size, state.st_mtime_ns


def _same(path: Path, before: tuple[int, int]) -> None:
    if not path.is_file() or _state(path) != before:
        raise refuse(str(path), "", None, "the file changed while it was read; import it again")


class _Seen:
    """Result of the first pass: points, span of time, number of readings."""

    def __init__(self, is_log: bool) -> None:
        self.points: list[MeasuredPoint] = []
        self.first: pd.Timestamp | None = None
        self.last: pd.Timestamp | None = None
        self.readings = 0
        self.last_row = 0
        self._is_log = is_log
        self._latest: pd.Timestamp | None = None

    def add(self, piece: Piece, findings: Findings) -> None:
        """Take a piece; what no reading can be is reported where its layout did not."""
        self.points.extend(piece.points)
        self.readings += len(piece.readings)
        if findings or not len(piece.readings):
            return
        try:
            readings = checked_readings(piece.readings)
        except ValueError as error:
            findings.report("", None, str(error))
            return
        self.last_row = int(readings["line"].iloc[-1])
        self._span(readings, findings)

    def _span(self, readings: pd.DataFrame, findings: Findings) -> None:
        times = readings["time"].dropna()
        if times.empty:
            return
        low, high = times.min(), times.max()
        self.first = low if self.first is None else min(self.first, low)
        self.last = high if self.last is None else max(self.last, high)
        if self._is_log:
            before = times.shift(1)
            before.iloc[0] = self._latest if self._latest is not None else times.iloc[0]
            back = readings.loc[times.index[times < before], "line"].to_numpy()
            findings.note("clock-backwards", back)
            self._latest = times.iloc[-1]
