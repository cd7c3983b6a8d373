"""Antenna tables of planning tools (Atoll): one antenna a row, its diagram in one cell.

The cell holds the number of cuts and, for each, its kind (0 horizontal, 1 vertical), the angle of its plane, the number of
rows, and pairs of angle and attenuation: ``2 0 0 360 0 0 1 0.05 ... 1 0 360 0 0.3 ...``. Vertical angles run downward.
Rows called by beams of one name are the beams of one array. The form of the cell is that of exports; it was not confirmed
against the tool's documentation.
"""

import csv
import io
import re
from collections.abc import Sequence
from pathlib import Path

from emfassess.assumptions import Assumption
from emfassess.readers.cuts import CutPair, PatternHeader, checked_cut, decoded
from emfassess.readers.faults import Fault, InputError
from emfassess.units import Floats, dbi_from_dbd

_DIAGRAM = re.compile(r"\s*[12]\s+[01]\s+-?\d+(?:[.,]\d+)?\s+\d+\s+[-\d]")
_BEAM = re.compile(
    r"[\s_\-]*(?:(?:service|traffic|data|broadcast|ssb|csi-?rs|pdsch|pbch)[\s_\-]*)*(?:beam|ssb|pmi)[\s_\-#]*\w*$",
    re.IGNORECASE,
)
_CUTS = ("horizontal", "vertical")
_SEPARATORS = "\t;,|"
_CELL = 1_000_000

Row = dict[str, str]


def looks_like_planning_export(text: str) -> bool:
    """Whether a line below the first has a cell that is a diagram."""
    lines = text.splitlines()
    return any(_DIAGRAM.match(cell.strip(' "')) for line in lines[1:3] for cell in re.split(r"[\t;,|]", line[:20_000]))


def read_planning_export(content: bytes, path: Path, gain_dbi: float | None = None) -> tuple[CutPair, ...]:
    """Read all antennas of such a table.

    Raises
    ------
    InputError
        With every fault: a diagram that is cut short or of another form, a gain that is no number.
    """
    faults: list[Fault] = []
    pairs = []
    for number, row in _rows(decoded(content)):
        diagram = next((cell for cell in row.values() if _DIAGRAM.match(cell)), None)
        if diagram is None:
            if any(cell.strip() for cell in row.values()):
                faults.append(Fault(str(path), f"line {number}", "", "a diagram such as '2 0 0 360 0 0.1 1 0.2 ...'"))
            continue
        try:
            tables = _tables(diagram, f"{path}: line {number}")
        except InputError as error:
            faults.extend(error.faults)
            continue
        pairs.append(CutPair(_header(row, gain_dbi, f"{path}: line {number}", faults), *tables))
    if faults:
        raise InputError(faults)
    return tuple(pairs)


def _rows(text: str) -> list[tuple[int, Row]]:
    lines = text.lstrip("\ufeff").splitlines()
    separator = max(_SEPARATORS, key=lines[0].count)
    csv.field_size_limit(_CELL)
    table = list(csv.reader(io.StringIO("\n".join(lines)), delimiter=separator))
    names = [name.strip().lower() for name in table[0]]
    return [(number, dict(zip(names, cells, strict=False))) for number, cells in enumerate(table[1:], start=2)]


def _tables(diagram: str, where: str) -> tuple[Floats, Floats]:
    """Horizontal and vertical table of a diagram."""
    try:
        numbers = [float(word.replace(",", ".")) for word in diagram.split()]
    except ValueError as error:
        raise InputError([Fault(where, "diagram", "", f"numbers only: {error}")]) from None
    cuts: dict[int, Floats] = {}
    at = 1
    for _ in range(int(numbers[0])):
        kind, count = (int(numbers[at]), int(numbers[at + 2])) if at + 2 < len(numbers) else (0, 1)
        pairs = numbers[at + 3 : at + 3 + 2 * count]
        if len(pairs) < 2 * count:
            raise InputError(
                [Fault(where, "diagram", f"{len(pairs) // 2} rows", f"{count} rows; the cell is cut short")]
            )
        if kind in (0, 1) and kind not in cuts:
            cuts[kind] = checked_cut(where, _CUTS[kind], pairs[::2], pairs[1::2])
        at += 3 + 2 * count
    missing = [name for kind, name in enumerate(_CUTS) if kind not in cuts]
    if missing:
        raise InputError([Fault(where, "diagram", "", f"no {missing[0]} cut")])
    return cuts[0], cuts[1]


def _header(row: Row, given: float | None, where: str, faults: list[Fault]) -> PatternHeader:
    gain, notes = _gain(row, given, where, faults)
    low, high, middle = (_number(_cell(row, (key,))) for key in ("fmin", "fmax", "frequency"))
    name = _cell(row, ("name", "antenna"))
    beam = _BEAM.search(name)
    return PatternHeader(
        name=name,
        maker=_cell(row, ("manufacturer",)),
        frequency_mhz=middle,
        gain_dbi=gain,
        stated_tilt_deg=_number(_cell(row, ("electrical tilt", "e-tilt", "tilt"))),
        notes=notes,
        band_mhz=(low, high) if low and high else None,
        beam_of=name[: beam.start()] or name if beam else "",
    )


def _gain(
    row: Row, given: float | None, where: str, faults: list[Fault]
) -> tuple[float | None, tuple[Assumption, ...]]:
    """Gain in dBi by the column's unit; without one it is asked for."""
    column = next((key for key in row if key.startswith("gain")), "")
    stated = _number(row.get(column, ""))
    if stated is not None and "dbd" in column:
        return float(dbi_from_dbd(stated)), ()
    if stated is not None and "dbi" in column:
        return stated, ()
    if given is None and stated is not None:
        faults.append(
            Fault(where, column, row[column], "a column 'Gain (dBi)' or 'Gain (dBd)', or gain_dbi beside the file")
        )
    return given, () if given is None else (Assumption("gain-stated-outside-file", (("gain", f"{given:g}"),)),)


def _cell(row: Row, beginnings: Sequence[str]) -> str:
    return next((row[key].strip() for start in beginnings for key in row if key.startswith(start)), "")


def _number(text: str) -> float | None:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None
