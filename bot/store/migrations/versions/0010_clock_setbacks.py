"""Count how often the clock was set back."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0007"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "clock_setback",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("setbacks", sa.Integer(), nullable=False),
        sa.Column("latest_at", sa.Float(), nullable=False),
    )
