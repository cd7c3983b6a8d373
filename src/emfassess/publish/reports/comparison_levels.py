"""Table of measured, expected and calculated levels with their upper bounds."""

from collections.abc import Mapping
from typing import Any

from emfassess.language import N_, Language
from emfassess.publish.reports.sections import Table, table_of
from emfassess.publish.text.comparison import COMPARISON_FINDING, FINDING_WORD

LEVEL_COLUMN_LABEL = {
    "point": N_("point"),
    "measured": N_("measured (W/m²)"),
    "expected": N_("expected, 5 % to 95 % (W/m²)"),
    "calculated": N_("calculated (W/m²)"),
    "bound": N_("upper bound (W/m²)"),
    "finding": N_("finding"),
}

MOST_POINTS = 40
"""The report lists so many points, those with findings first; the table of the folder has all."""

_ORDER = (*COMPARISON_FINDING, "")


def levels_table(record: Mapping[str, Any], text: Language) -> Table:
    """Levels of the points, those with findings first."""
    points = sorted(record["points"], key=lambda point: (_ORDER.index(point["finding"]), point["point_id"]))
    rows = [
        [
            point["point_id"],
            ("< " if point["censored"] else "") + _level(point["measured_power_density_w_m2"]),
            _expected(point),
            _level(point[f"{record['scenario']}_power_density_w_m2"]),
            _level(point["bound_power_density_w_m2"]),
            text(FINDING_WORD[point["finding"]]),
        ]
        for point in points[:MOST_POINTS]
    ]
    return table_of([text(label) for label in LEVEL_COLUMN_LABEL.values()], [1, 1, 1.9, 1, 1, 1.6], rows)


def _expected(point: Mapping[str, Any]) -> str:
    """Median and interval; a dash where no level can be expected."""
    if point["expected_absent"]:
        return "–"
    median, low, high = (_level(point[f"expected_{name}_w_m2"]) for name in ("power_density", "p5", "p95"))
    return f"{median} ({low} … {high})"


def _level(density: float) -> str:
    """Power density to three digits. [W/m^2]"""
    return f"{density:.3g}"
