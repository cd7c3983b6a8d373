"""Shared parts of the pattern readers: checked cuts and the record of a pattern file.

Attenuation is positive in decibel. Horizontal angles run clockwise from boresight, vertical ones downward from the
horizon, as MSI Planet has them; other formats are turned to that by their reader.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

import numpy as np

from emfassess.assumptions import Assumption
from emfassess.patterns.description import PatternDescription, describe
from emfassess.patterns.pattern import SAMPLES, Pattern, table_from_cut
from emfassess.readers.faults import Fault, InputError, refuse
from emfassess.summaries import Summarised
from emfassess.units import Floats

LARGEST_FILE = 20_000_000
WIDEST_GAP_DEG = 5.0
LOWEST_ATTENUATION_DB = -1.0
NOTABLE_SHIFT_DB = 0.05
HALF_TURN_DEG = 180.0
TWICE_DB = 0.5
"""An angle that occurs twice may differ by so much."""


@dataclass(frozen=True, eq=False, repr=False)
class PatternFile(Summarised):
    """A pattern file as read.

    Parameters
    ----------
    name, maker : str
        As the file states them.
    frequency_mhz : float, optional
        As stated. [MHz]
    gain_dbi : float, optional
        As stated and converted, or given from outside; None if neither. [dBi]
    stated_tilt_deg : float, optional
        Electrical tilt that the file states in words; it is already in the vertical cut. [deg]
    shape : Pattern
        The cuts; its gain is `gain_dbi`, or 0 where that is not known.
    notes : tuple of Assumption
        Repairs and assumptions.
    sha256 : str
        Of the file's bytes.
    band_mhz : tuple of float, optional
        Lowest and highest frequency that the file states the pattern for. [MHz]
    by_frequency : bool
        Whether pattern or gain were chosen by the frequencies of the antenna's carriers.
    beam_of : str
        Name of the array whose beam it is; empty for other antennas.
    """

    name: str
    maker: str
    frequency_mhz: float | None
    gain_dbi: float | None
    stated_tilt_deg: float | None
    shape: Pattern
    notes: tuple[Assumption, ...]
    sha256: str
    band_mhz: tuple[float, float] | None = None
    by_frequency: bool = False
    beam_of: str = ""

    @cached_property
    def description(self) -> PatternDescription:
        """Figures read off the cuts."""
        return describe(self.shape)

    @property
    def pattern(self) -> Pattern | None:
        """The pattern, None as long as its gain is not known."""
        return self.shape if self.gain_dbi is not None else None


@dataclass(frozen=True)
class PatternHeader:
    """Header of a pattern file: all but its cuts."""

    name: str = ""
    maker: str = ""
    frequency_mhz: float | None = None
    gain_dbi: float | None = None
    stated_tilt_deg: float | None = None
    notes: tuple[Assumption, ...] = ()
    band_mhz: tuple[float, float] | None = None
    gains_dbi: tuple[tuple[float, float], ...] = ()
    beam_of: str = ""


@dataclass(frozen=True, eq=False)
class CutPair:
    """One pattern of a file: header, horizontal and vertical table, as :func:`checked_cut` makes them.

    `gains_dbi` of its header holds pairs of frequency and gain where the file states several; `beam_of` names the array
    whose beam it is. `weight` and `kind` are those of :class:`Pattern`.
    """

    header: PatternHeader
    horizontal: Floats
    vertical: Floats
    weight: Floats | None = None
    kind: str = "measured"


def read_content(path: Path) -> bytes:
    """Bytes of a pattern file, checked for what is surely none."""
    content = Path(path).read_bytes() if Path(path).stat().st_size <= LARGEST_FILE else b""
    if not content.strip():
        raise refuse(str(path), "", None, "an empty file, or one of over 20 MB; expected a pattern file")
    if b"\0" in content and not _is_utf16(content) and not is_workbook(content):
        raise refuse(str(path), "", None, "a binary file; expected text")
    return content


def is_workbook(content: bytes) -> bool:
    """Whether the bytes are those of an XLSX file, which is a ZIP archive."""
    return content.startswith(b"PK\x03\x04")


def _is_utf16(content: bytes) -> bool:
    """UTF-16 begins with its byte order mark; without one, every second byte of plain text is zero."""
    return content.startswith((b"\xff\xfe", b"\xfe\xff")) or _order_without_mark(content) is not None


def _order_without_mark(content: bytes) -> str | None:
    head = content[:200]
    pairs = len(head) // 2
    if pairs and not any(head[0 : 2 * pairs : 2]) and all(head[1 : 2 * pairs : 2]):
        return "utf-16-be"
    if pairs and not any(head[1 : 2 * pairs : 2]) and all(head[0 : 2 * pairs : 2]):
        return "utf-16-le"
    return None


def decoded(content: bytes) -> str:
    """Text of a pattern file: UTF-8 or UTF-16 where it is that, else GBK where its names are Chinese, else Latin-1."""
    wide = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else _order_without_mark(content)
    for encoding in ("utf-8-sig", "gbk") if wide is None else (wide,):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")


def checked_cut(file: str, which: str, angles: Sequence[float], attenuation: Sequence[float]) -> Floats:
    """Table of a cut.

    Raises
    ------
    InputError
        If the cut has holes, contradicts itself, or is not attenuation in positive decibel.
    """
    degrees, loss = np.asarray(angles, dtype=float), np.asarray(attenuation, dtype=float)
    faults = []
    if not (np.all(np.isfinite(degrees)) and np.all(np.isfinite(loss))):
        faults.append(Fault(file, f"{which} cut", "", "a value that is not a number"))
        raise InputError(faults)
    turned = np.mod(degrees, 360.0)
    # the seam, first and last row: the stronger of both counts
    if len(turned) > 1 and turned[0] == turned[-1] and abs(loss[0] - loss[-1]) > TWICE_DB:
        loss[[0, -1]] = min(loss[0], loss[-1])
    order = np.argsort(turned, kind="stable")
    gaps = np.diff(np.append(turned[order], turned[order][0] + 360.0)) if len(turned) else np.array([360.0])
    if gaps.max() > WIDEST_GAP_DEG:
        start = turned[order][np.argmax(gaps)] if len(turned) else 0.0
        expected = f"a full turn without a gap over {WIDEST_GAP_DEG:g} degrees"
        if which == "vertical" and turned.size and turned.max() <= HALF_TURN_DEG <= gaps.max():
            expected += "; from 0 to 180 it counts from the zenith: give the rear half too"
        faults.append(Fault(file, f"{which} cut", f"{gaps.max():g} degrees without a row after {start:g}", expected))
    same = np.flatnonzero((gaps[:-1] == 0) & (np.abs(np.diff(loss[order])) > TWICE_DB))
    if same.size:
        angle = turned[order][same[0]]
        faults.append(Fault(file, f"{which} cut", f"{angle:g} degrees twice with different values", "one value"))
    if loss.size and loss.min() < LOWEST_ATTENUATION_DB:
        expected = "attenuation below the peak in positive dB; if the file gives gain, change the sign"
        faults.append(Fault(file, f"{which} cut", f"{loss.min():g} dB", expected))
    if faults:
        raise InputError(faults)
    return table_from_cut(degrees, loss)


def front_table(file: str, downward_deg: Sequence[float], attenuation: Sequence[float]) -> Floats:
    """Table of a vertical cut that covers the front only, from straight up to straight down.

    The rear half, which the three-dimensional rule does not use, mirrors it.
    """
    down, loss = np.asarray(downward_deg, dtype=float), np.asarray(attenuation, dtype=float)
    return checked_cut(file, "vertical", [*down, *(180.0 - down)], [*loss, *loss])


def pattern_file(content: bytes, path: Path, pair: CutPair) -> PatternFile:
    """Record of a pattern file; each cut is moved so that its own peak has no attenuation, never the other way.

    The three-dimensional rule adds the front half of the vertical cut to the horizontal one, so the vertical cut counts
    from the peak of its front half. A cut that promises more than the gain (a negative attenuation) is left so.
    """
    header, horizontal, vertical = pair.header, pair.horizontal, pair.vertical
    quarter = len(vertical) // 4
    front = np.roll(vertical, quarter)[: 2 * quarter + 1]
    notes = list(header.notes)
    moved = []
    for which, cut, least in (("horizontal", horizontal, horizontal.min()), ("vertical", vertical, front.min())):
        shift = float(max(least, 0.0))
        if shift > NOTABLE_SHIFT_DB:
            notes.append(Assumption("pattern-cut-normalised", (("cut", which), ("shift", f"{shift:.2f}"))))
        if least < -NOTABLE_SHIFT_DB:
            notes.append(Assumption("pattern-above-gain", (("cut", which), ("excess", f"{-least:.2f}"))))
        moved.append(cut - shift)
    if vertical.min() < front.min() - NOTABLE_SHIFT_DB:
        rear = float(np.argmin(vertical)) * 360 / len(vertical)
        notes.append(Assumption("pattern-rear-lobe", (("angle", f"{rear:g}"),)))
    shape = Pattern(
        name=header.name or path.stem,
        gain_dbi=header.gain_dbi if header.gain_dbi is not None else 0.0,
        horizontal_db=moved[0],
        vertical_db=moved[1],
        source=path.name,
        assumptions=tuple(notes),
        kind=pair.kind,
        vertical_weight=np.ones(SAMPLES) if pair.weight is None else pair.weight,
    )
    return PatternFile(
        name=header.name or path.stem,
        maker=header.maker,
        frequency_mhz=header.frequency_mhz,
        gain_dbi=header.gain_dbi,
        stated_tilt_deg=header.stated_tilt_deg,
        shape=shape,
        notes=tuple(notes),
        sha256=sha256(content).hexdigest(),
        band_mhz=header.band_mhz,
        beam_of=header.beam_of,
    )
