"""Remember since when a connection is missing from Fivetran's list."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0009"


def upgrade() -> None:
    """Add the column."""
    op.add_column("connection", sa.Column("missing_since", sa.Float(), nullable=True))
