"""Pattern files in the MSI layout."""

import numpy as np


def loss(angle: float, width: float, most: float, tilt: float = 0.0) -> float:
    """Parabolic attenuation: half power at half of the width."""
    off = (angle - tilt + 180) % 360 - 180
    return min(12 * (off / width) ** 2, most)


def msi(
    gain: str = "GAIN 15.00 dBd",
    header: str = "NAME test\nFREQUENCY 947.5\n{gain}\nTILT ELECTRICAL\nCOMMENT made for a test\n",
    step: float = 1.0,
    tilt: float = 6.0,
    separator: str = " ",
    last: float = 360.0,
    shift: float = 0.0,
) -> str:
    """Text of an MSI Planet file in the layout of the makers' files."""
    angles = np.arange(0, last, step)
    rows = [f"HORIZONTAL {len(angles)}"]
    rows += [f"{a:.1f}{separator}{loss(a, 65, 25) + shift:.2f}" for a in angles]
    rows += [f"VERTICAL {len(angles)}"]
    rows += [f"{a:.1f}{separator}{loss(a, 7, 20, tilt) + shift:.2f}" for a in angles]
    return header.format(gain=gain) + "\n".join(rows) + "\n"
