"""Requests that follow their connection: find those whose connection changed, is gone, or is back."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_
from sqlmodel import Session, col, select

from bot.store.database import chunks
from bot.store.readable_rows import body_id, read_rows
from bot.store.requests import REQUEST_ADAPTER, swap_requests
from bot.store.tables import ConnectionRow, RequestRow
from workflows.connections.model import ConnectionListing
from workflows.requests.connection_end import gone_state_key
from workflows.requests.custom_connector import CUSTOM_SERVICES
from workflows.requests.model import ConnectorRequest
from workflows.requests.state_machine import CONNECTED_STATUSES, Status

FOLLOWING_STATUSES = CONNECTED_STATUSES | {Status.RETIRED}


def follow_connections(
    session: Session, listing: ConnectionListing, group_id: str, kept: Collection[str], now: datetime
) -> Iterator[str]:
    """Yield ids of requests whose connection changed, is gone, or is back, and store its state key with each.

    The rows of the group are up to date, except those of `kept` connections, which are missing or can't be read.
    A request that changes at the same time is left to the next poll.
    """
    unknown = {*kept, *listing.unreadable_ids} - listing.ids
    yield from _store_keys(session, _built(session, group_id, unknown), now)
    keys: dict[str, str | None] = {}
    for request_id, connection_id, row_id, state_key in session.execute(_differing(group_id)):
        if row_id and row_id not in unknown:
            keys[request_id] = state_key
        elif not row_id and listing.is_complete and connection_id not in unknown | listing.unchanged_ids:
            keys[request_id] = None
    yield from _store_keys(session, keys, now)


def _differing(group_id: str) -> Any:
    """Select followed requests whose connection has another state than they know, or no row at all."""
    connection_id, known = col(RequestRow.connection_id), col(RequestRow.connection_state_key)
    state_key = col(ConnectionRow.state_key)
    differs = and_(col(ConnectionRow.group_id) == group_id, state_key.is_distinct_from(known))
    is_gone = and_(col(ConnectionRow.id).is_(None), col(RequestRow.status) != Status.RETIRED)
    query: Any = select(RequestRow.id, connection_id, ConnectionRow.id, state_key)
    return (
        query.select_from(RequestRow)
        .outerjoin(ConnectionRow, col(ConnectionRow.id) == connection_id)
        .where(col(RequestRow.status).in_(FOLLOWING_STATUSES), or_(differs, is_gone))
    )


def _built(session: Session, group_id: str, unknown: Collection[str]) -> dict[str, str | None]:
    """Return id → state key of the custom connector requests whose connection was created."""
    waiting = session.exec(
        select(RequestRow.id, RequestRow.dataset).where(col(RequestRow.status) == Status.BEING_BUILT)
    ).all()
    custom = col(ConnectionRow.group_id) == group_id, col(ConnectionRow.service).in_(CUSTOM_SERVICES)
    names: dict[str, str] = {}
    for some in chunks(sorted({dataset for _id, dataset in waiting})):
        found = select(ConnectionRow.name, ConnectionRow.id).where(*custom, col(ConnectionRow.name).in_(some))
        names |= {name: one for name, one in session.exec(found) if one not in unknown}
    return {request_id: f"found {names[dataset]}" for request_id, dataset in waiting if dataset in names}


def _store_keys(session: Session, keys: Mapping[str, str | None], now: datetime) -> Iterator[str]:
    """Store new state keys (request id → key; None: its connection is gone), and yield the ids of those requests."""
    for ids in chunks(list(keys)):
        bodies = session.exec(select(RequestRow.body).where(col(RequestRow.id).in_(ids))).all()
        known = read_rows("request", bodies, REQUEST_ADAPTER.validate_python, body_id)
        yield from swap_requests(session, [one for before in known for one in _updated(before, keys[before.id], now)])


def _updated(before: ConnectorRequest, state_key: str | None, now: datetime) -> Iterator[ConnectorRequest]:
    """Yield the request with its new state key, if that differs."""
    # The key of a connection that is gone changes whenever it's time for another look at it.
    state_key = state_key or gone_state_key(before.connection_missing_since, now)
    if state_key != before.connection_state_key:
        yield before.evolve(connection_state_key=state_key, version=before.version + 1)
