"""Input files of a report with their checksums, each under its own label."""

from collections.abc import Sequence

from emfassess.language import Language
from emfassess.language.messages.names import INPUT_KIND
from emfassess.stations import Source

MOST_STATION_FILES = 4
"""A report lists so many station files; ``plan.json`` has all. Other files are always listed."""


def input_rows(inputs: Sequence[Source], text: Language) -> list[list[str]]:
    """Label and name of each file, then its checksum."""
    stations = [source for source in inputs if source.kind == "station"]
    listed = [*stations[:MOST_STATION_FILES], *(source for source in inputs if source.kind != "station")]
    rows = []
    for source in listed:
        rows += [[text(INPUT_KIND[source.kind]), source.name], [text("SHA-256"), source.sha256]]
    if len(stations) > MOST_STATION_FILES:
        more = [text("Station file"), text("and {count} more", count=len(stations) - MOST_STATION_FILES)]
        rows.insert(2 * MOST_STATION_FILES, more)
    return rows
