"""Who works at the command line, and on which register."""

import datetime
import getpass
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from emfassess.register import Actor, Register

ROLES_FILE = "roles.toml"

As = Annotated[str | None, typer.Option("--as", help="Who does it; the name of the account without it.")]
Day = Annotated[str | None, typer.Option("--date", help="Day that counts as today, YYYY-MM-DD.")]


@contextmanager
def opened_register(folder: Path = Path()) -> Iterator["Register"]:
    """The project's register: ``EMFASSESS_DATABASE_URL``, or ``register.sqlite`` beside its settings."""
    from emfassess.register import open_register, register_url

    register = open_register(register_url(folder, os.environ), lambda: datetime.datetime.now(datetime.UTC))
    try:
        yield register
    finally:
        register.close()


def has_register(folder: Path = Path()) -> bool:
    """Whether the project has a register: a database was named, or its file is there."""
    from emfassess.register.connection import FILE, VARIABLE

    return bool(os.environ.get(VARIABLE, "").strip()) or (folder / FILE).exists()


def actor_named(name: str | None, folder: Path = Path()) -> "Actor":
    """Who works here: with the roles of ``roles.toml`` where there is one.

    Without it whoever can write the project's files is its owner, and has the roles of engineer and regulator; that a
    second person reviews is still asked for.
    """
    from emfassess.register import Actor, read_roles

    known = name or getpass.getuser()
    path = folder / ROLES_FILE
    if not path.exists():
        return Actor(known, frozenset({"engineer", "regulator"}))
    return read_roles(path).get(known, Actor(known))


def day_of(text: str | None) -> datetime.date:
    """A stated day, or today's."""
    return datetime.date.fromisoformat(text) if text else datetime.datetime.now().astimezone().date()
