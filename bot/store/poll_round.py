"""A poll of a group: read every connection, compare it with its row, and save all changes at once."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from bot.store.connection_states import compare_connections, save_connections
from bot.store.database import transaction
from bot.store.incident_updates import IncidentUpdater
from bot.store.missing_connections import retain_missing
from bot.store.name_changes import record_round
from bot.store.requests import request_from_row, swap_request
from bot.store.tables import ConnectionRow, RequestRow
from workflows.connections.model import Connection, ConnectionListing
from workflows.incidents.storms import ConnectionGroup
from workflows.ports import Clock
from workflows.requests.connection_end import gone_state_key
from workflows.requests.custom_connector import is_built_connection
from workflows.requests.ports import PollResult
from workflows.requests.state_machine import CONNECTED_STATUSES, Status


@dataclass(frozen=True)
class ConnectionPoller:
    """Poll the connections of a group."""

    engine: Engine
    list_group: Callable[[str], ConnectionListing]
    group_names: Mapping[str, str]
    clock: Clock
    incident_updater: IncidentUpdater = field(default_factory=IncidentUpdater)

    def poll(self, group_id: str) -> PollResult:
        # Before reading, so that every later recovery is newer than its incident.
        now = self.clock.now()
        # All pages first, because missing connections count as missed. A connection that moves to another
        # page during the read comes twice, and must not get two incidents.
        listing = self.list_group(group_id)
        found = list({connection.id: connection for connection in listing.connections}.values())
        group = ConnectionGroup(group_id, self.group_names.get(group_id, group_id), len(found))
        with transaction(self.engine) as session:
            observed = compare_connections(session, group_id, found, now)
            save_connections(session, observed)
            kept, gone = retain_missing(session, group_id, listing, now)
            renamed = {state.connection_id for state in observed if state.was_renamed}
            record_round(session, group_id, now, renamed | gone)
            observations = [state.observation for state in observed]
            pending = self.incident_updater.update(session, observations, group, now, unseen=kept)
            request_ids = _changed_requests(session, listing, group_id, kept, now)
            return PollResult(tuple(pending), tuple(request_ids))


def _changed_requests(
    session: Session, listing: ConnectionListing, group_id: str, kept: Collection[str], now: datetime
) -> Iterable[str]:
    """Yield ids of requests whose connection changed, is gone, or is back, and store its state key with each.

    A request that changes at the same time is left to the next poll.
    """
    connections = listing.connections
    state_keys = {connection.id: connection.state_key for connection in connections}
    yield from _find_built(session, connections)
    followed = col(RequestRow.status).in_(CONNECTED_STATUSES | {Status.RETIRED})
    followed_ids = select(RequestRow.connection_id).where(followed)
    in_other_groups = select(ConnectionRow.id).where(
        ConnectionRow.group_id != group_id, col(ConnectionRow.id).in_(followed_ids)
    )
    unknown = {*session.exec(in_other_groups), *kept, *listing.unreadable_ids}
    for row in session.exec(select(RequestRow).where(followed)):
        is_gone = listing.is_complete and row.status != Status.RETIRED and row.connection_id not in unknown
        state_key = state_keys.get(str(row.connection_id), _gone_key(row, now) if is_gone else None)
        if state_key is not None and state_key != row.connection_state_key:
            before = request_from_row(row)
            if swap_request(session, before, before.evolve(connection_state_key=state_key, version=before.version + 1)):
                yield row.id


def _gone_key(row: RequestRow, now: datetime) -> str:
    """Return a state key that changes whenever it's time for another look at a connection that is gone."""
    return gone_state_key(request_from_row(row).connection_missing_since, now)


def _find_built(session: Session, connections: Sequence[Connection]) -> Iterable[str]:
    """Yield ids of custom connector requests whose connection was created, once per connection."""
    being_built = select(RequestRow).where(col(RequestRow.status) == Status.BEING_BUILT)
    for row in session.exec(being_built):
        found = next((item for item in connections if is_built_connection(item, row.dataset)), None)
        state_key = f"found {found.id}" if found else row.connection_state_key
        if state_key != row.connection_state_key:
            before = request_from_row(row)
            if swap_request(session, before, before.evolve(connection_state_key=state_key, version=before.version + 1)):
                yield row.id
