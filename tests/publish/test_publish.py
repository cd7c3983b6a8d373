"""What is published: numbers, classes, words, files, figures, map and report. All of it agrees with the record."""

import csv
import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr
from pypdf import PdfReader

import emfassess as emf
from builders.stations import carrier, parabolic, station
from emfassess.assessment.result import Assessment
from emfassess.assessment.sections import vertical_section
from emfassess.assumptions import Assumption
from emfassess.language import language as language_of
from emfassess.language.messages.names import CLASS_NAME
from emfassess.publish.data import assessment_record as records
from emfassess.publish.data.provenance import provenance_of
from emfassess.publish.data.responsibility import verdict_record
from emfassess.publish.data.tables import csv_text
from emfassess.publish.data.writing import json_text, staged, write_text
from emfassess.publish.figures.assessment import pattern_figure, plan_figure, section_figure
from emfassess.publish.figures.drawing import Drawing
from emfassess.publish.figures.svg import svg_bytes
from emfassess.publish.maps.class_areas import class_areas
from emfassess.publish.maps.station import map_html
from emfassess.publish.reports.assessment import report_pdf
from emfassess.publish.text import numbers
from emfassess.publish.text.assumptions import ASSUMPTION, assumption_sentence
from emfassess.publish.text.classes import CLASSES, class_index
from emfassess.publish.text.verdicts import headline

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "emfassess"
GB = emf.load_limits("gb-8702-2014")
HOSTILE = "</script><script>alert(1)</script> `${1}` {{7*7}} #set $x$ \\ \"'& =cmd|"


def made(name: str = "一号 & Co", power: float = 400.0) -> Assessment:
    """An assessment of a small station with a neighbour and a named place."""
    first = replace(
        station(carrier(power, 3500, duty_cycle=0.75, power_reduction_factor=0.25), pattern=parabolic()),
        name=name,
        operator=name,
    )
    second = station(carrier(40), id="S2", longitude=120.001)
    return emf.assess([first, second], GB, subjects=[first], named_points=[emf.NamedPoint(name, 20.0, 30.0, 12.0)])


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (0.0886, 3, "0.0886"),
        (0, 3, "0"),
        (12.0, 3, "12.0"),
        (0.3822, 2, "0.38"),
        (1234.5, 3, "1230"),
        (0.9996, 3, "1.00"),
        (2.4e-9, 3, "2.40e-09"),
        (99.95, 3, "100"),
    ],
)
def test_numbers_are_printed_with_significant_digits(value: float, digits: int, text: str) -> None:
    assert numbers.significant(value, digits) == text


def test_units_stand_with_every_number() -> None:
    # 8 uW/cm2 is 0.08 W/m2
    assert numbers.power_density_quantity(0.08) == "0.0800 W/m² (8.00 µW/cm²)"
    assert numbers.percent(0.545) == "54.5 %"
    assert numbers.field_strength(5.78) == "5.78 V/m"
    assert numbers.metres(73.456) == "73.5 m"


@pytest.mark.parametrize(
    ("ratio", "key"),
    [(0, "under-1"), (0.01, "under-1"), (0.02, "1-10"), (0.3, "10-50"), (1.0, "50-100"), (1.0001, "over-100")],
)
def test_classes_are_anchored_to_the_limit(ratio: float, key: str) -> None:
    assert CLASSES[int(class_index(ratio))].key == key


def test_red_stands_only_above_the_limit() -> None:
    def is_red(colour: str) -> bool:
        red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
        return red > 1.5 * max(green, blue)

    assert [kind.key for kind in CLASSES if is_red(kind.colour)] == ["over-100"]
    assert len({kind.hatch for kind in CLASSES}) == len({kind.colour for kind in CLASSES}) == len(CLASSES)


def test_a_level_that_is_no_number_has_no_class() -> None:
    with pytest.raises(ValueError, match="not a number"):
        class_index([0.1, np.nan])


def test_every_assumption_of_the_code_has_words() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py"))
    codes = set(re.findall(r'Assumption\(\s*"([a-z0-9-]+)"', source)) | set(
        re.findall(r'append\("([a-z]+-[a-z-]+)"\)', source)
    )
    assert len(codes) > 20
    assert codes - set(ASSUMPTION) == set()


def test_an_unknown_assumption_is_shown_as_it_stands() -> None:
    note = Assumption("made-up", where=tuple(f"S/{n}" for n in range(9)))
    told = assumption_sentence(note, language_of("en"))
    assert told.startswith("made-up")
    assert "concerns 9" in told
    assert "3 more" in told


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(ValueError, match="available: en, zh"):
        language_of("fr")


def test_the_record_holds_what_was_found() -> None:
    result = made()
    also = emf.assess(result.stations, emf.load_limits("icnirp-2020"), subjects=result.subjects)
    record = records.assessment_record(result, provenance_of(result, date(2026, 1, 2)), [also])
    assert record["verdict"] == str(result.verdict)
    assert record["max_exposure_ratio"] == pytest.approx(result.max_exposure_ratio, rel=1e-8)
    assert [ring["label"] for ring in record["rings"]] == ["0-50 m", "50-100 m", "100-200 m", "200-300 m", "300-500 m"]
    assert record["also"][0]["limit"]["id"] == "icnirp-2020"
    assert record["provenance"]["date"] == "2026-01-02"
    ratios = [place["theoretical"]["exposure_ratio"] for place in record["rings"] + record["named_points"]]
    assert max(ratios) == record["max_exposure_ratio"]
    assert sum(g["exposure_ratio"] for g in record["by_operator"]) == pytest.approx(
        record["max_exposure_ratio"], rel=1e-6
    )
    assert json.loads(json_text(record)) == record


def test_contributions_of_a_place_add_up_to_its_ratio() -> None:
    result = made()
    rows = list(csv.DictReader(io.StringIO(records.contributions_csv(result))))
    places = list(csv.DictReader(io.StringIO(records.points_csv(result))))
    for place in places:
        total = sum(float(r["exposure_ratio"]) for r in rows if r["place"] == place["label"])
        assert total == pytest.approx(float(place["theoretical_exposure_ratio"]), rel=1e-6)


def test_cells_that_a_spreadsheet_would_run_are_neutralised() -> None:
    text = csv_text([{"a": "=1+1", "b": "@x", "c": -1.5, "d": "plain"}])
    assert text.splitlines()[1] == "'=1+1,'@x,-1.5,plain"
    assert csv_text([{"a": "-35.2", "b": "+1e-3", "c": "-1+cmd|"}]).splitlines()[1] == "-35.2,+1e-3,'-1+cmd|"


def test_netcdf_has_the_levels_and_the_same_bytes_twice(tmp_path: Path) -> None:
    result = made()
    for name in ("a.nc", "b.nc"):
        records.write_netcdf(result, tmp_path / name)
    assert (tmp_path / "a.nc").read_bytes() == (tmp_path / "b.nc").read_bytes()
    with xr.open_dataset(tmp_path / "a.nc", engine="h5netcdf") as data:
        ratio = float(data["place_exposure_ratio"].sel(scenario="theoretical").max())
    assert ratio == pytest.approx(result.max_exposure_ratio, rel=1e-6)


def test_areas_of_the_classes_cover_every_cell_once() -> None:
    result = made()
    total = sum(area.area for _, area in class_areas(result))
    assert total == pytest.approx((result.grid.cell**2).sum(), rel=1e-9)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_figures_are_the_same_bytes_twice_and_keep_text_as_text(language: str) -> None:
    result = made(HOSTILE)
    text = language_of(language)
    section = vertical_section(result.sources, result.weights)
    draws: tuple[Callable[[], Drawing], ...] = (
        lambda: plan_figure(result, text),
        lambda: section_figure(result, section, text),
        lambda: pattern_figure(result.subjects[0].antennas[0], text),
    )
    for draw in draws:
        first = svg_bytes(draw())
        assert first == svg_bytes(draw())
        assert b"<text" in first
    assert text("east of the station (m)").encode() in svg_bytes(plan_figure(result, text))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_map_shows_the_numbers_of_the_record_and_loads_nothing(language: str) -> None:
    result = made()
    page = map_html(result, language)
    assert numbers.percent(result.max_exposure_ratio) in page
    assert f'<html lang="{language}">' in page
    loaded = re.findall(r'(?:src|href)=["\'](?!#)([^"\']+)', re.sub(r"<script>.*?</script>", "", page, flags=re.DOTALL))
    assert loaded == []
    for host in ("cdn", "jquery", "bootstrap", "tile.openstreetmap"):
        assert host not in page.lower()
    for kind in CLASSES:
        assert language_of(language)(CLASS_NAME[kind.key]) in page


def test_hostile_names_stay_text_in_the_map() -> None:
    page = map_html(made(HOSTILE), "en")
    assert "<script>alert(1)" not in page
    assert "{{7*7}}" in page
    assert " 49 " not in page
    assert "&lt;/script&gt;" in page
    assert "\\u003c/script>" in page


@pytest.fixture(scope="module")
def drawn() -> tuple[Assessment, dict[str, bytes]]:
    result = made()
    text = language_of("en")
    section = vertical_section(result.sources, result.weights)
    return result, {
        "plan": svg_bytes(plan_figure(result, text)),
        "section": svg_bytes(section_figure(result, section, text)),
        "pattern": svg_bytes(pattern_figure(result.subjects[0].antennas[0], text)),
    }


def pdf_text(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_report_is_tagged_archivable_and_says_what_was_found(
    drawn: tuple[Assessment, dict[str, bytes]], language: str
) -> None:
    result, figures = drawn
    provenance = provenance_of(result, date(2026, 1, 2), "emfassess assess stations")
    content = report_pdf(result, provenance, figures, language)
    reader = PdfReader(io.BytesIO(content))
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert str(root["/Lang"]).startswith(language)
    assert reader.metadata is not None
    assert "S1" in str(reader.metadata.title)
    xmp = root["/Metadata"].get_data().decode()
    assert re.search(r"pdfaid:part[>=\"]+2", xmp)
    assert re.search(r"pdfuaid:part[>=\"]+1", xmp)
    text = pdf_text(content)
    assert numbers.percent(result.max_exposure_ratio) in text
    assert "一号" in text
    assert "2026-01-02" in text
    assert language_of(language)("Assumptions") in text
    assert len(reader.pages) >= 3


def test_the_report_is_the_same_bytes_twice(drawn: tuple[Assessment, dict[str, bytes]]) -> None:
    result, figures = drawn
    provenance = provenance_of(result)
    assert report_pdf(result, provenance, figures, "en") == report_pdf(result, provenance, figures, "en")


@pytest.mark.parametrize("name", [HOSTILE, "x" * 10_000, "\u202eabc\u202c", "长" * 500])
def test_hostile_names_stay_text_in_the_report(name: str) -> None:
    result = made(name)
    content = report_pdf(result, provenance_of(result), {}, "en")
    assert len(PdfReader(io.BytesIO(content)).pages) < 20
    if name == HOSTILE:
        assert "#set $x$" in pdf_text(content)


def test_the_verdict_sentence_differs_with_the_verdict() -> None:
    sentences = {headline(verdict_record(made(power=power)), language_of("en")) for power in (4.0, 400.0, 400_000.0)}
    assert len(sentences) == 3
    over = made(power=400_000.0)
    assert over.verdict == "exceeds"
    assert headline(verdict_record(over), language_of("en")).endswith("The limit is exceeded.")


def test_a_failed_write_leaves_the_old_files(tmp_path: Path) -> None:
    (tmp_path / "S1").mkdir()
    (tmp_path / "S1" / "report.pdf").write_text("old")

    def half() -> None:
        with staged(tmp_path) as fresh:
            (fresh / "S1").mkdir()
            (fresh / "S1" / "report.pdf").write_text("half")
            raise OSError(28, "disk full")

    with pytest.raises(OSError, match="full"):
        half()
    assert (tmp_path / "S1" / "report.pdf").read_text() == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["S1"]


def test_a_finished_write_replaces_its_own_entries_only(tmp_path: Path) -> None:
    for name in ("S1", "S2"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "old.txt").write_text(name)
    with staged(tmp_path) as fresh:
        (fresh / "S1").mkdir()
        (fresh / "S1" / "new.txt").write_text("new")
    assert sorted(str(p.relative_to(tmp_path)) for p in tmp_path.rglob("*.txt")) == ["S1/new.txt", "S2/old.txt"]


def test_a_text_is_written_beside_and_moved(tmp_path: Path) -> None:
    write_text(tmp_path / "a.csv", "一\n")
    assert (tmp_path / "a.csv").read_text(encoding="utf-8") == "一\n"
    assert len(list(tmp_path.iterdir())) == 1
    with pytest.raises(FileNotFoundError):
        write_text(tmp_path / "none" / "a.csv", "x")
