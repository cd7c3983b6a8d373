"""Three-dimensional patterns as tables, CSV or XLSX: a direction a row, or a matrix of azimuth against elevation.

Rows: columns named by azimuth (phi) and by elevation or theta, and one of gain or attenuation. Matrix: the first row and
the first column are the angles; the corner names both. Theta counts from the zenith, elevation up from the horizon.
Azimuth runs clockwise; phi may run either way, so the stronger of both readings counts. Two cuts are made that are
nowhere below the table; how far they lie above it is listed.
"""

import csv
import io
import re
import zlib
from collections.abc import Sequence
from pathlib import Path
from zipfile import BadZipFile, ZipFile

import numpy as np

from emfassess.assumptions import Assumption
from emfassess.patterns.envelopes import covering_cuts
from emfassess.readers.cuts import WIDEST_GAP_DEG, CutPair, PatternHeader, decoded, is_workbook
from emfassess.readers.faults import InputError, refuse
from emfassess.units import Floats

_AZIMUTH = re.compile(r"\b(?:azimuth|azimut|azi?|方位角?)\b|方位", re.IGNORECASE)
_PHI = re.compile(r"\bphi\b|φ|ϕ", re.IGNORECASE)
_ELEVATION = re.compile(r"\b(?:elevation|elev|el)\b|仰角|俯仰", re.IGNORECASE)
_THETA = re.compile(r"\b(?:theta|zenith)\b|θ|天顶", re.IGNORECASE)
_LOSS = re.compile(r"atten|loss|衰减", re.IGNORECASE)
_VALUE = re.compile(r"gain|dir|atten|loss|\bdb|增益|衰减|level|relative", re.IGNORECASE)
_ABSOLUTE = re.compile(r"dbi|gaintotal|realizedgain", re.IGNORECASE)
_SEPARATORS = "\t;,"
_HEAD = 20
LARGEST_SHEET = 200_000_000
_EXACT_DB = 0.5

_BROKEN = (BadZipFile, zlib.error, EOFError, SyntaxError, NotImplementedError, RuntimeError)
"""What a cut or forged archive raises; errors of its XML are syntax errors."""

Cells = list[list[str]]


def looks_like_sphere_table(text: str) -> bool:
    """Whether one of the first lines names an azimuth and an elevation (or phi and theta)."""
    return any(_names_both(line) for line in text.splitlines()[:_HEAD])


def read_sphere_table(content: bytes, path: Path, gain_dbi: float | None = None) -> tuple[CutPair, ...]:
    """Read a table over the sphere.

    Raises
    ------
    InputError
        If angles are missing, the table has holes, or nothing says whether its values are gain or attenuation.
    """
    cells = _sheet(content, path) if is_workbook(content) else _lines(decoded(content))
    start = next((at for at, row in enumerate(cells[:_HEAD]) if _names_both(" ".join(row))), None)
    if start is None:
        raise refuse(str(path), "", None, "a heading that names azimuth (or phi) and elevation (or theta)")
    head = cells[start]
    rows = [row for row in cells[start + 1 :] if any(cell.strip() for cell in row)]
    if _names_both(head[0]):
        azimuth, upright, values, label = _matrix(head, rows, path)
    else:
        azimuth, upright, values, label = _by_rows(head, rows, path)
    named = " ".join(head)
    elevation = 90.0 - upright if _THETA.search(named) else upright
    gain, notes = _gains(values, label, gain_dbi, path)
    return (
        _covering(
            path, *_whole(azimuth, elevation, gain, path), _PHI.search(named) is not None, gain_dbi, notes, label
        ),
    )


def _names_both(text: str) -> bool:
    across = _AZIMUTH.search(text) or _PHI.search(text)
    return across is not None and (_ELEVATION.search(text) or _THETA.search(text)) is not None


def _lines(text: str) -> Cells:
    lines = [line for line in text.lstrip("\ufeff").splitlines() if line.strip()]
    separator = max(_SEPARATORS, key="\n".join(lines[:_HEAD]).count)
    return [[cell.strip() for cell in row] for row in csv.reader(io.StringIO("\n".join(lines)), delimiter=separator)]


def _sheet(content: bytes, path: Path) -> Cells:
    """First sheet of a workbook as text."""
    import pandas as pd

    try:
        with ZipFile(io.BytesIO(content)) as archive:
            if sum(member.file_size for member in archive.infolist()) > LARGEST_SHEET:
                raise refuse(str(path), "", None, "a workbook of over 200 MB when it is unpacked; expected a pattern")
        sheet = pd.read_excel(io.BytesIO(content), header=None, dtype=object, engine="openpyxl")
    except InputError:
        raise
    except (*_BROKEN, KeyError, OSError, ValueError, TypeError, IndexError, AttributeError) as error:
        raise refuse(str(path), "", None, f"a workbook that cannot be read: {error}") from None
    return [["" if pd.isna(cell) else str(cell) for cell in row] for row in sheet.itertuples(index=False)]


def _numbers(cells: Sequence[str], where: str, path: Path) -> Floats:
    try:
        return np.array([float(cell.replace(",", ".")) for cell in cells])
    except ValueError as error:
        raise refuse(str(path), where, None, f"numbers only: {error}") from None


Table = tuple[Floats, Floats, Floats, str]


def _matrix(head: list[str], rows: Cells, path: Path) -> Table:
    """Azimuths, upright angles, values (azimuth, upright) and the corner of a matrix."""
    columns = [cell for cell in head[1:] if cell != ""]
    across = _numbers(columns, "first row", path)
    down = _numbers([row[0] for row in rows], "first column", path)
    values = np.array([_numbers(row[1 : 1 + len(columns)], f"row {row[0]}", path) for row in rows])
    # the axis of the azimuth is the one that covers a full turn
    if np.ptp(down) >= np.ptp(across):
        return down, across, values, head[0]
    return across, down, values.T, head[0]


def _by_rows(head: list[str], rows: Cells, path: Path) -> Table:
    """The same of a table with a direction a row."""
    at_azimuth = next(at for at, name in enumerate(head) if _AZIMUTH.search(name) or _PHI.search(name))
    at_upright = next(at for at, name in enumerate(head) if _ELEVATION.search(name) or _THETA.search(name))
    values = [at for at, name in enumerate(head) if at not in (at_azimuth, at_upright) and _VALUE.search(name)]
    total = [at for at in values if "total" in head[at].lower()] or values
    if len(total) != 1:
        raise refuse(str(path), "heading", ", ".join(head), "one column of gain or attenuation [dB]")
    if min(len(row) for row in rows) <= max(at_azimuth, at_upright, total[0]):
        raise refuse(str(path), "", None, "rows with fewer cells than the heading")
    azimuth, upright, value = (
        _numbers([row[at] for row in rows], head[at], path) for at in (at_azimuth, at_upright, total[0])
    )
    across, which = np.unique(azimuth, return_inverse=True)
    up, height = np.unique(upright, return_inverse=True)
    table = np.full((across.size, up.size), np.nan)
    table[which, height] = value
    return across, up, table, head[total[0]]


def _gains(values: Floats, label: str, given: float | None, path: Path) -> tuple[Floats, tuple[Assumption, ...]]:
    """Table as gains: absolute where the label says dBi, else relative to `given`, or to an unknown gain (0)."""
    if not np.all(np.isfinite(values)):
        raise refuse(str(path), "", None, "a value for every direction; some are missing")
    if _ABSOLUTE.search(label) and not _LOSS.search(label):
        return values, ()
    if values.max() > 0 and not _LOSS.search(label):
        raise refuse(str(path), "heading", label, "gain (dBi) or attenuation (dB) in the name of the values")
    relative = -values if _LOSS.search(label) else values
    notes = () if given is None else (Assumption("gain-stated-outside-file", (("gain", f"{given:g}"),)),)
    return relative - relative.max() + (given or 0.0), notes


def _whole(azimuth: Floats, elevation: Floats, gain: Floats, path: Path) -> tuple[Floats, Floats, Floats]:
    """The table with ascending angles; refused where it leaves out a part of the sphere."""
    turned, first = np.unique(np.mod(azimuth, 360.0), return_index=True)
    up = np.argsort(elevation)
    gaps = np.append(np.diff(turned), turned[0] + 360.0 - turned[-1])
    steps = np.diff(elevation[up])
    if gaps.max() > WIDEST_GAP_DEG or not steps.size or steps.max() > WIDEST_GAP_DEG:
        raise refuse(
            str(path), "", None, f"directions no more than {WIDEST_GAP_DEG:g} degrees apart, all the way round"
        )
    if (
        elevation.min() > -90 + WIDEST_GAP_DEG
        or elevation.max() < 90 - WIDEST_GAP_DEG
        or np.abs(elevation).max() > 90.5
    ):
        found = f"{elevation.min():g} to {elevation.max():g}"
        raise refuse(str(path), "elevation", found, "-90 to 90 above the horizon, or theta 0 to 180 from the zenith")
    return turned, elevation[up], gain[np.ix_(first, up)]


def _covering(
    path: Path,
    azimuth: Floats,
    elevation: Floats,
    gain: Floats,
    either_way: bool,
    given: float | None,
    notes: tuple[Assumption, ...],
    label: str,
) -> CutPair:
    """Cuts over the table."""
    known = given is not None or _ABSOLUTE.search(label) is not None
    if either_way:
        mirrored = np.array([np.interp((-azimuth) % 360, azimuth, column, period=360.0) for column in gain.T]).T
        if np.abs(mirrored - gain).max() > _EXACT_DB:
            notes = (*notes, Assumption("pattern-horizontal-sense-unknown"))
        gain = np.maximum(gain, mirrored)
    pattern, excess = covering_cuts(azimuth, elevation, gain, path.stem)
    noted = (*notes, Assumption("pattern-cuts-cover", (("excess", f"{excess:.1f}"),)))
    header = PatternHeader(gain_dbi=pattern.gain_dbi if known else None, notes=noted)
    kind = "measured" if excess <= _EXACT_DB else "envelope"
    return CutPair(header, pattern.horizontal_db, pattern.vertical_db, pattern.vertical_weight, kind)
