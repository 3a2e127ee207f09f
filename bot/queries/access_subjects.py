"""Existing connections that a person can ask for, as far as they can know of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.queries.answerer import Answerer
from bot.store.existing_connections import ExistingConnectionStore
from workflows.access_questions.model import AccessSubject
from workflows.reporting.duplicates import ExistingConnection, FoundConnections, is_internal_to, visible_duplicates
from workflows.reporting.snapshot import Snapshot
from workflows.requests.confidentiality import PUBLIC, Viewer


@dataclass(frozen=True)
class AccessSubjectQueries:
    """Implements `workflows.access_questions.ports.AccessSubjects`."""

    answerer: Answerer
    existing_connections: ExistingConnectionStore

    def find(self, connection_id: str, viewer: Viewer) -> AccessSubject | None:
        found = self.existing_connections.of_connection(connection_id)
        return next(iter(self._subjects(found, self._visible(found, viewer))), None)

    def restricted_of(self, service_id: str, viewer: Viewer) -> Sequence[AccessSubject]:
        found = self.existing_connections.of_service(service_id)
        seen, snapshot = {*self._visible(found, viewer)}, self.answerer.bare_snapshot(found.requests)
        hidden = [one for one in found.existing if one not in seen]
        return self._subjects(found, [one for one in hidden if not _is_internal(one, snapshot, viewer)])

    def _visible(self, found: FoundConnections, viewer: Viewer) -> Sequence[ExistingConnection]:
        return visible_duplicates(found.existing, self.answerer.bare_snapshot(found.requests), viewer).connections

    def _subjects(self, found: FoundConnections, connections: Iterable[ExistingConnection]) -> Sequence[AccessSubject]:
        snapshot, public = self.answerer.bare_snapshot(found.requests), {*self._visible(found, PUBLIC)}
        return [_subject(one, snapshot, is_confidential=one not in public) for one in connections]


def _is_internal(existing: ExistingConnection, snapshot: Snapshot, viewer: Viewer) -> bool:
    return is_internal_to(existing.service, existing.owner, snapshot, viewer)


def _subject(existing: ExistingConnection, snapshot: Snapshot, *, is_confidential: bool) -> AccessSubject:
    return AccessSubject(
        key=str(existing.connection_id or existing.request_id),
        service=existing.service,
        service_name=snapshot.service(existing.service).name,
        name=existing.name,
        environment=existing.environment,
        request_id=existing.request_id,
        is_confidential=is_confidential,
    )
