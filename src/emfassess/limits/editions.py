"""Editions of a standard: which of them was in force on a day.

A level is judged by the limits of its day, and an old verdict is kept when a standard changes. A day before the first
edition at hand has no limits here: the next best edition would be the wrong one.
"""

from dataclasses import dataclass
from datetime import date

from emfassess.limits.limit_set import LimitSet
from emfassess.summaries import Summarised


@dataclass(frozen=True, repr=False)
class Editions(Summarised):
    """The editions of one standard for one population, at least one.

    Parameters
    ----------
    family : str
        What they have in common, such as ``"gb-8702"``.
    sets : tuple of LimitSet
        In any order. One without a beginning is not known to have been in force on any past day.
    """

    family: str
    sets: tuple[LimitSet, ...]

    def __post_init__(self) -> None:
        if not self.sets:
            raise ValueError(f"{self.family}: no edition")
        wrong = [member.id for member in self.sets if member.family != self.family]
        if wrong:
            raise ValueError(f"{wrong[0]} is no edition of {self.family}")
        if len({member.population for member in self.sets}) > 1:
            raise ValueError(f"{self.family}: editions of several populations")

    @property
    def listed(self) -> str:
        """The editions with their beginnings, for messages."""
        return ", ".join(
            f"{member.id} (from {member.valid_from})" if member.valid_from else f"{member.id} (beginning not known)"
            for member in self.sets
        )

    def on(self, day: date) -> LimitSet | None:
        """The newest edition known to have been in force on a day; None where there is none."""
        begun = [member for member in self.sets if member.in_force(day)]
        return max(begun, key=lambda member: member.valid_from or date.min) if begun else None

    def current(self, today: date) -> LimitSet:
        """The edition of today: that in force, or else one that states no beginning and has not ended.

        Raises
        ------
        ValueError
            If all have ended or not begun.
        """
        open_ended = [
            member
            for member in self.sets
            if member.valid_from is None and (member.valid_until is None or today <= member.valid_until)
        ]
        found = self.on(today) or next(iter(open_ended), None)
        if found is None:
            raise ValueError(f"no edition of {self.family} is in force on {today}; there are: {self.listed}")
        return found
