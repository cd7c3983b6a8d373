"""The PDF report of an assessment, set by typst: tagged, archivable (PDF/A-2a, PDF/UA-1), the same bytes every time."""

import json
import tempfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import typst

from emfassess.publish.appraisal_content import appraisal_sections
from emfassess.publish.building_content import alert_sentence, building_sections, warning_sentences
from emfassess.publish.fonts import font_folder
from emfassess.publish.provenance import Provenance
from emfassess.publish.report_content import report_content
from emfassess.publish.words import words
from emfassess.result import Assessment

STANDARDS: list[Literal["a-2a", "ua-1"]] = ["a-2a", "ua-1"]
FIGURES = ("plan", "section", "pattern", "zones", "facades", "view", "window")

APPRAISED_BEFORE = 4
"""What is taken for granted, not covered, shown under other limits and noted of the limit comes after the appraisal."""

BUILDINGS_AT = 5
"""Buildings come after provenance, maximum, quantities, rings and named places."""

_NO_DATE = datetime(2000, 1, 1, tzinfo=UTC)
"""Stands in the file's properties where no date was given, so that the bytes do not depend on the clock."""


def report_pdf(
    assessment: Assessment,
    provenance: Provenance,
    figures: Mapping[str, bytes],
    language: str,
    record: Mapping[str, Any] | None = None,
    *,
    also: Sequence[Assessment] = (),
) -> bytes:
    """Set the report of an assessment.

    Parameters
    ----------
    assessment : Assessment
        Its first subject is reported on.
    provenance : Provenance
        Printed at the head.
    figures : mapping of str to bytes
        SVG files by name: ``plan``, ``section``, ``pattern``, ``zones``, and of buildings
        ``facades``, ``view``, ``window``.
    language : str
        ``en`` or ``zh``.
    record : mapping, optional
        Record of the station with its appraisal: zones, uncertainty, other assumptions, models.
    also : sequence of Assessment
        The same stations under other limit sets.

    Returns
    -------
    bytes
        PDF/A-2a and PDF/UA-1.
    """
    content = report_content(assessment, provenance, also, words(language))
    if record is not None:
        content["alert"] = alert_sentence(dict(record), words(language))
        content["warnings"] = warning_sentences(dict(record), words(language))
        content["sections"][BUILDINGS_AT:BUILDINGS_AT] = building_sections(dict(record), words(language))
        content["sections"][-APPRAISED_BEFORE:-APPRAISED_BEFORE] = appraisal_sections(dict(record), words(language))
    content["sections"] = [s for s in content["sections"] if s.get("figure") is None or s["figure"] in figures]
    day = datetime.combine(provenance.date, time(), UTC) if provenance.date else _NO_DATE
    template = (files(__package__) / "templates" / "report.typ").read_bytes()
    with tempfile.TemporaryDirectory(prefix="emfassess-") as name:
        folder = Path(name)
        (folder / "report.typ").write_bytes(template)
        (folder / "content.json").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        for figure, svg in figures.items():
            (folder / f"{figure}.svg").write_bytes(svg)
        made = typst.compile(
            str(folder / "report.typ"),
            root=name,
            font_paths=[str(font_folder())],
            ignore_system_fonts=True,
            format="pdf",
            pdf_standards=[*STANDARDS],
            timestamp=int(day.timestamp()),
        )
    return bytes(made)
