"""Antenna pattern files of any known format, distinguished by their content."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from emfassess.assumptions import Assumption
from emfassess.patterns.envelopes import envelope_of_patterns
from emfassess.readers.cuts import CutPair, PatternFile, decoded, is_workbook, pattern_file, read_content
from emfassess.readers.edx import looks_like_edx, read_edx
from emfassess.readers.faults import refuse
from emfassess.readers.msi import looks_like_msi, read_msi
from emfassess.readers.nsma import looks_like_nsma, read_nsma
from emfassess.readers.pattern_orientation import oriented
from emfassess.readers.pattern_request import PLAIN, PatternRequest
from emfassess.readers.planning_exports import looks_like_planning_export, read_planning_export
from emfassess.readers.radio_mobile import looks_like_radio_mobile, read_radio_mobile
from emfassess.readers.sphere_tables import looks_like_sphere_table, read_sphere_table
from emfassess.readers.text_columns import looks_like_columns, read_columns
from emfassess.readers.til_tek import looks_like_til_tek, read_til_tek
from emfassess.readers.two_column import looks_like_two_columns, read_two_column

__all__ = ["PatternFile", "read_pattern", "read_patterns"]

Reader = Callable[[bytes, Path, float | None], tuple[CutPair, ...]]

_FORMATS: tuple[tuple[Callable[[str], bool], Reader], ...] = (
    (looks_like_nsma, read_nsma),
    (looks_like_columns, read_columns),
    (looks_like_msi, read_msi),
    (looks_like_planning_export, read_planning_export),
    (looks_like_edx, read_edx),
    (looks_like_til_tek, read_til_tek),
    (looks_like_sphere_table, read_sphere_table),
    (looks_like_two_columns, read_two_column),
    (looks_like_radio_mobile, read_radio_mobile),
)
_KNOWN = (
    "MSI Planet, NSMA WG16.99.050, an Atoll table, EDX, TIL-TEK, a text of columns by band, "
    "a table over the sphere (CSV, XLSX), two-column CSV or Radio Mobile"
)
_MOST_NAMES = 8


def read_pattern(path: Path | str, gain_dbi: float | None = None, request: PatternRequest = PLAIN) -> PatternFile:
    """Read an antenna pattern file.

    Parameters
    ----------
    path : Path
        File of a known format: docs/formats.md lists them.
    gain_dbi : float, optional
        Gain, for files that do not state it with its unit. [dBi]
    request : PatternRequest, optional
        Which of several patterns, and how the file counts its angles.

    Returns
    -------
    PatternFile
        Of several beams of one array their upper envelope.

    Raises
    ------
    InputError
        With every fault of the file, or if it holds several patterns and nothing says which.
    OSError
        If it cannot be read.
    """
    asked = request if gain_dbi is None else replace(request, gain_dbi=gain_dbi)
    file = Path(path)
    content, pairs = _pairs(file, asked)
    pair, by_frequency = _chosen(pairs, file, asked)
    return replace(pattern_file(content, file, _at_frequencies(pair, asked)), by_frequency=by_frequency)


def read_patterns(path: Path | str, request: PatternRequest = PLAIN) -> tuple[PatternFile, ...]:
    """Read every pattern of a file, after the envelope over its beams; parameters and errors as :func:`read_pattern`."""
    file = Path(path)
    content, pairs = _pairs(file, request)
    left = _named(pairs, file, request.name)
    if len(left) > 1 and _one_array(left):
        left = (_over_beams(left, file), *left)
    return tuple(pattern_file(content, file, pair) for pair in left)


def _pairs(file: Path, request: PatternRequest) -> tuple[bytes, tuple[CutPair, ...]]:
    if file.is_dir():
        raise refuse(str(file), "", None, "a folder; expected a pattern file")
    content = read_content(file)
    if is_workbook(content):
        pairs = read_sphere_table(content, file, request.gain_dbi)
        return content, tuple(oriented(pair, file, request) for pair in pairs)
    text = decoded(content)
    for fits, read in _FORMATS:
        if fits(text):
            return content, tuple(oriented(pair, file, request) for pair in read(content, file, request.gain_dbi))
    raise refuse(str(file), "", None, f"a format that is not known; expected {_KNOWN}")


def _chosen(pairs: tuple[CutPair, ...], file: Path, request: PatternRequest) -> tuple[CutPair, bool]:
    """The pattern that is asked for, and whether the carriers' frequencies decided."""
    left = _named(pairs, file, request.name)
    if len(left) == 1:
        return left[0], len(left[0].header.gains_dbi) > 1
    if _one_array(left):
        return _over_beams(left, file), False
    fitting = tuple(p for p in left if _covers(p, request.frequencies_mhz))
    if len(fitting) == 1:
        return fitting[0], True
    expected = f"one of its {len(left)} patterns by pattern = {{ file = ..., name = ... }}: {_names(left)}"
    raise refuse(str(file), "", None, expected)


def _named(pairs: tuple[CutPair, ...], file: Path, name: str | None) -> tuple[CutPair, ...]:
    """The patterns of a name: one, or the beams of an array."""
    left = pairs if name is None else tuple(p for p in pairs if name in (p.header.name, p.header.beam_of))
    if not left:
        raise refuse(str(file), "", name, f"the name of a pattern in the file: {_names(pairs)}")
    return left


def _one_array(pairs: tuple[CutPair, ...]) -> bool:
    arrays = {pair.header.beam_of for pair in pairs}
    return "" not in arrays and len(arrays) == 1


def _names(pairs: Sequence[CutPair]) -> str:
    names = list(dict.fromkeys(pair.header.name for pair in pairs))
    return ", ".join(names[:_MOST_NAMES]) + (
        f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    )


def _covers(pair: CutPair, frequencies_mhz: Sequence[float]) -> bool:
    band = pair.header.band_mhz
    return band is not None and bool(frequencies_mhz) and all(band[0] <= f <= band[1] for f in frequencies_mhz)


def _over_beams(pairs: tuple[CutPair, ...], file: Path) -> CutPair:
    """Upper envelope over the beams of one array."""
    beams = []
    for pair in pairs:
        pattern = pattern_file(b"", file, pair).pattern
        if pattern is None:
            raise refuse(str(file), pair.header.name, None, "a gain for each beam")
        beams.append(pattern)
    first = pairs[0].header
    envelope, excess = envelope_of_patterns(beams, first.beam_of)
    figures = (("beams", str(len(beams))), ("excess", f"{excess:.1f}"))
    header = replace(
        first,
        name=first.beam_of,
        gain_dbi=envelope.gain_dbi,
        stated_tilt_deg=None,
        notes=(Assumption("pattern-beams-envelope", figures),),
    )
    return CutPair(header, envelope.horizontal_db, envelope.vertical_db, envelope.vertical_weight, "envelope")


def _at_frequencies(pair: CutPair, request: PatternRequest) -> CutPair:
    """Gain at the carrier where it is largest, linear between the frequencies that the file states it for."""
    header = pair.header
    if len(header.gains_dbi) <= 1 or not request.frequencies_mhz or header.gain_dbi is None:
        return pair
    frequencies, gains = zip(*header.gains_dbi, strict=True)
    gain = float(np.interp(request.frequencies_mhz, frequencies, gains).max())
    note = Assumption("pattern-gain-by-frequency", (("gain", f"{gain:.2f}"), ("middle", f"{header.gain_dbi:.2f}")))
    notes = header.notes if gain == header.gain_dbi else (*header.notes, note)
    return replace(pair, header=replace(header, gain_dbi=gain, notes=notes))
