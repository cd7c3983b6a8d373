"""The app in a real browser: people sign in at a provider on this computer, and each sees what is theirs."""

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from builders.app_project import HOSTILE, copy_of, kept, with_register
from emfassess.register import Actor
from emfassess.register.enquiries import enquiries

WAIT = 60_000
PEOPLE = (
    {"sub": "li-1", "email": "li@example.org", "email_verified": True},
    {"sub": "chen-7", "email": "chen@example.org", "email_verified": True},
    {"sub": "mallory", "email": "li@example.org", "email_verified": False},
)


@pytest.fixture(scope="module")
def folder(app_run: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = copy_of(app_run, tmp_path_factory.mktemp("served"))
    with_register(folder)
    return folder


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    """The app with a sign-in, and the provider, each served on a free port of this computer."""
    port, provider = _free_port(), _free_port()
    claims = [part for person in PEOPLE for part in ("--user-claims", json.dumps(person))]
    secrets = (
        f'[auth]\nredirect_uri = "http://localhost:{port}/oauth2callback"\ncookie_secret = "a secret of the test"\n'
        f'client_id = "emfassess"\nclient_secret = "of the test"\n'
        f'server_metadata_url = "http://localhost:{provider}/.well-known/openid-configuration"\n'
    )
    (folder / ".streamlit" / "secrets.toml").write_text(secrets, encoding="utf-8")
    module = [sys.executable, "-m"]
    streamlit = ["streamlit", "run", "app.py", "--server.port", str(port), "--server.address", "localhost"]
    with (
        _running([*module, "oidc_provider_mock", "--host", "localhost", "--port", str(provider), *claims], folder),
        _running([*module, *streamlit], folder),
    ):
        for wanted in (provider, port):
            _wait_for(wanted)
        yield f"http://localhost:{port}"


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def _running(command: list[str], folder: Path) -> Iterator[None]:
    quiet = subprocess.DEVNULL
    server = subprocess.Popen(command, cwd=folder, env={**os.environ}, stdout=quiet, stderr=quiet)
    try:
        yield
    finally:
        server.terminate()
        server.wait(10)


def _wait_for(port: int) -> None:
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("localhost", port)) == 0:
                return
        time.sleep(0.2)
    raise AssertionError(f"nothing answers on port {port}")


def settled(page: Page) -> str:
    """What the page says once it is drawn whole."""
    page.get_by_test_id("stApp").wait_for(timeout=WAIT)
    page.get_by_test_id("stHeading").or_(page.get_by_test_id("stAlert")).first.wait_for(timeout=WAIT)
    expect(page.get_by_test_id("stStatusWidget")).to_have_count(0, timeout=WAIT)
    return page.inner_text("body")


def signed_in(page: Page, address: str, subject: str) -> None:
    page.route("https://cdn.jsdelivr.net/**", lambda route: route.fulfill(body=""))  # style of the provider's own page
    page.goto(address)
    page.get_by_role("button", name="Sign in").click(timeout=WAIT)
    page.get_by_role("button", name=subject).click(timeout=WAIT)
    page.get_by_role("button", name="Sign out").wait_for(timeout=WAIT)


def to(page: Page, title: str) -> str:
    """Go to a page by its link; what it says."""
    page.get_by_test_id("stSidebarNavLink").filter(has_text=title).click(timeout=WAIT)
    page.get_by_role("heading", name=title, exact=True).wait_for(timeout=WAIT)
    return settled(page)


def test_the_public_sees_what_is_published_and_nothing_else(page: Page, address: str) -> None:
    page.goto(address)
    to(page, "Map of stations")
    frame = page.frame_locator("iframe").first
    frame.locator("path.leaflet-interactive").first.wait_for(timeout=WAIT)
    assert frame.locator("path.leaflet-interactive").count() == 1
    body = settled(page)
    links = page.get_by_test_id("stSidebarNavLink").all_inner_texts()
    assert links == ["Station", "Map of stations", "My place"]
    assert "bedroom" not in body
    assert "third" not in body


def test_a_click_on_the_map_moves_the_place_and_a_question_arrives(page: Page, address: str, folder: Path) -> None:
    page.goto(address)
    to(page, "My place")
    frame = page.frame_locator("iframe").first
    frame.locator("path.leaflet-interactive").first.wait_for(timeout=WAIT)
    page.get_by_text("of the limit here. But 2 more stations lie within 40 km").first.wait_for(timeout=WAIT)
    page.get_by_text(re.compile(r"W/m² \([\d.]+ µW/cm²\)")).first.wait_for(timeout=WAIT)
    frame.locator("#map_div").click(position={"x": 60, "y": 60})
    expect(page.get_by_label("Longitude (degrees east)")).not_to_have_value("120.123450", timeout=WAIT)
    page.get_by_label("Your question").fill("Is it safe? " + HOSTILE)
    page.get_by_label("How we can reach you").fill("a@b.example")
    page.get_by_role("button", name="Send").click()
    page.get_by_text("Received as number 2").wait_for(timeout=WAIT)
    register = kept(folder)
    asked = enquiries(register, Actor("test", frozenset({"engineer"})))[-1].enquiry
    register.close()
    assert asked.question == "Is it safe? " + HOSTILE
    assert asked.longitude != 120.12345


def test_an_engineer_signs_in_and_cannot_open_what_is_the_regulators(page: Page, address: str) -> None:
    signed_in(page, address, "li-1")
    body = to(page, "Publication")
    assert "Compliance table" not in body
    page.get_by_role("button", name="Confirm as reviewed").wait_for(timeout=WAIT)
    page.get_by_role("heading", name="Corrections").wait_for(timeout=WAIT)
    assert "Withdraw" not in page.get_by_test_id("stFormSubmitButton").all_inner_texts()
    other = page.context.new_page()  # Streamlit writes an error into the console for a page that there is not
    other.goto(f"{address}/log")
    other.get_by_text("Page not found").wait_for(timeout=WAIT)
    assert "SHA-256" not in settled(other)


def test_a_hostile_question_is_shown_as_text(page: Page, address: str) -> None:
    signed_in(page, address, "li-1")
    body = to(page, "Enquiries")
    assert 'bedroom</b> safe? <script>alert("1")</script>' in body
    assert page.locator("b", has_text="bedroom").count() == 0
    to(page, "Map of stations")
    frame = page.frame_locator("iframe").first
    frame.locator("path.leaflet-interactive").nth(2).wait_for(timeout=WAIT)
    tips: list[str] = []
    for circle in frame.locator("path.leaflet-interactive").all():
        circle.hover()
        frame.locator(".leaflet-tooltip").first.wait_for(timeout=WAIT)
        tips += frame.locator(".leaflet-tooltip").all_inner_texts()
    assert any('<script>alert("1")</script>' in tip for tip in tips)
    assert frame.locator(".leaflet-tooltip script").count() == 0
    assert page.get_by_test_id("stMain").locator("a[href*='evil']").count() == 0


def test_a_regulator_checks_the_log_and_withdraws_with_a_reason(page: Page, address: str) -> None:
    signed_in(page, address, "chen-7")
    to(page, "Log")
    page.get_by_role("button", name="Check the chain").click(timeout=WAIT)
    page.get_by_text("Every row fits the one before it").wait_for(timeout=WAIT)
    to(page, "Publication")
    page.get_by_label("Reason, for everybody to read").fill("the tilt was wrong <b>")
    page.get_by_role("button", name="Withdraw", exact=True).click()
    page.get_by_text("listed among the corrections").wait_for(timeout=WAIT)
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="End session").click(timeout=WAIT)  # the provider asks once more
    page.get_by_role("button", name="Sign in").wait_for(timeout=WAIT)
    to(page, "Map of stations")
    page.get_by_text("No result has been published yet").wait_for(timeout=WAIT)


def test_an_address_that_the_provider_has_not_verified_opens_nothing(page: Page, address: str) -> None:
    signed_in(page, address, "mallory")
    body = settled(page)
    assert "without a role in this project" in body
    assert "Enquiries" not in body
