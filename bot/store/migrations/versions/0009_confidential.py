"""Confidential requests are redacted: those that were posted before are reconciled once, so that nothing stays."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0006"

SENSITIVE_LEVELS = frozenset({"confidential", "personal_data", "not_sure"})


def upgrade() -> None:
    rows = sa.table(
        "request", sa.column("id", sa.String), sa.column("body", sa.JSON), sa.column("is_in_sync", sa.Boolean)
    )
    connection = op.get_bind()
    for name, body in connection.execute(sa.select(rows.c.id, rows.c.body)).all():
        answers = body.get("answers", {})
        if answers.get("is_sensitive_service") or answers.get("sensitivity") in SENSITIVE_LEVELS:
            connection.execute(rows.update().where(rows.c.id == name).values(is_in_sync=False))
