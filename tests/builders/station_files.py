"""A station file of one antenna, and files of given text."""

from pathlib import Path

STATION = """
[station]
id = "S-1"
name = "文三路 1 号"
operator = "Operator A"
longitude = 120.12345
latitude = 30.27012
support = "rooftop"

[[antenna]]
id = "A1"
pattern = { gain_dbi = 17, horizontal_beamwidth_deg = 65, vertical_beamwidth_deg = 7, front_to_back_db = 25 }
height_m = 30.0
azimuth_deg = 120
mechanical_tilt_deg = 2

[[antenna.carrier]]
technology = "NR"
operator = "Operator B"
frequency_mhz = 3500
bandwidth_mhz = 100
power_w = 200
feeder_loss_db = 0.5
duty_cycle = 0.75
power_reduction_factor = 0.25
"""


def written(tmp_path: Path, text: str | bytes, name: str = "s.toml") -> Path:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return path
