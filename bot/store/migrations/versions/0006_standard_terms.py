"""Standard terms for tables, columns and JSON keys; stored enum values become slugs."""

from collections.abc import Mapping

import sqlalchemy as sa
from alembic import op

from bot.store.migrations import terms_0006 as terms

revision = "0006"
down_revision = "0005"

TABLES = {
    "catalogue_download": "catalog_download",
    "round": "poll_round",
    "process": "heartbeat",
    "access": "access_request",
    "sync": "sync_run",
    "audience": "recipient",
    "post": "notification",
    "hook": "webhook",
    "heard": "webhook_event",
    "quota": "rate_limit",
}
COLUMNS = {
    "request": {"is_settled": "is_in_sync", "connection_seen": "connection_state_key"},
    "draft": {"form": "form_id"},
    "catalog_download": {"at": "downloaded_at", "services": "service_count"},
    "ledger": {"what": "key"},
    "connection": {"seen": "state_key", "past": "run_history"},
    "poll_round": {"looked_at": "polled_at"},
    "heartbeat": {"name": "process_name", "beat_at": "last_seen_at"},
    "access_request": {"is_settled": "is_in_sync"},
    "incident": {"is_settled": "is_in_sync", "storm": "storm_id"},
    "storm": {"is_settled": "is_in_sync"},
    "sync_run": {"seconds": "duration_seconds"},
    "recipient": {"digest": "digest_schedule"},
    "notification": {"audience": "recipient_id", "subject": "subject_id", "at": "posted_at"},
    "webhook_event": {"digest": "fingerprint", "at": "received_at"},
    "rate_limit": {"process": "process_name", "at": "recorded_at"},
}
INDEXES = (
    ("request", "request_lagging", "request_out_of_sync", ("is_in_sync", "due_at")),
    ("incident", "incident_lagging", "incident_out_of_sync", ("is_in_sync", "due_at")),
    ("storm", "storm_lagging", "storm_out_of_sync", ("is_in_sync", "due_at")),
    ("notification", "post_of_audience", "notification_by_recipient", ("recipient_id", "posted_at")),
    ("notification", "post_of_subject", "notification_by_subject", ("subject_id",)),
    ("notification", "ix_post_at", "ix_notification_posted_at", ("posted_at",)),
    ("access_request", "ix_access_is_settled", "ix_access_request_is_in_sync", ("is_in_sync",)),
    ("incident", "ix_incident_storm", "ix_incident_storm_id", ("storm_id",)),
    ("sync_run", "ix_sync_ended_at", "ix_sync_run_ended_at", ("ended_at",)),
    ("recipient", "ix_audience_digest_due_at", "ix_recipient_digest_due_at", ("digest_due_at",)),
    ("webhook_event", "ix_heard_at", "ix_webhook_event_received_at", ("received_at",)),
)
BODIES = (
    ("request", "id", "body", terms.REQUEST),
    ("draft", "form_id", "body", terms.DRAFT),
    ("access_request", "id", "body", terms.ACCESS_REQUEST),
    ("incident", "id", "body", terms.INCIDENT),
    ("storm", "id", "body", terms.STORM),
    ("recipient", "id", "body", terms.RECIPIENT),
    ("question", "id", "body", terms.QUESTION),
    ("connection", "id", "run_history", terms.RUN_HISTORY),
    ("webhook", "group_id", "body", terms.WEBHOOK),
    ("rate_limit", "process_name", "body", terms.RATE_LIMIT),
)
VALUES = (
    ("request", "status", terms.STATUS),
    ("incident", "condition", terms.CONDITION),
    ("connection", "health", terms.HEALTH),
    ("question", "feedback", terms.FEEDBACK),
)
BATCH = 500


def upgrade() -> None:
    """Rename first, then rewrite rows. Ids stay: buttons in posted messages and ledger keys carry them."""
    for old, new in TABLES.items():
        op.rename_table(old, new)
    for table, columns in COLUMNS.items():
        for old, new in columns.items():
            op.execute(f'ALTER TABLE "{table}" RENAME COLUMN "{old}" TO "{new}"')
    for table, old, new, columns_ in INDEXES:
        op.drop_index(old, table)
        op.create_index(new, table, list(columns_))
    for table, key, column, kind in BODIES:
        _rewrite_bodies(table, key, column, kind)
    for table, column, values in VALUES:
        _rewrite_values(table, column, values)
    for table, column in (("connection", "state_key"), ("request", "connection_state_key")):
        op.execute(f'UPDATE "{table}" SET "{column}" = REPLACE("{column}", \' fine \', \' healthy \')')


def _rewrite_bodies(table: str, key: str, column: str, kind: terms.Terms) -> None:
    rows = sa.table(table, sa.column(key, sa.String), sa.column(column, sa.JSON(none_as_null=True)))
    connection, last = op.get_bind(), ""
    while True:
        query = sa.select(rows.c[key], rows.c[column]).where(rows.c[key] > last).order_by(rows.c[key])
        found = connection.execute(query.limit(BATCH)).all()
        for name, body in found:
            if body is not None:
                update = rows.update().where(rows.c[key] == name)
                connection.execute(update.values({column: kind.rewrite(body)}))
        if len(found) < BATCH:
            return
        last = found[-1][0]


def _rewrite_values(table: str, column: str, values: Mapping[str, str]) -> None:
    rows = sa.table(table, sa.column(column, sa.String))
    for old, new in values.items():
        op.execute(rows.update().where(rows.c[column] == old).values({column: new}))
