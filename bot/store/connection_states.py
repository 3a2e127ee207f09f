"""How connections were when we last looked: comparing that with how they are, and writing what differs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import delete, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from bot.store.sync_run_history import record_sync_runs
from bot.store.tables import ConnectionRow
from workflows.connections.model import Connection
from workflows.incidents.detectors import Observation
from workflows.monitoring.sync_runs import RunHistory, SyncRun, ended_runs, next_history

CONNECTION_ADAPTER = TypeAdapter(Connection)


@dataclass(frozen=True)
class ObservedConnection:
    """A look at a connection, and the row that it makes."""

    observation: Observation
    columns: Mapping[str, Any]
    is_changed: bool
    new_runs: tuple[SyncRun, ...] = ()
    """Those that ended since the last look."""

    @property
    def was_resumed(self) -> bool:
        """Whether somebody let it sync again."""
        before = self.observation.previous
        return before is not None and before.paused and not self.observation.connection.paused


def compare_connections(
    session: Session, group_id: str, found: Iterable[Connection], at: datetime
) -> list[ObservedConnection]:
    """Every connection that was found, with what we knew of it."""
    query = select(ConnectionRow).where(ConnectionRow.group_id == group_id)
    known = {row.id: row for row in session.exec(query)}
    return [_seen(known.get(connection.id), connection, at) for connection in found]


def save_connections(session: Session, group_id: str, seen: Sequence[ObservedConnection]) -> None:
    """Write only rows that differ: a quiet round of 10,000 connections writes nothing."""
    there = {one.observation.connection.id for one in seen}
    known = session.exec(select(ConnectionRow.id).where(ConnectionRow.group_id == group_id))
    for some in _chunks(sorted(set(known) - there)):
        session.execute(delete(ConnectionRow).where(col(ConnectionRow.id).in_(some)))
    if differing := [dict(one.columns) for one in seen if one.is_changed]:
        insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
        statement = insert(ConnectionRow)
        newer = {name: statement.excluded[name] for name in differing[0]}
        session.execute(statement.on_conflict_do_update(index_elements=["id"], set_=newer), differing)
    for some in _chunks(
        [one.observation.connection.id for one in seen if one.observation.paused_by and one.was_resumed]
    ):
        session.execute(update(ConnectionRow).where(col(ConnectionRow.id).in_(some)).values(paused_by=None))
    record_sync_runs(session, ((one.observation.connection.id, run) for one in seen for run in one.new_runs))


def _seen(row: ConnectionRow | None, now: Connection, at: datetime) -> ObservedConnection:
    body = CONNECTION_ADAPTER.dump_python(now, mode="json")
    before = _before(row, now, body)
    known = _known(row, now, unchanged=before is now)
    past = next_history(known, before, now, at)
    look = Observation(now, past, before, row.paused_by if row else None)
    columns = {
        **_columns(now),
        "body": body,
        "run_history": row.run_history if row and past is known else _packed(past),
    }
    if row is not None and all(getattr(row, name) == value for name, value in columns.items()):
        return ObservedConnection(look, columns, is_changed=False)
    return ObservedConnection(
        look, columns, True, ended_runs(before, now, known.syncing_since if known else None)
    )


def _known(row: ConnectionRow | None, now: Connection, *, unchanged: bool) -> RunHistory | None:
    """The past in a row, without its runs where nothing can follow from them.

    That is so for good runs of a connection that Fivetran schedules and that looks as it did: for nearly all
    of ten thousand. Making moments of their runs would take longer than all the rest of a round.
    """
    if row is None or row.run_history is None:
        return None
    packed: dict[str, Any] = dict(row.run_history)
    rhythm_is_known = now.schedule_type != "manual" and bool(now.sync_frequency)
    if unchanged and rhythm_is_known and all(good for _at, good, _seconds in packed["runs"]):
        packed["runs"] = ()
    return parse_run_history(packed)


def _before(row: ConnectionRow | None, now: Connection, body: dict[str, Any]) -> Connection | None:
    if row is None or row.body is None:
        return None
    return now if row.body == body else CONNECTION_ADAPTER.validate_python(row.body)


def _columns(connection: Connection) -> dict[str, Any]:
    return {
        "id": connection.id,
        "group_id": connection.group_id,
        "service": connection.service,
        "name": connection.name,
        "health": connection.health,
        "state_key": connection.state_key,
        "setup_state": connection.setup_state,
        "paused": connection.paused,
        "succeeded_at": connection.succeeded_at.timestamp() if connection.succeeded_at else None,
    }


def _packed(past: RunHistory) -> dict[str, Any]:
    """A past as short JSON: a run is its end, whether it was good, and its length."""
    return {
        "runs": [[run.ended_at.timestamp(), run.succeeded, run.seconds] for run in past.runs],
        "syncing_since": past.syncing_since.timestamp() if past.syncing_since else None,
        "initial_warnings": sorted(past.initial_warnings),
        "pause_reason": past.pause_reason,
    }


def parse_run_history(packed: Mapping[str, Any]) -> RunHistory:
    """The past in a row."""
    return RunHistory(
        runs=tuple(SyncRun(_moment(at), good, seconds) for at, good, seconds in packed["runs"]),
        syncing_since=_moment(packed["syncing_since"]) if packed["syncing_since"] else None,
        initial_warnings=frozenset(packed["initial_warnings"]),
        pause_reason=packed["pause_reason"],
    )


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _chunks(ids: list[str], size: int = 500) -> Iterable[list[str]]:
    return (ids[start : start + size] for start in range(0, len(ids), size))
