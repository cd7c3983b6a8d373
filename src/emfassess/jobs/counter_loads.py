"""Loads of expected levels from counters, where these were read while a campaign measured."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from emfassess.assumptions import Assumption
from emfassess.exposure.expected import Load, load_from_counters
from emfassess.measurement_files.counters import Counters, read_counters
from emfassess.measurements.power_reduction import WINDOW_6_MIN, monitored_power

FIRST_DATE = 1.0e8
"""Times before count from a moment that the file does not name: that many seconds after 1970 it was March 1973. [s]"""


@dataclass(frozen=True)
class CounterLoads:
    """Loads by technology, and how they were chosen."""

    loads: Mapping[str, Load]
    assumptions: tuple[Assumption, ...]


NO_COUNTERS = CounterLoads({}, ())


def counters_by_technology(path: Path, rated_power_w: float) -> tuple[Counters, ...]:
    """Counters whose column ``carrier`` has the technologies that loads are looked up by.

    Raises
    ------
    InputError
        With every fault of the file.
    ValueError
        If the file does not say which technology it is of.
    """
    found = read_counters(path, rated_power_w=rated_power_w)
    if not all(counters.carrier for counters in found):
        raise ValueError(f"{path}: a column carrier with the technology of each line is missing, such as LTE or NR")
    return found


def loads_during(
    counters: Sequence[Counters], start: datetime.datetime | None, end: datetime.datetime | None
) -> CounterLoads:
    """Loads from counters that cover a campaign; those that do not are left out, which is stated.

    Parameters
    ----------
    counters : sequence of Counters
        By technology, from :func:`counters_by_technology`.
    start, end : datetime or None
        When the campaign began and ended, aware of their time zone; the end may be unknown.

    Raises
    ------
    ValueError
        If counters show no power during half of the time.
    """
    loads, assumptions = {}, []
    for found in counters:
        period = (("technology", found.carrier), ("first", found.first_time), ("last", found.last_time))
        if start is None or found.times_s[0] < FIRST_DATE:
            assumptions.append(Assumption("comparison-counters-undated", period))
        elif not found.times_s[0] <= start.timestamp() <= (end or start).timestamp() <= found.times_s[-1]:
            assumptions.append(Assumption("comparison-counters-other-period", (*period, ("day", f"{start.date()}"))))
        else:
            monitored = monitored_power(found.times_s, found.power_shares, window=WINDOW_6_MIN)
            loads[found.carrier.upper()] = load_from_counters(monitored)
            assumptions.append(Assumption("comparison-counters", period))
    return CounterLoads(loads, tuple(assumptions))
