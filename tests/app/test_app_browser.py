"""The app in a real browser: it draws, and reaches nothing but this computer."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from builders.app_project import copy_of


@pytest.fixture(scope="module")
def address(app_run: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app, served on a free port of this computer."""
    folder = copy_of(app_run, tmp_path_factory.mktemp("served"))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    server = subprocess.Popen(
        [*command, "--server.address", "127.0.0.1"],
        cwd=folder,
        env={**os.environ},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    for _ in range(150):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.2)
    yield f"http://127.0.0.1:{port}"
    server.terminate()
    server.wait(10)


def test_the_app_shows_verdict_map_and_report_with_the_network_cut(page: Page, address: str) -> None:
    page.goto(f"{address}/?station=example-rooftop")
    page.wait_for_selector("iframe", timeout=60_000)
    frame = page.frame_locator("iframe").first
    frame.locator("path.leaflet-interactive").first.wait_for(timeout=30_000)
    assert "of the limit of GB 8702-2014" in page.inner_text("body")
    assert "It complies." in page.inner_text("body")
    assert frame.locator("path.leaflet-interactive").count() >= 15
    with page.expect_download() as loading:
        page.get_by_role("button", name="Download the report").click()
    assert loading.value.suggested_filename == "example-rooftop.pdf"
    assert Path(loading.value.path()).read_bytes().startswith(b"%PDF-")
