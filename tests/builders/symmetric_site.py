"""A site of two small stations whose carriers are alike: everywhere somebody contributes as much as somebody else."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from builders.portal_site import publish_site
from emfassess.jobs.plan import read_plan
from emfassess.jobs.run import write_run
from emfassess.portal.publication import Published

ANTENNA = """[[antenna]]
id = "A{number}"
pattern = {{ gain_dbi = 16, horizontal_beamwidth_deg = 65, vertical_beamwidth_deg = 8, front_to_back_db = 25 }}
height_m = 25
azimuth_deg = {azimuth}
"""

CARRIER = (
    "[[antenna.carrier]]\ntechnology = 'LTE'\noperator = '{operator}'\nfrequency_mhz = {frequency}\npower_w = 60\n"
)


def write_symmetric_stations(folder: Path) -> Path:
    """Two stations, one north of the other, each with pairs of alike antennas whose carriers are alike."""
    stations = folder / "stations"
    stations.mkdir(parents=True)
    (folder / "emfassess.toml").write_text('limit = "gb-8702-2014"\n', encoding="utf-8")
    for number, latitude in enumerate((30.27, 30.272), start=1):
        text = f"[station]\nid = 'S-{number}'\nname = 'S-{number}'\noperator = 'A'\n"
        text += f"longitude = 120.1\nlatitude = {latitude}\n"
        for antenna, azimuth in enumerate((0, 0, 120, 120, 240, 240), start=1):
            text += ANTENNA.format(number=antenna, azimuth=azimuth)
            for operator, frequency in (("A", 1800), ("B", 1800), ("A", 2100)):
                text += CARRIER.format(operator=operator, frequency=frequency)
        (stations / f"S-{number}.toml").write_text(text, encoding="utf-8")
    return stations


def symmetric_site(folder: Path) -> Path:
    """The stations, their run, and the site of it."""
    write_symmetric_stations(folder)
    write_run(read_plan([folder / "stations"], folder=folder), folder / "reports")
    publish_site(folder, folder / "site", Published())
    return folder / "site"


def verified(site: Path, *, cold: bool) -> tuple[int, str]:
    """Exit code and output of ``emfassess verify`` in a process of its own; `cold` compiles the kernels afresh."""
    with tempfile.TemporaryDirectory(prefix="emfassess-kernels-") as empty:
        environment = os.environ | ({"NUMBA_CACHE_DIR": empty} if cold else {})
        command = [sys.executable, "-c", "from emfassess.cli import app; app()", "verify", str(site)]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr
