"""Which connection, request or service is meant by the words somebody used. Generous, but never guessing."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from workflows.catalog.service import Service
from workflows.connections.model import Connection
from workflows.reporting.snapshot import Snapshot
from workflows.requests.model import ConnectorRequest

Scorer = Callable[[str, str], float]
"""How alike two names are, from 0 to 100."""

NAME_SIMILARITY = 84.0
"""One wrong letter in six, or two neighbours swapped in a longer name."""
SUGGESTION_SIMILARITY = 60.0
"""Alike enough to be asked about."""
MIN_TYPO_CHARS = 4
"""Characters; in a shorter word one edit makes another word."""

NAME_FILLER = re.compile(
    r"\b(?:the|our|an?|any|my|this|that|all|connectors?|connections?|integrations?|syncs?|imports?|data|"
    r"datasets?|sources?|tables?|please|pls|currently|now|right now|today|exactly|again|fivetran|airflow|for|"
    r"from|in|of|bigquery|account|one|things?|stuff|schema|feed|pipeline|logs)\b"
)
DEVELOPMENT_WORDS = re.compile(r"\b(?:fivetran[_ ])?(?:dev|development|nonprod|staging)\b(?: environment)?")
PRODUCTION_WORDS = re.compile(r"\b(?:fivetran[_ ])?(?:prod|production)\b(?: environment)?")


@dataclass(frozen=True)
class Match:
    """What the words stand for; all of it at once when they stand for several things."""

    name: str
    """What to call it."""
    connections: tuple[Connection, ...] = ()
    requests: tuple[ConnectorRequest, ...] = ()
    """Requests that have no connection (yet)."""
    services: tuple[Service, ...] = ()

    @property
    def is_service_only(self) -> bool:
        """Whether it could be connected, but is not."""
        return not self.connections and not self.requests


@dataclass(frozen=True)
class NameIndex:
    """Every name there is, with the thing it names."""

    snapshot: Snapshot

    def for_service(self, service: Service) -> Match:
        """Everything of one service."""
        return Match(
            service.name,
            tuple(one for one in self.snapshot.connections if one.service == service.id),
            tuple(one for one in self._pending() if one.answers.service == service.id),
            (service,),
        )

    def for_name(self, name: str) -> Match:
        """Connections and requests with exactly this name, in whichever environment."""
        connections = tuple(one for one in self.snapshot.connections if one.name == name)
        requests = tuple(one for one in self._pending() if one.dataset == name)
        ids = dict.fromkeys([one.service for one in connections] + [one.answers.service for one in requests])
        return Match(name, connections, requests, tuple(self.snapshot.service(one) for one in ids))

    def names(self) -> dict[str, str]:
        """Every name and id of a connection or request, as people type it → the name."""
        known = {normalize_name(one.name): one.name for one in self.snapshot.connections}
        known |= {normalize_name(one.id): one.name for one in self.snapshot.connections}
        return known | {normalize_name(one.dataset): one.dataset for one in self._pending()}

    def services(self) -> dict[str, list[Service]]:
        """Every name of a service, as people type it → the services called so."""
        known: dict[str, list[Service]] = {}
        listed = {one.id: one for one in self.snapshot.services.values() if not one.is_internal}
        there = {one.service: self.snapshot.service(one.service) for one in self.snapshot.connections}
        for service in (listed | there).values():
            for name in dict.fromkeys(
                normalize_name(word) for word in (service.id, service.name, *service.aliases)
            ):
                known.setdefault(name, []).append(service)
        return known

    def find_offered_services(self, wanted: str) -> list[Service]:
        """What is called exactly so among all that Fivetran offers: in so many names, anything is alike."""
        return [
            one
            for one in self.snapshot.offered_services.values()
            if wanted in (normalize_name(one.name), normalize_name(one.id))
        ]

    def _pending(self) -> Iterable[ConnectorRequest]:
        there = {one.id for one in self.snapshot.connections}
        return (one for one in self.snapshot.requests if not one.is_closed and one.connection_id not in there)


def resolve_name(text: str, snapshot: Snapshot, scorer: Scorer) -> Match | None:
    """What `words` mean among everything in `facts`; None when they name nothing that is there."""
    for wanted, narrowed in _interpretations(normalize_name(text), snapshot):
        if wanted and (meant := _find(wanted, NameIndex(narrowed), scorer)):
            return meant
    return None


def suggest_names(text: str, snapshot: Snapshot, scorer: Scorer, limit: int = 3) -> list[str]:
    """Names of connections that look a little like `words`, the likest first."""
    scores = {
        one.name: scorer(normalize_name(text), normalize_name(one.name)) for one in snapshot.connections
    }
    likely = [name for name, score in scores.items() if score >= SUGGESTION_SIMILARITY]
    return sorted(likely, key=lambda name: -scores[name])[:limit]


@lru_cache(8_192)
def normalize_name(text: str) -> str:
    """Lower case, with spaces for everything but letters and digits."""
    return " ".join(re.sub(r"[\W_]+", " ", text.casefold()).split())


def _interpretations(wanted: str, facts: Snapshot) -> Iterable[tuple[str, Snapshot]]:
    """As it stands; without what says nothing; and as a name in one of the environments."""
    yield wanted, facts
    for pattern, production in ((DEVELOPMENT_WORDS, False), (PRODUCTION_WORDS, True)):
        without, found = pattern.subn(" ", wanted)
        if found:
            yield _without_environment(without), _filter_environment(facts, production)
            return
    yield _without_environment(wanted), facts


def _without_environment(wanted: str) -> str:
    return " ".join(NAME_FILLER.sub(" ", wanted).split())


def _filter_environment(facts: Snapshot, production: bool) -> Snapshot:
    narrowed = facts.filter(lambda one: facts.environment(one).is_production is production)
    return replace(narrowed, requests=()) if production else narrowed


def _find(wanted: str, candidates: NameIndex, similar: Scorer) -> Match | None:
    names, services = candidates.names(), candidates.services()
    if wanted in names:
        return candidates.for_name(names[wanted])
    if wanted in services:
        return _merge(wanted, [candidates.for_service(service) for service in services[wanted]])
    if found := _containing(wanted, services):
        return _merge(wanted, [candidates.for_service(one) for name in found for one in services[name]])
    if found := _containing(wanted, names):
        return _merge(wanted, [candidates.for_name(names[name]) for name in found])
    if offered := candidates.find_offered_services(wanted):
        return _merge(wanted, [candidates.for_service(one) for one in offered])
    return _misspelled(wanted, candidates, similar)


def _containing(wanted: str, names: Iterable[str]) -> list[str]:
    """Names that have every word of `wanted`, like "search console" in "google search console"."""
    words = set(wanted.split())
    if max((len(word) for word in words), default=0) < MIN_TYPO_CHARS:
        return []
    return [name for name in names if words <= set(name.split())]


def _misspelled(wanted: str, candidates: NameIndex, similar: Scorer) -> Match | None:
    if len(wanted) < MIN_TYPO_CHARS:
        return None
    names, services = candidates.names(), candidates.services()
    scores = {name: similar(wanted, name) for name in [*names, *services]}
    best = max(scores.values(), default=0.0)
    if best < NAME_SIMILARITY:
        return None
    nearest = [name for name, score in scores.items() if score == best]
    meant = [candidates.for_name(names[name]) for name in nearest if name in names]
    return _merge(
        nearest[0], meant or [candidates.for_service(one) for name in nearest for one in services[name]]
    )


def _merge(name: str, meant: list[Match]) -> Match:
    """Several readings as one; named by what was typed when there is more than one."""
    if len(meant) == 1:
        return meant[0]
    return Match(
        name,
        tuple(dict.fromkeys(one for some in meant for one in some.connections)),
        tuple({one.id: one for some in meant for one in some.requests}.values()),
        tuple({one.id: one for some in meant for one in some.services}.values()),
    )
