"""The level to be expected: hand-worked values, ranges, the bound, and what traffic and buildings do to it."""

from dataclasses import replace

import numpy as np
import pytest
from shapely.geometry import box

from builders.stations import carrier, isotropic, station
from emfassess.exposure.expected import (
    FULL_LOAD,
    ExpectedSettings,
    Load,
    expected_levels,
    load_from_counters,
    mast_powers,
)
from emfassess.exposure.expected.levels import carriers_of
from emfassess.exposure.expected.mast_kernel import compiled_masts
from emfassess.exposure.expected.models import FAR, NEAR, RMA, UMA, UMI, model_of
from emfassess.exposure.expected.traffic import ASSUMED_LOADS, carrier_loads, transmitted
from emfassess.exposure.ratios import Weights
from emfassess.field import Sources, sources_of
from emfassess.field.penetration import entry_loss_db
from emfassess.measurements.power_reduction import Monitored
from emfassess.stations import Station
from emfassess.surroundings import Building, Scene
from emfassess.surroundings.surface import surface_of
from emfassess.units import Floats

FULL = ExpectedSettings(loads=FULL_LOAD)


def unit_weights(sources: Sources) -> Weights:
    """A limit of one watt per square metre."""
    return Weights(np.ones((1, len(sources.eirp))), np.ones((2, len(sources.eirp))), ("power_density",))


def mast(frequency_mhz: float = 2000.0, height_m: float = 25.0, power_w: float = 10.0, **more: object) -> Station:
    return station(carrier(power_w, frequency_mhz), pattern=isotropic(), height_m=height_m, **more)  # type: ignore[arg-type]


def at(distance: float, height: float = 1.5) -> Floats:
    return np.array([[0.0, distance, height]])


def decibel(value: Floats) -> float:
    return float(10.0 * np.log10(value[0]))


def test_close_to_a_mast_the_level_is_that_of_line_of_sight() -> None:
    sources = sources_of([mast()])
    found = expected_levels(sources, unit_weights(sources), at(15.0), settings=FULL)
    # slant sqrt(15^2 + 23.5^2) = 27.879 m: loss 28 + 22 * 1.445279 + 6.0206 + 9 = 74.8167 dB
    # 10 dBW + 10 log(4 pi / 0.149896^2 = 559.28) = 27.4763, scattered -12 dBi: 10 log(1 + 0.063096) = 0.2657
    assert decibel(found.median) == pytest.approx(10.0 + 27.4763 + 0.2657 - 74.8167, abs=0.1)
    # 4 and 5.1 dB in squares: 6.4815 dB; 5 % lie 1.6449 spreads away
    assert decibel(found.p95) - decibel(found.median) == pytest.approx(6.4815 * 1.6449, abs=0.15)
    assert decibel(found.median) - decibel(found.p5) == pytest.approx(6.4815 * 1.6449, abs=0.15)
    assert found.exposure_ratio == pytest.approx(found.median)
    assert found.reason.tolist() == [""]


def test_two_equal_carriers_of_a_mast_share_their_shadow() -> None:
    one, two = (sources_of([station(*[carrier(10.0, 2000.0)] * n, height_m=25.0)]) for n in (1, 2))
    low, high = (expected_levels(s, unit_weights(s), at(300.0), settings=FULL) for s in (one, two))
    for name in ("p5", "median", "p95"):
        assert decibel(getattr(high, name)) - decibel(getattr(low, name)) == pytest.approx(3.0103, abs=0.05)


def test_no_level_lies_above_the_bound() -> None:
    sources = sources_of([mast()])
    bound = np.array([1e-6])
    found = expected_levels(sources, unit_weights(sources), at(50.0), settings=FULL, bound_power_density=bound)
    assert found.p95[0] == found.median[0] == 1e-6


@pytest.mark.parametrize(
    ("changes", "point", "reason"),
    [
        ({"frequency_mhz": 100.0}, at(200.0), "frequency-outside-model"),
        ({}, at(5.0), "nearer-than-model"),
        ({}, at(6000.0), "farther-than-model"),
        ({}, at(200.0, 30.0), "point-height-outside-model"),
        ({"height_m": 200.0}, at(500.0), "mast-height-outside-model"),
    ],
)
def test_out_of_range_it_is_absent_with_its_reason(changes: dict[str, float], point: Floats, reason: str) -> None:
    sources = sources_of([mast(**changes)])
    found = expected_levels(sources, unit_weights(sources), point, settings=FULL)
    assert found.reason.tolist() == [reason]
    assert np.isnan([found.p5, found.median, found.p95, found.exposure_ratio]).all()


def test_the_model_follows_the_height_of_the_mast_against_the_roofs() -> None:
    assert model_of(25.0, 10.0) is UMA
    assert model_of(8.0, 10.0) is UMI
    assert model_of(25.0, 4.0) is RMA


def test_an_assumed_load_lowers_the_level_and_a_reduction_factor_bounds_it() -> None:
    sources = sources_of([mast()])
    median, spread = transmitted(sources, carrier_loads(sources, {}))
    assert median.tolist() == [ASSUMED_LOADS["LTE"].median]
    assert spread.tolist() == [ASSUMED_LOADS["LTE"].spread_db]
    reduced = sources_of([station(carrier(10.0, 2000.0, power_reduction_factor=0.1, duty_cycle=0.5))])
    assert transmitted(reduced, carrier_loads(reduced, {}))[0].tolist() == pytest.approx([0.05])


def test_load_from_counters_takes_their_percentiles() -> None:
    shares = np.interp(np.arange(101), [0, 50, 95, 100], [0.0, 0.2, 0.4, 0.5])
    load = load_from_counters(Monitored(360.0, tuple(shares.tolist()), 100, 0, 100, 0, 1.0))
    # 10 log 2 = 3.0103 dB lie 1.6449 spreads above the median
    assert (load.median, load.source) == (0.2, "counters")
    assert load.spread_db == pytest.approx(1.8301, abs=1e-4)
    with pytest.raises(ValueError, match="half of the time"):
        load_from_counters(Monitored(360.0, (0.0,) * 101, 100, 0, 100, 0, 1.0))
    with pytest.raises(ValueError, match="median"):
        Load(0.0)


def test_indoors_the_median_falls_by_the_entry_loss_and_the_interval_widens() -> None:
    sources = sources_of([mast()])
    outside = expected_levels(sources, unit_weights(sources), at(15.0), settings=FULL)
    inside = expected_levels(
        sources, unit_weights(sources), at(15.0), settings=ExpectedSettings(indoors="traditional", loads=FULL_LOAD)
    )
    loss = float(entry_loss_db(2e9))
    assert decibel(outside.median) - decibel(inside.median) == pytest.approx(loss, abs=0.1)
    assert inside.p95[0] / inside.median[0] > outside.p95[0] / outside.median[0]


def test_known_buildings_decide_the_sight() -> None:
    sources = sources_of([mast()])
    points = np.array([[0.0, 100.0, 1.5], [100.0, 0.0, 1.5]])
    surface = surface_of(Scene(buildings=(Building("house", box(85, -20, 95, 20), 12.0),)), (-200, -200, 200, 200))
    found = expected_levels(sources, unit_weights(sources), points, settings=FULL, surface=surface)
    # seen: slant 102.7241 m, loss 28 + 44.2568 + 6.0206 = 78.2774 dB without the loss of hidden sight
    assert decibel(found.median[:1]) == pytest.approx(10.0 + 27.4763 + 0.2657 - 78.2774, abs=0.1)
    assert found.median[1] < 0.1 * found.median[0]


def test_of_a_mast_beyond_the_surface_sight_keeps_its_probability() -> None:
    sources = sources_of([mast()])
    house = Scene(buildings=(Building("house", box(185, -20, 195, 20), 12.0),))
    levels = [
        expected_levels(sources, unit_weights(sources), np.array([[200.0, 0.0, 1.5]]), settings=FULL, surface=surface)
        for surface in (None, surface_of(house, (150, -100, 250, 100)))
    ]
    assert levels[1].median == pytest.approx(levels[0].median, rel=1e-9)


@pytest.mark.parametrize(("name", "listed"), [("WCDMA", "UMTS"), ("5G", "NR"), ("lte", "LTE")])
def test_other_names_of_a_technology_have_its_load(name: str, listed: str) -> None:
    sources = sources_of([station(replace(carrier(10.0, 2000.0), technology=name))])
    assert carrier_loads(sources, {}) == (ASSUMED_LOADS[listed],)


def test_a_load_stated_by_the_name_in_the_record_counts() -> None:
    sources = sources_of([station(replace(carrier(10.0, 2000.0), technology="WCDMA"))])
    stated = Load(0.9, 1.0, "stated")
    assert carrier_loads(sources, {"WCDMA": stated}) == carrier_loads(sources, {"UMTS": stated}) == (stated,)


def scene_of_masts() -> tuple[Sources, Floats]:
    """Masts of all three heights with two carriers, and points under, near and far from them."""
    rng = np.random.default_rng(7)
    stations = [
        mast(frequency, height, id=f"S{number}", east_m=east)
        for number, (frequency, height, east) in enumerate(
            ((900.0, 8.0, 0.0), (2100.0, 12.0, 60.0), (3500.0, 35.0, 200.0), (95000.0, 30.0, 420.0))
        )
    ]
    points = np.column_stack([rng.uniform(-3000.0, 3000.0, (300, 2)), rng.uniform(1.0, 24.0, 300)])
    points[:20, :2] *= 0.01
    points[20:30, :2] *= 3.0
    return sources_of(stations), points


@pytest.mark.parametrize("roof", [3.0, 10.0])
@pytest.mark.parametrize("indoors", [None, "traditional"])
def test_the_compiled_masts_are_those_of_plain_numpy(roof: float, indoors: str | None) -> None:
    sources, points = scene_of_masts()
    place = roof, indoors, None
    carriers, coefficient = carriers_of(sources, {}), np.vstack([np.ones(4), np.arange(4.0)])
    plain = mast_powers._plain(
        carriers, mast_powers.ways_of(carriers, points, *place), coefficient, points, points[:, 2]
    )
    compiled = compiled_masts(
        carriers, mast_powers.ways_of(carriers, points, *place), coefficient, points, points[:, 2]
    )
    for value, other in zip(vars(plain).values(), compiled, strict=True):
        np.testing.assert_allclose(other, value, rtol=1e-9, atol=1e-12)
    assert set(plain.worst) >= {NEAR, FAR}


def test_the_compiled_masts_take_the_sight_that_is_known() -> None:
    sources, points = scene_of_masts()
    carriers = carriers_of(sources, {})
    ways = mast_powers.ways_of(carriers, points, 10.0, None, None)
    rng = np.random.default_rng(3)
    shape = len(ways.mast), len(points)
    seen = rng.choice([0.0, 1.0, np.nan], shape)
    ways = replace(ways, seen=seen, diffracted_db=rng.uniform(60.0, 150.0, shape))
    plain = mast_powers._plain(carriers, ways, np.ones((1, 4)), points, points[:, 2])
    compiled = compiled_masts(carriers, ways, np.ones((1, 4)), points, points[:, 2])
    for value, other in zip(vars(plain).values(), compiled, strict=True):
        np.testing.assert_allclose(other, value, rtol=1e-9, atol=1e-12)
