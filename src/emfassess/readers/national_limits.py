"""The limit set of a country, and whether a place can lie in it.

The data of the sets say which is the national limit of which country (``countries``); a part of a country
(ISO 3166-2, such as ``BE-BRU``) has that of the country unless a set names the part.
"""

import tomllib
from collections.abc import Iterable
from datetime import date
from functools import cache
from importlib.resources import files

from emfassess.readers.limit_sets import limit_data, limit_set_ids

Box = tuple[float, float, float, float]

DEFAULT_LIMIT = "gb-8702-2014"
"""Limit set where nothing names a limit or a country: the package's default, stated as an assumption of the result."""


@cache
def countries() -> dict[str, tuple[str, ...]]:
    """Limit sets by the code of each country or part of a country whose national limit they are."""
    found: dict[str, list[str]] = {}
    for name in limit_set_ids():
        for code in limit_data(name).get("countries", ()):
            found.setdefault(code, []).append(name)
    return {code: tuple(found[code]) for code in sorted(found)}


def national_limit(country: str, day: date | None = None) -> str:
    """Id of the limit set that holds in a country.

    Parameters
    ----------
    country : str
        ISO 3166-1 alpha-2, or ISO 3166-2 for a part of a country.
    day : date, optional
        Of several editions that in force then; the newest without it.

    Raises
    ------
    ValueError
        Naming the countries that have a set, if this one has none.
    """
    known = countries()
    whole = country.partition("-")[0]
    candidates = known.get(country) or [
        name for name in known.get(whole, ()) if country not in limit_data(name).get("without", ())
    ]
    if not candidates:
        raise ValueError(f"no limit set of country {country!r}; there are: {known_sets()}; or name one with --limit")
    begun = [name for name in candidates if day is None or _begin(name) <= day]
    return max(begun or candidates, key=_begin)


def known_sets() -> str:
    """The countries with their sets, for messages."""
    return ", ".join(f"{code} ({', '.join(names)})" for code, names in countries().items())


def _begin(name: str) -> date:
    begin: date = limit_data(name).get("valid_from", date.min)
    return begin


@cache
def _boxes() -> dict[str, tuple[Box, ...]]:
    text = (files("emfassess") / "data" / "countries.toml").read_text(encoding="utf-8")
    return {code: tuple((w, s, e, n) for w, s, e, n in boxes) for code, boxes in tomllib.loads(text).items()}


def boxes_of(country: str) -> tuple[Box, ...]:
    """Boxes (west, south, east, north) around a country or part of one; none where they are not known. [deg]"""
    known = _boxes()
    return known.get(country) or known.get(country.partition("-")[0], ())


def can_lie_in(country: str, longitude: float, latitude: float) -> bool:
    """Whether a place lies in a box around a country; true where no box of it is known."""
    boxes = boxes_of(country)
    return not boxes or _in_any(boxes, longitude, latitude)


def _in_any(boxes: Iterable[Box], longitude: float, latitude: float) -> bool:
    for west, south, east, north in boxes:
        across = west <= longitude <= east if west <= east else longitude >= west or longitude <= east
        if across and south <= latitude <= north:
            return True
    return False
