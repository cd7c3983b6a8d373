"""The monitoring report in the form that HJ 972-2018 and HJ 1151-2020 ask for: PDF, and every table as sheets."""

import numpy as np

from emfassess.exposure.compliance import Verdict
from emfassess.publish.reports import campaign_tables as tables
from emfassess.publish.reports.campaign import Monitoring
from emfassess.publish.reports.campaign_conclusion import Conclusion, conclusion, conclusion_lines
from emfassess.publish.reports.campaign_cover import antenna_rows, cover, session_pairs, site_pairs, site_table
from emfassess.publish.reports.sections import Box, Section
from emfassess.publish.reports.sheets import Sheet, sheets_of
from emfassess.publish.reports.typesetting import Document, typeset_document
from emfassess.publish.text.assumptions import assumption_sentence
from emfassess.publish.text.campaigns import completeness_sentence, missing_sentence, unconfirmed_sentence
from emfassess.publish.text.words import Words, words

MOST_STATIONS = 4
"""The page describes so many stations; the workbook has all."""


def monitoring_pdf(given: Monitoring, language: str) -> bytes:
    """Set the monitoring report: PDF/A-2a and PDF/UA-1, the same bytes every time.

    Parameters
    ----------
    given : Monitoring
        From :func:`emfassess.publish.reports.campaign.monitoring`.
    language : str
        ``en`` or ``zh``.
    """
    return typeset_document(monitoring_document(given, language))


def monitoring_document(given: Monitoring, language: str) -> Document:
    """The monitoring report ready to be set."""
    text = words(language)
    found = conclusion(given, text)
    lines = conclusion_lines(given, found, text)
    shown = [] if given.judged.levels is None else tables.listed(given.judged.levels, tables.MOST_PLACES)
    sections: list[Section] = [
        {"heading": text("monitoring.cover"), "pairs": cover(given, lines, text)},
        *_gaps(given, text),
        *_sites(given, text),
        {"heading": text("monitoring.session"), "pairs": session_pairs(given, text)},
        *_results(given, found, shown, text),
        _findings(given, text),
        *_taken_for_granted(given, text),
    ]
    content = {
        "language": language,
        "title": text("monitoring.title"),
        "subtitle": [given.judged.campaign.name or given.judged.campaign.id, given.judged.campaign.body],
        "running": given.judged.campaign.report_number or given.judged.campaign.id,
        "page": text("report.page"),
        "boxes": [_box(found, lines, text)],
        "sections": [section for section in sections if _filled(section)],
        "closing": text("monitoring.closing"),
    }
    return Document("document.typ", content, {}, given.commission.signed)


def monitoring_sheets(given: Monitoring, language: str) -> tuple[Sheet, ...]:
    """Every table of the monitoring report with all its rows, as sheets of a workbook."""
    text = words(language)
    found = conclusion(given, text)
    shown = [] if given.judged.levels is None else tables.listed(given.judged.levels, None)
    sections: list[Section] = [
        {"sheet": "cover", "pairs": cover(given, conclusion_lines(given, found, text), text)},
        {"sheet": "missing", "items": _missing(given, text)},
        {"sheet": "sites", "table": site_table(given, text)},
        {"sheet": "antennas", "table": antenna_rows(given, text)},
        {"sheet": "session", "pairs": session_pairs(given, text)},
        *_results(given, found, shown, text),
        _findings(given, text),
        *_taken_for_granted(given, text),
    ]
    return sheets_of(sections, text)


def _filled(section: Section) -> bool:
    """Whether there is something to show, or a sentence that says why there is not."""
    rows = section.get("pairs") or section.get("items") or section.get("table", {}).get("rows")
    return bool(rows or section.get("before") or section.get("after"))


def _box(found: Conclusion, lines: list[str], text: Words) -> Box:
    """The conclusion as the first thing that a reader sees."""
    kind = "withheld" if found.verdict is None else str(found.verdict)
    if found.exceeding:
        kind = str(Verdict.EXCEEDS)
    return {"kind": kind, "heading": text("monitoring.conclusion"), "lines": lines}


def _gaps(given: Monitoring, text: Words) -> list[Section]:
    """What the record lacks of what its method asks for, and whether that list was confirmed."""
    told = [completeness_sentence(given.judged.completeness, text)]
    if given.judged.required is not None:
        told += [sentence for sentence in (unconfirmed_sentence(given.judged.required, text),) if sentence]
    heading = text("monitoring.completeness")
    return [{"heading": heading, "before": " ".join(told), "items": _missing(given, text)}]


def _missing(given: Monitoring, text: Words) -> list[str]:
    return [missing_sentence(gap, text) for gap in given.judged.completeness.missing]


def _sites(given: Monitoring, text: Words) -> list[Section]:
    shown = given.judged.stations[:MOST_STATIONS]
    sections: list[Section] = [
        {"heading": text("monitoring.site", id=station.id), "pairs": site_pairs(station, text)} for station in shown
    ]
    if len(given.judged.stations) > MOST_STATIONS:
        more = text("report.more", count=len(given.judged.stations) - MOST_STATIONS)
        sections.append({"heading": text("monitoring.more-sites"), "before": more})
    return [*sections, {"heading": text("report.antennas"), "table": antenna_rows(given, text)}]


def _results(given: Monitoring, found: Conclusion, shown: list[int], text: Words) -> list[Section]:
    """Points, levels by both editions, bands, what was extrapolated, uncertainty."""
    points: Section = {
        "sheet": "points",
        "heading": text("monitoring.points"),
        "table": tables.point_table(given, text),
    }
    levels = given.judged.levels
    if levels is None:
        return [points]
    withheld = found.verdict is None
    outcome = given.judged.outcome
    at = outcome.governing_point if outcome else int(np.argmax(levels.power_density))
    made = [
        ("levels", "levels", tables.level_table(given, shown, withheld, text), _level_note(given, shown, text)),
        (
            "today",
            "today",
            tables.today_table(given, shown, withheld, text),
            text("monitoring.today-note", day=given.judged.today),
        ),
        ("measured", "bands", tables.band_table(given, shown, text), text("monitoring.bands-note")),
        ("extrapolated", "extrapolated", tables.extrapolated_table(given, text), text("monitoring.extrapolated-note")),
        ("factors", "factors", tables.factor_table(given, text), text("monitoring.factors-note")),
        ("uncertainty", "uncertainty", tables.budget_table(given, at, text), _at_place(levels.point_ids[at], text)),
    ]
    return [
        points,
        *(
            Section(sheet=sheet, heading=text(f"monitoring.{key}"), table=table, after=note)
            for sheet, key, table, note in made
            if table["rows"]
        ),
    ]


def _level_note(given: Monitoring, shown: list[int], text: Words) -> str:
    levels = given.judged.levels
    assert levels is not None
    told = [text("monitoring.levels-note")]
    if len(shown) < len(levels.point_ids):
        told.append(text("monitoring.worst-only", shown=len(shown), count=len(levels.point_ids)))
    return " ".join(told)


def _at_place(place: str, text: Words) -> str:
    return text("monitoring.uncertainty-note", place=place)


def _findings(given: Monitoring, text: Words) -> Section:
    table = tables.finding_table(given, text)
    section: Section = {"heading": text("monitoring.findings"), "table": table}
    if table["rows"]:
        return section | {"sheet": "findings"}
    return {"heading": text("monitoring.findings"), "before": text("monitoring.no-findings")}


def _taken_for_granted(given: Monitoring, text: Words) -> list[Section]:
    """Assumptions, and what of the limits was not confirmed."""
    sections: list[Section] = []
    if given.judged.levels is not None:
        told = [assumption_sentence(item, text) for item in given.judged.levels.assumptions]
        sections.append({"sheet": "assumptions", "heading": text("report.assumptions"), "items": told})
    if not all(limits.confirmed for limits in given.judged.editions.sets):
        sections.append({"sheet": "notes", "heading": text("report.notes"), "items": [text("report.unconfirmed")]})
    return sections
