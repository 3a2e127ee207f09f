"""Let the figures find the requests that were decided in a period."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"


def upgrade() -> None:
    """Add the column, fill it to the second, and create its index."""
    op.add_column("request", sa.Column("decided_at", sa.Float(), nullable=True))
    rows = sa.table(
        "request", sa.column("body", sa.JSON), sa.column("decided_at", sa.Float), sa.column("status", sa.String)
    )
    at = rows.c.body["decision"]["decided_at"].as_string()
    if op.get_bind().dialect.name == "postgresql":
        seconds: sa.ColumnElement[Any] = sa.extract("epoch", sa.cast(at, sa.DateTime(timezone=True)))
    else:
        seconds = sa.cast(sa.func.strftime("%s", at), sa.Float)
    op.execute(rows.update().where(at.is_not(None), rows.c.status != "withdrawn").values(decided_at=seconds))
    op.create_index("ix_request_decided_at", "request", ["decided_at"])
