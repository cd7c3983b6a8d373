"""emfassess: electromagnetic fields around mobile base stations, assessed against the limit and disclosed.

>>> import emfassess as emf
>>> limits = emf.load_limits("gb-8702-2014")
>>> limits.power_density(frequency_hz=900e6)
0.4
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from emfassess.assessment.mitigation import Mitigation, mitigate
    from emfassess.assessment.result import Assessment
    from emfassess.comparison.compare import MeasuredField, compare
    from emfassess.comparison.result import Comparison
    from emfassess.exposure.compliance import Verdict
    from emfassess.field import power_density
    from emfassess.field.ground import Ground
    from emfassess.field.models import Propagation
    from emfassess.field.obstruction import Obstruction
    from emfassess.jobs.assess_stations import assess_stations as assess
    from emfassess.limits.limit_set import LimitSet
    from emfassess.publish import plot, report
    from emfassess.readers.faults import InputError
    from emfassess.readers.limit_sets import load_limits
    from emfassess.readers.pattern_files import read_pattern
    from emfassess.readers.station_files import read_station, read_stations
    from emfassess.stations import Antenna, Carrier, Station
    from emfassess.surroundings import NamedPoint, Scene
    from emfassess.zones.station_zones import station_zones

__version__ = "0.1.0"

_HOME = {
    "Antenna": "stations",
    "Assessment": "assessment.result",
    "Carrier": "stations",
    "Comparison": "comparison.result",
    "Ground": "field.ground",
    "InputError": "readers.faults",
    "LimitSet": "limits.limit_set",
    "MeasuredField": "comparison.compare",
    "Mitigation": "assessment.mitigation",
    "NamedPoint": "surroundings",
    "Obstruction": "field.obstruction",
    "Propagation": "field.models",
    "Scene": "surroundings",
    "Station": "stations",
    "Verdict": "exposure.compliance",
    "assess": "jobs.assess_stations",
    "compare": "comparison.compare",
    "load_limits": "readers.limit_sets",
    "mitigate": "assessment.mitigation",
    "plot": "publish",
    "power_density": "field",
    "read_pattern": "readers.pattern_files",
    "read_station": "readers.station_files",
    "read_stations": "readers.station_files",
    "report": "publish",
    "station_zones": "zones.station_zones",
}
"""Room or module of each public name."""

_CALLED_THERE = {"assess": "assess_stations"}
"""Names that are other ones in their module."""

_MODULES = ("plot", "report")

__all__ = [
    "Antenna",
    "Assessment",
    "Carrier",
    "Comparison",
    "Ground",
    "InputError",
    "LimitSet",
    "MeasuredField",
    "Mitigation",
    "NamedPoint",
    "Obstruction",
    "Propagation",
    "Scene",
    "Station",
    "Verdict",
    "assess",
    "compare",
    "load_limits",
    "mitigate",
    "plot",
    "power_density",
    "read_pattern",
    "read_station",
    "read_stations",
    "report",
    "station_zones",
]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for, so that the package itself loads nothing."""
    home = _HOME.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if name in _MODULES:
        return import_module(f"{__name__}.{home}.{name}")
    return getattr(import_module(f"{__name__}.{home}"), _CALLED_THERE.get(name, name))


def __dir__() -> list[str]:
    return list(__all__)
