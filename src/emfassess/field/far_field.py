"""Far field: the plane-wave power density of antennas with their patterns.

The reference is plain NumPy and says the physics; :mod:`emfassess.field.kernel` computes the same faster.
"""

import numpy as np
from numpy.typing import ArrayLike

from emfassess.field.sources import Sources
from emfassess.geometry import antenna_angles
from emfassess.patterns.pattern import sampled
from emfassess.units import Floats, ratio_from_decibel


def far_field_power_density(eirp: ArrayLike, distance: ArrayLike) -> Floats:
    r"""Plane-wave power density at a distance from a point source.

    Parameters
    ----------
    eirp : array_like, shape (...)
        Equivalent isotropically radiated power towards the point. [W]
    distance : array_like, shape (...)
        Distance from the antenna's phase centre, greater than zero. [m]

    Returns
    -------
    ndarray, shape (...)
        Power density. [W/m^2]

    Raises
    ------
    ValueError
        If any distance is not positive.

    Notes
    -----
    .. math:: S = \frac{P_\mathrm{EIRP}}{4 \pi r^2}

    Free space: no ground reflection, no obstruction, no near field.

    References
    ----------
    .. [1] FCC OET Bulletin 65, edition 97-01, equation (4); HJ/T 10.2-1996 gives the same for microwaves.

    Examples
    --------
    >>> round(float(far_field_power_density(eirp=1000.0, distance=10.0)), 4)
    0.7958
    """
    r = np.asarray(distance, dtype=float)
    if np.any(~(r > 0)):
        raise ValueError("distance must be positive: a point coincides with an antenna")
    return np.asarray(np.asarray(eirp, dtype=float) / (4 * np.pi * r**2))


def far_field_boundary(largest_dimension: ArrayLike, wavelength: ArrayLike) -> Floats:
    """Distance from which the far field of a radiator of a size holds, ``2 D**2 / lambda``. [m]

    References
    ----------
    .. [1] IEEE Std 145: phase error of pi/8 at the edge of the aperture.
    """
    return np.asarray(2 * np.asarray(largest_dimension, dtype=float) ** 2 / np.asarray(wavelength, dtype=float))


def reference_unit_density(sources: Sources, points: Floats) -> Floats:
    """Power density of each antenna for one watt of peak EIRP, plain NumPy.

    Parameters
    ----------
    sources : Sources
        The antennas.
    points : ndarray, shape (point, 3)
        East, north, up of the sources' origin. [m]

    Returns
    -------
    ndarray, shape (antenna, point)
        Relative gain over ``4 pi r**2``. [1/m^2]
    """
    offset = points[np.newaxis, :, :] - sources.position[:, np.newaxis, :]
    distance, azimuth, elevation = antenna_angles(offset, sources.axes[:, np.newaxis])
    density = np.empty(distance.shape)
    for index, table in enumerate(sources.table_index):
        horizontal, weight, vertical = sources.tables[table]
        attenuation = np.minimum(
            sampled(horizontal, azimuth[index])
            + sampled(weight, azimuth[index]) * sampled(vertical, -elevation[index]),
            sources.maximum_attenuation[table],
        )
        density[index] = far_field_power_density(ratio_from_decibel(-attenuation), distance[index])
    return density
