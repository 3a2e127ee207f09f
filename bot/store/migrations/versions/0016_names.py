"""Record which connections came, went, or got another name, so that no process reads all names after each poll."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Add the versions, and the table of changes."""
    op.add_column("poll_round", sa.Column("names_version", sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "name_change",
        sa.Column("group_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("connection_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("group_id", "version", "connection_id"),
    )
