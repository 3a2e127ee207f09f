"""Reasons of incidents and pauses, moves that don't count, and changes of the catalog were sentences; now slugs."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from alembic import op

from bot.store.migrations.facts_0022 import parse_change, rewrite_incident, rewrite_request, rewrite_run_history

revision = "0022"
down_revision = "0021"

BATCH = 500


def upgrade() -> None:
    """Rewrite the rows. Messages don't change, so nothing has to be reconciled."""
    _rewrite("incident", "body", rewrite_incident)
    _rewrite("request", "body", rewrite_request)
    _rewrite("connection", "run_history", rewrite_run_history)
    _rewrite("catalog_download", "changes", lambda lines: [parse_change(line) for line in lines])


def _rewrite(table: str, column: str, rewrite: Callable[[Any], Any]) -> None:
    rows = sa.table(table, sa.column("id"), sa.column(column, sa.JSON(none_as_null=True)))
    content = rows.c[column]
    connection = op.get_bind()
    found = connection.execute(sa.select(rows.c.id, content).order_by(rows.c.id).limit(BATCH)).all()
    while found:
        for row_id, before in found:
            if before is not None and (after := rewrite(before)) != before:
                connection.execute(rows.update().where(rows.c.id == row_id).values({column: after}))
        query = sa.select(rows.c.id, content).where(rows.c.id > found[-1][0]).order_by(rows.c.id).limit(BATCH)
        found = connection.execute(query).all()
