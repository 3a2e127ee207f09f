"""How connections were when we last looked: comparing that with how they are, and writing what differs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import delete, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from bot.store.sync_run_history import remember_syncs
from bot.store.tables import ConnectionRow
from workflows.connections.model import Connection
from workflows.incidents.detectors import Look
from workflows.monitoring.sync_runs import Past, Run, ended, lived

CONNECTION = TypeAdapter(Connection)


@dataclass(frozen=True)
class Seen:
    """A look at a connection, and the row that it makes."""

    look: Look
    columns: Mapping[str, Any]
    differs: bool
    runs: tuple[Run, ...] = ()
    """Those that ended since the last look."""

    @property
    def was_resumed(self) -> bool:
        """Whether somebody let it sync again."""
        before = self.look.before
        return before is not None and before.paused and not self.look.connection.paused


def compare(session: Session, group_id: str, found: Iterable[Connection], at: datetime) -> list[Seen]:
    """Every connection that was found, with what we knew of it."""
    query = select(ConnectionRow).where(ConnectionRow.group_id == group_id)
    known = {row.id: row for row in session.exec(query)}
    return [_seen(known.get(connection.id), connection, at) for connection in found]


def remember(session: Session, group_id: str, seen: Sequence[Seen]) -> None:
    """Write only rows that differ: a quiet round of 10,000 connections writes nothing."""
    there = {one.look.connection.id for one in seen}
    known = session.exec(select(ConnectionRow.id).where(ConnectionRow.group_id == group_id))
    for some in _chunks(sorted(set(known) - there)):
        session.execute(delete(ConnectionRow).where(col(ConnectionRow.id).in_(some)))
    if differing := [dict(one.columns) for one in seen if one.differs]:
        insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
        statement = insert(ConnectionRow)
        newer = {name: statement.excluded[name] for name in differing[0]}
        session.execute(statement.on_conflict_do_update(index_elements=["id"], set_=newer), differing)
    for some in _chunks([one.look.connection.id for one in seen if one.look.paused_by and one.was_resumed]):
        session.execute(update(ConnectionRow).where(col(ConnectionRow.id).in_(some)).values(paused_by=None))
    remember_syncs(session, ((one.look.connection.id, run) for one in seen for run in one.runs))


def _seen(row: ConnectionRow | None, now: Connection, at: datetime) -> Seen:
    body = CONNECTION.dump_python(now, mode="json")
    before = _before(row, now, body)
    known = _known(row, now, unchanged=before is now)
    past = lived(known, before, now, at)
    look = Look(now, past, before, row.paused_by if row else None)
    columns = {**_columns(now), "body": body, "past": row.past if row and past is known else _packed(past)}
    if row is not None and all(getattr(row, name) == value for name, value in columns.items()):
        return Seen(look, columns, differs=False)
    return Seen(look, columns, True, ended(before, now, known.syncing_since if known else None))


def _known(row: ConnectionRow | None, now: Connection, *, unchanged: bool) -> Past | None:
    """The past in a row, without its runs where nothing can follow from them.

    That is so for good runs of a connection that Fivetran schedules and that looks as it did: for nearly all
    of ten thousand. Making moments of their runs would take longer than all the rest of a round.
    """
    if row is None or row.past is None:
        return None
    packed: dict[str, Any] = dict(row.past)
    rhythm_is_known = now.schedule_type != "manual" and bool(now.sync_frequency)
    if unchanged and rhythm_is_known and all(good for _at, good, _seconds in packed["runs"]):
        packed["runs"] = ()
    return past_of(packed)


def _before(row: ConnectionRow | None, now: Connection, body: dict[str, Any]) -> Connection | None:
    if row is None or row.body is None:
        return None
    return now if row.body == body else CONNECTION.validate_python(row.body)


def _columns(connection: Connection) -> dict[str, Any]:
    return {
        "id": connection.id,
        "group_id": connection.group_id,
        "service": connection.service,
        "name": connection.name,
        "health": connection.health,
        "seen": connection.seen,
        "setup_state": connection.setup_state,
        "paused": connection.paused,
        "succeeded_at": connection.succeeded_at.timestamp() if connection.succeeded_at else None,
    }


def _packed(past: Past) -> dict[str, Any]:
    """A past as short JSON: a run is its end, whether it was good, and its length."""
    return {
        "runs": [[run.ended_at.timestamp(), run.succeeded, run.seconds] for run in past.runs],
        "since": past.syncing_since.timestamp() if past.syncing_since else None,
        "old": sorted(past.old_warnings),
        "because": past.paused_because,
    }


def past_of(packed: Mapping[str, Any]) -> Past:
    """The past in a row."""
    return Past(
        runs=tuple(Run(_moment(at), good, seconds) for at, good, seconds in packed["runs"]),
        syncing_since=_moment(packed["since"]) if packed["since"] else None,
        old_warnings=frozenset(packed["old"]),
        paused_because=packed["because"],
    )


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _chunks(ids: list[str], size: int = 500) -> Iterable[list[str]]:
    return (ids[start : start + size] for start in range(0, len(ids), size))
