"""Changes between two versions of a station that ask for a new measurement: a new carrier, more power, a tilt.

Only what may raise a level somewhere counts. A turned, tilted, lowered or exchanged antenna always may; less power and
a carrier taken away do not.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from emfassess.stations import Antenna, Carrier, Station

ChangeKind = Literal["carrier", "power", "tilt", "azimuth", "height", "position", "antenna"]
_SAME = 1e-9
"""Relative difference below which two numbers are the same."""


@dataclass(frozen=True)
class StationChange:
    """One change: its kind, and where with the old and the new value."""

    kind: ChangeKind
    detail: str


def changes(before: Station, after: Station) -> tuple[StationChange, ...]:
    """Changes from one version of a station to the next, in the order of the later one's antennas."""
    found: list[StationChange] = []
    if _differ(before.longitude, after.longitude) or _differ(before.latitude, after.latitude):
        found.append(StationChange("position", f"{_place(before)} -> {_place(after)}"))
    old = {antenna.id: antenna for antenna in before.antennas}
    for antenna in after.antennas:
        if antenna.id in old:
            found.extend(_antenna_changes(old[antenna.id], antenna))
        else:
            found.append(StationChange("antenna", f"{antenna.id}: new"))
    return tuple(found)


def _antenna_changes(before: Antenna, after: Antenna) -> Iterator[StationChange]:
    kinds: tuple[tuple[ChangeKind, tuple[str, ...]], ...] = (
        ("tilt", ("mechanical_tilt_deg", "electrical_tilt_deg")),
        ("azimuth", ("azimuth_deg",)),
        ("height", ("height_m",)),
        ("position", ("east_m", "north_m")),
    )
    for kind, keys in kinds:
        for key in keys:
            old, new = getattr(before, key), getattr(after, key)
            if _differ(old, new):
                yield StationChange(kind, f"{after.id}: {key} {old:g} -> {new:g}")
    if not _same_pattern(before, after):
        yield StationChange("antenna", f"{after.id}: {before.pattern.name} -> {after.pattern.name}")
    yield from _carrier_changes(before, after)


def _carrier_changes(before: Antenna, after: Antenna) -> Iterator[StationChange]:
    """New carriers, and more power averaged over time on those of the same operator, technology and frequency."""
    old = _powers(before)
    for key, power in _powers(after).items():
        operator, technology, frequency = key
        name = f"{after.id}: {operator} {technology} {frequency:g} MHz"
        if key not in old:
            yield StationChange("carrier", f"{name}: new")
        elif any(new > former * (1 + _SAME) for former, new in zip(old[key], power, strict=True)):
            yield StationChange("power", f"{name}: EIRP {old[key][0]:.4g} -> {power[0]:.4g} W (averaged over time)")


def _powers(antenna: Antenna) -> dict[tuple[str, str, float], tuple[float, float]]:
    """Radiated power of each kind of carrier in both scenarios, summed where there are several. [W]"""
    sums: dict[tuple[str, str, float], tuple[float, float]] = {}
    for carrier in antenna.carriers:
        key = (carrier.operator, carrier.technology, carrier.frequency_mhz)
        theoretical, actual = sums.get(key, (0.0, 0.0))
        power = _averaged(antenna, carrier)
        sums[key] = (theoretical + power, actual + power * carrier.power_reduction_factor)
    return sums


def _averaged(antenna: Antenna, carrier: Carrier) -> float:
    return antenna.eirp(carrier) * carrier.duty_cycle


def _same_pattern(before: Antenna, after: Antenna) -> bool:
    one, other = before.pattern, after.pattern
    tables = ("horizontal_db", "vertical_db", "vertical_weight")
    alike = one is other or (
        all((getattr(one, key) == getattr(other, key)).all() for key in tables)
        and one.maximum_attenuation_db == other.maximum_attenuation_db
    )
    return alike and before.size == after.size


def _differ(one: float, other: float) -> bool:
    return abs(one - other) > _SAME * max(abs(one), abs(other))


def _place(station: Station) -> str:
    return f"{station.longitude:.7f}, {station.latitude:.7f}"
