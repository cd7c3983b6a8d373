"""The portal's pieces: grid, tiles, search, sentences, languages, pages. Expected values are worked by hand."""

import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from builders.portal_site import PUBLISHED, STATIONS, rows_of
from builders.stations import carrier, station
from emfassess.geometry import LocalFrame
from emfassess.jobs.plan import Plan, points_of_stations
from emfassess.jobs.points import levels_at
from emfassess.language import language
from emfassess.portal import bundle, mercator, raster, raster_files, search_index, sentences, station_tiles
from emfassess.portal.disclosure import published_of_project
from emfassess.portal.drawing import zone_drawing
from emfassess.portal.inputs import bundled_options
from emfassess.portal.map_settings import map_settings
from emfassess.portal.publication import Contact, Measured, Published, StationNotice, published_json, published_of
from emfassess.portal.raster_data import read_raster_data
from emfassess.portal.run_files import Run, read_run
from emfassess.portal.site import edition_of
from emfassess.publish.text.classes import CLASSES
from emfassess.readers.faults import InputError
from emfassess.readers.limit_sets import load_limits
from emfassess.readers.point_files import PointTable

GB = load_limits("gb-8702-2014")


def pieces(folder: Path) -> dict[str, Any]:
    """What the scripts of a folder give to the page, by name."""
    found = {}
    for path in folder.rglob("*.js"):
        match = re.fullmatch(r'portalData\("([^"]+)",(.*)\);\n', path.read_text(encoding="ascii"), re.DOTALL)
        if match:
            assert path == folder / f"{match[1]}.js"
            found[match[1]] = json.loads(match[2])
    return found


def test_places_are_counted_as_web_maps_count_tiles() -> None:
    # OpenStreetMap's own example: 51.51202 N, 0.02435 E lies in tile 17/65544/43582
    column, row = mercator.cell_of(0.02435, 51.51202, 9)
    assert (int(column), int(row)) == (65544, 43582)
    assert mercator.quadkey(3, 5, 3) == "213"  # the worked example of Bing's tile system
    # 256 pixels round the equator: 156 543.034 m each, halved with every zoom
    assert mercator.cell_size(0, 0.0) == pytest.approx(156_543.034, abs=1e-3)
    assert mercator.cell_size(14, 60.0) == pytest.approx(156_543.034 / 2**14 / 2, rel=1e-6)


def test_the_centre_of_a_cell_lies_in_it_whatever_its_published_digits() -> None:
    columns, rows = np.array([0, 3_495_251, 4_194_303]), np.array([12, 1_700_000, 4_194_000])
    longitude, latitude = mercator.cell_centre(columns, rows, 14)
    assert [text.partition(".")[2] for text in map(str, longitude)] == [
        f"{v:.7f}".rstrip("0").partition(".")[2] for v in longitude
    ]
    back = mercator.cell_of(longitude, latitude, 14)
    assert back[0].tolist() == columns.tolist()
    assert back[1].tolist() == rows.tolist()


def test_a_place_beyond_the_map_is_refused() -> None:
    with pytest.raises(ValueError, match="ends at"):
        mercator.cell_of(0.0, 86.0, 14)


def test_stations_far_apart_do_not_distort_the_plane_of_a_point() -> None:
    # isotropic, 20 W, 28.3 m up: 30 m from a head of 1.7 m that is 13.9284 m away; another one beyond the ocean
    far = station(carrier(20.0), id="FAR", longitude=-60.0, latitude=-10.0)
    near = station(carrier(20.0), id="NEAR", height_m=1.7 + 26.5719, longitude=120.0, latitude=0.0)
    # 13.9284 m east on the equator of WGS 84 is 13.9284 / 6 378 137 rad
    longitude = 120.0 + np.degrees(13.9284 / 6_378_137)
    found = levels_at(Plan((far, near), GB), np.array([longitude]), np.array([0.0]), np.array([1.7]))
    distance_squared = 13.9284**2 + 26.5719**2
    assert found.power_density[0, 0] == pytest.approx(20 / (4 * np.pi * distance_squared), rel=1e-6)
    assert str(found.main_contributor[0, 0]).startswith("NEAR/")


def test_named_places_keep_their_distance_from_their_own_station_however_far_the_first_one_is() -> None:
    far, near = station(id="FAR", longitude=-60.0, latitude=-10.0), station(id="NEAR", longitude=120.0, latitude=0.0)
    # 100 m along the equator of WGS 84 is 100 / 6 378 137 rad
    longitude = 120.0 + np.degrees(100 / 6_378_137)
    east, north = LocalFrame(far.longitude, far.latitude).east_north([longitude], [0.0])
    table = PointTable(("home",), east, north, np.array([12.0]), ({"id": "home"},))
    ((name, (point,)),) = points_of_stations(table, [far, near]).items()
    assert (name, point.label, point.height) == ("NEAR", "home", 12.0)
    assert point.east == pytest.approx(100.0, abs=1e-3)
    assert point.north == pytest.approx(0.0, abs=1e-3)


def test_the_project_names_publisher_contact_and_address(tmp_path: Path) -> None:
    (tmp_path / "emfassess.toml").write_text(
        '[disclosure]\npublisher = "Bureau"\ncontact = "Desk"\nemail = "desk@example.org"\nbase_url = "https://example.org/e"\n'
    )
    found = published_of_project(tmp_path, "2026-05-04")
    assert found.contact == Contact("Desk", email="desk@example.org")
    assert (found.publisher, found.base_url, found.date) == ("Bureau", "https://example.org/e", date(2026, 5, 4))
    assert published_of_project(tmp_path / "nowhere").contact is None


def test_cells_reach_500_m_around_each_station_and_no_farther() -> None:
    one = station(longitude=120.0, latitude=30.0)
    column, row = raster.cells_around([one])
    longitude, latitude = mercator.cell_centre(column, row, raster.NATIVE_ZOOM)
    # on the sphere of 6371 km a degree is 111.195 km; east it shrinks with the cosine of 30 degrees
    away = np.hypot((longitude - 120.0) * 111_195 * np.cos(np.radians(30)), (latitude - 30.0) * 111_195)
    cell = mercator.cell_size(raster.NATIVE_ZOOM, 30.0)
    assert away.max() < 500 + 1.5 * cell
    assert len(column) == pytest.approx(np.pi * 500**2 / cell**2, rel=0.02)


def test_a_cell_has_the_numbers_of_its_own_centre() -> None:
    one = station(carrier(20.0), longitude=120.0, latitude=30.0)
    found = raster.computed_raster(Plan((one,), GB), [one])
    x, y, cells = next(found.tiles())
    longitude, latitude = cells.places
    alone = levels_at(Plan((one,), GB), longitude[:1], latitude[:1], np.array([1.7]), expect=True)
    assert cells.exposure_ratio[0] == float(np.float32(alone.exposure_ratio[0, 0]))
    expected = alone.expected
    assert expected is not None
    # the sum of masts of one place is not compiled: its rounding differs
    assert cells.expected_exposure_ratio[0] == pytest.approx(expected.exposure_ratio[0], rel=1e-5)
    share = expected.exposure_ratio[0] / expected.median[0]
    assert cells.expected_p5_exposure_ratio[0] == pytest.approx(expected.p5[0] * share, rel=1e-5)
    assert cells.expected_p95_exposure_ratio[0] == pytest.approx(expected.p95[0] * share, rel=1e-5)
    assert (cells.column[0] // raster.SIDE, cells.row[0] // raster.SIDE) == (x, y)


def test_pictures_keep_the_greatest_class_when_zoomed_out(tmp_path: Path) -> None:
    cells = raster.CellLevels(
        column=np.array([1000, 1001]),
        row=np.array([2000, 2000]),
        power_density=np.array([1.0, 2.0]),
        field_strength=np.array([3.0, 4.0]),
        exposure_ratio=np.array([0.01, 0.9]),
        main=np.array(["S", "S"]),
        bound_power_density=np.array([2.0, 3.0]),
        bound_exposure_ratio=np.array([0.02, 1.5]),
        expected_exposure_ratio=np.array([0.002, np.nan]),
        expected_p5_exposure_ratio=np.array([0.0002, np.nan]),
        expected_p95_exposure_ratio=np.array([0.01, np.nan]),
    )
    raster_files.write_raster(raster.ComputedRaster(cells), {"S": 0}, tmp_path)
    tile = tmp_path / "tiles" / "exposure" / "13" / str(500 // 256) / f"{1000 // 256}.png"
    picture = np.array(Image.open(tile).convert("RGB"))
    red = tuple(int(CLASSES[-1].colour[i : i + 2], 16) for i in (1, 3, 5))
    assert tuple(picture[1000 % 256, 500 % 256]) in (red, (255, 255, 255))
    tile_levels = pieces(tmp_path)["tiles/levels/15-31"]
    # single precision keeps seven digits; what was not computed is not a number
    planes = raster_files.unpacked_planes(tile_levels["planes"]).reshape(-1, 64, 64)[:, 2000 % 64, 1000 % 64 :][:, :3]
    assert planes[0] == pytest.approx([0.01, 0.9, np.nan], rel=1e-7, nan_ok=True)
    assert planes[2] == pytest.approx([0.02, 1.5, np.nan], rel=1e-7, nan_ok=True)
    for plane, value in zip(planes[3:6], (0.002, 0.0002, 0.01), strict=True):
        assert plane == pytest.approx([value, np.nan, np.nan], rel=1e-7, nan_ok=True)
    assert tile_levels["stations"] == [["S", 0]]


def test_the_shape_of_tiles_is_a_walk_through_the_quarters() -> None:
    assert raster_files.tree_shape(set(), 2) == "0"
    # one tile in the south-east corner of four by four
    assert raster_files.tree_shape({(3, 3)}, 2) == "20002" + "0001"
    assert raster_files.tree_shape({(0, 0), (1, 0), (0, 1), (1, 1)}, 1) == "21111"


def test_every_station_is_listed_once_and_groups_count_them_all(tmp_path: Path) -> None:
    rows = rows_of(500)
    station_tiles.write_station_tiles(rows, tmp_path)
    found = pieces(tmp_path)
    shape = found.pop("tiles/stations/shape")
    assert shape.count("2") * 4 + 1 == len(shape)
    listed = []
    for name, tile in found.items():
        properties = [feature["properties"] for feature in tile["features"]]
        if any("stations" in p for p in properties):
            below = [key for key in found if key.startswith(name.replace("all", ""))]
            assert len(below) > 1
        else:
            listed += [p["id"] for p in properties]
            assert len(properties) <= station_tiles.MOST_LISTED
    assert sorted(set(listed)) == [row["station_id"] for row in rows]
    assert sum(f["properties"].get("stations", 1) for f in found["tiles/stations/all"]["features"]) == 500


def test_search_words_know_no_accents_and_find_chinese_from_each_sign_on() -> None:
    assert search_index.search_words("Praça José, 898A") == ["praca", "jose", "898a"]
    assert search_index.search_words("文三路") == ["文三路", "三路", "路"]
    assert search_index.search_words("330106-0001") == ["330106", "0001"]
    assert search_index.search_words("<script>=cmd|") == ["script", "cmd"]


def test_words_are_divided_into_files_by_their_beginning(tmp_path: Path) -> None:
    texts = [f"street{n} same" for n in range(4000)]
    search_index.write_search_index([{"id": str(n)} for n in range(4000)], texts, tmp_path)
    found = pieces(tmp_path)
    assert found["search/lines-2"][3] == {"id": "103"}
    told = {w: v for name, words in found.items() if name.startswith("search/words-") for w, v in words.items()}
    assert len(told) == 4001
    assert told["same"]["common"] == 4000
    assert told["street103"] == {"rows": [103]}
    for start in found["search/files"]:
        words = found[f"search/words-{search_index.file_name(start)}"]
        assert all(word.startswith(start) for word in words)
        assert sum(len(entry["rows"]) for entry in words.values()) <= search_index.MOST_IN_FILE


def zone_record(
    lowest: float, *, empty: bool = False, ground: float | None = None, head: float | None = None
) -> dict[str, Any]:
    zone = {
        "kind": "station",
        "population": "public",
        "empty": empty,
        "lowest_height_m": lowest,
        "cylinder_radius_m": 93.9,
        "cylinder_top_m": 34.0,
        "bodies": [["A1", "A2"], ["A3"]],
        "sections": [
            {"height_m": 0.0, "area_m2": 0.0 if ground is None else 40.0, "reach_m": ground},
            {"height_m": 1.7, "area_m2": 0.0 if head is None else 83.0, "reach_m": head},
        ],
        "side": {"azimuth_deg": 40.0, "outline_m": [[[-6.0, 30.0], [93.9, 28.0], [0.0, 34.0], [-6.0, 30.0]]]},
    }
    return {"limit": {"population": "public"}, "zones": [zone], "station": {"highest_antenna_m": 31.0}}


def test_zones_are_told_in_plain_words_and_never_as_out_of_reach_where_they_are_not() -> None:
    english = language("en")
    assert sentences.reach_sentence(zone_record(30.0), english).startswith("Nobody on the ground can reach")
    assert "30.0 m above it and end within 93.9 m" in sentences.reach_sentence(zone_record(30.0), english)
    assert "people can reach them" in sentences.reach_sentence(zone_record(2.0), english)
    assert "no place where this station alone" in sentences.reach_sentence(zone_record(9.0, empty=True), english)
    missing = {"limit": {"population": "public"}, "zones": []}
    assert "was not computed" in sentences.reach_sentence(missing, english)


def test_the_reach_on_the_ground_is_that_of_the_section_there_not_of_the_whole_zone() -> None:
    english, chinese = language("en"), language("zh")
    told = sentences.reach_sentence(zone_record(0.0, ground=13.2, head=16.1), english)
    assert "at ground level: 13.2 m; at 1.7 m above the ground: 16.1 m (area 83.0 m²)" in told
    assert "93.9" not in told
    assert "none" in sentences.reach_sentence(zone_record(1.2, head=4.0), english)
    assert "无" in sentences.reach_sentence(zone_record(1.2, head=4.0), chinese)


def test_zones_of_separate_antennas_are_told_separately() -> None:
    told = sentences.zone_sentences(zone_record(30.0), language("en"))
    assert told == ["The zones of antennas A1, A2 join."]


def test_the_picture_from_the_side_has_the_outline_of_the_zone_true_to_scale() -> None:
    drawing = zone_drawing(zone_record(28.0))
    assert drawing is not None
    # 640 px hold 99.9 m across between margins of 48 px, 240 px hold 34 m between margins of 24 px: the first is smaller
    scale = 544 / 99.9
    assert scale < 192 / 34
    assert drawing["right"] - drawing["left"] == pytest.approx(99.9 * scale, abs=0.11)
    assert drawing["outline"].count("M") == 1
    assert f"{drawing['right']:.1f},{drawing['ground'] - 28.0 * scale:.1f}" in drawing["outline"]


def test_what_is_published_is_read_back_as_it_was() -> None:
    known = replace(PUBLISHED, selection=frozenset({"S-2", "S-1"}), base_url="https://example.org/emf/")
    assert published_of(published_json(known)) == known
    assert published_of(published_json(Published())) == Published()
    with pytest.raises(ValueError, match="not the record of a publication"):
        published_of('{"stations": 3}')


def test_the_newest_measurement_is_the_last_one() -> None:
    values = [Measured("C", "P", date(2020 + n, 1, 1), 1.0) for n in (1, 3, 2)]
    last = StationNotice(measurements=tuple(values)).last_measured
    assert last is not None
    assert last.date == date(2023, 1, 1)
    assert StationNotice().last_measured is None


@pytest.mark.parametrize("url", ["javascript:alert(1)", "https://a b", 'https://x"y', "//x"])
def test_an_address_that_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="must begin with https://"):
        Contact("Desk", url=url)
    with pytest.raises(ValueError, match="no address"):
        Contact("Desk", email="a@b?cc=c@d")


def test_a_station_id_that_is_no_name_of_a_folder_is_refused(tmp_path: Path, project: Path) -> None:
    index = json.loads((project / "reports" / "index.json").read_text(encoding="utf-8"))
    collection = json.loads((project / "reports" / "stations.geojson").read_text(encoding="utf-8"))
    collection["features"][0]["properties"]["station_id"] = index["stations"][0]["id"] = "../../x"
    (tmp_path / "index.json").write_text(json.dumps(index), encoding="utf-8")
    (tmp_path / "stations.geojson").write_text(json.dumps(collection), encoding="utf-8")
    with pytest.raises(InputError, match=r"station_id: '../../x': letters, digits"):
        read_run(tmp_path)


def test_only_selected_stations_are_read(project: Path) -> None:
    assert read_run(project / "reports", frozenset({"S-2"})).ids == ("S-2",)
    assert read_run(project / "reports").ids == tuple(STATIONS)
    with pytest.raises(InputError, match="S-9"):
        read_run(project / "reports", frozenset({"S-9"}))


@pytest.mark.parametrize("interpolated", [False, True])
def test_a_map_with_interpolated_stations_states_how_near_the_command_comes(interpolated: bool, site: Path) -> None:
    class Records(Run):
        def record(self, station_id: str) -> dict[str, Any]:
            more = {"background": {"stations": 900}} if interpolated and station_id == "S-2" else {}
            return super().record(station_id) | more

    read = read_run(site / "reports")
    options = bundled_options((site / bundle.PLAN).read_text(encoding="utf-8"), site / bundle.INPUTS)
    run = Records(read.folder, read.index, read.rows)
    edition = edition_of(run, PUBLISHED, read_raster_data(site), options, "")
    words = map_settings(edition, language("en"))["words"]
    assert ("farther stations are interpolated" in words["again-note"]) == interpolated
