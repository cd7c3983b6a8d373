"""emfassess: electromagnetic fields around mobile base stations, assessed against the limit and disclosed.

>>> import emfassess as emf
>>> limits = emf.load_limits("gb-8702-2014")
>>> limits.power_density(frequency_hz=900e6)
0.4
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from emfassess.assessment.assess import assess
    from emfassess.assessment.result import Assessment
    from emfassess.field import power_density
    from emfassess.limits.limit_set import LimitSet
    from emfassess.readers.limit_sets import load_limits
    from emfassess.readers.station_files import read_station, read_stations
    from emfassess.stations import Antenna, Carrier, Station
    from emfassess.surroundings import NamedPoint

__version__ = "0.1.0"

_HOME = {
    "Antenna": "stations",
    "Assessment": "assessment.result",
    "Carrier": "stations",
    "LimitSet": "limits.limit_set",
    "NamedPoint": "surroundings",
    "Station": "stations",
    "assess": "assessment.assess",
    "load_limits": "readers.limit_sets",
    "power_density": "field",
    "read_station": "readers.station_files",
    "read_stations": "readers.station_files",
}

__all__ = [
    "Antenna",
    "Assessment",
    "Carrier",
    "LimitSet",
    "NamedPoint",
    "Station",
    "assess",
    "load_limits",
    "power_density",
    "read_station",
    "read_stations",
]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for: the package itself opens in a blink."""
    if name in _HOME:
        return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
