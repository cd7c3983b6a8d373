"""EDX antenna patterns (.pat): ``'name', gain, key``, azimuth rows, 999, and slices of elevation rows.

After "Understanding EDX Format Antenna Pattern Files" (EDX Wireless knowledge base): the gain is in dBi; key 1 means
relative field, 2 dB; values may be relative or absolute, so they count from their largest; azimuths run clockwise.
Which way elevation runs is not stated there: the stronger of both readings counts unless they agree.
"""

import re
from pathlib import Path

import numpy as np

from emfassess.assumptions import Assumption
from emfassess.patterns.pattern import SAMPLES
from emfassess.readers.cuts import CutPair, PatternHeader, checked_cut, decoded, front_table
from emfassess.readers.faults import Fault, InputError, refuse
from emfassess.units import Floats

_FIRST = re.compile(r"\s*'([^']*)'\s*,?\s*([-+\d.eE]+)\s*,?\s*([12])\b")
_END_OF_AZIMUTHS = 999.0
_FIELD, _DECIBEL = 1, 2
_LEAST_FIELD = 1e-6
_DIFFERENCE_DB = 0.1
_FRONT_DEG = 90.0

Row = tuple[int, list[float]]


def looks_like_edx(text: str) -> bool:
    """Whether the first line is a name in quotation marks, a gain and the key 1 or 2, with a 999 further down."""
    lines = text.strip().splitlines()
    return (
        bool(lines)
        and _FIRST.match(lines[0]) is not None
        and any(line.split(",")[0].strip() == "999" for line in lines)
    )


def read_edx(content: bytes, path: Path, gain_dbi: float | None = None) -> tuple[CutPair, ...]:
    """Read an EDX pattern; several slices become their upper envelope. A stated gain of 0 counts as none.

    Raises
    ------
    InputError
        With every line that is not two numbers, or a cut that is missing or short.
    """
    lines = decoded(content).strip().splitlines()
    first = _FIRST.match(lines[0])
    assert first is not None
    rows = _rows(lines[1:], str(path))
    end = next((at for at, (_, row) in enumerate(rows) if row[0] == _END_OF_AZIMUTHS), len(rows))
    azimuths, rest = rows[:end], rows[end + 1 :]
    if not azimuths or not rest or len(rest[0][1]) != 2:
        raise refuse(str(path), "", None, "azimuth rows, 999, the number of slices and of their rows, then the slices")
    slices = _slices(rest, str(path))
    key = int(first.group(3))
    horizontal = checked_cut(str(path), "horizontal", *_cut(azimuths, key, str(path)))
    verticals = [_vertical(slice_, key, str(path)) for slice_ in slices]
    vertical = np.asarray(np.min(verticals, axis=0))
    stated = float(first.group(2)) or None
    notes = []
    if stated is None and gain_dbi is not None:
        notes.append(Assumption("gain-stated-outside-file", (("gain", f"{gain_dbi:g}"),)))
    other = vertical[(-np.arange(SAMPLES)) % SAMPLES]
    if np.abs(vertical - other).max() > _DIFFERENCE_DB:
        notes.append(Assumption("pattern-vertical-sense-unknown"))
    header = PatternHeader(
        name=first.group(1).strip(), gain_dbi=gain_dbi if stated is None else stated, notes=tuple(notes)
    )
    return (CutPair(header, horizontal, np.minimum(vertical, other)),)


def _rows(lines: list[str], file: str) -> list[Row]:
    """Numbers of each line that has some."""
    rows, faults = [], []
    for number, line in enumerate(lines, start=2):
        words = [word for word in re.split(r"[\s,;]+", line.strip()) if word]
        try:
            numbers = [float(word) for word in words]
        except ValueError:
            faults.append(Fault(file, f"line {number}", line.strip(), "an angle and a value"))
            continue
        if numbers:
            rows.append((number, numbers))
    if faults:
        raise InputError(faults)
    return rows


def _slices(rest: list[Row], file: str) -> list[list[Row]]:
    """Rows of each vertical slice, after the line with their numbers."""
    count, length = (int(value) for value in rest[0][1])
    slices = [rest[2 + at * (length + 1) : 1 + (at + 1) * (length + 1)] for at in range(count)]
    if not slices or any(len(slice_) != length for slice_ in slices):
        raise refuse(file, f"line {rest[0][0]}", f"{count}, {length}", "so many slices and rows; the file is truncated")
    return slices


def _cut(rows: list[Row], key: int, file: str) -> tuple[list[float], list[float]]:
    """Angles and attenuations below the largest value."""
    wrong = [Fault(file, f"line {number}", str(row), "an angle and a value") for number, row in rows if len(row) != 2]
    if wrong:
        raise InputError(wrong)
    values: Floats = np.array([row[1] for _, row in rows])
    if key == _FIELD:
        values = 20 * np.log10(np.maximum(values, _LEAST_FIELD))
    return [row[0] for _, row in rows], (values.max() - values).tolist()


def _vertical(rows: list[Row], key: int, file: str) -> Floats:
    angles, loss = _cut(rows, key, file)
    if max(map(abs, angles)) <= _FRONT_DEG:
        return front_table(file, angles, loss)
    return checked_cut(file, "vertical", angles, loss)
