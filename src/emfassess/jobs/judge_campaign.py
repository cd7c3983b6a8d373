"""From a stored campaign to its judgement: completeness, quality, levels, and what the register keeps of each station."""

import datetime
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from emfassess.assumptions import Assumption
from emfassess.exposure.compliance import verdict, worst
from emfassess.limits.editions import Editions
from emfassess.measured_levels import MeasuredLevels, measured_levels
from emfassess.measured_levels.judged_campaign import JudgedCampaign
from emfassess.measured_levels.record import measured_record
from emfassess.measurement_files.record_requirements import requirements_of_method, station_facts
from emfassess.measurements import Campaign
from emfassess.measurements.days import measuring_days
from emfassess.measurements.extrapolation import Extrapolation
from emfassess.measurements.quality import Context, StationPlace, findings
from emfassess.measurements.quality.places import distance_m
from emfassess.measurements.requirements import completeness
from emfassess.readers.limit_sets import limit_data
from emfassess.register.assessments import Judgement, add_assessment, assessments
from emfassess.register.campaigns import campaign as stored_campaign
from emfassess.register.connection import Register
from emfassess.register.roles import Actor
from emfassess.register.stations import station_on, stations_on

AS_MEASURED = "as measured"
"""Scenario of a measured judgement: the traffic of that day."""

MOST_LINES = 200_000
"""So many lines of a route are judged one by one, those with the greatest levels."""


def judge_campaign(
    register: Register,
    campaign_id: str,
    editions: Editions,
    today: datetime.date,
    actor: Actor,
    *,
    within_m: float | None = None,
    extrapolations: Mapping[str, Extrapolation] | None = None,
    most_lines: int | None = None,
) -> JudgedCampaign:
    """Judge a campaign of the register.

    Parameters
    ----------
    register : Register
    campaign_id : str
    editions : Editions
        Of the standard whose limits count.
    today : date
        Whose edition stands beside that of the measuring day.
    actor : Actor
        Needs the right to see private entries.
    within_m : float, optional
        Places of which nobody said the station belong to the nearest one so near; to none if left out. [m]
    extrapolations : mapping of band to Extrapolation, optional
    most_lines : int, optional
        Of a longer route of one band so many lines are judged, those with the greatest levels: the others lie below
        them, and the result says how many there are. All if left out, or where lines are given to stations.

    Raises
    ------
    ValueError
        If there is no such campaign, or nothing in it can be judged.
    """
    campaign, readings = stored_campaign(register, campaign_id, actor)
    days = measuring_days(campaign, readings)
    alike = len({(editions.on(day), campaign.instrument.calibration_on(day)) for day in days}) == 1
    # of a route along several stations each has its own greatest level: none of its lines may be left out
    thinned = most_lines is not None and alike and within_m is None
    chosen = _greatest_lines(readings, most_lines) if most_lines is not None and thinned else readings
    levels = measured_levels(campaign, chosen, editions, today, extrapolations=extrapolations)
    left = len(readings) - len(chosen)
    if left:
        told = Assumption("route-lower-lines", (("count", str(left)),))
        levels = replace(levels, assumptions=(*levels.assumptions, told))
    day = max(days, default=today)
    station_of = _stated_stations(campaign, levels)
    if within_m is not None:
        station_of = _nearest_stations(register, station_of, levels, day, within_m, actor)
    named = dict.fromkeys([*campaign.station_ids, *filter(None, station_of)])
    found = {name: station_on(register, name, day, actor) for name in named}
    stations = tuple(station for station in found.values() if station is not None)
    required = requirements_of_method(campaign.method)
    facts = {station.id: station_facts(station) for station in stations}
    complete = replace(campaign, station_ids=tuple(named))
    places = tuple(StationPlace(s.id, s.longitude, s.latitude) for s in stations)
    return JudgedCampaign(
        campaign=campaign,
        readings=readings,
        levels=levels,
        findings=findings(complete, readings, Context(stations=places)),
        completeness=completeness(complete, readings, required, facts),
        required=required,
        stations=stations,
        station_of=station_of,
        unknown_stations=tuple(name for name, station in found.items() if station is None),
        population=editions.sets[0].population,
        lines_below=left,
    )


def _greatest_lines(readings: pd.DataFrame, most: int) -> pd.DataFrame:
    """The lines with the greatest levels of a long route of one band; every other campaign whole."""
    if len(readings) <= most:
        return readings
    usable = readings[readings["valid"] & (readings["kind"] == "measured")]
    of_one = all(usable[name].nunique(dropna=False) == 1 for name in ("point_id", "band", "statistic", "averaging_s"))
    if not of_one or usable["point_id"].iloc[0] != "" or len(usable) <= most:
        return readings
    kept = np.sort(np.argpartition(-usable["field_strength_v_m"].to_numpy(), most)[:most])
    return usable.iloc[kept]


def _stated_stations(campaign: Campaign, levels: MeasuredLevels) -> tuple[str, ...]:
    """The station that each point names, or the campaign's only one."""
    by_point = {point.id: point.station_id for point in campaign.points}
    only = campaign.station_ids[0] if len(campaign.station_ids) == 1 else ""
    return tuple(by_point.get(point) or only for point in levels.point_ids)


def _nearest_stations(
    register: Register,
    stated: tuple[str, ...],
    levels: MeasuredLevels,
    day: datetime.date,
    within_m: float,
    actor: Actor,
) -> tuple[str, ...]:
    """Stations of places that name none: the nearest one that stood there, where it is near enough."""
    standing = stations_on(register, day, actor)
    if not standing:
        return stated
    longitude, latitude = (np.array([getattr(s, key) for s in standing]) for key in ("longitude", "latitude"))
    found = []
    for name, east, north in zip(stated, levels.longitude, levels.latitude, strict=True):
        if name or not np.isfinite(east):
            found.append(name)
            continue
        gap = distance_m(east, north, longitude, latitude)
        nearest = int(np.argmin(gap))
        found.append(standing[nearest].id if gap[nearest] <= within_m else "")
    return tuple(found)


def record_judgement(register: Register, judged: JudgedCampaign, actor: Actor, *, who: str = "") -> tuple[int, ...]:
    """Keep what a campaign says of each of its stations; gives the keys of the assessments.

    What was kept already is left as it is; where a new judgement differs, it corrects the old one.

    Parameters
    ----------
    register : Register
    judged : JudgedCampaign
    actor : Actor
        Needs the right to record assessments.
    who : str
        Who has to act where a limit is not kept; the actor if empty.
    """
    known = {s.id for s in judged.stations}
    names = np.array([name if name in known else "" for name in judged.station_of], dtype=object)
    keys = []
    for name in sorted(set(names)):
        places = np.flatnonzero(names == name)
        judgement = _judgement(judged, str(name), places)
        if judgement is not None:
            keys.append(_keep(register, judged, judgement, places, actor, who))
    return tuple(keys)


def _judgement(judged: JudgedCampaign, station_id: str, places: NDArray[np.intp]) -> Judgement | None:
    """What some places come to; None where no edition is known for the day of any."""
    levels = judged.levels
    ratio = levels.exposure_ratio[places]
    if np.isnan(ratio).all():
        return None
    top = int(places[int(np.nanargmax(ratio))])
    verdicts = [levels.verdicts[place] for place in places]
    days = [day for place in places if (day := levels.days[place]) is not None]
    most, uncertainty = (float(f"{v[top]:.9g}") for v in (levels.exposure_ratio, levels.expanded_uncertainty_db))
    return Judgement(
        station_id=station_id,
        basis="measured",
        day=max(days),
        population=judged.population,
        scenario=AS_MEASURED,
        # a bound above the limit is kept as such: nobody has shown that it complies
        verdict=str(worst([*(v for v in verdicts if v is not None), verdict(most, uncertainty)])),
        max_exposure_ratio=most,
        expanded_uncertainty_db=uncertainty,
        campaign_id=levels.campaign_id,
        complete=judged.completeness.state == "complete",
        place=levels.point_ids[top],
    )


def _keep(
    register: Register,
    judged: JudgedCampaign,
    judgement: Judgement,
    places: NDArray[np.intp],
    actor: Actor,
    who: str,
) -> int:
    """Key of the assessment: the one that is there, or a new one that corrects it where it says something else."""
    top = judged.levels.point_ids.index(judgement.place)
    limit = judged.levels.on_the_day.limit_ids[top]
    assert limit is not None  # a judgement has a ratio, and that an edition
    before = [
        kept
        for kept in assessments(register, actor, judgement.station_id or None)
        if kept.judgement.campaign_id == judgement.campaign_id
        and kept.judgement.station_id == judgement.station_id
        and kept.judgement.basis == "measured"
    ]
    if before and before[0].judgement == judgement and before[0].limit_id == limit:
        return before[0].key
    return add_assessment(
        register,
        judgement,
        measured_record(judged.levels, places),
        limit_data(limit),
        actor,
        who=who,
        corrects=before[0].key if before else None,
        reason="judged again" if before else "",
    )
