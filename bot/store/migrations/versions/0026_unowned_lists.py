"""Remember the weekly lists of connections without an owner, and find the most important connections by an index."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    """Create the table and the indexes."""
    op.create_table(
        "unowned_list",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("created_at", sa.Float(), nullable=False),
        sa.Column("is_in_sync", sa.Boolean(), nullable=False),
        sa.Column("due_at", sa.Float(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
    )
    op.create_index("unowned_list_out_of_sync", "unowned_list", ["is_in_sync", "due_at"])
    columns = ["group_id", "health", "paused", "sync_frequency", "name", "id"]
    op.create_index("connection_by_importance", "connection", columns)
