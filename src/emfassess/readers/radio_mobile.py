"""Radio Mobile V3 antenna files (.ant): 360 horizontal and 360 vertical relative gains in dB, none of them positive.

The vertical half starts 90 degrees off the horizon, and the file does not say whether above or below: the larger gain of
the two readings counts, and the result says so where they differ.
"""

from pathlib import Path

import numpy as np

from emfassess.assumptions import Assumption
from emfassess.readers.cuts import CutPair, PatternHeader, checked_cut, decoded
from emfassess.readers.faults import Fault, InputError

_TURN = 360
_DIFFERENCE_DB = 0.1


def looks_like_radio_mobile(text: str) -> bool:
    """Whether the text is a column of numbers."""
    lines = text.split()
    return len(lines) > 1 and all(_value(line) is not None for line in lines[:20]) and "\n" in text.strip()


def read_radio_mobile(content: bytes, path: Path, gain_dbi: float | None = None) -> tuple[CutPair, ...]:
    """Read a Radio Mobile file; the gain is `gain_dbi`, or stays unknown.

    Raises
    ------
    InputError
        If it is not 720 numbers of 0 dB or less.
    """
    words = decoded(content).split()
    values = [_value(word) for word in words]
    faults = [
        Fault(str(path), f"value {index}", word, "a relative gain in dB")
        for index, (word, value) in enumerate(zip(words, values, strict=True), start=1)
        if value is None
    ]
    if len(values) != 2 * _TURN:
        faults.append(Fault(str(path), "", f"{len(values)} values", "360 horizontal and 360 vertical ones"))
    if faults:
        raise InputError(faults)
    loss = -np.array([value for value in values if value is not None])
    angles = np.arange(float(_TURN))
    horizontal = checked_cut(str(path), "horizontal", angles.tolist(), loss[:_TURN].tolist())
    upward, downward = (
        checked_cut(str(path), "vertical", turned.tolist(), loss[_TURN:].tolist())
        for turned in (90.0 - angles, angles - 90.0)
    )
    notes = [] if gain_dbi is None else [Assumption("gain-stated-outside-file", (("gain", f"{gain_dbi:g}"),))]
    if np.abs(upward - downward).max() > _DIFFERENCE_DB:
        notes.append(Assumption("pattern-vertical-sense-unknown"))
    header = PatternHeader(gain_dbi=gain_dbi, notes=tuple(notes))
    return (CutPair(header, horizontal, np.minimum(upward, downward)),)


def _value(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if np.isfinite(value) else None
