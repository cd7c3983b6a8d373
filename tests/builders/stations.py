"""Small stations and patterns that many tests need."""

import numpy as np

from emfassess.patterns.pattern import SAMPLES, Pattern, table_from_function
from emfassess.stations import Antenna, Carrier, Station
from emfassess.units import Floats


def isotropic(gain_dbi: float = 0.0) -> Pattern:
    """Radiates alike everywhere."""
    return Pattern("isotropic", gain_dbi, np.zeros(SAMPLES), np.zeros(SAMPLES))


def parabolic(gain_dbi: float = 17.0, horizontal: float = 65.0, vertical: float = 7.0) -> Pattern:
    """Attenuation 12 (angle / half-power width)^2, at most 25 dB and 20 dB: the form of 3GPP TR 36.814."""

    def cut(width: float, most: float) -> Floats:
        return table_from_function(lambda angle: np.minimum(12 * (angle / width) ** 2, most))

    across, down = cut(horizontal, 25.0), cut(vertical, 20.0)
    return Pattern("parabolic", gain_dbi, across, down, maximum_attenuation_db=25.0, kind="computed")


def carrier(power_w: float = 20.0, frequency_mhz: float = 900.0, **more: object) -> Carrier:
    """One carrier of operator A."""
    return Carrier("LTE", str(more.pop("operator", "A")), frequency_mhz, power_w=power_w, **more)  # type: ignore[arg-type]


def station(
    *carriers: Carrier,
    id: str = "S1",  # noqa: A002
    pattern: Pattern | None = None,
    height_m: float = 30.0,
    azimuth_deg: float = 0.0,
    longitude: float = 120.0,
    latitude: float = 30.0,
    **more: object,
) -> Station:
    """One station with one antenna."""
    antenna = Antenna(
        "A1",
        pattern or isotropic(),
        height_m,
        azimuth_deg,
        carriers or (carrier(),),
        **more,  # type: ignore[arg-type]
    )
    return Station(id, f"name of {id}", "A", longitude, latitude, (antenna,))
