"""Assumptions in words."""

from emfassess.assumptions import Assumption
from emfassess.language import Language
from emfassess.language.messages.assumptions import OF_COMPUTATIONS
from emfassess.language.messages.bound_assumptions import OF_BOUNDS
from emfassess.language.messages.imported_assumptions import OF_IMPORTS
from emfassess.language.messages.measured_assumptions import OF_MEASUREMENTS
from emfassess.language.messages.station_findings import OF_PATTERNS, OF_STATIONS

ASSUMPTION = OF_COMPUTATIONS | OF_BOUNDS | OF_IMPORTS | OF_MEASUREMENTS | OF_PATTERNS | OF_STATIONS
"""Messages of all assumptions by their code."""

MOST_PLACES = 6


def assumption_sentence(assumption: Assumption, text: Language) -> str:
    """An assumption in words, with the places that it concerns; an unknown code is shown unchanged."""
    message = ASSUMPTION.get(assumption.code)
    sentence = text(message, **dict(assumption.values)) if message else assumption.code
    if not assumption.where:
        return sentence
    shown = text.listed(assumption.where[:MOST_PLACES])
    if len(assumption.where) > MOST_PLACES:
        shown += " " + text("and {count} more", count=len(assumption.where) - MOST_PLACES)
    return text.bracketed(sentence, text("concerns {count}: {places}", count=len(assumption.where), places=shown))
