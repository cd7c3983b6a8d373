"""The limit sets that come with the package."""

import tomllib
from collections.abc import Mapping
from datetime import date
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import Any

from emfassess.limits.decision_rule import SIMPLE_ACCEPTANCE, DecisionRule
from emfassess.limits.editions import Editions
from emfassess.limits.limit_set import POPULATIONS, Band, ExemptionRow, LimitSet, ManagementTarget, Term

_HERTZ = {"Hz": 1.0, "kHz": 1e3, "MHz": 1e6, "GHz": 1e9}
_COLUMNS = {
    "e_v_m": ("electric_field_strength", 1.0),
    "h_a_m": ("magnetic_field_strength", 1.0),
    "b_ut": ("magnetic_flux_density", 1e-6),
    "s_w_m2": ("power_density", 1.0),
}
_SECONDS_PER_MINUTE = 60.0


@cache
def limit_set_ids() -> tuple[str, ...]:
    """Ids of all limit sets, the package's default first."""
    folder = files("emfassess") / "data" / "limits"
    names = sorted(e.name.removesuffix(".toml") for e in folder.iterdir() if e.name.endswith(".toml"))
    return tuple(sorted(names, key=lambda name: name != "gb-8702-2014"))


@cache
def load_limits(set_id: str, population: str = "public") -> LimitSet:
    """Limits of a standard for a population.

    Parameters
    ----------
    set_id : str
        One of :func:`limit_set_ids`, e.g. ``"gb-8702-2014"``.
    population : {"public", "occupational"}

    Returns
    -------
    LimitSet

    Raises
    ------
    ValueError
        If the set is not known, or has no limits for the population.
    """
    if set_id not in limit_set_ids():
        near = get_close_matches(set_id, limit_set_ids(), n=1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise ValueError(f"no limit set {set_id!r}{hint} There are: {', '.join(limit_set_ids())}")
    return limit_set(limit_data(set_id), population)


def populations_of(set_id: str) -> tuple[str, ...]:
    """Populations that a set has limits for."""
    return tuple(population for population in POPULATIONS if population in limit_data(set_id))


def load_editions(name: str, population: str = "public") -> Editions:
    """All editions of a standard that the package has, for a population that each has limits for.

    Parameters
    ----------
    name : str
        The family of the standard, such as ``"gb-8702"``, or the id of any of its editions.
    population : {"public", "occupational"}

    Raises
    ------
    ValueError
        If no edition of that name has limits for the population.
    """
    family = _family(name) if name in limit_set_ids() else name
    members = [found for found in limit_set_ids() if _family(found) == family]
    if not members:
        known = sorted({_family(found) for found in limit_set_ids()})
        raise ValueError(f"no standard {name!r} among the limits; there are: {', '.join(known)}")
    offered = [found for found in members if population in populations_of(found)]
    if not offered:
        raise ValueError(f"{family} has no limits for population {population!r}")
    return Editions(family, tuple(load_limits(found, population) for found in offered))


def edition_on(name: str, day: date, population: str = "public") -> LimitSet:
    """The edition of a standard in force on a day.

    Raises
    ------
    ValueError
        If the package has none that is known to have been in force, rather than give another one.
    """
    editions = load_editions(name, population)
    found = editions.on(day)
    if found is None:
        raise ValueError(f"no edition of {editions.family} in force on {day} is known; there are: {editions.listed}")
    return found


def _family(set_id: str) -> str:
    """Family of editions of a set's standard; a set that does not say it is the only one."""
    return str(limit_data(set_id).get("family", set_id))


@cache
def limit_data(set_id: str) -> dict[str, Any]:
    """Content of a set's data file."""
    return tomllib.loads((files("emfassess") / "data" / "limits" / f"{set_id}.toml").read_text(encoding="utf-8"))


def limit_set(data: Mapping[str, Any], population: str) -> LimitSet:
    """Limit set of a population from the content of a data file."""
    name = data["id"]
    offered = [p for p in POPULATIONS if p in data]
    if population not in offered:
        raise ValueError(f"{name} has no limits for population {population!r}; it has: {', '.join(offered)}")
    target = data.get("management_target")
    return LimitSet(
        id=name,
        family=data.get("family", name),
        standard=data["standard"],
        edition=data["edition"],
        clause=data["clause"],
        title=tuple(data["title"].items()),
        population=str(population),
        valid_from=data.get("valid_from"),
        valid_until=data.get("valid_until"),
        bands=tuple(_band(row) for row in data[population]),
        quantities=tuple(data["quantities"]),
        summation=data["summation"],
        confirmed=data["confirmed"],
        notes=tuple((language, text) for note in data.get("notes", []) for language, text in note.items()),
        mixed_electric_field_strength=data.get("mixed_electric_field_strength"),
        management_target=ManagementTarget(**target) if target else None,
        exemption=tuple(
            ExemptionRow(*_span(row), float(row["power_w"]), row["reference"]) for row in data.get("exemption", [])
        ),
        countries=tuple(data.get("countries", ())),
        decision=DecisionRule(**data["decision"]) if "decision" in data else SIMPLE_ACCEPTANCE,
    )


def _span(row: Mapping[str, Any]) -> tuple[float, float]:
    # rounded, so that 0.1 MHz and 100 kHz are the same edge
    low, high = (round(row[key] * _HERTZ[row["unit"]], 3) for key in ("from", "to"))
    return low, high


def _band(row: Mapping[str, Any]) -> Band:
    unknown = set(row) - set(_COLUMNS) - {"from", "to", "unit", "averaging_min"}
    if unknown:
        raise ValueError(f"unknown columns in a limit table: {sorted(unknown)}")
    levels = tuple(
        (quantity, _term(row[column], row["unit"], scale))
        for column, (quantity, scale) in _COLUMNS.items()
        if column in row
    )
    averaging = row.get("averaging_min")
    return Band(*_span(row), levels, _term(averaging, row["unit"], _SECONDS_PER_MINUTE) if averaging else None)


def _term(pair: list[Any], unit: str, scale: float) -> Term:
    """Term of ``[coefficient, exponent]``; ``{over = 7500}`` is the coefficient 1/7500 as tables print f/7500."""
    coefficient, exponent = pair
    value = 1.0 / coefficient["over"] if isinstance(coefficient, dict) else coefficient
    return Term(scale * value, float(exponent), _HERTZ[unit])
