"""The verdict of a campaign as a record, read by register, command line, report, notice list and leaflet."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from emfassess.exposure.compliance import Verdict, worst
from emfassess.measured_levels.result import MeasuredLevels
from emfassess.measurements import Campaign
from emfassess.measurements.quality import Finding
from emfassess.measurements.requirements import Completeness, RecordRequirements
from emfassess.stations import Station


@dataclass(frozen=True, eq=False)
class JudgedCampaign:
    """A campaign with its judgement.

    `lines_below` lines of a long route lie below those that were judged. `station_of` names the station of each place,
    empty where it belongs to none; `unknown_stations` are named by the campaign but were not in the register on its
    day.
    """

    campaign: Campaign
    readings: pd.DataFrame
    levels: MeasuredLevels
    findings: tuple[Finding, ...]
    completeness: Completeness
    required: RecordRequirements | None
    stations: tuple[Station, ...]
    station_of: tuple[str, ...]
    unknown_stations: tuple[str, ...]
    population: str
    lines_below: int = 0

    @property
    def verdict(self) -> Verdict | None:
        """Most severe verdict of the places, by the editions of their days; None where no edition is known for any."""
        known = [found for found in self.levels.verdicts if found is not None]
        return worst(known) if known else None

    @property
    def worst_place(self) -> int | None:
        """Place with the maximum exposure ratio of its day."""
        ratio = self.levels.exposure_ratio
        return None if np.isnan(ratio).all() else int(np.nanargmax(ratio))
