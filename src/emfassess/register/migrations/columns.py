"""Short words for the columns that the steps of the migration make."""

from functools import partial
from typing import Any

import sqlalchemy as sa
from alembic import op


def column(kind: sa.types.TypeEngine[Any], name: str, *, to: str = "", key: bool = False, null: bool = False) -> Any:
    """A column; `to` names the column that it refers to."""
    refers = [sa.ForeignKey(to)] if to else []
    return sa.Column(name, kind, *refers, primary_key=key, nullable=null, autoincrement=key and name == "key")


text = partial(column, sa.Text())
moment = partial(column, sa.DateTime(timezone=True))
day = partial(column, sa.Date())
integer = partial(column, sa.Integer())
big = partial(column, sa.BigInteger())
number = partial(column, sa.Double())
flag = partial(column, sa.Boolean())
content = partial(column, sa.LargeBinary())


def index(table: str, column: str) -> None:
    """An index over one column."""
    op.create_index(f"ix_{table}_{column}", table, [column])
