"""How much of its rated power a carrier transmits on average over some minutes, as a distribution over such averages.

Where counters of the station are given, they say it (:func:`load_from_counters`). Else the loads of :data:`ASSUMED_LOADS`
are assumed, and stated as assumptions. A power reduction factor of the station bounds them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from emfassess.field import Sources
from emfassess.field.network import Network
from emfassess.stations import Antenna, Carrier
from emfassess.units import Floats

if TYPE_CHECKING:
    from emfassess.measurements.power_reduction import Monitored

ASSUMED = "assumed"
COUNTERS = "counters"

_NORMAL_95 = 1.6449
"""Quantile of the normal distribution that 5 % lie above."""


@dataclass(frozen=True)
class Load:
    """Average transmitted over rated power, log-normal over the averages.

    Parameters
    ----------
    median : float
        Above 0 and at most 1.
    spread_db : float
        Standard deviation. [dB]
    source : str
        Where it comes from: a publication, :data:`COUNTERS` or :data:`ASSUMED`.
    """

    median: float
    spread_db: float = 0.0
    source: str = ASSUMED

    def __post_init__(self) -> None:
        if not 0.0 < self.median <= 1.0:
            raise ValueError(f"a load's median must be above 0 and at most 1, not {self.median}")
        if not 0.0 <= self.spread_db <= 10.0:
            raise ValueError(f"a load's spread must lie in 0..10 dB, not {self.spread_db}")


FULL = Load(1.0, 0.0, "always transmitted")
"""A signal that is always transmitted at its power, such as one resource element of a reference signal."""

ANY = "*"
"""Key of the load of technologies that are not listed."""

ADAPTIVE = "adaptive"
"""Key of the load of antennas whose pattern is the envelope of their beams: beams and traffic together."""

FULL_LOAD: Mapping[str, Load] = {ANY: FULL}

NAMES = {"WCDMA": "UMTS", "HSPA": "UMTS", "3G": "UMTS", "2G": "GSM", "4G": "LTE", "5G": "NR", "5G NR": "NR"}
"""Other names of the technologies whose loads are listed."""

ASSUMED_LOADS: Mapping[str, Load] = {
    "GSM": Load(0.5, 2.0),
    "UMTS": Load(0.4, 2.0),
    "LTE": Load(0.3, 3.0),
    "NR": Load(0.3, 3.0),
    ADAPTIVE: Load(0.06, 3.5),
    ANY: Load(1.0, 0.0),
}
"""Loads where nothing else is known. Each is assumed, with these reasons: of GSM the broadcast carrier is always on; UMTS
and LTE transmit pilots, control and little traffic at most hours; a technology that is not listed, such as broadcasting,
counts with its rated power.

Of adaptive antennas, Thors, Furuskar, Colombi and Tornevik (IEEE Access 5, 2017, 19711-19719) published that time-averaged
power in a beam stays below 7 to 22 % of the theoretical maximum at the 95th percentile; the assumed median of 6 % with 3.5 dB
reaches 22.5 % there, the upper end. Not confirmed: from memory of the publication."""


def load_from_counters(monitored: "Monitored") -> Load:
    """Load from the averages that counters of a station show.

    Parameters
    ----------
    monitored : Monitored
        From :func:`emfassess.measurements.power_reduction.monitored_power`.

    Raises
    ------
    ValueError
        If the carrier transmitted nothing during half of the time.
    """
    median, high = monitored.cdf[50], monitored.percentile_95
    if not median > 0.0:
        raise ValueError("the counters show no power during half of the time: no load can be derived from them")
    return Load(min(median, 1.0), min(10.0 * np.log10(max(high / median, 1.0)) / _NORMAL_95, 10.0), COUNTERS)


def carrier_loads(sources: Sources, loads: Mapping[str, Load]) -> tuple[Load, ...]:
    """Load of each carrier.

    Parameters
    ----------
    sources : Sources
    loads : mapping of str to Load
        By technology, :data:`ADAPTIVE` or :data:`ANY`; what it leaves out comes from :data:`ASSUMED_LOADS`.

    Returns
    -------
    tuple of Load, one a carrier
    """
    return loads_of([(antenna, carrier) for _, antenna, carrier in sources.members], loads)


def loads_of(fed: Sequence[tuple[Antenna, Carrier]], loads: Mapping[str, Load]) -> tuple[Load, ...]:
    """Load of each carrier by its record and that of its antenna; `loads` as for :func:`carrier_loads`."""
    known = _known(loads)
    return tuple(known[key] for key in load_keys(fed, loads))


def load_keys(fed: Sequence[tuple[Antenna, Carrier]], loads: Mapping[str, Load]) -> tuple[str, ...]:
    """Under which name each carrier has its load: a technology, :data:`ADAPTIVE` or :data:`ANY`; one a carrier.

    Parameters
    ----------
    fed : sequence of (Antenna, Carrier)
    loads : mapping of str to Load
        As for :func:`carrier_loads`.
    """
    return tuple(_key(carrier.technology, antenna.pattern.kind, loads) for antenna, carrier in fed)


def _key(technology: str, kind: str, loads: Mapping[str, Load]) -> str:
    """Name of the load of a technology that is transmitted by a kind of pattern."""
    known, key = _known(loads), technology.upper()
    key = key if key in loads else NAMES.get(key, key)
    if kind == "envelope" and key not in loads and ADAPTIVE in known:
        key = ADAPTIVE
    return key if key in known else ANY


def loads_by_name(sources: Sources, loads: Mapping[str, Load]) -> dict[str, Load]:
    """Loads that some carrier has, by technology or :data:`ADAPTIVE`.

    Parameters
    ----------
    sources : Sources
    loads : mapping of str to Load
        As for :func:`carrier_loads`.
    """
    return _by_name(((c.technology, a.pattern.kind) for _, a, c in sources.members), loads)


def network_loads_by_name(network: Network, loads: Mapping[str, Load]) -> dict[str, Load]:
    """As :func:`loads_by_name` of a network; a technology that only some kinds of patterns transmit has all their names."""
    names = [str(name) for name in np.unique(network.technology)]
    kinds = sorted({pattern.kind for pattern, _ in network.patterns})
    return _by_name(((name, kind) for name in names for kind in kinds), loads)


def _by_name(transmitters: Iterable[tuple[str, str]], loads: Mapping[str, Load]) -> dict[str, Load]:
    """Loads of technologies that kinds of patterns transmit."""
    known, found = _known(loads), {}
    for technology, kind in transmitters:
        key = _key(technology, kind, loads)
        found[technology.upper() if key == ANY else key] = known[key]
    return found


def _known(loads: Mapping[str, Load]) -> Mapping[str, Load]:
    """Loads by name, those assumed among them unless one is stated for every technology."""
    return loads if set(loads) == {ANY} else {**ASSUMED_LOADS, **loads}


def transmitted(sources: "Sources | Network", loads: Sequence[Load]) -> tuple[Floats, Floats]:
    """Median transmitted over rated power of each carrier, and its spread in decibel; each of shape (carrier,).

    The duty cycle is in the median. A power reduction factor that is smaller than the load takes its place: the station is
    stated to keep below it.
    """
    return _limited(sources, np.array([load.median for load in loads])), np.array([load.spread_db for load in loads])


def transmitted_by(network: Network, loads: Mapping[str, Load]) -> tuple[Floats, Floats]:
    """As :func:`transmitted` for the carriers of a network, each distinct technology looked up once."""
    names, technology = np.unique(network.technology, return_inverse=True)
    kinds, kind = np.unique([pattern.kind for pattern, _ in network.patterns], return_inverse=True)
    known = _known(loads)
    chosen = [[known[_key(str(name), str(word), loads)] for word in kinds] for name in names]
    place = technology, kind[network.pattern_index[network.antenna_index]]
    median = np.array([[load.median for load in row] for row in chosen])[place]
    return _limited(network, median), np.array([[load.spread_db for load in row] for row in chosen])[place]


def _limited(sources: "Sources | Network", median: Floats) -> Floats:
    """Median loads of carriers, no greater than their power reduction factor, with their duty cycle."""
    return np.asarray(np.minimum(median, sources.power_reduction_factor) * sources.duty_cycle)
