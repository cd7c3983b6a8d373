"""What is published of buildings: record, tables, outlines, mesh, pictures, report, command line and page agree."""

import csv
import io
import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pytest
import trimesh
from matplotlib.colors import to_rgb
from pypdf import PdfReader
from shapely.geometry import Polygon, box, shape
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

import emfassess as emf
from builders.station_files import STATION
from builders.stations import carrier, parabolic, station
from emfassess.assessment.result import Assessment
from emfassess.assessment.supplement import appraise
from emfassess.cli import app
from emfassess.geometry import LocalFrame
from emfassess.language import language as language_of
from emfassess.publish.data.assessment_record import assessment_record
from emfassess.publish.data.building_files import write_buildings
from emfassess.publish.data.provenance import provenance_of
from emfassess.publish.data.supplement import appraisal_record
from emfassess.publish.figures.buildings import building_section_figure, facade_figure, view_figure
from emfassess.publish.figures.svg import svg_bytes
from emfassess.publish.reports.assessment import report_pdf
from emfassess.publish.reports.buildings import alert_sentence, building_sections, building_table, warning_sentences
from emfassess.publish.text import numbers
from emfassess.publish.text.classes import CLASSES
from emfassess.surroundings import Building, Scene

ROOT = Path(__file__).parents[2]
GB = emf.load_limits("gb-8702-2014")
SENDER = station(carrier(200.0, 1800.0), pattern=parabolic(), height_m=11.0, azimuth_deg=90.0)
HOSTILE = "=cmd|' /C calc'!A0 <script>alert(1)</script>"
HOME = Building("home", box(40, -8, 52, 8), 13.0, name=HOSTILE)
LOW = Building("low", Polygon([(-60, 0), (-50, 0), (-50, 20), (-60, 20)]), 4.0, roof_access=True)


@pytest.fixture(scope="module")
def result() -> Assessment:
    return emf.assess([SENDER], GB, scene=Scene(buildings=(LOW, HOME)), draws=20)


@pytest.fixture(scope="module")
def folder(result: Assessment, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("buildings")
    write_buildings(result, made)
    return made


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))


def test_the_table_has_the_most_exposed_building_first(result: Assessment, folder: Path) -> None:
    """The window at 10.5 m facing an antenna at 11 m, 39.5 m away; it decides the whole assessment."""
    first, second = rows(folder / "buildings.csv")
    assert (first["building"], first["worst_floor"], first["in_sight"]) == ("home", "4", "True")
    assert float(first["facade_bearing_deg"]) == 270.0
    assert float(first["exposure_ratio"]) == pytest.approx(result.max_exposure_ratio, rel=1e-8)
    assert float(first["exposure_ratio"]) > float(second["exposure_ratio"])
    assert second["building"] == "low"


def test_every_receptor_of_every_floor_is_in_the_table_of_facades(result: Assessment, folder: Path) -> None:
    found = rows(folder / "facades.csv")
    assert result.buildings is not None
    assert len(found) == len(result.buildings.receptors)
    assert {row["floor"] for row in found if row["building"] == "home"} == {"1", "2", "3", "4"}
    assert "roof" in {row["floor"] for row in found if row["building"] == "low"}
    worst = max(float(row["theoretical_exposure_ratio"]) for row in found)
    assert worst == pytest.approx(result.max_exposure_ratio, rel=1e-8)


def test_every_receptor_at_a_wall_has_its_expected_level_and_none_above_the_bound(folder: Path) -> None:
    found = rows(folder / "facades.csv")
    given = [row for row in found if not row["expected_absent"]]
    assert given
    for row in given:
        low, median, high = (float(row[f"expected_{name}_w_m2"]) for name in ("p5", "power_density", "p95"))
        assert low < median <= high <= float(row["actual_bound_power_density_w_m2"]) * (1 + 1e-8)
    assert all(row["expected_p95_w_m2"] == "" for row in found if row["expected_absent"])


def test_a_name_that_a_spreadsheet_would_run_is_neutralised(folder: Path) -> None:
    assert rows(folder / "buildings.csv")[0]["name"] == "'" + HOSTILE


def test_outlines_lie_where_the_buildings_stand(folder: Path) -> None:
    features = json.loads((folder / "buildings.geojson").read_text(encoding="utf-8"))["features"]
    found = {f["properties"]["building"]: f for f in features}
    east, north = LocalFrame(120.0, 30.0).east_north(*np.array(shape(found["home"]["geometry"]).centroid.coords)[0])
    assert (float(east), float(north)) == pytest.approx((46.0, 0.0), abs=0.02)
    assert found["home"]["properties"]["class"] == "over-100"


def test_the_mesh_is_the_buildings_in_metres_with_the_colour_of_their_class(folder: Path) -> None:
    """glTF has y upward: heights are y, and north is -z."""
    scene: Any = trimesh.load(folder / "buildings.glb", file_type="glb")
    low, high = scene.bounds
    assert (low[0], high[0]) == pytest.approx((-60.0, 52.0), abs=1e-3)
    assert (low[1], high[1]) == pytest.approx((0.0, 13.0), abs=1e-3)
    assert (low[2], high[2]) == pytest.approx((-20.0, 8.0), abs=1e-3)
    facades = scene.geometry["facades"]
    painted = {tuple(c) for c in facades.visual.vertex_colors[:, :3]}
    assert tuple(round(255 * c) for c in to_rgb(CLASSES[-1].colour)) in painted


def test_pictures_are_the_same_bytes_twice_and_keep_their_words(result: Assessment) -> None:
    text = language_of("zh")
    for draw in (facade_figure, view_figure, building_section_figure):
        first = svg_bytes(draw(result, text))
        assert first == svg_bytes(draw(result, text))
        assert text("over 100 %: above the limit").split("(")[0].encode() in first


def record_of(result: Assessment) -> dict[str, object]:
    return {
        **assessment_record(result, provenance_of(result)),
        **appraisal_record(result, appraise(result, [GB]), [GB]),
    }


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_level_above_the_limit_at_a_window_cannot_be_overlooked(result: Assessment, language: str) -> None:
    """The report says so before its first table, with building, floor and share."""
    text, record = language_of(language), record_of(result)
    sentence = alert_sentence(record, text)
    assert numbers.percent(result.max_exposure_ratio) in sentence
    assert "home" in sentence
    figures = {name: svg_bytes(draw(result, text)) for name, draw in
               (("facades", facade_figure), ("view", view_figure), ("window", building_section_figure))}  # fmt: skip
    pages = [p.extract_text() for p in PdfReader(io.BytesIO(report_pdf(result, provenance_of(result), figures,
                                                                       language, record))).pages]  # fmt: skip
    first = "".join(pages[0].split())
    assert "".join(sentence.split()) in first
    whole = "".join("".join(pages).split())
    for section in building_sections(record, text):
        assert "".join(section["heading"].split()) in whole


def test_without_buildings_there_is_no_section_and_no_alert() -> None:
    bare = record_of(emf.assess([SENDER], GB, draws=0))
    assert building_sections(bare, language_of("en")) == []
    assert alert_sentence(bare, language_of("en")) == ""


def test_the_table_of_the_report_shows_the_record(result: Assessment) -> None:
    record = record_of(result)
    table = building_table(record, language_of("en"))
    assert [row[1] for row in table["rows"]] == ["4/4", "roof"]
    assert table["rows"][0][4] == numbers.percent(result.max_exposure_ratio)


def test_a_warning_tells_its_likely_cause_and_its_antenna() -> None:
    inside = Building("own", box(-10, -10, 10, 10), 20.0)
    found = record_of(emf.assess([replace(SENDER)], GB, scene=Scene(buildings=(inside,)), draws=0))
    (sentence,) = [s for s in warning_sentences(found, language_of("en")) if "own" in s]
    assert "above the roof instead of above ground" in sentence
    assert sentence.endswith("(S1/A1)")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose settings name a file of buildings; a home stands before the main beam."""
    made = tmp_path_factory.mktemp("project")
    (made / "stations").mkdir()
    (made / "stations" / "a.toml").write_text(STATION, encoding="utf-8")
    frame = LocalFrame(120.12345, 30.27012)
    outline = np.array(box(14.0, -28.0, 34.0, -16.0).exterior.coords)
    longitude, latitude = frame.longitude_latitude(outline[:, 0], outline[:, 1])
    home = geopandas.GeoDataFrame(
        {"name": ["home"], "height_m": [33.0]},
        geometry=[Polygon(np.column_stack([longitude, latitude]))],
        crs="EPSG:4326",
    )
    home.to_file(made / "homes.gpkg", driver="GPKG")
    settings = '[surroundings]\nbuildings = "homes.gpkg"\nfacade_distance_m = 60\n'
    (made / "emfassess.toml").write_text(settings, encoding="utf-8")
    shutil.copy(ROOT / "app.py", made)
    return made


def test_the_command_line_and_the_page_tell_of_the_window(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project)
    done = CliRunner().invoke(app, ["assess"])
    assert done.exit_code == 0, done.output
    assert "ABOVE THE LIMIT at 1 building:" in done.stdout
    assert CliRunner().invoke(app, ["assess", "--fail-on-exceed", "--out", "again"]).exit_code == 1
    (own,) = [p for p in (project / "reports").iterdir() if p.is_dir()]
    assert {p.name for p in own.iterdir()} >= {"buildings.csv", "facades.csv", "buildings.glb", "facades.svg"}
    record = json.loads((own / "assessment.json").read_text(encoding="utf-8"))
    assert "homes.gpkg" in {given["name"] for given in record["provenance"]["inputs"]}
    test = AppTest.from_file(project / "app.py", default_timeout=60).run()
    assert not test.exception
    # the page escapes what its own text language would take for signs
    assert alert_sentence(record, language_of("en")) in [error.value.replace("\\", "") for error in test.error]
    shown = building_table(record, language_of("en"))["rows"][0][4]
    assert any(shown in table.value.to_string() for table in test.table)


@pytest.mark.parametrize(
    ("option", "name", "content", "told"),
    [
        ("--buildings", "text.gpkg", "not a database", "text.gpkg"),
        ("--terrain", "text.tif", "not a raster", "text.tif"),
        ("--buildings", "missing.gpkg", None, "missing.gpkg"),
    ],
)
def test_a_file_that_holds_nothing_is_one_line_and_exit_2(
    project: Path, tmp_path: Path, option: str, name: str, content: str | None, told: str
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_text(content, encoding="utf-8")
    done = CliRunner().invoke(app, ["assess", str(project / "stations"), option, str(path), "--out", str(tmp_path)])
    assert done.exit_code == 2
    assert told in done.stderr
    assert "Traceback" not in done.output
