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


@dataclass(frozen=True)
class MobileBand:
    """Downlink of a band. [MHz]"""

    name: str
    low_mhz: float
    high_mhz: float


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
        band = MobileBand(row["name"], float(row["low_mhz"]), float(row["high_mhz"]))
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
