r"""Probability of line of sight where no terrain and no buildings show it: 3GPP TR 38.901, table 7.4.2-1.

Compared with several open implementations; not confirmed against the text.
"""

import numpy as np

from emfassess.units import Values


def uma_probability(distance: Values, terminal: Values) -> Values:
    r"""Urban macro.

    Parameters
    ----------
    distance : float or ndarray, shape (...)
        In plan. [m]
    terminal : float or ndarray, shape (...)
        Height of the point above the ground, at most 23. [m]

    Returns
    -------
    float or ndarray, shape (...)
        One within 18 m; beyond :math:`\left(\frac{18}{d} + e^{-d/63}(1 - \frac{18}{d})\right)\left(1 + C'
        \frac{5}{4}(\frac{d}{100})^3 e^{-d/150}\right)` with :math:`C' = ((h_{UT} - 13)/10)^{1.5}` above 13 m, else 0.
    """
    d = np.maximum(distance, 18.0)
    rise = np.minimum(np.maximum((terminal - 13.0) / 10.0, 0.0), 1.0) ** 1.5
    lifted = 1.0 + rise * 1.25 * (d / 100.0) ** 3 * np.exp(-d / 150.0)
    return np.minimum(_street(d, 63.0) * lifted, 1.0)


def umi_probability(distance: Values) -> Values:
    r"""Urban micro: one within 18 m, beyond :math:`18/d + e^{-d/36}(1 - 18/d)`; shape (...)."""
    return _street(np.maximum(distance, 18.0), 36.0)


def rma_probability(distance: Values) -> Values:
    r"""Rural macro: one within 10 m, beyond :math:`e^{-(d - 10)/1000}`; shape (...)."""
    return np.exp(-(np.maximum(distance, 10.0) - 10.0) / 1000.0)


def _street(distance: Values, decay: float) -> Values:
    return 18.0 / distance + np.exp(-distance / decay) * (1.0 - 18.0 / distance)
