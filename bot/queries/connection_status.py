"""Status of connections and requests, as far as a viewer has access to them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from rapidfuzz import fuzz

from bot.fivetran.history import FivetranSyncHistory
from bot.queries.answerer import Answerer
from bot.store.existing_connections import ExistingConnectionStore, ListedRowsFilter
from bot.store.incident_queries import IncidentQueries
from bot.store.requests import UNKNOWN_REQUEST
from bot.store.sync_runs import SyncRunStore
from workflows.canvas.model import MAX_CANVAS_CONNECTIONS, MAX_CANVAS_REQUESTS, PublicList
from workflows.connections.model import Connection
from workflows.errors import Refused, Unavailable
from workflows.monitoring.sync_history import SYNC_HISTORY_PERIOD, merge_runs
from workflows.monitoring.sync_runs import SyncRun
from workflows.permissions import Actor, require_member
from workflows.ports import Clock, Directory, Rights
from workflows.reporting.connection_status import ConnectionStatus, build_status, match_connection
from workflows.reporting.duplicates import (
    LIST_PAGE_SIZE,
    MAX_TURNED_PAGES,
    ConnectionList,
    Duplicates,
    FoundConnections,
    first_visible,
    is_internal_to,
    sort_duplicates,
    visible_duplicates,
)
from workflows.reporting.list_filter import NO_FILTER, ListFilter
from workflows.reporting.name_lookup import Match
from workflows.reporting.snapshot import Snapshot, can_view
from workflows.requests.confidentiality import PUBLIC, Disclosure, Place, Viewer, approvers_of, disclose
from workflows.requests.model import ConnectorRequest
from workflows.requests.ports import Requests

NO_DETAILS = "Only the requester, the business owner, and the approvers of sensitive data can see the details."


@dataclass(frozen=True)
class StatusQueries:
    """Queries behind `/connector status`, `list`, and the request form."""

    answerer: Answerer
    existing_connections: ExistingConnectionStore
    requests: Requests
    sync_runs: SyncRunStore
    incidents: IncidentQueries
    sync_history: FivetranSyncHistory
    directory: Directory
    rights: Rights
    clock: Clock

    def find(self, text: str, actor: Actor) -> Match | ConnectionStatus:
        """Match a name, and return the status when a single connection matches: one snapshot serves both.

        Raises `Refused` when the actor has access to nothing of that name.
        """
        snapshot = self._visible(self.answerer.snapshot_about([text], suggests=True), actor)
        match = match_connection(text, snapshot, fuzz.ratio)
        return self._status(match.connections[0], snapshot) if len(match.connections) == 1 else match

    def show(self, connection_id: str, actor: Actor) -> ConnectionStatus:
        """Return the status of one connection, read from Fivetran now where that is possible."""
        snapshot = self._visible(self.answerer.snapshot_of([connection_id]), actor)
        return self._status(_only(connection_id, snapshot), snapshot)

    def find_one(self, connection_id: str, actor: Actor) -> Connection:
        """Return one connection as last polled. Raises `Refused` if the actor has no access to it."""
        return _only(connection_id, self._visible(self.answerer.snapshot_of([connection_id]), actor))

    def _visible(self, snapshot: Snapshot, actor: Actor) -> Snapshot:
        """Return what the actor has access to, which includes what they own."""
        return snapshot.visible_to(self._viewer(actor))

    def list_all(self, actor: Actor, wanted: ListFilter = NO_FILTER, page: int = 0) -> ConnectionList:
        """Return a page of the connections and open requests that the actor can see.

        Raises `Refused` for non-members, and for a page beyond the last that can be turned.
        """
        viewer, snapshot = self._viewer(actor), self.answerer.bare_snapshot
        if page >= MAX_TURNED_PAGES:
            raise Refused("That's as far as I list. Narrow it down, for example with /connector list google")
        start, end = page * LIST_PAGE_SIZE, (page + 1) * LIST_PAGE_SIZE
        found = self.existing_connections.by_environment(self._with_groups(wanted))
        first = [first_visible(pages, snapshot, viewer, end + 1) for pages in found]
        ordered = sort_duplicates(chain.from_iterable(first))
        total = self.existing_connections.total(self._with_groups(wanted))
        return ConnectionList(tuple(ordered[start:end]), total, page, len(ordered) > end)

    def list_public(self) -> PublicList:
        """Return what everyone can see of all connections and open requests, at most so many as a canvas shows."""
        pages, snapshot = self.existing_connections.by_environment(ListedRowsFilter()), self.answerer.bare_snapshot
        limit = MAX_CANVAS_CONNECTIONS
        first = sort_duplicates(chain.from_iterable(first_visible(one, snapshot, PUBLIC, limit) for one in pages))
        return PublicList(
            tuple(one for one in first if one.has_connection)[:limit],
            tuple(one for one in first if not one.has_connection)[:MAX_CANVAS_REQUESTS],
            self.existing_connections.total(ListedRowsFilter()),
        )

    def _with_groups(self, wanted: ListFilter) -> ListedRowsFilter:
        groups = [each.group_id for each in self.answerer.environments if each.is_production is wanted.is_production]
        return ListedRowsFilter(wanted, groups if wanted.is_production is not None else None)

    def existing(self, actor: Actor, service_id: str) -> Duplicates:
        """Return connections and open requests of one service. Raises `Refused` for non-members."""
        return self.existing_for_form(self._viewer(actor), self.existing_connections.of_service(service_id))

    def form_viewer(self, user: str) -> Viewer:
        """Return the viewer of an open form, who was checked when it opened. May ask Slack."""
        return Viewer(user, self.rights.is_superuser(user))

    def existing_for_form(self, viewer: Viewer, found: FoundConnections) -> Duplicates:
        """Return what the viewer of a form can see of what was found."""
        return visible_duplicates(found.existing, self.answerer.bare_snapshot(found.requests), viewer)

    def request(self, which: str, actor: Actor) -> ConnectorRequest:
        """Return a request by ticket or id. Raises `Refused` when the actor has no access to it."""
        viewer, snapshot = self._viewer(actor), self.answerer.bare_snapshot()
        request = self.requests.find(which)
        hidden = is_internal_to(request.answers.service, request.requester, snapshot, viewer)
        if hidden or not can_view(request, snapshot, viewer):
            raise Refused(UNKNOWN_REQUEST)
        return request

    def details(self, request_id: str, actor: Actor) -> ConnectorRequest:
        """Return a request by id. Raises `Refused` if the actor can't see its details, as Slack knows them now."""
        person, request = require_member(actor, self.directory, fresh=True), self.requests.get(request_id)
        viewer = Viewer(person.id, self.rights.is_superuser(person.id, fresh=True))
        is_shown = disclose(Place.DETAILS, request, viewer) is Disclosure.FULL
        if not is_shown and person.id not in approvers_of(request, self.directory):
            raise Refused(NO_DETAILS)
        return request

    def environments(self) -> Mapping[str, str]:
        """Return Fivetran group id → label."""
        return {environment.group_id: environment.label for environment in self.answerer.environments}

    def _viewer(self, actor: Actor) -> Viewer:
        require_member(actor, self.directory)
        return Viewer(actor.user_id, self.rights.is_superuser(actor.user_id))

    def _status(self, known: Connection, snapshot: Snapshot) -> ConnectionStatus:
        fresh, as_of = self._read(known, snapshot)
        return build_status(fresh, snapshot, as_of, self._runs(known.id), self.incidents.open_for([known.id]))

    def _read(self, known: Connection, snapshot: Snapshot) -> tuple[Connection, datetime]:
        try:
            fresh = self.answerer.lookup.fetch(known.id)
        except Unavailable:
            return known, snapshot.polled_at.get(known.group_id, snapshot.now)
        if fresh is None:
            raise Refused(f"{known.name} no longer exists in Fivetran.")
        return fresh, snapshot.now

    def _runs(self, connection_id: str) -> Sequence[SyncRun]:
        """Return our runs, with gaps filled from Fivetran and stored for the next viewer."""
        now = self.clock.now()
        ours = self.sync_runs.for_connection(connection_id, now - SYNC_HISTORY_PERIOD)
        theirs = self.sync_history.for_connection(connection_id, now)
        if not theirs:
            return ours
        merged, known = merge_runs(ours, theirs), set(ours)
        self.sync_runs.backfill(connection_id, [run for run in merged if run not in known])
        return merged


def _only(connection_id: str, snapshot: Snapshot) -> Connection:
    known = next((each for each in snapshot.connections if each.id == connection_id), None)
    if known is None:
        raise Refused("I couldn't find this connection, or you don't have access to it.")
    return known


@dataclass(frozen=True)
class VisibleConnectionQueries:
    """Implements `workflows.ownership.ports.VisibleConnections`."""

    status: StatusQueries

    def find(self, connection_id: str, actor: Actor) -> Connection:
        return self.status.find_one(connection_id, actor)
