"""Decision rules: how the uncertainty of a level is taken into account when it is compared with a limit.

References
----------
.. [1] JCGM 106:2012, clause 8: decision rules, guard bands, guarded acceptance and guarded rejection.
.. [2] ILAC-G8:09/2019: pass, conditional pass, conditional fail, fail.
"""

from dataclasses import dataclass
from enum import StrEnum


class RuleName(StrEnum):
    """Names of the decision rules."""

    SIMPLE_ACCEPTANCE = "simple-acceptance"
    GUARDED_ACCEPTANCE = "guarded-acceptance"
    GUARDED_REJECTION = "guarded-rejection"


@dataclass(frozen=True)
class DecisionRule:
    """A decision rule, and who states it.

    Parameters
    ----------
    name : RuleName
        Simple acceptance compares the level itself; guarded acceptance and guarded rejection have a guard band as wide as
        the expanded uncertainty on the safe side of the limit, and above it.
    target_uncertainty_db : float, optional
        For simple acceptance: what the expanded uncertainty exceeds this by is added to the level that is compared. [dB]
    source : str
        Document that states the rule; empty if it was chosen by the user.
    confirmed : bool
        Whether the text of the source was read.

    Raises
    ------
    ValueError
        If the rule is not known, or the target uncertainty is negative or not a number.
    """

    name: RuleName = RuleName.SIMPLE_ACCEPTANCE
    target_uncertainty_db: float | None = None
    source: str = ""
    confirmed: bool = True

    def __post_init__(self) -> None:
        if self.name not in set(RuleName):
            raise ValueError(f"no decision rule {str(self.name)!r}; there are: {', '.join(RuleName)}")
        object.__setattr__(self, "name", RuleName(self.name))
        target = self.target_uncertainty_db
        if target is not None and not 0 <= target <= 30:
            raise ValueError(f"target uncertainty must be 0 to 30 dB, not {target}")

    def excess_db(self, expanded_uncertainty_db: float) -> float:
        """Excess that is added to the level before it is compared. [dB]"""
        if self.target_uncertainty_db is None or self.name != RuleName.SIMPLE_ACCEPTANCE:
            return 0.0
        return max(expanded_uncertainty_db - self.target_uncertainty_db, 0.0)


SIMPLE_ACCEPTANCE = DecisionRule()
"""The level itself is compared; its uncertainty is stated beside it."""
