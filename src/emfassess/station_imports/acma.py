"""The register of Australia (ACMA, Register of Radiocommunications Licences): device_details, site and antenna.

Columns as in the register's CSV files; frequencies and bandwidths are in hertz there. The gain is taken as dBi and a tilt as
down-tilt whatever its sign, which gives more on the ground: neither is confirmed against the register's documentation.
"""

import re
from pathlib import Path

import numpy as np
import pandas as pd

from emfassess.language import N_, Language
from emfassess.station_imports.quantities import quantities, unit_conversion, unit_of
from emfassess.station_imports.register_files import RegisterFiles, column_numbers
from emfassess.station_imports.register_table import (
    Bounds,
    RegisterImport,
    add_code,
    fill_pattern,
    finished,
    rows_inside,
)
from emfassess.units import decibel_from_ratio

COUNTRY = "AU"

_DEVICE = ("SDD_ID", "LICENCE_NO", "FREQUENCY", "DEVICE_TYPE", "SITE_ID", "ANTENNA_ID", "AZIMUTH", "HEIGHT", "TILT")
_POWER = ("TRANSMITTER_POWER", "TRANSMITTER_POWER_UNIT", "EIRP", "EIRP_UNIT", "FEEDER_LOSS", "BANDWIDTH")
_TRANSMITTER = "T"
_METRES = re.compile(r"(\d+)\s*(k?m)", re.IGNORECASE)


def import_acma(path: Path, bounds: Bounds | None, text: Language) -> RegisterImport:
    """Convert the register's files.

    Parameters
    ----------
    path : Path
        Folder or ZIP with ``device_details.csv``, ``site.csv`` and ``antenna.csv``, or one of them beside the others.
    bounds : (west, south, east, north), optional
        Sites to take. [deg]
    text : Language

    Raises
    ------
    InputError
        If a table or column is missing, or nothing is left.
    """
    files = RegisterFiles(path)
    sites = files.table("site", ("SITE_ID", "LATITUDE", "LONGITUDE", "NAME"), ",", ("SITE_PRECISION",))
    sites["latitude"], sites["longitude"] = (column_numbers(sites[name]) for name in ("LATITUDE", "LONGITUDE"))
    sites = rows_inside(sites[sites["latitude"].notna()], bounds).drop_duplicates("SITE_ID")
    devices = files.table("device_details", _DEVICE, ",", (*_POWER, "STATION_TYPE"))
    devices = devices[devices["DEVICE_TYPE"].str.upper() == _TRANSMITTER]
    without = int((devices["SITE_ID"] == "").sum())
    rows = devices.merge(sites, on="SITE_ID", how="inner")
    antennas = files.table(
        "antenna", ("ANTENNA_ID", "GAIN"), ",", ("FRONT_TO_BACK", "H_BEAMWIDTH", "V_BEAMWIDTH")
    ).drop_duplicates("ANTENNA_ID")
    rows = rows.merge(antennas, on="ANTENNA_ID", how="left").fillna(dict.fromkeys(antennas.columns, ""))
    table, left_out = _with_power(_filled(files, rows.reset_index(drop=True)), text)
    left_out += [text(N_("transmitters without a site: {count}"), count=without)] if without else []
    return finished(path, table, left_out)


def _filled(files: RegisterFiles, rows: pd.DataFrame) -> pd.DataFrame:
    tilt, azimuth, height = (column_numbers(rows[name]) for name in ("TILT", "AZIMUTH", "HEIGHT"))
    gain, loss = column_numbers(rows["GAIN"]), column_numbers(rows["FEEDER_LOSS"])
    width, vertical, ratio = (column_numbers(rows[name]) for name in ("H_BEAMWIDTH", "V_BEAMWIDTH", "FRONT_TO_BACK"))
    table = pd.DataFrame(
        {
            "station_id": rows["SITE_ID"].str.strip(),
            "station_name": rows["NAME"].str.strip().replace("", None),
            "operator": _licensees(files, rows["LICENCE_NO"]),
            "country": COUNTRY,
            "longitude": rows["longitude"],
            "latitude": rows["latitude"],
            "position_uncertainty_m": rows["SITE_PRECISION"].map(precision_m),
            "gain_dbi": gain.where(gain > 0),
            "horizontal_beamwidth_deg": width.where((width > 0) & (width <= 360)),
            "vertical_beamwidth_deg": vertical.where((vertical > 0) & (vertical <= 180)),
            "front_to_back_db": ratio.where((ratio > 0) & (ratio <= 80)),
            "height_m": height.where(height > 0),
            "azimuth_deg": azimuth.where(azimuth.between(0, 360)) % 360,
            "electrical_tilt_deg": tilt.abs().where(tilt.abs() <= 90),
            "technology": "unlabelled",
            "frequency_mhz": column_numbers(rows["FREQUENCY"]) / 1e6,
            "bandwidth_mhz": (column_numbers(rows["BANDWIDTH"]) / 1e6).replace(0, np.nan),
            "feeder_loss_db": loss.where(loss >= 0),
            "power_w": _watts(rows, "TRANSMITTER_POWER"),
            "eirp_w": _watts(rows, "EIRP"),
            "assumptions": "",
        }
    )
    table["carrier_operator"] = table["operator"]
    add_code(table, tilt.fillna(0) != 0, "tilt-sign-assumed")
    fill_pattern(table)
    return table


def _licensees(files: RegisterFiles, licence: "pd.Series[str]") -> "pd.Series[str]":
    """Name of the licensee where the register's tables are there, else the number of the licence."""
    number = ("licence " + licence.str.strip()).where(licence.str.strip() != "", "unknown")
    if "licence" not in files or "client" not in files:
        return number
    clients = files.table("client", ("CLIENT_NO", "LICENCEE"), ",").drop_duplicates("CLIENT_NO").set_index("CLIENT_NO")
    owners = (
        files.table("licence", ("LICENCE_NO", "CLIENT_NO"), ",").drop_duplicates("LICENCE_NO").set_index("LICENCE_NO")
    )
    names = licence.map(owners["CLIENT_NO"]).map(clients["LICENCEE"]).fillna("").str.strip()
    return names.where(names != "", number)


def _watts(rows: pd.DataFrame, name: str) -> "pd.Series[float]":
    """Power of a column in the unit of the column beside it; not a number where either is missing. [W]"""
    numbers = column_numbers(rows[name])
    power = quantities()["power"]
    watts = pd.Series(np.nan, index=rows.index)
    for text in rows[f"{name}_UNIT"].unique():
        unit = unit_of(power, text) if text.strip() else None
        if unit is not None:
            own = rows[f"{name}_UNIT"] == text
            watts[own] = unit_conversion(unit)(numbers[own].to_numpy())
    return watts.where(watts > 0)


def _with_power(table: pd.DataFrame, text: Language) -> tuple[pd.DataFrame, list[str]]:
    """Rows with one power each, the one that radiates more where two are stated; the others are counted."""
    fed = decibel_from_ratio(table["power_w"]) + table["gain_dbi"] - table["feeder_loss_db"].fillna(0)
    radiated = decibel_from_ratio(table["eirp_w"])
    larger = np.isnan(radiated) | (fed >= radiated).to_numpy()
    table["eirp_w"] = table["eirp_w"].where(~larger | table["power_w"].isna())
    table["power_w"] = table["power_w"].where(table["eirp_w"].isna())
    usable = (table["power_w"].notna() | table["eirp_w"].notna()) & table["frequency_mhz"].between(0.1, 300_000)
    lost = int((~usable).sum())
    lines = [text(N_("transmitters without a power, or without a frequency: {count}"), count=lost)] if lost else []
    return table[usable], lines


def precision_m(text: str) -> float:
    """Distance that a precision such as ``Within 10 meters`` names; not a number where it names none. [m]"""
    match = _METRES.search(text)
    if match is None:
        return float("nan")
    return float(match.group(1)) * (1000.0 if match.group(2).lower() == "km" else 1.0)
