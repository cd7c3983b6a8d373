"""Levels of bands judged by an edition: sums by its own rule, verdicts from what is known for sure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from emfassess.exposure.compliance import Verdict, verdicts_between
from emfassess.exposure.ties import first_largest
from emfassess.limits.decision_rule import DecisionRule
from emfassess.limits.limit_set import LimitSet
from emfassess.measured_levels.band_limits import Span, band_coefficients, plausible_span
from emfassess.measured_levels.result import JudgedLevels
from emfassess.measured_levels.settings import DEFAULTS, JudgingSettings
from emfassess.summaries import Summarised
from emfassess.units import VACUUM_IMPEDANCE, Floats


@dataclass(frozen=True, eq=False, repr=False)
class Components(Summarised):
    """Components of the level at each place: one row a band, or the rest of a total above its bands.

    `table` has `place`, `band`, and the squared field strengths `upper_bound`, `detected`, `extrapolated` and
    `extrapolated_detected` [V^2/m^2]; the last two are the first two where nothing was extrapolated. `spans` are the ends
    of each band, None for what may lie anywhere.
    """

    table: pd.DataFrame
    places: int
    spans: Mapping[str, Span | None]
    has_extrapolated: NDArray[np.bool_]
    instrument: tuple[float | None, float | None]
    plausible: Span


def judged(
    components: Components,
    editions: Sequence[LimitSet | None],
    expanded_db: Floats,
    settings: JudgingSettings = DEFAULTS,
) -> tuple[JudgedLevels, Floats]:
    """Judge every place by its edition; also the share of each part in the sum that decides, shape (part,)."""
    ratio, least, extrapolated = (np.full(components.places, np.nan) for _ in range(3))
    found: dict[str, Any] = {
        key: np.full(components.places, None, dtype=object) for key in ("verdicts", "targets", "extrapolated")
    }
    deciding = np.full(components.places, "", dtype=object)
    share = np.full(len(components.table), np.nan)
    owner = components.table["place"].to_numpy()
    rules: dict[str, DecisionRule] = {}
    for limits in {edition.id: edition for edition in editions if edition is not None}.values():
        here = np.array([edition is not None and edition.id == limits.id for edition in editions])
        rows, rule = here[owner], rules.setdefault(limits.id, settings.rule_under(limits))
        coefficient = _coefficients(components, limits)
        detected, upper = _bounds(components, coefficient)
        ratio[here], least[here] = upper.max(axis=0)[here], detected.max(axis=0)[here]
        sums = first_largest(upper)
        deciding[here] = np.array(limits.sum_labels, dtype=object)[sums[here]]
        share[rows] = (coefficient[sums[owner], np.arange(len(owner))] * _density(components, "upper_bound"))[rows]
        found["verdicts"][here] = verdicts_between(least[here], ratio[here], expanded_db[here], rule=rule)
        if limits.management_target is not None:
            target = limits.management_target.fraction
            found["targets"][here] = verdicts_between(least[here], ratio[here], expanded_db[here], target, rule)
        there = here & components.has_extrapolated
        sure, full = _extrapolated(components, coefficient)
        extrapolated[there] = full[there]
        found["extrapolated"][there] = verdicts_between(sure[there], full[there], expanded_db[there], rule=rule)
    judgement = JudgedLevels(
        limit_ids=tuple(edition.id if edition is not None else None for edition in editions),
        exposure_ratio=ratio,
        least_ratio=least,
        deciding=tuple(deciding.tolist()),
        verdicts=_tuple(found["verdicts"]),
        target_verdicts=_tuple(found["targets"]),
        extrapolated_ratio=extrapolated,
        extrapolated_verdicts=_tuple(found["extrapolated"]),
        rules=tuple(rules.items()),
    )
    return judgement, share


def _bounds(components: Components, coefficient: Floats) -> tuple[Floats, Floats]:
    """Lower and upper bound of the sums, each of shape (sum, place)."""
    detected = _sums(components, coefficient, "detected")
    # a total detected above its bands may outweigh the bands' upper bound: the greater bound holds
    return detected, np.maximum(_sums(components, coefficient, "upper_bound"), detected)


def _extrapolated(components: Components, coefficient: Floats) -> tuple[Floats, Floats]:
    """Lower and upper bound of the exposure ratio after extrapolation, each of shape (place,)."""
    sure = _sums(components, coefficient, "extrapolated_detected").max(axis=0)
    return sure, np.maximum(_sums(components, coefficient, "extrapolated").max(axis=0), sure)


def _tuple(verdicts: "NDArray[np.object_]") -> tuple[Verdict | None, ...]:
    return tuple(verdicts.tolist())


def _coefficients(components: Components, limits: LimitSet) -> Floats:
    """Exposure ratio per power density of each part, shape (sum, part). [m^2/W]"""
    names = list(components.table["band"].unique())
    anywhere = [name for name in names if components.spans[name] is None]
    wide = plausible_span(limits, components.instrument, components.plausible) if anywhere else None
    spans = [components.spans[name] or wide for name in names]
    by_band = band_coefficients(limits, [span for span in spans if span is not None])
    number = {name: index for index, name in enumerate(names)}
    return np.asarray(by_band[:, components.table["band"].astype(str).map(number).to_numpy(dtype=np.intp)])


def _density(components: Components, column: str) -> Floats:
    return np.asarray(components.table[column].to_numpy() / VACUUM_IMPEDANCE)


def _sums(components: Components, coefficient: Floats, column: str) -> Floats:
    """Sums over the parts of each place, shape (sum, place)."""
    owner = components.table["place"].to_numpy()
    weighted = coefficient * _density(components, column)
    return np.stack([np.bincount(owner, weights=row, minlength=components.places) for row in weighted])
