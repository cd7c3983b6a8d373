"""Receptors at facades: counted and placed by hand on simple buildings."""

import numpy as np
import pytest
from shapely.geometry import Polygon, box

from emfassess.surroundings import FLAT, Building, Scene, Terrain, ground_grid
from emfassess.surroundings.facades import ROOF, FacadeSettings, facade_receptors
from emfassess.surroundings.scene import on_terrain

CENTRE = np.zeros((1, 2))


def house(**more: object) -> Building:
    """12 m x 9 m x 9 m in the north-east."""
    return Building("h", box(20, 20, 32, 29), **{"height": 9.0, **more})  # type: ignore[arg-type]


def test_every_floor_of_every_facade() -> None:
    """Walls of 12 and 9 m at 3 m: 4 + 3 + 4 + 3 places; 9 m: three floors, receptors at 1.5, 4.5 and 7.5 m."""
    found = facade_receptors(Scene(buildings=(house(),)), CENTRE, FacadeSettings())
    assert len(found) == 14 * 3
    assert sorted(set(found.height)) == [1.5, 4.5, 7.5]
    south = found.points[np.isclose(found.bearing_deg, 180)]
    assert np.allclose(south[:, 1], 19.5)
    assert sorted(set(south[:, 0].round(9))) == [21.5, 24.5, 27.5, 30.5]
    assert np.allclose(found.points[np.isclose(found.bearing_deg, 90)][:, 0], 32.5)


def test_behind_the_wall() -> None:
    found = facade_receptors(Scene(buildings=(house(),)), CENTRE, FacadeSettings())
    south = np.isclose(found.bearing_deg, 180)
    assert np.allclose(found.indoors[south][:, 1], 20.5)
    assert np.allclose(found.indoors[:, 2], found.points[:, 2])


def test_the_facade_of_a_courtyard_looks_into_it() -> None:
    ring = Polygon(box(0, 0, 30, 30).exterior.coords, [box(10, 10, 20, 20).exterior.coords])
    scene = Scene(buildings=(Building("c", ring, 3.0),))
    found = facade_receptors(scene, CENTRE, FacadeSettings())
    court = np.all((found.points[:, :2] > 10) & (found.points[:, :2] < 20), axis=1)
    assert court.sum() == 4 * 4  # 10 m in pieces of 2.5 m
    assert not scene.indoors(found.points).any()
    assert scene.indoors(found.indoors).all()


def test_a_party_wall_has_no_receptor_below_the_lower_roof() -> None:
    """The neighbour in the east is 6 m high: the eastern wall keeps the floor at 7.5 m only."""
    scene = Scene(buildings=(house(), Building("n", box(32, 20, 44, 29), 6.0)))
    found = facade_receptors(scene, CENTRE, FacadeSettings())
    east = found.points[(found.building == 0) & np.isclose(found.bearing_deg, 90)]
    assert set(east[:, 2]) == {7.5}


def test_stated_storeys_share_the_height() -> None:
    found = facade_receptors(Scene(buildings=(house(storeys=2),)), CENTRE, FacadeSettings())
    assert sorted(set(found.height)) == [1.5, 6.0]


def test_roofs_only_where_people_can_go() -> None:
    shut = facade_receptors(Scene(buildings=(house(),)), CENTRE, FacadeSettings())
    assert ROOF not in shut.floor
    for scene, settings in (
        (Scene(buildings=(house(roof_access=True),)), FacadeSettings()),
        (Scene(buildings=(house(),)), FacadeSettings(all_roofs=True)),
    ):
        roof = facade_receptors(scene, CENTRE, settings)
        assert np.allclose(roof.points[roof.floor == ROOF][:, 2], 10.7)
        assert (roof.floor == ROOF).sum() == 4 * 3 + 4  # a grid of 3 m, and four corners


def test_only_within_the_distance() -> None:
    """The nearest receptors, at the corner (19.5, 21.5), lie at 29.03 m."""
    scene = Scene(buildings=(house(),))
    assert len(facade_receptors(scene, CENTRE, FacadeSettings(distance=29.0))) == 0
    assert len(facade_receptors(scene, CENTRE, FacadeSettings(distance=29.1))) == 6
    assert len(facade_receptors(FLAT, CENTRE, FacadeSettings())) == 0


def test_a_building_stands_on_the_terrain() -> None:
    """A slope of 1 in 10 towards the east: ground 2.6 m under the middle of the outline, datum 100 m."""
    east = np.arange(-100.0, 101.0, 10.0)
    terrain = Terrain(-100.0, -100.0, 10.0, np.tile(100.0 + east / 10.0, (21, 1)))
    placed = on_terrain([house()], terrain, 100.0)
    assert placed[0].ground == pytest.approx(2.6)
    scene = Scene(terrain, placed, 100.0)
    found = facade_receptors(scene, CENTRE, FacadeSettings())
    assert np.allclose(found.points[:, 2] - found.height, 2.6)


def test_ground_receptors_stand_outside_and_on_the_terrain() -> None:
    east = np.arange(-600.0, 601.0, 10.0)
    terrain = Terrain(-600.0, -600.0, 10.0, np.tile(100.0 + east / 10.0, (121, 1)))
    scene = Scene(terrain, on_terrain([house()], terrain, 100.0), 100.0)
    whole = ground_grid([(0.0, 0.0)])
    found = scene.outdoors(whole)
    assert np.allclose(found.points[:, 2], found.points[:, 0] / 10.0 + 1.7)
    assert np.allclose(scene.height_above_ground(found.points), 1.7)
    gone = whole.cell.sum() - found.cell.sum()
    assert gone > 0
    assert (scene.building_at(found.points[:, 0], found.points[:, 1]) == -1).all()


def test_there_is_ground_under_a_bridge() -> None:
    bridge = Building("b", box(20, 20, 32, 29), 9.0, min_height=4.0)
    whole = ground_grid([(0.0, 0.0)])
    assert len(Scene(buildings=(bridge,)).outdoors(whole).points) == len(whole.points)


@pytest.mark.parametrize(("key", "value"), [("distance", 0.0), ("distance", 5000.0), ("step", 0.0), ("step", np.nan)])
def test_settings_check_themselves(key: str, value: float) -> None:
    with pytest.raises(ValueError, match="must lie"):
        FacadeSettings(**{key: value})  # type: ignore[arg-type]
