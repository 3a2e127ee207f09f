"""Index the names that a request form asks for."""

from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Create the indexes."""
    op.create_index("ix_request_dataset", "request", ["dataset"])
    op.create_index("ix_connection_name", "connection", ["name"])
