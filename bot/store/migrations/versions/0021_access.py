"""Count what a list hides from a viewer by an index: confidential requests, and the people who can read them."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"

SECRECY = ["is_confidential", "connection_id", "service", "dataset", "submitted_at", "requester", "business_owner"]


def upgrade() -> None:
    """Add the business owner, fill it, and widen two indexes."""
    op.add_column("request", sa.Column("business_owner", sa.String(), nullable=False, server_default=""))
    request = sa.table("request", sa.column("body", sa.JSON), sa.column("business_owner", sa.String))
    owner = request.c.body["answers"]["business_owner"].as_string()
    op.execute(request.update().values(business_owner=sa.func.coalesce(owner, "")))
    op.drop_index("request_by_secrecy", "request")
    op.create_index("request_by_secrecy", "request", SECRECY)
    op.drop_index("connection_by_pause", "connection")
    op.create_index("connection_by_pause", "connection", ["paused", "name", "setup_state"])
