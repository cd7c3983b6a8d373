"""Whether the exposure ratio of an assessment is an upper bound."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; levels of earlier measurements count as found."""
    op.add_column("assessments", sa.Column("upper_bound", sa.Boolean(), nullable=False, server_default=sa.false()))
