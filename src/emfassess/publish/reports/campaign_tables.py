"""Tables of a monitoring report: points, levels with their limits, bands, what was extrapolated, findings."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from emfassess.exposure.compliance import Verdict
from emfassess.language import N_, Language
from emfassess.language.messages.names import (
    DISTRIBUTION,
    QUANTITY,
    SEVERITY,
    TARGET_WORD,
    UNCERTAINTY_COLUMN,
    UNCERTAINTY_TERM,
    UNIT,
)
from emfassess.limits.limit_set import LimitSet
from emfassess.measured_levels import JudgedLevels, MeasuredLevels
from emfassess.measured_levels.band_limits import band_limits
from emfassess.measured_levels.components import REST
from emfassess.publish.reports.campaign import Monitoring
from emfassess.publish.reports.campaign_columns import MONITORING_COLUMN_LABEL
from emfassess.publish.reports.campaign_cover import stated
from emfassess.publish.reports.sections import Table, table_of
from emfassess.publish.text import numbers
from emfassess.publish.text.campaigns import extrapolation_lines, finding_sentence
from emfassess.publish.text.quantity import Part, PrintedQuantity
from emfassess.publish.text.verdicts import VERDICT_WORD
from emfassess.units import power_density_from_field_strength

EXTRAPOLATION_LABEL = {
    "laboratory": N_("laboratory"),
    "computed": N_("computed"),
}

BAND_NAME_LABEL = {
    REST: N_("rest above the bands"),
    "total": N_("total"),
}


STATED_CONFORMITY = {True: N_("conforms"), False: N_("does not conform"), None: N_("not stated")}

MOST_PLACES = 60
"""The page lists so many places, the highest exposure ratios first where there are more; the workbook has all."""


def listed(levels: MeasuredLevels, row_limit: int | None) -> list[int]:
    """Places to list: all in their order, or the worst ones; where no edition is known by field strength."""
    count = len(levels.point_ids)
    if row_limit is None or count <= row_limit:
        return list(range(count))
    rank = np.where(np.isnan(levels.exposure_ratio), np.inf, levels.exposure_ratio)
    return list(np.lexsort((-levels.field_strength, -rank))[:row_limit])


def point_table(given: Monitoring, text: Language) -> Table:
    """One row a described point."""
    rows = [
        [
            point.id,
            stated(point.description, text),
            stated(point.place_kind, text),
            stated(point.floor, text),
            _metres(point.horizontal_distance_m),
            _metres(point.vertical_distance_m),
            _metres(point.height_m),
            _position(point.longitude, point.latitude),
        ]
        for point in given.judged.campaign.points
    ]
    keys: tuple[str, ...] = (
        "point",
        "description",
        "place-kind",
        "floor",
        "horizontal",
        "vertical",
        "probe-height",
        "position",
    )
    widths = [0.8, 2.4, 1, 0.8, 0.9, 0.9, 0.8, 1.6]
    # what few campaigns state is a column only where one does
    points = given.judged.campaign.points
    for key, shown in (
        ("surface-height", [_metres(p.surface_height_m) if p.surface_height_m else "" for p in points]),
        ("stated-conformity", [text(STATED_CONFORMITY[p.stated_compliant]) for p in points]),
    ):
        if any(shown) and set(shown) != {text(STATED_CONFORMITY[None])}:
            keys, widths = (*keys, key), [*widths, 0.8]
            rows = [[*row, cell] for row, cell in zip(rows, shown, strict=True)]
    return table_of(_header(keys, text), widths, rows)


def _metres(value: float | None) -> str:
    return "–" if value is None else numbers.metres(value)


def _position(longitude: float | None, latitude: float | None) -> str:
    if longitude is None or latitude is None:
        return "–"
    ends = (numbers.single(f"{value:.6f}", "°", gap="") for value in (longitude, latitude))
    return numbers.together(*ends)


def campaign_level_table(given: Monitoring, listed_places: Sequence[int], withheld: bool, text: Language) -> Table:
    """Level of all sources together at each place, by the edition of the day."""
    levels = _levels(given)
    day = levels.on_the_day
    rows = [
        [
            levels.point_ids[i],
            numbers.field_strength(float(levels.field_strength[i]), levels.bound(i)),
            numbers.power_density_quantity(float(levels.power_density[i]), levels.bound(i)),
            numbers.decibel(float(levels.expanded_uncertainty_db[i]), half_width=True),
            _share(day, levels, i),
            _edition(day, given, i),
            _verdict(day.verdicts[i], withheld, text),
            _verdict(day.target_verdicts[i], withheld, text, TARGET_WORD),
        ]
        for i in listed_places
    ]
    keys = ("point", "strength", "density", "uncertainty", "share", "edition", "verdict", "target-verdict")
    widths = [0.9, 1, 1.9, 0.9, 0.9, 1.2, 1.1, 1.1]
    return table_of(_header(keys, text), widths, rows, [("%",) if key == "share" else () for key in keys])


def today_table(given: Monitoring, listed_places: Sequence[int], withheld: bool, text: Language) -> Table:
    """The same levels by the edition of today."""
    levels = _levels(given)
    now = levels.today
    rows = [
        [
            levels.point_ids[i],
            _share(now, levels, i),
            _edition(now, given, i),
            text(QUANTITY[now.deciding[i]]),
            _verdict(now.verdicts[i], withheld, text),
            _verdict(now.target_verdicts[i], withheld, text, TARGET_WORD),
        ]
        for i in listed_places
    ]
    keys = ("point", "share", "edition", "decided", "verdict", "target-verdict")
    return table_of(
        _header(keys, text), [1, 1, 1.4, 1.8, 1.2, 1.2], rows, [("%",) if key == "share" else () for key in keys]
    )


def _share(judged: JudgedLevels, levels: MeasuredLevels, place: int) -> str:
    return _ratio(float(judged.exposure_ratio[place]), levels.bound(place))


def _ratio(ratio: float, below: str) -> str:
    return "–" if np.isnan(ratio) else numbers.percent(ratio, below)


def _edition(judged: JudgedLevels, given: Monitoring, place: int) -> str:
    found = judged.limit_ids[place]
    return "–" if found is None else given.judged.by_id[found].standard


def _verdict(verdict: Verdict | None, withheld: bool, text: Language, named: Mapping[str, str] = VERDICT_WORD) -> str:
    """A verdict in words; while the conclusion is withheld only an exceedance is reported."""
    if verdict is None:
        return "–"
    if withheld and verdict != Verdict.EXCEEDS:
        return text("withheld")
    return text(named[verdict])


def band_table(given: Monitoring, listed_places: Sequence[int], text: Language) -> Table:
    """One row a band at a place, with the limits at the most restrictive frequency of the band."""
    levels = _levels(given)
    bands = levels.bands
    rows = []
    for place in listed_places:
        edition = levels.on_the_day.limit_ids[place]
        limits = None if edition is None else given.judged.by_id[edition]
        for row in bands[bands["place"] == place].itertuples():
            rows.append(_band_row(row, _limits_of(row, given, limits), text))
    keys = ("point", "band", "span", "strength", "density", "strength-limit", "density-limit", "share")
    return table_of(_header(keys, text), [0.9, 1.1, 1.3, 1, 1.9, 1, 1.9, 0.9], rows)


def _limits_of(row: Any, given: Monitoring, limits: LimitSet | None) -> tuple[float | None, float | None]:
    return band_limits(given.judged, limits, row.frequency_low_hz, row.frequency_high_hz)


def _band_row(row: Any, limit: tuple[float | None, float | None], text: Language) -> list[str]:
    below = "<" if row.censored else ""
    field_limit, density_limit = limit
    return [
        str(row.point_id),
        text(BAND_NAME_LABEL.get(row.band, str(row.band))),
        _span(row.frequency_low_hz, row.frequency_high_hz),
        numbers.field_strength(row.field_strength_v_m, below),
        numbers.power_density_quantity(row.power_density_w_m2, below),
        "–" if field_limit is None else numbers.field_strength(field_limit),
        "–" if density_limit is None else numbers.power_density_quantity(density_limit),
        _ratio(row.exposure_ratio, below),
    ]


def _span(low_hz: float, high_hz: float) -> str:
    if np.isnan(low_hz) or np.isnan(high_hz):
        return "–"
    low, high = (f"{end / 1e6:g}" for end in (low_hz, high_hz))
    return PrintedQuantity(f"{low}–{high} MHz", Part(low, "MHz"), Part(high, "MHz"))


def extrapolated_table(given: Monitoring, text: Language) -> Table:
    """One row an extrapolated band at a place."""
    levels = _levels(given)
    rows = []
    for row in levels.extrapolated.itertuples():
        place: Any = row.place
        below = "<" if row.censored else ""
        values: list[Any] = [row.measured_v_m, row.theoretical_v_m, row.actual_v_m]
        rows.append(
            [
                str(row.point_id),
                str(row.band),
                text(EXTRAPOLATION_LABEL[str(row.source)]),
                *("–" if pd.isna(v) else numbers.field_strength(float(v), below) for v in values),
                numbers.power_density_quantity(float(power_density_from_field_strength(values[1])), below),
                _ratio(float(levels.on_the_day.extrapolated_ratio[place]), "≤" if below or levels.bound(place) else ""),
            ]
        )
    keys = ("point", "band", "source", "measured", "theoretical", "actual", "theoretical-density", "place-share")
    return table_of(_header(keys, text), [0.8, 1, 1, 0.9, 0.9, 0.9, 1.7, 1], rows)


def factor_table(given: Monitoring, text: Language) -> Table:
    """Every factor of the computed extrapolations."""
    levels = _levels(given)
    rows = [
        [band, made.signal, what, stated_value, printed]
        for band, made in levels.extrapolations
        for what, stated_value, printed in extrapolation_lines(made, text)
    ]
    keys = ("band", "signal", "factor", "stated", "decibel")
    return table_of(_header(keys, text), [1, 1.6, 2, 0.8, 0.9], rows)


def campaign_budget_table(given: Monitoring, place: int, text: Language) -> Table:
    """Terms of the uncertainty at one place."""
    budget = _levels(given).budget
    rows: list[list[str]] = [
        [
            _term(term.name, text),
            text(DISTRIBUTION[term.distribution]),
            numbers.single(f"{term.stated:g}", text(UNIT[term.unit])),
            numbers.decibel(float(term.contribution_db[place]), 2),
        ]
        for term in budget.terms
    ]
    rows.append([text("combined standard uncertainty"), "", "", numbers.decibel(float(budget.combined_db[place]), 2)])
    rows.append([text("expanded uncertainty"), "", "k = 1.96", numbers.decibel(float(budget.expanded_db[place]), 2)])
    header = [text(UNCERTAINTY_COLUMN[key]) for key in ("input", "distribution", "stated", "contribution")]
    return table_of(header, [2, 1.3, 1.2, 1.2], rows)


def _term(name: str, text: Language) -> str:
    return text(UNCERTAINTY_TERM.get(name, name))


def finding_table(given: Monitoring, text: Language) -> Table:
    """Findings of the quality rules, the most severe first."""
    rows = [[text(SEVERITY[found.severity]), finding_sentence(found, text)] for found in given.judged.findings]
    return table_of(_header(("severity", "finding"), text), [0.6, 5], rows)


def _levels(given: Monitoring) -> MeasuredLevels:
    if given.judged.levels is None:
        raise ValueError(f"campaign {given.judged.campaign.id} has no levels to show")
    return given.judged.levels


def _header(keys: Sequence[str], text: Language) -> list[str]:
    return [text(MONITORING_COLUMN_LABEL[key]) for key in keys]
