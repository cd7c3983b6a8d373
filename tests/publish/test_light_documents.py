"""Documents of a station are light, and stay what they were: sizes are bytes, the same on every machine."""

import io
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
import shapely
import xarray as xr
from pypdf import PdfReader

import emfassess as emf
from builders.stations import carrier, parabolic, station
from emfassess.assessment.result import Assessment
from emfassess.language import language as language_of
from emfassess.publish.data.assessment_record import write_netcdf
from emfassess.publish.data.provenance import provenance_of
from emfassess.publish.figures.drawing import Area, Drawing, Lines, Panel, Scale, Words
from emfassess.publish.figures.report_figures import report_figures
from emfassess.publish.figures.svg import UNIT, svg_bytes
from emfassess.publish.maps.assets import RUN, SCRIPT, STYLE, whole_page, write_assets
from emfassess.publish.maps.class_areas import class_areas
from emfassess.publish.maps.station import map_html
from emfassess.publish.reports.assessment import report_document
from emfassess.publish.reports.typesetting import typeset_document
from emfassess.publish.text.classes import CLASSES, class_index

GB = emf.load_limits("gb-8702-2014")
EN = language_of("en")


@pytest.fixture(scope="module")
def result() -> Assessment:
    """A station with a near and a far neighbour, all classes around it."""
    first = replace(station(carrier(4000, 3500), pattern=parabolic()), name="Gate & roof", operator="One")
    near, far = (station(carrier(40), id=f"N{n}", longitude=120.0 + n / 100) for n in (1, 5))
    return emf.assess([first, near, far], GB, subjects=[first], draws=0)


@pytest.fixture(scope="module")
def figures(result: Assessment) -> dict[str, bytes]:
    return {name: svg_bytes(figure) for name, figure in report_figures(result, (), EN).items()}


def test_the_figures_of_a_station_are_under_30_kb_each(figures: dict[str, bytes]) -> None:
    assert {name: len(svg) for name, svg in figures.items() if len(svg) > 30_000} == {}


def test_a_pattern_is_defined_once_for_a_class_however_many_areas_it_has(figures: dict[str, bytes]) -> None:
    for name in ("plan", "section"):
        patterns = re.findall(rb"<pattern ", figures[name])
        assert 0 < len(patterns) < len(CLASSES)


def test_figures_are_well_formed_and_show_a_key_for_every_class_that_occurs(
    result: Assessment, figures: dict[str, bytes]
) -> None:
    for svg in figures.values():
        ET.fromstring(svg)
    ratio = result.grid_levels.exposure_ratio[result.scenario_index]
    texts = {text.text for text in ET.fromstring(figures["plan"]).iter("{http://www.w3.org/2000/svg}text")}
    for index in np.unique(class_index(ratio)):
        assert any(CLASSES[index].colour in line for line in figures["plan"].decode().splitlines())
    assert "under 1 %" in texts


def test_an_outline_is_drawn_to_a_tenth_of_a_point() -> None:
    # a panel of 100 pt across 100 m: a metre is a point, ten units of the file
    angle = np.linspace(0.0, 2 * np.pi, 3601)
    circle = np.column_stack([50 + 40 * np.cos(angle), 50 + 40 * np.sin(angle)])
    scale = Scale(0.0, 100.0)
    panel = Panel((0.0, 0.0, 100.0, 100.0), scale, scale, (Area([circle], "#fff"),), plain=True)
    (path,) = re.findall(r'd="M(\d+) (\d+)l([^z]*)z"', svg_bytes(Drawing(100.0, (panel,))).decode())
    steps = np.array(path[2].split(), dtype=int).reshape(-1, 2)
    outline = np.cumsum(np.vstack([[int(path[0]), int(path[1])], steps]), axis=0) / UNIT
    assert len(outline) < 300
    drawn = shapely.Polygon(np.column_stack([outline[:, 0], 100 - outline[:, 1]]))
    assert shapely.hausdorff_distance(drawn.exterior, shapely.Polygon(circle).exterior, densify=0.01) < 0.1


def test_what_users_wrote_stays_text_in_a_figure() -> None:
    scale = Scale(0.0, 1.0)
    marks = (Words((0.5, 0.5), '</text><script>"'), Lines([np.eye(2)]))
    svg = svg_bytes(Drawing(50.0, (Panel((0.0, 0.0, 50.0, 50.0), scale, scale, marks),), title="<b>"))
    assert b"<script>" not in svg
    assert '</text><script>"' in {text.text for text in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")}


@pytest.mark.parametrize(
    ("low", "high", "length", "ticks"),
    [
        (-530.0, 530.0, 400.0, [-400.0, -200.0, 0.0, 200.0, 400.0]),
        (0.0, 1.0, 100.0, [0.0, 0.5, 1.0]),
        (-0.1, 0.7, 300.0, [0.0, 0.2, 0.4, 0.6]),
    ],
)
def test_ticks_are_round_and_at_least_45_points_apart(
    low: float, high: float, length: float, ticks: list[float]
) -> None:
    assert Scale(low, high).ticks(length) == pytest.approx(ticks)


def test_areas_are_the_union_of_the_cells_of_their_class(result: Assessment) -> None:
    grid, half = result.grid, result.grid.cell / 2
    classes = class_index(result.grid_levels.exposure_ratio[result.scenario_index])
    east, north, _ = grid.points.T
    cells = np.asarray(shapely.box(east - half, north - half, east + half, north + half))
    for kind, area in class_areas(result):
        union = shapely.union_all(cells[classes == CLASSES.index(kind)])
        assert shapely.symmetric_difference(area, union).area == pytest.approx(0.0, abs=1e-6)


def test_areas_around_two_stations_hold_every_receptor_of_their_class() -> None:
    stations = [station(carrier(400)), station(carrier(4), id="S2", longitude=120.003)]
    both = emf.assess(stations, GB, draws=0)
    classes = class_index(both.grid_levels.exposure_ratio[both.scenario_index])
    for kind, area in class_areas(both):
        own = classes == CLASSES.index(kind)
        assert shapely.contains_xy(area, *both.grid.points[own, :2].T).all()


def test_a_map_beside_shared_files_is_under_40_kb_and_whole_again_alone(result: Assessment, tmp_path: Path) -> None:
    linked = map_html(result, "en", RUN)
    assert len(linked.encode()) < 40_000
    write_assets(tmp_path)
    named = re.findall(r'(?:src|href)="\.\./(@[^"]+)"', linked)
    assert named == [STYLE, SCRIPT]
    assert all((tmp_path / name).is_file() for name in named)
    alone = map_html(result, "en")
    assert re.sub(r'<div id="map">.*?</div>', "", whole_page(linked)) == alone.replace('<div id="map"></div>', "")


def test_stations_farther_than_two_kilometres_are_not_drawn(result: Assessment) -> None:
    page = map_html(result, "en", "assets")
    # a hundredth of a degree of longitude at 30° is 965 m
    assert "(N1)" in page
    assert "(N5)" not in page


def test_a_report_is_packed_and_says_the_same(result: Assessment, figures: dict[str, bytes]) -> None:
    document = report_document(result, provenance_of(result, date(2026, 1, 2)), figures, "en")
    content = typeset_document(document)
    assert len(content) < 120_000
    reader = PdfReader(io.BytesIO(content), strict=True)
    assert "Gate & roof" in reader.pages[0].extract_text()
    assert content.count(b"/Type /ObjStm") >= 1
    assert content.count(b"/Type /XRef") == 1


def test_netcdf_holds_every_variable_of_the_dataset_with_its_attributes(result: Assessment, tmp_path: Path) -> None:
    write_netcdf(result, tmp_path / "exposure.nc")
    dataset = result.to_dataset()
    with xr.open_dataset(tmp_path / "exposure.nc", engine="h5netcdf") as data:
        assert set(data.variables) == set(dataset.variables)
        assert dict(data.sizes) == dict(dataset.sizes)
        for name, variable in dataset.variables.items():
            stored = data[name]
            single = variable.dtype.kind == "f" and variable.ndim
            expected = variable.values.astype(np.float32) if single else variable.values
            assert np.array_equal(stored.values, expected, equal_nan=variable.dtype.kind == "f"), name
            assert stored.attrs.get("units") == variable.attrs.get("units")
    assert (tmp_path / "exposure.nc").stat().st_size < 300_000
