"""Tables of measurements around the station of :mod:`builders.station_files`."""

import csv
from pathlib import Path

import numpy as np

from builders.station_files import STATION
from emfassess.geometry import LocalFrame
from emfassess.measurement_files.read import template_csv


def station_id() -> str:
    return next(line.split('"')[1] for line in STATION.splitlines() if line.startswith("id"))


def table(path: Path, levels: list[float], day: str = "2024-05-06", unit: str = "V/m") -> Path:
    """A selective table around the station: points 60 m and more away, one band, with a day."""
    frame = LocalFrame(120.12345, 30.27012)
    lines = ["point_id,longitude,latitude,time,LTE1800 [" + unit + "]"]
    for index, level in enumerate(levels):
        turn = 2 * np.pi * index / len(levels)
        east, north = (60 + 10 * index) * np.sin(turn), (60 + 10 * index) * np.cos(turn)
        longitude, latitude = frame.longitude_latitude(east, north)
        lines.append(f"P{index},{longitude:.7f},{latitude:.7f},{day}T10:{index:02d}:00+08:00,{level}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def record_of_visit(path: Path, level: float, day: str) -> Path:
    """The template filled with everything that HJ 972-2018 asks for, and one reading of six minutes."""
    head = {
        "campaign_id": path.stem,
        "method": "HJ 972-2018",
        "station_ids": station_id(),
        "operating_state": "normal operation",
        "body": "A laboratory",
        "client": "Operator A",
        "report_number": f"R-{path.stem}",
        "persons": "An; Bo",
        "time_zone": "Asia/Shanghai",
        "start": f"{day} 10:00",
        "end": f"{day} 10:30",
        "weather": "cloudy",
        "temperature_c": "20",
        "humidity_percent": "50",
        "meter_model": "M1",
        "meter_serial": "1",
        "probe_model": "P1",
        "probe_serial": "2",
        "meter_kind": "broadband",
        "meter_frequency_low_mhz": "0.1",
        "meter_frequency_high_mhz": "6000",
        "sensitivity_v_m": "0.2",
        "overload_v_m": "300",
        "isotropy_db": "1",
        "linearity_db": "1",
        "calibration_date": "2024-01-01",
        "calibration_valid_until": "2027-01-01",
        "calibration_laboratory": "B",
        "calibration_certificate": "C-1",
        "calibration_uncertainty_db": "1.5",
    }
    reading = {
        "point_id": "1",
        "description": "window of the first floor",
        "station_id": station_id(),
        "longitude": "120.124",
        "latitude": "30.2705",
        "floor": "1",
        "place_kind": "dwelling",
        "indoors": "no",
        "height_above_surface_m": "1.7",
        "horizontal_distance_m": "40",
        "vertical_distance_m": "20",
        "time": f"{day} 10:20:00",
        "band": "total",
        "level": str(level),
        "unit": "V/m",
        "statistic": "rms",
        "averaging_s": "360",
        "valid": "yes",
        "kind": "measured",
    }
    rows = list(csv.reader(template_csv().splitlines()))
    for row in rows:
        if row and row[0] in head:
            row[1] = head[row[0]]
    columns = next(row for row in rows if row and row[0] == "point_id")
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([*rows, [reading.get(name, "") for name in columns]])
    return path
