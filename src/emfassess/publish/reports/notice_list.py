"""The list for public notice, one row a station: PDF, sheets for CSV and XLSX, and a piece of HTML."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from jinja2 import Environment, PackageLoader

from emfassess.exposure.compliance import Verdict, worst
from emfassess.publish.reports.campaign import MonitoredStation, Monitoring
from emfassess.publish.reports.campaign_conclusion import conclusion
from emfassess.publish.reports.campaign_cover import filing, stated
from emfassess.publish.reports.campaign_tables import band_limits, bound
from emfassess.publish.reports.sections import Table, table_of
from emfassess.publish.reports.sheets import Sheet, sheet_of
from emfassess.publish.reports.typesetting import Document, typeset_document
from emfassess.publish.text import numbers
from emfassess.publish.text.words import Words, words

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
        Strictest limit of the bands at that place. [W/m^2]
    standard : str
        Of the limit.
    exposure_ratio : float, optional
        Greatest share of the limit, by the standard's own sum.
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

    A point that names no station counts for every one, so that no level is lost between them.
    """
    withheld = conclusion(given, words("en")).verdict is None
    return tuple(_row(given, station, withheld) for station in given.stations)


def _row(given: Monitoring, station: MonitoredStation, withheld: bool) -> NoticeRow:
    facts, campaign = station.facts, given.campaign
    density, below, limit, standard, ratio, verdict = _worst_of(given, station.id)
    if withheld and verdict != Verdict.EXCEEDS:
        verdict = None
    hours = f" {campaign.start:%H:%M}–{campaign.end:%H:%M}" if campaign.start and campaign.end else ""
    return NoticeRow(
        station_id=station.id,
        station=str(facts.get("name") or station.id),
        filing_number=str(facts.get("filing_number") or ""),
        filing_reason=str(facts.get("filing_reason") or ""),
        project=campaign.name or campaign.id,
        tested=f"{campaign.start.date()}{hours}" if campaign.start else "",
        power_density_w_m2=density,
        below=below,
        limit_w_m2=limit,
        standard=standard,
        exposure_ratio=ratio,
        verdict=verdict,
        body=campaign.body,
    )


Worst = tuple[float | None, str, float | None, str, float | None, Verdict | None]


def _worst_of(given: Monitoring, station_id: str) -> Worst:
    """Greatest level at the points of a station, its limit and standard, the greatest share, the gravest verdict."""
    levels = given.levels
    owner = {point.id: point.station_id for point in given.campaign.points}
    here = [] if levels is None else [i for i, p in enumerate(levels.point_ids) if owner.get(p, "") in ("", station_id)]
    if levels is None or not here:
        return None, "", None, "", None, None
    at = max(here, key=lambda i: levels.power_density[i])
    edition = levels.on_the_day.limit_ids[at]
    limits = None if edition is None else given.by_id[edition]
    bands = levels.bands[levels.bands["place"] == at]
    spans = zip(bands["frequency_low_hz"], bands["frequency_high_hz"], strict=True)
    found = [density for low, high in spans if (density := band_limits(given, limits, low, high)[1]) is not None]
    ratios = levels.exposure_ratio[here]
    verdicts = [levels.verdicts[i] for i in here]
    known = [verdict for verdict in verdicts if verdict is not None]
    # one place without an edition leaves only an exceedance elsewhere to be told
    gravest = worst(known) if known else None
    if len(known) < len(verdicts) and gravest != Verdict.EXCEEDS:
        gravest = None
    return (
        float(levels.power_density[at]),
        bound(levels, at),
        min(found, default=None),
        limits.standard if limits else "",
        None if np.isnan(ratios).any() else float(ratios.max()),
        gravest,
    )


def notice_table(rows: Iterable[NoticeRow], text: Words) -> Table:
    """The rows as they are printed."""
    return table_of(
        [text(f"notice.{key}") for key in COLUMNS],
        [1.4, 1.3, 1.1, 1.2, 1.9, 1.6, 0.8, 0.8, 1.1],
        [_cells(row, text) for row in rows],
        [UNITS.get(key, ()) for key in COLUMNS],
    )


def _cells(row: NoticeRow, text: Words) -> list[str]:
    density, limit, ratio = row.power_density_w_m2, row.limit_w_m2, row.exposure_ratio
    name = row.station if row.station == row.station_id else f"{row.station} ({row.station_id})"
    return [
        name,
        filing(row.filing_number, row.filing_reason, text),
        stated(row.project, text),
        stated(row.tested, text),
        text("notice.no-level") if density is None else numbers.power_density(density, row.below),
        "–" if limit is None else numbers.power_density(limit),
        "–" if ratio is None else numbers.percent(ratio, row.below),
        text("monitoring.withheld") if row.verdict is None else text(f"verdict-word.{row.verdict}"),
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
    text = words(language)
    content = {
        "language": language,
        "title": text("notice.title"),
        "subtitle": [publisher, day.isoformat() if day else ""],
        "running": text("notice.title"),
        "page": text("report.page"),
        "boxes": [],
        "landscape": True,
        "sections": [
            {
                "heading": text("notice.list", count=len(rows)),
                "table": notice_table(rows, text),
                "after": _note(rows, text),
            }
        ],
        "closing": text("notice.closing"),
    }
    return typeset_document(Document("document.typ", content, {}, day))


def _note(rows: Sequence[NoticeRow], text: Words) -> str:
    standards = ", ".join(dict.fromkeys(row.standard for row in rows if row.standard))
    return text("notice.note", standard=stated(standards, text))


def notice_sheets(rows: Sequence[NoticeRow], language: str) -> tuple[Sheet, ...]:
    """The list as a sheet, for :mod:`emfassess.publish.reports.workbook`."""
    text = words(language)
    table = notice_table(rows, text)
    return (sheet_of("notice", table, text),)


def notice_html(rows: Sequence[NoticeRow], language: str) -> str:
    """The list as a table for a web page; every text is escaped."""
    text = words(language)
    environment = Environment(loader=PackageLoader(__package__, "templates"), autoescape=True)
    table = notice_table(rows, text)
    return environment.get_template("notice.html").render(
        language="zh-CN" if language == "zh" else language,
        caption=text("notice.title"),
        table=table,
        note=_note(rows, text),
    )
