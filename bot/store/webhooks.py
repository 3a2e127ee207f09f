"""Webhook statuses, and the events that were received."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from operator import attrgetter

import structlog
from pydantic import TypeAdapter
from sqlalchemy import Engine, delete, func
from sqlmodel import Session, col, select

from bot.sqlite.write_lock import SqliteWriteLock
from bot.store.database import execute, fetch_all, find_row, transaction, upsert
from bot.store.readable_rows import read_rows
from bot.store.tables import ConnectionRow, IncidentRow, WebhookEventRow, WebhookRow
from workflows.connections.model import Health
from workflows.connections.webhook_status import WebhookRegistration, WebhookStatus
from workflows.ports import Clock

log = structlog.get_logger(__name__)

WEBHOOK_STATE_ADAPTER = TypeAdapter(WebhookStatus)
DELIVERIES_KEPT_FOR = timedelta(days=2)
"""Fivetran retries a delivery for a day at most."""


class WebhookStore:
    """Store the webhook status of each group, and fingerprints of received events."""

    def __init__(self, engine: Engine, groups: Mapping[str, str], clock: Clock) -> None:
        self._engine = engine
        self._groups = groups
        self._clock = clock
        self._write_lock = SqliteWriteLock(engine.dialect.name)

    def refresh_statuses(self) -> Sequence[WebhookStatus]:
        now = self._clock.now()
        return [self._change(group, lambda known, ended: known.with_poll(ended, now)) for group in self._groups]

    def record_registration(self, group_id: str, found: WebhookRegistration) -> None:
        if found.was_disabled:
            log.warning("Fivetran had disabled a webhook; it is enabled again", group=group_id)
        self._change(group_id, lambda known, _ended: known.with_registration(found, self._clock.now()))

    def record_failure(self, group_id: str, message: str) -> None:
        self._change(group_id, lambda known, _ended: known.with_error(message, self._clock.now()))

    def has_event(self, fingerprint: str) -> bool:
        """Return whether an event was received before."""
        with transaction(self._engine) as session:
            return session.get(WebhookEventRow, fingerprint) is not None

    def record_event(self, group_id: str, fingerprint: str) -> bool:
        """Record an authentic event. Return whether it is new."""
        now = self._clock.now()
        entry = upsert(self._engine, WebhookEventRow).values(fingerprint=fingerprint, received_at=now.timestamp())
        with self._write_lock.held(), transaction(self._engine) as session:
            is_new = session.execute(entry.on_conflict_do_nothing().returning(col(WebhookEventRow.fingerprint))).first()
            changed = _change(session, group_id, lambda known, _ended: known.with_receipt(now)) if is_new else None
        _log_transition(changed)
        return bool(is_new)

    def prune(self) -> None:
        """Delete events that Fivetran no longer retries."""
        before = (self._clock.now() - DELIVERIES_KEPT_FOR).timestamp()
        execute(self._engine, delete(WebhookEventRow).where(col(WebhookEventRow.received_at) < before))

    def is_healthy(self, connection_id: str) -> bool:
        """Return whether a connection worked and had synced at the last poll, without an open incident.

        A connection with late data works, but its next sync resolves the incident.
        """
        is_open = IncidentRow.connection_id == connection_id, col(IncidentRow.ended_at).is_(None)
        with transaction(self._engine) as session:
            row = session.get(ConnectionRow, connection_id)
            has_incident = session.exec(select(IncidentRow.id).where(*is_open).limit(1)).first() is not None
        works = row is not None and row.health == Health.HEALTHY and row.succeeded_at is not None
        return works and not has_incident

    def group_of(self, connection_id: str) -> str | None:
        """Return the group of a known connection."""
        row = find_row(self._engine, ConnectionRow, connection_id)
        return row.group_id if row else None

    def problems_by_group(self) -> dict[str, str]:
        """Return group → problem, for webhooks that don't work."""
        return {status.group_id: status.problem for status in self._known() if status.problem}

    def working_by_group(self) -> dict[str, bool]:
        """Return group → whether its webhook works, for groups that have had one."""
        return {
            status.group_id: not status.problem
            for status in self._known()
            if status.checked_at or status.last_received_at
        }

    def _known(self) -> list[WebhookStatus]:
        known = read_rows("webhook", fetch_all(self._engine, select(WebhookRow)), _status, attrgetter("group_id"))
        return [status for status in known if status.group_id in self._groups]

    def _change(self, group_id: str, change: "Change") -> WebhookStatus:
        with self._write_lock.held(), transaction(self._engine) as session:
            changed = _change(session, group_id, change)
        _log_transition(changed)
        return changed[1]


Change = Callable[[WebhookStatus, datetime | None], WebhookStatus]
"""A status, and when a sync of the group last succeeded → the new status."""


def _change(session: Session, group_id: str, change: Change) -> tuple[WebhookStatus, WebhookStatus]:
    """Change the status of a group. Return it as it was, and as it is now."""
    # Write first to take SQLite's lock: a transaction that begins with a read can't wait for it.
    empty = WEBHOOK_STATE_ADAPTER.dump_python(WebhookStatus(group_id), mode="json")
    entry = upsert(session, WebhookRow).values(group_id=group_id, body=empty)
    session.execute(entry.on_conflict_do_nothing())
    row = session.get_one(WebhookRow, group_id, with_for_update=True)
    before = _status(row)
    after = change(before, _last_sync(session, group_id))
    if after != before:
        row.body = WEBHOOK_STATE_ADAPTER.dump_python(after, mode="json")
    return before, after


def _status(row: WebhookRow) -> WebhookStatus:
    return WEBHOOK_STATE_ADAPTER.validate_python(row.body)


def _log_transition(changed: tuple[WebhookStatus, WebhookStatus] | None) -> None:
    """Log when a problem begins and when it ends."""
    if changed is None:
        return
    before, after = changed
    if after.problem and not before.problem:
        log.warning("a webhook doesn't work; polling continues", group=after.group_id, reason=after.problem)
    if before.problem and not after.problem:
        log.info("a webhook works again", group=after.group_id)


def _last_sync(session: Session, group_id: str) -> datetime | None:
    """Return when a sync of the group last succeeded, by polling."""
    of_group = ConnectionRow.group_id == group_id
    last = session.exec(select(func.max(ConnectionRow.succeeded_at)).where(of_group)).one()
    return None if last is None else datetime.fromtimestamp(last, UTC)
