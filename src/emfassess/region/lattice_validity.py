r"""How near an antenna must be for a lattice to be too coarse for it.

Between two nodes *s* apart, seen from a distance *r* with the antenna *h* higher, its direction turns by *s/r* in azimuth and
*h s/r^2* in elevation. Cubic interpolation of a lobe is good to some 0.003 dB where the turn is under a small part of
the lobe's half-power width, and of the square of the distance where r is above 12 s (measured: 500 m for 40 m).
"""

import numpy as np

from emfassess.units import Floats

DISTANCES = 12.5
"""Distance over lattice step from which the law of distance interpolates well."""

SHARE_ACROSS, SHARE_UPRIGHT = 0.12, 0.07
"""Part of a lobe's width that may lie between two nodes: less in azimuth, where a whole lobe lies over a tile at once."""

RISE = 190.0
"""Distance over the spacing of levels: 0.3 degree of elevation."""


def lattice_reach(spacing: float, rise: Floats, across_deg: Floats, upright_deg: Floats) -> Floats:
    """Distance within which antennas are computed at every cell.

    Parameters
    ----------
    spacing : float
        Between nodes. [m]
    rise : ndarray, shape (antenna,)
        Greatest difference in height between the antenna and receivers. [m]
    across_deg, upright_deg : ndarray, shape (antenna,)
        Half-power widths of its lobes. [deg]

    Returns
    -------
    ndarray, shape (antenna,)
        [m]
    """
    across, upright = SHARE_ACROSS * np.radians(across_deg), SHARE_UPRIGHT * np.radians(upright_deg)
    levels = level_spacing(spacing) / upright
    found = np.maximum.reduce(
        [np.full(len(rise), DISTANCES * spacing), spacing / across, np.sqrt(np.abs(rise) * spacing / upright), levels]
    )
    return np.asarray(found)


def level_spacing(spacing: float) -> float:
    """Between levels of height on a lattice of such a spacing. [m]"""
    return DISTANCES * spacing / RISE
