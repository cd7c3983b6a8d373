"""Which limit set judges each station of a run, and what was assumed for it.

In this order: the set that was asked for, that of the project's file, the national limit of the station's country, that of
the project's country, and the package's default, which is stated as an assumption.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from emfassess.assumptions import Assumption
from emfassess.limits.editions import Editions
from emfassess.limits.limit_set import LimitSet
from emfassess.readers.faults import Fault, InputError, refuse
from emfassess.readers.limit_sets import load_editions, load_limits
from emfassess.readers.national_limits import DEFAULT_LIMIT, known_sets, national_limit
from emfassess.readers.project import NAME, Project
from emfassess.stations import Station


@dataclass(frozen=True)
class StationLimits:
    """Limit set of each station by its id, and the assumption where neither limit nor country was stated for it."""

    limits: Mapping[str, LimitSet]
    assumptions: Mapping[str, Assumption] = field(default_factory=dict)


def limits_of_stations(
    stations: Sequence[Station],
    limit: str | None,
    country: str | None,
    population: str = "public",
    day: date | None = None,
) -> StationLimits:
    """Limit set of each station.

    Parameters
    ----------
    stations : sequence of Station
    limit : str, optional
        Set that was asked for, by an option or by the project's file; it judges all stations.
    country : str, optional
        Country of the project, for stations that state none.
    population : {"public", "occupational"}
    day : date, optional
        Date of the run, on which the sets must be in force.

    Raises
    ------
    InputError
        Naming each station whose country has no limit set, and the sets that there are.
    ValueError
        If a set is not known, has no levels for the population, or is not in force on the day.
    """
    if limit is not None:
        chosen = load_limits(limit, population=population)
        require_in_force([chosen], day)
        return StationLimits({station.id: chosen for station in stations})
    faults: list[Fault] = []
    limits: dict[str, LimitSet] = {}
    assumptions: dict[str, Assumption] = {}
    for station in stations:
        code = station.country or country
        try:
            name = DEFAULT_LIMIT if code is None else national_limit(code, day)
        except ValueError:
            faults.append(_no_set(station, code or ""))
            continue
        limits[station.id] = load_limits(name, population=population)
        if station.country is None:
            assumptions[station.id] = _assumed(limits[station.id], country, (station.id,))
    if faults:
        raise InputError(faults)
    require_in_force(list(dict.fromkeys(limits[name] for name in limits)), day)
    return StationLimits(limits, assumptions)


def _no_set(station: Station, country: str) -> Fault:
    own = station.country is not None
    file = station.source.name if own and station.source else NAME
    key = f"station {station.id}, country" if own else "project.country"
    return Fault(file, key, country, f"a country with a limit set, or a set by --limit; there are: {known_sets()}")


def _assumed(limits: LimitSet, country: str | None, where: tuple[str, ...]) -> Assumption:
    if country is None:
        return Assumption("limit-assumed", (("standard", limits.standard),), where)
    return Assumption("country-of-project", (("country", country), ("standard", limits.standard)), where)


@dataclass(frozen=True)
class LimitChoice:
    """Standard that judges measurements, where it may follow from the country of the stations that were measured.

    `limit` was asked for, by an option or by the project's file; `country` is that of the project.
    """

    limit: str | None
    country: str | None
    population: str = "public"

    def standard(self, stations: Sequence[Station] = ()) -> str:
        """Id of the set that judges levels at some stations, or of any of its editions.

        Raises
        ------
        InputError
            If the stations are in several countries.
        ValueError
            If their country has no set.
        """
        if self.limit is not None:
            return self.limit
        codes = sorted({station.country or self.country or "" for station in stations}) or [self.country or ""]
        require_one_of(codes, "a campaign")
        return national_limit(codes[0]) if codes[0] else DEFAULT_LIMIT

    def assumption(self, stations: Sequence[Station] = ()) -> Assumption | None:
        """The assumption where neither a limit nor a country of the stations is stated; None where one is."""
        if self.limit is not None or any(station.country is not None for station in stations):
            return None
        where = tuple(station.id for station in stations)
        return _assumed(load_limits(self.standard(stations), self.population), self.country, where)

    def editions(self, stations: Sequence[Station] = ()) -> Editions:
        """Editions of the standard; raises as :meth:`standard`."""
        return load_editions(self.standard(stations), self.population)


def limit_choice(limit: str | None, project: Project) -> LimitChoice:
    """The choice of a project, where an option comes before its file."""
    return LimitChoice(limit or project.limit, project.project.country, project.population)


def most_common(limits: Mapping[str, LimitSet]) -> LimitSet:
    """The set that judges most stations; of several the first."""
    counted = Counter(found.id for found in limits.values())
    return max(limits.values(), key=lambda found: counted[found.id])


def require_in_force(sets: Sequence[LimitSet], day: date | None) -> None:
    """Refuse limit sets that are not known to be in force on a day; no day asks for nothing.

    Raises
    ------
    ValueError
        Naming the set, when it is in force, and the cure.
    """
    for limits in sets:
        if day is not None and not limits.in_force(day):
            since = limits.valid_from or "a day that is not known"
            until = f" until {limits.valid_until}" if limits.valid_until else ""
            raise ValueError(
                f"--date {day}: {limits.id} is in force from {since}{until}, not on this day; "
                "give another date, or the edition of that day with --limit"
            )


def require_one_country(stations: Sequence[Station], country: str | None, command: str) -> None:
    """Refuse stations of several countries where one limit set must judge them all.

    Raises
    ------
    InputError
        Naming the countries and the cure.
    """
    require_one_of(sorted({station.country or country or "" for station in stations}), command)


def require_one_of(countries: Sequence[str], command: str) -> None:
    """Refuse several countries, of which an empty one is not stated; as :func:`require_one_country`."""
    if len(countries) > 1:
        named = ", ".join(code or "none stated" for code in countries)
        raise refuse("stations", "country", named, f"one country for {command}; name the limit set with --limit")
