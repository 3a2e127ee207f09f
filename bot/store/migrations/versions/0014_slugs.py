"""Edits, activity, and next steps were stored as sentences; now as slugs and values."""

from collections.abc import Callable

import sqlalchemy as sa
from alembic import op

from bot.store.migrations.slugs_0014 import Body, rewrite_incident, rewrite_request, rewrite_storm

revision = "0014"
down_revision = "0013"

BATCH = 500


def upgrade() -> None:
    """Rewrite the bodies. Messages don't change, so nothing has to be reconciled."""
    _rewrite("request", rewrite_request)
    _rewrite("incident", rewrite_incident)
    _rewrite("storm", rewrite_storm)


def _rewrite(table: str, rewrite: Callable[[Body], Body]) -> None:
    rows = sa.table(table, sa.column("id", sa.String), sa.column("body", sa.JSON))
    connection, last = op.get_bind(), ""
    while True:
        query = sa.select(rows.c.id, rows.c.body).where(rows.c.id > last).order_by(rows.c.id).limit(BATCH)
        found = connection.execute(query).all()
        for row_id, body in found:
            connection.execute(rows.update().where(rows.c.id == row_id).values(body=rewrite(body)))
        if len(found) < BATCH:
            return
        last = found[-1][0]
