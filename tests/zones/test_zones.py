"""Compliance zones: reaches that can be worked out by hand, files that other programs open, figures of the report."""

import json
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
import shapely
import trimesh

import emfassess as emf
from builders.stations import carrier, isotropic, parabolic, station
from emfassess.geometry import LocalFrame
from emfassess.language import language as language_of
from emfassess.publish.data.zones import (
    section_geojson,
    write_zones,
    zone_geojson,
    zone_mesh,
    zone_ply,
    zone_properties,
)
from emfassess.publish.figures.zones import zones_figure
from emfassess.screening.installation_class import installation_class, public_limit
from emfassess.stations import Antenna, Station
from emfassess.units import Floats
from emfassess.zones.section import section_at
from emfassess.zones.station_zones import station_zones
from emfassess.zones.surfaces import Ratio, directions, joint_zone, ray_distances
from emfassess.zones.zone import Zone, level_axes

GB = emf.load_limits("gb-8702-2014")
ICNIRP = emf.load_limits("icnirp-2020", population="occupational")
LIMIT = 144 / 376.730313668
"""12 V/m as a power density. [W/m^2]"""


def zones(made: Station) -> dict[tuple[str, str, str], Zone]:
    return {(z.kind, z.label, z.population): z for z in station_zones(made, [GB, ICNIRP])}


def around_the_origin(ratio: Ratio, low: Floats) -> Zone:
    return joint_zone(ratio, low, -low, np.zeros(3), 0.0, "one", "station", "public", np.zeros((0, 3)))


def volume(zone: Zone) -> float:
    return float(trimesh.Trimesh(zone.vertices, zone.faces, process=False).volume)


def test_an_isotropic_antenna_has_a_sphere() -> None:
    # radius sqrt(1000 / (4 pi 0.38223)) = 14.43 m
    radius = float(np.sqrt(1000 / (4 * np.pi * LIMIT)))
    found = zones(station(carrier(1000.0)))
    for kind, label in (("antenna", "A1"), ("station", "S1")):
        zone = found[kind, label, "public"]
        assert list(zone.reaches.values()) == pytest.approx([radius] * 6, rel=5e-3)
        assert volume(zone) == pytest.approx(4 / 3 * np.pi * radius**3, rel=0.03)
        assert zone.lowest_height == pytest.approx(30 - radius, rel=1e-2)
        assert zone.cylinder[0] == pytest.approx(radius, rel=1e-2)
        assert zone.box == pytest.approx((2 * radius,) * 3, rel=1e-2)


def test_the_reach_in_front_is_that_of_the_beam() -> None:
    # 20 W, 17 dBi: sqrt(20 * 10^1.7 / (4 pi 0.38223)) = 14.45 m; behind 25 dB less in power, a factor of 17.8 less
    zone = zones(station(carrier(20.0), pattern=parabolic(17.0), azimuth_deg=90.0))["antenna", "A1", "public"]
    front = float(np.sqrt(20 * 10**1.7 / (4 * np.pi * LIMIT)))
    assert zone.reaches["front"] == pytest.approx(front, rel=5e-3)
    assert zone.vertices[:, 0].max() == pytest.approx(front, rel=5e-3)  # azimuth 90 is east
    assert zone.reaches["behind"] < front / 10


def test_two_antennas_on_one_mast_reach_farther_together() -> None:
    both = tuple(
        Antenna(f"A{i}", isotropic(), 30.0, 0.0, (carrier(1000.0),), east_m=x) for i, x in ((1, -2.0), (2, 2.0))
    )
    zone = zones(Station("S1", "S1", "A", 120.0, 30.0, both))["station", "S1", "public"]
    # on the axis through both: 1000 / 4 pi (1 / (x - 2)^2 + 1 / (x + 2)^2) = 0.38223 at x = 20.69 m, by hand
    x = zone.reaches["right"]
    assert 1000 / (4 * np.pi) * (1 / (x - 2) ** 2 + 1 / (x + 2) ** 2) == pytest.approx(LIMIT, rel=0.02)
    across = zone.reaches["front"]
    assert 2 * 1000 / (4 * np.pi * (across**2 + 4)) == pytest.approx(LIMIT, rel=0.02)


def test_two_stations_far_apart_have_two_bodies() -> None:
    def ratio(points: Floats) -> Floats:
        both = [9.0 / ((points - [x, 0.0, 0.0]) ** 2).sum(axis=1) for x in (-20.0, 20.0)]
        return np.asarray(both[0] + both[1])

    zone = joint_zone(
        ratio,
        np.array([-25.0, -5, -5]),
        np.array([25.0, 5, 5]),
        np.zeros(3),
        0.0,
        "two",
        "station",
        "public",
        np.zeros((0, 3)),
    )
    mesh = trimesh.Trimesh(zone.vertices, zone.faces)
    bodies = [body for body in mesh.split(only_watertight=False) if len(body.faces) > 10]
    assert sorted(round(float(body.centroid[0])) for body in bodies) == [-20, 20]
    assert np.abs(ratio(zone.vertices) - 1).max() < 0.02


def test_a_box_that_is_too_small_is_widened() -> None:
    def ratio(points: Floats) -> Floats:
        return np.asarray(100.0 / (points**2).sum(axis=1))

    zone = around_the_origin(ratio, np.full(3, -2.0))
    assert list(zone.reaches.values()) == pytest.approx([10.0] * 6, rel=0.01)


def test_a_lobe_behind_a_gap_is_not_missed() -> None:
    def ratio(points: Floats) -> Floats:
        r = np.linalg.norm(points, axis=1)
        return np.where((r < 2) | ((r > 6) & (r < 7)), 2.0, 0.5)

    rays, _ = directions(level_axes(0.0))
    assert ray_distances(ratio, np.zeros(3), rays, 30.0) == pytest.approx(np.full(len(rays), 7.0), rel=1e-3)


def test_a_weak_station_has_no_zone(tmp_path: Path) -> None:
    found = station_zones(station(carrier(1e-4)), [GB])
    assert all(zone.empty and set(zone.reaches.values()) == {0.0} for zone in found)
    write_zones(found, LocalFrame(120.0, 30.0), tmp_path)
    told = json.loads((tmp_path / "zones.geojson").read_text(encoding="utf-8"))
    assert all(feature["geometry"] is None for feature in told["features"])
    assert not (tmp_path / "zones.glb").exists()
    assert len(zones_figure(found, language_of("en")).panels) == 2


def test_operators_have_zones_of_their_own() -> None:
    shared = station(carrier(500.0), carrier(500.0, operator="B"))
    found = zones(shared)
    a, b, both = (
        found[k].reaches["front"]
        for k in (("operator", "A", "public"), ("operator", "B", "public"), ("station", "S1", "public"))
    )
    assert a == pytest.approx(b)
    assert both == pytest.approx(a * np.sqrt(2), rel=0.01)


def test_workers_zones_lie_inside_the_public_ones() -> None:
    found = zones(station(carrier(1000.0)))
    # ICNIRP 2020 at 900 MHz for workers: 3 sqrt(f) = 90 V/m, which is 21.50 W/m2 and stricter than f / 40
    zone = found["antenna", "A1", "occupational"]
    assert zone.reaches["front"] == pytest.approx(np.sqrt(1000 / (4 * np.pi * 90**2 / 376.730313668)), rel=5e-3)


def test_the_mesh_opens_again_with_the_same_size() -> None:
    found = station_zones(station(carrier(1000.0)), [GB])
    glb = zone_mesh(found)
    assert glb[:4] == b"glTF"
    assert glb == zone_mesh(found)
    scene = trimesh.load(BytesIO(glb), file_type="glb")
    radius = float(np.sqrt(1000 / (4 * np.pi * LIMIT)))
    # glTF has y up: heights from 30 - r to 30 + r
    assert scene.bounds[:, 1] == pytest.approx([30 - radius, 30 + radius], rel=0.01)
    ply = trimesh.load(BytesIO(zone_ply(found)), file_type="ply")
    assert ply.bounds[:, 2] == pytest.approx([30 - radius, 30 + radius], rel=0.01)


def test_the_outline_on_the_map_surrounds_the_antenna() -> None:
    found = station_zones(station(carrier(1000.0), pattern=parabolic(17.0)), [GB])
    told = zone_geojson(found, LocalFrame(120.0, 30.0))
    for feature in told["features"]:
        shape = shapely.geometry.shape(feature["geometry"])
        assert shape.is_valid
        assert shape.buffer(1e-6).contains(shapely.Point(120.0, 30.0))
        assert all(shapely.LinearRing(p.exterior.coords).is_ccw for p in shapely.get_parts(shape))


def test_installation_classes_follow_power_and_height() -> None:
    # ICNIRP 1998 for the public: 2 W/m2 to 400 MHz, f / 200 to 2 GHz, 10 W/m2 above
    assert [public_limit(f) for f in (100.0, 900.0, 2100.0)] == [2.0, 4.5, 10.0]
    # E+ at 900 MHz, isotropic, no side-lobe suppression: D_m = sqrt(200 * 500 / (900 pi)) = 5.947 m, H_m = 2 + D_m
    found = installation_class(station(carrier(500.0)))
    assert found.distance == pytest.approx(np.sqrt(200 * 500 / (900 * np.pi)))
    assert found.height == pytest.approx(2 + found.distance)
    names = [installation_class(station(carrier(p))).name for p in (1.0, 5.0, 50.0, 500.0)]
    assert names == ["E2", "E10", "E100", "E+"]
    assert not installation_class(station(carrier(50.0), height_m=2.0)).met


def test_an_antenna_with_a_dead_side_has_a_whole_zone_of_its_station() -> None:
    # behind it radiates nothing worth a zone: the rays there end at the centre
    dead = parabolic(17.0)
    made = station(carrier(0.05), pattern=dead)
    found = zones(made)
    assert found["antenna", "A1", "public"].reaches["behind"] == 0.0
    whole = found["station", "S1", "public"]
    assert all(np.isfinite(list(whole.reaches.values())))
    assert whole.reaches["front"] == pytest.approx(found["antenna", "A1", "public"].reaches["front"], rel=0.01)


@pytest.mark.parametrize(("mechanical", "electrical"), [(0.0, 0.0), (3.3, 0.0), (2.0, 4.1)])
def test_the_tip_of_a_tilted_beam_is_met_within_a_percent(mechanical: float, electrical: float) -> None:
    # the tip lies on the axis of the beam, sqrt(EIRP / (4 pi S)) from the antenna
    made = station(
        carrier(200.0), pattern=parabolic(17.0), mechanical_tilt_deg=mechanical, electrical_tilt_deg=electrical
    )
    zone = zones(made)["antenna", "A1", "public"]
    distance = float(np.sqrt(200 * 10**1.7 / (4 * np.pi * LIMIT)))
    farthest = np.linalg.norm(zone.vertices - zone.centre, axis=1).max()
    assert farthest == pytest.approx(distance, rel=0.01)
    assert zone.reaches["front"] == pytest.approx(distance * np.cos(np.radians(mechanical + electrical)), rel=0.01)


def test_the_section_of_a_sphere_is_a_circle() -> None:
    # 3000 W: radius sqrt(3000 / (4 pi 0.38223)) = 24.99 m; at h below the antenna the circle has sqrt(r^2 - h^2)
    radius = float(np.sqrt(3000 / (4 * np.pi * LIMIT)))
    for kind in ("antenna", "station"):
        found = zones(station(carrier(3000.0), height_m=15.0))
        label = {"antenna": "A1", "station": "S1"}[kind]
        ground, head = found[kind, label, "public"].sections
        for section, below in ((ground, 15.0), (head, 13.3)):
            circle = np.sqrt(radius**2 - below**2)
            assert section.reach == pytest.approx(circle, rel=1e-3)
            assert section.area == pytest.approx(np.pi * circle**2, rel=2e-3)
        # what lies below the ground is none: nobody is there
        assert found[kind, label, "public"].cylinder[1] == pytest.approx(0.0, abs=0.05)


def test_a_zone_that_begins_above_people_has_no_section_where_they_stand() -> None:
    zone = zones(station(carrier(1000.0)))["station", "S1", "public"]
    assert all(section.empty and section.area == 0.0 and section.reach == 0.0 for section in zone.sections)
    record = zone_properties(zone)
    assert [section["reach_m"] for section in record["sections"]] == [None, None]


def test_a_section_can_be_taken_at_a_floor_or_roof() -> None:
    # level with the antenna the section of the sphere is its greatest circle
    whole = station_zones(station(carrier(1000.0)), [GB], heights=(30.0,))[-1]
    radius = float(np.sqrt(1000 / (4 * np.pi * LIMIT)))
    assert whole.sections[0].reach == pytest.approx(radius, rel=1e-3)


def test_the_sections_of_alike_antennas_are_turned_with_them() -> None:
    def antenna(name: str, azimuth: float, east: float) -> Antenna:
        return Antenna(name, panel, 8.0, azimuth, (carrier(200.0),), east_m=east, mechanical_tilt_deg=20.0)

    panel = parabolic(17.0)
    made = Station("S1", "S1", "A", 120.0, 30.0, (antenna("A1", 0.0, 0.0), antenna("A2", 90.0, 40.0)))
    found = zones(made)
    north, east = (found["antenna", name, "public"].sections[1] for name in ("A1", "A2"))
    assert north.reach == east.reach > 1
    # azimuth 0 is north: the first ring moved to the east of the second antenna
    assert np.vstack(north.outline)[:, 1].max() == pytest.approx(np.vstack(east.outline)[:, 0].max() - 40.0, abs=1e-6)


@pytest.mark.parametrize(("apart", "bodies"), [(4.0, 1), (60.0, 2)])
def test_zones_are_one_only_where_their_bodies_join(apart: float, bodies: int) -> None:
    both = tuple(Antenna(f"A{i}", isotropic(), 30.0, 0.0, (carrier(1000.0),), east_m=i * apart) for i in (0, 1))
    zone = zones(Station("S1", "S1", "A", 120.0, 30.0, both))["station", "S1", "public"]
    # spheres of 14.43 m: 4 m apart they are one body, 60 m apart two
    assert len(zone.bodies) == bodies
    assert sorted(name for names in zone.bodies for name in names) == ["A0", "A1"]


def test_sizes_below_a_centimetre_are_none() -> None:
    # straight up and down the pattern lets through 20 dB less, behind 25 dB less: too little for a zone of 0.2 m
    record = zone_properties(zones(station(carrier(0.05), pattern=parabolic(17.0)))["antenna", "A1", "public"])
    assert record["behind_m"] is None
    assert record["front_m"] is not None
    sizes = [value for key, value in record.items() if key.endswith("_m") and "height" not in key]
    assert all(value >= 0.01 for value in sizes if isinstance(value, float))


def test_outlines_of_sections_are_polygons_around_their_places() -> None:
    made = station(carrier(3000.0), height_m=15.0)
    told = section_geojson(station_zones(made, [GB]), LocalFrame(120.0, 30.0))
    assert {feature["properties"]["height_m"] for feature in told["features"]} == {0.0, 1.7}
    for feature in told["features"]:
        shape = shapely.geometry.shape(feature["geometry"])
        assert shape.is_valid
        assert shape.contains(shapely.Point(120.0, 30.0))


def test_the_side_view_is_the_outline_of_the_body() -> None:
    # a sphere of 14.43 m seen from the side is a circle, not a box
    record = zone_properties(zones(station(carrier(1000.0)))["station", "S1", "public"])
    assert record["side"] is not None
    (ring,) = record["side"]["outline_m"]
    radius = float(np.sqrt(1000 / (4 * np.pi * LIMIT)))
    assert shapely.Polygon(ring).area == pytest.approx(np.pi * radius**2, rel=0.02)


def test_where_only_the_place_straight_below_is_above_the_limit_its_square_metre_is_the_section() -> None:
    def ratio(points: Floats) -> Floats:
        return np.where(np.hypot(points[:, 0] - 3.0, points[:, 1]) < 1e-6, 2.0, 0.1)

    antenna = np.array([[3.0, 0.0, 10.0]])
    section = section_at(ratio, 1.7, antenna, 20.0, np.zeros(2))
    assert (section.area, section.reach) == (1.0, 3.5)
    # inside a mast nobody is
    assert section_at(ratio, 1.7, antenna, 20.0, np.zeros(2), people_below=False).empty
