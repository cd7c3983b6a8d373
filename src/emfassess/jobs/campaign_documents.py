"""The documents of a measured campaign: monitoring report, notice list, leaflet, and every table as workbook and CSV."""

import datetime
from pathlib import Path

from emfassess.limits.editions import Editions
from emfassess.measurements.days import measuring_days
from emfassess.measurements.quality import Context, StationPlace
from emfassess.publish.data.writing import staged
from emfassess.publish.reports.campaign import MonitoredStation, Monitoring, monitoring
from emfassess.publish.reports.monitoring import monitoring_pdf, monitoring_sheets
from emfassess.publish.reports.notice_list import notice_html, notice_pdf, notice_rows, notice_sheets
from emfassess.publish.reports.resident_leaflet import facts_of_monitoring, leaflet_pdf
from emfassess.publish.reports.workbook import csv_texts, workbook
from emfassess.publish.text.words import words
from emfassess.register import Actor, Register
from emfassess.register.campaigns import campaign as stored_campaign
from emfassess.register.stations import station_on
from emfassess.stations import Station


def stored_monitoring(
    register: Register, campaign_id: str, editions: Editions, today: datetime.date, actor: Actor
) -> Monitoring:
    """A campaign of the register with the stations that it names, as they stood on its last day."""
    campaign, readings = stored_campaign(register, campaign_id, actor)
    day = max(measuring_days(campaign, readings), default=today)
    named = dict.fromkeys([*campaign.station_ids, *(p.station_id for p in campaign.points if p.station_id)])
    found = {name: station_on(register, name, day, actor) for name in named}
    places = tuple(StationPlace(s.id, s.longitude, s.latitude) for s in found.values() if s is not None)
    stations = [MonitoredStation(name, record, _told(record)) for name, record in found.items()]
    return monitoring(campaign, readings, editions, today, stations=stations, context=Context(stations=places))


def _told(station: Station | None) -> dict[str, object]:
    return {"filing_number": station.filing_number} if station is not None and station.filing_number else {}


def write_monitoring(given: Monitoring, folder: Path, language: str, *, publisher: str = "", contact: str = "") -> None:
    """Write ``monitoring.pdf``, ``notice.pdf``, ``notice.html``, ``leaflet.pdf``, the workbooks and a CSV of every table.

    A campaign that names no station has no line in a notice list. If anything fails, nothing in the folder has changed.
    """
    text, rows = words(language), notice_rows(given)
    sheets = {"monitoring": monitoring_sheets(given, language), "notice": notice_sheets(rows, language)}
    with staged(folder) as fresh:
        (fresh / "monitoring.pdf").write_bytes(monitoring_pdf(given, language))
        (fresh / "notice.pdf").write_bytes(notice_pdf(rows, language, publisher=publisher, day=given.today))
        (fresh / "notice.html").write_text(notice_html(rows, language), encoding="utf-8")
        facts = facts_of_monitoring(given, language, contact=contact)
        (fresh / "leaflet.pdf").write_bytes(leaflet_pdf(facts, language))
        for name, tables in sheets.items():
            (fresh / f"{name}.xlsx").write_bytes(workbook(tables, text(f"{name}.title"), given.today))
            for key, table in csv_texts(tables).items():
                (fresh / f"{name}-{key}.csv").write_text(table, encoding="utf-8")
