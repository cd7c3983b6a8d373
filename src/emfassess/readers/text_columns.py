"""Pattern texts with a band line, headings and one value a line, as makers and planning tools pass them on.

A name, then for each band a line such as ``690 MHz, 960 MHz``, a heading (Azimut, Horizontal ...) with one value a
degree from boresight on, and a heading (Elevation, Vertical ...) with one value a degree from the horizon on. The values
are relative gains (none positive) or attenuations (none negative); a gain is not stated, and which way elevation runs
neither: the stronger of both readings counts.
"""

import re
from dataclasses import replace
from pathlib import Path

import numpy as np

from emfassess.assumptions import Assumption
from emfassess.patterns.pattern import SAMPLES
from emfassess.readers.cuts import CutPair, PatternHeader, checked_cut, decoded
from emfassess.readers.faults import Fault, InputError
from emfassess.units import Floats

_HEADING = re.compile(
    r"\s*(azimuth?|horizontal|h-?plane|elevation|vertical|v-?plane|水平|垂直)\b[\s:]*\w*\s*$", re.IGNORECASE
)
_UPRIGHT = ("e", "v", "垂")
_VALUE = re.compile(r"\s*[-+]?\d+(?:[.,]\d+)?\s*$")
_FREQUENCY = re.compile(r"(\d+(?:[.,]\d+)?)\s*(MHz|GHz)", re.IGNORECASE)
_ROWS = (360, 361, 720, 721)
_DIFFERENCE_DB = 0.1
_LEAST = 5


def looks_like_columns(text: str) -> bool:
    """Whether a heading of a cut is followed by lines of one value each."""
    lines = [line for line in text.splitlines() if line.strip()]
    return any(
        _HEADING.match(line) and len(lines) > at + _LEAST and all(map(_VALUE.match, lines[at + 1 : at + 1 + _LEAST]))
        for at, line in enumerate(lines)
    )


def read_columns(content: bytes, path: Path, gain_dbi: float | None = None) -> tuple[CutPair, ...]:
    """Read all bands of such a text; the gain is `gain_dbi`, or stays unknown.

    Raises
    ------
    InputError
        With every line that is no value, a cut that is missing or of another length.
    """
    faults: list[Fault] = []
    name, bands = _bands(decoded(content), str(path), faults)
    pairs = []
    for band, cuts in bands:
        label = f"{band[0]:g}-{band[1]:g} MHz" if band else ""
        tables = {}
        for which in ("horizontal", "vertical"):
            values = cuts.get(which, [])
            if len(values) not in _ROWS:
                expected = "360 or 361 values of one degree, or 720 of a half"
                faults.append(Fault(str(path), f"{label} {which} cut".strip(), f"{len(values)} values", expected))
                continue
            step = 360.0 / (len(values) // 360 * 360)
            loss = np.array(values) * (-1.0 if max(values) <= 0 else 1.0)
            angles = [step * index for index in range(len(values))]
            tables[which] = checked_cut(str(path), which, angles, loss.tolist())
        if len(tables) == len(("horizontal", "vertical")):
            header = PatternHeader(
                name=" ".join(part for part in (name, label) if part), gain_dbi=gain_dbi, band_mhz=band
            )
            pairs.append(_stronger(header, tables["horizontal"], tables["vertical"]))
    if faults:
        raise InputError(faults)
    return tuple(pairs)


def _stronger(header: PatternHeader, horizontal: Floats, vertical: Floats) -> CutPair:
    """Cuts of a file that does not say which way elevation runs."""
    notes = () if header.gain_dbi is None else (_gain_stated(header.gain_dbi),)
    other = vertical[(-np.arange(SAMPLES)) % SAMPLES]
    if np.abs(vertical - other).max() > _DIFFERENCE_DB:
        notes = (*notes, Assumption("pattern-vertical-sense-unknown"))
    return CutPair(replace(header, notes=notes), horizontal, np.minimum(vertical, other))


def _gain_stated(gain_dbi: float) -> Assumption:
    return Assumption("gain-stated-outside-file", (("gain", f"{gain_dbi:g}"),))


Band = tuple[tuple[float, float] | None, dict[str, list[float]]]


def _bands(text: str, file: str, faults: list[Fault]) -> tuple[str, list[Band]]:
    """Name of the antenna, and the values of each band by cut."""
    name = ""
    bands: list[Band] = []
    stated: tuple[float, float] | None = None
    current: list[float] | None = None
    for number, line in enumerate(text.splitlines(), start=1):
        heading = _HEADING.match(line)
        frequencies = _FREQUENCY.findall(line)
        if not line.strip():
            continue
        if heading:
            which = "vertical" if heading.group(1).lower().startswith(_UPRIGHT) else "horizontal"
            if not bands or which in bands[-1][1] or stated is not None:
                bands.append((stated, {}))
                stated = None
            current = bands[-1][1].setdefault(which, [])
        elif frequencies:
            mhz = [float(f.replace(",", ".")) * (1000 if unit.lower() == "ghz" else 1) for f, unit in frequencies]
            stated, current = (min(mhz), max(mhz)), None
        elif current is not None and _VALUE.match(line):
            current.append(float(line.replace(",", ".")))
        elif current is not None:
            faults.append(Fault(file, f"line {number}", line.strip(), "a value in dB"))
        else:
            name = name or line.strip()
    return name, bands
