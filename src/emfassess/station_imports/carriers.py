"""Carriers of rows: technology, frequency, bandwidth, and power from whatever the table states."""

import re

import numpy as np

from emfassess.language import N_
from emfassess.measurements.extrapolation import SUBCARRIERS_PER_RESOURCE_BLOCK
from emfassess.station_imports.bands import MobileBand, band_named, resource_blocks, technology_named
from emfassess.station_imports.cell_values import cell_text
from emfassess.station_imports.rows import Mask, Note, Objects, TableRows
from emfassess.units import Floats

FREQUENCY_FROM_BAND = "frequency-from-band"
"""Code of the assumption that a carrier's frequency is the lowest that its band allows."""

_POWERS = ("power", "eirp", "erp")
_MOST_PORTS = 1024
_TIMES = re.compile(r"(\d+)\s*[×xX*]\s*(\d.*)")
_CHANNELS = ("LTE", "NR", "NB-IoT")
_RANGE = re.compile(r"([\d.,]+)\s*[-~～–—至]\s*([\d.,]+)\s*([a-zA-Z]*)")


def technologies(rows: TableRows) -> Objects:
    """Technology of each row, in the names of the house; from the band's name where the column is empty or absent."""
    names = rows.texts("technology")
    bands = rows.texts("band")
    known = {name: technology_named(name) for name in dict.fromkeys(names.tolist()) if name}
    return np.array(
        [known.get(name, "") or _of_band(band) for name, band in zip(names, bands, strict=True)], dtype=object
    )


def _of_band(text: str) -> str:
    """Technology that the name of a band contains: ``GSM900``, ``n78``."""
    plain = text.strip()
    if plain[:1] == "n" and plain[1:].isdecimal():
        return "NR"
    letters = plain.rstrip("0123456789.MGmghHzZ ")
    name = technology_named(letters)
    return name if name in ("GSM", "UMTS", "CDMA", "LTE", "NR") else ""


def frequencies(rows: TableRows, technology: Objects, bandwidth: Floats) -> tuple[Floats, Mask, list[Note]]:
    """Centre frequency of each row, and where it comes from the band alone. [MHz]

    A band gives the lowest centre that a carrier of the bandwidth can have in it: no limit is lower elsewhere in it.
    """
    stated = _stated(rows)
    if rows.units.get("frequency", "").upper().endswith("ARFCN"):
        other = np.isfinite(stated) & ~np.isin(technology, _CHANNELS)
        rows.report_where(
            other, "frequency", rows.texts("frequency"), "a channel number of LTE or NR; state MHz for others"
        )
    low, high = rows.values("frequency_low"), rows.values("frequency_high")
    stated = np.where(np.isnan(stated), (low + high) / 2, stated)
    names = rows.texts("band")
    known = {name: band_named(name) for name in dict.fromkeys(names.tolist())}
    lows = np.array([_edge(known[name], low=True) for name in names])
    highs = np.array([_edge(known[name], low=False) for name in names])
    half = np.where(np.isnan(bandwidth), 0.0, bandwidth) / 2
    derived = np.isnan(stated) & np.isfinite(lows)
    rows.report_where(
        np.isnan(stated) & (names != "") & ~np.isfinite(lows),
        "band",
        names,
        "a band that is not known, and no frequency; state the downlink frequency",
    )
    outside = np.isfinite(stated) & np.isfinite(lows) & ((stated < lows) | (stated > highs))
    for row in np.flatnonzero(outside).tolist():
        band = known[names[row]]
        expected = (
            f"the downlink of {names[row]} is {_edge(band, low=True):g} to {_edge(band, low=False):g} MHz; check both"
        )
        rows.report(row, "frequency", f"{stated[row]:g} MHz", expected)
    note = Note(N_("frequency from the band's name, its lowest (rows: {count})"), (("count", int(derived.sum())),))
    return np.where(derived, lows + half, stated), derived, [note] if derived.any() else []


def _stated(rows: TableRows) -> Floats:
    """Frequencies of cells; of a range such as ``1805~1825`` its centre. [MHz]"""
    if "frequency" not in rows:
        return np.full(len(rows), np.nan)

    def centre(cell: object) -> float:
        ends = _RANGE.fullmatch(cell_text(cell))
        if ends is None:
            return rows.number("frequency", cell)
        unit = ends.group(3) or ""
        low, high = (rows.number("frequency", f"{end}{unit}") for end in ends.group(1, 2))
        if low > high:
            raise ValueError("a range whose lower end is the higher")
        return (low + high) / 2

    return rows.parsed("frequency", centre)


def _edge(band: MobileBand | None, *, low: bool) -> float:
    return float("nan") if band is None else band.low_mhz if low else band.high_mhz


def powers(
    rows: TableRows, technology: Objects, bandwidth: Floats, constants: dict[str, str | float | int]
) -> tuple[dict[str, Floats], list[Note]]:
    """Columns of power in watt: of the transmitter, all ports together, or radiated (EIRP, ERP); one a row."""
    given = {name: _multiplied(rows, name) for name in _POWERS if name in rows}
    notes: list[Note] = []
    if "power" in given and rows.per != "total":
        factor, notes = _factor(rows, technology, bandwidth, constants, np.isfinite(given["power"]))
        given["power"] = given["power"] * factor
    count = np.sum([np.isfinite(values) for values in given.values()], axis=0) if given else np.zeros(len(rows))
    for name, values in given.items():
        wrong = (count > 1) & np.isfinite(values)
        rows.report_where(
            wrong, name, values, "power stated twice, as transmitter power and as radiated power; keep one"
        )
    return {f"{name}_w": values for name, values in given.items()}, notes


def _multiplied(rows: TableRows, name: str) -> Floats:
    """Powers of cells; ``2×40`` is 80, unless the number of ports or carriers is given elsewhere. [W]"""

    def product(cell: object) -> float:
        times = _TIMES.fullmatch(cell_text(cell))
        if times is None:
            return rows.number(name, cell)
        if name == "power" and rows.per != "total":
            raise ValueError(f"several times a power per {rows.per}; state the number in one place")
        return int(times.group(1)) * rows.number(name, times.group(2))

    return rows.parsed(name, product)


def _factor(
    rows: TableRows, technology: Objects, bandwidth: Floats, constants: dict[str, str | float | int], wanted: Mask
) -> tuple[Floats, list[Note]]:
    """All power over that of a port, of a carrier or of a resource element."""
    counted = "carriers" if rows.per == "carrier" else "ports"
    number = rows.values(counted) if counted in rows else np.full(len(rows), float(constants.get(counted, np.nan)))
    missing = wanted & ~((number >= 1) & (number <= _MOST_PORTS) & (number == np.round(number)))
    rows.report_where(
        missing,
        counted,
        rows.texts(counted),
        f"power is stated per {rows.per}; a number of {counted} is needed (1 or more)",
    )
    if rows.per == "carrier":
        return number, [Note(N_("power: per carrier, times the number of carriers"))]
    if rows.per == "port":
        return number, [Note(N_("power: per port, times the number of ports"))]
    spacing = constants.get("subcarrier_spacing_khz")
    spacing_khz = None if spacing is None else float(spacing)
    pairs = list(zip(technology.tolist(), np.nan_to_num(bandwidth).tolist(), strict=True))
    known = {pair: resource_blocks(*pair, spacing_khz) for pair in dict.fromkeys(pairs)}
    blocks = np.array([known[pair] or np.nan for pair in pairs])
    expected = (
        "power is stated per resource element; LTE or NR is needed with a bandwidth of the standard, and for NR "
        "subcarrier_spacing_khz in [constants]"
    )
    labels = [f"{name}, {width:g} MHz" for name, width in zip(technology, bandwidth, strict=True)]
    rows.report_where(wanted & np.isnan(blocks), "power", labels, expected)
    note = N_("power: per resource element, times all subcarriers at that power, times the number of ports")
    return number * blocks * SUBCARRIERS_PER_RESOURCE_BLOCK, [Note(note)]
