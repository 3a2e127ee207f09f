"""Remember the canvas of a channel, what it says, and why it can't be written."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "channel_canvas",
        sa.Column("channel", sa.String(), primary_key=True),
        sa.Column("canvas_id", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("problem", sa.String(), nullable=False),
        sa.Column("retry_at", sa.Float(), nullable=False),
    )
