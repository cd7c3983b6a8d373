"""How often real levels lay above a calculated level and its upper bound, in words; figures as in docs/validation.md."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from emfassess.language import Language
from emfassess.publish.text import numbers


@cache
def validation_figures() -> dict[str, Any]:
    """Figures that the comparison with a drive test left in the package."""
    found: dict[str, Any] = tomllib.loads((files("emfassess") / "data" / "validation.toml").read_text(encoding="utf-8"))
    return found


def experience_sentences(text: Language) -> list[str]:
    """Experience with bound and expected level: how many measured levels passed the bound, how many the interval held."""
    figures = validation_figures()
    return [
        text(
            "At {points} places around {masts} masts the measured level was above the calculated one at {calculated} of the "
            "places nearer than {near}, and above the upper bound at {bound} of all places, at most {worst} of those in a "
            "ring of distance.",
            points=figures["points"],
            masts=figures["masts"],
            near=numbers.metres(figures["near_m"]),
            calculated=_percent(figures["above_calculated_near"]),
            bound=_percent(figures["above_bound"]),
            worst=_percent(figures["above_bound_worst_ring"]),
        ),
        text(
            "The interval of the expected level held {within} of the measured levels between {first} and {last}, {low} to "
            "{high} by ring of distance; measured over expected level in the median: {median} dB.",
            within=_percent(figures["within_interval"]),
            low=_percent(figures["within_interval_least"]),
            high=_percent(figures["within_interval_most"]),
            first=numbers.metres(figures["expected_from_m"]),
            last=numbers.metres(figures["expected_to_m"]),
            median=f"{figures['median_db']:+.1f}",
        ),
    ]


def _percent(share: float) -> str:
    return f"{numbers.significant(100 * share, 2)} %"
