"""A poll of a group: read every connection, look at those that can matter, and save all changes at once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from bot.store.connection_states import observe_connections, save_connections, save_due_times
from bot.store.database import transaction
from bot.store.followed_requests import follow_connections
from bot.store.incident_updates import IncidentUpdater, save_judgment
from bot.store.missing_connections import find_missing, record_missing
from bot.store.name_changes import record_round
from bot.store.tables import ConnectionRow
from workflows.connections.model import ConnectionListing
from workflows.incidents.storms import ConnectionGroup
from workflows.ports import Clock
from workflows.requests.ports import PollResult

FULL_LOOK_INTERVAL = timedelta(days=1)
"""Time between two polls that look at every connection, and so heal a row that was edited by hand."""
Fingerprints = Mapping[str, str | None]


@dataclass(frozen=True)
class ConnectionPoller:
    """Poll the connections of a group.

    The first poll after a start looks at every connection, because code and settings can be new. Later ones parse
    those whose fingerprint changed, and also judge those with an open incident and those that are due.
    """

    engine: Engine
    list_group: Callable[[str, Fingerprints], ConnectionListing]
    group_names: Mapping[str, str]
    clock: Clock
    incident_updater: IncidentUpdater = field(default_factory=IncidentUpdater)
    full_look_interval: timedelta = FULL_LOOK_INTERVAL
    prod_group: str = ""
    _full_looks: dict[str, datetime] = field(default_factory=dict, init=False)
    """Group id → when this process last looked at every connection."""

    def poll(self, group_id: str) -> PollResult:
        # Before reading, so that every later recovery is newer than its incident.
        now = self.clock.now()
        known = self._known(group_id)
        is_full = self._is_full_look_due(group_id, now)
        # All pages first, because missing connections count as missed.
        listing = self.list_group(group_id, {} if is_full else known)
        with transaction(self.engine) as session:
            result = self._save(session, group_id, known, listing, now)
        if is_full:
            self._full_looks[group_id] = now
        return result

    def _known(self, group_id: str) -> Fingerprints:
        """Return id → fingerprint of each row; None where the row isn't up to date, for example of a missing one."""
        query = select(ConnectionRow.id, ConnectionRow.fingerprint, ConnectionRow.missing_since)
        with transaction(self.engine) as session:
            rows = session.exec(query.where(col(ConnectionRow.group_id) == group_id))
            return {one: fingerprint if since is None else None for one, fingerprint, since in rows}

    def _is_full_look_due(self, group_id: str, now: datetime) -> bool:
        last = self._full_looks.get(group_id)
        return last is None or not timedelta() <= now - last < self.full_look_interval

    def _save(
        self, session: Session, group_id: str, known: Fingerprints, listing: ConnectionListing, now: datetime
    ) -> PollResult:
        name, is_production = self.group_names.get(group_id, group_id), group_id == self.prod_group
        group = ConnectionGroup(group_id, name, len(listing.ids), is_production)
        observed = observe_connections(session, group_id, listing, now)
        missing = find_missing(session, group_id, known, listing, now)
        unseen = missing.kept | listing.unchanged_ids.difference(state.connection_id for state in observed)
        observations = [state.observation for state in observed]
        judgment = self.incident_updater.judge(session, observations, group, now, unseen=unseen)
        # All writes at the end: SQLite has one writer, and a press must not wait for what is computed above.
        save_connections(session, observed)
        record_missing(session, missing, now)
        renamed = {state.connection_id for state in observed if state.was_renamed}
        record_round(session, group_id, now, renamed | missing.gone)
        notifications = save_judgment(session, judgment)
        save_due_times(session, observed, judgment.due_at)
        request_ids = follow_connections(session, listing, group_id, missing.kept, now)
        return PollResult(tuple(notifications), tuple(request_ids))
