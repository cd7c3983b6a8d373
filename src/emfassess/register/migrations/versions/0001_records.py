"""Log, stations, instruments, campaigns with their readings, limit editions and assessments."""

from alembic import op

from emfassess.register.migrations.columns import big, content, day, flag, index, integer, moment, number, text
from emfassess.register.triggers import forbid_changes

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = [
    "audit",
    "patterns",
    "station_versions",
    "station_changes",
    "instruments",
    "calibrations",
    "raw_files",
    "raw_parts",
    "imports",
    "campaigns",
    "campaign_stations",
    "points",
    "campaign_extents",
    "readings",
    "limit_editions",
    "assessments",
]


def upgrade() -> None:
    """Make the tables, and the triggers that let them only grow."""
    for step in (
        _log,
        _stations,
        _instruments,
        _files,
        _campaigns,
        _readings,
        _judgements,
    ):
        step()
    forbid_changes(op.get_bind(), TABLES)


def _log() -> None:
    op.create_table(
        "audit",
        integer("number", key=True),
        moment("at"),
        text("actor"),
        text("roles"),
        text("act"),
        text("subject"),
        text("details"),
        text("previous"),
        text("sha256"),
    )


def _stations() -> None:
    op.create_table("patterns", text("sha256", key=True), content("record"))
    op.create_table(
        "station_versions",
        integer("key", key=True),
        text("station_id"),
        day("valid_from"),
        flag("gone"),
        text("name"),
        text("operator"),
        number("longitude"),
        number("latitude"),
        text("support"),
        text("record"),
        text("sha256"),
        text("source_name", null=True),
        text("source_sha256", null=True),
        integer("corrects", to="station_versions.key", null=True),
        text("reason"),
        moment("recorded_at"),
    )
    index("station_versions", "corrects")
    index("station_versions", "station_id")
    op.create_table(
        "station_changes",
        integer("key", key=True),
        integer("version_key", to="station_versions.key"),
        integer("before_key", to="station_versions.key"),
        text("station_id"),
        day("day"),
        text("kind"),
        text("detail"),
    )
    index("station_changes", "station_id")
    index("station_changes", "version_key")


def _instruments() -> None:
    op.create_table(
        "instruments",
        integer("key", key=True),
        text("instrument"),
        text("model"),
        text("serial"),
        text("record"),
        text("sha256"),
        moment("recorded_at"),
    )
    index("instruments", "instrument")
    op.create_table(
        "calibrations",
        integer("key", key=True),
        integer("instrument_key", to="instruments.key"),
        day("date"),
        day("valid_until", null=True),
        text("laboratory"),
        text("certificate"),
        number("uncertainty_db", null=True),
    )
    index("calibrations", "instrument_key")


def _files() -> None:
    op.create_table("raw_files", text("sha256", key=True), text("name"), big("size"))
    op.create_table(
        "raw_parts", text("sha256", to="raw_files.sha256", key=True), integer("number", key=True), content("content")
    )
    op.create_table(
        "imports",
        integer("key", key=True),
        text("file_sha256", to="raw_files.sha256"),
        text("content_sha256"),
        text("profile"),
        integer("rows"),
        integer("corrects", to="imports.key", null=True),
        text("reason"),
        moment("recorded_at"),
        text("recorded_by"),
    )
    index("imports", "content_sha256")
    index("imports", "corrects")
    index("imports", "file_sha256")


def _campaigns() -> None:
    op.create_table(
        "campaigns",
        integer("key", key=True),
        integer("import_key", to="imports.key"),
        text("campaign_id"),
        text("name"),
        text("method"),
        integer("instrument_key", to="instruments.key", null=True),
        text("record"),
        text("sha256"),
    )
    index("campaigns", "campaign_id")
    index("campaigns", "import_key")
    op.create_table(
        "campaign_stations", integer("campaign_key", to="campaigns.key", key=True), text("station_id", key=True)
    )
    index("campaign_stations", "station_id")
    op.create_table(
        "points",
        integer("campaign_key", to="campaigns.key", key=True),
        text("point_id", key=True),
        text("description"),
        number("longitude", null=True),
        number("latitude", null=True),
        number("height_m", null=True),
        text("station_id"),
    )
    index("points", "station_id")
    op.create_table(
        "campaign_extents",
        integer("campaign_key", to="campaigns.key", key=True),
        integer("rows"),
        moment("first_time", null=True),
        moment("last_time", null=True),
        day("day", null=True),
        number("west", null=True),
        number("south", null=True),
        number("east", null=True),
        number("north", null=True),
    )


def _readings() -> None:
    op.create_table(
        "readings",
        integer("campaign_key", to="campaigns.key", key=True),
        integer("number", key=True),
        big("line"),
        big("time_us", null=True),
        text("point_id"),
        number("longitude", null=True),
        number("latitude", null=True),
        number("height_m", null=True),
        text("band"),
        number("frequency_low_hz", null=True),
        number("frequency_high_hz", null=True),
        number("field_strength_v_m"),
        flag("censored"),
        flag("valid"),
        text("statistic"),
        number("averaging_s", null=True),
        text("kind"),
    )


def _judgements() -> None:
    op.create_table(
        "limit_editions",
        text("sha256", key=True),
        text("limit_id"),
        text("standard"),
        text("edition"),
        text("record"),
        moment("recorded_at"),
    )
    index("limit_editions", "limit_id")
    op.create_table(
        "assessments",
        integer("key", key=True),
        text("station_id"),
        integer("station_version", to="station_versions.key", null=True),
        integer("campaign_key", to="campaigns.key", null=True),
        text("basis"),
        day("day"),
        text("limit_id"),
        text("limit_sha256", to="limit_editions.sha256"),
        text("population"),
        text("scenario"),
        text("verdict"),
        number("max_exposure_ratio"),
        number("expanded_uncertainty_db", null=True),
        flag("complete"),
        text("place"),
        text("record"),
        text("sha256"),
        integer("corrects", to="assessments.key", null=True),
        text("reason"),
        moment("recorded_at"),
        text("recorded_by"),
    )
    index("assessments", "campaign_key")
    index("assessments", "corrects")
    index("assessments", "station_id")
