"""Assessment reports by the thousand, their content ready: PDF and workbook of each, by as many processes as cores.

Run by hand: ``python benchmarks/reports.py --count 1000``. Every report has a content and pictures of its own, so that
nothing that was set for one can be used for the next. ``--workers 1`` tells what one core does.
"""

import argparse
import datetime
import os
import resource
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import emfassess as emf
from emfassess.assessment.supplement import appraise
from emfassess.cli.progress import progress
from emfassess.jobs.plan import Plan, zone_limits_of
from emfassess.jobs.report_batch import ReportJob, write_reports
from emfassess.language import language as language_of
from emfassess.publish.data.assessment_record import assessment_record
from emfassess.publish.data.provenance import provenance_of
from emfassess.publish.data.supplement import appraisal_record
from emfassess.publish.figures.report_figures import report_figures
from emfassess.publish.figures.svg import svg_bytes
from emfassess.publish.reports.assessment import report_document, report_sheets
from emfassess.publish.reports.typesetting import Document

STATION = Path(__file__).parents[1] / "stations" / "example-rooftop.toml"
DAY = datetime.date(2026, 1, 2)


def example(language: str) -> ReportJob:
    """The report of the shipped station with all its pictures, ready to be set."""
    text = language_of(language)
    station = emf.read_station(STATION)
    plan = Plan((station,), emf.load_limits("gb-8702-2014"))
    found = emf.assess([station], plan.limits)
    appraisal = appraise(found, zone_limits_of(plan.limits))
    figures = {key: svg_bytes(figure) for key, figure in report_figures(found, appraisal.zones, text).items()}
    provenance = provenance_of(found, DAY)
    record = {**assessment_record(found, provenance), **appraisal_record(found, appraisal, zone_limits_of(plan.limits))}
    document = report_document(found, provenance, figures, language, record)
    return ReportJob(station.id, document, report_sheets(document, found, record))


def copies(job: ReportJob, count: int) -> Iterator[ReportJob]:
    """The report under other names, with pictures that differ."""
    for number in range(count):
        name = f"{job.id}-{number:04d}"
        content = job.document.content | {"station_id": name, "station": f"{job.document.content['station']} {number}"}
        figures = {key: svg + f"<!-- {number} -->".encode() for key, svg in job.document.figures.items()}
        yield replace(job, id=name, document=Document(job.document.template, content, figures, DAY))


def main() -> None:
    """Print how long the reports took, and how much of that the processors worked for them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    parser.add_argument("--language", default="zh")
    chosen = parser.parse_args()
    job = example(chosen.language)
    with tempfile.TemporaryDirectory() as name, progress("reports", chosen.count) as done:
        begin = time.perf_counter()
        made = write_reports(copies(job, chosen.count), Path(name), done, workers=chosen.workers)
        took = time.perf_counter() - begin
        size = sum(path.stat().st_size for path in made) / len(made)
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    each = (spent.ru_utime + spent.ru_stime) / len(made)
    print(f"{len(made)} reports in {took:.0f} s by {chosen.workers} processes: {1000 * took / len(made):.0f} ms each")
    print(f"{1000 * each:.0f} ms of processor time each; {size / 1024:.0f} KiB a PDF; load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
