"""Who is who: identities and roles, which pages there are for whom, and text that is never markup."""

import datetime
from pathlib import Path

import pytest

from builders.app_project import CHEN, LI
from emfassess.app.display import line_of, plain
from emfassess.app.navigation import ENTRIES, entries_for
from emfassess.app.sign_in import actor_of
from emfassess.app.visit import Visit
from emfassess.readers.project import Project
from emfassess.register import PUBLIC, Actor, NotAllowedError, Register
from emfassess.register.actions import actions
from emfassess.register.enquiries import enquiries
from emfassess.register.publication import withdraw

ENGINEER = Actor("li@example.org", frozenset({"engineer"}))
REGULATOR = Actor("sub:chen-7", frozenset({"regulator"}))
ROLES = {"li@example.org": ENGINEER, "sub:chen-7": REGULATOR}


@pytest.mark.parametrize(
    ("claims", "actor"),
    [
        (LI, ENGINEER),
        ({**LI, "email": "LI@example.ORG"}, ENGINEER),
        ({**LI, "email_verified": False}, PUBLIC),
        ({**LI, "email_verified": "false"}, PUBLIC),
        ({**LI, "email_verified": None}, PUBLIC),
        ({**LI, "is_logged_in": False}, PUBLIC),
        ({key: value for key, value in LI.items() if key != "is_logged_in"}, PUBLIC),
        (CHEN, REGULATOR),
        ({"is_logged_in": True, "sub": "li@example.org"}, PUBLIC),
        ({"is_logged_in": True, "email": "sub:chen-7", "sub": "x"}, PUBLIC),
        ({"is_logged_in": True}, PUBLIC),
    ],
)
def test_only_a_verified_identity_has_roles(claims: dict[str, object], actor: Actor) -> None:
    assert actor_of(claims, ROLES) == actor


def test_every_page_is_for_whom_it_is(register: Register) -> None:

    def paths(actor: Actor) -> set[str]:
        visit = Visit(Path(), Project(), "en", actor, register, datetime.date(2026, 3, 1))
        return {entry.path for entry in entries_for(visit)}

    public = {"station", "map", "place"}
    assert paths(PUBLIC) == public
    assert paths(ENGINEER) - paths(REGULATOR) == {"what-if", "patterns"}
    assert paths(REGULATOR) - paths(ENGINEER) == {"compliance", "ranking", "log", "verify"}
    assert paths(Actor("both", frozenset({"engineer", "regulator"}))) == {entry.path for entry in ENTRIES}


def test_a_page_called_past_the_navigation_still_meets_the_registers_own_check(register: Register) -> None:
    for actor, deed in ((PUBLIC, enquiries), (PUBLIC, actions)):
        with pytest.raises(NotAllowedError):
            deed(register, actor)
    with pytest.raises(NotAllowedError, match="may not withdraw results"):
        withdraw(register, 1, ENGINEER, "because")


def test_text_of_people_has_no_meaning_as_markup() -> None:
    assert plain("**b** [l](x) :red[y] <i>\n$a$ `c`") == (r"\*\*b\*\* \[l\]\(x\) \:red\[y\] \<i\> \$a\$ \`c\`")
    assert line_of("a\u202eb\u200f \x00c\nd") == "a b c d"
    assert len(line_of("x" * 10_000)) == 300
    assert line_of("文三路 1 号") == "文三路 1 号"
