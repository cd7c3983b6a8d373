"""The list for public notice, one row a station: PDF, sheets for CSV and XLSX, and a piece of HTML."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypedDict

from jinja2 import Environment, PackageLoader

from emfassess.exposure.compliance import Verdict
from emfassess.exposure.ties import first_largest
from emfassess.language import N_, Language
from emfassess.language import language as language_of
from emfassess.measured_levels.band_limits import band_limits
from emfassess.measured_levels.campaign_stations import CampaignStation
from emfassess.measured_levels.judged_campaign import JudgedCampaign
from emfassess.publish.reports.campaign import Monitoring
from emfassess.publish.reports.campaign_cover import filing, stated
from emfassess.publish.reports.sections import Table, table_of
from emfassess.publish.reports.sheets import Sheet, sheet_of
from emfassess.publish.reports.typesetting import Document, page_pattern, typeset_document
from emfassess.publish.text import numbers
from emfassess.publish.text.verdicts import VERDICT_WORD

NOTICE_LABEL = {
    "title": N_("Public notice: monitoring of mobile base stations"),
    "closing": N_("Whoever doubts a figure can ask the body that measured for its monitoring report."),
    "station": N_("Station"),
    "filing": N_("Filing number"),
    "project": N_("Project"),
    "tested": N_("Tested"),
    "density": N_("Greatest power density"),
    "limit": N_("Limit"),
    "share": N_("Exposure ratio"),
    "result": N_("Result"),
    "body": N_("Measured by"),
}


UNITS = {"density": ("W/m²", "µW/cm²"), "limit": ("W/m²", "µW/cm²"), "share": ("%",)}
"""Units of the columns of :data:`COLUMNS` that hold numbers."""

COLUMNS = ("station", "filing", "project", "tested", "density", "limit", "share", "result", "body")


@dataclass(frozen=True)
class NoticeRow:
    """One station of a notice.

    Parameters
    ----------
    station_id, station : str
        Id and name.
    filing_number, filing_reason : str
        The number, or why none is given.
    project : str
    tested : str
        Day and hours.
    power_density_w_m2 : float, optional
        Greatest level of all sources together at the station's points; None where there is no valid level. [W/m^2]
    below : {"", "<", "≤"}
        Whether that is a bound because something was not detected.
    limit_w_m2 : float, optional
        Most restrictive limit of the bands at that place. [W/m^2]
    standard : str
        Of the limit.
    exposure_ratio : float, optional
        Maximum exposure ratio, by the standard's own sum.
    verdict : Verdict, optional
        None while the conclusion is withheld; an exceedance never is.
    body : str
        Who measured.
    """

    station_id: str
    station: str
    filing_number: str
    filing_reason: str
    project: str
    tested: str
    power_density_w_m2: float | None
    below: str
    limit_w_m2: float | None
    standard: str
    exposure_ratio: float | None
    verdict: Verdict | None
    body: str


def notice_rows(given: Monitoring) -> tuple[NoticeRow, ...]:
    """One row for each station of a campaign.

    A point that belongs to no station counts for every one, so that no level is lost between them.
    """
    return tuple(_row(given.judged, station) for station in given.judged.stations)


def _row(judged: JudgedCampaign, station: CampaignStation) -> NoticeRow:
    facts, campaign, outcome = station.facts, judged.campaign, judged.outcome_of(station.id)
    exceeds = outcome is not None and outcome.verdict == Verdict.EXCEEDS
    hours = f" {campaign.start:%H:%M}–{campaign.end:%H:%M}" if campaign.start and campaign.end else ""
    return NoticeRow(
        station_id=station.id,
        station=str(facts.get("name") or station.id),
        filing_number=str(facts.get("filing_number") or ""),
        filing_reason=str(facts.get("filing_reason") or ""),
        project=campaign.name or campaign.id,
        tested=f"{campaign.start.date()}{hours}" if campaign.start else "",
        **_level(judged, station.id),
        exposure_ratio=None if outcome is None or outcome.without_edition else outcome.exposure_ratio,
        verdict=outcome.verdict if outcome is not None and (exceeds or judged.is_conclusive) else None,
        body=campaign.body,
    )


class _Level(TypedDict):
    power_density_w_m2: float | None
    below: str
    limit_w_m2: float | None
    standard: str


def _level(judged: JudgedCampaign, station_id: str) -> _Level:
    """Level at the governing point of a station with its limit and standard; the greatest level without an edition."""
    levels, points, outcome = judged.levels, judged.points_of(station_id), judged.outcome_of(station_id)
    if levels is None or not len(points):
        return {"power_density_w_m2": None, "below": "", "limit_w_m2": None, "standard": ""}
    top = outcome.governing_point if outcome else int(points[first_largest(levels.power_density[points])])
    edition = levels.on_the_day.limit_ids[top]
    limits = None if edition is None else judged.by_id[edition]
    bands = levels.bands[levels.bands["place"] == top]
    spans = zip(bands["frequency_low_hz"], bands["frequency_high_hz"], strict=True)
    found = [density for low, high in spans if (density := band_limits(judged, limits, low, high)[1]) is not None]
    return {
        "power_density_w_m2": float(levels.power_density[top]),
        "below": levels.bound(top),
        "limit_w_m2": min(found, default=None),
        "standard": limits.standard if limits else "",
    }


def notice_table(rows: Iterable[NoticeRow], text: Language) -> Table:
    """The rows as they are printed."""
    return table_of(
        [text(NOTICE_LABEL[key]) for key in COLUMNS],
        [1.4, 1.3, 1.1, 1.2, 1.9, 1.6, 0.8, 0.8, 1.1],
        [_cells(row, text) for row in rows],
        [UNITS.get(key, ()) for key in COLUMNS],
    )


def _cells(row: NoticeRow, text: Language) -> list[str]:
    density, limit, ratio = row.power_density_w_m2, row.limit_w_m2, row.exposure_ratio
    name = row.station if row.station == row.station_id else f"{row.station} ({row.station_id})"
    return [
        name,
        filing(row.filing_number, row.filing_reason, text),
        stated(row.project, text),
        stated(row.tested, text),
        text("no valid level") if density is None else numbers.power_density_quantity(density, row.below),
        "–" if limit is None else numbers.power_density_quantity(limit),
        "–" if ratio is None else numbers.percent(ratio, row.below),
        text("withheld") if row.verdict is None else text(VERDICT_WORD[row.verdict]),
        stated(row.body, text),
    ]


def notice_pdf(
    rows: Sequence[NoticeRow], language: str, *, publisher: str = "", day: datetime.date | None = None
) -> bytes:
    """Set the list: PDF/A-2a and PDF/UA-1.

    Parameters
    ----------
    rows : sequence of NoticeRow
    language : str
    publisher : str
        Who gives notice.
    day : date, optional
        Of the notice, printed where it is given.
    """
    text = language_of(language)
    content = {
        "language": language,
        "title": text("Public notice: monitoring of mobile base stations"),
        "subtitle": [publisher, day.isoformat() if day else ""],
        "running": text("Public notice: monitoring of mobile base stations"),
        "page": page_pattern(text),
        "boxes": [],
        "landscape": True,
        "sections": [
            {
                "heading": text("{count} stations", count=len(rows)),
                "table": notice_table(rows, text),
                "after": _note(rows, text),
            }
        ],
        "closing": text("Whoever doubts a figure can ask the body that measured for its monitoring report."),
    }
    return typeset_document(Document("document.typ", content, {}, day))


def _note(rows: Sequence[NoticeRow], text: Language) -> str:
    standards = text.listed(dict.fromkeys(row.standard for row in rows if row.standard))
    return text(
        "Limit: {standard}; its most restrictive power density in the bands at the place. "
        "The exposure ratio is that of the standard's own sum, which is not always the power "
        "density over that limit. '<': nothing was detected; '≤': some part was not.",
        standard=stated(standards, text),
    )


def notice_sheets(rows: Sequence[NoticeRow], language: str) -> tuple[Sheet, ...]:
    """The list as a sheet, for :mod:`emfassess.publish.reports.workbook`."""
    text = language_of(language)
    table = notice_table(rows, text)
    return (sheet_of("notice", table, text),)


def notice_html(rows: Sequence[NoticeRow], language: str) -> str:
    """The list as a table for a web page; every text is escaped."""
    text = language_of(language)
    environment = Environment(loader=PackageLoader(__package__, "templates"), autoescape=True)
    table = notice_table(rows, text)
    return environment.get_template("notice.html").render(
        language="zh-CN" if language == "zh" else language,
        caption=text("Public notice: monitoring of mobile base stations"),
        table=table,
        note=_note(rows, text),
    )
