"""Assess stations as a script has them: records, files, folders, or a table in memory."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from emfassess.assessment.assess import assess as assess_records
from emfassess.assessment.result import Assessment
from emfassess.limits.limit_set import LimitSet
from emfassess.readers.limit_sets import load_limits
from emfassess.readers.station_files import is_table, read_stations
from emfassess.stations import Station

if TYPE_CHECKING:
    import pandas as pd


def assess_stations(
    stations: "Station | Path | str | pd.DataFrame | Iterable[Station | Path | str]",
    limits: LimitSet | str,
    **options: Any,
) -> Assessment:
    """Assess the surroundings of stations against a limit set.

    Parameters
    ----------
    stations : Station, path, DataFrame, or iterable of Station or path
        One station or several; a station file, a table or a folder; or a DataFrame with the columns of a station table.
        Their carriers are summed; the first station is the origin of east and north.
    limits : LimitSet or str
        A limit set or its id, such as ``"gb-8702-2014"``, which means its limits for the public.
    **options
        Those of :func:`emfassess.assessment.assess.assess`: `subjects`, `named_points`, `scenario`, `propagation`, `scene`
        and others.

    Returns
    -------
    Assessment

    Raises
    ------
    InputError
        With every fault of the files or of the table.
    ValueError
        If the limit set is unknown, a station is duplicated, or a frequency lies outside the limit set.
    """
    chosen = load_limits(limits) if isinstance(limits, str) else limits
    return assess_records(station_records(stations), chosen, **options)


def station_records(
    stations: "Station | Path | str | pd.DataFrame | Iterable[Station | Path | str]",
) -> tuple[Station, ...]:
    """Stations of whatever a script has them in, in their order."""
    if isinstance(stations, Station):
        return (stations,)
    if isinstance(stations, Path | str) or is_table(stations):
        return read_stations(stations)
    found: list[Station] = []
    for one in stations:
        found.extend([one] if isinstance(one, Station) else read_stations(one))
    return tuple(found)
