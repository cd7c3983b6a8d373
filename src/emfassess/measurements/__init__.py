"""Measurements as records: who measured when, with what, at which places, and each reading.

Campaign
    one visit with one instrument: its file, method, weather, people, and the described points.
Instrument, Calibration
    what was measured with.
MeasuredPoint
    a described place; the rows of a route carry their positions themselves.
readings
    a table of one row a value, checked by :func:`checked_readings`.
"""

from emfassess.measurements.campaigns import Campaign, MeasuredPoint, RawFile, Terminal
from emfassess.measurements.instruments import Calibration, Instrument
from emfassess.measurements.readings import TOTAL, checked_readings, empty_readings

__all__ = [
    "TOTAL",
    "Calibration",
    "Campaign",
    "Instrument",
    "MeasuredPoint",
    "RawFile",
    "Terminal",
    "checked_readings",
    "empty_readings",
]
