"""Many reports at once: each as if it were set alone, all or nothing, other files left alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from emfassess.jobs.report_batch import AHEAD, FEWEST, ReportJob, write_reports
from emfassess.language import language as language_of
from emfassess.publish.reports.sections import table_of
from emfassess.publish.reports.sheets import sheet_of
from emfassess.publish.reports.typesetting import Document, typeset_document
from emfassess.publish.text import numbers


def job(name: str, template: str = "document.typ") -> ReportJob:
    content = {
        "language": "en", "title": "Title", "subtitle": [name], "running": name, "page": "page", "boxes": [],
        "sections": [], "closing": "",
    }  # fmt: skip
    sheet = sheet_of("rings", table_of(["a"], [1], [[numbers.percent(0.5)]]), language_of("en"))
    return ReportJob(name, Document(template, content), (sheet,))


@pytest.mark.parametrize(("count", "workers"), [(2, 2), (FEWEST + 3, 1), (FEWEST + 3, 2)])
def test_each_report_is_the_one_that_would_be_set_alone(count: int, workers: int, tmp_path: Path) -> None:
    names = [f"S{number}" for number in range(count)]
    told: list[str] = []
    made = write_reports((job(name) for name in names), tmp_path, told.append, workers=workers)
    assert told == names
    assert made == [tmp_path / name / "report.pdf" for name in names]
    assert made[-1].read_bytes() == typeset_document(job(names[-1]).document)
    assert (tmp_path / names[0] / "report.xlsx").stat().st_size > 1000
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(names)


@pytest.mark.parametrize("workers", [1, 2])
def test_jobs_are_taken_only_as_they_are_needed(workers: int, tmp_path: Path) -> None:
    taken: list[int] = []
    ahead: list[int] = []

    def jobs() -> Iterator[ReportJob]:
        for number in range(5 * FEWEST):
            taken.append(number)
            yield job(f"S{number}")

    write_reports(jobs(), tmp_path, lambda _: ahead.append(len(taken) - len(ahead)), workers=workers)
    assert len(ahead) == 5 * FEWEST
    assert max(ahead) <= FEWEST + AHEAD * workers < 5 * FEWEST


def test_other_files_of_a_station_stay(tmp_path: Path) -> None:
    (tmp_path / "S1").mkdir()
    (tmp_path / "S1" / "assessment.json").write_text("{}")
    write_reports([job("S1")], tmp_path)
    assert sorted(path.name for path in (tmp_path / "S1").iterdir()) == ["assessment.json", "report.pdf", "report.xlsx"]


@pytest.mark.parametrize("workers", [1, 2])
def test_nothing_is_written_if_one_report_fails(workers: int, tmp_path: Path) -> None:
    def jobs() -> Iterator[ReportJob]:
        for number in range(FEWEST):
            yield job(f"S{number}")
        yield job("broken", template="no-such.typ")

    with pytest.raises(FileNotFoundError):
        write_reports(jobs(), tmp_path, workers=workers)
    assert list(tmp_path.iterdir()) == []


def test_a_name_can_never_leave_the_folder() -> None:
    for name in ("../x", "a/b", "", "."):
        with pytest.raises(ValueError, match="cannot be the name"):
            job(name)


def test_the_same_report_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="is there twice"):
        write_reports([job("S1"), job("S1")], tmp_path)
