"""Units of measured levels: each becomes field strength in volt per metre, as of a plane wave."""

from collections.abc import Callable

import numpy as np

from emfassess import units
from emfassess.measurement_files.layouts.options import ImportOptions
from emfassess.readers.limit_sets import load_limits
from emfassess.units import Floats

Conversion = Callable[[Floats], Floats]
"""From numbers as a file has them to field strength. [V/m]"""

_LINEAR: dict[str, Conversion] = {
    "V/m": lambda value: value,
    "mV/m": lambda value: value * 1e-3,
    "A/m": units.field_strength_from_magnetic_field_strength,
    "mA/m": lambda value: units.field_strength_from_magnetic_field_strength(value * 1e-3),
    "W/m2": units.field_strength_from_power_density,
    "mW/m2": lambda value: units.field_strength_from_power_density(value * 1e-3),
    "uW/m2": lambda value: units.field_strength_from_power_density(value * 1e-6),
    "uW/cm2": lambda value: units.field_strength_from_power_density(units.power_density_from_uw_cm2(value)),
    "mW/cm2": lambda value: units.field_strength_from_power_density(units.power_density_from_uw_cm2(value * 1e3)),
}
_LEVELS: dict[str, Conversion] = {"dBuV/m": units.field_strength_from_dbuv_m}
UNITS = (*_LINEAR, *_LEVELS, "dBm", "%")
"""Names of units; µ and μ mean u, ² for 2."""

_SAME = str.maketrans({"µ": "u", "μ": "u", "²": "2", "^": None, " ": None})
_BY_NAME = {name.lower(): name for name in UNITS}
_MIXED_UP = {"mv/m", "ma/m", "mw/m2", "mw/cm2"}
"""Where the case of m distinguishes milli from mega: only the small letter is meant."""


def unit_name(text: str) -> str | None:
    """Name of a unit as :data:`UNITS` writes it; None for one that is not known."""
    plain = text.strip().translate(_SAME)
    if plain.lower() in _MIXED_UP and not plain.startswith("m"):
        return None
    return _BY_NAME.get(plain.lower())


def is_linear(unit: str) -> bool:
    """Whether numbers of a unit cannot be below 0."""
    return unit in _LINEAR or unit == "%"


def conversion(unit: str, options: ImportOptions, antenna_factor_db_m: float | None = None) -> Conversion:
    """Conversion of a unit to field strength.

    Parameters
    ----------
    unit : str
        A name of :data:`UNITS`.
    options : ImportOptions
        With the antenna factor of dBm, and the limit of %.
    antenna_factor_db_m : float, optional
        Of one column, instead of that of the options. [dB/m]

    Returns
    -------
    callable
        From numbers in the unit to V/m.

    Raises
    ------
    ValueError
        If the unit is not known, or needs a figure that is not stated.
    """
    name = unit_name(unit)
    if name in _LINEAR:
        return _LINEAR[name]
    if name in _LEVELS:
        return _LEVELS[name]
    if name == "dBm":
        return _from_dbm(options.antenna_factor_db_m if antenna_factor_db_m is None else antenna_factor_db_m)
    if name == "%":
        return _from_percent(options)
    raise ValueError(f"a unit of {', '.join(UNITS)}")


def _from_dbm(antenna_factor_db_m: float | None) -> Conversion:
    """Field strength of a receiver's input: voltage at 50 ohm times the antenna factor, field over voltage."""
    if antenna_factor_db_m is None:
        raise ValueError("the antenna factor of levels in dBm, stated as antenna_factor_db_m")
    factor = antenna_factor_db_m
    return lambda value: units.field_strength_from_dbuv_m(units.dbuv_from_dbm(value) + factor)


def _from_percent(options: ImportOptions) -> Conversion:
    """Field strength of a fraction of a limit, which must be named."""
    limit = options.limit
    if limit is None or not limit.share_of:
        raise ValueError(
            "the limit that % refers to: its set, frequency, and whether of power density or field strength; "
            "state it, such as --percent-of gb-8702-2014,power_density,900"
        )
    limits = load_limits(limit.limit_set, limit.population)
    frequency_hz = limit.frequency_mhz * 1e6
    if limit.share_of == "power_density":
        density = float(limits.power_density(frequency_hz))
        return lambda value: units.field_strength_from_power_density(value / 100 * density)
    field = float(limits.electric_field_strength(frequency_hz))
    return lambda value: np.asarray(value / 100 * field)
