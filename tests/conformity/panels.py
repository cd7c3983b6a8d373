"""Full-wave panels: fields before antennas, computed by the method of moments, beside the source elements."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

import emfassess as emf
from emfassess.patterns import Pattern
from emfassess.patterns.pattern import table_from_cut
from emfassess.stations import Antenna, Carrier, Station
from emfassess.units import SPEED_OF_LIGHT, Floats

FOLDER = Path(__file__).parent / "panels"
HEIGHT = 500.0


@cache
def panels() -> tuple[dict[str, Any], ...]:
    """All panels, with their parts."""
    files = sorted(FOLDER.glob("*.toml"))
    return tuple(tomllib.loads(file.read_text(encoding="utf-8")) for file in files)


def panel_station(panel: dict[str, Any], *, rows_stated: bool = True) -> Station:
    """Station with one panel of one watt; its rows stated, or its length alone."""
    angles = np.arange(360.0)
    across, down = (table_from_cut(angles, panel[key]) for key in ("horizontal_db", "vertical_db"))
    pattern = Pattern(panel["name"], panel["gain_dbi"], across, down)
    lam = SPEED_OF_LIGHT / (panel["frequency_mhz"] * 1e6)
    rows, pitch = panel["rows"], panel["row_pitch_wavelengths"] * lam
    size: dict[str, Any] = {"radiating_length_m": (rows - 1) * pitch + 0.5 * lam}
    if rows_stated:
        size |= {"rows": rows, "row_pitch_m": pitch}
    carrier = Carrier("LTE", "A", panel["frequency_mhz"], power_w=1.0)
    return Station("P", "P", "A", 0.0, 0.0, (Antenna("P", pattern, HEIGHT, 0.0, (carrier,), **size),))


def part_differences(panel: dict[str, Any], part: dict[str, Any], **station: Any) -> tuple[Floats, Floats]:
    """Levels of the reference and ours at the points of a part. [dB over 1 W/m^2]"""
    points = np.array(part["points"])
    # theirs: ahead, left, up; ours: east, north, up with the panel looking north
    place = points[:, [1, 0, 2]] * [-1.0, 1.0, 1.0] + [0.0, 0.0, HEIGHT]
    density = emf.power_density([panel_station(panel, **station)], place, model="source-elements")[0]
    return 10 * np.log10(points[:, 3]), 10 * np.log10(density)
