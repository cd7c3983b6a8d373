"""Terrain and buildings in an assessment: analytic cases through the whole chain, receptors, warnings, refusals."""

from dataclasses import replace

import numpy as np
import pytest
from shapely.geometry import box

import emfassess as emf
from builders.stations import carrier, isotropic, parabolic, station
from emfassess.exposure.ratios import weights_of
from emfassess.field import Propagation, ground_of, sources_of
from emfassess.field.background import Background, FarSums, NodeBox
from emfassess.field.diffraction import knife_edge_loss_db
from emfassess.field.models import carrier_density
from emfassess.field.obstruction import obstruction_of, reflection_of
from emfassess.geometry import LocalFrame
from emfassess.surroundings import Building, Scene, Terrain
from emfassess.surroundings.scene import on_terrain
from emfassess.surroundings.surface import surface_of
from emfassess.units import SPEED_OF_LIGHT, decibel_from_ratio

GB = emf.load_limits("gb-8702-2014")
HOUSE = Building("house", box(30, -10, 42, 10), 12.0)
MAST = station(carrier(20.0, 900.0), carrier(40.0, 2100.0), pattern=isotropic(15.0), height_m=6.0)


def loss_db(scene: Scene, mode: str, point: tuple[float, float, float], reflection: str = "none") -> list[float]:
    """Free space over the level with obstruction, for each carrier. [dB]"""
    sources, points = sources_of([MAST]), np.array([point])
    obstruction = obstruction_of(mode, reflection).over(scene, surface_of(scene, (-200, -200, 200, 200)))
    with_it, _ = carrier_density(sources, points, Propagation(obstruction=obstruction))
    free, _ = carrier_density(sources, points)
    return [float(x) for x in decibel_from_ratio(free / with_it).ravel()]


def test_one_wall_takes_its_loss() -> None:
    """Inside the house: one wall; behind it: two."""
    scene = Scene(buildings=(HOUSE,))
    assert loss_db(scene, "penetration:12", (36.0, 0.0, 4.0)) == pytest.approx([12.0, 12.0])
    assert loss_db(scene, "penetration:6", (60.0, 0.0, 4.0)) == pytest.approx([12.0, 12.0])
    assert loss_db(scene, "penetration:4", (20.0, 0.0, 1.7)) == pytest.approx([0.0, 0.0])


def test_one_edge_is_that_of_the_recommendation() -> None:
    """A wall 12 m high, 40 m from the antenna and 60 m from a point, both at 6 m: v = 6 sqrt(2/lambda (1/40 + 1/60))."""
    scene = Scene(buildings=(Building("wall", box(39.999, -100, 40.001, 100), 12.0),))
    nu = 6.0 * np.sqrt(2.0 * (1 / 40 + 1 / 60) / (SPEED_OF_LIGHT / np.array([900e6, 2100e6])))
    expected = 6.9 + 20 * np.log10(np.sqrt((nu - 0.1) ** 2 + 1) + nu - 0.1)
    assert loss_db(scene, "diffraction", (100.0, 0.0, 6.0)) == pytest.approx(list(expected), abs=0.05)


def test_one_hill_is_the_edge_of_its_tangents() -> None:
    """A ridge 20 m high falling 1 in 2, crest 50 m away; both ends 6 m high: h = 14 m."""
    axis = np.arange(-200.0, 201.0, 2.0)
    height = np.maximum(20.0 - abs(axis - 50.0) / 2.0, 0.0)
    terrain = Terrain(-200.0, -200.0, 2.0, np.tile(height, (201, 1)))
    nu = 14.0 * np.sqrt(2.0 * (2 / 50) / (SPEED_OF_LIGHT / np.array([900e6, 2100e6])))
    assert loss_db(Scene(terrain), "diffraction", (100.0, 0.0, 6.0)) == pytest.approx(
        list(knife_edge_loss_db(nu)), abs=0.05
    )


def test_nothing_between_takes_nothing() -> None:
    scene = Scene(buildings=(HOUSE,))
    for mode in ("none", "penetration:12", "diffraction"):
        assert loss_db(scene, mode, (0.0, 60.0, 6.0)) == pytest.approx([0.0, 0.0], abs=1e-9)


def test_a_reflecting_wall_adds_its_image() -> None:
    """The wall at 30 m, the point at 20 m: 1 + (20 / 40)^2 at the antenna's height."""
    found = loss_db(Scene(buildings=(HOUSE,)), "none", (20.0, 0.0, 6.0), "image")
    assert found == pytest.approx([-10 * np.log10(1.25)] * 2)
    assert loss_db(Scene(buildings=(HOUSE,)), "none", (20.0, 0.0, 6.0), "factor:2") == pytest.approx([-3.0103] * 2)


@pytest.mark.parametrize("text", ["walls", "penetration:thick", "diffraction:3", "", "penetration:p2040:cheese:1"])
def test_unknown_obstruction_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"expected|must be"):
        obstruction_of(text)


@pytest.mark.parametrize("text", ["factor", "factor:0.5", "image:2", "mirror", "factor:nan"])
def test_unknown_reflection_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="expected none"):
        reflection_of(text)


def test_upper_floors_decide() -> None:
    """A beam at the height of a fourth floor 40 m away: the ground complies, the window is above the limit."""
    sender = station(carrier(200.0, 1800.0), pattern=parabolic(), height_m=11.0, azimuth_deg=90.0)
    facing = Building("home", box(40, -8, 52, 8), 13.0)
    bare = emf.assess([sender], GB, draws=0)
    found = emf.assess([sender], GB, scene=Scene(buildings=(facing,)), draws=0)
    assert bare.max_exposure_ratio < 1.0 < found.max_exposure_ratio
    assert found.buildings is not None
    place = found.places[found.governing_point]
    assert (place.kind, place.label) == ("facade", "home 4F 270°")
    # 12 m x 16 m at 3 m: pieces of 4 x 3.0 and 6 x 2.667 m; the receptors face 39.5 m along the axis
    assert place.east == pytest.approx(39.5, abs=0.01)
    assert place.height == 10.5
    assert found.buildings.visible.tolist() == [True]
    assert "ground-receptors-only" not in {a.code for a in found.assumptions}


def test_level_at_a_window_is_the_formula() -> None:
    """Isotropic 15 dBi and 20 W: 20 x 31.6 / (4 pi r^2) at the receptor nearest to the antenna."""
    sender = station(carrier(20.0, 900.0), pattern=isotropic(15.0), height_m=10.5)
    found = emf.assess([sender], GB, scene=Scene(buildings=(replace(HOUSE, height=12.0),)), draws=0)
    assert found.buildings is not None
    worst = found.buildings.worst[0]
    r2 = float((found.buildings.levels.points[worst] ** 2).sum()) + 10.5**2 - 2 * 10.5 * 10.5
    expected = 20.0 * 10**1.5 / (4 * np.pi * r2)
    assert found.buildings.levels.power_density[0, worst] == pytest.approx(expected, rel=1e-6)


def test_free_space_is_the_default_and_modes_are_told() -> None:
    scene = Scene(buildings=(HOUSE, Building("behind", box(60, -10, 72, 10), 9.0)))
    plain = emf.assess([MAST], GB, scene=scene, draws=0)
    assert plain.buildings is not None
    assert np.allclose(plain.buildings.free_space, plain.buildings.levels.exposure_ratio[:, plain.buildings.worst])
    assert "free-space" in {a.code for a in plain.assumptions}
    for mode, code in (("diffraction", "obstruction-diffraction"), ("penetration:12", "obstruction-penetration")):
        found = emf.assess([MAST], GB, scene=scene, propagation=Propagation(obstruction=obstruction_of(mode)), draws=0)
        assert code in {a.code for a in found.assumptions}
        assert found.buildings is not None
        assert found.max_exposure_ratio <= plain.max_exposure_ratio
        behind = list(found.buildings.buildings).index(1)
        before = list(plain.buildings.buildings).index(1)
        assert found.buildings.exposure_ratio(0)[behind] < plain.buildings.exposure_ratio(0)[before]


def slope() -> Scene:
    """Ground that rises 1 in 10 towards the east, 50 m at the station."""
    east = np.arange(-700.0, 701.0, 10.0)
    terrain = Terrain(-700.0, -700.0, 10.0, np.tile(50.0 + east / 10.0, (141, 1)))
    return Scene(terrain, on_terrain([HOUSE], terrain, 50.0), 50.0)


def test_stations_and_receptors_stand_on_the_terrain() -> None:
    """A second mast 200 m in the east stands 20 m higher; the ground receptors follow the slope."""
    longitude, latitude = LocalFrame(120.0, 30.0).longitude_latitude(200.0, 0.0)
    second = station(id="S2", height_m=30.0, longitude=float(longitude), latitude=float(latitude))
    found = emf.assess([MAST, second], GB, subjects=[MAST], scene=slope(), draws=0)
    assert found.sources.position[:, 2] == pytest.approx([6.0, 50.0], abs=1e-6)
    assert np.allclose(found.grid.points[:, 2] - found.grid.points[:, 0] / 10.0, 1.7)
    ring = found.places[2]
    assert ring.height == pytest.approx(1.7)
    assert ring.up == pytest.approx(1.7 + ring.east / 10.0)
    assert "terrain-used" in {a.code for a in found.assumptions}


def test_a_stated_elevation_far_from_the_terrain_is_told() -> None:
    odd = replace(MAST, ground_elevation_m=164.0)  # feet
    found = emf.assess([odd], GB, scene=slope(), draws=0)
    assert [w.code for w in found.warnings if w.code == "check-ground-elevation"] == ["check-ground-elevation"]
    assert found.sources.position[0, 2] == pytest.approx(6.0)


def test_an_antenna_inside_a_house_is_told() -> None:
    inside = Building("own", box(-10, -10, 10, 10), 20.0)
    found = emf.assess([MAST], GB, scene=Scene(buildings=(inside,)), draws=0)
    warning = next(w for w in found.warnings if w.code == "check-antenna-inside")
    assert dict(warning.values) == {"building": "own", "roof": "20.0", "height": "6"}
    above = emf.assess([MAST], GB, scene=Scene(buildings=(replace(inside, height=5.0),)), draws=0)
    assert "check-antenna-inside" not in {w.code for w in above.warnings}


@pytest.mark.parametrize(("power", "code"), [(20e6, "check-level-high"), (20e-6, "check-level-low")])
def test_units_taken_wrongly_are_told(power: float, code: str) -> None:
    odd = station(carrier(power, 900.0), pattern=isotropic(15.0))
    assert [w.code for w in emf.assess([odd], GB, draws=0).warnings] == [code]
    assert not emf.assess([station(carrier(20.0, 900.0), pattern=isotropic(15.0))], GB, draws=0).warnings


def test_a_ring_under_one_roof_keeps_its_ground() -> None:
    """A hall over the whole inner ring: its ground counts, and the result says so."""
    hall = Building("hall", box(-60, -60, 60, 60), 8.0)
    found = emf.assess(
        [station(carrier(20.0, 900.0), pattern=isotropic(15.0), height_m=30.0)],
        GB,
        scene=Scene(buildings=(hall,)),
        draws=0,
    )
    told = [a for a in found.assumptions if a.code == "ring-indoors"]
    assert [a.where for a in told] == [("0-50 m",)]
    assert found.places[0].distance <= 50.0


def test_a_model_that_needs_what_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="level ground"):
        emf.assess([MAST], GB, scene=slope(), propagation=Propagation(ground=ground_of("two-ray:wet")))
    for mode, reflection in (("diffraction", "none"), ("none", "image")):
        with pytest.raises(ValueError, match="need buildings"):
            emf.assess([MAST], GB, propagation=Propagation(obstruction=obstruction_of(mode, reflection)))


def test_a_background_of_far_antennas_is_refused_at_buildings() -> None:
    """It would be missing in their levels, which would look too low."""
    far = FarSums(lambda points: np.full((2, len(points)), 1e-6), NodeBox((-500.0, -500.0, 0.0), (500.0, 500.0, 65.0)))
    sums = weights_of(sources_of([station()]), GB).combined.shape[1]
    background = Background(far, np.ones((2, 1 + sums, 1)), stations=1, antennas=1, carriers=1, radius=1500.0)
    with pytest.raises(ValueError, match="does not reach buildings"):
        emf.assess([station()], GB, scene=Scene(buildings=(HOUSE,)), draws=0, background=background)
