"""A network in batches: every station is assessed with the same neighbours as in one piece."""

import numpy as np

from builders.region_scenes import sites_at
from emfassess.jobs.batches import batches_of
from emfassess.jobs.plan import Plan
from emfassess.jobs.run import assess_station
from emfassess.readers.limit_sets import load_limits


def plan() -> Plan:
    places = np.random.default_rng(6).uniform(-60_000, 60_000, (60, 2))
    return Plan(tuple(sites_at([(float(e), float(n)) for e, n in places])), load_limits("gb-8702-2014"))


def test_each_station_is_in_one_batch_with_all_in_its_range() -> None:
    whole = plan()
    batches = batches_of(whole, workers=2)
    assert sorted(index for batch in batches for index in batch.own) == list(range(60))
    assert any(len(batch.plan.stations) < 60 for batch in batches)
    for batch in batches:
        assert batch.plan.out_of_range + len(batch.plan.stations) == 60
        assert [batch.plan.stations[k].id for k in batch.places] == [whole.stations[k].id for k in batch.own]


def test_a_station_has_the_same_levels_and_assumptions_in_a_batch_as_in_the_whole_network() -> None:
    whole = plan()
    batch = next(b for b in batches_of(whole, workers=2) if len(b.plan.stations) < 55)
    alone, _ = assess_station(whole, batch.own[0])
    found, _ = assess_station(batch.plan, batch.places[0])
    assert np.array_equal(found.grid_levels.sums, alone.grid_levels.sums)
    assert found.assumptions == alone.assumptions
    assert found.max_exposure_ratio == alone.max_exposure_ratio
