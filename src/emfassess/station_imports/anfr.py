"""The register of France (ANFR, open data): SUP_STATION, SUP_SUPPORT, SUP_ANTENNE, SUP_EMETTEUR, SUP_BANDE and their names.

Columns as in the files of 2024. The register states position, azimuth, the height of the antenna's lower edge and the band,
but neither power nor gain, beamwidth and tilt: they are filled so that a level is not lower than it may be, which makes of
the result a screening. Systems that are not mobile networks are left out and counted.
"""

from pathlib import Path

import numpy as np
import pandas as pd

from emfassess.language import N_, Language
from emfassess.station_imports.bands import MobileBand, band_named
from emfassess.station_imports.register_files import RegisterFiles, column_numbers
from emfassess.station_imports.register_table import (
    ASSUMED_POWER_W,
    Bounds,
    RegisterImport,
    add_code,
    by_band,
    fill_empty,
    fill_pattern,
    finished,
    rows_inside,
)

COUNTRY = "FR"

_BANDS = {
    "700": "n28",
    "800": "B20",
    "900": "B8",
    "1400": "B32",
    "1500": "B32",
    "1800": "B3",
    "2100": "B1",
    "2600": "B7",
    "3500": "n78",
    "26000": "n258",
}
_TECHNOLOGIES = {"GSM": "GSM", "UMTS": "UMTS", "LTE": "LTE", "5G": "NR"}
_UNITS_MHZ = {"H": 1e-6, "K": 1e-3, "M": 1.0, "G": 1e3}
_PANEL = "panneau"
_ADDRESS = ("ADR_LB_LIEU", "ADR_LB_ADD1", "ADR_LB_ADD2", "ADR_LB_ADD3", "ADR_NM_CP")


def import_anfr(path: Path, bounds: Bounds | None, text: Language) -> RegisterImport:
    """Convert the register's files.

    Parameters
    ----------
    path : Path
        Folder or ZIP with the SUP files, or one of them beside the others.
    bounds : (west, south, east, north), optional
        Stations to take. [deg]
    text : Language

    Raises
    ------
    InputError
        If a table or column is missing, or nothing is left.
    """
    files = RegisterFiles(path)
    antennas = files.table(
        "SUP_ANTENNE",
        ("STA_NM_ANFR", "AER_ID", "SUP_ID", "AER_NB_AZIMUT", "AER_NB_ALT_BAS"),
        ";",
        ("TAE_ID", "AER_NB_DIMENSION"),
    )
    carriers, left_out = _carriers(files, text)
    rows = carriers.merge(antennas.drop_duplicates(["STA_NM_ANFR", "AER_ID"]), on=["STA_NM_ANFR", "AER_ID"], how="left")
    rows = rows.merge(_supports(files), on=["STA_NM_ANFR", "SUP_ID"], how="left")
    lost = int(rows["longitude"].isna().sum())
    left_out += [text(N_("emitters without an antenna or a position: {count}"), count=lost)] if lost else []
    rows = rows_inside(rows[rows["longitude"].notna()], bounds).reset_index(drop=True)
    return finished(path, _filled(files, rows), left_out)


def _carriers(files: RegisterFiles, text: Language) -> tuple[pd.DataFrame, list[str]]:
    """Downlink carriers of mobile systems, and lines about the others."""
    emitters = files.table("SUP_EMETTEUR", ("STA_NM_ANFR", "EMR_ID", "AER_ID", "EMR_LB_SYSTEME"), ";")
    words = emitters["EMR_LB_SYSTEME"].str.split()
    emitters["technology"] = words.str[0].map(_TECHNOLOGIES)
    emitters["band"] = words.str[-1].map(_BANDS)
    other = int(emitters["technology"].isna().sum())
    emitters = emitters[emitters["technology"].notna()]
    ranges = files.table("SUP_BANDE", ("EMR_ID", "BAN_NB_F_DEB", "BAN_NB_F_FIN", "BAN_FG_UNITE"), ";")
    factor = ranges["BAN_FG_UNITE"].str.strip().str.upper().map(_UNITS_MHZ)
    ranges["low"], ranges["high"] = (column_numbers(ranges[f"BAN_NB_F_{end}"]) * factor for end in ("DEB", "FIN"))
    rows = emitters.merge(ranges[["EMR_ID", "low", "high"]].drop_duplicates(), on="EMR_ID", how="left")
    known = {name: band_named(name) for name in _BANDS.values()}
    low, high = (rows["band"].map(lambda name, end=end: _edge(known.get(name), end)) for end in ("low_mhz", "high_mhz"))
    downlink = (rows["low"] >= low - 1) & (rows["high"] <= high + 1)
    silent = sorted(set(emitters["EMR_ID"]) - set(rows.loc[downlink, "EMR_ID"]))
    rows = rows[downlink].copy()
    rows["frequency_mhz"] = (rows["low"] + rows["high"]) / 2
    rows["bandwidth_mhz"] = (rows["high"] - rows["low"]).where(rows["high"] > rows["low"])
    lines = [text(N_("emitters that are not of a mobile network: {count}"), count=other)] if other else []
    if silent:
        message = N_("emitters of a mobile network without a downlink band, {count}: {examples}")
        lines.append(text(message, count=len(silent), examples=", ".join(silent[:5])))
    return rows, lines


def _edge(band: MobileBand | None, end: str) -> float:
    return float("nan") if band is None else float(getattr(band, end))


def _supports(files: RegisterFiles) -> pd.DataFrame:
    """Position, nature and address of supports."""
    parts = [f"COR_{kind}_{axis}" for axis in ("LAT", "LON") for kind in ("NB_DG", "NB_MN", "NB_SC")]
    signs = ("COR_CD_NS_LAT", "COR_CD_EW_LON")
    table = files.table("SUP_SUPPORT", ("STA_NM_ANFR", "SUP_ID", *parts, *signs), ";", ("NAT_ID", *_ADDRESS))
    for name, axis, sign, negative in (("latitude", "LAT", signs[0], "S"), ("longitude", "LON", signs[1], "W")):
        degrees, minutes, seconds = (column_numbers(table[f"COR_NB_{kind}_{axis}"]) for kind in ("DG", "MN", "SC"))
        value = degrees + minutes / 60 + seconds.fillna(0) / 3600
        table[name] = value.where(table[sign].str.strip().str.upper() != negative, -value).round(7)
    lines = table[list(_ADDRESS)].to_numpy(dtype=object)
    table["station_name"] = [" ".join(" ".join(line).split()) for line in lines]
    table["support"] = _named(files, "SUP_NATURE", "NAT_ID", "NAT_LB_NOM", table["NAT_ID"])
    return table.drop_duplicates(["STA_NM_ANFR", "SUP_ID"])[
        ["STA_NM_ANFR", "SUP_ID", "longitude", "latitude", "station_name", "support"]
    ]


def _named(files: RegisterFiles, table: str, key: str, name: str, values: "pd.Series[str]") -> "pd.Series[str]":
    """Names of keys by a table of names; empty where there is none."""
    if table not in files:
        return pd.Series("", index=values.index)
    names = files.table(table, (key, name), ";").drop_duplicates(key).set_index(key)[name]
    return values.map(names).fillna("").str.strip()


def _filled(files: RegisterFiles, rows: pd.DataFrame) -> pd.DataFrame:
    stations = files.table("SUP_STATION", ("STA_NM_ANFR", "ADM_ID"), ";").drop_duplicates("STA_NM_ANFR")
    operator = rows["STA_NM_ANFR"].map(stations.set_index("STA_NM_ANFR")["ADM_ID"]).fillna("")
    names = _named(files, "SUP_EXPLOITANT", "ADM_ID", "ADM_LB_NOM", operator)
    kind = _named(files, "SUP_TYPE_ANTENNE", "TAE_ID", "TAE_LB", rows["TAE_ID"])
    azimuth, base, size = (column_numbers(rows[f"AER_NB_{name}"]) for name in ("AZIMUT", "ALT_BAS", "DIMENSION"))
    size = size.where((size > 0) & kind.str.lower().str.contains(_PANEL))
    base = base.where(base > 0)
    table = pd.DataFrame(
        {
            "station_id": rows["STA_NM_ANFR"].str.strip(),
            "station_name": rows["station_name"].replace("", None),
            "operator": names.where(names != "", "unknown"),
            "country": COUNTRY,
            **{name: rows[name] for name in ("longitude", "latitude")},
            "support": rows["support"].replace("", None),
            "radiating_length_m": size,
            "height_m": base + size.fillna(0) / 2,
            "azimuth_deg": azimuth.where(azimuth.between(0, 360)) % 360,
            **{name: rows[name] for name in ("technology", "frequency_mhz", "bandwidth_mhz")},
            **dict.fromkeys(("gain_dbi", "horizontal_beamwidth_deg", "electrical_tilt_deg", "power_w"), np.nan),
            "assumptions": "",
        }
    )
    add_code(table, base.notna() & size.isna(), "height-of-lower-edge")
    fill_pattern(table)
    fill_empty(table, "power_w", by_band(table["frequency_mhz"], ASSUMED_POWER_W), "power-not-in-register")
    return table
