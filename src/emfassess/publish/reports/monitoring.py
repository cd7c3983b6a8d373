"""The monitoring report in the form that HJ 972-2018 and HJ 1151-2020 ask for: PDF, and every table as sheets."""

from emfassess.exposure.compliance import Verdict
from emfassess.exposure.ties import first_largest
from emfassess.language import N_, Language
from emfassess.language import language as language_of
from emfassess.publish.reports import campaign_tables as tables
from emfassess.publish.reports.campaign import Monitoring
from emfassess.publish.reports.campaign_conclusion import Conclusion, conclusion, conclusion_lines, rule_lines
from emfassess.publish.reports.campaign_cover import antenna_rows, cover, session_pairs, site_pairs, site_table
from emfassess.publish.reports.sections import Box, ReportSection, Table
from emfassess.publish.reports.sheets import Sheet, sheets_of
from emfassess.publish.reports.typesetting import Document, page_pattern, typeset_document
from emfassess.publish.text.assumptions import assumption_sentence
from emfassess.publish.text.campaigns import completeness_sentence, missing_sentence, unconfirmed_sentence

MONITORING_LABEL = {
    "title": N_("Monitoring report: electromagnetic environment of mobile base stations"),
    "closing": N_(
        "Levels are those of the record; every table is in the workbook beside this report, with all its rows."
    ),
    "cover": N_("Cover"),
    "session": N_("Measuring session"),
    "points": N_("Points"),
    "levels": N_("Measured levels, by the limit in force on the day"),
    "today": N_("The same levels by the limit of today"),
    "bands": N_("Levels by band"),
    "extrapolated": N_("Extrapolated to full load"),
    "factors": N_("Factors of the extrapolation"),
    "uncertainty": N_("Uncertainty"),
    "findings": N_("Findings of the quality rules"),
    "withheld": N_("withheld"),
    "kind": N_("Kind of monitoring"),
}


MOST_STATIONS = 4
"""The page describes so many stations; the workbook has all."""

EXTRAPOLATED_NOTE = N_(
    "'Laboratory': extrapolated by the measuring body; 'computed': by the factors below. "
    "The exposure ratio is that of the place with all its bands. Extrapolated values are "
    "not measured values and are not the basis of the conclusion."
)

FACTORS_NOTE = N_(
    "Factors add in decibels; all but the last make the theoretical maximum, the last one the actual maximum."
)

TODAY_NOTE = N_("Edition in force on {day}. The verdict of the day of measuring stays as it was.")


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
    text = language_of(language)
    found = conclusion(given, text)
    lines = [*conclusion_lines(given, found, text), *rule_lines(given, text)]
    listed = [] if given.judged.levels is None else tables.listed(given.judged.levels, tables.MOST_PLACES)
    sections: list[ReportSection] = [
        {"heading": text("Cover"), "pairs": cover(given, lines, text)},
        *_gaps(given, text),
        *_sites(given, text),
        {"heading": text("Measuring session"), "pairs": session_pairs(given, text)},
        *_results(given, found, listed, text),
        _findings(given, text),
        *_assumptions(given, text),
    ]
    content = {
        "language": language,
        "title": text("Monitoring report: electromagnetic environment of mobile base stations"),
        "subtitle": [given.judged.campaign.name or given.judged.campaign.id, given.judged.campaign.body],
        "running": given.judged.campaign.report_number or given.judged.campaign.id,
        "page": page_pattern(text),
        "boxes": [_box(found, lines, text)],
        "sections": [section for section in sections if _filled(section)],
        "closing": text(
            "Levels are those of the record; every table is in the workbook beside this report, with all its rows."
        ),
    }
    return Document("document.typ", content, {}, given.commission.signed)


def monitoring_sheets(given: Monitoring, language: str) -> tuple[Sheet, ...]:
    """Every table of the monitoring report with all its rows, as sheets of a workbook."""
    text = language_of(language)
    found = conclusion(given, text)
    listed = [] if given.judged.levels is None else tables.listed(given.judged.levels, None)
    sections: list[ReportSection] = [
        {
            "sheet": "cover",
            "pairs": cover(given, [*conclusion_lines(given, found, text), *rule_lines(given, text)], text),
        },
        {"sheet": "missing", "items": _missing(given, text)},
        {"sheet": "sites", "table": site_table(given, text)},
        {"sheet": "antennas", "table": antenna_rows(given, text)},
        {"sheet": "session", "pairs": session_pairs(given, text)},
        *_results(given, found, listed, text),
        _findings(given, text),
        *_assumptions(given, text),
    ]
    return sheets_of(sections, text)


def _filled(section: ReportSection) -> bool:
    """Whether there is something to show, or a sentence that says why there is not."""
    rows = section.get("pairs") or section.get("items") or section.get("table", {}).get("rows")
    return bool(rows or section.get("before") or section.get("after"))


def _box(found: Conclusion, lines: list[str], text: Language) -> Box:
    """The conclusion as the first thing that a reader sees."""
    kind = "withheld" if found.verdict is None else str(found.verdict)
    if found.exceeding:
        kind = str(Verdict.EXCEEDS)
    return {"kind": kind, "heading": text("Conclusion"), "lines": lines}


def _gaps(given: Monitoring, text: Language) -> list[ReportSection]:
    """Fields that the method requires and the record lacks, and whether that list was confirmed."""
    paragraphs = [completeness_sentence(given.judged.completeness, text)]
    if given.judged.required is not None:
        paragraphs += [sentence for sentence in (unconfirmed_sentence(given.judged.required, text),) if sentence]
    heading = text("Completeness of the record")
    return [{"heading": heading, "before": " ".join(paragraphs), "items": _missing(given, text)}]


def _missing(given: Monitoring, text: Language) -> list[str]:
    return [missing_sentence(gap, text) for gap in given.judged.completeness.missing]


def _sites(given: Monitoring, text: Language) -> list[ReportSection]:
    listed = given.judged.stations[:MOST_STATIONS]
    sections: list[ReportSection] = [
        {"heading": text("Station {id}", id=station.id), "pairs": site_pairs(station, text)} for station in listed
    ]
    if len(given.judged.stations) > MOST_STATIONS:
        more = text("and {count} more", count=len(given.judged.stations) - MOST_STATIONS)
        sections.append({"heading": text("Further stations"), "before": more})
    return [*sections, {"heading": text("Antennas and carriers of the station"), "table": antenna_rows(given, text)}]


def _results(given: Monitoring, found: Conclusion, listed: list[int], text: Language) -> list[ReportSection]:
    """Points, levels by both editions, bands, what was extrapolated, uncertainty."""
    points: ReportSection = {
        "sheet": "points",
        "heading": text("Points"),
        "table": tables.point_table(given, text),
    }
    levels = given.judged.levels
    if levels is None:
        return [points]
    withheld = found.verdict is None
    outcome = given.judged.outcome
    at = outcome.governing_point if outcome else int(first_largest(levels.power_density))
    made = [*_level_parts(given, listed, withheld, text), *_extrapolation_parts(given, at, text)]
    return [
        points,
        *(
            ReportSection(sheet=sheet, heading=text(MONITORING_LABEL[key]), table=table, after=note)
            for sheet, key, table, note in made
            if table["rows"]
        ),
    ]


Part = tuple[str, str, Table, str]
"""Sheet, key of the heading, table and note of a section."""


def _level_parts(given: Monitoring, listed: list[int], withheld: bool, text: Language) -> list[Part]:
    """Levels of places by the edition of the day and by today's, and of their bands."""
    return [
        (
            "levels",
            "levels",
            tables.campaign_level_table(given, listed, withheld, text),
            _level_note(given, listed, text),
        ),
        (
            "today",
            "today",
            tables.today_table(given, listed, withheld, text),
            text(TODAY_NOTE, day=given.judged.today),
        ),
        (
            "measured",
            "bands",
            tables.band_table(given, listed, text),
            text("Limits are those at the most restrictive frequency of each band."),
        ),
    ]


def _extrapolation_parts(given: Monitoring, at: int, text: Language) -> list[Part]:
    """Extrapolated levels with their factors, and the uncertainty budget of a place."""
    levels = given.judged.levels
    assert levels is not None
    return [
        (
            "extrapolated",
            "extrapolated",
            tables.extrapolated_table(given, text),
            text(EXTRAPOLATED_NOTE),
        ),
        (
            "factors",
            "factors",
            tables.factor_table(given, text),
            text(FACTORS_NOTE),
        ),
        (
            "uncertainty",
            "uncertainty",
            tables.campaign_budget_table(given, at, text),
            _at_place(levels.point_ids[at], text),
        ),
    ]


def _level_note(given: Monitoring, listed: list[int], text: Language) -> str:
    levels = given.judged.levels
    assert levels is not None
    paragraphs = [
        text(
            "E and S are r.m.s. values of all sources together. '<': nothing was detected, the "
            "level lies below the value; '≤': some part was not detected and counts with the "
            "sensitivity. ± is the expanded uncertainty (k = 1.96). The exposure ratio is that "
            "of the standard's own sum, which is not always S over its limit. The management "
            "target is not the limit."
        )
    ]
    if len(listed) < len(levels.point_ids):
        paragraphs.append(
            text(
                "Listed are the {shown} greatest of {count} places; the workbook has all.",
                shown=len(listed),
                count=len(levels.point_ids),
            )
        )
    return " ".join(paragraphs)


def _at_place(place: str, text: Language) -> str:
    return text(
        "At {place}, the place with the greatest exposure ratio; stated values are the greatest of all places.",
        place=place,
    )


def _findings(given: Monitoring, text: Language) -> ReportSection:
    table = tables.finding_table(given, text)
    section: ReportSection = {"heading": text("Findings of the quality rules"), "table": table}
    if table["rows"]:
        return section | {"sheet": "findings"}
    return {"heading": text("Findings of the quality rules"), "before": text("The rules found nothing to object to.")}


def _assumptions(given: Monitoring, text: Language) -> list[ReportSection]:
    """Assumptions, and what of the limits was not confirmed."""
    sections: list[ReportSection] = []
    if given.judged.levels is not None:
        paragraphs = [assumption_sentence(item, text) for item in given.judged.levels.assumptions]
        sections.append({"sheet": "assumptions", "heading": text("Assumptions"), "items": paragraphs})
    if not all(limits.confirmed for limits in given.judged.editions.sets):
        sections.append(
            {
                "sheet": "notes",
                "heading": text("Notes on the limit"),
                "items": [text("Some values of this limit set were not checked against the text of the standard.")],
            }
        )
    return sections
