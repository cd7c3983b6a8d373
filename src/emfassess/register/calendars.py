"""A calendar file of what is due, to be read by any calendar program."""

import datetime
from typing import Any

import pandas as pd
from icalendar import Calendar, Event

PRODUCT = "-//emfassess//due measurements//EN"


def calendar_text(due_rows: pd.DataFrame, today: datetime.date, summary: str = "Measurement due: {name}") -> str:
    """Calendar of due measurements, one whole-day event a station.

    The identifier of an event is the station's, so that a file written later moves the event instead of adding one.

    Parameters
    ----------
    due_rows : DataFrame
        Rows of :func:`emfassess.register.due.due`.
    today : date
        Day that the list was made.
    summary : str
        Title of an event; ``{name}``, ``{station_id}``, ``{state}`` and ``{reason}`` are filled in.

    Returns
    -------
    str
        iCalendar (RFC 5545): same rows, same text.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    stamp = datetime.datetime.combine(today, datetime.time(), datetime.UTC)
    for row in due_rows.to_dict("records"):
        calendar.add_component(_event(row, stamp, summary))
    content: bytes = calendar.to_ical()
    return content.decode("utf-8")


def _event(row: dict[Any, Any], stamp: datetime.datetime, summary: str) -> Event:
    day = pd.Timestamp(str(row["due_on"])).date()
    texts = {key: str(row[key]) for key in ("name", "station_id", "state", "reason")}
    event = Event()
    event.add("uid", f"due-{row['station_id']}@emfassess")
    event.add("dtstamp", stamp)
    event.add("dtstart", day)
    event.add("dtend", day + datetime.timedelta(days=1))
    event.add("summary", summary.format(**texts))
    event.add("categories", [texts["state"], texts["reason"]])
    event.add("geo", (row["latitude"], row["longitude"]))
    event.add("transp", "TRANSPARENT")
    return event
