"""Small campaigns and readings that many tests need."""

import datetime
from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from emfassess.measurements import (
    Calibration,
    Campaign,
    Instrument,
    MeasuredPoint,
    RawFile,
    Terminal,
    checked_readings,
)

CHINA = ZoneInfo("Asia/Shanghai")
START = datetime.datetime(2024, 6, 3, 10, 0, tzinfo=CHINA)
DAY = START.date()
INSTRUMENT = Instrument(
    model="M1",
    serial="1",
    maker="maker",
    probe_model="P1",
    probe_serial="2",
    kind="selective",
    frequency_low_hz=30e6,
    frequency_high_hz=6e9,
    sensitivity_v_m=0.01,
    overload_v_m=200.0,
    isotropy_db=1.0,
    linearity_db=0.5,
    calibrations=(Calibration(datetime.date(2024, 1, 1), datetime.date(2024, 12, 31), "lab", "C-1", 1.5),),
)
POINT = MeasuredPoint(
    "P1",
    description="gate",
    longitude=120.0,
    latitude=30.0,
    height_m=1.7,
    floor="ground",
    place_kind="school",
    station_id="S1",
    horizontal_distance_m=20.0,
    vertical_distance_m=25.0,
)


def point(id: str, **changed: Any) -> MeasuredPoint:  # noqa: A002
    """The described point under another id."""
    return replace(POINT, id=id, **changed)


def campaign(*, instrument: Instrument | None = None, **changed: Any) -> Campaign:
    """A campaign by HJ 1151-2020 with nothing missing."""
    whole = Campaign(
        id="C1",
        raw_file=RawFile("c1.csv", "0" * 64, "template"),
        instrument=instrument or INSTRUMENT,
        points=(POINT,),
        station_ids=("S1",),
        name="first",
        method="HJ 1151-2020",
        body="body",
        report_number="R-1",
        client="client",
        start=START,
        end=START + datetime.timedelta(hours=1),
        time_zone="Asia/Shanghai",
        weather="晴",
        temperature_c=0.0,
        humidity_percent=60.0,
        persons=("A", "B"),
        operating_state="normal",
        terminal=Terminal("T1", "download", 2.0),
    )
    return replace(whole, **changed)


USUAL: dict[str, Any] = {
    "time": START,
    "point_id": "P1",
    "band": "LTE 1800",
    "statistic": "rms",
    "averaging_s": 360.0,
    "censored": False,
    "valid": True,
    "kind": "measured",
}
BANDS = {"LTE 1800": (1805e6, 1880e6), "NR 3500": (3400e6, 3500e6)}


def readings(rows: Iterable[dict[str, Any]]) -> pd.DataFrame:
    """Checked readings of rows that say only what matters: else a 6-minute r.m.s. value at P1 in LTE 1800."""
    whole = []
    for line, row in enumerate(rows, start=1):
        low, high = BANDS.get(row.get("band", USUAL["band"]), (None, None))
        whole.append({"line": line, "frequency_low_hz": low, "frequency_high_hz": high, **USUAL, **row})
    return checked_readings(pd.DataFrame(whole))
