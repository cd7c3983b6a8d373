"""The register itself, on SQLite and PostgreSQL alike: its tables, its log, its one writer, and who may do what."""

import datetime
import multiprocessing
import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from builders.register_entries import COLLEAGUE, ENGINEER, REGULATOR
from builders.stations import station
from emfassess.readers.faults import InputError
from emfassess.register import PUBLIC, Actor, NotAllowedError, Register, RegisterBusyError, open_register, register_url
from emfassess.register.audit import entries, head, verify_chain
from emfassess.register.integrity import verify_records
from emfassess.register.roles import read_roles
from emfassess.register.stations import add_station, history
from emfassess.register.tables import Base
from emfassess.register.triggers import MAY_LOSE_ROWS

DAY = datetime.date(2026, 1, 5)


def clock() -> datetime.datetime:
    return datetime.datetime(2026, 3, 1, tzinfo=datetime.UTC)


def filled(register: Register, count: int = 3) -> None:
    for number in range(count):
        add_station(register, station(id=f"S{number}"), DAY, ENGINEER)


def tampered(register: Register, statement: str) -> None:
    """Run a statement as someone who owns the database and takes the triggers away."""
    with register.engine.connect().execution_options(emfassess_writes=True) as connection, connection.begin():
        if connection.dialect.name == "sqlite":
            names = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all()
            for name in names:
                connection.execute(text(f"DROP TRIGGER {name}"))
        else:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(text(statement))


def test_the_migrations_make_the_tables_that_the_code_describes(register: Register) -> None:
    with register.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
        assert set(inspect(connection).get_table_names()) == set(Base.metadata.tables) | {"alembic_version"}


def test_a_register_is_opened_again_with_what_it_held(database_url: str) -> None:
    first = open_register(database_url, clock)
    filled(first)
    first.close()
    again = open_register(database_url, clock)
    assert len(history(again, "S1", ENGINEER)) == 1
    again.close()


def test_a_register_of_a_newer_version_is_refused_with_a_cure(database_url: str) -> None:
    first = open_register(database_url, clock)
    with first.engine.connect().execution_options(emfassess_writes=True) as connection, connection.begin():
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    first.close()
    with pytest.raises(ValueError, match=r"newer emfassess \(step 9999\); update emfassess"):
        open_register(database_url, clock)


def test_a_register_of_the_first_step_is_brought_up_to_date(database_url: str) -> None:
    first = open_register(database_url, clock)
    filled(first)
    later = (
        "answers",
        "enquiry_contacts",
        "enquiries",
        "action_events",
        "actions",
        "corrections",
        "publication_states",
    )
    with first.engine.connect().execution_options(emfassess_writes=True) as connection, connection.begin():
        for table in later:
            connection.execute(text(f"DROP TABLE {table}"))
        for column in ("upper_bound", "cause", "own_exposure_ratio"):
            connection.execute(text(f"ALTER TABLE assessments DROP COLUMN {column}"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    first.close()
    again = open_register(database_url, clock)
    with again.engine.connect() as connection:
        assert set(later) <= set(inspect(connection).get_table_names())
        columns = {column["name"] for column in inspect(connection).get_columns("assessments")}
        assert {"upper_bound", "cause", "own_exposure_ratio"} <= columns
    assert len(history(again, "S1", ENGINEER)) == 1
    again.close()


def test_a_database_with_other_tables_is_left_alone(database_url: str) -> None:
    first = open_register(database_url, clock)
    with first.engine.connect().execution_options(emfassess_writes=True) as connection, connection.begin():
        connection.execute(text("DROP TABLE alembic_version"))
    first.close()
    with pytest.raises(ValueError, match="holds other tables"):
        open_register(database_url, clock)


def test_a_file_that_is_no_database_is_refused_without_a_traceback(tmp_path: Path) -> None:
    (tmp_path / "register.sqlite").write_bytes(b"not a database, but long enough to look like one" * 40)
    with pytest.raises(ValueError, match=r"register\.sqlite: cannot be opened as a register: file is not a database"):
        open_register(register_url(tmp_path, {}), clock)


def test_the_url_comes_from_the_environment_or_lies_in_the_folder(tmp_path: Path) -> None:
    assert register_url(tmp_path, {}) == f"sqlite:///{tmp_path}/register.sqlite"
    assert register_url(tmp_path, {"EMFASSESS_DATABASE_URL": "postgresql://h/d"}) == "postgresql://h/d"


@pytest.mark.parametrize("url", ["mysql://u:secret@h/d", "nonsense", "postgresql://u:secret@127.0.0.1:1/d"])
def test_a_url_that_leads_nowhere_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(ValueError, match="postgresql") as caught:
        open_register(url, clock)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("verb", ["UPDATE", "DELETE"])
def test_the_database_itself_forbids_to_change_or_delete_a_row(register: Register, verb: str) -> None:
    filled(register)
    column = {"audit": "act", "station_versions": "record", "patterns": "sha256"}
    for table, name in column.items():
        statement = f"UPDATE {table} SET {name} = 'x'" if verb == "UPDATE" else f"DELETE FROM {table}"
        with pytest.raises(DBAPIError, match="the register only grows"), register.writing(ENGINEER) as writing:
            writing.session.execute(text(statement))
    assert verify_chain(register, REGULATOR) is None


def test_every_table_but_the_contacts_is_guarded_against_deletion(register: Register) -> None:
    with register.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            query = "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%no_delete'"
        else:
            query = (
                "SELECT event_object_table FROM information_schema.triggers "
                "WHERE event_manipulation = 'DELETE' AND trigger_name LIKE '%only_grows'"
            )
        assert set(connection.execute(text(query)).scalars()) == set(Base.metadata.tables) - set(MAY_LOSE_ROWS)


def test_replacing_a_row_of_the_log_is_refused_even_by_another_program(tmp_path: Path) -> None:
    opened = open_register(register_url(tmp_path, {}), clock)
    filled(opened)
    with sqlite3.connect(tmp_path / "register.sqlite") as other, pytest.raises(sqlite3.Error, match="only grows"):
        other.execute("INSERT OR REPLACE INTO audit SELECT * FROM audit WHERE number = 1")
    opened.close()


def test_a_whole_chain_fits_and_tells_who_did_what(register: Register) -> None:
    filled(register)
    assert verify_chain(register, REGULATOR) is None
    newest = entries(register, REGULATOR, newest=1)[0]
    assert (newest.number, newest.actor, newest.act, newest.subject) == (3, "Li", "add station version", "S2")
    assert head(register) == (3, newest.sha256)


@pytest.mark.parametrize(
    ("statement", "number", "reason"),
    [
        ("UPDATE audit SET actor = 'someone else' WHERE number = 2", 2, "was altered"),
        ("UPDATE audit SET details = '{}' WHERE number = 3", 3, "was altered"),
        ("UPDATE audit SET at = '2020-01-01 00:00:00' WHERE number = 1", 1, "was altered"),
        ("DELETE FROM audit WHERE number = 2", 2, "is missing"),
        ("UPDATE audit SET previous = sha256 WHERE number = 3", 3, "the row before"),
    ],
)
def test_the_first_row_of_the_log_that_does_not_fit_is_named(
    register: Register, statement: str, number: int, reason: str
) -> None:
    filled(register)
    tampered(register, statement)
    fault = verify_chain(register, REGULATOR)
    assert fault is not None
    assert fault.number == number
    assert reason in fault.reason


def test_a_log_that_was_cut_off_is_found_by_its_head_kept_elsewhere(register: Register) -> None:
    filled(register)
    kept = head(register)
    tampered(register, "DELETE FROM audit WHERE number = 3")
    assert verify_chain(register, REGULATOR) is None
    fault = verify_chain(register, REGULATOR, kept)
    assert fault is not None
    assert str(fault) == "row 3 of the log is missing"


def test_a_record_that_was_altered_is_named(register: Register) -> None:
    filled(register)
    assert verify_records(register, REGULATOR) == ()
    tampered(register, "UPDATE station_versions SET record = replace(record, 'name of S1', 'name of S9') WHERE key = 2")
    assert verify_records(register, REGULATOR) == ("station version 2 does not fit its hash",)


def test_a_record_that_was_put_in_past_the_log_is_named(register: Register) -> None:
    filled(register, 2)
    other = "a" * 64
    tampered(register, f"UPDATE limit_editions SET sha256 = '{other}'")
    tampered(
        register,
        "INSERT INTO instruments (key, instrument, model, serial, record, sha256, recorded_at) VALUES (7, 'x', 'x', '', "
        "'{}', '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a', '2026-01-01 00:00:00')",
    )  # that is the SHA-256 of {}
    assert verify_records(register, REGULATOR) == ("instrument 7 is not in the log",)


def write_stations(url: str, name: str, count: int) -> None:
    opened = open_register(url, clock)
    for number in range(count):
        add_station(opened, station(id=f"{name}-{number}"), DAY, Actor(name, frozenset({"engineer"})))
    opened.close()


def test_two_writers_at_once_leave_one_chain(database_url: str) -> None:
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=write_stations, args=(database_url, name, 25)) for name in ("a", "b")]
    for writer in writers:
        writer.start()  # both make the tables too, or find them made
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0, 0]
    opened = open_register(database_url, clock)
    assert verify_chain(opened, REGULATOR) is None
    assert head(opened)[0] == 50
    assert {entry.actor for entry in entries(opened, REGULATOR)} == {"a", "b"}
    opened.close()


def test_a_writer_waits_for_another_and_then_says_so(database_url: str) -> None:
    first, second = open_register(database_url, clock), open_register(database_url, clock, wait_s=0.2)
    with first.writing(ENGINEER) as held:
        held.note("hold", "")
        with pytest.raises(RegisterBusyError, match="another writer holds the register"):
            add_station(second, station(), DAY, COLLEAGUE)
    add_station(second, station(), DAY, COLLEAGUE)
    first.close()
    second.close()


def test_a_reader_sees_one_state_while_another_writes(register: Register) -> None:
    filled(register, 1)
    with register.reading() as session:
        count = text("SELECT count(*) FROM station_versions")
        before = session.scalar(count)
        filled(register, 3)
        assert session.scalar(count) == before == 1


def test_nothing_stays_of_a_deed_that_fails(register: Register) -> None:
    def fail() -> None:
        with register.writing(ENGINEER) as writing:
            writing.note("begin", "x")
            raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        fail()
    assert head(register)[0] == 0


def test_the_public_sees_no_versions_and_an_engineer_not_the_log(register: Register) -> None:
    filled(register)
    with pytest.raises(NotAllowedError, match="public may not see private entries: that needs the role engineer or"):
        history(register, "S1", PUBLIC)
    with pytest.raises(NotAllowedError, match="Li may not read the log: that needs the role regulator"):
        verify_chain(register, ENGINEER)
    with pytest.raises(NotAllowedError, match="Chen may not change stations"):
        add_station(register, station(), DAY, REGULATOR)


def test_roles_are_read_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "roles.toml"
    file.write_text('[roles]\n"li@example.org" = ["engineer"]\n"chen@example.org" = ["engineer", "regulator"]\n')
    people = read_roles(file)
    assert people["chen@example.org"].roles == {"engineer", "regulator"}
    assert not people["li@example.org"].may("read the log")


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ('[roles]\na = ["admin"]', "roles.a"),
        ('[roles]\na = "engineer"', "roles.a"),
        ("[roles]\na = [1, []]", "roles.a"),
        ('a = ["engineer"]', "one table"),
        ("[roles", "not TOML"),
    ],
)
def test_a_faulty_file_of_roles_is_refused(tmp_path: Path, content: str, fault: str) -> None:
    (tmp_path / "roles.toml").write_text(content)
    with pytest.raises(InputError, match=fault):
        read_roles(tmp_path / "roles.toml")
