"""Bringing a database to the tables of this version, step by step, by Alembic.

Steps are never edited once released; a change of the tables is a new file in ``versions``.
"""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

_LOCK = 0x656D66  # any number that only this package takes
_STAMP = "alembic_version"


def settings(connection: Connection | None = None) -> Config:
    """Alembic's settings; the steps run on the given connection, inside its transaction."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def upgrade(connection: Connection, where: str) -> None:
    """Make the tables of an empty database, or bring older ones up to date, in the transaction that is open.

    Raises
    ------
    ValueError
        If the database is newer than this version, holds something else, or does not keep text in UTF-8.
    """
    if connection.dialect.name == "postgresql":
        encoding = connection.scalar(text("SHOW server_encoding"))
        if encoding != "UTF8":
            raise ValueError(f"{where}: keeps text in {encoding}; make the database with ENCODING 'UTF8'")
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _LOCK})
    config = settings(connection)
    steps = ScriptDirectory.from_config(config)
    found = MigrationContext.configure(connection).get_current_revision()
    if found == steps.get_current_head():
        return
    if found is None:
        others = set(inspect(connection).get_table_names()) - {_STAMP}
        if others:
            raise ValueError(f"{where}: holds other tables ({sorted(others)[0]} ...); name an empty database")
    elif found not in {step.revision for step in steps.walk_revisions()}:
        raise ValueError(f"{where}: was written by a newer emfassess (step {found}); update emfassess and run again")
    command.upgrade(config, "head")


def is_current(connection: Connection) -> bool:
    """Whether a database has the tables of this version; nothing is changed."""
    head = ScriptDirectory.from_config(settings()).get_current_head()
    return MigrationContext.configure(connection).get_current_revision() == head
