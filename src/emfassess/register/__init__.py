"""The register: stations in versions, what was measured, judged, published, asked and done about it.

open_register
    a database: SQLite in the project's folder, or PostgreSQL by URL.
Actor
    who does something, with the roles that allow it.
stations, instruments, campaigns, limit_editions, assessments
    what is kept, in versions.
actions, enquiries, due, trends, ranking, calendars
    the loop that keeps levels under control.
publication
    draft, reviewed, published, withdrawn; and what was corrected.
audit, integrity
    the log of all of it, and whether everything still fits its hash.
"""

from emfassess.register.connection import Register, RegisterBusyError, open_register, register_url
from emfassess.register.roles import PUBLIC, Actor, NotAllowedError, read_roles

__all__ = [
    "PUBLIC",
    "Actor",
    "NotAllowedError",
    "Register",
    "RegisterBusyError",
    "open_register",
    "read_roles",
    "register_url",
]
