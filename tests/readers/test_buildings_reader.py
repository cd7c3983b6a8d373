"""Reading buildings: small files made by hand, every way a height is said or an outline is broken, and real files."""

import json
from pathlib import Path
from typing import Any

import geopandas
import pytest
import shapely
from pyproj import Transformer

from emfassess.geometry import LocalFrame
from emfassess.readers.buildings import BuildingsRead, read_buildings
from emfassess.readers.faults import InputError
from emfassess.readers.osm_tags import parse_count, parse_length, parse_tags
from emfassess.surroundings.buildings import Building

SHARED = Path(__file__).parents[2] / ".." / "shared" / "data"
FRAME = LocalFrame(9.0, 48.0)
NAN = float("nan")

needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the folder of real data is not here")


def block(east: float = 0.0, north: float = 0.0, side: float = 10.0) -> shapely.Polygon:
    return shapely.box(east, north, east + side, north + side)


def row_of(count: int) -> list[shapely.Polygon]:
    return [block(20.0 * index) for index in range(count)]


def table(path: Path, columns: dict[str, Any], shapes: Any, crs: object = FRAME.crs, **options: Any) -> Path:
    """A vector file in the local plane, or another system of the same numbers."""
    geopandas.GeoDataFrame(columns, geometry=list(shapes), crs=crs).to_file(path, **options)
    return path


def read_one(path: Path, columns: dict[str, Any], **options: Any) -> Building:
    """The one building of a file with these cells."""
    read = read_buildings(
        table(path, {key: [cell] for key, cell in columns.items()}, [block()]), FRAME, 100.0, **options
    )
    assert len(read.buildings) == 1, read.skipped
    return read.buildings[0]


def codes(read: BuildingsRead) -> dict[str, dict[str, str]]:
    return {said.code: dict(said.values) for said in read.assumptions}


def refusal(path: Path, **options: Any) -> str:
    with pytest.raises(InputError) as caught:
        read_buildings(path, FRAME, 100.0, **options)
    assert str(path) in str(caught.value)
    return str(caught.value)


def osm(path: Path, *ways: tuple[list[tuple[float, float]], dict[str, str]]) -> Path:
    """An OpenStreetMap file whose ways are closed rings, given in the local plane."""
    nodes, lines = [], []
    for way, (ring, tags) in enumerate(ways, start=1):
        refs = []
        for corner, (east, north) in enumerate(ring):
            longitude, latitude = FRAME.longitude_latitude(east, north)
            refs.append(1000 * way + corner)
            nodes.append(
                f'<node id="{refs[-1]}" lon="{float(longitude):.9f}" lat="{float(latitude):.9f}" version="1"/>'
            )
        refs.append(refs[0])
        inside = "".join(f'<nd ref="{ref}"/>' for ref in refs)
        inside += "".join(f'<tag k="{key}" v="{value}"/>' for key, value in tags.items())
        lines.append(f'<way id="{way}" version="1">{inside}</way>')
    path.write_text(f'<osm version="0.6">{"".join(nodes)}{"".join(lines)}</osm>', encoding="utf-8")
    return path


def city(**changes: Any) -> dict[str, Any]:
    """A CityJSON 2.0 file: a block of 10 m x 20 m x 12 m at 500 to 512 m, in centimetres, south-west at the origin."""
    east, north = Transformer.from_crs("EPSG:4326", "EPSG:32632", always_xy=True).transform(9.0, 48.0)
    corners = [(0, 0), (1000, 0), (1000, 2000), (0, 2000)]
    faces = [[[0, 3, 2, 1]], [[4, 5, 6, 7]], [[0, 1, 5, 4]], [[1, 2, 6, 5]], [[2, 3, 7, 6]], [[3, 0, 4, 7]]]
    block_of_faces = {"type": "Solid", "lod": "1.2", "boundaries": [faces]}
    return {
        "type": "CityJSON",
        "version": "2.0",
        "metadata": {"referenceSystem": "https://www.opengis.net/def/crs/EPSG/0/32632"},
        "transform": {"scale": [0.01, 0.01, 0.01], "translate": [east, north, 500.0]},
        "vertices": [[x, y, z] for z in (0, 1200) for x, y in corners],
        "CityObjects": {
            "b-1": {
                "type": "Building",
                "attributes": {"storeysAboveGround": 4, "name": "Hall"},
                "geometry": [block_of_faces],
            },
            "tree": {"type": "SolitaryVegetationObject", "geometry": [block_of_faces]},
        },
    } | changes


def test_a_geopackage_of_the_plane(tmp_path: Path) -> None:
    columns = {
        "id": ["a", "b"], "name": ["Town hall", None], "height_m": [12.0, 8.5], "min_height": [0.0, 3.5],
        "storeys": [4, None], "roof_access": ["yes", "no"], "ground_elevation_m": [519.5, None],
    }  # fmt: skip
    read = read_buildings(table(tmp_path / "b.gpkg", columns, row_of(2)), FRAME, 100.0)
    first, second = read.buildings
    assert (first.id, first.name, first.height, first.storeys, first.roof_access) == ("a", "Town hall", 12.0, 4, True)
    assert shapely.equals_exact(first.footprint, block(), tolerance=1e-6, normalize=True)
    assert (second.id, second.name, second.height, second.min_height) == ("b", "", 8.5, 3.5)
    assert (second.storeys, second.roof_access, second.ground, second.height_from) == (None, False, 0.0, "stated")
    assert read.ground_elevation == {"a": 519.5}
    assert (read.count, read.skipped, read.assumptions) == (2, (), ())


@pytest.mark.parametrize(
    ("suffix", "code"), [("gpkg", "EPSG:32632"), ("shp", "EPSG:3857"), ("fgb", "EPSG:4326"), ("geojson", "EPSG:4326")]
)
def test_formats_and_systems_land_at_their_place(tmp_path: Path, suffix: str, code: str) -> None:
    path = tmp_path / f"b.{suffix}"
    geopandas.GeoDataFrame({"height": [9.0]}, geometry=[block(40.0, -70.0)], crs=FRAME.crs).to_crs(code).to_file(path)
    (found,) = read_buildings(path, FRAME, 100.0).buildings
    assert found.footprint.bounds == pytest.approx((40.0, -70.0, 50.0, -60.0), abs=0.02)
    assert found.height == 9.0


def test_a_system_in_feet_becomes_metres(tmp_path: Path) -> None:
    new_york = LocalFrame(-73.98, 40.75)
    path = tmp_path / "ny.gpkg"
    shape = geopandas.GeoDataFrame({"height_ft": [100.0]}, geometry=[block()], crs=new_york.crs).to_crs("EPSG:2263")
    shape.to_file(path)
    read = read_buildings(path, new_york, 50.0)
    assert read.buildings[0].footprint.area == pytest.approx(100.0, abs=0.05)
    assert read.buildings[0].height == pytest.approx(30.48)
    assert codes(read) == {"building-heights-in-feet": {"count": "1"}}


@pytest.mark.parametrize(
    ("cells", "height", "source"),
    [
        ({"height_m": 12.0, "HEIGHT": 3.0}, 12.0, "stated"),
        ({"HEIGHT": 12.0}, 12.0, "stated"),
        ({"Hauteur": 7.5, "storeys": 9}, 7.5, "stated"),
        ({"building_height": "39 ft"}, 11.8872, "stated"),
        ({"height_ft": 100}, 30.48, "stated"),
        ({"roof_elevation_m": 531.0, "ground_elevation_m": 519.0, "storeys": 9}, 12.0, "stated"),
        ({"storeys": 4}, 12.0, "storeys"),
        ({"building:levels": "3", "roof:levels": "1"}, 12.0, "storeys"),
        ({"building:levels": "0", "roof:levels": "1"}, 3.0, "storeys"),
        ({"num_floors": 2.0}, 6.0, "storeys"),
        ({"height_m": 9999.0, "levels": "5"}, 15.0, "storeys"),
        ({"height_m": NAN, "levels": "1;6"}, 18.0, "storeys"),
        ({"height_m": None}, 10.0, "default"),
        ({"height": "high"}, 10.0, "default"),
    ],
)
def test_the_first_height_that_can_be_true_counts(
    tmp_path: Path, cells: dict[str, object], height: float, source: str
) -> None:
    found = read_one(tmp_path / "b.gpkg", cells, default_height_m=10.0)
    assert found.height == pytest.approx(height)
    assert found.height_from == source


def test_the_height_of_a_storey_can_be_chosen(tmp_path: Path) -> None:
    assert read_one(tmp_path / "b.gpkg", {"storeys": 4}, storey_height_m=3.5).height == 14.0


def test_undersides(tmp_path: Path) -> None:
    bridge = read_one(tmp_path / "a.gpkg", {"building:levels": "5", "building:min_level": "2"})
    assert (bridge.height, bridge.min_height, bridge.storeys) == (15.0, 6.0, 3)
    assert read_one(tmp_path / "b.gpkg", {"height": "12 m", "min_height": "10'"}).min_height == pytest.approx(3.048)
    path = table(tmp_path / "c.gpkg", {"height_m": [5.0], "min_height": [7.0]}, [block()])
    read = read_buildings(path, FRAME, 100.0)
    assert read.buildings[0].min_height == 0.0
    assert codes(read) == {"building-heights-refused": {"count": "1", "values": "min_height 7 below roof 5"}}


def test_heights_that_cannot_be_are_listed_with_their_value(tmp_path: Path) -> None:
    path = table(tmp_path / "b.gpkg", {"id": list("abcde"), "height_m": [9999.0, 0.0, -3.0, 1000.5, 8.0]}, row_of(5))
    read = read_buildings(path, FRAME, 100.0)
    assert [b.id for b in read.buildings] == ["e"]
    assert read.skipped[0] == "building a: no height (height_m 9999.0 cannot be)"
    assert read.count == 5
    assert codes(read) == {
        "building-heights-refused": {
            "count": "4",
            "values": "height_m 9999.0, height_m 0.0, height_m -3.0, height_m 1000.5",
        },
        "buildings-without-height": {"count": "4", "ids": "a, b, c, d"},
    }
    roofs = {"roof_elevation_m": [500.0], "ground_elevation_m": [519.0]}
    below = read_buildings(table(tmp_path / "c.gpkg", roofs, [block()]), FRAME, 100.0)
    assert "roof_elevation_m 500 over ground_elevation_m 519 cannot be" in below.skipped[0]


def test_buildings_without_a_height_are_left_out_or_get_the_default(tmp_path: Path) -> None:
    path = table(tmp_path / "b.gpkg", {"id": ["a", "b", "c"], "height_m": [6.0, None, NAN]}, row_of(3))
    read = read_buildings(path, FRAME, 100.0)
    assert read.skipped == ("building b: no height", "building c: no height")
    assert codes(read) == {"buildings-without-height": {"count": "2", "ids": "b, c"}}
    filled = read_buildings(path, FRAME, 100.0, default_height_m=10.0)
    assert [b.height for b in filled.buildings] == [6.0, 10.0, 10.0]
    assert filled.skipped == ()
    assert codes(filled) == {"building-default-height": {"count": "2", "height": "10 m"}}


def test_storeys_are_told(tmp_path: Path) -> None:
    read = read_buildings(table(tmp_path / "b.gpkg", {"storeys": [3, 4]}, row_of(2)), FRAME, 100.0)
    assert codes(read) == {"building-heights-from-storeys": {"count": "2", "height": "3 m"}}


def test_ids_are_safe_and_stand_once(tmp_path: Path) -> None:
    ids = ["7", "7", "<b onclick='x'>", "x" * 200, None]
    path = table(tmp_path / "b.gpkg", {"id": ids, "height_m": [5.0] * 5, "name": ["a\x07\u202eb"] * 5}, row_of(5))
    found = read_buildings(path, FRAME, 200.0).buildings
    assert [b.id for b in found] == ["7", "7#2", "_b_onclick_x_", "x" * 60, "5"]
    assert found[0].name == "a b"


def test_outlines_are_repaired_or_listed(tmp_path: Path) -> None:
    bow = shapely.Polygon([(0, 0), (20, 20), (20, 0), (0, 20)])  # two triangles of 100 m²
    mixed = shapely.GeometryCollection([block(30), shapely.LineString([(30, 0), (90, 0)])])
    court = shapely.MultiPolygon([shapely.Polygon(block(60, 0, 20).exterior, [block(65, 5).exterior]), block(90)])
    raised = shapely.force_3d(block(120), 512.0)
    shapes = [bow, mixed, court, raised, block(140, 0, 0.5), shapely.Point(1, 1), shapely.Polygon(), None]
    path = table(tmp_path / "b.gpkg", {"id": list("abcdefgh"), "height_m": [5.0] * 8}, shapes)
    read = read_buildings(path, FRAME, None)
    areas = {b.id: b.footprint.area for b in read.buildings}
    assert areas == pytest.approx({"a": 200.0, "b": 100.0, "c": 400.0, "d": 100.0})
    kept = next(b for b in read.buildings if b.id == "c")
    assert (kept.footprint.geom_type, len(kept.rings)) == ("MultiPolygon", 3)
    assert not any(b.footprint.has_z for b in read.buildings)
    assert read.skipped == (
        "building e: an area of 0.25 m², expected at least 1 m²",
        "building f: a Point, expected an area",
        "building g: an empty outline",
        "building h: no outline, or one that cannot be read, such as a ring of two points",
    )
    assert codes(read) == {
        "building-footprints-repaired": {"count": "2"},
        "building-footprints-dropped": {"count": "4"},
    }


def test_a_ring_that_is_not_closed_is_closed(tmp_path: Path) -> None:
    ring = [FRAME.longitude_latitude(e, n) for e, n in [(0, 0), (10, 0), (10, 10), (0, 10)]]
    feature = {
        "type": "Feature",
        "properties": {"height": 5},
        "geometry": {"type": "Polygon", "coordinates": [[[float(x), float(y)] for x, y in ring]]},
    }
    path = tmp_path / "open.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    (found,) = read_buildings(path, FRAME, 100.0).buildings
    assert found.footprint.area == pytest.approx(100.0, abs=0.01)


def test_the_same_building_twice_is_listed_but_parts_above_each_other_stay(tmp_path: Path) -> None:
    turned = shapely.Polygon([(10, 10), (0, 10), (0, 0), (10, 0)])  # the same square from another corner
    columns = {"id": ["a", "b", "c"], "height_m": [9.0, 9.0, 15.0], "min_height": [0.0, 0.0, 9.0]}
    read = read_buildings(table(tmp_path / "b.gpkg", columns, [block(), turned, block()]), FRAME, 100.0)
    assert [b.id for b in read.buildings] == ["a", "c"]
    assert read.skipped == ("building b: the same outline and height occur twice",)
    assert codes(read) == {"buildings-twice": {"count": "1"}}


def test_only_what_reaches_into_the_square_is_read(tmp_path: Path) -> None:
    shapes = [block(95.0), block(101.0), block(-111.0), block(5000.0)]
    path = table(tmp_path / "b.gpkg", {"id": list("abcd"), "height_m": [5.0] * 4}, shapes)
    read = read_buildings(path, FRAME, 100.0)
    assert ([b.id for b in read.buildings], read.count) == (["a"], 1)
    assert read_buildings(path, FRAME, None).count == 4
    empty = read_buildings(path, LocalFrame(9.5, 48.0), 100.0)
    assert (empty.buildings, empty.count, codes(empty)) == ((), 0, {"no-buildings-in-area": {}})


def test_a_file_that_says_no_system_names_the_cure(tmp_path: Path) -> None:
    x, y = Transformer.from_crs("EPSG:4326", "EPSG:32632", always_xy=True).transform(9.0, 48.0)
    path = table(tmp_path / "b.shp", {"HEIGHT": [5.0]}, [block(x, y)], "EPSG:32632")
    path.with_suffix(".prj").unlink()
    assert "no coordinate reference system; put its .prj beside it" in refusal(path)
    (found,) = read_buildings(path, FRAME, 100.0, crs="EPSG:32632").buildings
    assert found.footprint.bounds[:2] == pytest.approx((0.0, 0.0), abs=0.01)
    assert "crs: 'EPSG:32632x': expected a coordinate reference system such as" in refusal(path, crs="EPSG:32632x")


def test_a_stated_system_must_not_contradict_the_file(tmp_path: Path) -> None:
    path = table(tmp_path / "b.gpkg", {"height_m": [5.0]}, [block()], "EPSG:32632")
    assert "crs: 'EPSG:25833': the file itself says WGS 84 / UTM zone 32N" in refusal(path, crs="EPSG:25833")
    read_buildings(path, FRAME, 100.0, crs="EPSG:25832")  # ETRS89 or WGS 84 is the same place


def test_a_geojson_of_metres_needs_its_system(tmp_path: Path) -> None:
    x, y = Transformer.from_crs("EPSG:4326", "EPSG:32632", always_xy=True).transform(9.0, 48.0)
    feature = {"type": "Feature", "properties": {"height": 5}, "geometry": shapely.geometry.mapping(block(x, y))}
    path = tmp_path / "metres.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    assert "not degrees, as WGS 84 has them" in refusal(path)
    assert len(read_buildings(path, FRAME, 100.0, crs="EPSG:32632").buildings) == 1


def test_files_that_hold_no_buildings_are_refused(tmp_path: Path) -> None:
    assert "no such file" in refusal(tmp_path / "none.gpkg")
    assert "a folder" in refusal(tmp_path)
    (tmp_path / "text.gpkg").write_text("hello", encoding="utf-8")
    assert "not a vector file that GDAL can read" in refusal(tmp_path / "text.gpkg")
    path = table(tmp_path / "points.gpkg", {"height_m": [5.0]}, [shapely.Point(0, 0)], layer="trees")
    assert "no layer of polygons; layers of the file: trees (Point)" in refusal(path)
    mixed = [shapely.Point(0, 0), shapely.LineString([(0, 0), (1, 1)])]
    path = table(tmp_path / "mixed.gpkg", {"height_m": [5.0, 5.0]}, mixed)
    assert "geometry: 'LineString, Point': expected the outlines of buildings" in refusal(path)


def test_among_several_layers_the_one_of_buildings_is_taken(tmp_path: Path) -> None:
    path = table(tmp_path / "b.gpkg", {"height_m": [5.0]}, [block()], layer="parks")
    table(path, {"height_m": [6.0]}, [block()], layer="lakes")
    assert "several layers could hold buildings, say which one; layers: parks (Polygon)" in refusal(path)
    told = refusal(path, layer="roads")
    assert "layer: 'roads': no such layer; layers of the file: parks (Polygon), lakes (Polygon)" in told
    assert read_buildings(path, FRAME, 100.0, layer="lakes").buildings[0].height == 6.0
    table(path, {"height_m": [7.0]}, [block()], layer="Buildings_2024")
    assert read_buildings(path, FRAME, 100.0).buildings[0].height == 7.0


@pytest.mark.parametrize(
    "options",
    [{"half_width": -1.0}, {"default_height_m": 0.0}, {"default_height_m": NAN}, {"storey_height_m": 0.0}],
)
def test_arguments_are_checked(tmp_path: Path, options: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="must"):
        read_buildings(tmp_path / "b.gpkg", FRAME, **({"half_width": 100.0} | options))


def test_openstreetmap(tmp_path: Path) -> None:
    square = [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)]
    path = osm(
        tmp_path / "town.osm",
        (square, {"building": "yes", "height": "12,5", "name": "Hall"}),
        ([(e + 20, n) for e, n in square], {"building": "house", "building:levels": "2", "roof:levels": "1"}),
        ([(e + 40, n) for e, n in square], {"building": "no", "height": "5"}),
        ([(e + 60, n) for e, n in square], {"landuse": "grass"}),
        ([(80.0, 0.0), (90.0, 0.0)], {"building": "shed", "height": "3"}),
    )
    read = read_buildings(path, FRAME, 200.0)
    assert [(b.id, b.name, b.height, b.storeys) for b in read.buildings] == [
        ("1", "Hall", 12.5, None),
        ("2", "", 9.0, 3),
    ]
    assert read.buildings[0].footprint.bounds == pytest.approx((0, 0, 10, 10), abs=0.02)
    assert read.count == 3
    assert [line.split(":")[0] for line in read.skipped] == ["building 5"]


def test_tags_in_a_copy_of_openstreetmap(tmp_path: Path) -> None:
    columns = {"building": ["yes", None], "other_tags": ['"height"=>"7","note"=>"a \\"b\\""', '"height"=>"8"']}
    read = read_buildings(table(tmp_path / "copy.gpkg", columns, row_of(2)), FRAME, 100.0)
    assert [b.height for b in read.buildings] == [7.0]


@pytest.mark.parametrize(
    ("text", "metres"),
    [("12", 12), ("12 m", 12), ("12.5", 12.5), ("12,5m", 12.5), ("40'", 12.192), ("39 ft", 11.8872), ("12'6\"", 3.81),
     ("1,250", None), ("approx 5", None), ("", None), ("5;6", None), ("-3", -3)],
)  # fmt: skip
def test_lengths_as_mappers_write_them(text: str, metres: float | None) -> None:
    assert parse_length(text) == (None if metres is None else pytest.approx(metres))


def test_counts_and_tags() -> None:
    assert [parse_count(text) for text in ("3", "2,5", "1;6", "few")] == [3.0, 2.5, 6.0, None]
    assert parse_tags('"a"=>"1","b c"=>"x => \\"y\\""') == {"a": "1", "b c": 'x => "y"'}


def write_city(path: Path, **changes: Any) -> Path:
    path.write_text(json.dumps(city(**changes)), encoding="utf-8")
    return path


def test_cityjson(tmp_path: Path) -> None:
    (found,) = read_buildings(write_city(tmp_path / "town.city.json"), FRAME, 100.0).buildings
    assert (found.id, found.name, found.storeys) == ("b-1", "Hall", 4)
    assert found.height == pytest.approx(12.0)
    assert found.footprint.bounds == pytest.approx((0, 0, 10, 20), abs=0.02)
    assert read_buildings(write_city(tmp_path / "far.json"), LocalFrame(9.1, 48.0), 100.0).count == 0


def test_cityjson_of_parts_with_a_ground_surface(tmp_path: Path) -> None:
    whole = city()
    solid = whole["CityObjects"]["b-1"]["geometry"][0]
    roof = [[[0, 1, 2, 3]], [[4, 5, 6, 7]]]  # ground and roof; the roof reaches 2 m beyond
    vertices = [[*xy, z] for z, xys in ((0, [(0, 0), (800, 0), (800, 2000), (0, 2000)]), (900, [(0, 0), (1000, 0),
                (1000, 2000), (0, 2000)])) for xy in xys]  # fmt: skip
    surfaces = {
        "type": "MultiSurface",
        "lod": "2",
        "boundaries": roof,
        "semantics": {"surfaces": [{"type": "RoofSurface"}, {"type": "GroundSurface"}], "values": [1, 0]},
    }
    objects = {
        "b": {"type": "Building", "children": ["p"], "geometry": [solid], "attributes": {"name": "Hall"}},
        "p": {"type": "BuildingPart", "parents": ["b"], "geometry": [surfaces], "attributes": {"measuredHeight": 9.5}},
    }
    path = write_city(tmp_path / "parts.json", vertices=vertices, CityObjects=objects)
    (found,) = read_buildings(path, FRAME, 100.0).buildings
    assert (found.id, found.name, found.height) == ("p", "Hall", 9.5)
    assert found.footprint.area == pytest.approx(160.0, abs=0.2)


def test_cityjson_faults(tmp_path: Path) -> None:
    path = write_city(tmp_path / "bare.json", metadata={})
    assert "metadata.referenceSystem: no coordinate reference system" in refusal(path)
    assert len(read_buildings(path, FRAME, 100.0, crs="EPSG:32632").buildings) == 1
    assert "not CityJSON" in refusal(write_city(tmp_path / "cut.json", vertices=[[0, 0, 0]]))
    flat = city()
    flat["CityObjects"]["b-1"]["geometry"] = []
    read = read_buildings(write_city(tmp_path / "flat.json", **flat), FRAME, 100.0)
    assert read.skipped == ("building b-1: no outline, or one that cannot be read, such as a ring of two points",)


def test_a_json_of_features_is_not_taken_for_cityjson(tmp_path: Path) -> None:
    path = tmp_path / "b.json"
    table(path, {"height": [4.0]}, [shapely.box(9.0, 48.0, 9.0005, 48.0005)], "EPSG:4326", driver="GeoJSON")
    assert read_buildings(path, FRAME, 100.0).buildings[0].height == 4.0


@needs_shared
def test_real_munich() -> None:
    read = read_buildings(SHARED / "munich" / "buildings.gpkg", LocalFrame(11.575, 48.137), None)
    assert (read.count, len(read.buildings), read.skipped) == (1169, 1169, ())
    assert codes(read) == {"building-footprints-repaired": {"count": "12"}}  # its collections of areas and lines
    near = read_buildings(SHARED / "munich" / "buildings.gpkg", LocalFrame(11.575, 48.137), 300.0)
    square = shapely.box(-300, -300, 300, 300)
    whole = {b.id: b.footprint for b in read.buildings if b.footprint.intersects(square)}
    assert {b.id for b in near.buildings} == set(whole)


@needs_shared
def test_real_lorient() -> None:
    read = read_buildings(SHARED / "lorient" / "buildings.shp", LocalFrame(-3.36, 47.745), None)
    assert (read.count, len(read.buildings)) == (1701, 1698)
    assert all("expected at least 1 m²" in line for line in read.skipped)
    assert max(b.height for b in read.buildings) == 49.2
    assert read.buildings[0].id == "69924152"


@needs_shared
def test_real_geneva() -> None:
    """11 712 buildings and two that GDAL hides behind a relation unless it filters; of 22 broken rings 14 are buildings."""
    path = SHARED / "osm" / "geneva.osm.pbf"
    read = read_buildings(path, LocalFrame(6.13, 46.21), None)
    assert read.count == 11_714
    untagged = [line for line in read.skipped if "no building tag" in line]
    assert len(read.buildings) + len(read.skipped) - len(untagged) == read.count
    assert sum("cannot be read" in line for line in read.skipped) == 22
    assert len(untagged) == 8
    hidden = next(b for b in read.buildings if b.id == "80739443")  # building=university, outer way of a campus
    assert (hidden.height, hidden.storeys) == (6.0, 2)
    # 1 553 say a height or levels, and one of the two more; one of them is a broken ring, one says height 0, and one
    # says 0 levels without any in the roof
    assert len(read.buildings) == 1_551
    assert codes(read)["building-heights-from-storeys"]["count"] == "1547"
    filled = read_buildings(path, LocalFrame(6.13, 46.21), 500.0, default_height_m=10.0)
    assert filled.count == len(filled.buildings) == 1_234


@needs_shared
def test_real_extract_of_a_village() -> None:
    read = read_buildings(SHARED / "osm" / "planet_10.068_48.135.osm", LocalFrame(10.0695, 48.136), None)
    # 34 things are tagged as buildings; a way of one node and a relation without its ways are no shapes
    assert (read.count, len(read.buildings)) == (32, 9)
    assert {b.height for b in read.buildings} == {6.0}
