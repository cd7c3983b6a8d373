"""Floors and roofs that probes stood on, and what a file says itself of conformity."""

import csv
import datetime
from pathlib import Path

import pytest

from builders.measurements import campaign, point, readings
from emfassess.measured_levels.judged_campaign import JudgedCampaign, judge
from emfassess.measurement_files.read import ImportOptions, read_measurements
from emfassess.measurements import MeasuredPoint
from emfassess.publish.text.campaigns import FINDING
from emfassess.readers.limit_sets import load_editions

SHIPPED = Path("../shared/data/cartoradio/limoges_2026-03-31.csv")


def judged(stated: bool | None, field_v_m: float) -> JudgedCampaign:
    record = campaign(points=(point("P1", stated_compliant=stated),))
    rows = readings([{"field_strength_v_m": field_v_m}])
    return judge(record, rows, load_editions("gb-8702"), datetime.date(2026, 1, 1))


@pytest.mark.parametrize(
    ("stated", "field_v_m", "rule"),
    [
        (False, 1.0, "stated-exceedance"),
        (True, 20.0, "stated-compliance"),
        (True, 1.0, ""),
        (False, 20.0, ""),
        (None, 20.0, ""),
    ],
)
def test_a_statement_of_the_source_is_reconciled_with_ours(stated: bool | None, field_v_m: float, rule: str) -> None:
    """12 V/m is the limit."""
    found = [finding for finding in judged(stated, field_v_m).findings if finding.rule.startswith("stated-")]
    assert [finding.rule for finding in found] == ([rule] if rule else [])
    assert all(finding.where == ("P1",) and finding.rule in FINDING for finding in found)


def test_cartoradio_keeps_floor_and_conformity(tmp_path: Path) -> None:
    """The fourth floor is 4 times 3 m above the ground; a building of four storeys says nothing of where the probe was."""
    with SHIPPED.open(encoding="utf-8-sig", newline="") as stream:
        names, first, second, third = (row for row, _ in zip(csv.reader(stream, delimiter=";"), range(4), strict=False))
    where, conform = names.index("Complément"), names.index("Conformité de la mesure")
    first[where], first[conform] = "Appartement au 4ème étage - Balcon", "Non"
    second[where], second[conform] = "combles de l'immeuble de 4 étage", "Oui"
    third[where], third[conform] = "", ""
    path = tmp_path / "cartoradio.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, delimiter=";", quoting=csv.QUOTE_ALL).writerows([names, first, second, third])
    (found,) = read_measurements(path).campaigns
    assert [(p.surface_height_m, p.floor, p.stated_compliant) for p in found.points] == [
        (12.0, "4", False),
        (0.0, "", True),
        (0.0, "", None),
    ]


@pytest.mark.parametrize("name", ["height_m", "height_above_surface_m"])
def test_a_table_states_both_heights_under_the_old_and_the_new_name(tmp_path: Path, name: str) -> None:
    path = tmp_path / "selective.csv"
    path.write_text(
        f"point_id,longitude,latitude,{name},surface_height_m,LTE 800 [V/m],LTE 1800 [V/m]\n"
        "roof,120.0,30.0,1.5,24,0.5,0.4\nstreet,120.001,30.0,1.7,,0.3,0.2\n",
        encoding="utf-8",
    )
    (found,) = read_measurements(path, options=ImportOptions(time_zone="UTC")).campaigns
    heights = [(p.id, p.height_above_surface_m, p.surface_height_m) for p in found.points]
    assert heights == [("roof", 1.5, 24.0), ("street", 1.7, 0.0)]


def test_a_surface_that_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="surface_height_m of point P1 must lie within"):
        MeasuredPoint("P1", surface_height_m=float("nan"))
