"""Input files of a report with their checksums, each under its own label."""

from collections.abc import Sequence

from emfassess.publish.text.words import Words
from emfassess.stations import Source

MOST_STATION_FILES = 4
"""A report lists so many station files; ``plan.json`` has all. Other files are always listed."""


def input_rows(inputs: Sequence[Source], text: Words) -> list[list[str]]:
    """Label and name of each file, then its checksum."""
    stations = [source for source in inputs if source.kind == "station"]
    listed = [*stations[:MOST_STATION_FILES], *(source for source in inputs if source.kind != "station")]
    rows = []
    for source in listed:
        rows += [[text(f"report.input-{source.kind}"), source.name], [text("report.checksum"), source.sha256]]
    if len(stations) > MOST_STATION_FILES:
        more = [text("report.input-station"), text("report.more", count=len(stations) - MOST_STATION_FILES)]
        rows.insert(2 * MOST_STATION_FILES, more)
    return rows
