"""Find what a listing shows by an index: broken and paused connections, data to delete, confidential requests."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"

SENSITIVE_LEVELS = ("confidential", "personal_data", "not_sure")


def upgrade() -> None:
    """Add the columns, fill them, and create the indexes."""
    op.add_column("request", sa.Column("delete_after", sa.String(), nullable=False, server_default=""))
    op.add_column("request", sa.Column("is_confidential", sa.Boolean(), nullable=False, server_default=sa.false()))
    request = sa.table(
        "request",
        sa.column("body", sa.JSON),
        sa.column("delete_after", sa.String),
        sa.column("is_confidential", sa.Boolean),
    )
    answers = request.c.body["answers"]
    op.execute(request.update().values(delete_after=sa.func.coalesce(answers["delete_after"].as_string(), "")))
    is_sensitive = answers["sensitivity"].as_string().in_(SENSITIVE_LEVELS)
    is_confidential = is_sensitive | answers["is_sensitive_service"].as_boolean().is_(True)
    op.execute(request.update().where(is_confidential).values(is_confidential=True))
    op.create_index("request_by_deletion", "request", ["status", "delete_after"])
    op.create_index("request_by_secrecy", "request", ["is_confidential", "connection_id"])
    op.create_index("connection_by_health", "connection", ["health", "name"])
    op.create_index("connection_by_pause", "connection", ["paused", "name"])
