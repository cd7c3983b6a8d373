"""Legend of the map of an assessment, and the map's numbers as a table."""

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from emfassess.assessment.result import Assessment
from emfassess.language import N_, Language
from emfassess.language.messages.names import CLASS_NAME
from emfassess.publish.text import numbers
from emfassess.publish.text.classes import CLASSES

NOTE = N_(
    "The classes are anchored to the limit; red marks only levels above it. The map "
    "shows the ground at 1.7 m without buildings or terrain. Arrows are antenna "
    "directions, white dots the maximum of each ring. Stations farther than 2 km are summed but not drawn."
)
"""Printed below the levels."""


def tables_html(assessment: Assessment, places: Iterable[Mapping[str, Any]], text: Language) -> str:
    """Legend, and the numbers of the map as a table."""
    legend = "".join(
        f'<li><svg width="34" height="18" aria-hidden="true"><rect width="34" height="18" class="area-{kind.key}" '
        f'fill="{kind.colour}"/></svg> {escape(text(CLASS_NAME[kind.key]))}</li>'
        for kind in CLASSES
    )
    header = "".join(
        f'<th scope="col">{escape(text(key))}</th>'
        for key in (
            N_("Distance"),
            N_("Exposure ratio"),
            N_("Power density"),
            N_("Electric field strength"),
            N_("Main contributor"),
        )
    )
    rows = "".join(_row(record, assessment) for record in places)
    title, heading, note = (
        escape(text(sentence)) for sentence in (N_("Exposure ratio"), N_("Levels on the ground, 1.7 m above it"), NOTE)
    )
    return (
        f'<section class="legend"><h2>{title}</h2><ul>{legend}</ul></section>'
        f'<section class="levels"><h2>{heading}</h2><div class="scroll" tabindex="0" role="region" '
        f'aria-label="{heading}"><table><thead><tr>{header}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div><p>{note}</p></section>"
    )


def _row(record: Mapping[str, Any], assessment: Assessment) -> str:
    level = record[assessment.scenario]
    cells = (
        numbers.percent(level["exposure_ratio"]),
        numbers.power_density_quantity(level["power_density_w_m2"]),
        numbers.field_strength(level["field_strength_v_m"]),
        level["main_contributor"],
    )
    return (
        f'<tr><th scope="row">{escape(record["label"])}</th>'
        + "".join(f"<td>{escape(c)}</td>" for c in cells)
        + "</tr>"
    )
