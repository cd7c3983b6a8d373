"""Quantities that a column of a station table may hold, their units, and the headers that mean them."""

import re
import tomllib
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from emfassess.station_imports.bands import frequency_of_channel
from emfassess.units import Floats, dbi_from_dbd, ratio_from_decibel

Conversion = Callable[[Floats], Floats]

_FACTORS: dict[str, float] = {
    "deg": 1.0,
    "dB": 1.0,
    "dBi": 1.0,
    "1": 1.0,
    "%": 0.01,
    "m": 1.0,
    "cm": 0.01,
    "mm": 0.001,
    "ft": 0.3048,
    "MHz": 1.0,
    "GHz": 1e3,
    "kHz": 1e-3,
    "Hz": 1e-6,
    "W": 1.0,
    "kW": 1e3,
    "mW": 1e-3,
}
"""Units and what one of them is: degrees, metres, megahertz, watts."""

_LEVELS: dict[str, Conversion] = {
    "dBm": lambda level: 1e-3 * ratio_from_decibel(level),
    "dBW": ratio_from_decibel,
    "dBd": dbi_from_dbd,
    "ARFCN": lambda number: np.asarray(frequency_of_channel(float(number))),
}
_ALIASES = {
    "度": "deg",
    "°": "deg",
    "º": "deg",
    "degree": "deg",
    "degrees": "deg",
    "米": "m",
    "公尺": "m",
    "瓦": "W",
    "毫瓦": "mW",
    "watt": "W",
    "watts": "W",
    "分贝": "dB",
    "兆": "MHz",
    "兆赫": "MHz",
    "meter": "m",
    "metre": "m",
    "meters": "m",
    "feet": "ft",
    "毫米": "mm",
    "厘米": "cm",
    "千赫": "kHz",
    "db i": "dBi",
    "percent": "%",
    "earfcn": "ARFCN",
    "nr-arfcn": "ARFCN",
    "nrarfcn": "ARFCN",
    "'": "ft",
}
_SHORT = {"m": "MHz", "g": "GHz", "k": "kHz"}
"""A bare letter behind a frequency or a bandwidth."""

_BRACKETS = re.compile(r"[(\[{（【]([^)\]}）】]*)[)\]}）】]")
_OTHER_THINGS = re.compile(r"上行|接收|uplink|(?<![a-z])(?:ul|rx|ssb)(?![a-z])", re.IGNORECASE)
"""Headers of the uplink, of receivers, and of the synchronisation signal, which is not the centre of a carrier."""

_UNIT_BEHIND = re.compile(r"[_ ](?:dbi|dbd|dbm|dbw|db|deg|degrees|mhz|ghz|khz|hz|kw|mw|w|cm|mm|m|ft)$", re.IGNORECASE)
"""A unit behind the name of a quantity, as in ``gain_dbi``."""

_LEAST_LENGTH = 4
"""A term of Latin letters that is shorter counts only as the whole header."""


@dataclass(frozen=True)
class Quantity:
    """One quantity: texts have no units; `labels` explain it by language."""

    name: str
    units: tuple[str, ...]
    labels: tuple[tuple[str, str], ...]
    terms: tuple[str, ...]


@cache
def quantities() -> dict[str, Quantity]:
    """All quantities by name."""
    text = (files("emfassess") / "data" / "station_columns.toml").read_text(encoding="utf-8")
    return {
        name: Quantity(
            name, tuple(entry.get("units", ())), (("en", entry["en"]), ("zh", entry["zh"])), tuple(entry["terms"])
        )
        for name, entry in tomllib.loads(text).items()
    }


def unit_conversion(unit: str) -> Conversion:
    """Conversion of a unit to degrees, metres, megahertz, watts, dBi, dB or a ratio."""
    if unit in _LEVELS:
        return _LEVELS[unit]
    return lambda value: np.asarray(np.asarray(value, dtype=float) * _FACTORS[unit])


def unit_of(quantity: Quantity, text: str) -> str | None:
    """Unit of a quantity as people write it; None for one that it has not."""
    plain = unicodedata.normalize("NFKC", text).strip().rstrip(".")
    if plain in quantity.units:
        return plain
    by_case = {unit.lower(): unit for unit in quantity.units}
    name = _ALIASES.get(plain.lower()) or by_case.get(plain.lower())
    if name is None and "MHz" in quantity.units:
        name = _SHORT.get(plain.lower())
    return name if name in quantity.units else None


def plain_header(header: str) -> str:
    """A header without brackets, blanks, dashes and case."""
    text = unicodedata.normalize("NFKC", _BRACKETS.sub("", header)).lower()
    return re.sub(r"[\W_]+", "", text)


def stated_unit(header: str, quantity: Quantity) -> str | None:
    """Unit in the brackets of a header, or after its last underscore, dash or blank."""
    inside = [part for piece in _BRACKETS.findall(header) for part in re.split("[/每]", piece)]
    pieces = [*inside, *re.split(r"[\s_/\-]+", _BRACKETS.sub(" ", header).strip())[1:]]
    return next((unit for piece in pieces if piece.strip() and (unit := unit_of(quantity, piece))), None)


def header_quantity(header: str) -> Quantity | None:
    """Quantity that a header means: that of the longest term it is or contains; None where none fits, as for uplinks."""
    if _OTHER_THINGS.search(header):
        return None
    plain = plain_header(_UNIT_BEHIND.sub("", header))
    whole_text = re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", header)).lower()
    known = quantities()
    best: tuple[bool, int, str] | None = None
    for name, quantity in known.items():
        for term in quantity.terms:
            whole = term in (plain, whole_text)
            inside = (term in plain or term in whole_text) and (not term.isascii() or len(term) > _LEAST_LENGTH)
            if (whole or inside) and (best is None or (whole, len(term)) > best[:2]):
                best = (whole, len(term), name)
    return known[best[2]] if best else None
