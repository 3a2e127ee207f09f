"""Looking at one connection: what connects the database, Fivetran and the rights of whoever looks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from rapidfuzz import fuzz

from bot.bootstrap.core import Container
from bot.fivetran.history import FivetranSyncHistory
from bot.queries.answerer import Answerer
from bot.store.incident_queries import IncidentQueries
from bot.store.request_queries import RequestQueries
from bot.store.requests import UNKNOWN_REQUEST
from bot.store.sync_runs import SyncRunStore
from workflows.answers.ports import Rights
from workflows.connections.model import Connection
from workflows.errors import Refused, Unavailable
from workflows.monitoring.sync_history import SYNC_HISTORY_PERIOD, merge_runs
from workflows.monitoring.sync_runs import SyncRun
from workflows.permissions import Actor, require_member
from workflows.ports import Clock, Directory
from workflows.reporting.connection_status import ConnectionStatus, build_status, match_connection
from workflows.reporting.duplicates import Duplicates, is_internal_to, visible_duplicates
from workflows.reporting.name_lookup import Match
from workflows.reporting.snapshot import Snapshot, Viewer, can_view
from workflows.requests.model import ConnectorRequest
from workflows.requests.ports import Requests


@dataclass(frozen=True)
class StatusQueries:
    """Fulfils `bot.slack.context.Looking`: whoever looks is shown what they may know."""

    answerer: Answerer
    request_queries: RequestQueries
    requests: Requests
    sync_runs: SyncRunStore
    incidents: IncidentQueries
    sync_history: FivetranSyncHistory
    directory: Directory
    rights: Rights
    clock: Clock

    def find(self, words: str, press: Actor) -> Match | ConnectionStatus:
        """What is called so, and all of it if it is one: so thousands of connections are read but once.

        `Refused` when nothing is that this person may know of.
        """
        facts = self._facts(press)
        meant = match_connection(words, facts, fuzz.ratio)
        return self._status(meant.connections[0], facts) if len(meant.connections) == 1 else meant

    def show(self, connection_id: str, press: Actor) -> ConnectionStatus:
        """One connection, by a fresh look where that is possible."""
        facts = self._facts(press)
        known = next((one for one in facts.connections if one.id == connection_id), None)
        if known is None:
            raise Refused("I know of no such connection that I can tell you about.")
        return self._status(known, facts)

    def existing(self, press: Actor, service_id: str | None = None) -> Duplicates:
        """Connections of a service (or of all) and open requests; `Refused` for who is no colleague."""
        self._asker(press)
        return self.existing_for_form(press.user_id, service_id)

    def existing_for_form(self, user: str, service_id: str | None = None) -> Duplicates:
        """The same, for a form that somebody has open."""
        asker = Viewer(user, self.rights.is_superuser(user))
        return visible_duplicates(
            self.request_queries.existing_connections(service_id),
            self.answerer.snapshot(user, service=service_id),
            asker,
        )

    def request(self, which: str, press: Actor) -> ConnectorRequest:
        """One request; for who may not know of it there is none."""
        asker, facts = self._asker(press), self.answerer.snapshot(press.user_id)
        found = self.requests.find(which)
        hidden = is_internal_to(found.answers.service, found.requester, facts, asker)
        if hidden or not can_view(found, facts, asker):
            raise Refused(UNKNOWN_REQUEST)
        return found

    def environments(self) -> Mapping[str, str]:
        """Fivetran group id → what people call it."""
        return {one.group_id: one.label for one in self.answerer.environments}

    def _facts(self, press: Actor) -> Snapshot:
        return self.answerer.snapshot(press.user_id).visible_to(self._asker(press))

    def _asker(self, press: Actor) -> Viewer:
        require_member(press, self.directory)
        return Viewer(press.user_id, self.rights.is_superuser(press.user_id))

    def _status(self, known: Connection, facts: Snapshot) -> ConnectionStatus:
        fresh, as_of = self._look(known, facts)
        return build_status(fresh, facts, as_of, self._runs(known.id), self.incidents.open_for(known.id))

    def _look(self, known: Connection, facts: Snapshot) -> tuple[Connection, datetime]:
        try:
            fresh = self.answerer.lookup.fetch(known.id)
        except Unavailable:
            return known, facts.polled_at.get(known.group_id, facts.now)
        if fresh is None:
            raise Refused(f"{known.name} is gone: Fivetran does not have it any more.")
        return fresh, facts.now

    def _runs(self, connection_id: str) -> Sequence[SyncRun]:
        """Our record, its gaps filled from Fivetran's for whoever looks next, too."""
        now = self.clock.now()
        ours = self.sync_runs.for_connection(connection_id, now - SYNC_HISTORY_PERIOD)
        theirs = self.sync_history.for_connection(connection_id, now)
        if not theirs:
            return ours
        whole, known = (
            merge_runs(ours, theirs),
            set(ours),
        )  # made once: thousands of runs, compared one by one
        self.sync_runs.backfill(connection_id, [run for run in whole if run not in known])
        return whole


def build_status_queries(parts: Container, answerer: Answerer, rights: Rights) -> StatusQueries:
    """Put it together."""
    return StatusQueries(
        answerer=answerer,
        request_queries=parts.request_queries,
        requests=parts.requests,
        sync_runs=SyncRunStore(parts.database),
        incidents=IncidentQueries(parts.database),
        sync_history=parts.connections.sync_history(),
        directory=parts.directory,
        rights=rights,
        clock=parts.clock,
    )
