"""Publication states, corrections, actions and enquiries."""

from alembic import op

from emfassess.register.migrations.columns import day, index, integer, moment, number, text
from emfassess.register.triggers import forbid_changes

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = ["publication_states", "corrections", "actions", "action_events", "enquiries", "enquiry_contacts", "answers"]


def upgrade() -> None:
    """Make the tables, and the triggers that let them only grow."""
    for step in (
        _publication,
        _actions,
        _enquiries,
    ):
        step()
    forbid_changes(op.get_bind(), TABLES)


def _publication() -> None:
    op.create_table(
        "publication_states",
        integer("key", key=True),
        integer("assessment_key", to="assessments.key"),
        text("state"),
        text("by"),
        moment("at"),
        text("note"),
    )
    index("publication_states", "assessment_key")
    op.create_table(
        "corrections",
        integer("key", key=True),
        integer("assessment_key", to="assessments.key"),
        integer("replaced_by", to="assessments.key", null=True),
        day("day"),
        text("reason"),
    )
    index("corrections", "assessment_key")


def _actions() -> None:
    op.create_table(
        "actions",
        integer("key", key=True),
        integer("assessment_key", to="assessments.key"),
        text("station_id"),
        text("kind"),
        text("what"),
        text("who"),
        day("until"),
        moment("opened_at"),
    )
    index("actions", "assessment_key")
    index("actions", "station_id")
    op.create_table(
        "action_events",
        integer("key", key=True),
        integer("action_key", to="actions.key"),
        text("kind"),
        text("who"),
        day("until"),
        integer("evidence_key", to="assessments.key", null=True),
        text("note"),
        text("by"),
        moment("at"),
    )
    index("action_events", "action_key")


def _enquiries() -> None:
    op.create_table(
        "enquiries",
        integer("key", key=True),
        text("kind"),
        text("place"),
        number("longitude"),
        number("latitude"),
        number("height_m", null=True),
        text("station_id"),
        text("question"),
        day("day"),
        moment("recorded_at"),
    )
    index("enquiries", "station_id")
    op.create_table("enquiry_contacts", integer("enquiry_key", to="enquiries.key", key=True), text("contact"))
    op.create_table(
        "answers",
        integer("key", key=True),
        integer("enquiry_key", to="enquiries.key"),
        text("text"),
        text("level"),
        text("measurement"),
        text("by"),
        moment("at"),
    )
    index("answers", "enquiry_key")
