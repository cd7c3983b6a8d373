"""Computed patterns: panels from gain and beamwidths, the 3GPP element, ITU-R F.1336 sectors."""

import numpy as np

from emfassess.assumptions import Assumption
from emfassess.patterns.pattern import SAMPLES, Pattern, table_from_function
from emfassess.units import Floats

FULL_TURN_DEG = 360.0


def panel(
    gain_dbi: float,
    horizontal_beamwidth_deg: float,
    vertical_beamwidth_deg: float,
    front_to_back_db: float = 25.0,
    side_lobe_db: float = 20.0,
) -> Pattern:
    r"""Sector panel from its gain and half-power beamwidths.

    Parameters
    ----------
    gain_dbi : float
        Peak gain. [dBi]
    horizontal_beamwidth_deg, vertical_beamwidth_deg : float
        Half-power beamwidths; a horizontal one of 360 or more makes the panel omnidirectional. [deg]
    front_to_back_db : float
        Greatest horizontal and greatest total attenuation. [dB]
    side_lobe_db : float
        Greatest vertical attenuation. [dB]

    Returns
    -------
    Pattern

    Raises
    ------
    ValueError
        If a beamwidth is not above zero or an attenuation is negative.

    Notes
    -----
    .. math:: A = \min\{\min[12(\varphi/\varphi_3)^2, A_m] + \min[12(\theta/\theta_3)^2, SLA_v],\; A_m\}

    References
    ----------
    .. [1] 3GPP TR 36.814, table A.2.1.1-2 (70 deg, 25 dB; 10 deg, 20 dB there).
    """
    if not (horizontal_beamwidth_deg > 0 and 0 < vertical_beamwidth_deg <= FULL_TURN_DEG):
        raise ValueError(f"beamwidths must be above 0: {horizontal_beamwidth_deg}, {vertical_beamwidth_deg}")
    if front_to_back_db < 0 or side_lobe_db < 0:
        raise ValueError(f"attenuations must not be negative: {front_to_back_db}, {side_lobe_db}")
    omnidirectional = horizontal_beamwidth_deg >= FULL_TURN_DEG
    horizontal = np.zeros(SAMPLES) if omnidirectional else _parabola(horizontal_beamwidth_deg, front_to_back_db)
    return Pattern(
        name=f"panel {gain_dbi:g} dBi {horizontal_beamwidth_deg:g}/{vertical_beamwidth_deg:g} deg",
        gain_dbi=gain_dbi,
        horizontal_db=horizontal,
        vertical_db=_parabola(vertical_beamwidth_deg, side_lobe_db),
        maximum_attenuation_db=side_lobe_db if omnidirectional else front_to_back_db,
        source="3GPP TR 36.814 table A.2.1.1-2",
        assumptions=(Assumption("pattern-parametric"),),
        kind="computed",
    )


def element_38901(
    gain_dbi: float = 8.0, beamwidth_deg: float = 65.0, attenuation_db: float = 30.0, side_lobe_db: float = 30.0
) -> Pattern:
    """Single antenna element of 3GPP TR 38.901, table 7.3-1; 5 dBi in TR 37.840."""
    return Pattern(
        name="3GPP element",
        gain_dbi=gain_dbi,
        horizontal_db=_parabola(beamwidth_deg, attenuation_db),
        vertical_db=_parabola(beamwidth_deg, side_lobe_db),
        maximum_attenuation_db=attenuation_db,
        source="3GPP TR 38.901 table 7.3-1",
        assumptions=(Assumption("pattern-parametric"),),
        kind="computed",
    )


def vertical_beamwidth_from_gain(gain_dbi: float, horizontal_beamwidth_deg: float) -> float:
    """Vertical half-power beamwidth of a sector antenna, ``31000 * 10**(-G/10) / phi3`` (ITU-R F.1336). [deg]"""
    return float(31000.0 * 10 ** (-gain_dbi / 10) / min(horizontal_beamwidth_deg, FULL_TURN_DEG))


def f1336_sector(
    gain_dbi: float, horizontal_beamwidth_deg: float, k_p: float = 0.7, k_h: float = 0.7, k_v: float = 0.3
) -> Pattern:
    """Sector antenna with peak side lobes after ITU-R F.1336.

    Parameters
    ----------
    gain_dbi : float
        Peak gain. [dBi]
    horizontal_beamwidth_deg : float
        Half-power beamwidth of the sector. [deg]
    k_p, k_h, k_v : float
        Side-lobe factors of the Recommendation.

    Returns
    -------
    Pattern
        With the vertical cut weighted by azimuth, as the Recommendation's compression R has it.

    Notes
    -----
    The slope C of the far vertical side lobes is the one that meets the back level at 90 degrees without a step.

    References
    ----------
    .. [1] Recommendation ITU-R F.1336, sectoral antennas, peak side-lobe patterns.
    """
    vertical_beamwidth = vertical_beamwidth_from_gain(gain_dbi, horizontal_beamwidth_deg)
    back = -12 + 10 * np.log10(1 + 8 * k_p) - 15 * np.log10(180.0 / vertical_beamwidth)

    def horizontal(angle: Floats) -> Floats:
        return _f1336_horizontal(np.abs(angle) / horizontal_beamwidth_deg, k_h, back)

    def vertical(angle: Floats) -> Floats:
        return _f1336_vertical(np.abs(angle) / vertical_beamwidth, vertical_beamwidth, k_v, k_p, back)

    behind = float(_f1336_horizontal(np.array([180.0 / horizontal_beamwidth_deg]), k_h, back)[0])
    horizontal_db = -table_from_function(horizontal)
    return Pattern(
        name=f"F.1336 sector {gain_dbi:g} dBi {horizontal_beamwidth_deg:g} deg",
        gain_dbi=gain_dbi,
        horizontal_db=horizontal_db,
        vertical_db=-table_from_function(vertical),
        vertical_weight=(-horizontal_db - behind) / (0.0 - behind),
        source="Recommendation ITU-R F.1336, peak side-lobe sector pattern",
        assumptions=(Assumption("pattern-parametric"),),
        kind="computed",
    )


def _parabola(beamwidth_deg: float, most_db: float) -> Floats:
    return table_from_function(lambda angle: np.minimum(12 * (angle / beamwidth_deg) ** 2, most_db))


def _f1336_horizontal(x: Floats, k_h: float, back: float) -> Floats:
    """Relative gain of the horizontal cut against angle over beamwidth. [dB]"""
    outer = 3 * (1 - 0.5**-k_h)
    far = np.maximum(x, 1e-9)
    return np.maximum(np.where(x <= 0.5, -12 * x**2, -12 * far ** (2 - k_h) - outer), back)


def _f1336_vertical(x: Floats, beamwidth: float, k_v: float, k_p: float, back: float) -> Floats:
    """Relative gain of the vertical cut against angle over beamwidth. [dB]"""
    edge = 4**-1.5 + k_v
    slope = 10 * np.log10((180.0 / beamwidth) ** 1.5 * edge / (1 + 8 * k_p)) / np.log10(22.5 / beamwidth)
    level = 12 - slope * np.log10(4.0) - 10 * np.log10(edge)
    far = np.maximum(x, 1e-9)
    near = np.where(x < np.sqrt(1 - 0.36 * k_v), -12 * x**2, -12 + 10 * np.log10(far**-1.5 + k_v))
    return np.where(x < 4, near, np.where(x <= 90.0 / beamwidth, -level - slope * np.log10(far), back))
