"""Where a result comes from: its inputs with their checksums, the version, the date, the command."""

import datetime
from dataclasses import dataclass

from emfassess import __version__
from emfassess.result import Assessment
from emfassess.stations import Source


@dataclass(frozen=True)
class Provenance:
    """What stands at the head of a report. A date is printed only where the caller gives one."""

    inputs: tuple[Source, ...]
    package_version: str
    date: datetime.date | None = None
    command: str | None = None


def provenance_of(assessment: Assessment, day: datetime.date | None = None, command: str | None = None) -> Provenance:
    """Provenance of an assessment: every station file once, in the order of the stations, then terrain and buildings."""
    inputs = dict.fromkeys(station.source for station in assessment.stations if station.source is not None)
    return Provenance((*inputs, *assessment.scene.files), __version__, day, command)
