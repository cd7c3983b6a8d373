"""Opening a register: SQLite beside the project's file, or PostgreSQL by URL; reading and writing in transactions.

There is one writer at a time on both databases (SQLite's write lock, a table lock of PostgreSQL), for as long as a
transaction lasts. What a function checks before it adds a row therefore still holds when the row is there.
"""

import datetime
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError, StatementError
from sqlalchemy.orm import Session

from emfassess.register import log_rows
from emfassess.register.migrations import is_current, upgrade
from emfassess.register.roles import Actor

FILE = "register.sqlite"
VARIABLE = "EMFASSESS_DATABASE_URL"
WAIT_S = 120.0
"""How long a writer waits for another one: the longest import, and some. [s]"""


_PRAGMAS = (
    "journal_mode = WAL",
    "foreign_keys = ON",
    "recursive_triggers = ON",  # a row that is replaced is deleted, and the triggers must see it
    "synchronous = FULL",
    "secure_delete = ON",  # a contact that was deleted must be gone from the file too
)


class RegisterBusyError(ValueError):
    """Another writer holds the register for longer than one waits."""


@dataclass
class Writing:
    """An open writing transaction: its session, who writes, and when."""

    session: Session
    actor: Actor
    at: datetime.datetime
    noted: int = field(default=0)

    def note(self, act: str, subject: object, **details: Any) -> None:
        """Put what was done into the log."""
        log_rows.append(self.session, self.actor, self.at, act, str(subject), details)
        self.noted += 1


@dataclass(frozen=True, eq=False)
class Register:
    """An open register. `clock` gives the moment of each deed, aware of its zone; `where` names the database."""

    engine: Engine
    clock: Callable[[], datetime.datetime]
    where: str

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Session over one unchanging state of the register."""
        level = {"isolation_level": "REPEATABLE READ"} if self.engine.dialect.name == "postgresql" else {}
        with (
            self.engine.connect().execution_options(**level) as connection,
            Session(connection, expire_on_commit=False) as session,
        ):
            yield session

    @contextmanager
    def writing(self, actor: Actor) -> Iterator[Writing]:
        """Transaction of the only writer: all of it is kept, or nothing.

        Raises
        ------
        RegisterBusyError
            If another writer does not end.
        """
        with self.engine.connect() as plain, _plain_errors(self.where):
            connection = plain.execution_options(emfassess_writes=True)
            self._be_the_writer(connection)
            with Session(connection, expire_on_commit=False, autoflush=False) as session:
                writing = Writing(session, actor, self.clock())
                yield writing
                session.flush()
                if not writing.noted:
                    raise AssertionError("rows were added without a line in the log")
                connection.commit()

    def _be_the_writer(self, connection: Connection) -> None:
        """Begin the transaction with the one lock that every writer takes first."""
        try:
            connection.begin()  # SQLite's lock is taken with it
            if connection.dialect.name == "postgresql":
                connection.execute(text("LOCK TABLE audit IN EXCLUSIVE MODE"))
        except OperationalError as error:
            reason = str(error.orig).strip().splitlines()[0]
            raise RegisterBusyError(
                f"{self.where}: another writer holds the register ({reason}); try again when it is done"
            ) from None

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()


@contextmanager
def _plain_errors(where: str) -> Iterator[None]:
    """Say what a database cannot keep, or why it does not work (a full disk, a lost server), without a traceback."""
    try:
        yield
    except OperationalError as error:
        raise ValueError(f"{where}: {_first_line(error)}; nothing was changed") from error
    except StatementError as error:
        if isinstance(error.orig, ValueError):
            raise error.orig from None
        raise


def register_url(folder: Path, environment: Mapping[str, str]) -> str:
    """URL of a project's register: `EMFASSESS_DATABASE_URL` where it is set, else the file in the project's folder."""
    given = environment.get(VARIABLE, "").strip()
    return given or URL.create("sqlite", database=str(folder / FILE)).render_as_string()


def open_register(url: str, clock: Callable[[], datetime.datetime], wait_s: float = WAIT_S) -> Register:
    """Open a register, made or brought up to date where needed.

    Parameters
    ----------
    url : str
        ``sqlite:///path`` or ``postgresql://user:password@host/database``.
    clock : callable
        Gives the moment of a deed, with its time zone.
    wait_s : float
        How long a writer waits for another one. [s]

    Raises
    ------
    ValueError
        If the database cannot be reached, is newer than this version, or is something else; the message says what
        to do. No message shows a password.
    """
    try:
        parsed = _parsed(url)
        where = parsed.render_as_string(hide_password=True)
        engine = _engine(parsed, wait_s)
    except ArgumentError:
        raise ValueError(f"{VARIABLE} must be sqlite:///FILE or postgresql://USER:PASSWORD@HOST/DATABASE") from None
    try:
        with engine.connect().execution_options(emfassess_writes=True) as connection, connection.begin():
            upgrade(connection, where)
    except DBAPIError as error:
        engine.dispose()
        raise ValueError(f"{where}: cannot be opened as a register: {_first_line(error)}") from None
    except BaseException:
        engine.dispose()
        raise
    return Register(engine, clock, where)


def check_register(url: str) -> None:
    """Refuse a register that cannot be reached or has not the tables of this version; its tables stay as they are.

    Raises
    ------
    ValueError
        With the cure. No message shows a password.
    """
    try:
        parsed = _parsed(url)
    except ArgumentError:
        raise ValueError(f"{VARIABLE} must be sqlite:///FILE or postgresql://USER:PASSWORD@HOST/DATABASE") from None
    where = parsed.render_as_string(hide_password=True)
    engine = _engine(parsed, wait_s=5)
    try:
        with engine.connect() as connection:
            current = is_current(connection)
    except DBAPIError as error:
        raise ValueError(f"{where}: cannot be opened as a register: {_first_line(error)}") from None
    finally:
        engine.dispose()
    if not current:
        raise ValueError(
            f"{where}: tables of another version; 'emfassess measurements list' brings older ones up to date"
        )


def _parsed(url: str) -> URL:
    parsed = make_url(url)
    kind = parsed.get_backend_name()
    if kind in ("postgresql", "postgres"):
        return parsed.set(drivername="postgresql+psycopg")
    if kind != "sqlite":
        raise ArgumentError(kind)
    return parsed.set(drivername="sqlite")


def _engine(url: URL, wait_s: float) -> Engine:
    wait_ms = int(wait_s * 1000)
    if url.get_backend_name() == "postgresql":
        options = {"options": f"-c lock_timeout={wait_ms} -c timezone=UTC", "connect_timeout": 10}
        return create_engine(url, connect_args=options, pool_pre_ping=True)
    engine = create_engine(url, connect_args={"timeout": wait_s})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    """Settings of each SQLite connection; transactions are begun by hand, so that DDL takes part in them."""
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("emfassess_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _first_line(error: DBAPIError) -> str:
    return str(error.orig).strip().splitlines()[0] if str(error.orig).strip() else type(error.orig).__name__
