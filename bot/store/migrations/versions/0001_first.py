"""The first tables: requests, the ledger, connections, announcements, processes."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "request",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("submission", sa.String, nullable=False, unique=True),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("is_settled", sa.Boolean, nullable=False),
        sa.Column("due_at", sa.Float, nullable=False),
        sa.Column("submitted_at", sa.Float, nullable=False),
        sa.Column("requester", sa.String, nullable=False),
        sa.Column("service", sa.String, nullable=False),
        sa.Column("dataset", sa.String, nullable=False),
        sa.Column("ticket_id", sa.String),
        sa.Column("connection_id", sa.String),
        sa.Column("connection_seen", sa.String),
        sa.Column("body", sa.JSON, nullable=False),
    )
    op.create_index("request_lagging", "request", ["is_settled", "due_at"])
    op.create_index("ix_request_requester", "request", ["requester"])
    op.create_index("ix_request_ticket_id", "request", ["ticket_id"])
    op.create_index("ix_request_connection_id", "request", ["connection_id"])
    op.create_table(
        "ledger",
        sa.Column("what", sa.String, primary_key=True),
        sa.Column("first_tried_at", sa.Float, nullable=False),
    )
    op.create_table(
        "connection",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("group_id", sa.String, nullable=False),
        sa.Column("service", sa.String, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("health", sa.String, nullable=False),
        sa.Column("seen", sa.String, nullable=False),
    )
    op.create_index("ix_connection_group_id", "connection", ["group_id"])
    op.create_table(
        "announcement",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("made", sa.Boolean, nullable=False),
        sa.Column("body", sa.JSON, nullable=False),
    )
    op.create_index("ix_announcement_made", "announcement", ["made"])
    op.create_table(
        "process",
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("beat_at", sa.Float, nullable=False),
    )


def downgrade() -> None:
    for table in ("process", "announcement", "connection", "ledger", "request"):
        op.drop_table(table)
