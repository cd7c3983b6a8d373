"""Upper bounds of an assessment: stated, beside the calculated levels, and without a word in the verdict."""

import numpy as np
import pytest

from builders.stations import carrier, isotropic, parabolic, station
from emfassess.assessment.assess import assess
from emfassess.assessment.bounds import bound_assumptions
from emfassess.assessment.result import Assessment
from emfassess.publish.data.assessment_record import place_records, points_csv, summary_row
from emfassess.readers.limit_sets import load_limits
from emfassess.stations import Carrier, Station

LIMITS = load_limits("gb-8702-2014")


def assessed(made: Station, scatter_dbi: float | None = 0.0) -> Assessment:
    return assess([made], LIMITS, radius=80.0, draws=0, scatter_dbi=scatter_dbi)


def codes(found: Assessment) -> list[str]:
    return [assumption.code for assumption in found.assumptions]


@pytest.fixture(scope="module")
def plain() -> Assessment:
    return assessed(station(carrier(40.0), pattern=parabolic()))


def test_a_bound_changes_no_calculated_number_and_no_verdict(plain: Assessment) -> None:
    louder = assessed(station(carrier(40.0), pattern=parabolic()), 10.0)
    assert np.array_equal(plain.place_levels.sums, louder.place_levels.sums)
    assert plain.verdict == louder.verdict
    assert np.all(louder.grid_levels.bound_exposure_ratio >= plain.grid_levels.bound_exposure_ratio)


def test_every_table_has_the_bound_beside_the_level(plain: Assessment) -> None:
    for place in place_records(plain):
        for level in (place["theoretical"], place["actual"]):
            assert level["bound_exposure_ratio"] > level["exposure_ratio"]
            assert level["bound_power_density_w_m2"] > level["power_density_w_m2"]
    assert "theoretical_bound_exposure_ratio" in points_csv(plain).splitlines()[0]
    assert summary_row(plain)["bound_exposure_ratio"] > plain.max_exposure_ratio
    assert {"grid_bound_exposure_ratio", "place_bound_power_density"} <= set(plain.to_dataset().variables)
    assert "bound_exposure_ratio" in plain.to_dataset("ground")
    assert "bound_exposure_ratio" in plain.to_geodataframe()


def test_the_setting_is_stated(plain: Assessment) -> None:
    assert plain.to_dataset().attrs["scatter_dbi"] == 0.0
    assert "scattered-added" in codes(plain)
    off = assessed(station(carrier(40.0), pattern=parabolic()), None)
    assert "scattered-none" in codes(off)
    assert np.array_equal(off.place_levels.bound_exposure_ratio, off.place_levels.exposure_ratio)


def test_scattered_fields_that_could_exceed_are_a_note_and_no_verdict() -> None:
    # by hand: an isotropic antenna, 28.3 m above the heads at its foot: 1.251 times its own level within 45 m; with 0.9 of
    # the limit, 12 V/m at 900 MHz (0.38223 W/m2), the bound is 1.126: 0.9 * 0.38223 * 4 pi 28.3^2 = 3462 W
    found = assessed(station(carrier(3462.0), pattern=isotropic()))
    assert found.max_exposure_ratio == pytest.approx(0.9, abs=0.01)
    (note,) = (assumption for assumption in found.assumptions if assumption.code == "bound-above-limit")
    assert float(dict(note.values)["percent"]) == pytest.approx(112.6, abs=0.5)
    assert found.verdict == assessed(station(carrier(3462.0), pattern=isotropic()), None).verdict


def test_a_power_that_is_not_known_is_stated_where_it_is_taken_from_an_eirp() -> None:
    unbalanced = station(Carrier("LTE", "A", 900.0, eirp_w=1000.0), pattern=parabolic(30.0))
    assert bound_assumptions(0.0, [unbalanced])[1].where == ("S1/A1",)
    conducted = station(carrier(20.0), pattern=parabolic(30.0))
    assert [item.code for item in bound_assumptions(0.0, [conducted])] == ["scattered-added"]
