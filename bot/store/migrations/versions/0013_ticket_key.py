"""Find a request by the key of its ticket: it was only in the body."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Add the column, fill it, and index it."""
    op.add_column("request", sa.Column("ticket_key", sa.String(), nullable=True))
    request = sa.table("request", sa.column("body", sa.JSON), sa.column("ticket_key", sa.String))
    op.execute(request.update().values(ticket_key=request.c.body["ticket"]["key"].as_string()))
    op.create_index("ix_request_ticket_key", "request", ["ticket_key"])
