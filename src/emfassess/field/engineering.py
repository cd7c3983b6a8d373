r"""Closed formulas of bulletins and manuals: reach with ground reflection, apertures, cylinders close to a panel.

They answer one question each and know nothing of patterns beyond gain and beamwidth. The levels of an assessment do
not rest on them: they are here to check it against published examples, and for quick estimates.
"""

import numpy as np
from numpy.typing import ArrayLike

from emfassess.field.far_field import far_field_power_density
from emfassess.units import Floats

FULL_TURN_DEG = 360.0

_FAR_FIELD_OF_APERTURE = 0.6
"""OET-65 begins the far field of an aperture at ``0.6 D**2 / lambda``, where the axial level has joined 1 / r**2."""


def _positive(**given: ArrayLike) -> None:
    for name, value in given.items():
        if not np.all(np.asarray(value, dtype=float) > 0):
            raise ValueError(f"{name} must be above 0, not {value!r}")


def _beamwidth(beamwidth_deg: ArrayLike) -> Floats:
    width = np.asarray(beamwidth_deg, dtype=float)
    if not np.all((width > 0) & (width <= FULL_TURN_DEG)):
        raise ValueError(f"beamwidth_deg must lie above 0 and at most at 360, not {beamwidth_deg!r}")
    return width


def reflected_power_density(eirp: ArrayLike, distance: ArrayLike, *, reflection_factor: ArrayLike) -> Floats:
    r"""Plane-wave power density with the ground's reflection as one factor.

    Parameters
    ----------
    eirp : array_like, shape (...)
        Equivalent isotropically radiated power towards the point. [W]
    distance : array_like, shape (...)
        Distance from the antenna, above 0. [m]
    reflection_factor : array_like, shape (...)
        Factor of the power, at least 1: ``(1 + a)**2`` for a field reflection coefficient *a*; 2.56 for 0.6, 4 for 1.

    Returns
    -------
    ndarray, shape (...)
        Power density. [W/m^2]

    References
    ----------
    .. [1] FCC OET Bulletin 65, edition 97-01, section 2, prediction methods.
    """
    factor = np.asarray(reflection_factor, dtype=float)
    if not np.all(factor >= 1):
        raise ValueError(f"reflection_factor must be 1 or more, not {reflection_factor!r}: it never lowers the bound")
    return np.asarray(factor * far_field_power_density(eirp, distance))


def distance_to_power_density(
    eirp: ArrayLike, power_density_limit: ArrayLike, *, reflection_factor: ArrayLike = 1.0
) -> Floats:
    r"""Distance at which one source comes down to a power density; the inverse of :func:`permitted_eirp`.

    Parameters
    ----------
    eirp : array_like, shape (...)
        Equivalent isotropically radiated power on the axis. [W]
    power_density_limit : array_like, shape (...)
        Above 0. [W/m^2]
    reflection_factor : array_like, shape (...)
        As in :func:`reflected_power_density`.

    Returns
    -------
    ndarray, shape (...)
        Distance. [m]

    Notes
    -----
    .. math:: r = \sqrt{\frac{F\, P_\mathrm{EIRP}}{4 \pi S_L}}
    """
    _positive(power_density_limit=power_density_limit)
    at_one_metre = reflected_power_density(eirp, 1.0, reflection_factor=reflection_factor)
    return np.asarray(np.sqrt(at_one_metre / np.asarray(power_density_limit, dtype=float)))


def permitted_eirp(
    power_density_limit: ArrayLike, distance: ArrayLike, *, reflection_factor: ArrayLike = 1.0
) -> Floats:
    """Greatest EIRP that keeps a power density at a distance; the inverse of :func:`distance_to_power_density`.

    Parameters
    ----------
    power_density_limit : array_like, shape (...)
        Above 0. [W/m^2]
    distance : array_like, shape (...)
        Above 0. [m]
    reflection_factor : array_like, shape (...)
        As in :func:`reflected_power_density`.

    Returns
    -------
    ndarray, shape (...)
        Equivalent isotropically radiated power. [W]
    """
    _positive(power_density_limit=power_density_limit)
    per_watt = reflected_power_density(1.0, distance, reflection_factor=reflection_factor)
    return np.asarray(np.asarray(power_density_limit, dtype=float) / per_watt)


def surface_power_density(power: ArrayLike, area: ArrayLike) -> Floats:
    """Greatest power density at the surface of an aperture, ``4 P / A`` (OET-65, aperture antennas). [W/m^2]

    `power` into the antenna in W, `area` of the aperture in m^2.
    """
    _positive(area=area)
    return np.asarray(4 * np.asarray(power, dtype=float) / np.asarray(area, dtype=float))


def near_field_range(diameter: ArrayLike, wavelength: ArrayLike) -> Floats:
    """Where the radiating near field of a round aperture ends, ``D**2 / (4 lambda)`` (OET-65). [m]"""
    _positive(diameter=diameter, wavelength=wavelength)
    return np.asarray(np.asarray(diameter, dtype=float) ** 2 / (4 * np.asarray(wavelength, dtype=float)))


def aperture_far_field_start(diameter: ArrayLike, wavelength: ArrayLike) -> Floats:
    """Where OET-65 begins the far field of a round aperture, ``0.6 D**2 / lambda`` (equation 16). [m]"""
    return np.asarray(4 * _FAR_FIELD_OF_APERTURE * near_field_range(diameter, wavelength))


def aperture_efficiency(gain: ArrayLike, diameter: ArrayLike, wavelength: ArrayLike) -> Floats:
    """Effective over physical area of a round aperture of a numeric gain (OET-65, aperture antennas)."""
    _positive(diameter=diameter, wavelength=wavelength)
    circumference = np.pi * np.asarray(diameter, dtype=float) / np.asarray(wavelength, dtype=float)
    return np.asarray(np.asarray(gain, dtype=float) / circumference**2)


def near_field_power_density(power: ArrayLike, diameter: ArrayLike, aperture_efficiency: ArrayLike) -> Floats:
    r"""Greatest power density on the axis in the near field of a round aperture (OET-65).

    Parameters
    ----------
    power : array_like, shape (...)
        Into the antenna. [W]
    diameter : array_like, shape (...)
        Of the aperture, above 0. [m]
    aperture_efficiency : array_like, shape (...)
        Effective over physical area, usually 0.5 to 0.75.

    Returns
    -------
    ndarray, shape (...)
        :math:`16 \eta P / \pi D^2`. [W/m^2]
    """
    _positive(diameter=diameter, aperture_efficiency=aperture_efficiency)
    area = np.pi * np.asarray(diameter, dtype=float) ** 2 / 4
    return np.asarray(np.asarray(aperture_efficiency, dtype=float) * surface_power_density(power, area))


def cylinder_power_density(
    power: ArrayLike, distance: ArrayLike, *, length: ArrayLike, beamwidth_deg: ArrayLike
) -> Floats:
    r"""Power density close to a panel or collinear, **averaged** over the antenna's length.

    Parameters
    ----------
    power : array_like, shape (...)
        Into the antenna. [W]
    distance : array_like, shape (...)
        Horizontal, from the antenna, above 0. [m]
    length : array_like, shape (...)
        Of the radiating part, above 0. [m]
    beamwidth_deg : array_like, shape (...)
        Horizontal half-power beamwidth; 360 for an omnidirectional antenna. [deg]

    Returns
    -------
    ndarray, shape (...)
        Power density. [W/m^2]

    Notes
    -----
    .. math:: S = \frac{180}{\theta_\mathrm{BW}} \frac{P}{\pi R h}

    A mean, not a bound: a point before the panel's strongest rows lies 1 to 3 dB above it.

    References
    ----------
    .. [1] FCC OET Bulletin 65, edition 97-01, equation (20); with 360 degrees it is the one for omnidirectional antennas.
    """
    _positive(distance=distance, length=length)
    cylinder = np.pi * np.asarray(distance, dtype=float) * np.asarray(length, dtype=float)
    return np.asarray(180.0 / _beamwidth(beamwidth_deg) * np.asarray(power, dtype=float) / cylinder)


def peak_cylinder_reach(
    power: ArrayLike, power_density_limit: ArrayLike, *, length: ArrayLike, beamwidth_deg: ArrayLike
) -> Floats:
    """Distance at which twice the cylinder's average comes down to a limit, as a bound on the peak.

    Parameters
    ----------
    power, length, beamwidth_deg
        As in :func:`cylinder_power_density`.
    power_density_limit : array_like, shape (...)
        Above 0. [W/m^2]

    Returns
    -------
    ndarray, shape (...)
        Distance, ``360 P / (HPBW pi L S)``. [m]

    References
    ----------
    .. [1] Ericsson, Radio frequency exposure manual EN/LZT 720 0399 (2008), section 2.3.
    """
    _positive(power_density_limit=power_density_limit)
    # the cylinder falls as 1 / r: its level at one metre over the limit is the distance in metres
    at_one_metre = 2 * cylinder_power_density(power, 1.0, length=length, beamwidth_deg=beamwidth_deg)
    return np.asarray(at_one_metre / np.asarray(power_density_limit, dtype=float))
