"""Patterns in the layouts of several makers and tools, all of one panel: 65 by 7 degrees, tilt as asked for."""

from collections.abc import Callable, Sequence
from pathlib import Path

from builders.msi_files import loss

Cut = Callable[[float], float]


def across(angle: float, most: float = 25.0) -> float:
    return loss(angle, 65, most)


def upright(angle: float, tilt: float = 4.0) -> float:
    """Attenuation against the angle below the horizon."""
    return loss(angle, 7, 25, tilt)


def cut_rows(cut: Cut, angles: Sequence[int], separator: str = " ") -> str:
    return "\n".join(f"{angle}{separator}{cut(angle):.2f}" for angle in angles)


def msi_text(
    horizontal: Callable[[float], float] = across, vertical: Callable[[float], float] = upright, **given: str
) -> str:
    head = {"NAME": "panel", "FREQUENCY": "1800", "GAIN": "17 dBi"} | given
    turn = range(360)
    lines = [f"{key} {value}" for key, value in head.items()]
    lines += ["HORIZONTAL 360", cut_rows(horizontal, turn), "VERTICAL 360", cut_rows(vertical, turn)]
    return "\n".join(lines) + "\n"


def atoll_cell(horizontal: Cut = across, vertical: Cut = upright) -> str:
    turn = range(360)
    pairs = [" ".join(f"{a} {cut(a):g}" for a in turn) for cut in (horizontal, vertical)]
    return f"2 0 0 360 {pairs[0]} 1 0 360 {pairs[1]}"


def nsma_text(gains: str = "MDGAIN:,17", tilt: float = 4.0, stated: str = "4", note: str = "") -> str:
    """Elevation runs upward here, from -180 to 179."""
    turn = range(-180, 180)
    rows = {
        "AZ": [f"{a},{-across(a):.2f}," for a in turn],
        "EL": [f"{a},{-upright(-a, tilt):.2f}," for a in turn],
    }
    head = ["REVNUM:,NSMA WG16.99.050", "ANTMAN:,Hand", "MODNUM:,T4", "LOWFRQ:,1710", "HGHFRQ:,1880", "GUNITS:,DBI/DBR"]
    lines = [*head, *gains.split(), f"ELTILT:,{stated}", "PATFRE:,1795", "NUMCUT:,2"]
    for which, cut in rows.items():
        lines += [f"PATCUT:,{which}{note}", "POLARI:,V/V", "NUPOIN:,360", "FSTLST:,-180,179", *cut]
    return "\r\n".join([*lines, "ENDFIL:,EOF", ""])


def write_station(folder: Path, pattern: str, **given: object) -> Path:
    """Station file of one antenna with a pattern as TOML writes it."""
    figures = {"height_m": 30.0, "frequency_mhz": 1800, "power_w": 80, "technology": "LTE"} | given
    top = "".join(f"{key} = {figures.pop(key)}\n" for key in ("ground_elevation_m",) if key in figures)
    carrier = {key: figures.pop(key) for key in ("technology", "frequency_mhz", "power_w")}
    feeder = figures.pop("feeder_loss_db", 0)
    antenna = "".join(f"{key} = {value}\n" for key, value in figures.items())
    path = folder / "station.toml"
    path.write_text(
        f'[station]\nid = "S"\noperator = "X"\nlongitude = 12.0\nlatitude = 55.0\n{top}'
        f'[[antenna]]\nid = "A"\npattern = {pattern}\nazimuth_deg = 0\n{antenna}'
        f'[[antenna.carrier]]\ntechnology = "{carrier["technology"]}"\nfrequency_mhz = {carrier["frequency_mhz"]}\n'
        f"power_w = {carrier['power_w']}\nfeeder_loss_db = {feeder}\n",
        encoding="utf-8",
    )
    return path
