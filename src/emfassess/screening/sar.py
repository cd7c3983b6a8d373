r"""Upper estimate of the specific absorption rate close to a base-station array, after IEC 62232:2017, B.4.2.2.

The standard's own text was not read: the formulas are those that a manufacturer's manual reproduces from it (Motorola
SLR 1000, MN003557A01, appendix E), where a table of computed values is given with them.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from emfassess.units import Floats

LOWEST_FREQUENCY_HZ, HIGHEST_FREQUENCY_HZ = 300e6, 5e9
LEAST_DISTANCE = 0.2
"""The formulas hold from here on. [m]"""

_FLAT_FREQUENCY_HZ = 900e6
_FLAT_DISTANCE = 0.4
_LOCAL_SPLIT_HZ = 2.5e9


@dataclass(frozen=True)
class Body:
    """Effective width and height of a person. [m]"""

    width: float
    height: float

    def __post_init__(self) -> None:
        if not (self.width > 0 and self.height > 0):
            raise ValueError(f"a body must be wide and high above 0, not {self.width} and {self.height}")


ADULT = Body(width=0.089, height=1.54)
CHILD = Body(width=0.06, height=0.96)


@dataclass(frozen=True)
class Array:
    """Input of the estimate for an antenna.

    Parameters
    ----------
    length : float
        Of the radiating part, above 0. [m]
    directivity : float
        Peak directivity as a ratio, above 0.
    horizontal_beamwidth_deg, vertical_beamwidth_deg : float
        Half-power beamwidths; the vertical one under 180. [deg]
    """

    length: float
    directivity: float
    horizontal_beamwidth_deg: float
    vertical_beamwidth_deg: float

    def __post_init__(self) -> None:
        if not (self.length > 0 and self.directivity > 0):
            raise ValueError(f"length {self.length} and directivity {self.directivity} must be above 0")
        if not (0 < self.horizontal_beamwidth_deg <= 360 and 0 < self.vertical_beamwidth_deg < 180):
            raise ValueError(f"impossible beamwidths: {self.horizontal_beamwidth_deg}, {self.vertical_beamwidth_deg}")


def _checked(frequency_hz: float, distance: ArrayLike) -> Floats:
    if not LOWEST_FREQUENCY_HZ <= frequency_hz <= HIGHEST_FREQUENCY_HZ:
        raise ValueError(f"the SAR estimate holds from 300 MHz to 5 GHz, not at {frequency_hz / 1e6:g} MHz")
    d = np.asarray(distance, dtype=float)
    if not np.all(d >= LEAST_DISTANCE):
        raise ValueError(f"the SAR estimate holds from {LEAST_DISTANCE} m on, not at {d.min():g} m")
    return d


def coupling(frequency_hz: float, distance: ArrayLike) -> Floats:
    """Coefficient C of the estimate: rises with frequency up to 900 MHz and with distance up to 0.4 m.

    Parameters
    ----------
    frequency_hz : float
        300 MHz to 5 GHz. [Hz]
    distance : array_like, shape (...)
        From the antenna, 0.2 m or more. [m]

    Returns
    -------
    ndarray, shape (...)
        [m^3/kg]
    """
    d = _checked(frequency_hz, distance)
    rise = (min(frequency_hz, _FLAT_FREQUENCY_HZ) - LOWEST_FREQUENCY_HZ) / (_FLAT_FREQUENCY_HZ - LOWEST_FREQUENCY_HZ)
    return np.asarray((3.5 + rise) * 1e-4 * (1 + 0.8 * np.minimum(d, _FLAT_DISTANCE) / _FLAT_DISTANCE))


def exposed_height(array: Array, distance: ArrayLike, body: Body = ADULT) -> Floats:
    """Height of the body that the beam covers: the array's length or the beam's height, at most the body's own.

    Parameters
    ----------
    array : Array
    distance : array_like, shape (...)
        From the antenna. [m]
    body : Body

    Returns
    -------
    ndarray, shape (...)
        [m]
    """
    beam = 2 * np.asarray(distance, dtype=float) * np.tan(np.radians(array.vertical_beamwidth_deg / 2))
    return np.asarray(np.minimum(np.maximum(beam, array.length), body.height))


def whole_body_sar(
    power: ArrayLike, distance: ArrayLike, *, array: Array, frequency_hz: float, body: Body = ADULT
) -> Floats:
    r"""Whole-body specific absorption rate of a person before the antenna.

    Parameters
    ----------
    power : array_like, shape (...)
        Mean power into the antenna. [W]
    distance : array_like, shape (...)
        From the antenna to the body, 0.2 m or more. [m]
    array : Array
    frequency_hz : float
        300 MHz to 5 GHz. [Hz]
    body : Body

    Returns
    -------
    ndarray, shape (...)
        Upper estimate. [W/kg]

    Raises
    ------
    ValueError
        Outside the range of the formulas.

    Notes
    -----
    .. math::

        SAR = C\,\frac{H_\mathrm{eff}}{A\,B}\,\frac{P}{\Phi L d}
        \left[1 + \left(\frac{4\pi d}{\Phi D L}\right)^2\right]^{-1/2}
    """
    d = np.asarray(distance, dtype=float)
    arc = np.radians(array.horizontal_beamwidth_deg) * array.length
    density = np.asarray(power, dtype=float) / (arc * d) / np.sqrt(1 + (4 * np.pi * d / (arc * array.directivity)) ** 2)
    covered = exposed_height(array, d, body) / (body.width * body.height)
    return np.asarray(coupling(frequency_hz, d) * covered * density)


def local_sar(
    power: ArrayLike, distance: ArrayLike, *, array: Array, frequency_hz: float, body: Body = ADULT
) -> Floats:
    """Specific absorption rate in ten grams of tissue of head and trunk, upper estimate.

    Parameters
    ----------
    power, distance, array, frequency_hz, body
        As in :func:`whole_body_sar`.

    Returns
    -------
    ndarray, shape (...)
        [W/kg]
    """
    whole = whole_body_sar(power, distance, array=array, frequency_hz=frequency_hz, body=body)
    ratio = 1.5 if frequency_hz <= _LOCAL_SPLIT_HZ else 1.0
    return np.asarray(25.0 * whole * body.height / (exposed_height(array, distance, body) * ratio))
