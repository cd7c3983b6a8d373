"""Columns of the expected level beside those of given points."""

from pathlib import Path

import numpy as np

from builders.stations import carrier, station
from emfassess.jobs.plan import Plan
from emfassess.jobs.points import write_point_levels
from emfassess.readers.limit_sets import load_limits
from emfassess.readers.point_files import PointTable


def test_expected_levels_keep_below_the_bound_and_state_why_they_are_absent(tmp_path: Path) -> None:
    plan = Plan((station(carrier(20.0, 1800.0), height_m=25.0),), load_limits("gb-8702-2014"))
    east = np.array([200.0, 3.0])
    table = PointTable(("street", "foot"), east, np.zeros(2), np.full(2, 1.5), ({"id": "street"}, {"id": "foot"}))
    street, foot = write_point_levels(plan, table, tmp_path / "points.csv", model="auto", scenario="actual")
    values = [float(str(street[f"expected_{key}_w_m2"])) for key in ("p5", "power_density", "p95")]
    assert values == sorted(values)
    assert values[-1] <= float(str(street["bound_power_density_w_m2"]))
    assert street["expected_absent"] is None
    assert foot["expected_absent"] == "nearer-than-model"
    assert foot["expected_power_density_w_m2"] is foot["expected_exposure_ratio"] is None
    _, *lines = (tmp_path / "points.csv").read_text(encoding="utf-8").splitlines()
    assert lines[1].endswith(",,,,nearer-than-model")
