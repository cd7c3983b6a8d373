"""TIL-TEK pattern texts: ``X.az.txt`` and ``X.el.txt``, two titles, a column heading, and angle with relative gain.

After "Tiltxt Pattern File Format" (TIL-TEK, 2003): elevation angles count from straight up, 90 degrees is the front;
azimuth angles run to the left; the largest relative gain is 0 dB. The gain is not stated.
"""

import re
from pathlib import Path

from emfassess.assumptions import Assumption
from emfassess.readers.cuts import CutPair, PatternHeader, checked_cut, decoded, read_content
from emfassess.readers.faults import refuse
from emfassess.units import Floats

_TITLE = re.compile(r"^\s*(azimuth|elevation)\s+pattern\s*$", re.IGNORECASE | re.MULTILINE)
_COLUMNS = re.compile(r"^\s*angle\s+relative gain", re.IGNORECASE | re.MULTILINE)
_ROW = re.compile(r"\s*([-+]?\d+(?:\.\d+)?)[\s,;]+([-+]?\d+(?:\.\d+)?)\s*$")
_PART = re.compile(r"(.*\.)(az|el)(\.[^.]*)$", re.IGNORECASE)


def looks_like_til_tek(text: str) -> bool:
    """Whether a text has the title and the column heading of one cut."""
    return _TITLE.search(text) is not None and _COLUMNS.search(text) is not None


def read_til_tek(content: bytes, path: Path, gain_dbi: float | None = None) -> tuple[CutPair, ...]:
    """Read both files of a pattern, whichever is named; the gain is `gain_dbi`, or stays unknown.

    Raises
    ------
    InputError
        If the file of the other cut is missing, or both have the same.
    """
    other = _other_half(path)
    name, tables = "", {}
    for file, text in ((path, decoded(content)), (other, decoded(read_content(other)))):
        title = _TITLE.search(text)
        if title is None:
            raise refuse(str(file), "", None, "a title 'Azimuth Pattern' or 'Elevation Pattern'")
        which = title.group(1).lower()
        if which in tables:
            raise refuse(str(file), "", title.group().strip(), "the other cut of the pattern")
        name = text.strip().splitlines()[0].strip()
        tables[which] = _table(text, file, which)
    notes = () if gain_dbi is None else (Assumption("gain-stated-outside-file", (("gain", f"{gain_dbi:g}"),)),)
    header = PatternHeader(name=name, maker="TIL-TEK", gain_dbi=gain_dbi, notes=notes)
    return (CutPair(header, tables["azimuth"], tables["elevation"]),)


def _other_half(path: Path) -> Path:
    part = _PART.match(path.name)
    cure = "one cut of two: name the files X.az.txt and X.el.txt and put them beside each other"
    if part is None:
        raise refuse(str(path), "", None, cure)
    other = path.with_name(f"{part.group(1)}{'el' if part.group(2).lower() == 'az' else 'az'}{part.group(3)}")
    if not other.is_file():
        raise refuse(str(other), "", None, cure)
    return other


def _table(text: str, file: Path, which: str) -> Floats:
    rows = [(float(row.group(1)), float(row.group(2))) for row in map(_ROW.match, text.splitlines()) if row]
    angles = [angle - 90.0 if which == "elevation" else -angle for angle, _ in rows]
    return checked_cut(str(file), which, angles, [-gain for _, gain in rows])
