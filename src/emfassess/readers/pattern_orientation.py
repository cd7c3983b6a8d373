"""How a file's cuts lie: turned as asked for, and refused where the vertical cut looks numbered from the zenith."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from emfassess.patterns.description import beamwidth
from emfassess.patterns.pattern import SAMPLES, SAMPLES_PER_DEGREE
from emfassess.readers.cuts import CutPair
from emfassess.readers.faults import refuse
from emfassess.readers.pattern_request import PatternRequest
from emfassess.units import Floats

_QUARTER = SAMPLES // 4
_HORIZON_DEG = 10
_STRAIGHT_DEG = 45
_WEAK_DB = 6.0
_BOTH_DB = 3.0
_ASIDE_DB = 10.0
_NARROW_DEG = 20.0
_PENCIL_SQUARE_DEG2 = 32_400.0
"""Directivity of a beam over the product of its beamwidths (41 253 square degrees of the
sphere, less side lobes; a rule of thumb, not confirmed against a text)."""
_SHORT_OF_PENCIL_DB = 6.0


def oriented(pair: CutPair, path: Path, request: PatternRequest) -> CutPair:
    """Cuts turned so that the front is at 0 and vertical angles run downward from the horizon.

    Raises
    ------
    InputError
        If nothing was stated and the vertical cut looks numbered from the zenith.
    """
    if request.vertical_from is None and looks_like_zenith(pair):
        peak = int(np.argmin(pair.vertical)) / SAMPLES_PER_DEGREE
        expected = (
            "the horizon at 0; if the file counts from the zenith, write pattern = { file = ..., vertical_from = 'zenith' }, "
            "if the antenna does radiate straight up or down, vertical_from = 'horizon'"
        )
        raise refuse(str(path), "vertical cut", f"strongest at {peak:g} degrees", expected)
    turn = -round(request.turn_deg * SAMPLES_PER_DEGREE)
    return replace(
        pair,
        horizontal=np.roll(pair.horizontal, turn),
        vertical=np.roll(pair.vertical, -_QUARTER) if request.vertical_from == "zenith" else pair.vertical,
        weight=None if pair.weight is None else np.roll(pair.weight, turn),
    )


def looks_like_zenith(pair: CutPair) -> bool:
    """Whether a vertical cut that is weak at the horizon and strong overhead or below contradicts the rest of the file.

    It does if it is strong both ways, if the horizontal cut prefers a direction, or if the beam is so narrow that pointing
    straight down it would have a far larger gain than the file states. Antennas of ceilings, one wide beam downward and
    the same all round, do not.
    """
    below = pair.vertical - pair.vertical.min()
    peak = int(np.argmin(below)) / SAMPLES_PER_DEGREE
    if abs(abs((peak + 180.0) % 360.0 - 180.0) - 90.0) > _STRAIGHT_DEG or _least(below, 0.0) < _WEAK_DB:
        return False
    if max(_least(below, 90.0), _least(below, 270.0)) < _BOTH_DB or np.ptp(pair.horizontal) > _ASIDE_DB:
        return True
    width = beamwidth(pair.vertical) or 360.0
    pencil = 10 * np.log10(_PENCIL_SQUARE_DEG2 / width**2)
    gain = pair.header.gain_dbi
    return width < _NARROW_DEG and gain is not None and bool(gain < pencil - _SHORT_OF_PENCIL_DB)


def _least(cut: Floats, angle_deg: float) -> float:
    """Least attenuation within ten degrees of an angle."""
    middle, half = round(angle_deg * SAMPLES_PER_DEGREE), _HORIZON_DEG * SAMPLES_PER_DEGREE
    return float(cut[np.arange(middle - half, middle + half + 1) % SAMPLES].min())
