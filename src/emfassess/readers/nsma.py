"""NSMA antenna data files, WG16.99.050 (.adf, .nsm): ``NAME:,value`` fields, then cuts of angle and relative gain.

Angles run from -180 to 180; gains are decibel relative to the antenna's mid-band gain. Which way elevation counts is
taken from the stated tilt; where nothing says it, the larger gain of both readings counts and the result says so.
"""

import re
from dataclasses import replace
from pathlib import Path

import numpy as np

from emfassess.assumptions import Assumption
from emfassess.patterns.pattern import SAMPLES
from emfassess.readers.cuts import CutPair, PatternHeader, checked_cut, decoded
from emfassess.readers.faults import Fault, InputError
from emfassess.units import Floats, dbi_from_dbd

_FIELD = re.compile(r"\s*([A-Z][A-Z0-9]{2,7}):\s*,?\s*(.*?)\s*,?\s*$")
_HORIZONTAL = ("H", "AZ", "AZI", "HOR")
_VERTICAL = ("V", "EL", "ELE", "VER")
_DIFFERENCE_DB = 0.1

Rows = list[tuple[float, float]]


def looks_like_nsma(text: str) -> bool:
    """Whether a text has the cut fields of an NSMA file."""
    return "PATCUT:" in text and "NUPOIN:" in text


def read_nsma(content: bytes, path: Path, gain_dbi: float | None = None) -> tuple[CutPair, ...]:
    """Read an NSMA file; several polarisations of a cut become their upper envelope.

    Raises
    ------
    InputError
        With every fault: a gain unit that is not known, a cut that is missing or truncated.
    """
    faults: list[Fault] = []
    fields, cuts = _parse(decoded(content), str(path), faults)
    header = _header(fields, path, gain_dbi, faults)
    tables: dict[str, Floats] = {}
    for which, names in (("horizontal", _HORIZONTAL), ("vertical", _VERTICAL)):
        found = [rows for kind, rows in cuts if kind in names]
        if not found:
            faults.append(Fault(str(path), "PATCUT", "", f"no {which} cut"))
            continue
        try:
            parts = [checked_cut(str(path), which, [a for a, _ in rows], [-g for _, g in rows]) for rows in found]
            tables[which] = np.asarray(np.min(parts, axis=0))
        except InputError as error:
            faults.extend(error.faults)
    if faults:
        raise InputError(faults)
    vertical, notes = _downward(tables["vertical"], header.stated_tilt_deg)
    noted = replace(header, notes=header.notes + notes)
    return (CutPair(noted, tables["horizontal"], vertical),)


def _parse(text: str, file: str, faults: list[Fault]) -> tuple[dict[str, str], list[tuple[str, Rows]]]:
    fields: dict[str, str] = {}
    cuts: list[tuple[str, Rows]] = []
    promised = 0
    for number, whole in enumerate(text.splitlines(), start=1):
        line = whole.partition("!")[0].rstrip()  # text after "!" is a comment
        field = _FIELD.match(line)
        if field:
            key, value = field.groups()
            if key == "PATCUT":
                cuts.append((value.upper(), []))
            elif key == "NUPOIN":
                promised = int(value) if value.isdigit() else 0
            elif key == "ENDFIL":
                break
            fields.setdefault(key, value)
            continue
        if not line.strip() or not cuts:
            continue
        try:
            angle, gain = (float(part) for part in line.replace(";", ",").split(",")[:2])
        except ValueError:
            faults.append(Fault(file, f"line {number}", line.strip(), "an angle and a relative gain"))
            continue
        cuts[-1][1].append((angle, gain))
    if cuts and promised and len(cuts[-1][1]) < promised - 1:
        expected = f"{promised} points as NUPOIN says; the file is truncated"
        faults.append(Fault(file, f"cut {cuts[-1][0]}", f"{len(cuts[-1][1])} points", expected))
    return fields, cuts


def _header(fields: dict[str, str], path: Path, given: float | None, faults: list[Fault]) -> PatternHeader:
    units = re.split(r"[/,\s]+", fields.get("GUNITS", "").upper())
    gains = _gains(fields) if units[0] in ("DBI", "DBD") else ()
    if units[0] == "DBD":
        gains = tuple((frequency, float(dbi_from_dbd(stated))) for frequency, stated in gains)
    notes: tuple[Assumption, ...] = ()
    if gains:
        gain: float | None = _middle(fields, gains)
    elif given is not None:
        gain, notes = given, (Assumption("gain-stated-outside-file", (("gain", f"{given:g}"),)),)
    else:
        gain = None
        found_units = f"GUNITS {fields.get('GUNITS', 'missing')}, MDGAIN {fields.get('MDGAIN', 'missing')}"
        faults.append(
            Fault(str(path), "MDGAIN", found_units, "MDGAIN with GUNITS DBI or DBD; or give gain_dbi beside the file")
        )
    if len(units) > 1 and units[1] not in ("", "DBR"):
        faults.append(Fault(str(path), "GUNITS", fields["GUNITS"], "relative gains (DBR) in the cuts"))
    return PatternHeader(
        name=fields.get("MODNUM", ""),
        maker=fields.get("ANTMAN", ""),
        frequency_mhz=_float(fields.get("PATFRE", "")) or _float(fields.get("LOWFRQ", "")),
        gain_dbi=gain,
        stated_tilt_deg=_tilt(fields),
        notes=notes,
        gains_dbi=gains,
    )


def _gains(fields: dict[str, str]) -> tuple[tuple[float, float], ...]:
    """Pairs of frequency and stated gain: at the lowest frequency, in the middle of the band, at the highest."""
    low, high = _float(fields.get("LOWFRQ", "")), _float(fields.get("HGHFRQ", ""))
    pattern = _float(fields.get("PATFRE", "")) or 0.0
    edges = (low or pattern, high or low or pattern)
    places = (("LWGAIN", edges[0]), ("MDGAIN", sum(edges) / 2), ("HGGAIN", edges[1]))
    stated = ((frequency, _float(fields.get(key, ""))) for key, frequency in places)
    return tuple((frequency, gain) for frequency, gain in stated if gain is not None)


def _middle(fields: dict[str, str], gains: tuple[tuple[float, float], ...]) -> float:
    """Gain without regard to a carrier: that in the middle of the band, else the largest stated."""
    if _float(fields.get("MDGAIN", "")) is None:
        return max(gain for _, gain in gains)
    return gains[0 if _float(fields.get("LWGAIN", "")) is None else 1][1]


def _tilt(fields: dict[str, str]) -> float | None:
    """Electrical tilt below the horizon; some makers write it as an elevation, so its sign says nothing."""
    stated = _float(fields.get("ELTILT", ""))
    return None if stated is None else abs(stated)


def _downward(table: Floats, tilt_deg: float | None) -> tuple[Floats, tuple[Assumption, ...]]:
    """Vertical cut with angles running down; the table as read counts them as the file does."""
    other = table[(-np.arange(SAMPLES)) % SAMPLES]
    if np.abs(table - other).max() <= _DIFFERENCE_DB:
        return table, ()
    if tilt_deg:
        peak = (int(np.argmin(table)) + SAMPLES // 2) % SAMPLES - SAMPLES // 2
        return (table if peak * tilt_deg > 0 else other), ()
    return np.minimum(table, other), (Assumption("pattern-vertical-sense-unknown"),)


def _float(text: str) -> float | None:
    found = re.match(r"[-+]?\d*\.?\d+", text.strip())
    return float(found.group()) if found else None
