"""The app in a real browser: people sign in at a provider on this computer, and each sees what is theirs."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from oidc_provider_mock import User, run_server_in_thread
from playwright.sync_api import Page, expect

from app_project import HOSTILE, kept, run_project, with_register
from emfassess.register import Actor
from emfassess.register.enquiries import enquiries

WAIT = 60_000
PEOPLE = (
    User(sub="li-1", claims={"email": "li@example.org", "email_verified": True}),
    User(sub="wang-2", claims={"email": "wang@example.org", "email_verified": True}),
    User(sub="chen-7", claims={"email": "chen@example.org", "email_verified": True}),
    User(sub="mallory", claims={"email": "li@example.org", "email_verified": False}),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = run_project(tmp_path_factory.mktemp("served"))
    with_register(folder)
    return folder


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    """The app with a sign-in, served on a free port of this computer."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with run_server_in_thread(user_claims=PEOPLE) as provider:
        secrets = (
            f'[auth]\nredirect_uri = "http://localhost:{port}/oauth2callback"\ncookie_secret = "a secret of the test"\n'
            f'client_id = "emfassess"\nclient_secret = "of the test"\n'
            f'server_metadata_url = "http://localhost:{provider.server_port}/.well-known/openid-configuration"\n'
        )
        (folder / ".streamlit" / "secrets.toml").write_text(secrets, encoding="utf-8")
        command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
        server = subprocess.Popen(
            [*command, "--server.address", "localhost"],
            cwd=folder,
            env={**os.environ},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for _ in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("localhost", port)) == 0:
                    break
            time.sleep(0.2)
        yield f"http://localhost:{port}"
        server.terminate()
        server.wait(10)


def settled(page: Page) -> str:
    """What the page says once it is drawn whole."""
    page.get_by_test_id("stApp").wait_for(timeout=WAIT)
    page.get_by_test_id("stHeading").or_(page.get_by_test_id("stAlert")).first.wait_for(timeout=WAIT)
    expect(page.get_by_test_id("stStatusWidget")).to_have_count(0, timeout=WAIT)
    return page.inner_text("body")


def signed_in(page: Page, address: str, subject: str) -> None:
    page.goto(f"{address}/map")
    page.get_by_role("button", name="Sign in").click(timeout=WAIT)
    page.get_by_role("button", name=subject).click(timeout=WAIT)
    page.get_by_role("button", name="Sign out").wait_for(timeout=WAIT)


def test_the_public_sees_what_is_published_and_nothing_else(page: Page, address: str) -> None:
    page.goto(f"{address}/map")
    frame = page.frame_locator("iframe").first
    frame.locator("path.leaflet-interactive").first.wait_for(timeout=WAIT)
    assert frame.locator("path.leaflet-interactive").count() == 1
    body = settled(page)
    links = page.get_by_test_id("stSidebarNavLink").all_inner_texts()
    assert links == ["Station", "Map of stations", "My place"]
    assert "bedroom" not in body
    assert "third" not in body


def test_a_click_on_the_map_moves_the_place_and_a_question_arrives(page: Page, address: str, folder: Path) -> None:
    page.goto(f"{address}/place?longitude=120.1236&latitude=30.2702&height_m=12")
    frame = page.frame_locator("iframe").first
    frame.locator("path.leaflet-interactive").first.wait_for(timeout=WAIT)
    first = settled(page)
    assert "of the limit here. But 2 more station(s) stand within 40 km" in first
    assert re.search(r"W/m² \([\d.]+ µW/cm²\)", first)
    frame.locator("#map_div").click(position={"x": 60, "y": 60})
    expect(page.get_by_label("Longitude (degrees east)")).not_to_have_value("120.123600", timeout=WAIT)
    page.get_by_label("Your question").fill("Is it safe? " + HOSTILE)
    page.get_by_label("How we can reach you").fill("a@b.example")
    page.get_by_role("button", name="Send").click()
    page.get_by_text("Received as number 2").wait_for(timeout=WAIT)
    register = kept(folder)
    asked = enquiries(register, Actor("test", frozenset({"engineer"})))[-1].enquiry
    register.close()
    assert asked.question == "Is it safe? " + HOSTILE
    assert asked.longitude != 120.1236


def test_an_engineer_signs_in_and_cannot_open_what_is_the_regulators(page: Page, address: str) -> None:
    signed_in(page, address, "li-1")
    assert "Compliance table" not in settled(page)
    page.goto(f"{address}/log")
    expect(page.get_by_text("Page not found")).to_be_visible(timeout=WAIT)
    page.goto(f"{address}/publication")
    body = settled(page)
    assert "Confirm as reviewed" in body
    assert "Withdraw" not in page.get_by_test_id("stFormSubmitButton").all_inner_texts()


def test_who_drafted_a_result_cannot_review_it_and_a_colleague_can(page: Page, address: str) -> None:
    signed_in(page, address, "li-1")
    page.goto(f"{address}/enquiries")
    body = settled(page)
    assert 'bedroom</b> safe? <script>alert("1")</script>' in body
    assert page.locator("b", has_text="bedroom").count() == 0
    assert page.get_by_test_id("stMain").locator("a[href*='evil']").count() == 0


def test_a_regulator_checks_the_log_and_withdraws_with_a_reason(page: Page, address: str) -> None:
    signed_in(page, address, "chen-7")
    page.goto(f"{address}/log")
    page.get_by_role("button", name="Check the chain").click(timeout=WAIT)
    page.get_by_text("Every row fits the one before it").wait_for(timeout=WAIT)
    page.goto(f"{address}/publication")
    page.get_by_label("Reason, for everybody to read").fill("the tilt was wrong <b>")
    page.get_by_role("button", name="Withdraw", exact=True).click()
    page.get_by_text("stands in the list of corrections").wait_for(timeout=WAIT)
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Sign in").wait_for(timeout=WAIT)
    page.goto(f"{address}/map")
    assert "No result has been published yet" in settled(page)


def test_an_address_that_the_provider_has_not_verified_opens_nothing(page: Page, address: str) -> None:
    signed_in(page, address, "mallory")
    body = settled(page)
    assert "without a role in this project" in body
    assert "Enquiries" not in body
