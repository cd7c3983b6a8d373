"""Bands and technologies by the names that operators use.

Downlink ranges of 3GPP TS 36.101 (table 5.5-1) and TS 38.104 (tables 5.2-1 and 5.2-2); not compared with their text again.
"""

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_TECHNOLOGIES = {
    **dict.fromkeys(("gsm", "2g", "dcs", "gsm900", "gsm1800", "dcs1800", "gsmr"), "GSM"),
    **dict.fromkeys(("umts", "wcdma", "3g", "hspa", "hsdpa"), "UMTS"),
    **dict.fromkeys(("tdscdma", "tds"), "TD-SCDMA"),
    **dict.fromkeys(("cdma", "cdma2000", "cdma1x", "evdo", "c网"), "CDMA"),
    **dict.fromkeys(
        ("lte", "4g", "ltefdd", "fddlte", "ltetdd", "tddlte", "tdlte", "eutran", "lte4g", "lteadvanced"), "LTE"
    ),
    **dict.fromkeys(("nbiot", "nb"), "NB-IoT"),
    **dict.fromkeys(("nr", "5g", "5gnr", "nrsa", "nrtdd", "nrfdd", "sa", "nsa", "5gsa", "5gnsa", "ngran"), "NR"),
}
_RESOURCE_BLOCKS_LTE = {1.4: 6, 3.0: 15, 5.0: 25, 10.0: 50, 15.0: 75, 20.0: 100}
"""3GPP TS 36.101, table 5.6-1."""

_RESOURCE_BLOCKS_NR: dict[float, dict[float, int]] = {
    15.0: {5: 25, 10: 52, 15: 79, 20: 106, 25: 133, 30: 160, 40: 216, 50: 270},
    30.0: {
        5: 11,
        10: 24,
        15: 38,
        20: 51,
        25: 65,
        30: 78,
        40: 106,
        50: 133,
        60: 162,
        70: 189,
        80: 217,
        90: 245,
        100: 273,
    },
    60.0: {10: 11, 15: 18, 20: 24, 25: 31, 30: 38, 40: 51, 50: 65, 60: 79, 70: 93, 80: 107, 90: 121, 100: 135},
}
"""Of FR1 by subcarrier spacing in kHz and bandwidth in MHz: 3GPP TS 38.104, table 5.3.2-1."""


_NR_RASTERS = {
    (100_000, 599_999): (500.0, 0.005),
    (600_000, 2_016_666): (3000.0, 0.015),
    (2_016_667, 3_279_165): (24250.08, 0.06),
}
"""First and last channel number, frequency of the first and step in MHz: 3GPP TS 38.104, table 5.4.2.1-1."""


@dataclass(frozen=True)
class MobileBand:
    """Downlink of a band. [MHz]"""

    name: str
    low_mhz: float
    high_mhz: float
    first_earfcn: int | None = None


def _plain(text: str) -> str:
    return (
        re.sub(r"[\W_]+", "", text.replace(".", "p"))
        .lower()
        .removesuffix("频段")
        .removesuffix("band")
        .removesuffix("mhz")
    )


@cache
def bands() -> dict[str, MobileBand]:
    """Bands by their plain names."""
    lines = (files("emfassess") / "data" / "mobile_bands.csv").read_text(encoding="utf-8").splitlines()
    named = {}
    for row in csv.DictReader(lines):
        first = int(row["first_earfcn"]) if row["first_earfcn"] else None
        band = MobileBand(row["name"], float(row["low_mhz"]), float(row["high_mhz"]), first)
        for name in (row["name"], *row["aliases"].split()):
            named[_plain(name)] = band
    return named


def band_named(text: str) -> MobileBand | None:
    """MobileBand of a name such as ``n78``, ``B3``, ``Band 3``, ``D频段``, ``GSM900``; None for one that is not known."""
    plain = _plain(text)
    known = bands()
    if plain.startswith("band"):
        plain = f"b{plain.removeprefix('band')}"
    first = plain.split("band")[0]
    return known.get(plain) or known.get(first) or known.get(re.sub(r"^(lte|nr|fdd|tdd|5g|4g)+(?=[bn]\d)", "", plain))


def in_a_band(frequency_mhz: float) -> bool:
    """Whether a frequency lies in the downlink of any band."""
    return any(band.low_mhz <= frequency_mhz <= band.high_mhz for band in bands().values())


def frequency_of_channel(number: float) -> float:
    """Downlink frequency of a channel number of LTE (EARFCN, below 100 000) or NR (NR-ARFCN). [MHz]

    3GPP TS 36.101, 5.7.3, and TS 38.104, 5.4.2.1; not compared with their text again.

    Raises
    ------
    ValueError
        If no band has such a channel.
    """
    if number != round(number):
        raise ValueError("a channel number must be whole")
    for (least, most), (start, step) in _NR_RASTERS.items():
        if least <= number <= most:
            return start + step * (number - least)
    for band in bands().values():
        first = band.first_earfcn
        if first is not None and first <= number < first + round(10 * (band.high_mhz - band.low_mhz)):
            return band.low_mhz + 0.1 * (number - first)
    raise ValueError("no channel number of LTE (EARFCN, downlink) or NR (NR-ARFCN)")


def technology_named(text: str) -> str:
    """Technology as the house writes it; unchanged where it is none of the common names."""
    return _TECHNOLOGIES.get(re.sub(r"[\W_]+", "", text).lower(), text)


def resource_blocks(technology: str, bandwidth_mhz: float, subcarrier_spacing_khz: float | None) -> int | None:
    """Resource blocks of a carrier; None where the standard has no such bandwidth."""
    if technology == "LTE":
        return _RESOURCE_BLOCKS_LTE.get(bandwidth_mhz)
    if technology == "NR" and subcarrier_spacing_khz is not None:
        return _RESOURCE_BLOCKS_NR.get(subcarrier_spacing_khz, {}).get(bandwidth_mhz)
    return None
