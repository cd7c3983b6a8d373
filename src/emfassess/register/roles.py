"""Who may do what: roles are checked here, in the register's own functions, not only on a page.

Three kinds of people use a register. Everybody may see what is published; engineers keep the register and draft; a
regulator reviews, withdraws, and reads the log. One person may have several roles.
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from emfassess.readers.faults import Fault, InputError, refuse

ENGINEER, REGULATOR = "engineer", "regulator"
ROLES = ("public", ENGINEER, REGULATOR)
_INSIDE = frozenset({ENGINEER, REGULATOR})

MAY: dict[str, frozenset[str]] = {
    "see private entries": _INSIDE,
    "change stations": frozenset({ENGINEER}),
    "import measurements": frozenset({ENGINEER}),
    "record assessments": frozenset({ENGINEER}),
    "take actions": frozenset({ENGINEER}),
    "handle enquiries": _INSIDE,
    "draft results": frozenset({ENGINEER}),
    "review results": _INSIDE,
    "publish results": _INSIDE,
    "withdraw results": frozenset({REGULATOR}),
    "read the log": frozenset({REGULATOR}),
}
"""Roles that a deed needs, one of them."""


class NotAllowedError(ValueError):
    """Someone asked for what none of the own roles allows."""


@dataclass(frozen=True)
class Actor:
    """Someone who uses the register, with the own roles; without any it is the public."""

    name: str
    roles: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise ValueError("an actor needs a name")
        unknown = self.roles - set(ROLES)
        if unknown:
            raise ValueError(f"no role {sorted(unknown)[0]!r}; there are: {', '.join(ROLES)}")

    def may(self, deed: str) -> bool:
        """Whether one of the roles allows a deed of :data:`MAY`."""
        return bool(self.roles & MAY[deed])


PUBLIC = Actor("public")
"""Who is not signed in."""


def require(actor: Actor, deed: str) -> None:
    """Refuse what an actor's roles do not allow.

    Raises
    ------
    NotAllowedError
        With the roles that would.
    """
    if not actor.may(deed):
        raise NotAllowedError(f"{actor.name} may not {deed}: that needs the role {' or '.join(sorted(MAY[deed]))}")


def read_roles(path: Path) -> dict[str, Actor]:
    """Read who has which roles: a TOML table ``[roles]`` of names (or addresses) and lists of roles.

    Raises
    ------
    InputError
        With every entry that is no list of known roles.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise refuse(str(path), "", None, f"not TOML in UTF-8: {error}") from None
    table = data.get("roles")
    if not isinstance(table, dict) or set(data) != {"roles"}:
        raise refuse(str(path), "", None, 'one table: [roles] with lines such as "li@example.org" = ["engineer"]')
    faults = [
        Fault(str(path), f"roles.{name}", str(given), f"a list of {', '.join(ROLES)}")
        for name, given in table.items()
        if not isinstance(given, list) or not given or any(role not in ROLES for role in given)
    ]
    if faults:
        raise InputError(faults)
    return {name: Actor(name, frozenset(given)) for name, given in table.items()}
