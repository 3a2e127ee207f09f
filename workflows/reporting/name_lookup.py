"""Which connection, request or service is meant by the words somebody used. Generous, but never guessing."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from workflows.catalog.service import Service
from workflows.connections.model import Connection
from workflows.reporting.snapshot import Facts
from workflows.requests.model import ConnectorRequest

Similar = Callable[[str, str], float]
"""How alike two names are, from 0 to 100."""

ALIKE = 84.0
"""One wrong letter in six, or two neighbours swapped in a longer name."""
LIKELY = 60.0
"""Alike enough to be asked about."""
SHORTEST_TYPO = 4
"""Characters; in a shorter word one edit makes another word."""

FILLER = re.compile(
    r"\b(?:the|our|an?|any|my|this|that|all|connectors?|connections?|integrations?|syncs?|imports?|data|"
    r"datasets?|sources?|tables?|please|pls|currently|now|right now|today|exactly|again|fivetran|airflow|for|"
    r"from|in|of|bigquery|account|one|things?|stuff|schema|feed|pipeline|logs)\b"
)
DEVELOPMENT = re.compile(r"\b(?:fivetran[_ ])?(?:dev|development|nonprod|staging)\b(?: environment)?")
PRODUCTION = re.compile(r"\b(?:fivetran[_ ])?(?:prod|production)\b(?: environment)?")


@dataclass(frozen=True)
class Meant:
    """What the words stand for; all of it at once when they stand for several things."""

    name: str
    """What to call it."""
    connections: tuple[Connection, ...] = ()
    requests: tuple[ConnectorRequest, ...] = ()
    """Requests that have no connection (yet)."""
    services: tuple[Service, ...] = ()

    @property
    def is_only_a_service(self) -> bool:
        """Whether it could be connected, but is not."""
        return not self.connections and not self.requests


@dataclass(frozen=True)
class Candidates:
    """Every name there is, with the thing it names."""

    facts: Facts

    def of(self, service: Service) -> Meant:
        """Everything of one service."""
        return Meant(
            service.name,
            tuple(one for one in self.facts.connections if one.service == service.id),
            tuple(one for one in self._pending() if one.answers.service == service.id),
            (service,),
        )

    def called(self, name: str) -> Meant:
        """Connections and requests with exactly this name, in whichever environment."""
        connections = tuple(one for one in self.facts.connections if one.name == name)
        requests = tuple(one for one in self._pending() if one.dataset == name)
        ids = dict.fromkeys([one.service for one in connections] + [one.answers.service for one in requests])
        return Meant(name, connections, requests, tuple(self.facts.service(one) for one in ids))

    def names(self) -> dict[str, str]:
        """Every name and id of a connection or request, as people type it → the name."""
        known = {plain(one.name): one.name for one in self.facts.connections}
        known |= {plain(one.id): one.name for one in self.facts.connections}
        return known | {plain(one.dataset): one.dataset for one in self._pending()}

    def services(self) -> dict[str, list[Service]]:
        """Every name of a service, as people type it → the services called so."""
        known: dict[str, list[Service]] = {}
        listed = {one.id: one for one in self.facts.services.values() if not one.internal}
        there = {one.service: self.facts.service(one.service) for one in self.facts.connections}
        for service in (listed | there).values():
            for name in dict.fromkeys(plain(word) for word in (service.id, service.name, *service.alias)):
                known.setdefault(name, []).append(service)
        return known

    def offered(self, wanted: str) -> list[Service]:
        """What is called exactly so among all that Fivetran offers: in so many names, anything is alike."""
        return [one for one in self.facts.offered.values() if wanted in (plain(one.name), plain(one.id))]

    def _pending(self) -> Iterable[ConnectorRequest]:
        there = {one.id for one in self.facts.connections}
        return (one for one in self.facts.requests if not one.is_over and one.connection_id not in there)


def resolve(words: str, facts: Facts, similar: Similar) -> Meant | None:
    """What `words` mean among everything in `facts`; None when they name nothing that is there."""
    for wanted, narrowed in _readings(plain(words), facts):
        if wanted and (meant := _find(wanted, Candidates(narrowed), similar)):
            return meant
    return None


def nearest(words: str, facts: Facts, similar: Similar, most: int = 3) -> list[str]:
    """Names of connections that look a little like `words`, the likest first."""
    scores = {one.name: similar(plain(words), plain(one.name)) for one in facts.connections}
    likely = [name for name, score in scores.items() if score >= LIKELY]
    return sorted(likely, key=lambda name: -scores[name])[:most]


@lru_cache(8_192)
def plain(words: str) -> str:
    """Lower case, with spaces for everything but letters and digits."""
    return " ".join(re.sub(r"[\W_]+", " ", words.casefold()).split())


def _readings(wanted: str, facts: Facts) -> Iterable[tuple[str, Facts]]:
    """As it stands; without what says nothing; and as a name in one of the environments."""
    yield wanted, facts
    for pattern, production in ((DEVELOPMENT, False), (PRODUCTION, True)):
        without, found = pattern.subn(" ", wanted)
        if found:
            yield _bare(without), _only(facts, production)
            return
    yield _bare(wanted), facts


def _bare(wanted: str) -> str:
    return " ".join(FILLER.sub(" ", wanted).split())


def _only(facts: Facts, production: bool) -> Facts:
    narrowed = facts.only(lambda one: facts.environment(one).is_production is production)
    return replace(narrowed, requests=()) if production else narrowed


def _find(wanted: str, candidates: Candidates, similar: Similar) -> Meant | None:
    names, services = candidates.names(), candidates.services()
    if wanted in names:
        return candidates.called(names[wanted])
    if wanted in services:
        return _together(wanted, [candidates.of(service) for service in services[wanted]])
    if found := _containing(wanted, services):
        return _together(wanted, [candidates.of(one) for name in found for one in services[name]])
    if found := _containing(wanted, names):
        return _together(wanted, [candidates.called(names[name]) for name in found])
    if offered := candidates.offered(wanted):
        return _together(wanted, [candidates.of(one) for one in offered])
    return _misspelt(wanted, candidates, similar)


def _containing(wanted: str, names: Iterable[str]) -> list[str]:
    """Names that have every word of `wanted`, like "search console" in "google search console"."""
    words = set(wanted.split())
    if max((len(word) for word in words), default=0) < SHORTEST_TYPO:
        return []
    return [name for name in names if words <= set(name.split())]


def _misspelt(wanted: str, candidates: Candidates, similar: Similar) -> Meant | None:
    if len(wanted) < SHORTEST_TYPO:
        return None
    names, services = candidates.names(), candidates.services()
    scores = {name: similar(wanted, name) for name in [*names, *services]}
    best = max(scores.values(), default=0.0)
    if best < ALIKE:
        return None
    nearest = [name for name, score in scores.items() if score == best]
    meant = [candidates.called(names[name]) for name in nearest if name in names]
    return _together(nearest[0], meant or [candidates.of(one) for name in nearest for one in services[name]])


def _together(name: str, meant: list[Meant]) -> Meant:
    """Several readings as one; named by what was typed when there is more than one."""
    if len(meant) == 1:
        return meant[0]
    return Meant(
        name,
        tuple(dict.fromkeys(one for some in meant for one in some.connections)),
        tuple({one.id: one for some in meant for one in some.requests}.values()),
        tuple({one.id: one for some in meant for one in some.services}.values()),
    )
