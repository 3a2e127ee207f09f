"""Index what lists show first: connections of a group by name, and requests of a status by age."""

from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Create the indexes."""
    op.create_index("connection_by_group", "connection", ["group_id", "name"])
    op.drop_index("ix_connection_group_id", "connection")
    op.create_index("request_by_status", "request", ["status", "submitted_at"])
