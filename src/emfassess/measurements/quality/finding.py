"""Findings: what a rule of quality noticed in a campaign, and how severe it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import pandas as pd

MOST_PLACES = 20
"""Places that one finding names; `count` is how many there are."""


class Severity(StrEnum):
    """Severity of a finding: the result must not be used, must be looked at, or should be known."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


RULES: dict[str, Severity] = {
    "no-reading": Severity.ERROR,
    "day-unknown": Severity.WARNING,
    "calibration-unknown": Severity.ERROR,
    "calibration-end-unknown": Severity.WARNING,
    "calibration-not-valid": Severity.ERROR,
    "range-unknown": Severity.WARNING,
    "range-too-narrow": Severity.ERROR,
    "sensitivity-too-coarse": Severity.WARNING,
    "isotropy-too-wide": Severity.WARNING,
    "overload": Severity.ERROR,
    "broadband-alone": Severity.ERROR,
    "kind-unknown": Severity.WARNING,
    "no-level": Severity.ERROR,
    "shifted-run": Severity.ERROR,
    "not-rms": Severity.WARNING,
    "statistic-unknown": Severity.NOTE,
    "averaging-unknown": Severity.WARNING,
    "averaging-too-short": Severity.WARNING,
    "averaging-too-long": Severity.WARNING,
    "height-differs": Severity.WARNING,
    "height-unknown": Severity.NOTE,
    "beyond-radius": Severity.WARNING,
    "distance-unknown": Severity.NOTE,
    "terminal-distance": Severity.WARNING,
    "humidity": Severity.WARNING,
    "precipitation": Severity.WARNING,
    "zero-total": Severity.ERROR,
    "bands-above-total": Severity.WARNING,
    "total-above-bands": Severity.NOTE,
    "jump": Severity.WARNING,
    "time-twice": Severity.WARNING,
    "clock-backwards": Severity.ERROR,
    "outside-campaign": Severity.WARNING,
    "outside-area": Severity.ERROR,
    "far-from-stations": Severity.WARNING,
    "position-zero": Severity.ERROR,
    "position-unknown": Severity.NOTE,
    "mostly-censored": Severity.NOTE,
    "flagged-by-instrument": Severity.NOTE,
    "stated-exceedance": Severity.WARNING,
    "stated-compliance": Severity.WARNING,
}
"""Every rule with the severity of what it finds; their messages are in :mod:`emfassess.publish.text.campaigns`."""


@dataclass(frozen=True)
class Finding:
    """Result of one rule.

    Parameters
    ----------
    rule : str
        Key of :data:`RULES` and of the sentence.
    values : tuple of (str, str)
        Figures of the sentence, as text.
    where : tuple of str
        Points, or ``line 12`` of the file where there is no described point; at most :data:`MOST_PLACES`.
    count : int
        How many rows or points it concerns, 0 where it concerns the whole campaign.
    """

    rule: str
    values: tuple[tuple[str, str], ...] = ()
    where: tuple[str, ...] = ()
    count: int = 0

    def __post_init__(self) -> None:
        if self.rule not in RULES:
            raise ValueError(f"no rule of quality {self.rule!r}")

    @property
    def severity(self) -> Severity:
        """Severity of the finding."""
        return RULES[self.rule]


def concerning(rule: str, rows: pd.DataFrame, **values: object) -> list[Finding]:
    """One finding for the rows that a rule concerns, or none: points once each, rows of a route by their lines."""
    if rows.empty:
        return []
    points = rows["point_id"].astype(str).to_numpy()
    places: dict[str, None] = {}
    for place, line in zip(points, rows["line"].to_numpy(), strict=True):
        places[place or f"line {line}"] = None
        if len(places) == MOST_PLACES:
            break
    return [Finding(rule, _text(values), tuple(places), len(rows))]


def concerning_points(rule: str, ids: Iterable[str], **values: object) -> list[Finding]:
    """One finding for the described points that a rule concerns, or none."""
    found = tuple(ids)
    return [Finding(rule, _text(values), found[:MOST_PLACES], len(found))] if found else []


def concerning_all(rule: str, **values: object) -> list[Finding]:
    """One finding that concerns the campaign as a whole."""
    return [Finding(rule, _text(values))]


def _text(values: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple((key, f"{value:g}" if isinstance(value, float) else str(value)) for key, value in values.items())
