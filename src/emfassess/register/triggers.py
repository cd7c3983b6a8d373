"""Triggers of both databases that forbid to change or remove a row: the register only grows.

They keep honest mistakes and careless scripts out. Who may alter the database itself can drop them; then the hashes of
the log and of the records show it.
"""

from sqlalchemy import Connection

MAY_LOSE_ROWS = ("enquiry_contacts",)
"""Tables whose rows may be deleted, though never changed."""

_REFUSED = "the register only grows: rows of {table} cannot be {done}; add a row that corrects the old one"


def forbid_changes(connection: Connection, tables: list[str]) -> None:
    """Make the triggers of some tables."""
    postgresql = connection.dialect.name == "postgresql"
    if postgresql:
        connection.exec_driver_sql(_POSTGRESQL_FUNCTION)
    for table in tables:
        for statement in (_postgresql if postgresql else _sqlite)(table):
            connection.exec_driver_sql(statement)


def _verbs(table: str) -> dict[str, str]:
    changed = {"UPDATE": "changed"}
    return changed if table in MAY_LOSE_ROWS else {**changed, "DELETE": "deleted"}


def _sqlite(table: str) -> list[str]:
    statements = [
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{_REFUSED.format(table=table, done=done)}'); END"
        for verb, done in _verbs(table).items()
    ]
    if table == "audit":  # INSERT OR REPLACE deletes without a DELETE trigger where recursive triggers are off
        statements.append(
            "CREATE TRIGGER audit_no_replace BEFORE INSERT ON audit "  # noqa: S608 - nothing from outside
            "WHEN EXISTS (SELECT 1 FROM audit WHERE number = NEW.number) "
            f"BEGIN SELECT RAISE(ABORT, '{_REFUSED.format(table=table, done='replaced')}'); END"
        )
    return statements


_POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION register_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the register only grows: rows of %% cannot be changed or deleted; add a row that corrects the old one',
    TG_TABLE_NAME;
END $$
"""


def _postgresql(table: str) -> list[str]:
    verbs = " OR ".join(_verbs(table))
    rows = (
        f"CREATE TRIGGER {table}_only_grows BEFORE {verbs} ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION register_only_grows()"
    )
    whole = (
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION register_only_grows()"
    )
    return [rows] if table in MAY_LOSE_ROWS else [rows, whole]
