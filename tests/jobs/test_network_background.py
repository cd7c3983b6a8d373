"""Far stations of a network as a background: three networks against every antenna at every receptor."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from builders.networks import PENCILS, WITH_NULLS, antenna_density, gb_8702_sums, network
from emfassess.assessment.result import Assessment
from emfassess.geometry import LocalFrame
from emfassess.jobs.batches import batches_of
from emfassess.jobs.near_stations import summed_stations
from emfassess.jobs.network_background import neighbourhood
from emfassess.jobs.network_blocks import Seen
from emfassess.jobs.plan import Plan
from emfassess.jobs.run import assess_station
from emfassess.patterns import Pattern
from emfassess.readers.limit_sets import load_limits
from emfassess.stations import Antenna, Station
from emfassess.units import Floats

GB = load_limits("gb-8702-2014")
CLEAR = 130.0
"""Farther than twice 2 D^2 / lambda of any antenna here: twelve rows 0.8 wavelengths apart have 59 m at 942 MHz. [m]"""


def receptors_clear_of_antennas(found: Assessment) -> NDArray[np.intp]:
    points: Floats = found.grid_levels.points
    gap = np.min([np.hypot(*(points - p)[:, :2].T) for p in found.sources.position], axis=0)
    clear = np.flatnonzero(gap > CLEAR)
    return clear[:: max(1, len(clear) // 150)]


def decibels_apart(found: Floats, expected: Floats) -> float:
    return float(np.abs(10 * np.log10(found / expected)).max())


@pytest.mark.parametrize(
    ("sites", "per_km2", "patterns"),
    [(250, 4.0, WITH_NULLS), (60, 1 / 16.0, WITH_NULLS), (150, 4.0, PENCILS)],
    ids=["city", "rural", "pencil beams"],
)
def test_levels_verdict_and_main_contributor_are_those_of_all_pairs(
    sites: int, per_km2: float, patterns: Sequence[Pattern]
) -> None:
    stations = network(sites, per_km2, patterns)
    plan = Plan(tuple(stations), GB)
    found, _ = assess_station(plan, 0, draws=0)
    chosen = receptors_clear_of_antennas(found)
    names, density = antenna_density(stations[0], stations, found.grid_levels.points[chosen])
    expected = gb_8702_sums(stations, density)
    assert decibels_apart(found.grid_levels.sums[..., chosen], expected) < 0.02
    main = [found.grid_levels.contributors[k] for k in found.grid_levels.main_contributor[0, chosen]]
    weighted = density * gb_8702_sums(stations, np.eye(len(density)))[0].max(axis=0)[:, np.newaxis]
    assert main == [names[k] for k in weighted.argmax(axis=0)]

    whole, _ = assess_station(replace(plan, full_sum=True), 0, draws=0)
    assert whole.background is None
    assert found.verdict is whole.verdict
    assert decibels_apart(found.place_levels.sums, whole.place_levels.sums) < 0.02
    assert decibels_apart(found.place_levels.bound_exposure_ratio, whole.place_levels.bound_exposure_ratio) < 0.02
    assert found.expanded_uncertainty_db == pytest.approx(whole.expanded_uncertainty_db, abs=1e-3)
    assert found.counts == whole.counts
    assert found.place_expected.reason.tolist() == whole.place_expected.reason.tolist()
    given = whole.place_expected.reason == ""
    assert decibels_apart(found.place_expected.median[given], whole.place_expected.median[given]) < 0.2
    assert decibels_apart(found.place_expected.p95[given], whole.place_expected.p95[given]) < 0.2


def test_a_city_has_a_background_that_states_itself_and_pencil_beams_have_none() -> None:
    city, _ = assess_station(Plan(tuple(network(250, 4.0)), GB), 0, draws=0)
    assert city.background is not None
    stated = next(a for a in city.assumptions if a.code == "background-interpolated")
    values = dict(stated.values)
    assert values["stations"] == str(250 - len(city.stations))
    assert 0 < float(values["error"]) < 0.03
    assert Plan(tuple(network(20, 4.0)), GB).network is None
    pencils = Plan(tuple(network(150, 4.0, PENCILS)), GB)
    assert len(summed_stations(pencils, 0).stations) == 150


def far_density(plan: Plan, origin: Station, points: Floats) -> tuple[Floats, Floats, int]:
    """Power density of the far stations by the nodes of a block, and in plain NumPy."""
    assert plan.network is not None
    around = neighbourhood(plan.network, origin, Seen(500.0, 60.0, 0.0))
    assert around is not None
    kinds = around.far.exact(points)
    near = {str(name) for name in plan.network.station_ids[around.near_numbers]}
    _, density = antenna_density(origin, [s for s in plan.stations if s.id not in near], points)
    return kinds[: len(kinds) // 2].sum(axis=0), density.sum(axis=0), around.stations + len(near)


def test_what_is_far_beyond_a_block_is_in_its_nodes_and_turned_as_the_meridians_are() -> None:
    stations = network(1000, 2.0)
    plan = Plan(tuple(stations), GB)
    points = np.random.default_rng(2).uniform([-500, -500, 0], [500, 500, 60], (20, 3))
    for origin in (stations[0], stations[-1]):
        found, expected, count = far_density(plan, origin, points)
        assert count == 1000
        # the plain sum has bearings from one north, that of the block from each antenna's own: 0.06 degrees at 11 km
        assert decibels_apart(found, expected) < 0.01


def test_a_much_stronger_far_antenna_is_near() -> None:
    stations = network(150, 4.0)
    mast = stations[-1]
    strong = replace(mast.antennas[0].carriers[0], power_w=400_000.0)
    antennas = (replace(mast.antennas[0], carriers=(strong,)), *mast.antennas[1:])
    plan = Plan((*stations[:-1], replace(mast, antennas=antennas)), GB)
    ordinary, unusual = summed_stations(Plan(tuple(stations), GB), 0), summed_stations(plan, 0)
    assert mast.id not in {station.id for station in ordinary.stations}
    assert mast.id in {station.id for station in unusual.stations}


def test_a_far_antenna_that_adds_most_at_an_evaluation_point_joins_the_near_ones() -> None:
    stations = network(150, 4.0)
    far = stations[-1]
    beam = replace(far.antennas[0], pattern=WITH_NULLS[0], mechanical_tilt_deg=0.0, height_m=60.0)
    place = LocalFrame(stations[0].longitude, stations[0].latitude).east_north(far.longitude, far.latitude)
    towards = float(np.degrees(np.arctan2(-place[0], -place[1])) % 360)
    aimed = replace(far, antennas=(replace(beam, azimuth_deg=towards), *far.antennas[1:]))
    # all others transmit a millionth, but for one nearby, as strong as the far one, that looks away
    first, *weak = (replace(s, antennas=tuple(faint(a, 1e-6) for a in s.antennas)) for s in stations[:-1])
    side = LocalFrame(first.longitude, first.latitude).east_north(weak[0].longitude, weak[0].latitude)
    away = replace(stations[1].antennas[0], azimuth_deg=float(np.degrees(np.arctan2(*side)) % 360), height_m=1000.0)
    weak[0] = replace(weak[0], antennas=(away, *weak[0].antennas[1:]))
    plan = Plan((first, *weak, aimed), GB)
    assert aimed.id not in {station.id for station in summed_stations(plan, 0).stations}
    found, _ = assess_station(plan, 0, draws=0)
    whole, _ = assess_station(replace(plan, full_sum=True), 0, draws=0)
    assert aimed.id in {station.id for station in found.stations}
    names = [
        [levels.contributors[k] for k in levels.main_contributor[0]]
        for levels in (found.place_levels, whole.place_levels)
    ]
    assert names[0] == names[1]


def faint(antenna: Antenna, factor: float) -> Antenna:
    return replace(antenna, carriers=tuple(replace(c, power_w=factor * (c.power_w or 0.0)) for c in antenna.carriers))


def test_stations_from_a_folder_have_the_same_levels(tmp_path: Path) -> None:
    plan = Plan(tuple(network(120, 4.0)), GB)
    batches = batches_of(plan, workers=2, folder=tmp_path)
    assert sorted(index for batch in batches for index in batch.own) == list(range(120))
    batch = next(b for b in batches if 0 in b.own)
    found, _ = assess_station(batch.plan, batch.places[batch.own.index(0)], draws=0)
    alone, _ = assess_station(plan, 0, draws=0)
    assert np.array_equal(found.grid_levels.sums, alone.grid_levels.sums)
    assert found.assumptions == alone.assumptions
