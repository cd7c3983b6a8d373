"""Sources that the FCC asks no evaluation of: 47 CFR 1.1307(b)(3), by distance and by SAR."""

import math
from dataclasses import dataclass

from emfassess.units import wavelength


@dataclass(frozen=True)
class ExemptErp:
    """One row of the FCC's table: ``coefficient * distance**2 * f_mhz**exponent`` watts of ERP. [MHz]"""

    low_mhz: float
    high_mhz: float
    coefficient: float
    exponent: float


EXEMPT_ERP = (
    ExemptErp(0.3, 1.34, 1920.0, 0.0),
    ExemptErp(1.34, 30.0, 3450.0, -2.0),
    ExemptErp(30.0, 300.0, 3.83, 0.0),
    ExemptErp(300.0, 1500.0, 0.0128, 1.0),
    ExemptErp(1500.0, 100_000.0, 19.2, 0.0),
)
"""47 CFR 1.1307(b)(3)(i)(C), table 1."""


def exempt_erp(frequency_hz: float, distance: float) -> float:
    """ERP up to which the FCC asks for no evaluation of a source at a distance from people.

    Parameters
    ----------
    frequency_hz : float
        0.3 MHz to 100 GHz. [Hz]
    distance : float
        Separation from people, at least a wavelength over 2 pi. [m]

    Returns
    -------
    float
        At an edge of two rows the smaller. [W]

    Raises
    ------
    ValueError
        Outside the table, or nearer than its range.

    References
    ----------
    .. [1] 47 CFR 1.1307(b)(3)(i)(C).
    """
    rows = [row for row in EXEMPT_ERP if row.low_mhz <= frequency_hz / 1e6 <= row.high_mhz]
    if not rows:
        raise ValueError(f"the exemption table covers 0.3 MHz to 100 GHz, not {frequency_hz / 1e6:g} MHz")
    if not distance >= float(wavelength(frequency_hz)) / (2 * math.pi):
        raise ValueError(f"the exemption table holds from a wavelength over 2 pi on, not at {distance} m")
    return float(min(row.coefficient * distance**2 * (frequency_hz / 1e6) ** row.exponent for row in rows))


def exempt_power_by_sar(frequency_hz: float, distance: float) -> float:
    r"""Power up to which the FCC asks for no SAR evaluation of a source close to people.

    Parameters
    ----------
    frequency_hz : float
        0.3 to 6 GHz. [Hz]
    distance : float
        Separation from people, 0.5 to 40 cm. [m]

    Returns
    -------
    float
        The greater of conducted power and ERP must not pass it. [W]

    Raises
    ------
    ValueError
        Outside the range of the rule.

    Notes
    -----
    .. math:: P = P_{20} (d / 20)^x,\quad x = -\log_{10}\frac{60}{P_{20} \sqrt{f}}

    in milliwatt, centimetre and gigahertz; :math:`P_{20}` is 2040 f below 1.5 GHz, 3060 above, and holds from 20 cm on.

    References
    ----------
    .. [1] 47 CFR 1.1307(b)(3)(i)(B).
    """
    gigahertz, centimetres = frequency_hz / 1e9, distance * 100
    if not (0.3 <= gigahertz <= 6 and 0.5 <= centimetres <= 40):
        raise ValueError(f"the rule holds for 0.3 to 6 GHz and 0.5 to 40 cm, not {gigahertz:g} GHz, {centimetres:g} cm")
    at_20_cm = 2040 * gigahertz if gigahertz < 1.5 else 3060.0
    exponent = -math.log10(60 / (at_20_cm * math.sqrt(gigahertz)))
    return float(1e-3 * at_20_cm * min(centimetres / 20, 1.0) ** exponent)
