"""The conclusion of a monitoring report, or why there is none.

A conclusion is drawn only from a complete record without severe findings, in which every described point has a level and an
edition of the limits. An exceedance is reported in every case.
"""

from dataclasses import dataclass

from emfassess.exposure.compliance import Verdict
from emfassess.language import N_, Language
from emfassess.measured_levels.judged_campaign import JudgedCampaign
from emfassess.measured_levels.record import measured_rule
from emfassess.measurements.requirements import State
from emfassess.publish.reports.campaign import Monitoring
from emfassess.publish.text import numbers
from emfassess.publish.text.campaigns import completeness_sentence
from emfassess.publish.text.verdicts import rule_sentence

CONCLUSION_LABEL = {
    "compliant": N_(
        "The levels at all {count} points meet the limits of {standard}: at most {percent} of them, at {place}."
    ),
    "conditionally_compliant": N_(
        "The levels at {count} points meet the limits of {standard} on condition: highest {percent} of the limit, at "
        "{place}, with the limit within the expanded uncertainty of {uncertainty} dB."
    ),
    "not_assessable": N_(
        "The levels at {count} points cannot all be judged by the limits of {standard}: at most {percent} of the limit, "
        "at {place}, by the lower detection limit of the instrument."
    ),
    "conditionally_exceeds": N_(
        "The levels at {count} points do not all meet the limits of {standard}: highest {percent} of the limit, at "
        "{place}, with the limit within the expanded uncertainty of {uncertainty} dB."
    ),
    "exceeds": N_(
        "The levels at {count} points do not all meet the limits of {standard}: up to {percent} of them, at {place}."
    ),
}

CONCLUSION_TARGET_LABEL = {
    "compliant": N_("They stay below the single-project management target of {standard}, which is not the limit."),
    "conditionally_compliant": N_(
        "They stay below the single-project management target of {standard} on condition; it is not the limit."
    ),
    "not_assessable": N_(
        "They cannot all be judged by the single-project management target of {standard}, which is not the limit."
    ),
    "conditionally_exceeds": N_(
        "Some are above the single-project management target of {standard} on condition; it is not the limit."
    ),
    "exceeds": N_("Some are above the single-project management target of {standard}, which is not the limit."),
}


MOST_NAMED = 6


@dataclass(frozen=True)
class Conclusion:
    """Verdict over all points; None with the reasons where it is withheld. `exceeding` are points above the limit."""

    verdict: Verdict | None
    target: Verdict | None
    withheld: tuple[str, ...]
    exceeding: tuple[str, ...]


def conclusion(given: Monitoring, text: Language) -> Conclusion:
    """Conclusion of a campaign, its reasons as sentences."""
    judged = given.judged
    outcome = judged.outcome
    exceeding = outcome.exceeding if outcome else ()
    if outcome is None or not judged.is_conclusive:
        return Conclusion(None, None, _reasons(judged, text), exceeding)
    return Conclusion(outcome.verdict, outcome.target, (), exceeding)


def _reasons(judged: JudgedCampaign, text: Language) -> tuple[str, ...]:
    """Why no conclusion may be drawn."""
    reasons = []
    if judged.completeness.state != State.COMPLETE:
        reasons.append(completeness_sentence(judged.completeness, text))
    if judged.severe_findings:
        reasons.append(
            text(
                "The quality rules found {count} errors, each of which forbids the use of the result.",
                count=judged.severe_findings,
            )
        )
    levels = judged.levels
    if levels is None:
        return (*reasons, text("There is no valid measured level."))
    if levels.without_level:
        reasons.append(
            text(
                "Described points have no valid level, so nothing is known of them: {places}.",
                places=_listed(levels.without_level, text),
            )
        )
    unjudged = tuple(p for p, v in zip(levels.point_ids, levels.verdicts, strict=True) if v is None)
    if unjudged:
        sentence = text(
            "No edition of the limits is known to have been in force on the day of measuring: no verdict is given for "
            "that day."
        )
        reasons.append(text.bracketed(sentence, _listed(unjudged, text)))
    return tuple(reasons)


def conclusion_lines(given: Monitoring, concluded: Conclusion, text: Language) -> list[str]:
    """The conclusion in words, the verdict first; an exceedance is reported although the conclusion is withheld."""
    return [*_measured_lines(given, concluded, text), *full_load_lines(given, text)]


def rule_lines(given: Monitoring, text: Language) -> list[str]:
    """The decision rule in one sentence; more than one where the editions of the days have different ones."""
    levels = given.judged.levels
    rules = levels.on_the_day.rules or levels.today.rules if levels is not None else ()
    return list(dict.fromkeys(rule_sentence(measured_rule(rule), text) for _, rule in rules))


def full_load_lines(given: Monitoring, text: Language) -> list[str]:
    """Results of the extrapolation; the verdict does not rest on them."""
    levels = given.judged.levels
    if levels is None:
        return []
    judged = zip(levels.point_ids, levels.on_the_day.extrapolated_verdicts, strict=True)
    places = tuple(point for point, verdict in judged if verdict not in (None, Verdict.COMPLIANT))
    if not places:
        return []
    return [
        text(
            "Extrapolated to full load the level is above the limit, or too close to it to "
            "confirm, at {count} places: {places}.",
            count=len(places),
            places=_listed(places, text),
        )
    ]


def _measured_lines(given: Monitoring, concluded: Conclusion, text: Language) -> list[str]:
    """Conclusion of what was measured."""
    lines = []
    if concluded.verdict is None:
        lines.append(text("No conclusion is drawn."))
        lines += concluded.withheld
        if concluded.exceeding:
            places = _listed(concluded.exceeding, text)
            lines.append(
                text(
                    "The level exceeds the limit at {count} places all the same: {places}.",
                    count=len(concluded.exceeding),
                    places=places,
                )
            )
        return lines
    levels, outcome = given.judged.levels, given.judged.outcome
    assert levels is not None  # a verdict has levels
    assert outcome is not None  # and an outcome
    at = outcome.governing_point
    values = {
        "count": given.judged.points,
        "percent": numbers.percent(outcome.exposure_ratio, levels.bound(at)),
        "place": levels.point_ids[at],
        "uncertainty": numbers.significant(outcome.expanded_uncertainty_db, 2),
        "standard": text.listed(_standards(given)),
    }
    lines.append(text(CONCLUSION_LABEL[concluded.verdict], **values))
    if concluded.target is not None:
        lines.append(text(CONCLUSION_TARGET_LABEL[concluded.target], standard=text.listed(_targets(given))))
    return lines


def basis(given: Monitoring) -> str:
    """Standards of the verdict, the management target's among them."""
    return "; ".join([*_standards(given), *_targets(given)])


def _standards(given: Monitoring) -> list[str]:
    """Standards in force on the days of measuring; that of today where no day is known."""
    used = () if given.judged.levels is None else given.judged.levels.on_the_day.limit_ids
    ids = [i for i in dict.fromkeys(used) if i is not None] or [given.judged.editions.current(given.judged.today).id]
    return [given.judged.by_id[i].standard for i in ids]


def _targets(given: Monitoring) -> list[str]:
    named = set(_standards(given))
    targets = [s.management_target for s in given.judged.editions.sets if s.standard in named]
    return list(dict.fromkeys(target.standard for target in targets if target is not None))


def _listed(places: tuple[str, ...], text: Language) -> str:
    shown = text.listed(places[:MOST_NAMED])
    more = len(places) - MOST_NAMED
    return f"{shown} {text('and {count} more', count=more)}" if more > 0 else shown
