"""A measured campaign with all that its report tells: record, levels, gaps, findings, stations, limits."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from emfassess.limits.editions import Editions
from emfassess.limits.limit_set import LimitSet
from emfassess.measured_levels import MeasuredLevels, measured_levels
from emfassess.measurement_files.record_requirements import requirements_of_method, station_facts
from emfassess.measurements import Campaign
from emfassess.measurements.extrapolation import Extrapolation
from emfassess.measurements.quality import Context, Finding, findings
from emfassess.measurements.requirements import Completeness, RecordRequirements, completeness
from emfassess.stations import Station


@dataclass(frozen=True, eq=False)
class MonitoredStation:
    """A station of a campaign.

    Parameters
    ----------
    id : str
    record : Station, optional
        Its antennas and carriers, where they are known.
    told : mapping
        What else is known of it: the names of :data:`emfassess.measurements.requirements.STATION_FACTS`, and `site_code`,
        `filing_number`, `filing_reason` (why there is no number), `shared_with`.
    """

    id: str
    record: Station | None = None
    told: Mapping[str, object] = field(default_factory=dict)

    @property
    def facts(self) -> dict[str, object]:
        """All that is known, what was told before what the record says."""
        return (station_facts(self.record) if self.record else {}) | dict(self.told)


@dataclass(frozen=True)
class Commission:
    """What the cover of a report says beside the record: how the work came about, and when the report was signed."""

    kind: str = ""
    manner: str = ""
    day: datetime.date | None = None
    signed: datetime.date | None = None


@dataclass(frozen=True, eq=False)
class Monitoring:
    """What a monitoring report is made from.

    Parameters
    ----------
    campaign : Campaign
    levels : MeasuredLevels, optional
        None where there is no valid measured reading.
    complete : Completeness
        Of the record.
    required : RecordRequirements, optional
        What the method asks for; None where the package has no list for it.
    found : tuple of Finding
        Of the rules of quality.
    editions : Editions
        Limits by which the levels were judged.
    stations : tuple of MonitoredStation
    commission : Commission
    today : date
        Whose edition stands beside that of the day.
    """

    campaign: Campaign
    levels: MeasuredLevels | None
    complete: Completeness
    required: RecordRequirements | None
    found: tuple[Finding, ...]
    editions: Editions
    stations: tuple[MonitoredStation, ...]
    commission: Commission
    today: datetime.date

    @property
    def by_id(self) -> dict[str, LimitSet]:
        """The editions by their ids."""
        return {limits.id: limits for limits in self.editions.sets}


def monitoring(
    campaign: Campaign,
    readings: pd.DataFrame,
    editions: Editions,
    today: datetime.date,
    *,
    stations: Sequence[MonitoredStation] = (),
    commission: Commission | None = None,
    context: Context | None = None,
    extrapolations: Mapping[str, Extrapolation] | None = None,
) -> Monitoring:
    """Judge a campaign in every way that its report tells.

    Parameters
    ----------
    campaign : Campaign
    readings : DataFrame
        As :func:`emfassess.measurements.checked_readings` gives them.
    editions : Editions
        Of one standard.
    today : date
    stations : sequence of MonitoredStation
        The campaign's stations as far as they are known; what is not told of them is missing.
    commission : Commission, optional
    context : Context, optional
        For the rules of quality.
    extrapolations : mapping of band to Extrapolation, optional

    Raises
    ------
    ValueError
        Where :func:`emfassess.measured_levels.measured_levels` does, except for want of a reading.
    """
    required = requirements_of_method(campaign.method)
    usable = readings["valid"] & (readings["kind"] == "measured")
    zero = (readings["field_strength_v_m"] == 0) & (campaign.instrument.sensitivity_v_m is None)
    levels = None
    if (usable & ~zero).any():
        levels = measured_levels(campaign, readings, editions, today, extrapolations=extrapolations)
    return Monitoring(
        campaign=campaign,
        levels=levels,
        complete=completeness(campaign, readings, required, {s.id: s.facts for s in stations}),
        required=required,
        found=findings(campaign, readings, context),
        editions=editions,
        stations=tuple(stations),
        commission=commission or Commission(),
        today=today,
    )
