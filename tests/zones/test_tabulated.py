"""Zones from tables against marching cubes and rays over the field itself, which is computed at every point there."""

from typing import Any

import numpy as np
import pytest
from skimage.measure import marching_cubes

import emfassess as emf
from builders.array_pattern import array_pattern
from builders.stations import carrier, parabolic, station
from emfassess.exposure.ratios import weights_of
from emfassess.field import FREE_SPACE, Propagation, ground_of, sources_of
from emfassess.field.models import carrier_density
from emfassess.patterns import panel
from emfassess.stations import Station
from emfassess.units import Floats
from emfassess.zones.station_zones import station_zones
from emfassess.zones.surfaces import directions, ray_distances
from emfassess.zones.tabulated import TabulatedField, station_tables
from emfassess.zones.zone import level_axes

ICNIRP = emf.load_limits("icnirp-2020")
FARTHEST = 30.0


def panels(watt: float) -> list[Station]:
    """One antenna each, of a measured cut and of a computed one, with both tilts and two bands."""
    carriers = carrier(watt, 942.0), carrier(watt, 2140.0)
    tilts: dict[str, Any] = {"mechanical_tilt_deg": 4.0, "electrical_tilt_deg": 3.0}
    return [
        station(*carriers, pattern=array_pattern(8), rows=8, row_pitch_m=0.11, azimuth_deg=35.0, **tilts),
        station(*carriers, pattern=panel(17.0, 65.0, 7.0), azimuth_deg=35.0, **tilts),
    ]


def both_ratios(made: Station) -> tuple[TabulatedField, Floats]:
    """Tabulated field, and the weights for that computed at every point."""
    sources = sources_of([made])
    combined = weights_of(sources, ICNIRP).combined[0]
    tables = station_tables(sources, FREE_SPACE, FARTHEST)
    assert tables is not None
    return tables.of(combined, np.ones(len(sources.eirp), dtype=np.bool_)), combined


def computed(made: Station, combined: Floats, points: Floats) -> Floats:
    return np.asarray((combined @ carrier_density(sources_of([made]), points)[0]).max(axis=0))


@pytest.mark.parametrize("which", [0, 1])
def test_rays_end_where_the_field_itself_comes_down_to_the_limit(which: int) -> None:
    made = panels(40.0)[which]
    field, combined = both_ratios(made)
    rays, _ = directions(level_axes(35.0), -7.0, 7.0)
    centre = np.array([0.0, 0.0, 30.0])
    found = field.reaches(rays, FARTHEST)
    expected = ray_distances(lambda points: computed(made, combined, points), centre, rays, FARTHEST)
    change = found / np.maximum(expected, 1e-9) - 1
    # beside the panel's own axis, that is inside of its cover, single elements stand out by the centimetre
    seen = expected * np.hypot(rays[:, 0], rays[:, 1]) > 0.15
    # tips and nearly all else within a thousandth; at the edge between two candidates of the weights somewhat more
    assert found.max() == pytest.approx(expected.max(), rel=1e-3)
    assert np.quantile(np.abs(change[seen]), 0.9) < 3e-3
    assert change[seen].min() > -0.01


@pytest.mark.parametrize("which", [0, 1])
def test_a_zone_reaches_as_far_as_marching_cubes_over_the_field_itself(which: int) -> None:
    made = panels(2.0)[which]
    _, combined = both_ratios(made)
    zone = station_zones(made, [ICNIRP])[0]
    low, high = zone.vertices.min(axis=0) - 0.4, zone.vertices.max(axis=0) + 0.4
    cell = 0.05
    grid = np.stack(
        np.meshgrid(*(np.arange(a, b, cell) for a, b in zip(low, high, strict=True)), indexing="ij"), axis=-1
    )
    level = np.log(computed(made, combined, grid.reshape(-1, 3))).reshape(grid.shape[:3])
    vertices, *_ = marching_cubes(level, 0.0)  # type: ignore[no-untyped-call]
    local = (grid[0, 0, 0] + vertices * cell - zone.centre) @ zone.axes.T
    names = (("front", "behind"), ("right", "left"), ("above", "below"))
    for axis, (ahead, back) in enumerate(names):
        for name, reach in ((ahead, local[:, axis].max()), (back, -local[:, axis].min())):
            # rays are some degrees apart, cubes 5 cm wide; the first panel is too short for its beam, and so its elements
            # add up to four times the power of the pattern's peak
            assert zone.reaches[name] > 0.97 * reach - 0.05, name
            assert zone.reaches[name] < 1.03 * reach + 0.1, name


def test_ratios_at_points_are_those_of_the_field_itself() -> None:
    rng = np.random.default_rng(6)
    for made in panels(40.0):
        field, combined = both_ratios(made)
        points = np.array([0.0, 0.0, 30.0]) + rng.uniform(-12.0, 12.0, (4000, 3))
        change = np.log(field.ratio(points) / computed(made, combined, points))
        near = np.linalg.norm(points - [0.0, 0.0, 30.0], axis=1) > 1.5
        assert np.quantile(np.abs(change[near]), 0.95) < 0.01
        assert change[near].min() > -0.1


def test_columns_beside_each_other_and_two_rays_are_computed_at_every_point() -> None:
    wide = station(carrier(40.0), pattern=parabolic(17.0), rows=4, row_pitch_m=0.1, columns=4, column_pitch_m=0.08)
    assert station_tables(sources_of([wide]), FREE_SPACE, FARTHEST) is None
    two_rays = Propagation(ground=ground_of("two-ray:medium-dry"))
    assert station_tables(sources_of(panels(40.0)[:1]), two_rays, FARTHEST) is None
    assert not station_zones(wide, [ICNIRP])[0].empty


def test_the_ground_s_factor_moves_the_zone_out_by_its_root() -> None:
    # 4 in power: twice the distance in the far field; 3000 W into 0 dBi have their limit 7.3 and 14.6 m away
    made = station(carrier(3000.0), height_m=40.0)
    plain, lifted = (
        station_zones(made, [ICNIRP], propagation=Propagation(ground=ground_of(g)))[0] for g in ("none", "k.52")
    )
    assert lifted.reaches["front"] == pytest.approx(2 * plain.reaches["front"], rel=1e-3)


@pytest.mark.parametrize("azimuth", [0.0, 100.0, 230.0, 310.0])
def test_straight_below_an_antenna_its_beam_counts_whatever_its_azimuth(azimuth: float) -> None:
    """There no azimuth is the antenna's own, and a sign of a zero does not decide it."""
    made = station(carrier(200.0, 942.0), pattern=panel(17.0, 65.0, 7.0), azimuth_deg=azimuth)
    field, combined = both_ratios(made)
    below = np.array([[0.0, 0.0, 1.7], [0.0, 0.0, 20.0]])
    density, _ = carrier_density(sources_of([made]), below, FREE_SPACE)
    assert field.ratio(below) == pytest.approx((combined @ density).max(axis=0), rel=0.02)
