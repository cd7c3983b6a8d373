"""The conclusion of a monitoring report, or why there is none.

A conclusion is drawn only from a complete record without grave findings, in which every described point has a level and an
edition of the limits. What exceeds a limit is told in every case.
"""

from dataclasses import dataclass

import numpy as np

from emfassess.exposure.compliance import Verdict, worst
from emfassess.measurements.quality import Severity
from emfassess.measurements.requirements import State
from emfassess.publish.reports.campaign import Monitoring
from emfassess.publish.text import numbers
from emfassess.publish.text.campaigns import completeness_sentence
from emfassess.publish.text.words import Words

MOST_NAMED = 6


@dataclass(frozen=True)
class Conclusion:
    """Verdict over all points; None with the reasons where it is withheld. `exceeding` are points above the limit."""

    verdict: Verdict | None
    target: Verdict | None
    withheld: tuple[str, ...]
    exceeding: tuple[str, ...]


def conclusion(given: Monitoring, text: Words) -> Conclusion:
    """Conclusion of a campaign, its reasons as sentences."""
    reasons = _reasons(given, text)
    levels = given.levels
    verdicts = () if levels is None else levels.verdicts
    targets = () if levels is None else tuple(v for v in levels.on_the_day.target_verdicts if v is not None)
    exceeding: tuple[str, ...] = ()
    if levels is not None:
        exceeding = tuple(p for p, v in zip(levels.point_ids, verdicts, strict=True) if v == Verdict.EXCEEDS)
    known = tuple(v for v in verdicts if v is not None)
    if reasons or not known:
        return Conclusion(None, None, reasons or (text("conclusion.no-level"),), exceeding)
    return Conclusion(worst(known), worst(targets) if targets else None, (), exceeding)


def _reasons(given: Monitoring, text: Words) -> tuple[str, ...]:
    """Why no conclusion may be drawn; empty where one may."""
    reasons = []
    if given.complete.state != State.COMPLETE:
        reasons.append(completeness_sentence(given.complete, text))
    grave = sum(finding.severity == Severity.ERROR for finding in given.found)
    if grave:
        reasons.append(text("conclusion.errors", count=grave))
    levels = given.levels
    if levels is None:
        return (*reasons, text("conclusion.no-level"))
    if levels.without_level:
        reasons.append(text("conclusion.without-level", places=_listed(levels.without_level, text)))
    unjudged = tuple(p for p, v in zip(levels.point_ids, levels.verdicts, strict=True) if v is None)
    if unjudged:
        reasons.append(f"{text('levels.no-edition')} ({_listed(unjudged, text)})")
    return tuple(reasons)


def conclusion_lines(given: Monitoring, found: Conclusion, text: Words) -> list[str]:
    """The conclusion in words, the verdict first; what exceeds a limit is told although the conclusion is withheld."""
    return [*_measured_lines(given, found, text), *full_load_lines(given, text)]


def full_load_lines(given: Monitoring, text: Words) -> list[str]:
    """What the extrapolation found: it does not decide, but nobody should overlook it."""
    levels = given.levels
    if levels is None:
        return []
    judged = zip(levels.point_ids, levels.on_the_day.extrapolated_verdicts, strict=True)
    places = tuple(point for point, verdict in judged if verdict in (Verdict.EXCEEDS, Verdict.INDETERMINATE))
    if not places:
        return []
    return [text("conclusion.full-load-exceeds", count=len(places), places=_listed(places, text))]


def _measured_lines(given: Monitoring, found: Conclusion, text: Words) -> list[str]:
    """Conclusion of what was measured."""
    lines = []
    if found.verdict is None:
        lines.append(text("conclusion.withheld"))
        lines += found.withheld
        if found.exceeding:
            places = _listed(found.exceeding, text)
            lines.append(text("conclusion.exceeding", count=len(found.exceeding), places=places))
        return lines
    levels = given.levels
    assert levels is not None
    at = int(np.nanargmax(levels.exposure_ratio))
    values = {
        "count": len(levels.point_ids),
        "percent": numbers.percent(float(levels.exposure_ratio[at])),
        "place": levels.point_ids[at],
        "uncertainty": numbers.significant(float(levels.expanded_uncertainty_db[at]), 2),
        "standard": ", ".join(_standards(given)),
    }
    lines.append(text(f"conclusion.{found.verdict}", **values))
    if found.target is not None:
        lines.append(text(f"conclusion.target-{found.target}", standard=", ".join(_targets(given))))
    return lines


def basis(given: Monitoring) -> str:
    """Standards of the verdict, the management target's among them."""
    return "; ".join([*_standards(given), *_targets(given)])


def _standards(given: Monitoring) -> list[str]:
    """Standards in force on the days of measuring; that of today where no day is known."""
    used = () if given.levels is None else given.levels.on_the_day.limit_ids
    ids = [i for i in dict.fromkeys(used) if i is not None] or [given.editions.current(given.today).id]
    return [given.by_id[i].standard for i in ids]


def _targets(given: Monitoring) -> list[str]:
    named = set(_standards(given))
    targets = [s.management_target for s in given.editions.sets if s.standard in named]
    return list(dict.fromkeys(target.standard for target in targets if target is not None))


def _listed(places: tuple[str, ...], text: Words) -> str:
    shown = ", ".join(places[:MOST_NAMED])
    more = len(places) - MOST_NAMED
    return f"{shown} {text('report.more', count=more)}" if more > 0 else shown
