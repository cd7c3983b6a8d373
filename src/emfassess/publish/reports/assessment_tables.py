"""Tables of the report of an assessment; every number is a field of the record."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from emfassess.assessment.result import Assessment
from emfassess.field import SCENARIOS
from emfassess.language import N_, Language
from emfassess.language.messages.names import QUANTITY, SCENARIO_NAME
from emfassess.publish.data.contributions import FARTHER, deciding_contributions, groups
from emfassess.publish.reports.sections import Table, table_of
from emfassess.publish.text import numbers
from emfassess.publish.text.bound_and_expected import bound_cell, expected_cell
from emfassess.publish.text.verdicts import VERDICT_WORD
from emfassess.stations import Carrier

MOST_CONTRIBUTORS = 8

MOST_OF_LABEL = 120
"""Characters of a label where it is repeated."""


def maximum_table(place: Mapping[str, Any], text: Language) -> Table:
    """Level at the governing evaluation point, both scenarios."""

    def both(key: str, show: Any) -> list[str]:
        return [show(place[scenario][key]) for scenario in SCENARIOS]

    where = text(
        "{distance} from the station at a bearing of {bearing}°, {height} above ground",
        distance=numbers.metres(place["distance_m"]),
        bearing=f"{place['bearing_deg']:.0f}",
        height=numbers.metres(place["height_m"]),
    )
    rows = [
        [text("Exposure ratio"), *both("exposure_ratio", numbers.percent)],
        [text("Power density"), *both("power_density_w_m2", numbers.power_density_quantity)],
        [text("Electric field strength"), *both("field_strength_v_m", numbers.field_strength)],
        [text("Decided by"), *both("governing_quantity", lambda q: text(QUANTITY[q]))],
        [text("Main contributor"), *both("main_contributor", str)],
        [text("Place"), where, where],
    ]
    return table_of(["", *(text(SCENARIO_NAME[s]) for s in SCENARIOS)], [0.8, 1, 1], rows)


def quantity_table(assessment: Assessment, text: Language) -> Table:
    """Exposure ratio and verdict by each quantity."""
    rows = [
        [text(QUANTITY[label]), numbers.percent(ratio), text(VERDICT_WORD[verdict])]
        for label, (ratio, verdict) in assessment.by_quantity.items()
    ]
    header = [text("Sum of the shares of"), text("Exposure ratio"), text("Verdict")]
    return table_of(header, [2, 1, 1.4], rows)


def level_table(places: Sequence[Mapping[str, Any]], kind: str | None, text: Language) -> Table:
    """Levels at the places of one kind, or at all that are given, both scenarios."""
    rows = []
    for place in places:
        if kind in (None, place["kind"]) or (kind == "ring" and place["kind"] == "ground"):
            level = place["theoretical"]
            rows.append(
                [
                    place["label"] + (" *" if place["near_field"] else ""),
                    numbers.percent(level["exposure_ratio"]),
                    numbers.percent(place["actual"]["exposure_ratio"]),
                    numbers.power_density_quantity(level["power_density_w_m2"]),
                    numbers.field_strength(level["field_strength_v_m"]),
                    numbers.together(numbers.metres(place["distance_m"]), numbers.whole_degrees(place["bearing_deg"])),
                    level["main_contributor"],
                ]
            )
    header = [
        text(N_("Distance") if kind == "ring" else N_("Place")),
        text.bracketed(text("Exposure ratio"), text("Theoretical maximum")),
        text.bracketed(text("Exposure ratio"), text("Actual maximum")),
        text("Power density"),
        text("Electric field strength"),
        text("Where"),
        text("Main contributor"),
    ]
    return table_of(header, [1.1, 1, 1, 1.9, 1, 1.2, 2.3], rows)


def bound_table(places: Sequence[Mapping[str, Any]], scenario: str, text: Language) -> Table:
    """Calculated level, upper bound and expected level of evaluation points, in the governing scenario."""
    header = [
        text("Place"),
        text("Calculated level"),
        text("Upper bound with scattered fields"),
        text("Expected level (90 % interval)"),
    ]
    rows = [
        [
            _repeated_label(place["label"]),
            numbers.percent(place[scenario]["exposure_ratio"]),
            bound_cell(place[scenario]),
            expected_cell(place, text),
        ]
        for place in places
    ]
    return table_of(header, [1.5, 1, 1.4, 1.6], rows)


def _repeated_label(label: str) -> str:
    """A label for a table that repeats it: the tables of levels have it whole."""
    return label if len(label) <= MOST_OF_LABEL else label[: MOST_OF_LABEL - 1] + "…"


def contribution_table(assessment: Assessment, text: Language) -> Table:
    """Carriers that contribute most at the governing evaluation point."""
    ratios = deciding_contributions(assessment, assessment.scenario)[:, assessment.governing_point]
    order = np.argsort(-ratios, kind="stable")[:MOST_CONTRIBUTORS]
    farther = float(assessment.place_levels.background_ratio[assessment.scenario_index, assessment.governing_point])
    total = float(ratios.sum()) + farther
    names = assessment.place_levels.contributors
    rows = [
        [
            names[i],
            assessment.sources.members[i][2].operator,
            numbers.percent(float(ratios[i])),
            numbers.percent(float(ratios[i]) / total if total else 0.0),
        ]
        for i in order
    ]
    rest = len(ratios) - len(order)
    if rest > 0:
        left = total - farther - float(ratios[order].sum())
        shares = [numbers.percent(max(left, 0.0)), numbers.percent(max(left, 0.0) / total if total else 0.0)]
        rows.append([text.plural("{count} other", "{count} others", count=rest), "", *shares])
    if assessment.background is not None:
        shares = [numbers.percent(farther), numbers.percent(farther / total if total else 0.0)]
        rows.append([text(FARTHER), "", *shares])
    header = [text("Carrier"), text("Operator"), text("Exposure ratio"), text("Part of the level")]
    return table_of(header, [2.2, 1.8, 0.9, 0.9], rows)


def group_table(assessment: Assessment, key: Callable[[Carrier], str], name: str, text: Language) -> Table:
    """Exposure ratio of groups of carriers."""
    names = {FARTHER: text(FARTHER)}
    found = groups(assessment, key)
    rows = [[names.get(group["name"], group["name"]), numbers.percent(group["exposure_ratio"])] for group in found]
    return table_of([name, text("Exposure ratio")], [3, 1], rows)


def further_limit_table(also: Sequence[Assessment], text: Language) -> Table:
    """Verdicts under further limit sets."""
    rows = [
        [other.limits.standard, numbers.percent(other.max_exposure_ratio), text(VERDICT_WORD[other.verdict])]
        for other in also
    ]
    header = [text("Limit"), text("Exposure ratio"), text("Verdict")]
    return table_of(header, [2, 1, 1.4], rows)
