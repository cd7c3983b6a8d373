"""Who causes a level, and the hot spot that an action is about."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; earlier actions are about a station as a whole, earlier assessments name no cause."""
    for table, name in (("actions", "subject"), ("actions", "hot_spot"), ("assessments", "cause")):
        op.add_column(table, sa.Column(name, sa.Text(), nullable=False, server_default=""))
    op.add_column("assessments", sa.Column("own_exposure_ratio", sa.Double(), nullable=True))
