"""Assumptions of a result: a code, the figures that belong to it, and where it was used.

The words in each language live with the publishing rooms; here only the code travels, so that a
computation and its wording cannot mix.
"""

from collections.abc import Iterable
from dataclasses import dataclass

_FEW = 3


@dataclass(frozen=True)
class Assumption:
    """One assumption of a result.

    Parameters
    ----------
    code : str
        Key of the sentence in the tables of messages, e.g. ``"pattern-parametric"``.
    values : tuple of (str, str)
        Named figures of the sentence, already as text.
    where : tuple of str
        What it was used for (antennas, stations); empty means the whole result.
    """

    code: str
    values: tuple[tuple[str, str], ...] = ()
    where: tuple[str, ...] = ()

    def __repr__(self) -> str:
        # one assumption may hold for every antenna of a network
        where = repr(self.where) if len(self.where) <= _FEW else f"{len(self.where)} places"
        return f"Assumption(code={self.code!r}, values={self.values!r}, where={where})"


def gather(assumptions: Iterable[Assumption]) -> tuple[Assumption, ...]:
    """Merge those that say the same of several places; the order of first use is kept."""
    places: dict[tuple[str, tuple[tuple[str, str], ...]], dict[str, None]] = {}
    for item in assumptions:
        places.setdefault((item.code, item.values), {}).update(dict.fromkeys(item.where))
    return tuple(Assumption(code, values, tuple(where)) for (code, values), where in places.items())
