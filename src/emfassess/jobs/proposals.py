"""Proposals beside the reports of a run: each station as assessed in an earlier run, and as this one has it."""

import datetime
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from emfassess.jobs.generation import settle
from emfassess.language import language as language_of
from emfassess.publish.data.writing import write_bytes
from emfassess.publish.reports.proposal import proposal_report, proposal_sheets
from emfassess.publish.reports.workbook import workbook
from emfassess.readers.faults import refuse

Records = Mapping[str, Mapping[str, Any]]


def read_existing(folder: Path, station_ids: Iterable[str]) -> dict[str, Mapping[str, Any]]:
    """Records of an earlier run for these stations; one without a record has none, and counts as new.

    Raises
    ------
    InputError
        If the folder is not that of a run, or a record cannot be read.
    """
    settle(folder)
    if not (folder / "index.json").is_file():
        raise refuse(str(folder), "", None, "there is no index.json; give the folder of an earlier emfassess assess")
    found = {}
    for station_id in station_ids:
        path = folder / station_id / "assessment.json"
        if path.is_file():
            try:
                found[station_id] = json.loads(path.read_text(encoding="utf-8"))
            except ValueError as error:
                raise refuse(str(path), "", error, "this must be the record of an assessment") from None
    return found


def write_proposals(
    existing: Records, out: Path, station_ids: Iterable[str], language: str, day: datetime.date | None = None
) -> list[Path]:
    """Write ``proposal.pdf`` and ``proposal.xlsx`` into the folder of each station of a run; gives the PDF files.

    Raises
    ------
    ValueError
        If the two assessments of a station cannot be compared.
    """
    made = []
    for station_id in station_ids:
        folder = out / station_id
        proposed = json.loads((folder / "assessment.json").read_text(encoding="utf-8"))
        before = existing.get(station_id)
        write_bytes(folder / "proposal.pdf", proposal_report(before, proposed, language, day=day))
        sheets = proposal_sheets(before, proposed, language)
        write_bytes(
            folder / "proposal.xlsx",
            workbook(sheets, language_of(language)("Electromagnetic fields before and after the change"), day),
        )
        made.append(folder / "proposal.pdf")
    return made
