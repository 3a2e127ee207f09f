"""Let a digest count connections by an index, and find late ones, new ones, and slow ones without reading all."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"

STATES = [
    *("is_manual", "group_id", "setup_state", "health", "paused"),
    *("succeeded_at", "is_delayed", "sync_frequency", "id"),
]


def upgrade() -> None:
    """Add the columns, fill them from the bodies, and create the indexes."""
    op.add_column("connection", sa.Column("is_manual", sa.Boolean(), nullable=True))
    op.add_column("connection", sa.Column("is_delayed", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("connection", sa.Column("sync_frequency", sa.Integer(), nullable=True))
    op.add_column("request", sa.Column("first_synced_at", sa.Float(), nullable=True))
    _fill_connections()
    _fill_requests()
    op.create_index("connection_states", "connection", STATES)
    op.create_index("ix_request_first_synced_at", "request", ["first_synced_at"])
    op.create_index("sync_run_by_outcome", "sync_run", ["succeeded", "ended_at"])
    op.create_index("sync_run_by_duration", "sync_run", ["succeeded", "duration_seconds", "ended_at", "connection_id"])


def _fill_connections() -> None:
    """Fill the columns of connections. Bodies of earlier releases lack what was the default."""
    names = ("is_manual", sa.Boolean), ("is_delayed", sa.Boolean), ("sync_frequency", sa.Integer)
    rows = sa.table("connection", sa.column("body", sa.JSON), *(sa.column(name, kind) for name, kind in names))
    body = rows.c.body
    statement = rows.update().values(
        is_manual=sa.func.coalesce(body["schedule_type"].as_string(), "auto") == "manual",
        is_delayed=sa.func.coalesce(body["update_state"].as_string(), "") == "delayed",
        sync_frequency=body["sync_frequency"].as_integer(),
    )
    op.execute(statement.where(body["id"].as_string().is_not(None)))


def _fill_requests() -> None:
    """Fill when requests first synced, to the second."""
    rows = sa.table("request", sa.column("body", sa.JSON), sa.column("first_synced_at", sa.Float))
    at = rows.c.body["first_synced_at"].as_string()
    if op.get_bind().dialect.name == "postgresql":
        seconds: sa.ColumnElement[Any] = sa.extract("epoch", sa.cast(at, sa.DateTime(timezone=True)))
    else:
        seconds = sa.cast(sa.func.strftime("%s", at), sa.Float)
    op.execute(rows.update().where(at.is_not(None)).values(first_synced_at=seconds))
