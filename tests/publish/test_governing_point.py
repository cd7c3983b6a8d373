"""The governing evaluation point is referred to by id: places of the same label are shown with their own numbers."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest
import shapely
import xarray as xr

import emfassess as emf
from builders.stations import carrier, parabolic, station
from emfassess.assessment.result import Assessment
from emfassess.assessment.supplement import appraise
from emfassess.language import language as language_of
from emfassess.publish.data.assessment_record import (
    assessment_record,
    contributions_csv,
    points_csv,
    summary_row,
    write_netcdf,
)
from emfassess.publish.data.evaluation_points import governing_point
from emfassess.publish.data.provenance import provenance_of
from emfassess.publish.data.records import ASSESSMENT
from emfassess.publish.data.supplement import appraisal_record
from emfassess.publish.data.writing import json_text
from emfassess.publish.reports.assessment import report_document
from emfassess.publish.reports.proposal import side_by_side
from emfassess.publish.reports.resident_leaflet import facts_of_record
from emfassess.publish.text import numbers
from emfassess.readers.limit_sets import load_limits
from emfassess.surroundings import Building, Scene

GB = load_limits("gb-8702-2014")
RING = "0-50 m"
SITE = station(carrier(40.0), pattern=parabolic())
IN_THE_BEAM = (0.0, 45.0, 30.0)
"""At the height of the antenna, in front of it: far above every level on the ground."""
LOW = (0.0, -400.0, 1.5)


def named(label: str, place: tuple[float, float, float]) -> emf.NamedPoint:
    return emf.NamedPoint(label, *place)


def tower() -> Scene:
    """A building that is called like a ring, in the beam."""
    return Scene(None, (Building(RING, shapely.box(-8, 40, 8, 60), 36.0),), 0.0, (), ())


def assessed(case: str) -> tuple[Assessment, str]:
    """One of three cases with labels that are the same, and the id of the place that governs."""
    if case == "named like a ring":
        return emf.assess([SITE], GB, named_points=[named(RING, IN_THE_BEAM)]), "point-1"
    if case == "two of one name":
        return emf.assess([SITE], GB, named_points=[named("school", LOW), named("school", IN_THE_BEAM)]), "point-2"
    return emf.assess([SITE], GB, scene=tower()), "building-1"


@pytest.fixture(scope="module", params=["named like a ring", "two of one name", "building like a ring"])
def case(request: pytest.FixtureRequest) -> tuple[Assessment, str, dict[str, Any]]:
    result, expected = assessed(request.param)
    record = {
        **assessment_record(result, provenance_of(result)),
        **appraisal_record(result, appraise(result, [GB]), [GB]),
    }
    return result, expected, json.loads(json_text(record))


Case = tuple[Assessment, str, dict[str, Any]]


def test_the_record_refers_to_the_place_with_the_greatest_ratio(case: Case) -> None:
    _, expected, record = case
    assert record["governing_point"] == expected
    found = governing_point(record)
    assert found["theoretical"]["exposure_ratio"] == pytest.approx(record["max_exposure_ratio"], rel=1e-8)
    assert record["ground_maximum"].startswith("ring-")


def test_ids_are_unique_in_record_tables_and_dataset(case: Case, tmp_path: Path) -> None:
    result, expected, record = case
    ids = [place["id"] for key in ("rings", "named_points", "facades") for place in record[key]]
    assert len(set(ids)) == len(ids)
    assert [row["id"] for row in csv.DictReader(points_csv(result).splitlines())] == ids
    assert {row["place_id"] for row in csv.DictReader(contributions_csv(result).splitlines())} == set(ids)
    assert summary_row(result)["place_id"] == expected
    write_netcdf(result, tmp_path / "exposure.nc")
    with xr.open_dataset(tmp_path / "exposure.nc", engine="h5netcdf") as data:
        assert list(data["place_id"].values) == ids


def test_report_and_leaflet_show_the_level_of_that_place(case: Case) -> None:
    result, _, record = case
    shown = numbers.percent(record["max_exposure_ratio"])
    content = report_document(result, provenance_of(result), {}, "en", record).content
    maximum = next(s for s in content["sections"] if s["heading"] == language_of("en")("Greatest level"))
    assert maximum["table"]["rows"][0][1] == shown
    facts = facts_of_record(record, "en", who="x", contact="y")
    assert facts.exposure_ratio == pytest.approx(record["max_exposure_ratio"], rel=1e-8)


def test_a_written_record_is_one_of_its_schema(case: Case) -> None:
    ASSESSMENT.validate_python(case[2], strict=True)


def test_two_places_of_one_name_have_a_row_each_in_a_proposal() -> None:
    result, _ = assessed("two of one name")
    record = assessment_record(result, provenance_of(result))
    table = side_by_side(record, record, "named_points", language_of("en"))
    ratios = [numbers.percent(place["theoretical"]["exposure_ratio"]) for place in record["named_points"]]
    assert [row[3] for row in table["rows"]] == ratios
