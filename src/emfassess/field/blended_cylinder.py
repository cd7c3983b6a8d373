r"""From the cylinder close by to the far field in one formula: the blend of Cicchetti and Faraone.

Near a collinear array the power crosses a cylinder, far away a sphere. The blend joins both without a step.
"""

import numpy as np
from numpy.typing import ArrayLike

from emfassess.field.engineering import FULL_TURN_DEG, cylinder_power_density
from emfassess.units import Floats


def transition_distance(
    *, length: float, directivity: float, beamwidth_deg: float = FULL_TURN_DEG, tilt_deg: float = 0.0
) -> float:
    r"""Cylindrical distance at which the cylinder and the far field have the same level.

    Parameters
    ----------
    length : float
        Of the radiating part, above 0. [m]
    directivity : float
        Peak directivity as a ratio, above 0.
    beamwidth_deg : float
        Horizontal half-power beamwidth; 360 for an omnidirectional antenna. [deg]
    tilt_deg : float
        Downtilt of the beam, under 90 either way. [deg]

    Returns
    -------
    float
        :math:`\rho_0 = \Phi D L \cos^2\gamma / 4\pi`. [m]
    """
    if not (directivity > 0 and length > 0 and abs(tilt_deg) < 90):
        raise ValueError(f"length {length} and directivity {directivity} must be above 0, tilt {tilt_deg} under 90")
    cosine = np.cos(np.radians(tilt_deg))
    return float(np.radians(beamwidth_deg) * directivity * length * cosine**2 / (4 * np.pi))


def sector_power_density(
    power: ArrayLike,
    distance: ArrayLike,
    azimuth_deg: ArrayLike = 0.0,
    *,
    length: float,
    directivity: float,
    beamwidth_deg: float,
    tilt_deg: float = 0.0,
) -> Floats:
    r"""Power density around a sector antenna at the height of its centre, from close by to the far field.

    Parameters
    ----------
    power : array_like, shape (...)
        Radiated. [W]
    distance : array_like, shape (...)
        Cylindrical distance, above 0. [m]
    azimuth_deg : array_like, shape (...)
        Off boresight. [deg]
    length, directivity, beamwidth_deg, tilt_deg
        As in :func:`transition_distance`; the beamwidth under 360.

    Returns
    -------
    ndarray, shape (...)
        Power density. [W/m^2]

    Notes
    -----
    .. math::

        S = \frac{P\, 2^{-(2\varphi/\Phi)^2}}{\Phi \rho L \cos^2\gamma \sqrt{1 + (\rho/\rho_0)^2}}

    Close by this is the average over the beamwidth, :math:`P / \Phi \rho L`; far away :math:`P D / 4 \pi \rho^2`.

    References
    ----------
    .. [1] R. Cicchetti, A. Faraone, Estimation of the peak power density in the vicinity of cellular and radio base
       station antennas, IEEE Transactions on Electromagnetic Compatibility 46 (2004) 275-290. The transition distance
       is that of IEC 62232, with 4 pi where the paper prints 12: it makes the far field come out right.
    """
    if not 0 < beamwidth_deg < FULL_TURN_DEG:
        raise ValueError(f"beamwidth_deg of a sector must lie between 0 and 360, not {beamwidth_deg}")
    start = transition_distance(length=length, directivity=directivity, beamwidth_deg=beamwidth_deg, tilt_deg=tilt_deg)
    close = cylinder_power_density(power, distance, length=length, beamwidth_deg=beamwidth_deg)
    relative = 2.0 ** -((2 * np.asarray(azimuth_deg, dtype=float) / beamwidth_deg) ** 2)
    narrowed = relative / np.cos(np.radians(tilt_deg)) ** 2
    return np.asarray(close * narrowed / np.sqrt(1 + (np.asarray(distance, dtype=float) / start) ** 2))


def omnidirectional_power_density(
    power: ArrayLike, distance: ArrayLike, *, length: float, directivity: float
) -> Floats:
    r"""Power density around an omnidirectional collinear at the height of its centre.

    Parameters
    ----------
    power, distance, length, directivity
        As in :func:`sector_power_density`.

    Returns
    -------
    ndarray, shape (...)
        :math:`P / \left(2 \pi \rho L \sqrt{1 + (2 \rho / D L)^2}\right)`. [W/m^2]

    References
    ----------
    .. [1] As :func:`sector_power_density`.
    """
    start = transition_distance(length=length, directivity=directivity)
    close = cylinder_power_density(power, distance, length=length, beamwidth_deg=FULL_TURN_DEG)
    return np.asarray(close / np.sqrt(1 + (np.asarray(distance, dtype=float) / start) ** 2))
