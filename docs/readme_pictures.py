"""Pictures of the README: map, report, façades, portal and app, as a real browser shows them without a network."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pypdfium2
from playwright.sync_api import Browser, sync_playwright

from emfassess.publish.figures.fonts import font_folder

ROOT = Path(__file__).parents[1]
IMAGES = ROOT / "docs" / "images"
SHOWN = "641221371"
PLACE = "-5.80900,-35.20780"
"""A place in the shipped district, latitude and longitude."""


@contextmanager
def browser() -> Iterator[Browser]:
    """Debian's Chromium with the font of the package, so that Chinese words are drawn on any machine."""
    with tempfile.TemporaryDirectory(prefix="emfassess-") as home, sync_playwright() as playwright:
        (Path(home) / "fonts").symlink_to(font_folder())
        running = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-background-networking"],
            env={**os.environ, "XDG_DATA_HOME": home},
        )
        yield running
        running.close()


def map_and_report() -> None:
    """Map of a shipped station, and first page of the report of the example station."""
    with browser() as running:
        page = running.new_page(viewport={"width": 900, "height": 1100})
        page.goto(f"file://{ROOT}/reports/{SHOWN}/map.html")
        page.wait_for_selector("path.leaflet-interactive")
        page.wait_for_timeout(500)
        page.screenshot(path=IMAGES / "map.png")
    with pypdfium2.PdfDocument(ROOT / "reports" / "example-rooftop" / "report.pdf") as document:
        document[0].render(scale=1.4).to_pil().save(IMAGES / "report.png")


def figures(folder: Path) -> None:
    """Façades and floors of a station's folder."""
    with browser() as running:
        for name in ("facades", "view"):
            page = running.new_page(viewport={"width": 620, "height": 620 if name == "facades" else 440})
            page.goto(f"file://{folder}/{name}.svg")
            page.screenshot(path=IMAGES / f"{name}.png")


def portal(site: Path) -> None:
    """A station's page on a wide screen, and a place on a phone."""
    with _served(site) as address, browser() as running:
        page = running.new_page(viewport={"width": 1100, "height": 1000})
        page.goto(f"{address}/en/stations/{SHOWN}.html")
        page.wait_for_timeout(1500)
        page.screenshot(path=IMAGES / "portal.png")
        phone = running.new_page(viewport={"width": 390, "height": 800}, device_scale_factor=2)
        phone.goto(f"{address}/zh/index.html#place={PLACE}")
        phone.wait_for_timeout(2500)
        phone.evaluate("document.getElementById('place-result').scrollIntoView({block: 'end'})")
        phone.wait_for_timeout(500)
        phone.screenshot(path=IMAGES / "portal-phone.png")


def app() -> None:
    """The app's page of a station."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    server = subprocess.Popen([*command, "--server.address", "127.0.0.1"], cwd=ROOT, stderr=subprocess.DEVNULL)
    try:
        time.sleep(8)
        with browser() as running:
            page = running.new_page(viewport={"width": 1200, "height": 1000})
            page.goto(f"http://127.0.0.1:{port}/?station={SHOWN}")
            page.wait_for_selector("table", timeout=60_000)
            page.wait_for_timeout(3000)
            page.screenshot(path=IMAGES / "app.png")
    finally:
        server.terminate()
        server.wait(10)


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""
