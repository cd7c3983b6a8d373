"""The map in a real browser with the network cut."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page
from typer.testing import CliRunner

from emfassess.cli import app
from emfassess.publish.text import numbers

ROOT = Path(__file__).parents[2]
HOSTILE = '<img src=x onerror=\\"document.title=1\\"> `${document.title=2}` {{7*7}}'


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("map")
    text = (ROOT / "stations" / "example-rooftop.toml").read_text(encoding="utf-8")
    station = folder / "s.toml"
    station.write_text(text.replace("Operator A", HOSTILE), encoding="utf-8")
    places = folder / "places.csv"
    places.write_text(
        f'id,height_m,east_m,north_m\n"{HOSTILE.replace(chr(92), "").replace(chr(34), chr(39))}",25,40,60\n'
    )
    done = CliRunner().invoke(
        app, ["assess", str(station), "--out", str(folder / "out"), "--named-points", str(places)]
    )
    assert done.exit_code == 0, done.output
    return folder / "out" / "example-rooftop"


def test_the_map_draws_from_a_file_with_the_network_cut(page: Page, run: Path) -> None:
    page.goto(f"file://{run}/map.html")
    page.wait_for_selector("path.leaflet-interactive")
    # areas of classes, rings, antennas, the station, five ring maxima and the named place
    assert page.locator("path.leaflet-interactive").count() >= 15
    fill = page.locator("path.area-10-50").first.evaluate("e => getComputedStyle(e).fill")
    assert "fill-10-50" in fill


def test_the_headline_and_the_table_have_the_numbers_of_the_record(page: Page, run: Path) -> None:
    record = json.loads((run / "assessment.json").read_text(encoding="utf-8"))
    page.goto(f"file://{run}/map.html")
    assert numbers.percent(record["max_exposure_ratio"]) in page.inner_text(".verdict")
    rows = page.locator("tbody tr")
    assert rows.count() == len(record["rings"]) + len(record["named_points"])
    assert numbers.percent(record["rings"][1]["theoretical"]["exposure_ratio"]) in rows.nth(1).inner_text()


def test_a_tooltip_tells_the_level(page: Page, run: Path) -> None:
    record = json.loads((run / "assessment.json").read_text(encoding="utf-8"))
    page.goto(f"file://{run}/map.html")
    page.wait_for_selector("path.leaflet-interactive")
    found = set()
    for index in range(page.locator("path.leaflet-interactive").count()):
        page.locator("path.leaflet-interactive").nth(index).dispatch_event("mouseover")
        if page.locator(".leaflet-tooltip").count():
            found.add(page.locator(".leaflet-tooltip").last.inner_text())
    told = "\n".join(found)
    assert numbers.percent(record["rings"][0]["theoretical"]["exposure_ratio"]) in told
    assert "onerror" in told  # shown, not run


def test_hostile_names_are_shown_and_not_run(page: Page, run: Path) -> None:
    page.goto(f"file://{run}/map.html")
    page.wait_for_selector("path.leaflet-interactive")
    assert page.title() not in ("1", "2")
    assert page.locator("img").count() == 0
    assert "onerror" in page.inner_text("header")


def test_a_phone_has_no_sideways_scroll(page: Page, run: Path) -> None:
    page.set_viewport_size({"width": 375, "height": 700})
    page.goto(f"file://{run}/map.html")
    page.wait_for_selector("path.leaflet-interactive")
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
