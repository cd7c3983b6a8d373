"""Many documents at once: set and written by as many processes as there are cores, all or nothing."""

import os
import tempfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from itertools import chain, islice
from multiprocessing import get_context
from pathlib import Path

from emfassess.publish.reports.sheets import Sheet
from emfassess.publish.reports.typesetting import Document, typeset_document
from emfassess.publish.reports.workbook import workbook
from emfassess.stations import STATION_ID

AHEAD = 4
"""Documents that wait for each worker: enough to keep it busy, few enough to keep in memory."""

FEWEST = 8
"""Fewer documents than this are set in this process: a worker takes a second to start."""


Named = tuple[str, str]
"""Id of a station and name of its report."""


@dataclass(frozen=True, eq=False)
class ReportJob:
    """One report of a batch.

    Parameters
    ----------
    id : str
        Of the station: the name of its folder.
    document : Document
    sheets : tuple of Sheet
        For the workbook beside it; none where it is empty.
    name : str
        Of the files without their ending.
    """

    id: str
    document: Document
    sheets: tuple[Sheet, ...] = ()
    name: str = "report"

    def __post_init__(self) -> None:
        if not STATION_ID.fullmatch(self.id) or not STATION_ID.fullmatch(self.name):
            raise ValueError(f"{self.id!r} or {self.name!r} cannot be the name of a folder or file")


def write_reports(
    jobs: Iterable[ReportJob], out: Path, done: Callable[[str], None] = lambda _: None, *, workers: int | None = None
) -> list[Path]:
    """Set many reports and write ``out/<id>/<name>.pdf`` and ``.xlsx``; if one fails, nothing in `out` has changed.

    Parameters
    ----------
    jobs : iterable of ReportJob
        Taken as they are needed: a generator keeps only a few in memory.
    out : Path
        Other files in it, and in the folders of the stations, stay as they are.
    done : callable, optional
        Called with an id when its report is written, for a progress bar.
    workers : int, optional
        Processes; as many as cores where it is not given.

    Returns
    -------
    list of Path
        The PDF files, in the order of the jobs.

    Raises
    ------
    ValueError
        If two jobs have the same id and name.
    """
    seen: set[Named] = set()
    made: list[Named] = []
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".reports-", dir=out) as name:
        fresh = Path(name)
        for written in _written(_unlike(jobs, seen), fresh, workers or os.cpu_count() or 1):
            made.append(written)
            done(written[0])
        for path in sorted(fresh.glob("*/*")):
            place = out / path.parent.name
            place.mkdir(exist_ok=True)
            path.replace(place / path.name)
    return [out / station / f"{report}.pdf" for station, report in made]


def _unlike(jobs: Iterable[ReportJob], seen: set[Named]) -> Iterator[ReportJob]:
    for job in jobs:
        if (job.id, job.name) in seen:
            raise ValueError(f"the report {job.name!r} of {job.id!r} is there twice")
        seen.add((job.id, job.name))
        yield job


def _written(jobs: Iterator[ReportJob], fresh: Path, workers: int) -> Iterator[Named]:
    """Ids and names as their reports are written, in the order of the jobs."""
    first = list(islice(jobs, FEWEST))
    if len(first) < FEWEST or workers < 2:
        for job in chain(first, jobs):
            yield write_report(job, fresh)
        return
    # spawn: a forked copy of a process that runs compiled threads may hang
    with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
        waiting: deque[Future[Named]] = deque()
        try:
            for job in chain(first, jobs):
                waiting.append(pool.submit(write_report, job, fresh))
                if len(waiting) >= AHEAD * workers:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise


def write_report(job: ReportJob, folder: Path) -> Named:
    """Set one report and its workbook into the folder of its station."""
    place = folder / job.id
    place.mkdir(exist_ok=True)
    (place / f"{job.name}.pdf").write_bytes(typeset_document(job.document))
    if job.sheets:
        content = workbook(job.sheets, str(job.document.content["title"]), job.document.day)
        (place / f"{job.name}.xlsx").write_bytes(content)
    return job.id, job.name
