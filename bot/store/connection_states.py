"""The last known state of each connection: compare it with a poll, and write what differs."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from operator import attrgetter
from typing import Any, TypeVar

from pydantic import TypeAdapter
from sqlalchemy import Row, bindparam, select, update
from sqlmodel import Session, SQLModel, col

from bot.store.database import chunks, upsert
from bot.store.readable_rows import read_rows
from bot.store.run_histories import dump_run_history, parse_run_history
from bot.store.sync_run_history import record_sync_runs
from bot.store.tables import ConnectionRow, IncidentRow
from workflows.connections.model import Connection, ConnectionListing
from workflows.incidents.conditions.rule import Observation
from workflows.monitoring.sync_runs import RunHistory, SyncRun, ended_runs, next_history

CONNECTION_ADAPTER = TypeAdapter(Connection)
T = TypeVar("T")


@dataclass(frozen=True)
class ObservedConnection:
    """An observation of a connection, and its row."""

    observation: Observation
    columns: Mapping[str, Any] = field(default_factory=dict)
    """The new values of its row; empty if it's unchanged."""
    new_runs: tuple[SyncRun, ...] = ()
    """Runs that ended since the previous poll."""
    due_at: float | None = None
    """What its row says about its next judgment."""

    @property
    def was_resumed(self) -> bool:
        """Return whether a pause that the bot recorded has ended."""
        previous, was_paused_here = self.observation.previous, bool(self.observation.paused_by)
        is_running = not self.observation.connection.paused
        return was_paused_here and previous is not None and previous.paused and is_running

    @property
    def was_renamed(self) -> bool:
        """Return whether it's new in its group, or has another name or service."""
        previous, now = self.observation.previous, self.observation.connection
        return bool(self.columns) and (previous is None or (previous.name, previous.service) != (now.name, now.service))

    @property
    def connection_id(self) -> str:
        """Return the id of the connection."""
        return self.observation.connection.id


def observe_connections(
    session: Session, group_id: str, listing: ConnectionListing, at: datetime
) -> list[ObservedConnection]:
    """Compare the connections that changed with their rows, and recall the others that have to be judged."""
    found = {connection.id: connection for connection in listing.connections}
    observed: list[ObservedConnection] = []
    for ids in chunks(list(found)):
        known = {row.id: row for row in _rows(session, group_id, ids)}
        observed += [_observe(known.get(one), found[one], listing.fingerprints.get(one), at) for one in ids]
    observed += _recall(session, group_id, listing.unchanged_ids, at)
    return sorted(observed, key=lambda state: state.connection_id)


def _recall(
    session: Session, group_id: str, unchanged_ids: Collection[str], at: datetime
) -> Iterator[ObservedConnection]:
    """Yield unchanged connections that have an open incident, or whose time has come."""
    due = select(col(ConnectionRow.id)).where(
        col(ConnectionRow.group_id) == group_id, col(ConnectionRow.due_at) <= at.timestamp()
    )
    has_incident = select(col(IncidentRow.connection_id)).where(
        col(IncidentRow.group_id) == group_id, col(IncidentRow.ended_at).is_(None)
    )
    wanted = set(session.execute(due.union(has_incident)).scalars())
    for ids in chunks(sorted(wanted.intersection(unchanged_ids))):
        yield from read_rows("connection", _rows(session, group_id, ids), partial(_recall_one, at), attrgetter("id"))


def _recall_one(at: datetime, row: Row[Any]) -> ObservedConnection:
    return _observe(row, CONNECTION_ADAPTER.validate_python(row.body), row.fingerprint, at)


def _rows(session: Session, group_id: str, ids: list[str]) -> Sequence[Row[Any]]:
    """Return rows by id. Columns are faster than row objects."""
    table = SQLModel.metadata.tables[str(ConnectionRow.__tablename__)]
    return session.execute(select(table).where(table.c.group_id == group_id, table.c.id.in_(ids))).all()


def save_connections(session: Session, observed: Sequence[ObservedConnection]) -> None:
    """Write the rows that differ: a poll of 10,000 unchanged connections writes nothing."""
    _write_changed(session, [dict(state.columns) for state in observed if state.columns])
    _clear_pauses(session, [state.connection_id for state in observed if state.was_resumed])
    record_sync_runs(session, ((state.connection_id, run) for state in observed for run in state.new_runs))


def save_due_times(
    session: Session, observed: Iterable[ObservedConnection], due_at: Mapping[str, float | None]
) -> None:
    """Write when each connection is judged again, where that differs."""
    known = {state.connection_id: state.due_at for state in observed}
    changed = [{"_id": one, "_due_at": at} for one, at in due_at.items() if at != known[one]]
    if changed:
        table = SQLModel.metadata.tables[str(ConnectionRow.__tablename__)]
        statement = table.update().where(table.c.id == bindparam("_id")).values(due_at=bindparam("_due_at"))
        session.connection().execute(statement, changed)


def _write_changed(session: Session, rows: list[dict[str, Any]]) -> None:
    if rows:
        statement = upsert(session, ConnectionRow)
        updates = {name: statement.excluded[name] for name in rows[0]}
        session.connection().execute(statement.on_conflict_do_update(index_elements=["id"], set_=updates), rows)


def _clear_pauses(session: Session, resumed_ids: list[str]) -> None:
    """Forget who paused the connections that were resumed."""
    for ids in chunks(resumed_ids):
        session.execute(update(ConnectionRow).where(col(ConnectionRow.id).in_(ids)).values(paused_by=None))


def _observe(row: Any, connection: Connection, fingerprint: str | None, at: datetime) -> ObservedConnection:
    """Compare a connection with its row, None if it's new."""
    body = CONNECTION_ADAPTER.dump_python(connection, mode="json")
    previous = _previous(row, connection, body)
    known = _known_history(row, connection, unchanged=previous is connection)
    history = next_history(known, previous, connection, at)
    observation = Observation(connection, history, previous, row.paused_by if row else None)
    columns = {
        **connection_columns(connection),
        "body": body,
        "fingerprint": fingerprint,
        "run_history": row.run_history if row and history is known else dump_run_history(history),
    }
    due_at = row.due_at if row else None
    if row is not None and all(getattr(row, name) == value for name, value in columns.items()):
        return ObservedConnection(observation, due_at=due_at)
    new_runs = ended_runs(previous, connection, known.syncing_since if known else None)
    return ObservedConnection(observation, columns, new_runs, due_at)


def _known_history(row: Any, connection: Connection, *, unchanged: bool) -> RunHistory | None:
    """Return the stored history, without its runs where they can't cause a finding.

    That is the case for successful runs of an unchanged connection that Fivetran schedules, so for nearly all
    of 10,000. Parsing the times of their runs would take longer than the rest of a poll.
    """
    if row is None or row.run_history is None:
        return None
    has_schedule = connection.schedule_type != "manual" and bool(connection.sync_frequency)
    return _readable(row, row.run_history, partial(_parse_history, unchanged and has_schedule))


def _parse_history(can_skip: bool, stored: Mapping[str, Any]) -> RunHistory:
    is_skipped = can_skip and all(succeeded for _at, succeeded, _seconds in stored["runs"])
    return parse_run_history({**stored, "runs": ()} if is_skipped else stored)


def _previous(row: Any, connection: Connection, body: dict[str, Any]) -> Connection | None:
    if row is None or row.body is None:
        return None
    return connection if row.body == body else _readable(row, row.body, CONNECTION_ADAPTER.validate_python)


def _readable(row: Row[Any], stored: Any, parse: Callable[[Any], T]) -> T | None:
    """Return a part of a row; None if it can't be read. Then the connection counts as new, and its row is rewritten."""
    return next(iter(read_rows("connection", [stored], parse, lambda _stored: row.id)), None)


def connection_columns(connection: Connection) -> dict[str, Any]:
    """Return the values of its row that follow from what a poll saw, except the body."""
    return {
        "id": connection.id,
        "group_id": connection.group_id,
        "service": connection.service,
        "name": connection.name,
        "health": connection.health,
        "state_key": connection.state_key,
        "setup_state": connection.setup_state,
        "paused": connection.paused,
        "missing_since": None,
        "succeeded_at": connection.succeeded_at.timestamp() if connection.succeeded_at else None,
        "is_manual": connection.schedule_type == "manual",
        "is_delayed": connection.update_state == "delayed",
        "sync_frequency": connection.sync_frequency,
    }
