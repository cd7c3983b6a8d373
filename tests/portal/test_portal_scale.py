"""How much a portal loads: little at first, and no more with a hundred thousand stations."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Response, expect

from builders.portal_site import rows_of, served
from emfassess.portal.search_index import write_search_index
from emfassess.portal.site import write_static
from emfassess.portal.station_tiles import write_station_tiles

FIRST_VIEW = 1_000_000


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    """The site in a sub-path of a web server."""
    for root in served(site.parent):
        yield f"{root}/site"


def loaded(page: Page, url: str) -> int:
    """Bytes that a page loads until nothing more comes."""
    sizes: list[int] = []

    def count(response: Response) -> None:
        sizes.append(len(response.body()))

    page.on("response", count)
    ready_url = page.goto(url)
    assert ready_url is not None
    page.wait_for_load_state("networkidle")
    page.remove_listener("response", count)
    return sum(sizes)


@pytest.mark.parametrize("name", ["index", "stations/S-1"])
def test_the_first_view_loads_less_than_a_megabyte(page: Page, address: str, name: str) -> None:
    assert 200_000 < loaded(page, f"{address}/en/{name}.html") < FIRST_VIEW


def test_a_hundred_thousand_stations_load_as_little(page: Page, site: Path, tmp_path: Path) -> None:
    rows = rows_of(100_000)
    write_station_tiles(rows, tmp_path)
    lines = [
        {"id": r["station_id"], "name": r["station_name"], "operator": "", "place": "", "exposure_ratio": 0.1}
        for r in rows
    ]
    write_search_index(lines, [f"{r['station_id']} {r['station_name']}" for r in rows], tmp_path)
    write_static(tmp_path / "static")
    html = (site / "en/index.html").read_text(encoding="utf-8")
    html = re.sub(r'"bounds":\[\[.*?\]\]', '"bounds":[[28,118],[31,123]]', html)
    (tmp_path / "en").mkdir()
    (tmp_path / "en/index.html").write_text(html, encoding="utf-8")
    (tmp_path / "tiles/exposure").mkdir()
    (tmp_path / "tiles/exposure/shape.js").write_text('portalData("tiles/exposure/shape","0");\n')
    assert max(path.stat().st_size for path in tmp_path.rglob("*.js") if path.parent.name != "static") < 300_000
    for root in served(tmp_path):
        assert loaded(page, f"{root}/en/index.html") < FIRST_VIEW
        expect(page.locator("#view-count")).to_contain_text("Stations in this view: 100000")
        page.fill("#words", "33-054321")
        page.press("#words", "Enter")
        expect(page.locator("#search-results li").first).to_contain_text("no 54321")
        page.fill("#words", "street 77 no 77")
        page.press("#words", "Enter")
        expect(page.locator("#search-results li").first).to_contain_text("Street 77 no 77")
