"""Conformity: every published example is met, none is left unread, and the page says what the package says today."""

import math
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from conformity.cases import FOLDER, Case, Expected, cases, read_case
from conformity.compare import KINDS, Comparison, comparisons, intermediate_comparisons
from conformity.one_antenna import LIMITS, limits
from conformity.panels import panels, part_differences
from conformity.rows import Row, case_rows, extra_rows, row_of, summaries, value_text
from emfassess.readers.limit_sets import limit_set_ids

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "docs"))

from make_conformity import PAGE, case_table, page  # noqa: E402

LEAST_ROWS = 90


def made_row(**changed: Any) -> Row:
    row = Row("panel", "full-wave panels", "by moments", "full wave", 2.0, 2.1, "W/m²", 40, True)
    return replace(row, **changed)


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.id)
def test_every_value_of_a_case_is_met(case: Case) -> None:
    missed = [comparison for comparison in comparisons(case) if not comparison.passed]
    assert missed == []


@pytest.mark.parametrize("case", [case for case in cases() if case.intermediate], ids=lambda case: case.id)
def test_every_step_on_the_way_is_met(case: Case) -> None:
    missed = [comparison for comparison in intermediate_comparisons(case) if not comparison.passed]
    assert missed == []


def scaled(value: Any, factor: float) -> Any:
    """The same input, its numbers off by a factor."""
    if isinstance(value, list):
        return [scaled(entry, factor) for entry in value]
    return value if isinstance(value, bool | str) else value * factor


def notices(case: Case) -> bool:
    """Whether a case fails, or its inputs are refused."""
    try:
        return not all(comparison.passed for comparison in comparisons(case))
    except ValueError:
        return True


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.id)
def test_a_case_fails_when_an_input_is_wrong(case: Case) -> None:
    # a level that is the same over a wide band needs a frequency that is far off
    wrong = [{**case.input, key: scaled(value, by)} for key, value in case.input.items() for by in (1.3, 0.7, 5.0)]
    assert any(notices(replace(case, input=given)) for given in wrong if given != case.input)


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.id)
def test_no_tolerance_is_wider_than_what_a_source_rounds_away(case: Case) -> None:
    for comparison in comparisons(case):
        # 3 % is half of the last of two digits; short distances are printed to 0.1 m and may be off by half of it
        coarsest = 0.05 if comparison.unit == "m" else 0.0
        assert comparison.allowed <= max(0.03 * abs(comparison.theirs), coarsest)


def test_the_page_is_what_the_generator_gives() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "stale: run docs/make_conformity.py"


def test_every_folder_is_a_case_of_its_name() -> None:
    folders = sorted(FOLDER.iterdir())
    assert [case.id for case in cases()] == [folder.name for folder in folders]
    assert all([file.name for file in folder.iterdir()] == ["case.toml"] for folder in folders)


def test_the_first_part_of_a_name_stands_for_one_standard() -> None:
    pairs = {(case.id.split("_")[0], case.standard) for case in cases()}
    assert len({name for name, _ in pairs}) == len(pairs) == len({standard for _, standard in pairs})
    assert all(case.source and case.quantity for case in cases())


def test_there_are_at_least_ninety_rows() -> None:
    assert len(case_rows()) + len(extra_rows()) >= LEAST_ROWS
    assert page().count("](../tests/cases/") == len(cases())


def test_every_kind_and_every_table_of_limits_is_used() -> None:
    assert {case.kind for case in cases()} == set(KINDS)
    used = {name for case in cases() for name in (case.input.get("limit"), *case.input.get("sets", ()))}
    tables = {path.stem for path in LIMITS.glob("*.toml")}
    assert tables <= used
    assert tables.isdisjoint(limit_set_ids()), "a set that the package ships is taken from the package"
    assert all(limits(name).id == name for name in tables)


def test_derived_values_are_never_called_printed() -> None:
    for case, line in zip(cases(), [x for x in page().splitlines() if "](../tests/cases/" in x], strict=True):
        assert f"| {case.basis} |" in line
        assert ("printed" in line) == (case.basis == "printed")
    assert all(case.basis == "derived" for case in cases() if case.confidence == "recalled")


def test_a_value_passes_within_either_tolerance_and_never_when_it_is_no_number() -> None:
    def compared(ours: float) -> Comparison:
        return Comparison("x", "m", 100.0, ours, 0.5)

    assert compared(100.5).passed
    assert compared(99.5).passed
    assert not compared(100.51).passed
    assert not compared(math.nan).passed
    assert compared(99.75).tolerance_used == 0.5
    assert replace(compared(100.0), allowed=0.0).tolerance_used == 0
    assert replace(compared(100.1), allowed=0.0).tolerance_used == math.inf


def test_the_wider_of_both_tolerances_counts() -> None:
    case = next(case for case in cases() if case.id == "oet65b_table-4b-144mhz-20dbi-1000w")
    assert [round(comparison.allowed, 6) for comparison in comparisons(case)] == [0.05, 0.101]


def test_a_row_shows_the_value_that_is_closest_to_its_tolerance() -> None:
    case = next(case for case in cases() if case.id == "oet65_fm-station-ground")
    row = row_of(case)
    assert (row.reference, row.unit, row.values, row.passed) == (124, "µW/cm²", 2, True)


def test_a_missed_step_fails_the_row() -> None:
    case = next(case for case in cases() if case.id == "oet65_three-sources")
    wrong = replace(case.intermediate[0], values=(200.0, 200.0, 400.0))
    assert row_of(case).passed
    assert not row_of(replace(case, intermediate=(wrong,))).passed


def test_a_case_with_another_number_of_values_is_refused() -> None:
    case = next(case for case in cases() if case.id == "ch-nisv_damping-factors")
    with pytest.raises(ValueError, match="argument"):
        comparisons(replace(case, expected=(replace(case.expected[0], values=(2.0, 4.0)),)))


def test_differences_are_relative_but_for_levels_and_angles() -> None:
    assert made_row().difference_text == "+5.00 %"
    assert made_row(unit="dBi", ours=1.5).difference_text == "-0.50 dB"
    assert made_row(unit="°", ours=1.5).difference_text == "-0.50 °"
    assert made_row(ours=1.999999).difference_text == "0.00 %"


def test_values_have_four_digits_and_no_zeros_that_nobody_printed() -> None:
    assert value_text(124.0, "µW/cm²") == "124 µW/cm²"
    assert value_text(181970.09, "W") == "182000 W"
    assert value_text(-17.72189, "dBi") == "-17.72 dBi"
    assert value_text(0.00011, "W/kg") == "0.00011 W/kg"
    assert value_text(100.0, "W") == "100 W"
    assert value_text(0.0, "1") == "0"


def test_rows_of_another_group_get_a_table_of_their_own() -> None:
    line = case_table((made_row(passed=False),)).splitlines()[-1]
    assert line == "| panel | by moments | full wave | 2 W/m² (of 40 values) | 2.1 W/m² | +5.00 % | **no** |"


def test_a_summary_counts_and_keeps_the_greatest_difference_of_each_unit() -> None:
    rows = (made_row(), made_row(ours=1.8, basis="derived"), made_row(unit="dB", ours=2.4, passed=False))
    (found,) = summaries(rows)
    assert (found.cases, found.derived, found.values, found.passed) == (3, 1, 120, 2)
    assert found.worst_text == "10.00 %, 0.40 dB"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('unit = "1"', 'unit = "furlong"', "furlong"),
        ('basis = "printed"', 'basis = "guessed"', "guessed"),
        ("relative = 0.002", "relative = -1", "tolerance"),
        ("value = 25.1", "value = []", "no value"),
    ],
)
def test_a_faulty_case_file_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    text = (FOLDER / "oet65_numeric-gain-14db" / "case.toml").read_text(encoding="utf-8")
    file = tmp_path / "case.toml"
    file.write_text(text.replace(old, new), encoding="utf-8")
    assert old in text
    with pytest.raises(ValueError, match=message):
        read_case(file)


def test_a_case_that_expects_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="expects nothing"):
        replace(cases()[0], expected=())
    with pytest.raises(ValueError, match="no value"):
        Expected("x", (), "m")


@pytest.mark.parametrize("panel", panels(), ids=lambda panel: panel["name"])
def test_a_panel_whose_rows_are_not_stated_is_never_two_decibel_low(panel: dict[str, Any]) -> None:
    for part in panel["part"]:
        theirs, ours = part_differences(panel, part, rows_stated=False)
        assert (ours - theirs).min() > -2.0, part["name"]


def test_every_panel_agrees() -> None:
    assert [row.case for row in extra_rows() if not row.passed] == []
    assert len({row.link for row in extra_rows()}) == len(panels()) >= 5
