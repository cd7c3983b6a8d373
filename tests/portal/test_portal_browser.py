"""The portal in a real browser with the network cut: from a server in a sub-path, and from the disk."""

import csv
import json
import math
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from typer.testing import CliRunner

from builders.portal_site import FORMULA, LONG, served
from emfassess.cli import app
from emfassess.language import language
from emfassess.publish.text import numbers
from emfassess.publish.text.bound_and_expected import expected_here
from emfassess.publish.text.classes import CLASSES, class_index

PAGES = ("index", "list", "questions", "data", "check", "stations/S-1", "stations/S-3")


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    """The site in a sub-path of a web server."""
    for root in served(site.parent):
        yield f"{root}/site"


def ready(page: Page, url: str) -> None:
    page.goto(url)
    page.wait_for_selector(".pin")
    page.wait_for_selector(".exposure img[src]")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_map_draws_stations_and_classes(page: Page, address: str, language: str) -> None:
    ready(page, f"{address}/{language}/index.html")
    expect(page.locator(".pin")).to_have_count(3)
    expect(page.locator("#view-rows tr")).to_have_count(3)
    picture = page.locator(".exposure img[src]").first
    expect(picture).to_have_js_property("naturalWidth", 256)
    assert page.locator(".legend li").count() == len(CLASSES)


def test_the_same_pages_work_from_the_disk(page: Page, site: Path) -> None:
    ready(page, f"file://{site}/en/index.html#place=30.2702,120.1236")
    page.wait_for_selector("#place-percent")
    page.fill("#words", "jose")
    page.press("#words", "Enter")
    expect(page.locator("#search-results li")).to_have_count(1)


def test_my_place_has_the_numbers_of_the_command_for_points(
    page: Page, address: str, project: Path, tmp_path: Path
) -> None:
    for number, (latitude, longitude) in enumerate([(30.2702, 120.1236), (30.2681, 120.1254), (30.2727, 120.1301)]):
        ready(page, f"{address}/en/index.html")
        page.fill("input[name=latitude]", str(latitude))
        page.fill("input[name=longitude]", str(longitude))
        page.get_by_role("button", name="Show the level").click()
        north, east = page.inner_text("#place-centre").split(", ")
        assert abs(float(north) - latitude) < 1e-4
        assert abs(float(east) - longitude) < 1e-4
        at = tmp_path / f"{number}.csv"
        at.write_text(f"id,height_m,longitude,latitude\nhere,1.7,{east},{north}\n")
        out = tmp_path / f"{number}.out.csv"
        done = CliRunner().invoke(app, ["points", str(project / "stations"), "--at", str(at), "--out", str(out)])
        assert done.exit_code == 0, done.output
        (level,) = csv.DictReader(out.read_text().splitlines())
        assert page.inner_text("#place-percent") == numbers.percent(float(level["bound_exposure_ratio"]))
        density = float(level["bound_power_density_w_m2"])
        assert page.inner_text("#place-field") == numbers.field_strength(math.sqrt(376.730313668 * density))
        assert page.inner_text("#place-power") == numbers.power_density_quantity(density)
        assert numbers.percent(float(level["exposure_ratio"])) in page.inner_text("#place-calculated")
        keys = ("power_density_w_m2", "p5_w_m2", "p95_w_m2", "exposure_ratio")
        expected = {f"expected_{key}": float(level[f"expected_{key}"]) for key in keys}
        assert page.inner_text("#place-expected") == expected_here(expected, language("en"))


def test_my_place_tells_limit_measurement_due_date_and_whom_to_ask(page: Page, address: str) -> None:
    ready(page, f"{address}/en/index.html#place=30.2701,120.1231")
    page.wait_for_selector("#place-percent")
    told = page.inner_text("#place-result")
    for expected in (
        "GB 8702-2014, edition 2014",
        "2026-03-02 by Lab",
        "2027-03-02",
        "Desk desk@example.org",
        "of the limit",
    ):
        assert expected in told
    assert re.search(r"At the middle of this map cell: .* of the limit\.", told)


def test_a_click_on_the_map_is_my_place_too(page: Page, address: str) -> None:
    ready(page, f"{address}/en/index.html")
    page.locator("#map").click(position={"x": 330, "y": 200})
    page.wait_for_selector("#place-percent")
    assert re.search(r"#place=30\.2\d+,120\.1\d+$", page.url)


def test_the_device_is_asked_and_may_refuse(page: Page, address: str) -> None:
    ready(page, f"{address}/en/index.html")
    page.get_by_role("button", name="Use my location").click()
    expect(page.locator("#place-result")).to_contain_text("did not report its place")
    page.context.grant_permissions(["geolocation"], origin=address.rsplit("/", 1)[0])
    page.context.set_geolocation({"latitude": 30.2701, "longitude": 120.1231})
    page.get_by_role("button", name="Use my location").click()
    page.wait_for_selector("#place-percent")


def test_a_place_where_nothing_was_computed_does_not_look_safe(page: Page, address: str) -> None:
    ready(page, f"{address}/en/index.html")
    page.fill("input[name=latitude]", "31")
    page.fill("input[name=longitude]", "120")
    page.press("input[name=longitude]", "Enter")
    expect(page.locator("#place-result")).to_contain_text("does not mean that the level is zero")
    page.fill("input[name=latitude]", "north")
    page.press("input[name=latitude]", "Enter")
    expect(page.locator("#place-result")).to_contain_text("Please type latitude and longitude")


@pytest.mark.parametrize(
    ("typed", "hits"),
    [("S-2", 1), ("José", 1), ("西湖", 1), ("三路", 1), ("operator", 1), ("street script", 1), ("nowhere", 0)],
)
def test_search_finds_by_number_name_street_and_district(page: Page, address: str, typed: str, hits: int) -> None:
    ready(page, f"{address}/zh/index.html")
    page.fill("#words", typed)
    page.press("#words", "Enter")
    expect(page.locator("#search-status")).not_to_be_empty()
    expect(page.locator("#search-results li")).to_have_count(hits)


def test_the_language_switch_keeps_page_and_place(page: Page, address: str) -> None:
    ready(page, f"{address}/en/stations/S-1.html#place=30.2701,120.1231")
    page.get_by_role("link", name="中文").click()
    page.wait_for_selector("#place-percent")
    assert page.url == f"{address}/zh/stations/S-1.html#place=30.2701,120.1231"
    assert page.get_attribute("html", "lang") == "zh"
    assert "为限值的" in page.inner_text("#place-result")


def test_the_door_leads_to_both_languages(page: Page, address: str) -> None:
    page.goto(f"{address}/")
    page.get_by_role("link", name="中文").click()
    page.wait_for_selector(".pin")


def test_a_station_page_has_the_numbers_of_its_record(page: Page, address: str, site: Path) -> None:
    record = json.loads((site / "reports/S-1/assessment.json").read_text(encoding="utf-8"))
    ready(page, f"{address}/en/stations/S-1.html")
    assert numbers.percent(record["max_exposure_ratio"]) in page.inner_text(".verdict")
    rows = page.locator("table.levels").first.locator("tbody tr")
    assert rows.count() == len(record["rings"])
    for index, ring in enumerate(record["rings"]):
        told = rows.nth(index).inner_text()
        assert numbers.percent(ring["theoretical"]["exposure_ratio"]) in told
        assert numbers.power_density_quantity(ring["theoretical"]["power_density_w_m2"]) in told
    body = page.inner_text("main")
    for expected in (
        "33010600001",
        "< 0.200 V/m",
        "neither rises nor falls",
        "-1.25 % a year",
        "not 52 m",
        "2027-03-02",
    ):
        page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
        body = page.inner_text("main")
        assert expected in body
    assert page.request.get(f"{address}/reports/S-1/report.pdf").body().startswith(b"%PDF-")


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", PAGES)
def test_hostile_texts_are_shown_and_not_run(page: Page, address: str, name: str, language: str) -> None:
    page.goto(f"{address}/{language}/{name}.html")
    page.wait_for_load_state("networkidle")
    assert page.title() != "run"
    assert page.locator("main img:not(.exposure img)").count() == 0
    if name in ("index", "list", "stations/S-1"):
        assert "onerror" in page.inner_text("body")
        assert "{{7*7}}" in page.inner_text("body")
    if name == "list":
        assert FORMULA in page.inner_text("main")
        assert LONG in page.inner_text("main")


def test_hostile_texts_in_popups_and_search_are_shown_and_not_run(page: Page, address: str) -> None:
    ready(page, f"{address}/en/index.html")
    for index in range(3):
        page.locator(".leaflet-marker-icon").nth(index).dispatch_event("click")
        page.wait_for_selector(".leaflet-popup-content a")
    page.fill("#words", "script")
    page.press("#words", "Enter")
    expect(page.locator("#search-results li")).to_have_count(1)
    assert "onerror" in page.inner_text("#search-results")
    assert page.title() != "run"


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", PAGES)
def test_no_page_breaks_a_rule_of_wcag(page: Page, address: str, name: str, language: str) -> None:
    page.goto(f"{address}/{language}/{name}.html" + ("#place=30.2701,120.1231" if "index" in name else ""))
    page.wait_for_load_state("networkidle")
    rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    found = Axe().run(page, options=rules)
    assert found.violations_count == 0, found.generate_report()


def test_the_door_breaks_no_rule_of_wcag(page: Page, address: str) -> None:
    page.goto(f"{address}/index.html")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", PAGES)
def test_a_phone_has_no_sideways_scroll(page: Page, address: str, name: str, language: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{address}/{language}/{name}.html" + ("#place=30.2701,120.1231" if "index" in name else ""))
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_everything_can_be_done_with_the_keyboard_alone(page: Page, address: str) -> None:
    ready(page, f"{address}/en/index.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.url.endswith("#content")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "words"
    page.keyboard.type("S-2")
    page.keyboard.press("Enter")
    expect(page.locator("#search-results a")).to_have_count(1)
    page.locator(".skip.inline").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "after-map"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "latitude"
    page.keyboard.type("30.2701")
    page.keyboard.press("Tab")
    page.keyboard.type("120.1231")
    page.keyboard.press("Enter")
    page.wait_for_selector("#place-percent")
    page.wait_for_timeout(1000)  # while the map still moves its marks are drawn anew and lose the focus
    page.locator(".leaflet-marker-icon:has(.pin)").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".leaflet-popup-content a")


def test_the_script_prints_numbers_as_the_program_does(page: Page, address: str) -> None:
    page.goto(f"{address}/en/index.html")
    # ties (0.125, 1.125, 2.5e-3) and the edges of rounding among them
    values = [
        0,
        0.125,
        1.125,
        1.375,
        2.5e-3,
        0.0025,
        99.95,
        0.9996,
        1234.5,
        2.4e-9,
        1e-6,
        9.995e-7,
        0.3822,
        7.5,
        1e5,
        12.25,
    ]
    values += [float(f"{1.7 ** (n - 30) * 1.2345678:.9g}") for n in range(60)]
    assert page.evaluate("all => all.map(v => significant(v))", values) == [numbers.significant(v) for v in values]
    ratios = [0, 0.005, 0.01, 0.0100001, 0.1, 0.3, 0.5, 0.51, 1.0, 1.0000001, 7.0]
    assert page.evaluate("all => all.map(classOf)", ratios) == [CLASSES[int(class_index(r))].key for r in ratios]
    places = page.evaluate("[worldPosition(0, 0), worldPosition(-180, 0), worldPosition(0, 85.05112878)]")
    assert places == [pytest.approx([0.5, 0.5]), pytest.approx([0, 0.5]), pytest.approx([0.5, 0.0], abs=1e-9)]
