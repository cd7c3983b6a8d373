"""Ours beside theirs: every value of a case, computed from its inputs alone."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from conformity import kinds_field, kinds_limits, kinds_methods, kinds_near, kinds_patterns
from conformity.cases import SI, Case, Expected
from conformity.one_antenna import Results

KINDS: dict[str, Callable[..., Results]] = {
    "plane-wave": kinds_field.plane_wave,
    "dipole-field": kinds_field.dipole_field,
    "reduced-field": kinds_field.reduced_field,
    "slant": kinds_field.slant,
    "reflected-at-ground": kinds_field.reflected_at_ground,
    "reflected-wave": kinds_field.reflected_wave,
    "reach": kinds_field.reach_by_assessment,
    "reflected-reach": kinds_field.reflected_reach,
    "reach-table": kinds_field.reach_table,
    "reach-factor": kinds_field.reach_factor,
    "permitted-gain": kinds_field.permitted_gain,
    "averaged-reach": kinds_field.averaged_reach,
    "averaged-exposure": kinds_field.averaged_exposure,
    "boundary": kinds_near.boundary,
    "aperture": kinds_near.aperture,
    "dish": kinds_near.dish,
    "cylinder": kinds_near.cylinder,
    "peak-cylinder": kinds_near.peak_cylinder,
    "blend": kinds_near.blend,
    "sar": kinds_near.sar,
    "limit": kinds_limits.level,
    "limits-compared": kinds_limits.levels_compared,
    "sum": kinds_limits.density_sum,
    "field-sum": kinds_limits.field_sum,
    "equivalents-of-field": kinds_limits.equivalents_of_field,
    "equivalents-of-density": kinds_limits.equivalents_of_density,
    "mean-power": kinds_methods.mean_power,
    "mean-power-of-share": kinds_methods.mean_power_of_share,
    "exempt-erp": kinds_methods.exempt_erp,
    "exempt-power-by-sar": kinds_methods.exempt_power_by_sar,
    "perimeter": kinds_methods.perimeter,
    "eirp-below": kinds_methods.eirp_below,
    "eirp-at-roof": kinds_methods.eirp_at_roof,
    "clearance": kinds_methods.clearance,
    "full-load": kinds_methods.full_load,
    "downlink": kinds_methods.downlink,
    "ratio": kinds_patterns.ratio,
    "element": kinds_patterns.element,
    "sector": kinds_patterns.sector,
    "array": kinds_patterns.array,
}


@dataclass(frozen=True)
class Comparison:
    """One value of a source beside ours, both in the source's unit."""

    name: str
    unit: str
    theirs: float
    ours: float
    allowed: float

    @property
    def difference(self) -> float:
        """Ours minus theirs, in the unit."""
        return self.ours - self.theirs

    @property
    def passed(self) -> bool:
        """Whether ours lies within the tolerance; a result that is not a number never does."""
        return abs(self.difference) <= self.allowed

    @property
    def tolerance_used(self) -> float:
        """Difference over tolerance; rounded, so that the worst value of a case is the same on every machine."""
        if self.allowed == 0:
            return 0.0 if self.difference == 0 else np.inf
        return round(abs(self.difference) / self.allowed, 6)


def comparisons(case: Case) -> tuple[Comparison, ...]:
    """The values that the source gives, in its order."""
    return _compared(case.expected, computed(case))


def intermediate_comparisons(case: Case) -> tuple[Comparison, ...]:
    """The steps on the way, which tell where a fault is."""
    return _compared(case.intermediate, computed(case))


def computed(case: Case) -> Results:
    """What the package says, in SI."""
    given: dict[str, Any] = dict(case.input)
    return KINDS[case.kind](**given)


def _compared(expected: Iterable[Expected], results: Results) -> tuple[Comparison, ...]:
    found = []
    for entry in expected:
        ours = np.ravel(np.asarray(results[entry.name], dtype=float)) / SI[entry.unit]
        for theirs, value in zip(entry.values, ours.tolist(), strict=True):
            allowed = max(entry.relative * abs(theirs), entry.absolute)
            found.append(Comparison(entry.name, entry.unit, theirs, value, allowed))
    return tuple(found)
