"""Let a poll recognize what is unchanged, and find what becomes due."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Add the columns and their indexes. The first poll of each connection fills them."""
    op.add_column("connection", sa.Column("fingerprint", sa.String(), nullable=True))
    op.add_column("connection", sa.Column("due_at", sa.Float(), nullable=True))
    op.create_index("connection_fingerprints", "connection", ["group_id", "id", "fingerprint", "missing_since"])
    op.create_index("connection_due", "connection", ["group_id", "due_at"])
    followed = ["status", "connection_id", "connection_state_key", "id"]
    op.create_index("request_of_connection", "request", followed)
