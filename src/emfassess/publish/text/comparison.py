"""Findings of a comparison in words."""

from collections.abc import Mapping, Sequence
from typing import Any

from emfassess.language import N_, Language
from emfassess.language.messages.names import SEVERITY

COMPARISON_FINDING = {
    "measured-above-bound": N_(
        "Measured above the calculated upper bound, by up to {excess} dB: either an input is wrong (position, height, "
        "direction, pattern or power of an antenna), or a source is not in the model, or the meter showed something else."
    ),
    "measured-above-expected": N_(
        "Measured above the 95th percentile of the expected level, by up to {excess} dB, and within the upper bound. One "
        "place in twenty lies there by chance; if more do, traffic or surroundings are not as assumed."
    ),
}

FINDING_WORD = {
    "measured-above-bound": N_("above the upper bound"),
    "measured-above-expected": N_("above the 95th percentile"),
    "": "–",
}

MOST_PLACES = 20


def finding_lines(record: Mapping[str, Any], text: Language) -> list[str]:
    """Findings of a comparison's record with their severity, the more severe first; a line that says so if there is none."""
    if not record["findings"]:
        return [
            text(
                "No measured level lies above the upper bound, or above the 95th percentile where a level can be expected."
            )
        ]
    return [text.labelled(text(SEVERITY[found["severity"]]), _sentence(found, text)) for found in record["findings"]]


def _sentence(found: Mapping[str, Any], text: Language) -> str:
    sentence = text(COMPARISON_FINDING[found["code"]], excess=f"{found['most_db']:.1f}")
    places = _places(found["points"], text)
    return text("{sentence} Concerns {count}: {places}.", sentence=sentence, count=len(found["points"]), places=places)


def _places(where: Sequence[str], text: Language) -> str:
    shown = text.listed(where[:MOST_PLACES])
    more = len(where) - MOST_PLACES
    return f"{shown} {text('and {count} more', count=more)}" if more > 0 else shown
