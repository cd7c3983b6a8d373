"""The one-antenna station that most examples amount to."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

import emfassess as emf
from emfassess.patterns.pattern import SAMPLES, Pattern
from emfassess.readers.limit_sets import limit_set, limit_set_ids
from emfassess.stations import Antenna, Carrier, Station

Results: TypeAlias = dict[str, ArrayLike]
"""Named results of a kind, in SI (decibel and degree aside)."""

HEIGHT = 30.0
LIMITS = Path(__file__).parent / "limits"


def station(
    *, gain_dbi: float = 0.0, frequency_mhz: float = 900.0, height_m: float = HEIGHT, **carrier: Any
) -> Station:
    """One antenna without directivity towards north; the carrier has power_w or eirp_w and its factors."""
    pattern = Pattern("isotropic", gain_dbi, np.zeros(SAMPLES), np.zeros(SAMPLES))
    antenna = Antenna("A", pattern, height_m, 0.0, (Carrier("LTE", "A", frequency_mhz, **carrier),))
    return Station("S", "S", "A", 120.0, 30.0, (antenna,))


def peak_eirp(of: Station) -> float:
    """EIRP of the only carrier of such a station."""
    (antenna,) = of.antennas
    return antenna.eirp(antenna.carriers[0])


@cache
def limits(set_id: str, population: str = "public") -> emf.LimitSet:
    """Limit set of the package, or of the tables that stand here because the package does not ship them."""
    if set_id in limit_set_ids():
        return emf.load_limits(set_id, population)
    return limit_set(tomllib.loads((LIMITS / f"{set_id}.toml").read_text(encoding="utf-8")), population)
