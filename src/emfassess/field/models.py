r"""Which model gives the field where: far field, source elements, and the blend between them.

With B = 2 D^2 / lambda, D the largest dimension of the radiating part:

    ================  ==========================  ==================================
    distance          within 10 dB of the peak    more than 15 dB below it
    ================  ==========================  ==================================
    below 0.6 B       source elements             the stronger of both
    to 0.85 B         passes to the far field     the stronger of both
    to 2 B            far field                   passes to the far field (from B on)
    beyond            far field                   far field
    ================  ==========================  ==================================

In faint directions rows that were fitted to the main lobe say little, so the stronger of both counts there; it counts in
every direction for patterns that were computed, because they know no rows, and passes to the far field from 0.6 B to B.
All changes are gradual, in decibel.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from emfassess.field import near_field
from emfassess.field.elements import Elements, elements_of
from emfassess.field.far_field import reference_unit_density
from emfassess.field.ground import NO_GROUND, Ground, reflection_factor
from emfassess.field.obstruction import FREE, Obstruction, obstructed
from emfassess.field.simple_models import cicchetti_faraone, cylinder
from emfassess.field.sources import Sources
from emfassess.units import Floats, decibel_from_ratio

MODELS = ("auto", "far-field", "source-elements", "equal-rows", "sum-of-magnitudes", "cylinder", "cicchetti-faraone")
"""`auto` decides; the last four are comparisons."""

FAR, NEAR, BETWEEN, BOUND, EQUAL, CYLINDER, BLEND = range(7)
LABELS = (
    "far-field",
    "source-elements",
    "source-elements/far-field",
    "sum-of-magnitudes",
    "equal-rows",
    "cylinder",
    "cicchetti-faraone",
)

FIRST, MIDDLE, LAST = 0.6, 0.85, 2.0
"""Where the blend begins, where it ends near the peak, and where it ends elsewhere, in far-field boundaries: near the peak
the far field is good to 1 dB from 0.6 on."""

LAST_COMPUTED = 1.0
"""A computed pattern's side lobes are a level drawn by hand: the far field takes over from 0.6 to 1."""

TRUSTED_DB, DISTRUSTED_DB = 10.0, 15.0

FEW_POINTS = 4
"""So few points are computed by plain NumPy, equal within 1e-11: loading the compiled code takes a second."""

ALIKE = 0.003
"""Carriers of one antenna whose frequencies differ by less share one near field: 0.02 dB at one metre."""


@dataclass(frozen=True)
class Propagation:
    """How the field is computed: one of :data:`MODELS`, what the ground adds, what terrain and buildings do."""

    model: str = "auto"
    ground: Ground = NO_GROUND
    obstruction: Obstruction = FREE

    def __post_init__(self) -> None:
        if self.model not in MODELS:
            raise ValueError(f"model must be one of {', '.join(MODELS)}, not {self.model!r}")

    @property
    def plain(self) -> bool:
        """Whether ground and buildings do the same to all carriers everywhere."""
        return self.ground.kind != "two-ray" and self.obstruction.plain

    @property
    def factor(self) -> float:
        """Factor of ground and buildings on the power density, where it is a plain factor."""
        return self.ground.factor * self.obstruction.factor


FREE_SPACE = Propagation()


def carrier_range(sources: Sources, propagation: Propagation) -> Floats:
    """Distance from each antenna within which carriers differ by more than their power, shape (antenna,). [m]"""
    if not propagation.plain or propagation.model not in ("auto", "far-field"):
        return np.full(len(sources.position), np.inf)
    return _near_reach(sources, propagation.model)


@lru_cache(maxsize=4)
def _near_reach(sources: Sources, model: str) -> Floats:
    if model == "far-field":
        return np.zeros(len(sources.position))
    if model != "auto":
        return np.full(len(sources.position), np.inf)
    measured = np.zeros(len(sources.position), dtype=np.bool_)
    measured[sources.antenna_index] = [antenna.pattern.kind == "measured" for _, antenna, _ in sources.members]
    return np.where(measured, LAST, LAST_COMPUTED) * near_field.antenna_boundaries(sources)


def carrier_density(
    sources: Sources, points: Floats, propagation: Propagation = FREE_SPACE
) -> tuple[Floats, NDArray[np.uint8]]:
    """Power density of each carrier at full rated power, and which model gave it.

    Parameters
    ----------
    sources : Sources
    points : ndarray, shape (point, 3)
        East, north, up. [m]
    propagation : Propagation

    Returns
    -------
    density : ndarray, shape (carrier, point)
        [W/m^2]
    label : ndarray of int, shape (carrier, point)
        Index into :data:`LABELS`.
    """
    unit, density = _far_densities(sources, points)
    label = np.full(density.shape, FAR, dtype=np.uint8)
    model = propagation.model
    near = near_field.is_near(sources, points, _near_reach(sources, model))
    boundary = near_field.carrier_boundaries(sources)
    known: dict[tuple[int, int], tuple[NDArray[np.intp], Floats, NDArray[np.uint8]]] = {}
    for carrier in np.flatnonzero(near[sources.antenna_index].any(axis=1)):
        antenna = int(sources.antenna_index[carrier])
        key = (antenna, round(float(np.log(sources.frequency[carrier])) / ALIKE))
        if key not in known:
            here = np.flatnonzero(near[antenna])
            offset = (points[here] - sources.position[antenna]) @ sources.axes[antenna].T
            far = unit[antenna, here]
            known[key] = (here, *_GIVEN_BY[model](sources, int(carrier), offset, far, float(boundary[carrier])))
        here, given, label_index = known[key]
        density[carrier, here] = given * sources.eirp[carrier]
        label[carrier, here] = label_index
    if propagation.ground.kind != "none":
        density *= reflection_factor(sources, points, propagation.ground)
    return obstructed(sources, points, density, propagation.obstruction), label


def _far_densities(sources: Sources, points: Floats) -> tuple[Floats, Floats]:
    """Far field of each antenna for one watt of peak EIRP [1/m^2], and of each carrier at full rated power [W/m^2]."""
    if len(points) <= FEW_POINTS:
        unit = reference_unit_density(sources, points)
        return unit, unit[sources.antenna_index] * sources.eirp[:, np.newaxis]
    from emfassess.field.kernel import carrier_density_of_units, unit_density

    unit = unit_density(sources, points)
    return unit, carrier_density_of_units(sources, unit, sources.eirp)


def envelope_width_db(sources: Sources, carrier: int, point: Floats) -> float:
    """How far apart the choices of row weights lie at a point that is near to a carrier's antenna. [dB]"""
    antenna = sources.antenna_index[carrier]
    offset = ((point - sources.position[antenna]) @ sources.axes[antenna].T)[np.newaxis]
    if np.linalg.norm(offset) >= LAST * near_field.carrier_boundaries(sources)[carrier]:
        return 0.0
    found = _best(sources, carrier)
    if not found:
        return 0.0
    from emfassess.field.element_kernel import element_density_sums

    both = [element_density_sums(e, offset) for e in found]
    highest, lowest = max(float(h[0]) for h, _ in both), min(float(low[0]) for _, low in both)
    return float(decibel_from_ratio(highest / lowest)) if lowest > 0 else np.inf


def _best(sources: Sources, carrier: int, kind: str = "best") -> tuple[Elements, ...]:
    _, antenna, record = sources.members[carrier]
    return elements_of(antenna, record.frequency_hz, kind)


def _from_elements(found: tuple[Elements, ...], offset: Floats) -> Floats:
    """Highest density over the layouts for one watt of EIRP. [1/m^2]"""
    from emfassess.field.element_kernel import element_density_sums

    return np.asarray(np.max([element_density_sums(e, offset)[0] for e in found], axis=0))


def main_directions(sources: Sources, carriers: NDArray[np.intp], points: Floats) -> tuple[Floats, Floats]:
    """How far below its peak a carrier radiates towards each point, and how wide its envelope is; shape (point,). [dB]"""
    from emfassess.field.kernel import unit_density

    below, width = np.empty(len(points)), np.zeros(len(points))
    antennas = sources.antenna_index[carriers]
    for antenna in np.unique(antennas):
        here = np.flatnonzero(antennas == antenna)
        alone = sources.only(np.arange(len(sources.position)) == antenna)
        square = ((points[here] - sources.position[antenna]) ** 2).sum(axis=1)
        unit = unit_density(alone, points[here])[0]
        below[here] = -decibel_from_ratio(np.maximum(unit * 4 * np.pi * square, 1e-30))
    for index, (carrier, point) in enumerate(zip(carriers, points, strict=True)):
        # elsewhere the far field holds the level up, and the nulls of single choices say nothing
        if sources.members[carrier][1].pattern.kind == "measured" and below[index] <= TRUSTED_DB:
            width[index] = envelope_width_db(sources, int(carrier), point)
    return below, width


_Given = tuple[Floats, NDArray[np.uint8]]


def _blended(sources: Sources, carrier: int, offset: Floats, far: Floats, boundary: float) -> _Given:
    found = _best(sources, carrier)
    distance = np.linalg.norm(offset, axis=1)
    if not found or not boundary > 0:
        return far, np.full(len(far), FAR, dtype=np.uint8)
    near = _from_elements(found, offset)
    stronger = np.maximum(near, far)
    reached = distance / boundary
    passing = np.clip((reached - FIRST) / (MIDDLE - FIRST), 0.0, 1.0)
    computed = sources.members[carrier][1].pattern.kind != "measured"
    first, last = (FIRST, LAST_COMPUTED) if computed else (1.0, LAST)
    leaving = np.clip((reached - first) / (last - first), 0.0, 1.0)
    strong = near * (far / near) ** passing
    faint = stronger * (far / stronger) ** leaving
    below_peak = -decibel_from_ratio(np.maximum(far * 4 * np.pi * distance**2, 1e-30))
    astray = np.clip((below_peak - TRUSTED_DB) / (DISTRUSTED_DB - TRUSTED_DB), 0.0, 1.0)
    if computed:
        astray = np.ones_like(astray)
    level = strong * (faint / strong) ** astray
    label_index = np.where(_same(level, near), NEAR if found[0].coherent else BOUND, BETWEEN)
    return level, np.where(_same(level, far), FAR, label_index).astype(np.uint8)


def _same(level: Floats, other: Floats) -> NDArray[np.bool_]:
    return np.abs(level - other) <= 1e-9 * other


def _only_elements(kind: str) -> Callable[[Sources, int, Floats, Floats, float], _Given]:
    def given(sources: Sources, carrier: int, offset: Floats, far: Floats, _boundary: float) -> _Given:
        found = _best(sources, carrier, kind)
        if not found:
            return far, np.full(len(far), FAR, dtype=np.uint8)
        label_index = EQUAL if kind == "equal-rows" else NEAR if found[0].coherent else BOUND
        return _from_elements(found, offset), np.full(len(far), label_index, dtype=np.uint8)

    return given


def _simple(
    formula: Callable[..., Floats], label_index: int
) -> Callable[[Sources, int, Floats, Floats, float], _Given]:
    def given(sources: Sources, carrier: int, offset: Floats, far: Floats, _boundary: float) -> _Given:
        _, antenna, record = sources.members[carrier]
        return formula(antenna, record.frequency_hz, offset), np.full(len(far), label_index, dtype=np.uint8)

    return given


_GIVEN_BY = {
    "auto": _blended,
    "source-elements": _only_elements("best"),
    "equal-rows": _only_elements("equal-rows"),
    "sum-of-magnitudes": _only_elements("sum-of-magnitudes"),
    "cylinder": _simple(cylinder, CYLINDER),
    "cicchetti-faraone": _simple(cicchetti_faraone, BLEND),
}
