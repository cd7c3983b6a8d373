"""Where a result comes from: its inputs with their checksums, the version, the date, the command."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from emfassess import __version__
from emfassess.stations import Source

if TYPE_CHECKING:
    from emfassess.assessment.result import Assessment
    from emfassess.comparison.result import Comparison


@dataclass(frozen=True)
class Provenance:
    """Details at the head of a report. A date is printed only where the caller gives one."""

    inputs: tuple[Source, ...]
    package_version: str
    date: datetime.date | None = None
    command: str | None = None


def provenance_of(
    result: "Assessment | Comparison",
    day: datetime.date | None = None,
    command: str | None = None,
    also: Sequence[Source] = (),
) -> Provenance:
    """Provenance of a result: every station file once, in the order of the stations, then terrain and buildings.

    `also` are further files, such as named points, the project's settings, or measurements.
    """
    inputs = dict.fromkeys(station.source for station in result.stations if station.source is not None)
    return Provenance((*inputs, *result.scene.files, *also), __version__, day, command)
