"""Upper bound and expected level of a place in words: what scattered fields can add, and what a meter will probably show."""

from collections.abc import Mapping
from typing import Any

from emfassess.language import N_, Language
from emfassess.publish.data.evaluation_points import governing_point
from emfassess.publish.text import numbers
from emfassess.publish.text.rounding import rounded_percent

EXPECTED_HERE = N_("Expected here: about {expected} % of the limit ({low} to {high} %). It decides no verdict.")
NONE_EXPECTED = N_("No expected level is given here: an antenna is too near, or outside the range of the models.")


def beside_sentences(record: Mapping[str, Any], text: Language) -> list[str]:
    """Upper bound and expected level at the governing evaluation point; empty for a record without them.

    Parameters
    ----------
    record : mapping
        Of an assessment.
    text : Language
    """
    place = governing_point(record)
    level = place.get(record.get("scenario", ""), {})
    if "bound_exposure_ratio" not in level:
        return []
    found = [_levels(place, level["bound_exposure_ratio"], text)]
    if level["exposure_ratio"] <= 1.0 < level["bound_exposure_ratio"]:
        found.append(text("Scattered fields could exceed the limit there: a measurement is needed to know."))
    return found


def _levels(place: Mapping[str, Any], bound_ratio: float, text: Language) -> str:
    bound = rounded_percent(bound_ratio, text)
    if place.get("expected_exposure_ratio") is None:
        return text(
            "Upper bound there with scattered fields: {bound} of the limit. It does not decide the verdict.",
            bound=bound,
        )
    return text(
        "Expected there: about {expected} % of the limit ({low} to {high} %). Upper bound with scattered fields: {bound}. "
        "Neither decides the verdict.",
        bound=bound,
        **expected_percents(place),
    )


def expected_here(place: Mapping[str, Any], text: Language) -> str:
    """The expected level at a place that somebody asks for, or that none can be given there."""
    if place["expected_exposure_ratio"] is None:
        return text(NONE_EXPECTED)
    return text(EXPECTED_HERE, **expected_percents(place))


def expected_percents(place: Mapping[str, Any]) -> dict[str, str]:
    """Median and both ends of the 90 % interval of the expected level, in percent of the limit with few digits.

    The ends are those of the power density, related to the limit as the median is.
    """
    ratio, median = place["expected_exposure_ratio"], place["expected_power_density_w_m2"]
    per_density = ratio / median if median > 0 else 0.0
    return {
        "expected": _few_digits(ratio),
        "low": _few_digits(place["expected_p5_w_m2"] * per_density),
        "high": _few_digits(place["expected_p95_w_m2"] * per_density),
    }


def expected_cell(place: Mapping[str, Any], text: Language) -> str:
    """The expected level for the cell of a table; a dash where none is given."""
    if place.get("expected_exposure_ratio") is None:
        return "–"
    return text("{expected} % ({low} to {high} %)", **expected_percents(place))


def bound_cell(level: Mapping[str, Any]) -> str:
    """The upper bound for the cell of a table; a dash in a record without one."""
    ratio = level.get("bound_exposure_ratio")
    return "–" if ratio is None else str(numbers.percent(ratio))


def _few_digits(ratio: float) -> str:
    """An uncertain exposure ratio in percent: two digits from ten on, else one."""
    percent = 100 * ratio
    return numbers.significant(percent, 2 if percent >= 9.5 else 1)
