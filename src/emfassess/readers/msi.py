"""MSI Planet antenna files (.msi, .pln and others by content).

Lines of keyword and value, then HORIZONTAL n and VERTICAL n, each with n rows of angle and attenuation below the peak.
Vertical angles run downward from the horizon. The electrical tilt is in the vertical cut already.
"""

import re
from dataclasses import replace
from pathlib import Path

from emfassess.assumptions import Assumption
from emfassess.readers.cuts import CutPair, PatternHeader, checked_cut, decoded
from emfassess.readers.faults import Fault, InputError
from emfassess.units import dbi_from_dbd

_CUT = re.compile(r"\s*(HORIZONTAL|VERTICAL)\b[\s:=,]*([\d.]*)", re.IGNORECASE)
_NUMBER = r"[-+]?(?:\d+[.,]?\d*|[.,]\d+)(?:[eE][-+]?\d+)?"
_ROW = re.compile(rf"\s*({_NUMBER})[\s;,]+({_NUMBER})\s*$")
_GAIN = re.compile(rf"({_NUMBER})\s*[(\[]?\s*(dBi|dBd|dB)?\b.*", re.IGNORECASE)
_GAIN_KEY = re.compile(r"GAIN[\s_]*[(\[]?\s*(DBI|DBD)\s*[)\]]?")
_TILT_WORDS = re.compile(rf"({_NUMBER})\s*(?:deg|°|$|\s)", re.IGNORECASE)
_LEVER = re.compile(rf"(?:lever position|tilt|downtilt|e-?tilt)\D{{0,12}}({_NUMBER})", re.IGNORECASE)
_TILT_IN_NAME = re.compile(r"(?:^|[_\-\s])(\d{1,2}(?:\.\d)?)(?:D?T|deg)(?:[_\-\s.]|$)", re.IGNORECASE)

Rows = list[tuple[float, float]]


def looks_like_msi(text: str) -> bool:
    """Whether a text has the two cut headings of an MSI Planet file."""
    found = {match.group(1).upper() for line in text.splitlines() if (match := _CUT.match(line))}
    return "HORIZONTAL" in found or "VERTICAL" in found


def read_msi(content: bytes, path: Path, gain_dbi: float | None = None) -> tuple[CutPair, ...]:
    """Read an MSI Planet file.

    Parameters
    ----------
    content : bytes
        The file.
    path : Path
        Its name, for messages and for what only the name says.
    gain_dbi : float, optional
        Gain to use where the file's own has no unit or is missing. [dBi]

    Raises
    ------
    InputError
        With every fault: gain without unit, a cut that is missing, truncated or has holes.
    """
    faults: list[Fault] = []
    fields, cuts, promised, lines = _parse(decoded(content), str(path), faults)
    header = _header(fields, lines, path, gain_dbi, faults)
    tables = {}
    for which in ("HORIZONTAL", "VERTICAL"):
        name = which.lower()
        if which not in cuts:
            faults.append(Fault(str(path), "", "", f"no {name} cut"))
            continue
        rows = cuts[which]
        expected = promised[which]
        # one angle missing is mended by interpolation; more is a file cut short
        if expected is not None and len(rows) < expected - 1:
            message = f"{expected} rows as its heading says; the file is truncated"
            faults.append(Fault(str(path), f"{name} cut", f"{len(rows)} rows", message))
            continue
        try:
            tables[name] = checked_cut(str(path), name, [a for a, _ in rows], [v for _, v in rows])
        except InputError as error:
            faults.extend(error.faults)
        if expected is not None and len(rows) == expected - 1:
            note = Assumption("pattern-row-missing", (("cut", name), ("rows", str(len(rows)))))
            header = replace(header, notes=(*header.notes, note))
    if faults:
        raise InputError(faults)
    return (CutPair(header, tables["horizontal"], tables["vertical"]),)


def _parse(
    text: str, file: str, faults: list[Fault]
) -> tuple[dict[str, str], dict[str, Rows], dict[str, int | None], dict[str, int]]:
    """Keyword lines, rows of the cuts, the promised numbers of rows, and the lines of the keywords."""
    fields: dict[str, str] = {}
    lines: dict[str, int] = {}
    cuts: dict[str, Rows] = {}
    promised: dict[str, int | None] = {}
    current = None
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        heading = _CUT.match(line)
        row = None if heading else _ROW.match(line)
        if heading:
            current = heading.group(1).upper()
            if current in cuts:
                faults.append(Fault(file, f"line {number}", current, "each cut once"))
            cuts[current] = []
            count = heading.group(2)
            promised[current] = int(float(count)) if count.strip(".") else None
        elif current and row:
            cuts[current].append((_number(row.group(1)), _number(row.group(2))))
        elif current and line.strip()[0] in "0123456789-+.":
            faults.append(Fault(file, f"line {number}", line.strip(), "an angle and an attenuation"))
        else:
            key, value = _keyword(line)
            fields.setdefault(key, value)
            lines.setdefault(key, number)
    return fields, cuts, promised, lines


def _keyword(line: str) -> tuple[str, str]:
    """Keyword and value of a line; a unit beside GAIN belongs to its value."""
    unit = _GAIN_KEY.match(line.strip().upper())
    if unit:
        return "GAIN", f"{line.strip()[unit.end() :].strip(' :=,' + chr(9))} {unit.group(1)}"
    key, value = (re.split(r"[\s:=,]+", line.strip(), maxsplit=1) + [""])[:2]
    return key.upper(), value.strip()


def _header(
    fields: dict[str, str], lines: dict[str, int], path: Path, gain_dbi: float | None, faults: list[Fault]
) -> PatternHeader:
    notes: list[Assumption] = []
    gain = _gain(fields, lines, path, gain_dbi, faults, notes)
    frequency = re.search(_NUMBER, fields.get("FREQUENCY", ""))
    return PatternHeader(
        name=fields.get("NAME", ""),
        maker=fields.get("MAKE", ""),
        frequency_mhz=_number(frequency.group()) if frequency else None,
        gain_dbi=gain,
        stated_tilt_deg=_stated_tilt(fields, path),
        notes=tuple(notes),
    )


def _gain(
    fields: dict[str, str],
    lines: dict[str, int],
    path: Path,
    given: float | None,
    faults: list[Fault],
    notes: list[Assumption],
) -> float | None:
    """Gain in dBi; without a unit it could be 2.15 dB more or less, so it is asked for."""
    match = _GAIN.match(fields.get("GAIN", ""))
    unit = (match.group(2) or "").lower() if match else ""
    if match and unit in ("dbi", "dbd"):
        value = _number(match.group(1))
        return value if unit == "dbi" else float(dbi_from_dbd(value))
    if given is not None:
        notes.append(Assumption("gain-stated-outside-file", (("gain", f"{given:g}"),)))
        return given
    where = f"line {lines['GAIN']}" if "GAIN" in lines else "GAIN"
    cure = "a gain with its unit, dBi or dBd; write it in the file, or give gain_dbi beside the file"
    faults.append(Fault(str(path), where, fields.get("GAIN", "missing"), cure))
    return None


def _stated_tilt(fields: dict[str, str], path: Path) -> float | None:
    """Electrical tilt in words: ELECTRICAL_TILT, TILT, the comment, or the file's name."""
    for key in ("ELECTRICAL_TILT", "TILT"):
        found = _TILT_WORDS.match(fields.get(key, ""))
        if found:
            return _number(found.group(1))
    comment = " ".join(value for key, value in fields.items() if key.startswith("COMMENT"))
    found = _LEVER.search(comment) or _TILT_IN_NAME.search(path.stem)
    return _number(found.group(1)) if found else None


def _number(text: str) -> float:
    return float(text.replace(",", "."))
