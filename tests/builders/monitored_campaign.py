"""A monitored campaign that the tests of reports share."""

import datetime
from collections.abc import Mapping
from typing import Any

import pandas as pd

from builders.measurements import campaign, point, readings
from builders.stations import carrier, parabolic, station
from emfassess.measured_levels.campaign_stations import CampaignStation
from emfassess.measured_levels.judged_campaign import Evaluation, judge
from emfassess.measurement_files.record_requirements import requirements_of_method
from emfassess.measurements import Campaign
from emfassess.measurements.extrapolation import Extrapolation, nr_maximum
from emfassess.publish.reports.campaign import Commission, Monitoring
from emfassess.readers.limit_sets import load_editions

GB = load_editions("gb-8702")
TODAY = datetime.date(2026, 1, 1)
COMMISSION = Commission("commissioned", "on site", datetime.date(2024, 5, 20), datetime.date(2024, 6, 10))
STATION = CampaignStation(
    "S1",
    station(carrier(), carrier(40, 3500), pattern=parabolic()),
    {"address": "文三路 1 号", "support": "rooftop", "filing_reason": "kept on an internal network"},
)
NR: Mapping[str, Extrapolation] = {
    "NR 3500": nr_maximum(273, beam_gain_difference_db=5.0, downlink=0.75, power_reduction=0.25)
}
# V/m of both bands at each point; None: below the sensitivity of 0.01 V/m
LEVELS: Mapping[str, tuple[float | None, float | None]] = {"P1": (1.2, 0.4), "P2": (0.8, None), "P3": (None, None)}


def record(**changed: Any) -> Campaign:
    """Three described points of a campaign by HJ 1151-2020 with nothing missing."""
    return campaign(points=tuple(point(name) for name in LEVELS), **changed)


def monitored(
    given: Campaign | None = None,
    levels: Mapping[str, tuple[float | None, float | None]] = LEVELS,
    stations: tuple[CampaignStation, ...] = (STATION,),
    **more: Any,
) -> Monitoring:
    """The campaign judged."""
    rows: list[dict[str, Any]] = []
    for name, pair in levels.items():
        for band, value in zip(("LTE 1800", "NR 3500"), pair, strict=True):
            field = {"field_strength_v_m": 0.01 if value is None else value, "censored": value is None}
            rows.append(
                {"point_id": name, "band": band, "height_m": 1.7, "longitude": 120.0, "latitude": 30.0, **field}
            )
    return monitoring_of(given or record(), readings(rows), stations, **more)


def monitoring_of(
    given: Campaign,
    rows: pd.DataFrame,
    stations: tuple[CampaignStation, ...] = (STATION,),
    extrapolations: Mapping[str, Extrapolation] | None = None,
    commission: Commission = COMMISSION,
) -> Monitoring:
    """Readings of a campaign judged under the limits of China."""
    required, evaluation = requirements_of_method(given.method), Evaluation(None, extrapolations or {})
    judged = judge(given, rows, GB, TODAY, required=required, stations=stations, evaluation=evaluation)
    return Monitoring(judged, commission)
