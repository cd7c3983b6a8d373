r"""Loss of walls: plain figures of regulators, building entry loss of Recommendation ITU-R P.2109, slabs of P.2040."""

import numpy as np
from numpy.typing import ArrayLike

from emfassess.units import SPEED_OF_LIGHT, VACUUM_PERMITTIVITY, Floats

MATERIALS: dict[str, tuple[float, float, float, float, float, float]] = {
    "concrete": (5.24, 0.0, 0.0462, 0.7822, 1.0, 100.0),
    "brick": (3.91, 0.0, 0.0238, 0.16, 1.0, 40.0),
    "plasterboard": (2.73, 0.0, 0.0085, 0.9395, 1.0, 100.0),
    "wood": (1.99, 0.0, 0.0047, 1.0718, 0.001, 100.0),
    "glass": (6.31, 0.0, 0.0036, 1.3394, 0.1, 100.0),
    "chipboard": (2.58, 0.0, 0.0217, 0.78, 1.0, 100.0),
}
"""Coefficients a, b, c, d of permittivity a f^b and conductivity c f^d [S/m], f in GHz, and the span of f that they hold
for: Recommendation ITU-R P.2040, table 3."""

BELOW = 0.4
"""Slabs are continued down to this frequency by the same law, as grounds are. [GHz]"""

_ENTRY = {
    "traditional": (12.64, 3.72, 0.96, 9.6, 2.0, 9.1, -3.0, 4.5, -2.0),
    "efficient": (28.19, -3.0, 8.48, 13.5, 3.8, 27.8, -2.9, 9.4, -2.1),
}
"""Coefficients r, s, t, u, v, w, x, y, z of Recommendation ITU-R P.2109, table 1."""

ENTRY_SPAN = (0.08, 100.0)
"""Frequencies that building entry loss holds for. [GHz]"""

KNOWN = "a loss in dB (4, 6, 12 ...), p2109:traditional, p2109:efficient, or p2040:material:thickness in m"


def entry_loss_db(
    frequency_hz: ArrayLike, *, building: str = "traditional", elevation_deg: float = 0.0, probability: float = 0.5
) -> Floats:
    """Building entry loss that is not exceeded in a share of places.

    Parameters
    ----------
    frequency_hz : array_like
    building : {"traditional", "efficient"}
        Thermally efficient buildings have metallised glass and foils.
    elevation_deg : float
        Of the ray at the wall. [deg]
    probability : float
        Share of places, above 0 and below 1; 0.5 is the median.

    Returns
    -------
    ndarray
        [dB]

    Raises
    ------
    ValueError
        If the building is not known, or a frequency or the probability lies outside.

    References
    ----------
    .. [1] Recommendation ITU-R P.2109-1, section 3, equations 1 to 11.
    """
    if building not in _ENTRY:
        raise ValueError(f"building must be one of {', '.join(_ENTRY)}, not {building!r}")
    if not 0.0 < probability < 1.0:
        raise ValueError(f"probability must lie above 0 and below 1, not {probability}")
    f = _gigahertz(frequency_hz, *ENTRY_SPAN, "building entry loss (ITU-R P.2109)")
    r, s, t, u, v, w, x, y, z = _ENTRY[building]
    log = np.log10(f)
    median = r + s * log + t * log**2 + 0.212 * abs(elevation_deg)
    from scipy.special import ndtri

    quantile = float(ndtri(probability))
    first = quantile * (u + v * log) + median
    second = quantile * (y + z * log) + w + x * log
    return np.asarray(10.0 * np.log10(10 ** (first / 10) + 10 ** (second / 10) + 10 ** (-0.3)))


def slab_loss_db(material: str, thickness: float, frequency_hz: ArrayLike, *, incidence_deg: float = 0.0) -> Floats:
    r"""Loss of a flat slab, mean of both polarisations in power.

    Parameters
    ----------
    material : str
        One of :data:`MATERIALS`.
    thickness : float
        [m]
    frequency_hz : array_like
    incidence_deg : float
        From the normal. [deg]

    Notes
    -----
    .. math:: T = \frac{(1 - R'^2) e^{-jq}}{1 - R'^2 e^{-2jq}}, \quad
              q = \frac{2\pi d}{\lambda}\sqrt{\eta - \sin^2\theta}

    References
    ----------
    .. [1] Recommendation ITU-R P.2040-2, section 2.2.2.2, equations 42 to 44.
    """
    if material not in MATERIALS:
        raise ValueError(f"material must be one of {', '.join(MATERIALS)}, not {material!r}")
    if not (np.isfinite(thickness) and thickness >= 0):
        raise ValueError(f"the thickness of a wall must not be below 0, is {thickness}")
    a, b, c, d, low, high = MATERIALS[material]
    f = _gigahertz(frequency_hz, min(low, BELOW), high, f"{material} (ITU-R P.2040)")
    eta = a * f**b - 1j * c * f**d / (2 * np.pi * f * 1e9 * VACUUM_PERMITTIVITY)
    angle = np.radians(incidence_deg)
    root = np.sqrt(eta - np.sin(angle) ** 2)
    q = 2 * np.pi * thickness * f * 1e9 / SPEED_OF_LIGHT * root
    powers = []
    for inside, outside in ((root, np.cos(angle)), (root, eta * np.cos(angle))):
        reflection = (outside - inside) / (outside + inside)
        passed = (1 - reflection**2) * np.exp(-1j * q) / (1 - reflection**2 * np.exp(-2j * q))
        powers.append(np.abs(passed) ** 2)
    return np.asarray(-10.0 * np.log10(np.maximum(np.mean(powers, axis=0), 1e-30)))


def wall_loss_db(wall: str, frequency_hz: ArrayLike) -> Floats:
    """Loss of one wall as a text names it: ``"12"``, ``"p2109:traditional"``, ``"p2040:concrete:0.2"``.

    Raises
    ------
    ValueError
        If the text is none of these; a loss below 0 would be a gain and one above 60 dB a wall without windows.
    """
    kind, _, rest = wall.strip().lower().partition(":")
    if kind == "p2109":
        return entry_loss_db(frequency_hz, building=rest)
    if kind == "p2040":
        material, _, thickness = rest.partition(":")
        return slab_loss_db(material, _number(thickness, wall), frequency_hz)
    loss = _number(wall, wall)
    if not 0.0 <= loss <= 60.0:
        raise ValueError(f"wall {wall!r}: a loss must lie in 0..60 dB")
    return np.full(np.shape(frequency_hz), loss)


def _number(text: str, wall: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise ValueError(f"wall {wall!r}: expected {KNOWN}") from None


def _gigahertz(frequency_hz: ArrayLike, low: float, high: float, what: str) -> Floats:
    f = np.asarray(frequency_hz, float) / 1e9
    if np.any(~((f >= low) & (f <= high))):
        raise ValueError(f"{what} holds from {low:g} to {high:g} GHz, not at {np.ravel(f)[0]:g} GHz")
    return f
