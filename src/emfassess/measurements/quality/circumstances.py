"""Rules of the circumstances: height of the probe, distance to the station, weather."""

import pandas as pd

from emfassess.measurements import Campaign
from emfassess.measurements.quality.finding import Finding, concerning, concerning_all, concerning_points
from emfassess.measurements.quality.places import distance_to_stations
from emfassess.measurements.quality.settings import Context, Thresholds


def height(campaign: Campaign, readings: pd.DataFrame, context: Context, thresholds: Thresholds) -> list[Finding]:
    """The probe is at the height that the methods ask for."""
    del context
    described = {point.id: point.height_m for point in campaign.points if point.height_m is not None}
    stated = readings["height_m"].fillna(readings["point_id"].astype(str).map(described).astype(float))
    # rounded: 1.8 is not more than 0.1 above 1.7 because of its binary digits
    off = (stated - thresholds.height_m).abs().round(6) > thresholds.height_tolerance_m
    return [
        *concerning("height-differs", readings[off], height=thresholds.height_m),
        *concerning("height-unknown", readings[stated.isna()], height=thresholds.height_m),
    ]


def distance(campaign: Campaign, readings: pd.DataFrame, context: Context, thresholds: Thresholds) -> list[Finding]:
    """Described points lie within the survey radius of their station; beyond it they are flagged, not refused."""
    del readings
    found = {}
    for point in campaign.points:
        stated = point.horizontal_distance_m
        if stated is None and point.longitude is not None and point.latitude is not None and context.stations:
            stated = float(distance_to_stations([point.longitude], [point.latitude], context.stations)[0])
        found[point.id] = stated
    beyond = [name for name, metres in found.items() if metres is not None and metres > thresholds.radius_m]
    return [
        *concerning_points("beyond-radius", beyond, radius=thresholds.radius_m),
        *concerning_points("distance-unknown", [name for name, metres in found.items() if metres is None]),
    ]


def weather(campaign: Campaign, readings: pd.DataFrame, context: Context, thresholds: Thresholds) -> list[Finding]:
    """Dry air, and nothing falls."""
    del readings, context
    found = []
    if campaign.humidity_percent is not None and campaign.humidity_percent > thresholds.humidity_percent:
        found += concerning_all("humidity", humidity=campaign.humidity_percent, most=thresholds.humidity_percent)
    stated = campaign.weather.lower()
    for phrase in thresholds.no_precipitation:
        stated = stated.replace(phrase, "")
    if any(word in stated for word in thresholds.precipitation):
        found += concerning_all("precipitation", weather=campaign.weather)
    return found
