"""Incidents and storms, the history of syncs, who hears what, Fivetran's web hooks and quota."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.drop_table("announcement")
    op.add_column("connection", sa.Column("past", sa.JSON))
    op.add_column("connection", sa.Column("paused_by", sa.String))
    op.create_table(
        "incident",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("is_settled", sa.Boolean, nullable=False),
        sa.Column("due_at", sa.Float, nullable=False),
        sa.Column("connection_id", sa.String, nullable=False),
        sa.Column("group_id", sa.String, nullable=False),
        sa.Column("condition", sa.String, nullable=False),
        sa.Column("opened_at", sa.Float, nullable=False),
        sa.Column("ended_at", sa.Float),
        sa.Column("storm", sa.String),
        sa.Column("body", sa.JSON, nullable=False),
    )
    for column in ("connection_id", "opened_at", "ended_at", "storm"):
        op.create_index(f"ix_incident_{column}", "incident", [column])
    op.create_index("incident_lagging", "incident", ["is_settled", "due_at"])
    op.create_table(
        "storm",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("is_settled", sa.Boolean, nullable=False),
        sa.Column("due_at", sa.Float, nullable=False),
        sa.Column("group_id", sa.String, nullable=False),
        sa.Column("opened_at", sa.Float, nullable=False),
        sa.Column("ended_at", sa.Float),
        sa.Column("body", sa.JSON, nullable=False),
    )
    op.create_index("ix_storm_ended_at", "storm", ["ended_at"])
    op.create_index("storm_lagging", "storm", ["is_settled", "due_at"])
    op.create_table(
        "sync",
        sa.Column("connection_id", sa.String, primary_key=True),
        sa.Column("ended_at", sa.Float, primary_key=True),
        sa.Column("succeeded", sa.Boolean, nullable=False),
        sa.Column("seconds", sa.Float),
    )
    op.create_index("ix_sync_ended_at", "sync", ["ended_at"])
    op.create_table(
        "audience",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("digest", sa.String),
        sa.Column("digest_due_at", sa.Float),
        sa.Column("body", sa.JSON, nullable=False),
    )
    op.create_index("ix_audience_digest_due_at", "audience", ["digest_due_at"])
    op.create_table(
        "post",
        sa.Column("audience", sa.String, primary_key=True),
        sa.Column("subject", sa.String, primary_key=True),
        sa.Column("at", sa.Float, nullable=False),
        sa.Column("connection_id", sa.String),
    )
    op.create_index("post_of_audience", "post", ["audience", "at"])
    op.create_index("post_of_subject", "post", ["subject"])
    op.create_index("ix_post_at", "post", ["at"])
    op.create_table(
        "hook",
        sa.Column("group_id", sa.String, primary_key=True),
        sa.Column("body", sa.JSON, nullable=False),
    )
    op.create_table(
        "heard",
        sa.Column("digest", sa.String, primary_key=True),
        sa.Column("at", sa.Float, nullable=False),
    )
    op.create_index("ix_heard_at", "heard", ["at"])
    op.create_table(
        "quota",
        sa.Column("process", sa.String, primary_key=True),
        sa.Column("at", sa.Float, nullable=False),
        sa.Column("body", sa.JSON, nullable=False),
    )


def downgrade() -> None:
    for table in ("quota", "heard", "hook", "post", "audience", "sync", "storm", "incident"):
        op.drop_table(table)
    for column in ("past", "paused_by"):
        op.drop_column("connection", column)
    op.create_table(
        "announcement",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("made", sa.Boolean, nullable=False),
        sa.Column("found_at", sa.Float),
        sa.Column("body", sa.JSON, nullable=False),
    )
    for column in ("made", "found_at"):
        op.create_index(f"ix_announcement_{column}", "announcement", [column])
