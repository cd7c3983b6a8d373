"""Expected levels of an assessment: by hand, as ``emfassess points`` has them, below the bound, and why they are absent."""

import json
from pathlib import Path

import numpy as np
import pytest
from shapely.geometry import box

from builders.stations import carrier, isotropic, station
from emfassess.assessment.assess import assess
from emfassess.assessment.result import Assessment
from emfassess.exposure.expected import FULL_LOAD, ExpectedSettings, Load, expected_levels
from emfassess.exposure.expected.models import REASONS
from emfassess.geometry import LocalFrame
from emfassess.jobs.place import place_level
from emfassess.jobs.plan import Plan
from emfassess.jobs.points import write_point_levels
from emfassess.jobs.run import scene_of
from emfassess.language.messages.bound_assumptions import OF_BOUNDS
from emfassess.publish.data.assessment_record import place_records, points_csv, summary_row
from emfassess.publish.data.buildings import building_rows
from emfassess.publish.data.expected_records import expected_settings_record
from emfassess.readers.limit_sets import load_limits
from emfassess.readers.point_files import PointTable
from emfassess.readers.scene import SceneFiles
from emfassess.surroundings import Building, NamedPoint, Scene

LIMITS = load_limits("gb-8702-2014")
MAST = station(carrier(10.0, 2000.0), pattern=isotropic(), height_m=25.0)
KEYS = (
    "expected_power_density_w_m2",
    "expected_p5_w_m2",
    "expected_p95_w_m2",
    "expected_exposure_ratio",
    "expected_absent",
)
STREET, NEAR = NamedPoint("street", 30.0, 200.0, 1.5), NamedPoint("near", 0.0, 15.0, 1.5)


def assessed(settings: ExpectedSettings) -> Assessment:
    named = [STREET, NEAR]
    return assess([MAST], LIMITS, named_points=named, radius=80.0, draws=0, expected=settings)


@pytest.fixture(scope="module")
def full() -> Assessment:
    return assessed(ExpectedSettings(loads=FULL_LOAD))


def test_the_record_has_the_level_worked_by_hand(full: Assessment) -> None:
    (near,) = (place for place in place_records(full) if place["label"] == "near")
    # line of sight of 27.879 m in an urban macro cell: 74.8167 dB; 10 dBW, 27.4763 dB/m2, 0.2657 dB of scattered power
    assert near["expected_power_density_w_m2"] == pytest.approx(10 ** (-0.1 * 37.0747), rel=0.02)
    # GB 8702-2014 at 2000 MHz: 12 V/m decides before 0.4 W/m2
    assert near["expected_exposure_ratio"] == pytest.approx(376.73 / 144 * 10 ** (-0.1 * 37.0747), rel=0.02)


def test_no_level_is_above_its_bound_and_the_interval_encloses_the_median(full: Assessment) -> None:
    found, bound = full.place_expected, full.place_levels.bound_power_density
    given = found.reason == ""
    assert given.sum() >= 3
    assert np.all(found.p95[given] <= bound[:, given])
    assert np.all(found.p5[given] <= found.median[given])
    assert np.all(found.median[given] <= found.p95[given])


def test_every_table_has_it(full: Assessment) -> None:
    names = points_csv(full).splitlines()[0].split(",")
    assert set(KEYS) <= set(names)
    assert set(KEYS) <= set(summary_row(full))
    assert set(KEYS) <= set(full.to_geodataframe().columns)
    assert set(KEYS) <= set(full.to_geodataframe("ground").columns)
    assert {"expected_power_density", "expected_p95", "expected_absent"} <= set(full.to_dataset("places").variables)
    data = full.to_dataset()
    absent = data["place_expected_absent"]
    words = np.array(absent.attrs["flag_meanings"].split())
    assert words[absent.to_numpy()].tolist() == [reason or "given" for reason in full.place_expected.reason]
    assert np.array_equal(np.isnan(data["place_expected_power_density"]), full.place_expected.reason != "")


def test_where_it_is_absent_the_record_says_why(full: Assessment) -> None:
    ring = place_records(full)[0]
    assert [ring[key] for key in KEYS] == [None, None, None, None, "nearer-than-model"]  # type: ignore[literal-required]
    (stated,) = (item for item in full.assumptions if item.code == "expected-absent-nearer-than-model")
    assert ring["label"] in stated.where


def test_every_reason_has_its_sentence() -> None:
    assert {f"expected-absent-{reason}" for reason in REASONS[1:]} <= set(OF_BOUNDS)


def test_settings_are_recorded_and_stated(full: Assessment) -> None:
    stated = ExpectedSettings(7.5, "efficient", {"LTE": Load(0.2, 3.0, "counters")})
    assert expected_settings_record(stated, full.sources) == {
        "roof_height_m": 7.5,
        "roof_height_assumed": False,
        "indoors": "efficient",
        "loads": {"LTE": {"median": 0.2, "spread_db": 3.0, "source": "counters"}},
    }
    codes = {item.code: dict(item.values) for item in assessed(stated).assumptions}
    assert codes["expected-roof-stated"] == {"height": "7.5"}
    assert codes["expected-loads-stated"] == {"loads": "LTE 20 % (3 dB)"}
    assert "expected-indoors-efficient" in codes
    plain = {item.code: dict(item.values) for item in assessed(ExpectedSettings()).assumptions}
    assert plain["expected-roof-assumed"] == {"height": "10"}
    assert plain["expected-loads-assumed"] == {"loads": "LTE 30 % (3 dB)"}


def block(folder: Path) -> Path:
    """A building 20 m high between the mast and the street."""
    frame = LocalFrame(MAST.longitude, MAST.latitude)
    corners = [(-30.0, 90.0), (60.0, 90.0), (60.0, 110.0), (-30.0, 110.0), (-30.0, 90.0)]
    ring = np.column_stack(frame.longitude_latitude(*np.array(corners).T)).tolist()
    feature = {
        "type": "Feature",
        "properties": {"height": 20.0},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    path = folder / "block.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    return path


@pytest.mark.parametrize("built", [False, True])
def test_given_points_and_residents_read_what_the_record_says(built: bool, tmp_path: Path) -> None:
    settings = ExpectedSettings(12.0, None, {"LTE": Load(0.2, 2.0, "counters")})
    other = station(carrier(20.0, 900.0), id="S2", height_m=40.0, longitude=120.0015)
    files = SceneFiles(buildings=block(tmp_path) if built else None)
    plan = Plan((MAST, other), LIMITS, expected=settings, scene_files=files)
    found = assess(
        plan.stations,
        LIMITS,
        subjects=[MAST],
        named_points=[STREET, NEAR],
        radius=80.0,
        draws=0,
        expected=settings,
        scene=scene_of(plan, MAST),
    )
    named = [place for place in place_records(found) if place["kind"] == "named"]
    east, north = np.array([[p.east, p.north] for p in (STREET, NEAR)]).T
    table = PointTable(("street", "near"), east, north, np.full(2, 1.5), ({"id": "street"}, {"id": "near"}))
    rows = write_point_levels(plan, table, tmp_path / "points.csv", model="auto", scenario="theoretical")
    for record, row in zip(named, rows, strict=True):
        resident = place_level(plan, record["longitude"], record["latitude"], 1.5).record()
        assert record["expected_absent"] is row["expected_absent"] is resident["expected_absent"] is None
        for key in KEYS[:-1]:
            value = record[key]  # type: ignore[literal-required]
            assert row[key] == pytest.approx(value, rel=1e-4)
            assert resident[key] == pytest.approx(value, rel=1e-4)
        assert record["expected_p95_w_m2"] <= record["actual"]["bound_power_density_w_m2"]  # type: ignore[operator]


def test_levels_on_the_ground_are_those_of_single_points(full: Assessment) -> None:
    """The same level by the walk of named points, at every fortieth receptor of the ground."""
    ground = full.to_dataset()
    some = slice(3, None, 40)
    points = full.grid_levels.points[some]
    single = expected_levels(full.sources, full.weights, points, settings=full.expected_settings)
    for name, values in (("expected_power_density", single.median), ("expected_p95", single.p95)):
        bound = ground["grid_bound_power_density"].values.min(axis=0)[some]
        np.testing.assert_allclose(ground[f"grid_{name}"].values[some], np.minimum(values, bound), rtol=1e-9)
    assert set(np.unique(full.grid_expected.reason)) == {"", "nearer-than-model"}


def test_the_worst_place_of_a_building_has_an_expected_level_or_the_reason_why_not() -> None:
    houses = Scene(buildings=(Building("low", box(40, -8, 52, 8), 9.0), Building("high", box(-60, 0, -48, 20), 40.0)))
    found = assess([MAST], LIMITS, scene=houses, draws=0)
    low, high = (next(row for row in building_rows(found) if row["building"] == name) for name in ("low", "high"))
    assert low["expected_p5_w_m2"] is not None
    assert low["expected_p95_w_m2"] is not None
    assert low["expected_p5_w_m2"] < low["expected_p95_w_m2"] <= low["bound_power_density_w_m2"]
    assert low["expected_absent"] is None
    assert high["expected_power_density_w_m2"] is None
    assert high["expected_absent"] == "point-height-outside-model"
