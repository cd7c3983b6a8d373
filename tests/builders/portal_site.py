"""Small station files and what is published of them, with texts that a portal must show and never run."""

import threading
from collections.abc import Iterator
from datetime import date
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from emfassess.jobs.plan import read_plan
from emfassess.jobs.run import write_run
from emfassess.portal import site
from emfassess.portal.publication import Change, Contact, Measured, Published, StationNotice, Trend

SCRIPT = "<script>document.title='run'</script><img src=x onerror=\"document.title='run'\"> `${document.title='run'}` {{7*7}}"
FORMULA = "=cmd|' /C calc'!A0"
RIGHT_TO_LEFT = "\u202egnp.tfel\u202c 文三路"
LONG = "x" * 10_000

STATIONS = {
    "S-1": (f"{SCRIPT} Rua José", FORMULA, 120.1230, 900),
    "S-2": (RIGHT_TO_LEFT, "Operator B", 120.1265, 3500),
    "S-3": (LONG, "@SUM(1)", 120.1300, 1800),
}

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


def write_stations(folder: Path) -> Path:
    """Three stations in a row, 340 m apart, the middle one with its pattern in a file."""
    stations = folder / "stations"
    stations.mkdir(parents=True)
    (folder / "emfassess.toml").write_text('limit = "gb-8702-2014"\nalso = ["icnirp-2020"]\n', encoding="utf-8")
    cut = "\n".join(f"{angle} {0.0 if angle < 40 or angle > 320 else 25.0}" for angle in range(360))
    text = f"NAME made\nFREQUENCY 3500\nGAIN 15 dBi\nHORIZONTAL 360\n{cut}\nVERTICAL 360\n{cut}\n"
    (folder / "patterns").mkdir()
    (folder / "patterns" / "panel.msi").write_text(text, encoding="utf-8")
    panel = "{ gain_dbi = 16, horizontal_beamwidth_deg = 65, vertical_beamwidth_deg = 8, front_to_back_db = 25 }"
    for name, (title, operator, longitude, frequency) in STATIONS.items():
        pattern = '"../patterns/panel.msi"' if name == "S-2" else panel
        # files stand in another order than ids
        (stations / f"{'Z-1' if name == 'S-1' else name}.toml").write_text(
            f"[station]\nid = '{name}'\nname = {_quoted(title)}\noperator = {_quoted(operator)}\n"
            f"longitude = {longitude}\nlatitude = 30.27\n[[antenna]]\nid = 'A1'\npattern = {pattern}\nheight_m = 25\n"
            f"azimuth_deg = 90\n[[antenna.carrier]]\ntechnology = 'LTE'\nfrequency_mhz = {frequency}\npower_w = 60\n",
            encoding="utf-8",
        )
    return stations


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


PUBLISHED = Published(
    publisher=f"Bureau {SCRIPT}",
    contact=Contact("Desk", email="desk@example.org", url="https://example.org/desk"),
    date=date(2026, 5, 4),
    stations={
        "S-1": StationNotice(
            address=f"Street {SCRIPT}",
            district="西湖区",
            filing_number="33010600001",
            measurements=(
                Measured("C1", "P1", date(2025, 3, 2), 0.84, body=FORMULA, method="HJ 972-2018", description=SCRIPT),
                Measured("C2", "P1", date(2026, 3, 2), 0.2, body="Lab", censored=True),
            ),
            trend=Trend("none", slope_percent_per_year=-1.25),
            due=date(2027, 3, 2),
            history=(Change(date(2026, 1, 1), SCRIPT),),
            corrections=(Change(date(2026, 2, 1), "The height was 25 m, not 52 m."),),
        )
    },
)


def write_project(folder: Path) -> None:
    """The stations, and their run in ``reports/`` beside them."""
    write_stations(folder)
    write_run(read_plan([folder / "stations"], folder=folder), folder / "reports")


def publish_site(folder: Path, out: Path, published: Published = PUBLISHED) -> None:
    """Publish the run with a fixed key."""
    site.publish_site(folder / "reports", out, KEY, published=published)


def rows_of(count: int) -> list[dict[str, Any]]:
    """Lines of a run's table for stations spread over a province."""
    draw = np.random.default_rng(1)
    places = np.column_stack([118 + 5 * draw.random(count) ** 2, 28 + 3 * draw.random(count) ** 2]).round(6)
    ratios = draw.random(count) ** 3
    return [
        {
            "station_id": f"33-{n:06d}",
            "station_name": f"路 {n % 977} Street {n % 5003} no {n}",
            "operator": "Operator",
            "longitude": float(longitude),
            "latitude": float(latitude),
            "max_exposure_ratio": float(ratios[n]),
            "verdict": "compliant",
        }
        for n, (longitude, latitude) in enumerate(places)
    ]


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Keep the tests' output clean."""


def served(folder: Path) -> Iterator[str]:
    """Address of a web server with the files of a folder, as long as the test runs."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
