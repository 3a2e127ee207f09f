"""Incidents and storms in two tables. Every change is a compare-and-swap on the row's version."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, exists, update
from sqlmodel import Session, col, select

from bot.store.audit_rows import append_later
from bot.store.database import execute, fetch_all, find_row, transaction, upsert
from bot.store.incident_rows import SUBJECT_TABLES, SubjectRowType, row_type_for, subject_from_row, swap_subject
from bot.store.tables import ConnectionRow, NotificationRow
from workflows.errors import IllegalTransition, Refused
from workflows.incidents.audit import incident_entries
from workflows.incidents.model import ActivityEntry, Incident
from workflows.notifications.ports import Delivery, Subject
from workflows.ports import Clock
from workflows.requests.ports import PendingNotification

MAX_NOTIFICATIONS_PER_SWEEP = 10
"""Slack accepts one message a second per channel, and the next sweep runs ten seconds later."""
SWEEP_INTERVAL = timedelta(seconds=10)
"""Time until the next sweep."""
MAX_ORDER_WAIT = timedelta(minutes=2)
"""How long a notification waits for an older one that was rescheduled."""
MAX_ORDER_ATTEMPTS = 5
"""Failed deliveries after which newer notifications no longer wait."""


class IncidentStore:
    """Read and change incidents and storms."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    def get(self, subject_id: str) -> Subject:
        row = find_row(self._engine, row_type_for(subject_id), subject_id)
        if row is None:
            raise Refused("This incident is no longer stored.")
        return subject_from_row(row)

    def update(self, subject_id: str, **facts: Any) -> Subject:
        return self._change(subject_id, lambda subject: replace(subject, **facts))

    def acknowledge(self, subject_id: str, entry: ActivityEntry) -> Subject:

        def change(now: Subject) -> Subject:
            if entry in now.activity:
                return now
            if now.is_over:
                raise IllegalTransition("This incident is already resolved.")
            if now.acknowledged_by:
                raise IllegalTransition(_already_acknowledged(now, entry.user_id))
            return _with_activity(now, entry, acknowledged_by=entry.user_id)

        return self._change(subject_id, change)

    def hand_back(self, subject_id: str, entry: ActivityEntry, holder: str | None) -> Subject:

        def change(now: Subject) -> Subject:
            if entry in now.activity:
                return now
            if now.is_over:
                raise IllegalTransition("This incident is already resolved.")
            if not now.acknowledged_by:
                raise IllegalTransition("It's handed back already.")
            if now.acknowledged_by != holder:
                raise IllegalTransition("Another person is on it now.")
            return _with_activity(now, entry, acknowledged_by=None)

        return self._change(subject_id, change)

    def record_activity(self, incident_id: str, entry: ActivityEntry, **facts: Any) -> Incident:

        def change(now: Subject) -> Subject:
            assert isinstance(now, Incident)
            return now if entry in now.activity else _with_activity(now, entry, **facts)

        return self._incident(incident_id, change)

    def record_delivery(self, subject_id: str, delivery: Delivery) -> Subject:

        def shown(now: Subject) -> Subject:
            return replace(
                now,
                messages={**now.messages, delivery.recipient: delivery.message},
                earlier_messages=now.replaced_by(delivery.message, delivery.recipient),
                first_message=now.first_message or delivery.message,
                fingerprints={**now.fingerprints, delivery.recipient: delivery.fingerprint},
                thread_keys_sent=now.thread_keys_sent | delivery.thread_keys_sent,
                last_delivered_at=delivery.at,
            )

        return self._change(subject_id, shown, lambda session, now: _record_post(session, now, delivery))

    def mark_in_sync(self, subject: Subject) -> None:
        table = row_type_for(subject.id)
        same = col(table.id) == subject.id, col(table.version) == subject.version
        execute(self._engine, update(table).where(*same).values(is_in_sync=True))

    def reschedule(self, subject_id: str, until: datetime) -> None:
        table = row_type_for(subject_id)
        execute(self._engine, update(table).where(col(table.id) == subject_id).values(due_at=until.timestamp()))

    def older_pending_until(self, subject: Subject) -> datetime | None:
        older = [row for table in SUBJECT_TABLES for row in fetch_all(self._engine, self._before(table, subject))]
        due = [row.due_at for row in older if _blocks_newer(subject_from_row(row))]
        return max(datetime.fromtimestamp(max(due), UTC), self._clock.now() + SWEEP_INTERVAL) if due else None

    def _before(self, table: SubjectRowType, subject: Subject) -> Any:
        now = self._clock.now()
        return select(table).where(
            col(table.is_in_sync).is_(False),
            col(table.opened_at) < subject.opened_at.timestamp(),
            col(table.due_at) <= (now + MAX_ORDER_WAIT).timestamp(),
            ~exists().where(col(NotificationRow.subject_id) == col(table.id)),
        )

    def out_of_sync(self) -> Sequence[PendingNotification]:
        with transaction(self._engine) as session:
            found = sorted(row for table in SUBJECT_TABLES for row in self._due(session, table))
        return [
            PendingNotification(subject_id, version)
            for _opened_at, subject_id, version in found[:MAX_NOTIFICATIONS_PER_SWEEP]
        ]

    def _due(self, session: Session, table: SubjectRowType) -> Iterator[tuple[float, str, int]]:
        now = self._clock.now().timestamp()
        query = (
            select(table.opened_at, table.id, table.version)
            .where(col(table.is_in_sync).is_(False), col(table.due_at) <= now)
            .order_by(col(table.opened_at))
            .limit(MAX_NOTIFICATIONS_PER_SWEEP)
        )
        yield from session.exec(query)

    def record_pause(self, connection_id: str, by: str) -> None:
        execute(self._engine, update(ConnectionRow).where(col(ConnectionRow.id) == connection_id).values(paused_by=by))

    def _incident(self, incident_id: str, change: Callable[[Subject], Subject]) -> Incident:
        changed = self._change(incident_id, change)
        assert isinstance(changed, Incident)
        return changed

    def _change(
        self,
        subject_id: str,
        change: Callable[[Subject], Subject],
        also: Callable[[Session, Subject], None] = lambda _session, _now: None,
    ) -> Subject:
        while True:
            before = self.get(subject_id)
            wanted = replace(change(before), version=before.version + 1)
            with transaction(self._engine) as session:
                if swap_subject(session, before, wanted):
                    also(session, wanted)
                    if isinstance(before, Incident) and isinstance(wanted, Incident):
                        append_later(session, incident_entries(before, wanted))
                    return wanted


def _already_acknowledged(incident: Subject, user_id: str) -> str:
    if incident.acknowledged_by == user_id:
        return "You already acknowledged this incident."
    names = (entry.name for entry in incident.activity if entry.user_id == incident.acknowledged_by)
    return f"{next(names, 'Another person')} already acknowledged this incident."


def _blocks_newer(older: Subject) -> bool:
    """Return whether newer notifications wait. An unavailable channel needs no order."""
    return not older.is_blocked_by_channel and older.failed_attempts < MAX_ORDER_ATTEMPTS


def _with_activity(subject: Subject, entry: ActivityEntry, **facts: Any) -> Subject:
    """Add an entry, and make the next edit immediate, because the actor waits for it."""
    return subject.evolve(activity=(*subject.activity, entry), last_delivered_at=None, **facts)


def _record_post(session: Session, subject: Subject, delivery: Delivery) -> None:
    about = subject.connection_id if isinstance(subject, Incident) else None
    post = {
        "recipient_id": delivery.recipient,
        "subject_id": subject.id,
        "posted_at": delivery.at.timestamp(),
    }
    session.execute(upsert(session, NotificationRow).values(**post, connection_id=about).on_conflict_do_nothing())
