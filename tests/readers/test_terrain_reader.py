"""Reading terrain: rasters and points made by hand, with elevations that can be told in advance, and real files."""

import gzip
import json
import time
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pytest
import rasterio
import shapely
from pyproj import CRS, Transformer

from emfassess.geometry import LocalFrame
from emfassess.readers import terrain as terrain_reader
from emfassess.readers.faults import InputError
from emfassess.readers.terrain import TerrainRead, percent_text, read_terrain

SHARED = Path(__file__).parents[2] / ".." / "shared" / "data"
FRAME = LocalFrame(9.0, 48.0)
SIDE = 41
AXIS = 10.0 * np.arange(-20, 21)  # cells of 10 m whose centres are nodes: one lies on the origin
EAST, NORTH = np.meshgrid(AXIS, AXIS[::-1])
PLANE = 100 + 0.1 * EAST + 0.05 * NORTH

needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the folder of real data is not here")


def raster(path: Path, values: Any = PLANE, crs: object = FRAME.crs, **options: Any) -> Path:
    """A GeoTIFF of 410 m x 410 m about the origin, in the local plane."""
    rows = np.asarray(values)
    unit, scale, mask = options.pop("unit", None), options.pop("scale", None), options.pop("mask", None)
    options = {"dtype": rows.dtype.name, "transform": rasterio.Affine(10.0, 0.0, -205.0, 0.0, -10.0, 205.0)} | options
    wkt = None if crs is None else CRS.from_user_input(crs).to_wkt()
    shape = {"height": rows.shape[0], "width": rows.shape[1], "count": 1}
    with (
        rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True, GTIFF_REPORT_COMPD_CS=True),
        rasterio.open(path, "w", driver="GTiff", crs=wkt, **shape, **options) as file,
    ):
        file.write(rows, 1)
        if unit:
            file.units = (unit,)
        if scale:
            file.scales, file.offsets = (scale[0],), (scale[1],)
        if mask is not None:
            file.write_mask(mask)
    return path


def points(path: Path, frame: dict[str, Any], shapes: Any, **options: Any) -> Path:
    """A vector file in the local plane."""
    geopandas.GeoDataFrame(frame, geometry=list(shapes), crs=options.pop("crs", FRAME.crs)).to_file(path, **options)
    return path


def grid_points(step: float = 30.0, reach: float = 600.0, z: bool = False) -> list[shapely.Point]:
    line = np.arange(-reach, reach + 1, step)
    return [shapely.Point(e, n, *([100 + 0.1 * e] if z else [])) for e in line for n in line]


def at(read: TerrainRead, east: float, north: float) -> float:
    return float(read.terrain.at([east], [north])[0])


def codes(read: TerrainRead) -> dict[str, dict[str, str]]:
    return {said.code: dict(said.values) for said in read.assumptions}


def refusal(path: Path, half_width: float = 150.0, frame: LocalFrame = FRAME, **options: Any) -> str:
    with pytest.raises(InputError) as caught:
        read_terrain(path, frame, half_width, **options)
    assert path.stem.split(".")[0] in str(caught.value)
    return str(caught.value)


def test_a_raster_in_the_plane_keeps_its_elevations(tmp_path: Path) -> None:
    read = read_terrain(raster(tmp_path / "plane.tif"), FRAME, 150.0)
    assert (read.terrain.west, read.terrain.south, read.terrain.cell) == (-150.0, -150.0, 10.0)
    assert read.terrain.elevation.shape == (31, 31)
    assert read.datum == pytest.approx(100.0, abs=1e-4)
    assert at(read, 100.0, -40.0) == pytest.approx(108.0, abs=1e-4)
    assert at(read, -33.0, 77.0) == pytest.approx(100.55, abs=1e-4)
    assert read.terrain.name == "plane.tif"
    assert read.assumptions == ()
    assert read.uncovered_share == 0.0


@pytest.mark.parametrize("code", ["EPSG:32632", "EPSG:4326", "EPSG:3857"])
def test_a_raster_in_another_system_lands_at_its_place(tmp_path: Path, code: str) -> None:
    to_file = Transformer.from_crs(FRAME.crs, code, always_xy=True)
    west, south, east, north = to_file.transform_bounds(-400, -400, 400, 400, densify_pts=21)
    step_x, step_y = (east - west) / 160, (north - south) / 160
    x, y = np.meshgrid(west + step_x * (np.arange(160) + 0.5), north - step_y * (np.arange(160) + 0.5))
    e, n = to_file.transform(x, y, direction="INVERSE")
    place = rasterio.Affine(step_x, 0.0, west, 0.0, -step_y, north)
    read = read_terrain(raster(tmp_path / "a.tif", 100 + 0.1 * e + 0.05 * n, code, transform=place), FRAME, 200.0)
    assert read.terrain.cell == pytest.approx(5.0, abs=0.5)
    asked = np.array([[0.0, 0.0], [150.0, -120.0], [-180.0, 33.0]])
    found = read.terrain.at(asked[:, 0], asked[:, 1])
    np.testing.assert_allclose(found, 100 + 0.1 * asked[:, 0] + 0.05 * asked[:, 1], atol=0.02)


@pytest.mark.parametrize("missing", [-9999.0, float("nan"), "mask"])
def test_missing_cells_stay_holes_and_touch_no_neighbour(tmp_path: Path, missing: float | str) -> None:
    values = np.full((SIDE, SIDE), 100.0, "float32")
    values[12:15, 12:15] = 5.0 if missing == "mask" else missing  # centres from 60 to 80 m west and north
    kept = np.full((SIDE, SIDE), 255, "uint8")
    kept[12:15, 12:15] = 0
    options: dict[str, Any] = {"mask": kept} if missing == "mask" else {"nodata": missing}
    read = read_terrain(raster(tmp_path / "hole.tif", values, **options), FRAME, 150.0)
    known = np.isfinite(read.terrain.elevation)
    assert np.all(read.terrain.elevation[known] == 100.0)
    assert int((~known).sum()) == 9
    assert np.isnan(at(read, -70.0, 70.0))
    assert at(read, -100.0, 70.0) == 100.0
    assert codes(read) == {"terrain-holes": {"count": "1", "share": "0.94 %"}}  # 9 of 31 x 31
    assert read.uncovered_share == pytest.approx(9 / 961)


def test_what_lies_beside_the_file_is_told(tmp_path: Path) -> None:
    read = read_terrain(raster(tmp_path / "small.tif"), FRAME, 400.0)  # 41 of 81 nodes each way
    assert read.uncovered_share == pytest.approx(1 - (41 / 81) ** 2)
    assert codes(read) == {"terrain-partly-covered": {"share": "74 %"}}
    assert np.isnan(at(read, 300.0, 0.0))


def test_a_file_elsewhere_is_refused(tmp_path: Path) -> None:
    path = raster(tmp_path / "elsewhere.tif")
    told = refusal(path, frame=LocalFrame(9.1, 48.0))
    assert "does not cover the first station (longitude 9.100000, latitude 48.000000)" in told
    values = np.array(PLANE)
    values[18:23, 18:23] = -9999
    told = refusal(raster(tmp_path / "pit.tif", values, nodata=-9999))
    assert "no elevation at the first station" in told


@pytest.mark.parametrize(
    ("options", "metres"),
    [
        ({"unit": "ft"}, 0.3048),
        ({"unit": "US survey foot"}, 1200 / 3937),
        ({"crs": "EPSG:32632+6360", "transform": None}, 1200 / 3937),  # NAVD88 height (ftUS)
        ({"vertical_unit": "ft"}, 0.3048),
        ({"unit": "m", "vertical_unit": "us-ft"}, 1200 / 3937),
    ],
)
def test_feet_become_metres(tmp_path: Path, options: dict[str, Any], metres: float) -> None:
    asked = {"vertical_unit": options.pop("vertical_unit")} if "vertical_unit" in options else {}
    if "transform" in options:
        x, y = Transformer.from_crs("EPSG:4326", "EPSG:32632", always_xy=True).transform(9.0, 48.0)
        options = options | {"transform": rasterio.Affine(10.0, 0.0, x - 205, 0.0, -10.0, y + 205)}
    path = raster(tmp_path / "feet.tif", np.full((SIDE, SIDE), 1000.0), **options)
    read = read_terrain(path, FRAME, 100.0, **asked)
    assert read.datum == pytest.approx(1000 * metres, abs=1e-3)
    assert codes(read) == {"terrain-in-feet": {"factor": f"{metres:.6g}"}}


def test_metres_above_a_vertical_datum_stay(tmp_path: Path) -> None:
    x, y = Transformer.from_crs("EPSG:4326", "EPSG:32632", always_xy=True).transform(9.0, 48.0)
    place = rasterio.Affine(10.0, 0.0, x - 205, 0.0, -10.0, y + 205)
    read = read_terrain(raster(tmp_path / "a.tif", PLANE, "EPSG:32632+5773", transform=place), FRAME, 100.0)
    assert read.datum == pytest.approx(100.0, abs=1e-3)  # no geoid is taken off
    assert read.assumptions == ()


def test_another_unit_is_refused(tmp_path: Path) -> None:
    assert "unit of band 1: 'cm': expected metres or feet" in refusal(raster(tmp_path / "cm.tif", unit="cm"))


def test_scale_and_offset_of_whole_numbers_count(tmp_path: Path) -> None:
    values = np.full((SIDE, SIDE), 1234, "int16")
    read = read_terrain(raster(tmp_path / "int.tif", values, scale=(0.1, 50.0)), FRAME, 100.0)
    assert read.datum == pytest.approx(173.4)


@pytest.mark.parametrize("value", [9999.0, -32768.0, 1e20])
def test_an_elevation_of_no_ground_is_refused_by_its_value(tmp_path: Path, value: float) -> None:
    values = np.array(PLANE)
    values[10, 10] = value  # one cell alone, off the nodes below, must not be smoothed into something credible
    place = rasterio.Affine(10.0, 0.0, -201.0, 0.0, -10.0, 208.0)
    told = refusal(raster(tmp_path / "marked.tif", values, transform=place))
    assert f"elevation: '{value:g} m': expected -500 to 9000 m" in told
    assert "no-data" in told


def test_a_raster_that_says_no_system_names_the_cure(tmp_path: Path) -> None:
    path = tmp_path / "grid.asc"
    rows = "\n".join(" ".join(f"{value:.2f}" for value in row) for row in PLANE)
    text = f"ncols {SIDE}\nnrows {SIDE}\nxllcorner -205\nyllcorner -205\ncellsize 10\nNODATA_value -9999\n{rows}\n"
    path.write_text(text, encoding="utf-8")
    assert "no coordinate reference system; put grid.prj beside it" in refusal(path)
    zipped = tmp_path / "grid.asc.gz"
    zipped.write_bytes(gzip.compress(text.encode()))
    assert "put grid.prj beside it" in refusal(zipped)
    (tmp_path / "grid.prj").write_text(FRAME.crs.to_wkt("WKT1_ESRI"), encoding="utf-8")
    for file in (path, zipped):
        assert read_terrain(file, FRAME, 100.0).datum == pytest.approx(100.0, abs=1e-3)
    (tmp_path / "grid.prj").write_text("Projection UTM maybe", encoding="utf-8")
    assert "expected a coordinate reference system" in refusal(zipped)


def test_files_that_are_no_terrain_are_refused(tmp_path: Path) -> None:
    (tmp_path / "text.tif").write_text("hello", encoding="utf-8")
    assert "not a raster that GDAL can read" in refusal(tmp_path / "text.tif")
    (tmp_path / "cut.tif").write_bytes(raster(tmp_path / "whole.tif").read_bytes()[:6000])
    assert "damaged" in refusal(tmp_path / "cut.tif")
    (tmp_path / "text.gpkg").write_text("hello", encoding="utf-8")
    assert "not a vector file that GDAL can read" in refusal(tmp_path / "text.gpkg")
    assert "no such file" in refusal(tmp_path / "none.tif")
    assert "a folder" in refusal(tmp_path)
    assert "band: '2': expected 1 to 1" in refusal(raster(tmp_path / "one.tif"), band=2)


@pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")
def test_a_raster_without_a_place_is_refused(tmp_path: Path) -> None:
    path = raster(tmp_path / "nowhere.tif", transform=rasterio.Affine.identity())
    assert "the raster says no place" in refusal(path)


@pytest.mark.parametrize("arguments", [{"half_width": 0.0}, {"half_width": float("nan")}, {"vertical_unit": "yd"}])
def test_arguments_are_checked(tmp_path: Path, arguments: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="must be"):
        read_terrain(tmp_path / "a.tif", FRAME, **({"half_width": 100.0} | arguments))


def test_an_area_too_large_for_its_cells_is_read_coarser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terrain_reader, "MOST_NODES", 21)
    read = read_terrain(raster(tmp_path / "a.tif"), FRAME, 150.0)
    assert codes(read) == {"terrain-coarsened": {"native": "10 m", "cell": "15 m"}}
    assert read.terrain.elevation.shape == (21, 21)
    assert at(read, 90.0, 30.0) == pytest.approx(110.5, abs=0.01)


def test_a_file_larger_than_any_memory_is_read_by_its_window(tmp_path: Path) -> None:
    path, count = tmp_path / "huge.tif", 200_000  # 160 GB of elevations, of which one block is written
    place = rasterio.Affine(1.0, 0.0, -count / 2, 0.0, -1.0, count / 2)
    layout = {"tiled": True, "blockxsize": 2048, "blockysize": 2048, "sparse_ok": True, "BIGTIFF": "YES"}
    with rasterio.open(
        path, "w", driver="GTiff", height=count, width=count, count=1, dtype="float32", nodata=-9999,
        crs=FRAME.crs.to_wkt(), transform=place, **layout,
    ) as file:  # fmt: skip
        window = rasterio.windows.Window(count // 2 - 500, count // 2 - 500, 1000, 1000)
        file.write(np.full((1000, 1000), 42.0, "float32"), 1, window=window)
    started = time.perf_counter()
    read = read_terrain(path, FRAME, 300.0)
    assert time.perf_counter() - started < 20
    assert (read.datum, read.terrain.cell, read.uncovered_share) == (42.0, 1.0, 0.0)


@pytest.mark.parametrize(
    ("suffix", "column", "factor"),
    [("gpkg", "elevation_m", 1.0), ("geojson", "HEIGHT", 1.0), ("shp", "Z", 1.0), ("fgb", "elevation_ft", 0.3048)],
)
def test_points_with_a_column_become_a_grid(tmp_path: Path, suffix: str, column: str, factor: float) -> None:
    shapes = grid_points()
    table = geopandas.GeoDataFrame(
        {column: [100 + 0.1 * p.x - 0.02 * p.y for p in shapes]}, geometry=shapes, crs=FRAME.crs
    )
    path = tmp_path / f"points.{suffix}"
    table.to_crs("EPSG:4326" if suffix == "geojson" else FRAME.crs).to_file(path)
    read = read_terrain(path, FRAME, 150.0)
    assert read.terrain.cell == 10.0  # a third of 30 m
    assert read.datum == pytest.approx(100 * factor, abs=1e-3)
    assert at(read, 77.0, -31.0) == pytest.approx(108.32 * factor, abs=2e-3)
    assert set(codes(read)) == ({"terrain-in-feet"} if factor != 1 else set())


def test_points_with_a_third_coordinate_become_a_grid(tmp_path: Path) -> None:
    read = read_terrain(points(tmp_path / "z.gpkg", {}, grid_points(z=True)), FRAME, 150.0)
    assert at(read, -45.0, 12.0) == pytest.approx(95.5, abs=1e-6)
    feet = read_terrain(tmp_path / "z.gpkg", FRAME, 150.0, vertical_unit="ft")
    assert feet.datum == pytest.approx(30.48)


def test_lines_of_equal_elevation_become_a_grid(tmp_path: Path) -> None:
    line = np.arange(-600, 601, 30.0)
    shapes = [shapely.LineString([(e, n, 100 + 0.1 * e) for n in line]) for e in line]
    read = read_terrain(points(tmp_path / "contours.gpkg", {}, shapes), FRAME, 150.0)
    assert at(read, 45.0, 0.0) == pytest.approx(104.5, abs=1e-6)


def test_points_without_an_elevation_are_counted_and_bridged(tmp_path: Path) -> None:
    shapes = grid_points()
    values: list[float | None] = [100.0] * len(shapes)
    values[0] = values[40] = None
    read = read_terrain(points(tmp_path / "gaps.gpkg", {"z": values}, shapes), FRAME, 150.0)
    assert codes(read) == {"terrain-points-without-elevation": {"count": "2"}}


def test_points_beside_the_station_cover_part_or_nothing(tmp_path: Path) -> None:
    half = [p for p in grid_points() if p.x >= -30]
    read = read_terrain(points(tmp_path / "half.gpkg", {"z": [5.0] * len(half)}, half), FRAME, 100.0)
    assert codes(read) == {"terrain-partly-covered": {"share": "33 %"}}  # 7 of 21 columns lie west of -30 m
    off = [p for p in grid_points() if p.x >= 30]
    path = points(tmp_path / "off.gpkg", {"z": [5.0] * len(off)}, off)
    assert "no elevation at the first station" in refusal(path, 100.0)


@pytest.mark.parametrize(
    ("table", "shapes", "expected"),
    [
        ({"z": [1.0, 2.0]}, [(0, 0), (5, 5)], "'2 points': too few to cover the first station"),
        ({"z": [1.0, 2.0, 3.0]}, [(-9, -9), (0, 0), (5, 5)], "span no area"),
        ({"z": [9999.0, 2.0, 3.0]}, [(-9, -9), (0, 10), (5, -5)], "elevation: '9999 m': expected -500 to 9000 m"),
        ({"name": ["a", "b", "c"]}, [(-9, -9), (0, 10), (5, -5)], "points without an elevation; expected a column"),
    ],
)
def test_points_that_make_no_ground_are_refused(
    tmp_path: Path, table: dict[str, Any], shapes: list[tuple[float, float]], expected: str
) -> None:
    assert expected in refusal(points(tmp_path / "bad.gpkg", table, [shapely.Point(p) for p in shapes]))


def test_areas_are_no_terrain(tmp_path: Path) -> None:
    path = points(tmp_path / "areas.gpkg", {"z": [1.0]}, [shapely.box(-9, -9, 9, 9)], layer="ground")
    assert "no layer of points; layers of the file: ground (Polygon)" in refusal(path)


def test_points_without_a_system_are_refused(tmp_path: Path) -> None:
    shapes = grid_points()
    path = points(tmp_path / "bare.shp", {"z": [1.0] * len(shapes)}, shapes)
    path.with_suffix(".prj").unlink()
    assert "no coordinate reference system; put its .prj beside it" in refusal(path)


def test_metres_in_a_geojson_of_degrees_are_refused(tmp_path: Path) -> None:
    features = [
        {
            "type": "Feature",
            "properties": {"z": 1},
            "geometry": {"type": "Point", "coordinates": [500000 + i, 5e6 + i * i]},
        }
        for i in range(4)
    ]
    path = tmp_path / "metres.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    assert "not degrees, as WGS 84 has them; set the coordinate reference system" in refusal(path)


@pytest.mark.parametrize(
    ("share", "text"),
    [(0.5, "50 %"), (0.996, "100 %"), (0.0123, "1.2 %"), (0.099, "9.9 %"), (1e-6, "less than 0.01 %")],
)
def test_shares_as_text(share: float, text: str) -> None:
    assert percent_text(share) == text


def lambert(east: float, north: float) -> LocalFrame:
    return LocalFrame(*Transformer.from_crs("EPSG:2154", "EPSG:4326", always_xy=True).transform(east, north))


@needs_shared
def test_a_real_zipped_grid() -> None:
    path = SHARED / "dem" / "maine_et_loire_15m.asc.gz"
    read = read_terrain(path, lambert(401000.0, 6709500.0), 1000.0)
    assert (read.terrain.cell, read.terrain.elevation.shape) == (15.0, (135, 135))
    assert read.datum == pytest.approx(59.6, abs=0.05)  # the cell at 401 000, 6 709 500
    assert read.assumptions == ()
    wide = read_terrain(path, lambert(401000.0, 6709500.0), 4000.0)
    assert codes(wide) == {"terrain-partly-covered": {"share": "31 %"}}


@needs_shared
def test_real_points_every_75_m() -> None:
    path = SHARED / "lorient" / "dem.geojson"
    data = json.loads(path.read_text(encoding="utf-8"))["features"]
    inside = min(data, key=lambda f: np.hypot(*np.subtract(f["geometry"]["coordinates"][:2], (224300, 6757950))))
    read = read_terrain(path, lambert(*inside["geometry"]["coordinates"][:2]), 700.0)
    assert read.terrain.cell == 25.0
    assert read.datum == pytest.approx(inside["properties"]["height"], abs=0.01)
    assert read.uncovered_share < 0.01
