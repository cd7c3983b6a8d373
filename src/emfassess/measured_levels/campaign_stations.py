"""Stations of a campaign, and the station that each of its points belongs to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from emfassess.measured_levels.result import MeasuredLevels
from emfassess.measurement_files.record_requirements import station_facts
from emfassess.measurements import Campaign
from emfassess.measurements.quality.places import distance_m
from emfassess.stations import Station
from emfassess.summaries import Summarised
from emfassess.units import Floats


@dataclass(frozen=True, eq=False, repr=False)
class CampaignStation(Summarised):
    """A station of a campaign.

    Parameters
    ----------
    id : str
    record : Station, optional
        Its antennas and carriers, where they are known.
    reported : mapping
        What else is known of it: the names of :data:`emfassess.measurements.requirements.STATION_FACTS`, and `site_code`,
        `filing_number`, `filing_reason` (why there is no number), `shared_with`.
    """

    id: str
    record: Station | None = None
    reported: Mapping[str, object] = field(default_factory=dict)

    @property
    def facts(self) -> dict[str, object]:
        """All that is known, what was reported before what the station file has."""
        return (station_facts(self.record) if self.record else {}) | dict(self.reported)


def stations_of_points(
    campaign: Campaign, levels: MeasuredLevels, nearby: Sequence[CampaignStation], within_m: float | None
) -> tuple[str, ...]:
    """The station that each point names, the campaign's only one, or the nearest within the distance."""
    by_point = {point.id: point.station_id for point in campaign.points}
    only = campaign.station_ids[0] if len(campaign.station_ids) == 1 else ""
    stated = tuple(by_point.get(point) or only for point in levels.point_ids)
    records = [station.record for station in nearby if station.record is not None]
    if within_m is None or not records:
        return stated
    longitude, latitude = (np.array([getattr(s, key) for s in records]) for key in ("longitude", "latitude"))
    places = zip(stated, levels.longitude, levels.latitude, strict=True)
    return tuple(name or _nearest(records, longitude, latitude, (x, y), within_m) for name, x, y in places)


def _nearest(
    records: Sequence[Station], longitude: Floats, latitude: Floats, place: tuple[float, float], within_m: float
) -> str:
    """Id of the nearest station within a distance; empty where there is none, or the position is not known."""
    if not np.isfinite(place[0]):
        return ""
    gap = distance_m(*place, longitude, latitude)
    nearest = int(np.argmin(gap))
    return records[nearest].id if gap[nearest] <= within_m else ""
