"""Digests of what a station's files follow from."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from builders.interrupted_run import write_small_stations
from emfassess import load_limits
from emfassess.jobs.fingerprints import digest_of, station_inputs
from emfassess.jobs.plan import Plan, read_plan
from emfassess.readers.station_files import read_stations


def _plan(folder: Path, count: int = 3) -> Plan:
    write_small_stations(folder, count)
    return read_plan([folder / "stations"], folder=folder)


def _changed(plan: Plan, other: Plan) -> list[bool]:
    return [a != b for a, b in zip(station_inputs(plan), station_inputs(other), strict=True)]


def test_the_same_files_read_again_have_the_same_digests(tmp_path: Path) -> None:
    plan = _plan(tmp_path)
    assert len(set(station_inputs(plan))) == 3
    assert _changed(plan, replace(plan, stations=read_stations(tmp_path / "stations"))) == [False] * 3


def test_what_is_in_range_counts_and_what_is_beyond_does_not(tmp_path: Path) -> None:
    plan = _plan(tmp_path)
    near, middle, far = plan.stations
    far = replace(far, longitude=far.longitude + 1.0)  # 96 km away at 30 degrees of latitude
    apart = replace(plan, stations=(near, middle, far))
    moved = replace(apart, stations=(near, middle, replace(far, name="renamed")))
    assert _changed(apart, moved) == [False, False, True]
    renamed = replace(apart, stations=(replace(near, name="renamed"), middle, far))
    assert _changed(apart, renamed) == [True, True, False]
    # a station more beyond the range is counted in every record
    more = replace(apart, stations=(*apart.stations, replace(far, id="S-9", longitude=far.longitude + 1.0)))
    assert [a != b for a, b in zip(station_inputs(apart), station_inputs(more), strict=False)] == [True] * 3


def test_every_option_that_decides_a_file_counts(tmp_path: Path) -> None:
    plan = _plan(tmp_path)
    for other in (
        replace(plan, limits=load_limits("icnirp-2020")),
        replace(plan, language="zh"),
        replace(plan, outputs=("json",)),
        replace(plan, scatter_dbi=None),
        replace(plan, national={station.id: load_limits("icnirp-2020") for station in plan.stations}),
    ):
        assert _changed(plan, other) == [True] * 3
    own = replace(plan, national={plan.stations[1].id: load_limits("icnirp-2020")})
    assert _changed(plan, own) == [False, True, False]


def test_a_digest_tells_values_of_one_representation_apart() -> None:
    values = [(1, 2), ((1,), 2), "(1, 2)", np.array([1, 2]), np.array([1.0, 2.0]), np.array([[1, 2]]), {1: 2}, (1, "2")]
    assert len({digest_of(value, {}) for value in values}) == len(values)
    assert digest_of({"a": 1, "b": 2}, {}) == digest_of({"b": 2, "a": 1}, {})
