"""Two columns without a header: horizontal and vertical attenuation in positive dB, a row a degree.

The file names neither gain nor frequency; both are given outside it.
"""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from emfassess.assumptions import Assumption
from emfassess.readers.cuts import CutPair, PatternHeader, checked_cut, decoded
from emfassess.readers.faults import Fault, InputError, refuse

_ROWS = (360, 361, 720, 721)


def looks_like_two_columns(text: str) -> bool:
    """Whether the first line is two numbers around a semicolon."""
    first = text.strip().splitlines()[0].split(";") if text.strip() else []
    return len(first) == len(("horizontal", "vertical")) and all(_is_number(part) for part in first)


def read_two_column(content: bytes, path: Path, gain_dbi: float | None = None) -> tuple[CutPair, ...]:
    """Read a two-column file; the gain is `gain_dbi`, or stays unknown.

    Raises
    ------
    InputError
        With every line that is not two numbers, or a number of rows that is no full turn.
    """
    lines = decoded(content).strip().splitlines()
    faults = [
        Fault(str(path), f"line {number}", line, "two numbers with a semicolon between them")
        for number, line in enumerate(lines, start=1)
        if not looks_like_two_columns(line)
    ]
    if len(lines) not in _ROWS:
        faults.append(Fault(str(path), "", f"{len(lines)} rows", "360 or 361 rows of one degree, or 720 of a half"))
    if faults:
        raise InputError(faults)
    step = 360.0 / (len(lines) // 360 * 360)
    angles = [step * index for index in range(len(lines))]
    columns = list(zip(*([float(part) for part in line.split(";")] for line in lines), strict=True))
    if _counts_up(columns[0]):
        expected = "horizontal and vertical attenuation; an angle with one attenuation is one cut, not both"
        raise refuse(str(path), "first column", "it counts the rows", expected)
    horizontal = checked_cut(str(path), "horizontal", angles, columns[0])
    vertical = checked_cut(str(path), "vertical", angles, columns[1])
    notes = () if gain_dbi is None else (Assumption("gain-stated-outside-file", (("gain", f"{gain_dbi:g}"),)),)
    return (CutPair(PatternHeader(gain_dbi=gain_dbi, notes=notes), horizontal, vertical),)


def _counts_up(column: Sequence[float]) -> bool:
    """Whether a column holds angles: equal steps from the first row to the last."""
    steps = {round(after - before, 6) for before, after in pairwise(column)}
    return len(steps) == 1 and 0.0 not in steps


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
