"""Limits that shaped probes have built in: instruments that show the power density in percent of a limit.

A shaped probe weighs each frequency by its limit, so that a percentage alone does not say which field there was. Where the
frequency is not stated, the highest limit within the range of the probe is taken: the field is then not below the true one.
"""

import re

import numpy as np

from emfassess.limits.limit_set import LimitSet
from emfassess.measurement_files.layouts.options import NamedLimit
from emfassess.readers.limit_sets import load_limits
from emfassess.units import Floats, power_density_from_field_strength

_SETS = {
    "icnirp1998": "icnirp-1998",
    "icnirp2020": "icnirp-2020",
    "eu1999519": "eu-1999-519",
    "fcc": "fcc-1.1310",
    "gb87022014": "gb-8702-2014",
    "sc6": "ca-sc6-2015",
    "sc62015": "ca-sc6-2015",
}
_POPULATIONS = {
    "generalpublic": "public",
    "public": "public",
    "gp": "public",
    "uncontrolled": "public",
    "occupational": "occupational",
    "occ": "occupational",
    "controlled": "occupational",
}
_NAME = re.compile(rf"(.*?)({'|'.join(sorted(_POPULATIONS, key=len, reverse=True))})?")
_STEPS = 400


def built_in_limit(name: str, ends_hz: tuple[float, float]) -> NamedLimit:
    """Limit of a shaped probe by the name that the instrument gives it, at the frequency where it is highest.

    Parameters
    ----------
    name : str
        E.g. ``"ICNIRP_1998_GENERALPUBLIC"``; without a population it is that of the public.
    ends_hz : tuple of float
        Range of the probe. [Hz]

    Raises
    ------
    ValueError
        If no limit set of that name is known.
    """
    plain = re.sub(r"[^a-z0-9]", "", name.lower())
    found = _NAME.fullmatch(plain)
    limit_set = _SETS.get(found[1]) if found else None
    if found is None or limit_set is None:
        raise ValueError(
            f"the limit that % refers to: {name or 'none'} is not known here; name set, quantity and frequency, such as "
            "icnirp-1998:power-density:1800"
        )
    population = _POPULATIONS.get(found[2] or "public", "public")
    limits = load_limits(limit_set, population)
    low, high = max(ends_hz[0], limits.lowest_frequency_hz), min(ends_hz[1], limits.highest_frequency_hz)
    if not low < high:
        raise ValueError(f"the limit that % refers to: {limit_set} covers nothing of the probe's range")
    frequencies = np.geomspace(low, high, _STEPS)
    highest = frequencies[int(np.argmax(density_limit(limits, frequencies)))]
    return NamedLimit(limit_set, "power_density", float(highest) / 1e6, population)


def density_limit(limits: LimitSet, frequency_hz: Floats) -> Floats:
    """Limit of the power density, that of a plane wave with the limit's field where the set has none. [W/m^2]"""
    density = limits.level_or_nan("power_density", frequency_hz)
    field = limits.level_or_nan("electric_field_strength", frequency_hz)
    return np.asarray(np.where(np.isnan(density), power_density_from_field_strength(field), density))


def stated_limit(text: str) -> NamedLimit:
    """Limit from a statement such as ``"icnirp-1998:power-density:1800"``: set, quantity, frequency in MHz.

    Raises
    ------
    ValueError
        If it is no such statement.
    """
    found = re.fullmatch(r"([^:]+):(power-density|electric-field):([\d.]+)(:public|:occupational)?", text.strip())
    try:
        frequency = float(found[3]) if found else 0.0
    except ValueError:
        frequency = 0.0
    if found is None or not frequency > 0:
        raise ValueError(
            f"{text!r} is no limit of percentages: SET:QUANTITY:MHZ, such as icnirp-1998:power-density:1800; "
            "quantities are power-density and electric-field; add :occupational where it is not the public's"
        )
    quantity = "power_density" if found[2] == "power-density" else "electric_field_strength"
    load_limits(found[1], (found[4] or ":public")[1:])
    return NamedLimit(found[1], quantity, frequency, (found[4] or ":public")[1:])  # type: ignore[arg-type]
