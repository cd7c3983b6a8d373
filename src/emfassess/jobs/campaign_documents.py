"""The documents of a measured campaign: monitoring report, notice list, leaflet, and every table as workbook and CSV."""

from pathlib import Path

from emfassess.language import N_
from emfassess.language import language as language_of
from emfassess.publish.data.writing import staged
from emfassess.publish.reports.campaign import Monitoring
from emfassess.publish.reports.monitoring import monitoring_pdf, monitoring_sheets
from emfassess.publish.reports.notice_list import notice_html, notice_pdf, notice_rows, notice_sheets
from emfassess.publish.reports.resident_leaflet import facts_of_monitoring, leaflet_pdf
from emfassess.publish.reports.workbook import csv_texts, workbook

TITLE = {
    "monitoring": N_("Monitoring report: electromagnetic environment of mobile base stations"),
    "notice": N_("Public notice: monitoring of mobile base stations"),
}
"""Titles of the workbooks."""


def write_monitoring(given: Monitoring, folder: Path, language: str, *, publisher: str = "", contact: str = "") -> None:
    """Write ``monitoring.pdf``, ``notice.pdf``, ``notice.html``, ``leaflet.pdf``, the workbooks and a CSV of every table.

    A campaign that names no station has no line in a notice list. If anything fails, nothing in the folder has changed.
    """
    text, rows = language_of(language), notice_rows(given)
    sheets = {"monitoring": monitoring_sheets(given, language), "notice": notice_sheets(rows, language)}
    with staged(folder) as fresh:
        (fresh / "monitoring.pdf").write_bytes(monitoring_pdf(given, language))
        (fresh / "notice.pdf").write_bytes(notice_pdf(rows, language, publisher=publisher, day=given.judged.today))
        (fresh / "notice.html").write_text(notice_html(rows, language), encoding="utf-8")
        facts = facts_of_monitoring(given, language, contact=contact)
        (fresh / "leaflet.pdf").write_bytes(leaflet_pdf(facts, language))
        for name, tables in sheets.items():
            (fresh / f"{name}.xlsx").write_bytes(workbook(tables, text(TITLE[name]), given.judged.today))
            for key, table in csv_texts(tables).items():
                (fresh / f"{name}-{key}.csv").write_text(table, encoding="utf-8")
