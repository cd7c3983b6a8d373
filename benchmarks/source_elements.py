"""Source elements at a million points for twelve carriers, compiled against plain NumPy in one run.

Run by hand: ``make benchmark``. Points lie within the near field of the panel, and its cut has filled nulls, so that
several choices of row weights are computed at each.
"""

import statistics
import time

import numpy as np

from emfassess.field import element_kernel
from emfassess.field.elements import element_density, elements_of
from emfassess.patterns.pattern import SAMPLE_ANGLES_DEG, Pattern
from emfassess.stations import Antenna, Carrier

POINTS, CARRIERS, FEW, ROUNDS = 1_000_000, 12, 20_000, 3
ROWS, PITCH = 10, 0.85


def panel(filled_deg: float) -> Pattern:
    """Tapered rows, the outermost turned in phase, which fills the nulls."""
    weights = (0.5 + 0.5 * np.cos(np.linspace(-1.3, 1.3, ROWS))).astype(complex)
    weights[:2] *= np.exp(1j * np.radians(filled_deg))
    below = np.radians((SAMPLE_ANGLES_DEG + 180.0) % 360.0 - 180.0)
    factor = np.abs(np.exp(-2j * np.pi * PITCH * np.outer(np.sin(below), np.arange(ROWS))) @ weights)
    field = np.maximum(factor / factor.max() * np.abs(np.cos(below)) ** 2, 1e-2)
    return Pattern("panel", 17.0, np.minimum(12 * (np.degrees(below) / 65) ** 2, 25.0), -20 * np.log10(field))


def main() -> None:
    """Print the table."""
    random = np.random.default_rng(62232)
    offset = random.uniform([0.5, -5.0, -5.0], [12.0, 5.0, 5.0], (POINTS, 3))
    for name, filled in (("deep nulls", 0.0), ("filled nulls", 60.0)):
        pattern = panel(filled)
        sets = []
        for index in range(CARRIERS):
            frequency = 1800e6 + 5e6 * index
            pitch = PITCH * 299_792_458.0 / frequency
            carrier = Carrier("LTE", "A", frequency / 1e6, power_w=40.0)
            antenna = Antenna("A", pattern, 30.0, 0.0, (carrier,), rows=ROWS, row_pitch_m=pitch)
            sets.append(elements_of(antenna, frequency)[0])
        element_kernel.element_density_sums(sets[0], offset[:FEW])  # compile
        fast, slow = [], []
        for _ in range(ROUNDS):
            begin = time.perf_counter()
            for elements in sets:
                element_kernel.element_density_sums(elements, offset)
            fast.append(time.perf_counter() - begin)
            begin = time.perf_counter()
            element_density(sets[0], offset[:FEW])
            slow.append((time.perf_counter() - begin) * POINTS / FEW * CARRIERS)
        best, plain = statistics.median(fast), statistics.median(slow)
        ours, theirs = (
            element_kernel.element_density_sums(sets[0], offset[:FEW])[0],
            element_density(sets[0], offset[:FEW])[0],
        )
        error = np.abs(ours / theirs - 1).max()
        print(
            f"source elements, {name:12s} {ROWS} rows, {len(sets[0].weights):2d} choices: {POINTS} points x {CARRIERS} "
            f"carriers in {best:.1f} s, x {plain / best:.0f} over NumPy, largest relative difference {error:.0e}"
        )


if __name__ == "__main__":
    main()
