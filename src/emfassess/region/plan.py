"""Plan of a run over a region, and attributes of its store."""

from dataclasses import dataclass
from typing import Any, NotRequired, TypedDict

import numpy as np

from emfassess.assumptions import Assumption
from emfassess.exposure.expected import ExpectedSettings
from emfassess.exposure.expected.stated import stated_and_assumed
from emfassess.exposure.expected.traffic import network_loads_by_name
from emfassess.field import SCENARIOS, Ground
from emfassess.field.ground import NO_GROUND
from emfassess.field.network import Network
from emfassess.field.obstruction import FREE, Obstruction
from emfassess.field.scattered import FAR_DBI
from emfassess.limits.limit_set import LimitSet
from emfassess.readers.scene import NO_FILES, SceneFiles
from emfassess.region.expected import NEAREST, TOLERANCE_DB
from emfassess.region.grid import Grid, demand_rectangle
from emfassess.region.ground import RECEIVERS
from emfassess.region.job import code_digest
from emfassess.region.truncation import RANGE

MARGIN_DEG = 0.01
"""Bounds that nobody named reach so far beyond the outermost stations."""


class RegionSettings(TypedDict):
    """All that decides a number of a region, the stations aside."""

    crs: str
    cell_m: float
    west: float
    north: float
    rows: int
    columns: int
    heights_m: list[float]
    limit: str
    scenario: str
    range_m: float
    coarse_below: float
    surroundings: dict[str, str]
    obstruction: str
    wall_reflection: str
    receivers: str
    ground: str
    scatter_dbi: float | None
    expected: NotRequired[dict[str, Any]]


class StoreAttributes(TypedDict):
    """Attributes of the store after the CF conventions: the limit, the range, and the assumptions of the levels."""

    Conventions: str
    title: str
    source: str
    limit_set: str
    limit: str
    scenario: str
    range_m: float
    scatter_dbi: float | str
    assumptions: list[str]
    comment: str


@dataclass(frozen=True)
class RegionPlan:
    """Plan of a run.

    Parameters
    ----------
    network : Network
    limits : LimitSet
    grid : Grid
    heights : tuple of float
        Of the receivers above ground, ascending. [m]
    scenario : str
        One of :data:`emfassess.field.SCENARIOS`: that of ``exposure_ratio`` and its main contributor.
    radius : float
        Range of the sum. [m]
    coarse_below : float
        Exposure ratios below this are kept to fewer bits.
    scene_files : SceneFiles
        Terrain and buildings; level ground without them.
    obstruction : Obstruction
        What they do to antennas within 1 km; those beyond count as in free space.
    receivers : str
        One of :data:`emfassess.region.ground.RECEIVERS`.
    ground : Ground
        Nothing or a factor; two rays are not computed over regions.
    scatter_dbi : float or None
        Gain of scattered power in the upper bound beyond 60 m; None where none is added. [dBi]
    expected : ExpectedSettings, optional
        How expected levels are made beside the bound; none without it.
    messages : tuple of str
        The assumptions as sentences, for the store.
    """

    network: Network
    limits: LimitSet
    grid: Grid
    heights: tuple[float, ...]
    scenario: str = SCENARIOS[0]
    radius: float = RANGE
    coarse_below: float = 0.0
    scene_files: SceneFiles = NO_FILES
    obstruction: Obstruction = FREE
    receivers: str = RECEIVERS[0]
    ground: Ground = NO_GROUND
    scatter_dbi: float | None = FAR_DBI
    expected: ExpectedSettings | None = None
    messages: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.heights or any(not (np.isfinite(h) and 0 < h <= 1000) for h in self.heights):
            raise ValueError(
                f"--height {', '.join(f'{h:g}' for h in self.heights)}: expected metres above 0, at most 1000"
            )
        if len(set(self.heights)) < len(self.heights):
            raise ValueError(f"--height {', '.join(f'{h:g}' for h in self.heights)}: a height is duplicated")
        if not (np.isfinite(self.radius) and self.radius > 0):
            raise ValueError(f"--range {self.radius:g}: expected metres above 0")
        if self.ground.kind == "two-ray":
            raise ValueError(f"--ground {self.ground}: not computed over regions; take a factor, such as factor:4")
        if self.obstruction.reflection.kind == "image":
            raise ValueError("--wall-reflection image: not computed over regions; take a factor, or none")
        if self.scene_files.empty and self.obstruction.mode != "none":
            raise ValueError(f"--obstruction {self.obstruction}: needs --buildings or --terrain")
        if self.receivers == "roofs" and self.scene_files.buildings is None:
            raise ValueError("--receivers roofs: needs --buildings")
        if self.receivers == "roofs" and self.expected is not None:
            raise ValueError("--expected: not computed over roofs; take --receivers ground")
        if not 0 <= self.coarse_below <= 1:
            raise ValueError(f"--coarse-below {self.coarse_below:g}: expected an exposure ratio from 0 to 1")

    @property
    def settings(self) -> RegionSettings:
        """All that decides a number, the stations aside."""
        grid = self.grid
        settings: RegionSettings = {
            "crs": grid.crs,
            "cell_m": grid.cell,
            "west": grid.west,
            "north": grid.north,
            "rows": grid.rows,
            "columns": grid.columns,
            "heights_m": list(self.heights),
            "limit": f"{self.limits.id} {self.limits.edition} {self.limits.population}",
            "scenario": self.scenario,
            "range_m": self.radius,
            "coarse_below": self.coarse_below,
            "surroundings": {source.name: source.sha256 for source in self.scene_files.sources},
            "obstruction": str(self.obstruction),
            "wall_reflection": str(self.obstruction.reflection),
            "receivers": self.receivers,
            "ground": str(self.ground),
            "scatter_dbi": self.scatter_dbi,
        }
        if self.expected is not None:
            settings["expected"] = _stated(self.expected)
        return settings

    @property
    def factor(self) -> float:
        """Factor of ground and walls on every level."""
        return self.ground.factor * self.obstruction.factor

    @property
    def assumptions(self) -> tuple[Assumption, ...]:
        """Assumptions of the levels, those of the stations' files first."""
        free = self.obstruction.mode == "none"
        own = (
            "free-space" if free else "region-obstructed-nearby",
            "flat-ground" if self.scene_files.terrain is None else "terrain-used",
            "pattern-cuts-added",
            "region-far-field",
        )
        factor = (("factor", f"{self.ground.factor:g}"),)
        reflects = (
            Assumption("ground-factor", factor) if self.ground.factor != 1 else Assumption("ground-reflects-nothing")
        )
        within = Assumption("region-within-range", (("range", f"{self.radius / 1000:g}"),))
        scattered = (
            Assumption("scattered-none")
            if self.scatter_dbi is None
            else Assumption("scattered-added", (("gain", f"{self.scatter_dbi:g}"),))
        )
        expected = () if self.expected is None else _expected_assumptions(self.expected, self.network)
        return (*self.network.assumptions, *(Assumption(code) for code in own), reflects, within, scattered, *expected)


def _expected_assumptions(expected: ExpectedSettings, network: Network) -> list[Assumption]:
    """Assumptions that expected levels of a region rest on."""
    loads = network_loads_by_name(network, expected.loads)
    nodes = Assumption("region-expected", (("masts", f"{NEAREST}"), ("decibel", f"{TOLERANCE_DB:g}")))
    return [Assumption("expected-level"), nodes, *stated_and_assumed(expected, loads)]


def _stated(expected: ExpectedSettings) -> dict[str, Any]:
    """Settings of expected levels as the record of a run has them."""
    loads = {name: [load.median, load.spread_db, load.source] for name, load in sorted(expected.loads.items())}
    return {"roof_height_m": expected.roof_height_m, "indoors": expected.indoors, "loads": loads}


def bounds_of(network: Network, wanted: tuple[float, float, float, float] | None) -> tuple[float, float, float, float]:
    """Bounds of a run: as asked for, or around all stations. [deg]

    Raises
    ------
    ValueError
        If no station lies anywhere near the bounds: zero there would say that nothing transmits.
    """
    low = float(network.longitude.min()), float(network.latitude.min())
    high = float(network.longitude.max()), float(network.latitude.max())
    if wanted is None:
        return low[0] - MARGIN_DEG, low[1] - MARGIN_DEG, high[0] + MARGIN_DEG, high[1] + MARGIN_DEG
    demand_rectangle(wanted)
    west, south, east, north = wanted
    apart = west > high[0] + MARGIN_DEG or east < low[0] - MARGIN_DEG
    if apart or south > high[1] + MARGIN_DEG or north < low[1] - MARGIN_DEG:
        raise ValueError(
            f"--bounds {west:g},{south:g},{east:g},{north:g}: outside the network, which lies in "
            f"{low[0]:.5f},{low[1]:.5f},{high[0]:.5f},{high[1]:.5f}"
        )
    return wanted


def attributes_of(plan: RegionPlan) -> StoreAttributes:
    """Attributes of the store: the limit, the range, and the assumptions of the levels."""
    return {
        "Conventions": "CF-1.11",
        "title": "Exposure to the electromagnetic fields of mobile base stations as exposure ratio",
        "source": f"emfassess {code_digest()}",
        "limit_set": plan.limits.id,
        "limit": f"{plan.limits.standard}, {plan.limits.population}",
        "scenario": plan.scenario,
        "range_m": plan.radius,
        "scatter_dbi": "none" if plan.scatter_dbi is None else plan.scatter_dbi,
        "assumptions": list(plan.messages) or [_code(assumption) for assumption in plan.assumptions],
        "comment": _FAR_FIELD,
    }


_FAR_FIELD = (
    "Far field of all antennas within the range, summed at every cell without a threshold. Within the far-field boundary "
    "of an antenna, where near_field is 1, the true level may be higher: such cells are assessed station by station."
)


def _code(assumption: Assumption) -> str:
    return " ".join([assumption.code, *(f"{key}={value}" for key, value in assumption.values)])
