"""The rows of a panel: how many radiating elements are above each other, and how far apart.

The station file says so, or part of it; what it leaves out is estimated from the radiating length, the frequency and
the vertical beamwidth. Estimates are several layouts, and the field rooms take the strongest of them.
"""

from dataclasses import dataclass

from emfassess.field.near_field import vertical_length
from emfassess.stations import Antenna
from emfassess.units import wavelength

ELEMENT_LENGTH = 0.5
"""A panel is longer than its outermost row centres are apart by about one half-wave element. [wavelength]"""

USUAL_PITCH = (0.74, 0.93)
"""Row pitches that panels are built with; wider ones would give grating lobes. [wavelength]"""

LIKELY_PITCH = 0.85
LONGER_IF_TAPERED = 1.2
"""A tapered panel is about so much longer than the uniform one of the same beamwidth."""


@dataclass(frozen=True)
class RowLayout:
    """Rows of a panel, their pitch [m], and whether the station file says both."""

    rows: int
    pitch: float
    stated: bool


def row_layouts(antenna: Antenna, frequency_hz: float) -> tuple[RowLayout, ...]:
    """Layouts of the rows that an antenna may have.

    Parameters
    ----------
    antenna : Antenna
        With `rows`, `row_pitch_m` and `radiating_length_m` as far as they are known.
    frequency_hz : float
        Frequency of the carrier: it sets the pitch where none is stated. [Hz]

    Returns
    -------
    tuple of RowLayout
        One where rows and pitch are known or follow from each other, else every one with a usual pitch.
    """
    lam = float(wavelength(frequency_hz))
    rows, pitch = antenna.rows, antenna.row_pitch_m
    if rows is not None and pitch is not None:
        return (RowLayout(rows, pitch, stated=True),)
    found: dict[int, RowLayout] = {}
    for length in _lengths(antenna, frequency_hz):
        between = max(length - ELEMENT_LENGTH * lam, 0.0)
        for layout in _fitting(between, rows, pitch, lam):
            found.setdefault(layout.rows, layout)
    return tuple(found.values())


def _lengths(antenna: Antenna, frequency_hz: float) -> tuple[float, ...]:
    if antenna.radiating_length_m is not None:
        return (antenna.radiating_length_m,)
    uniform = vertical_length(antenna, frequency_hz)
    return (uniform, LONGER_IF_TAPERED * uniform)


def _fitting(between: float, rows: int | None, pitch: float | None, lam: float) -> list[RowLayout]:
    """Layouts whose outermost rows are `between` apart."""
    if rows is not None:
        return [RowLayout(rows, between / (rows - 1) if rows > 1 and between else LIKELY_PITCH * lam, stated=False)]
    if pitch is not None:
        return [RowLayout(round(between / pitch) + 1, pitch, stated=False)]
    likely = round(between / (LIKELY_PITCH * lam)) + 1
    if likely < 2:
        return [RowLayout(1, LIKELY_PITCH * lam, stated=False)]
    low, high = (share * lam for share in USUAL_PITCH)
    usual = [n for n in range(2, likely + 4) if low <= between / (n - 1) <= high] or [likely]
    return [RowLayout(n, between / (n - 1), stated=False) for n in usual]
