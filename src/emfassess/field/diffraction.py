r"""Diffraction over an edge, after Recommendation ITU-R P.526.

Equation numbers are those of edition 15 (10/2019), section 4: the parameter :math:`\nu`, the loss J of a single knife edge
in its approximate and its exact form, and the additional loss of a rounded obstacle.
"""

import numpy as np
from numpy.typing import ArrayLike

from emfassess.units import Floats

CLEAR = -0.78
"""Below this parameter the approximate loss is zero."""


def fresnel_parameter(height: ArrayLike, before: ArrayLike, behind: ArrayLike, wavelength: ArrayLike) -> Floats:
    r"""Parameter :math:`\nu = h\sqrt{\frac{2}{\lambda}\left(\frac{1}{d_1} + \frac{1}{d_2}\right)}`.

    Parameters
    ----------
    height : array_like
        Of the edge above the line that joins both ends, negative below it. [m]
    before, behind : array_like
        Distances from the ends to the edge. [m]
    wavelength : array_like
        [m]

    References
    ----------
    .. [1] Recommendation ITU-R P.526-15, equation 26.
    """
    first, second = np.asarray(before, float), np.asarray(behind, float)
    return np.asarray(np.asarray(height, float) * np.sqrt(2.0 / np.asarray(wavelength) * (1 / first + 1 / second)))


def knife_edge_loss_db(parameter: ArrayLike) -> Floats:
    r"""Loss of a single knife edge.

    Parameters
    ----------
    parameter : array_like
        :math:`\nu`; minus infinity where there is no edge.

    Returns
    -------
    ndarray
        :math:`J(\nu) = 6.9 + 20\log(\sqrt{(\nu-0.1)^2+1} + \nu - 0.1)`, zero for :math:`\nu \le -0.78`, never negative. [dB]

    References
    ----------
    .. [1] Recommendation ITU-R P.526-15, equation 31.
    """
    nu = np.asarray(parameter, float)
    shift = np.maximum(nu, CLEAR) - 0.1
    loss = 6.9 + 20.0 * np.log10(np.sqrt(shift**2 + 1.0) + shift)
    return np.where(nu > CLEAR, np.maximum(loss, 0.0), 0.0)


def exact_knife_edge_loss_db(parameter: ArrayLike) -> Floats:
    r"""Loss of a single knife edge by the complex Fresnel integral, ripples in sight of the edge included.

    .. math:: J(\nu) = -20\log\frac{\sqrt{(1 - C - S)^2 + (C - S)^2}}{2}

    References
    ----------
    .. [1] Recommendation ITU-R P.526-15, equation 30.
    """
    from scipy.special import fresnel

    sine, cosine = fresnel(np.asarray(parameter, float))
    return np.asarray(-20.0 * np.log10(np.hypot(1.0 - cosine - sine, cosine - sine) / 2.0))


def rounded_obstacle_loss_db(
    height: ArrayLike, before: ArrayLike, behind: ArrayLike, radius: ArrayLike, wavelength: ArrayLike
) -> Floats:
    r"""Loss of a single rounded obstacle, a hill for instance: :math:`J(\nu) + T(m, n)`.

    Parameters
    ----------
    height, before, behind, wavelength : array_like
        As for :func:`fresnel_parameter`; the edge is where the tangents of both ends meet. [m]
    radius : array_like
        Of the hill's curvature. [m]

    References
    ----------
    .. [1] Recommendation ITU-R P.526-15, equations 32 to 36.
    """
    first, second, curve = (np.asarray(a, float) for a in (before, behind, radius))
    size = np.pi * curve / np.asarray(wavelength, float)
    m = curve * (first + second) / (first * second) / size ** (1.0 / 3.0)
    n = np.asarray(height, float) * size ** (2.0 / 3.0) / curve
    product = m * n
    near = 7.2 * np.sqrt(m) - (2.0 - 12.5 * n) * m + 3.6 * m**1.5 - 0.8 * m**2
    far = -6.0 - 20.0 * np.log10(np.maximum(product, 1e-30)) + 7.2 * np.sqrt(m) - (2.0 - 17.0 * n) * m
    far = far + 3.6 * m**1.5 - 0.8 * m**2
    edge = knife_edge_loss_db(fresnel_parameter(height, first, second, wavelength))
    return np.asarray(edge + np.where(product <= 4.0, near, far))
