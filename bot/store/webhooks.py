"""The web hooks as we remember them, and what came through them."""

import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

import structlog
from pydantic import TypeAdapter
from sqlalchemy import Engine, delete, func
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from bot.store.database import transaction
from bot.store.tables import ConnectionRow, IncidentRow, WebhookEventRow, WebhookRow
from workflows.connections.model import Health
from workflows.connections.webhooks import WebhookRegistration, WebhookStatus
from workflows.ports import Clock

log = structlog.get_logger(__name__)

WEBHOOK_STATE_ADAPTER = TypeAdapter(WebhookStatus)
DELIVERIES_KEPT_FOR = timedelta(days=2)
"""Fivetran repeats a delivery for a day at most."""


class WebhookStore:
    """Fulfils `workflows.connections.webhooks.HookBook`."""

    def __init__(self, engine: Engine, groups: Mapping[str, str], clock: Clock) -> None:
        self._engine = engine
        self._groups = groups
        self._clock = clock
        self._insert = postgresql.insert if engine.dialect.name == "postgresql" else sqlite.insert
        self._one_writer = threading.Lock()  # who finds SQLite busy sleeps: a burst would be slow

    def refresh_statuses(self) -> Sequence[WebhookStatus]:
        now = self._clock.now()
        return [
            self._change(group, lambda known, ended: known.with_poll(ended, now)) for group in self._groups
        ]

    def record_registration(self, group_id: str, found: WebhookRegistration) -> None:
        if found.was_disabled:
            log.warning("Fivetran had switched a web hook off; it is on again", group=group_id)
        self._change(group_id, lambda known, _ended: known.with_registration(found, self._clock.now()))

    def record_failure(self, group_id: str, words: str) -> None:
        self._change(group_id, lambda known, _ended: known.with_error(words, self._clock.now()))

    def has_event(self, fingerprint: str) -> bool:
        """Whether the same came before."""
        with transaction(self._engine) as session:
            return session.get(WebhookEventRow, fingerprint) is not None

    def record_event(self, group_id: str, fingerprint: str) -> bool:
        """Something genuine came for a group; False when the same came before."""
        now = self._clock.now()
        entry = self._insert(WebhookEventRow).values(fingerprint=fingerprint, received_at=now.timestamp())
        with self._one_writer, transaction(self._engine) as session:
            is_new = session.execute(
                entry.on_conflict_do_nothing().returning(col(WebhookEventRow.fingerprint))
            ).first()
        if is_new:
            self._change(group_id, lambda known, _ended: known.with_receipt(now))
        return bool(is_new)

    def prune(self) -> None:
        """Forget what cannot come again."""
        before = (self._clock.now() - DELIVERIES_KEPT_FOR).timestamp()
        with transaction(self._engine) as session:
            session.execute(delete(WebhookEventRow).where(col(WebhookEventRow.received_at) < before))

    def is_healthy(self, connection_id: str) -> bool:
        """Whether a connection worked and had synced when polling last looked, and nothing is told of it.

        One whose data is late works, too; the sync that it waits for is news.
        """
        open_ = IncidentRow.connection_id == connection_id, col(IncidentRow.ended_at).is_(None)
        with transaction(self._engine) as session:
            row = session.get(ConnectionRow, connection_id)
            is_told = session.exec(select(IncidentRow.id).where(*open_).limit(1)).first() is not None
        works = row is not None and row.health == Health.HEALTHY and row.succeeded_at is not None
        return works and not is_told

    def group_of(self, connection_id: str) -> str | None:
        """The group of a connection that we know."""
        with transaction(self._engine) as session:
            row = session.get(ConnectionRow, connection_id)
        return row.group_id if row else None

    def problems_by_group(self) -> dict[str, str]:
        """Group → what is wrong with its web hook; nothing for those that work."""
        return {one.group_id: one.problem for one in self._known() if one.problem}

    def working_by_group(self) -> dict[str, bool]:
        """Group → whether its web hook works; nothing for those that never had one."""
        return {
            one.group_id: not one.problem for one in self._known() if one.checked_at or one.last_received_at
        }

    def _known(self) -> list[WebhookStatus]:
        with transaction(self._engine) as session:
            known = [
                WEBHOOK_STATE_ADAPTER.validate_python(row.body) for row in session.exec(select(WebhookRow))
            ]
        return [one for one in known if one.group_id in self._groups]

    def _change(
        self, group_id: str, change: Callable[[WebhookStatus, datetime | None], WebhookStatus]
    ) -> WebhookStatus:
        # Writing first takes SQLite's lock; a transaction that begins by reading cannot wait for it.
        empty = WEBHOOK_STATE_ADAPTER.dump_python(WebhookStatus(group_id), mode="json")
        entry = self._insert(WebhookRow).values(group_id=group_id, body=empty)
        with self._one_writer, transaction(self._engine) as session:
            session.execute(entry.on_conflict_do_nothing())
            row = session.get_one(WebhookRow, group_id, with_for_update=True)
            before = WEBHOOK_STATE_ADAPTER.validate_python(row.body)
            after = change(before, _last_sync(session, group_id))
            if after != before:
                row.body = WEBHOOK_STATE_ADAPTER.dump_python(after, mode="json")
        _log_transition(before, after)
        return after


def _log_transition(before: WebhookStatus, after: WebhookStatus) -> None:
    """Say once when something goes wrong, and once when it is over."""
    if after.problem and not before.problem:
        log.warning("a web hook does not work; polling goes on", group=after.group_id, reason=after.problem)
    if before.problem and not after.problem:
        log.info("a web hook works again", group=after.group_id)


def _last_sync(session: Session, group_id: str) -> datetime | None:
    """When polling last saw a sync of the group succeed."""
    of_group = ConnectionRow.group_id == group_id
    last = session.exec(select(func.max(ConnectionRow.succeeded_at)).where(of_group)).one()
    return None if last is None else datetime.fromtimestamp(last, UTC)
