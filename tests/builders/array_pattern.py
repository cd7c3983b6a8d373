"""A pattern with nulls, as of a uniform array."""

import numpy as np

from emfassess.patterns import Pattern
from emfassess.patterns.pattern import table_from_cut

DEGREES = np.arange(360.0)


def array_pattern(rows: int = 8, tilt_deg: float = 4.0) -> Pattern:
    """A uniform array with nulls, in one-degree rows as makers give them, 25 dB weaker behind."""
    phase = 2 * np.pi * 0.8 * (np.sin(np.radians(DEGREES)) - np.sin(np.radians(tilt_deg)))
    factor = np.abs(np.exp(1j * np.outer(phase, np.arange(rows))).mean(axis=1))
    down = np.minimum(-20 * np.log10(np.maximum(factor, 1e-3)), 40.0)
    away = np.minimum(12 * (((DEGREES + 180) % 360 - 180) / 65) ** 2, 25.0)
    return Pattern("array", 17.0, table_from_cut(DEGREES, away), table_from_cut(DEGREES, down))
