"""What is published of a comparison: records, pictures, report and folder agree with it, in both languages."""

import csv
import io
import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pypdf import PdfReader

import emfassess as emf
from builders.measured_fields import hidden, mast, measured
from emfassess.comparison.compare import compare
from emfassess.comparison.corrected_map import FusedMap, fused_map
from emfassess.comparison.result import Comparison
from emfassess.jobs.comparison_folder import write_comparison
from emfassess.language import language as language_of
from emfassess.publish.data.comparison_record import comparison_record, comparison_rows
from emfassess.publish.data.fusion_record import fused_rows
from emfassess.publish.data.provenance import provenance_of
from emfassess.publish.data.tables import csv_text
from emfassess.publish.data.writing import json_text
from emfassess.publish.figures.comparison import (
    RESIDUALS,
    histogram_figure,
    residual_class,
    residual_map_figure,
    scatter_figure,
)
from emfassess.publish.figures.comparison_levels import levels_figure
from emfassess.publish.figures.corrected_map import fused_figure
from emfassess.publish.figures.matplotlib_style import figure_svg
from emfassess.publish.reports.comparison import comparison_pdf
from emfassess.publish.reports.comparison_levels import levels_table
from emfassess.publish.text.comparison import finding_lines
from emfassess.stations import Source

GB = emf.load_limits("gb-8702-2014")
HOSTILE = "=cmd|'/c' $x$ #set <script>alert(1)</script> \\ 点"


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    """Thirty points of which some were not seen, with a hostile name."""
    random = np.random.default_rng(3)
    places = np.column_stack([random.uniform(-400, 400, (30, 2)), np.full(30, 1.7)])
    square = (places**2).sum(axis=1) + 28.3**2
    level = 500 / (4 * np.pi * square) * 10 ** (random.normal(0, 4, 30) / 10)
    levels = hidden(measured(places, level), 1e-4)
    named = replace(levels, point_ids=(HOSTILE, *levels.point_ids[1:]))
    return compare([mast(operator="=1+1", power_reduction_factor=0.5)], GB, named)


@pytest.fixture(scope="module")
def fused(comparison: Comparison) -> FusedMap:
    return fused_map(comparison, cell=40.0, common_db=0.5)


def test_the_record_holds_every_number_of_the_comparison(comparison: Comparison, fused: FusedMap) -> None:
    provenance = provenance_of(
        comparison, date(2026, 1, 2), "emfassess measurements compare", [Source("a.csv", "0" * 64, "measurement")]
    )
    record = comparison_record(comparison, provenance, fused)
    assert json.loads(json_text(record)) == record
    assert record["provenance"]["inputs"] == [{"kind": "measurement", "name": "a.csv", "sha256": "0" * 64}]
    assert len(record["points"]) == sum(record["outcomes"].values()) == 30
    statistics = comparison.statistics
    assert statistics is not None
    assert record["statistics"]
    assert record["statistics"]["mean_error_db"]
    assert record["statistics_with_censored"]
    assert record["fused"]
    assert record["statistics"]["mean_error_db"]["value"] == pytest.approx(statistics.mean_error_db.value, rel=1e-8)
    assert record["statistics"]["count"] == 30 - comparison.censored.sum()
    assert record["statistics_with_censored"]["censored"] == comparison.censored.sum() > 0
    for index, point in enumerate(record["points"]):
        assert point["theoretical_difference_db"] == pytest.approx(comparison.difference_db[index], rel=1e-8)
        # half the power is 3.0103 dB less
        assert point["theoretical_difference_db"] - point["actual_difference_db"] == pytest.approx(3.0103, abs=1e-4)
        assert (point["e_n"] is None) == point["censored"]
    validation = {found["name"]: found for found in record["fused"]["cross_validation"]}
    assert validation["fused"]["rms_error_db"] == pytest.approx(fused.validation[3].rms_error_db, rel=1e-8)
    codes = {found["code"] for found in record["assumptions"]}
    assert {"comparison-theoretical", "comparison-censored", "fusion-kriging", "fusion-common-uncertainty"} <= codes


def test_findings_and_all_three_levels_are_in_record_table_picture_and_report() -> None:
    """Four places 200 m from a mast: 3 dB above the bound, between 95th percentile and bound, below it, and not seen."""
    places = np.array([[200.0, 0.0, 1.7], [0.0, 200.0, 1.7], [-200.0, 0.0, 1.7], [0.0, -200.0, 1.7]])
    plain = compare([mast()], GB, measured(places, np.full(4, 1e-3)))
    bound, p95, median = plain.bound_power_density[0], plain.expected.p95[0], plain.expected.median[0]
    levels = replace(
        measured(places, np.array([2 * bound, (p95 * bound) ** 0.5, median, bound])), censored=np.arange(4) == 3
    )
    comparison = compare([mast()], GB, levels)
    record = comparison_record(comparison, provenance_of(comparison))
    assert [(f["code"], f["severity"], f["points"]) for f in record["findings"]] == [
        ("measured-above-bound", "warning", ["P0"]), ("measured-above-expected", "note", ["P1"])
    ]  # fmt: skip
    assert record["findings"][0]["most_db"] == pytest.approx(3.0103, abs=1e-3)
    rows = record["points"]
    assert [row["finding"] for row in rows] == ["measured-above-bound", "measured-above-expected", "", ""]
    assert rows[0]["bound_power_density_w_m2"] == pytest.approx(bound, rel=1e-8)
    assert rows[2]["expected_p5_w_m2"] < rows[2]["expected_power_density_w_m2"] < rows[2]["expected_p95_w_m2"]
    for language, said in (("en", "above the upper bound"), ("zh", "高于计算上限")):
        text = language_of(language)
        warning, note = finding_lines(record, text)
        assert "3.0 dB" in warning
        assert "P1" in note
        assert levels_table(record, text)["rows"][0][5] == said
        svg = figure_svg(levels_figure(comparison, text)).decode()
        for label in ("measured, above the 95th percentile", "measured, above the upper bound", "calculated level"):
            assert text(label) in svg
        pages = PdfReader(io.BytesIO(comparison_pdf(record, {"levels": svg.encode()}, language))).pages
        assert said in "".join(page.extract_text() for page in pages)


def test_without_findings_and_expectation_that_is_said() -> None:
    comparison = compare([mast(frequency_mhz=400.0)], GB, measured(np.array([[200.0, 0.0, 1.7]]), np.array([1e-4])))
    record = comparison_record(comparison, provenance_of(comparison))
    (row,) = record["points"]
    assert (row["expected_power_density_w_m2"], row["expected_absent"]) == (None, "frequency-outside-model")
    text = language_of("en")
    assert finding_lines(record, text)[0].startswith("No measured level lies above")
    assert levels_table(record, text)["rows"][0][2] == "–"
    assert b"<svg" in figure_svg(levels_figure(comparison, text))


def test_tables_have_a_row_a_point_and_neutral_cells(comparison: Comparison, fused: FusedMap) -> None:
    rows = list(csv.DictReader(io.StringIO(csv_text(comparison_rows(comparison)))))
    assert rows[0]["point_id"] == "'" + HOSTILE
    assert rows[0]["operator"] == "'=1+1"
    assert float(rows[4]["measured_power_density_w_m2"]) == pytest.approx(comparison.measured_power_density[4])
    cells = fused_rows(fused)
    assert len(cells) == fused.exposure_ratio.size
    assert all(c["power_density_lower_w_m2"] < c["power_density_w_m2"] < c["power_density_upper_w_m2"] for c in cells)
    assert cells[-1]["exposure_ratio"] == pytest.approx(fused.exposure_ratio[-1, -1], rel=1e-8)
    # the share of the limit and the power density are corrected alike
    assert cells[0]["exposure_ratio_upper"] / cells[0]["exposure_ratio"] == pytest.approx(
        cells[0]["power_density_upper_w_m2"] / cells[0]["power_density_w_m2"], rel=1e-6
    )


@pytest.mark.parametrize("language", ["en", "zh"])
def test_pictures_are_the_same_bytes_twice_in_each_language(
    comparison: Comparison, fused: FusedMap, language: str
) -> None:
    text = language_of(language)
    said = {
        levels_figure: "upper bound",
        scatter_figure: "agrees",
        residual_map_figure: "station",
        histogram_figure: "predicted minus measured (dB)",
    }
    for draw, key in said.items():
        first = figure_svg(draw(comparison, text))
        assert first == figure_svg(draw(comparison, text))
        assert text(key).encode() in first
    first = figure_svg(fused_figure(fused, text))
    assert first == figure_svg(fused_figure(fused, text))
    assert text("Half width of the 95 % interval").encode() in first


def test_red_and_a_lone_colour_say_nothing_of_the_difference() -> None:
    assert [RESIDUALS[i][0] for i in residual_class(np.array([-6.1, -6.0, -3.0, 0.0, 3.0, 3.1, 6.1]))] == [
        "far-below", "far-below", "below", "near", "near", "above", "far-above"
    ]  # fmt: skip
    for key, colour, marker in RESIDUALS:
        red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
        assert not (red > 1.5 * green and red > 1.5 * blue and green < 60), key
        assert marker == {"below": "v", "above": "^", "near": "o"}[key.removeprefix("far-")]


def test_a_campaign_of_one_point_and_a_map_of_one_row_can_be_drawn(comparison: Comparison, fused: FusedMap) -> None:
    few = compare([mast()], GB, measured(np.array([[50.0, 0.0, 1.7]]), np.array([0.01])))
    text = language_of("en")
    for draw in (levels_figure, scatter_figure, residual_map_figure, histogram_figure):
        assert b"<svg" in figure_svg(draw(few, text))
    assert b"1 of at least 4" in figure_svg(histogram_figure(few, text))
    line = fused_map(comparison, bounds=(-300, 0, 300, 10), cell=20.0)
    assert b"<svg" in figure_svg(fused_figure(line, text))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_report_is_tagged_and_says_what_the_record_says(
    comparison: Comparison, fused: FusedMap, language: str
) -> None:
    text = language_of(language)
    record = comparison_record(comparison, provenance_of(comparison), fused)
    drawn = {"scatter": figure_svg(scatter_figure(comparison, text)), "fused": figure_svg(fused_figure(fused, text))}
    content = comparison_pdf(record, drawn, language)
    assert content == comparison_pdf(record, drawn, language)
    reader = PdfReader(io.BytesIO(content))
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert str(root["/Lang"]).startswith(language)
    said = "\n".join(page.extract_text() for page in reader.pages)
    assert record["statistics"]
    assert record["statistics"]["standard_deviation_db"]
    assert f"{record['statistics']['standard_deviation_db']['value']:.1f} (" in said
    assert text("model fused with the measurements") in said
    assert "#set<script>" in "".join(said.split())
    assert "P.1148" in said


def test_a_folder_is_written_whole_and_an_older_fused_map_does_not_stay(
    comparison: Comparison, fused: FusedMap, tmp_path: Path
) -> None:
    provenance = provenance_of(comparison)
    write_comparison(comparison, fused, provenance, tmp_path)
    both = {
        "comparison.json",
        "comparison.csv",
        "comparison.pdf",
        "levels.svg",
        "scatter.svg",
        "residuals.svg",
        "histogram.svg",
    }
    assert {entry.name for entry in tmp_path.iterdir()} == both | {"fused.svg", "fused.csv"}
    first = {entry.name: entry.read_bytes() for entry in tmp_path.iterdir()}
    write_comparison(comparison, fused, provenance, tmp_path)
    assert first == {entry.name: entry.read_bytes() for entry in tmp_path.iterdir()}
    write_comparison(comparison, None, provenance, tmp_path, "zh")
    assert {entry.name for entry in tmp_path.iterdir()} == both
    assert json.loads((tmp_path / "comparison.json").read_text(encoding="utf-8"))["fused"] is None
