"""The incidents and storms, kept in two tables. Every change is a compare-and-swap on the row's version."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, exists, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from bot.store.database import transaction
from bot.store.incident_rows import Row, row_type, subject_of, swap
from bot.store.tables import ConnectionRow, IncidentRow, PostRow, StormRow
from workflows.errors import IllegalMove, Refused
from workflows.incidents.model import Deed, Incident
from workflows.notifications.ports import Subject, Telling
from workflows.ports import Clock
from workflows.requests.ports import Untold

AT_ONCE = 10
"""Subjects that one sweep starts: Slack takes one message a second, and the next sweep comes in ten."""
SOON = timedelta(seconds=10)
"""When the next sweep comes."""
IN_ORDER = timedelta(minutes=2)
"""How long a message waits for an older one: longer troubles must not hold everything up …"""
TRIES = 5
"""… and what was tried so often (two minutes and a half, at least) is not waited for any more."""


class IncidentStore:
    """Fulfils `workflows.notifications.ports.Incidents`."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    def get(self, subject_id: str) -> Subject:
        with transaction(self._engine) as session:
            row = session.get(row_type(subject_id), subject_id)
        if not isinstance(row, IncidentRow | StormRow):
            raise Refused("Nothing is known about this any more.")
        return subject_of(row)

    def note(self, subject_id: str, **facts: Any) -> Subject:
        return self._change(subject_id, lambda now: replace(now, **facts))

    def take(self, incident_id: str, deed: Deed) -> Incident:

        def taken(now: Subject) -> Subject:
            assert isinstance(now, Incident)
            if deed in now.deeds:
                return now
            if now.is_over:
                raise IllegalMove("This is over by now.")
            if now.taken_by:
                who = next((one.name for one in now.deeds if one.by == now.taken_by), "Somebody")
                raise IllegalMove(f"{'You are' if now.taken_by == deed.by else f'{who} is'} on it already.")
            return _with(now, deed, taken_by=deed.by)

        return self._incident(incident_id, taken)

    def record(self, incident_id: str, deed: Deed, **facts: Any) -> Incident:

        def done(now: Subject) -> Subject:
            assert isinstance(now, Incident)
            return now if deed in now.deeds else _with(now, deed, **facts)

        return self._incident(incident_id, done)

    def told(self, subject_id: str, telling: Telling) -> Subject:

        def shown(now: Subject) -> Subject:
            return replace(
                now,
                messages={**now.messages, telling.audience: telling.message},
                first=now.first or telling.message,
                shown={**now.shown, telling.audience: telling.digest},
                said=now.said | telling.said,
                shown_at=telling.at,
            )

        return self._change(subject_id, shown, lambda session, now: _posted(session, now, telling))

    def settled(self, subject: Subject) -> None:
        table = row_type(subject.id)
        same = col(table.id) == subject.id, col(table.version) == subject.version
        with transaction(self._engine) as session:
            session.execute(update(table).where(*same).values(is_settled=True))

    def put_off(self, subject_id: str, until: datetime) -> None:
        table = row_type(subject_id)
        with transaction(self._engine) as session:
            session.execute(update(table).where(col(table.id) == subject_id).values(due_at=until.timestamp()))

    def behind(self, subject: Subject) -> datetime | None:
        with transaction(self._engine) as session:
            older = [
                row for table in (IncidentRow, StormRow) for row in session.exec(self._before(table, subject))
            ]
        due = [row.due_at for row in older if _is_waited_for(subject_of(row))]
        return max(datetime.fromtimestamp(max(due), UTC), self._clock.now() + SOON) if due else None

    def _before(self, table: Row, subject: Subject) -> Any:
        now = self._clock.now()
        return select(table).where(
            col(table.is_settled).is_(False),
            col(table.opened_at) < subject.opened_at.timestamp(),
            col(table.due_at) <= (now + IN_ORDER).timestamp(),
            ~exists().where(col(PostRow.subject) == col(table.id)),
        )

    def lagging(self) -> Sequence[Untold]:
        with transaction(self._engine) as session:
            found = sorted(row for table in (IncidentRow, StormRow) for row in self._due(session, table))
        return [Untold(subject_id, version) for _opened_at, subject_id, version in found[:AT_ONCE]]

    def _due(self, session: Session, table: Row) -> Iterator[tuple[float, str, int]]:
        now = self._clock.now().timestamp()
        query = (
            select(table.opened_at, table.id, table.version)
            .where(col(table.is_settled).is_(False), col(table.due_at) <= now)
            .order_by(col(table.opened_at))
            .limit(AT_ONCE)
        )
        yield from session.exec(query)

    def paused(self, connection_id: str, by: str) -> None:
        with transaction(self._engine) as session:
            session.execute(
                update(ConnectionRow).where(col(ConnectionRow.id) == connection_id).values(paused_by=by)
            )

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
                if swap(session, before, wanted):
                    also(session, wanted)
                    return wanted


def _is_waited_for(older: Subject) -> bool:
    """Where Slack does not let us in, nobody reads anything in order."""
    return not older.is_shut_out and older.attempts < TRIES


def _with(incident: Incident, deed: Deed, **facts: Any) -> Incident:
    """With one more deed; whoever did it waits to see that, so that the next edit does not."""
    return incident.but(deeds=(*incident.deeds, deed), shown_at=None, **facts)


def _posted(session: Session, subject: Subject, telling: Telling) -> None:
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    about = subject.connection_id if isinstance(subject, Incident) else None
    post = {"audience": telling.audience, "subject": subject.id, "at": telling.at.timestamp()}
    session.execute(insert(PostRow).values(**post, connection_id=about).on_conflict_do_nothing())
