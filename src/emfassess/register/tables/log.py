"""The log: one row for each thing done, each holding the hash of the one before."""

import datetime

from sqlalchemy import Integer
from sqlalchemy.orm import Mapped, mapped_column

from emfassess.register.tables.base import Base


class AuditRow(Base):
    """Log of actions. `sha256` covers all other columns, `previous` among them."""

    __tablename__ = "audit"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    at: Mapped[datetime.datetime]
    actor: Mapped[str]
    roles: Mapped[str]
    act: Mapped[str]
    subject: Mapped[str]
    details: Mapped[str]
    previous: Mapped[str]
    sha256: Mapped[str]
