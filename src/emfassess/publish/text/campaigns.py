"""Campaigns in words: what a record lacks, what the rules of quality found, and what an extrapolation consists of."""

from emfassess.measurements.extrapolation import Extrapolation
from emfassess.measurements.quality import Finding
from emfassess.measurements.requirements import Completeness, MissingField, RecordRequirements, State
from emfassess.publish.text import numbers
from emfassess.publish.text.quantity import Shown
from emfassess.publish.text.words import Words

MOST_PLACES = 6


def completeness_sentence(found: Completeness, text: Words) -> str:
    """Whether a record is complete."""
    count = sum(field.requirement.mandatory for field in found.missing)
    values = {"count": count} if found.state == State.INCOMPLETE else {}
    if not found.method:
        return text("completeness.no-method")
    return text(f"completeness.{found.state}", method=found.method, **values)


def unconfirmed_sentence(required: RecordRequirements, text: Words) -> str:
    """That a list of fields was not compared with the standard; empty where it was."""
    return "" if required.confirmed else text("completeness.unconfirmed")


def missing_sentence(missing: MissingField, text: Words) -> str:
    """A gap of a record with the places that it concerns; a field without words is shown by its code."""
    key = f"field.{missing.code}"
    kind = "mandatory" if missing.requirement.mandatory else "optional"
    sentence = text(f"missing.{kind}", field=text(key) if key in text else missing.code)
    if not missing.where:
        return sentence
    return text("missing.where", sentence=sentence, places=_places(missing.where, len(missing.where), text))


def finding_sentence(finding: Finding, text: Words) -> str:
    """A finding with how much and what it concerns."""
    sentence = text(f"finding.{finding.rule}", **dict(finding.values))
    if not finding.where:
        return sentence
    places = _places(finding.where, max(finding.count, len(finding.where)), text)
    return text("finding.count", sentence=sentence, count=finding.count, places=places)


def extrapolation_lines(made: Extrapolation, text: Words) -> list[tuple[str, str, str]]:
    """Every factor of an extrapolation: what it is, the input, and its decibels with their sign."""
    lines = [(text(f"factor.{f.name}"), *_factor(f.stated, f.decibel)) for f in made.factors]
    reduction = made.actual_db - made.theoretical_db
    return [*lines, (text("factor.power-reduction"), *_factor(made.power_reduction, reduction))]


def _factor(stated: float, decibel: float) -> tuple[Shown, Shown]:
    return numbers.plain(stated), numbers.decibel(decibel, 2, sign=True)


def _places(where: tuple[str, ...], count: int, text: Words) -> str:
    shown = ", ".join(where[:MOST_PLACES])
    more = len(where) > MOST_PLACES
    return f"{shown} {text('report.more', count=count - MOST_PLACES)}" if more else shown
