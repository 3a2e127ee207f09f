"""Match a typed name to connections, requests, and services: tolerant of typos, but never a guess."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from workflows.catalog.service import Service
from workflows.connections.model import Connection
from workflows.reporting.snapshot import Snapshot
from workflows.requests.model import ConnectorRequest
from workflows.typed_text import normalize_name

Scorer = Callable[[str, str], float]
"""Similarity of two names, from 0 to 100."""

NAME_SIMILARITY = 84.0
"""Allows one wrong letter in six, or two swapped neighbors in a longer name."""
SUGGESTION_SIMILARITY = 60.0
"""Similar enough to suggest."""
SUGGESTED_NAMES = 3
MIN_TYPO_CHARS = 4
"""Characters; one edit turns a shorter word into another word."""

NAME_FILLER = re.compile(
    r"\b(?:the|our|an?|any|my|this|that|all|connectors?|connections?|integrations?|syncs?|imports?|data|"
    r"datasets?|sources?|tables?|please|pls|currently|now|right now|today|exactly|again|fivetran|airflow|for|"
    r"from|in|of|bigquery|account|one|things?|stuff|schema|feed|pipeline|logs)\b"
)
DEVELOPMENT_WORDS = re.compile(r"\b(?:fivetran[_ ])?(?:dev|development|nonprod|staging)\b(?: environment)?")
PRODUCTION_WORDS = re.compile(r"\b(?:fivetran[_ ])?(?:prod|production)\b(?: environment)?")


@dataclass(frozen=True)
class Match:
    """Everything that a name stands for."""

    name: str
    """Name to show."""
    connections: tuple[Connection, ...] = ()
    requests: tuple[ConnectorRequest, ...] = ()
    """Requests without a connection."""
    services: tuple[Service, ...] = ()

    @property
    def is_service_only(self) -> bool:
        """Whether only a service matches, without connection or request."""
        return not self.connections and not self.requests


@dataclass(frozen=True)
class NameIndex:
    """Index of all names in a snapshot."""

    snapshot: Snapshot

    def for_service(self, service: Service) -> Match:
        """Return all connections and requests of one service."""
        return Match(
            service.name,
            tuple(connection for connection in self.snapshot.connections if connection.service == service.id),
            tuple(request for request in self._pending() if request.answers.service == service.id),
            (service,),
        )

    def for_services(self, wanted: str, services: Sequence[Service]) -> Match | None:
        """Return the same for several services; None for no service."""
        return _merge(wanted, [self.for_service(service) for service in services]) if services else None

    def for_name(self, name: str) -> Match:
        """Return the connections and requests with exactly this name, in both environments."""
        connections = tuple(connection for connection in self.snapshot.connections if connection.name == name)
        requests = tuple(request for request in self._pending() if request.dataset == name)
        ids = dict.fromkeys(
            [connection.service for connection in connections] + [request.answers.service for request in requests]
        )
        return Match(name, connections, requests, tuple(self.snapshot.service(one) for one in ids))

    @cached_property
    def names(self) -> dict[str, str]:
        """Return normalized names and ids of connections and requests → the name."""
        known = {normalize_name(connection.name): connection.name for connection in self.snapshot.connections}
        known |= {normalize_name(connection.id): connection.name for connection in self.snapshot.connections}
        return known | {normalize_name(request.dataset): request.dataset for request in self._pending()}

    @cached_property
    def services(self) -> dict[str, list[Service]]:
        """Return normalized names of services → the services with that name."""
        known: dict[str, list[Service]] = {}
        listed = {service.id: service for service in self.snapshot.services.values() if not service.is_internal}
        there = {
            connection.service: self.snapshot.service(connection.service) for connection in self.snapshot.connections
        }
        for service in (listed | there).values():
            for name in service_keys(service):
                known.setdefault(name, []).append(service)
        return known

    def find_offered_services(self, wanted: str) -> Sequence[Service]:
        """Return services that Fivetran offers under exactly this name: typos would match too many."""
        return self.snapshot.offered_services.by_name.get(wanted, ())

    def _pending(self) -> Iterable[ConnectorRequest]:
        there = {connection.id for connection in self.snapshot.connections}
        return (
            request
            for request in self.snapshot.requests
            if not request.is_closed and request.connection_id not in there
        )


def resolve_name(text: str, snapshot: Snapshot, scorer: Scorer) -> Match | None:
    """Return what `text` refers to in the snapshot; None when nothing matches."""
    for wanted, is_production in interpretations(text):
        index = NameIndex(snapshot.in_environment(is_production))
        for find in MATCHERS:
            if match := find(wanted, index, scorer):
                return match
    return None


def suggest_names(text: str, snapshot: Snapshot, scorer: Scorer) -> list[str]:
    """Return the names of similar connections, the most similar first."""
    scores = {
        connection.name: scorer(normalize_name(text), normalize_name(connection.name))
        for connection in snapshot.connections
    }
    likely = [name for name, score in scores.items() if score >= SUGGESTION_SIMILARITY]
    return sorted(likely, key=lambda name: -scores[name])[:SUGGESTED_NAMES]


def service_keys(service: Service) -> Iterable[str]:
    """Return the normalized names that a service goes by, each once."""
    return dict.fromkeys(normalize_name(word) for word in (service.id, service.name, *service.aliases))


def interpretations(text: str) -> Iterator[tuple[str, bool | None]]:
    """Yield the name as typed, then without filler, and whether it names production; None for no environment."""
    wanted = normalize_name(text)
    readings: list[tuple[str, bool | None]] = [(wanted, None), _without_environment(wanted)]
    yield from dict.fromkeys(reading for reading in readings if reading[0])


def _without_environment(wanted: str) -> tuple[str, bool | None]:
    for pattern, is_production in ((DEVELOPMENT_WORDS, False), (PRODUCTION_WORDS, True)):
        without, found = pattern.subn(" ", wanted)
        if found:
            return _without_filler(without), is_production
    return _without_filler(wanted), None


def _without_filler(wanted: str) -> str:
    return " ".join(NAME_FILLER.sub(" ", wanted).split())


def _by_name(wanted: str, candidates: NameIndex, _scorer: Scorer) -> Match | None:
    names = candidates.names
    return candidates.for_name(names[wanted]) if wanted in names else None


def _by_service(wanted: str, candidates: NameIndex, _scorer: Scorer) -> Match | None:
    return candidates.for_services(wanted, candidates.services.get(wanted, ()))


def _by_part_of_service(wanted: str, candidates: NameIndex, _scorer: Scorer) -> Match | None:
    services = candidates.services
    return candidates.for_services(
        wanted, [service for name in containing(wanted, services) for service in services[name]]
    )


def _by_part_of_name(wanted: str, candidates: NameIndex, _scorer: Scorer) -> Match | None:
    names = candidates.names
    found = containing(wanted, names)
    return _merge(wanted, [candidates.for_name(names[name]) for name in found]) if found else None


def _by_offered_service(wanted: str, candidates: NameIndex, _scorer: Scorer) -> Match | None:
    return candidates.for_services(wanted, candidates.find_offered_services(wanted))


def containing(wanted: str, names: Iterable[str]) -> list[str]:
    """Return the names that have every word of `wanted`, like "search console" in "google search console"."""
    words = set(wanted.split())
    if max((len(word) for word in words), default=0) < MIN_TYPO_CHARS:
        return []
    return [name for name in names if words <= set(name.split())]


def _misspelled(wanted: str, candidates: NameIndex, scorer: Scorer) -> Match | None:
    if len(wanted) < MIN_TYPO_CHARS:
        return None
    names, services = candidates.names, candidates.services
    scores = {name: scorer(wanted, name) for name in [*names, *services]}
    best = max(scores.values(), default=0.0)
    if best < NAME_SIMILARITY:
        return None
    nearest = [name for name, score in scores.items() if score == best]
    matches = [candidates.for_name(names[name]) for name in nearest if name in names]
    return _merge(
        nearest[0],
        matches or [candidates.for_service(service) for name in nearest for service in services[name]],
    )


def _merge(name: str, matches: list[Match]) -> Match:
    """Merge matches into one; several take the typed name."""
    if len(matches) == 1:
        return matches[0]
    return Match(
        name,
        tuple(dict.fromkeys(connection for match in matches for connection in match.connections)),
        tuple({request.id: request for match in matches for request in match.requests}.values()),
        tuple({service.id: service for match in matches for service in match.services}.values()),
    )


MATCHERS = (_by_name, _by_service, _by_part_of_service, _by_part_of_name, _by_offered_service, _misspelled)
"""How a name is matched, the surest way first."""
