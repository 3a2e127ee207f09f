"""A round of the patrol: read every connection of a group, compare, and save what follows at once."""

from collections.abc import Callable, Iterable

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from bot.store.connection_states import compare_connections, save_connections
from bot.store.database import transaction
from bot.store.incident_updates import IncidentUpdater
from bot.store.requests import request_from_row, swap_request
from bot.store.tables import ConnectionRow, PollRoundRow, RequestRow
from workflows.connections.model import Connection
from workflows.incidents.storms import ConnectionGroup
from workflows.monitoring.thresholds import Thresholds
from workflows.ports import Clock
from workflows.requests.custom_connector import is_built_connection
from workflows.requests.ports import PollResult
from workflows.requests.state_machine import CONNECTED_STATUSES, Status


def _never_sensitive(_service: str) -> bool:
    return False


class ConnectionPoller:
    """Fulfils `workflows.requests.ports.Patrol`."""

    def __init__(
        self,
        engine: Engine,
        all_in: Callable[[str], Iterable[Connection]],
        group_names: dict[str, str],
        clock: Clock,
        *,
        thresholds: Thresholds | None = None,
        is_sensitive: Callable[[str], bool] = _never_sensitive,
    ) -> None:
        self._clock = clock
        self._engine = engine
        self._all_in = all_in
        self._group_names = group_names
        self._court = IncidentUpdater(thresholds or Thresholds(), is_sensitive)

    def poll(self, group_id: str) -> PollResult:
        now = self._clock.now()  # before we look: whatever recovers from here on recovers after it was found
        # Every page first: half a round must not look like deletions. What moves to the next page while we
        # read comes twice; judged twice, it would have two incidents.
        found = list({one.id: one for one in self._all_in(group_id)}.values())
        group = ConnectionGroup(group_id, self._group_names.get(group_id, group_id), len(found))
        with transaction(self._engine) as session:
            seen = compare_connections(session, group_id, found, now)
            save_connections(session, group_id, seen)
            session.merge(PollRoundRow(group_id=group_id, polled_at=now.timestamp()))
            untold = self._court.update(session, [one.observation for one in seen], group, now)
            return PollResult(tuple(untold), tuple(_touched(session, found, group_id)))


def _touched(session: Session, seen: list[Connection], group_id: str) -> Iterable[str]:
    """Requests whose connection looks different, or seems gone; each remembers what was seen.

    A request that somebody changes in this very moment is left to the next round.
    """
    now = {connection.id: connection.state_key for connection in seen}
    yield from _appeared(session, seen)
    followed = col(RequestRow.status).in_(CONNECTED_STATUSES)
    ours = select(RequestRow.connection_id).where(followed)
    others = select(ConnectionRow.id).where(
        ConnectionRow.group_id != group_id, col(ConnectionRow.id).in_(ours)
    )
    elsewhere = set(session.exec(others))
    for row in session.exec(select(RequestRow).where(followed)):
        look = now.get(str(row.connection_id), None if row.connection_id in elsewhere else "gone")
        if look is not None and look != row.connection_state_key:
            before = request_from_row(row)
            if swap_request(
                session, before, before.evolve(connection_state_key=look, version=before.version + 1)
            ):
                yield row.id


def _appeared(session: Session, seen: list[Connection]) -> Iterable[str]:
    """Custom connectors in the making whose connection is there: each is told of once for each connection."""
    being_built = select(RequestRow).where(col(RequestRow.status) == Status.BEING_BUILT)
    for row in session.exec(being_built):
        found = next((one for one in seen if is_built_connection(one, row.dataset)), None)
        look = f"found {found.id}" if found else row.connection_state_key
        if look != row.connection_state_key:
            before = request_from_row(row)
            if swap_request(
                session, before, before.evolve(connection_state_key=look, version=before.version + 1)
            ):
                yield row.id
