"""Assumptions in words."""

from emfassess.assumptions import Assumption
from emfassess.publish.text.words import Words

MOST_PLACES = 6


def assumption_sentence(assumption: Assumption, text: Words) -> str:
    """An assumption in words, with the places that it concerns; an unknown code is shown as it stands."""
    key = f"assumption.{assumption.code}"
    sentence = text(key, **dict(assumption.values)) if key in text else assumption.code
    if not assumption.where:
        return sentence
    shown = ", ".join(assumption.where[:MOST_PLACES])
    if len(assumption.where) > MOST_PLACES:
        shown += " " + text("report.more", count=len(assumption.where) - MOST_PLACES)
    return f"{sentence} ({text('report.concerns', count=len(assumption.where), places=shown)})"
