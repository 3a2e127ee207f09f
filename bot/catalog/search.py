"""Search services by what people type, typos included."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.catalog.mentions import ServiceMentions
from workflows.catalog.service import Service, Stage

MAX_SEARCH_RESULTS = 99
"""Slack accepts 100 options; one is left for the custom connector."""
MIN_FUZZY_CHARS = 3
FUZZY_SIMILARITY = 0.7
"""Below this the query is another word, not a typo."""

NEAREST_SIMILARITY = 0.5
"""Below this a name doesn't sound like the query."""
MAX_NEAREST = 8
MIN_INNER_CHARS = 4
"""A shorter query that only occurs inside a word, such as “ig” in BigQuery, names nothing."""

EXACT_MATCH, PREFIX_MATCH, WORD_MATCH, SUBSTRING_MATCH, TYPE_MATCH, FUZZY_MATCH = range(6)
"""Ranks of a match, best first."""


class IndexedWord(NamedTuple):
    """A text that finds a service."""

    text: str
    position: int
    """Index of the service."""
    is_type: bool = False
    is_joined: bool = False
    """Whether it's a name without its spaces, such as `googleads`. Typos aren't looked for in it."""


class CatalogIndex:
    """An immutable index of all services, built once for each download."""

    def __init__(self, services: Iterable[Service]) -> None:
        shown = [service for service in services if not service.is_hidden and service.stage is not Stage.DEVELOPMENT]
        self._services = sorted(shown, key=lambda service: service.name.casefold())
        self._positions = {service.id: position for position, service in enumerate(self._services)}
        self._words = [word for position, service in enumerate(self._services) for word in _words(position, service)]
        self._named = [word for word in self._words if not word.is_type and not word.is_joined]

    def search(self, query: str, connection_counts: Mapping[str, int], *, internal: bool) -> Sequence[Service]:
        """Return the services that match: by rank, then by number of connections, then by name.

        An empty query matches all services.
        """
        query_text = _simplify(query)
        ranks = self._ranks(query_text) if query_text else dict.fromkeys(range(len(self._services)), EXACT_MATCH)
        allowed = [position for position in ranks if internal or not self._services[position].is_internal]
        allowed.sort(
            key=lambda position: (
                ranks[position],
                -connection_counts.get(self._services[position].id, 0),
                position,
            )
        )
        return [self._services[position] for position in allowed[:MAX_SEARCH_RESULTS]]

    def best_match(self, query: str, connection_counts: Mapping[str, int], *, internal: bool) -> Service | None:
        """Return the service that `query` names; None when that would be a guess.

        Its name equals or starts with the query, or it is the only service that contains the query.
        """
        found = self.search(query, connection_counts, internal=internal)
        ranks = self._ranks(_simplify(query))
        clear = TYPE_MATCH if len(query.strip()) >= MIN_INNER_CHARS else SUBSTRING_MATCH
        real = [service for service in found if ranks.get(self._positions[service.id], FUZZY_MATCH) < clear]
        is_clear = real and (ranks[self._positions[real[0].id]] <= PREFIX_MATCH or len(real) == 1)
        return real[0] if is_clear else None

    def named(self, query: str, *, internal: bool) -> Sequence[Service]:
        """Return the services that have this name or type: with exactly this name, else those that contain it."""
        ranks = self._ranks(_simplify(query))
        least = TYPE_MATCH if len(query.strip()) >= MIN_INNER_CHARS else WORD_MATCH
        for chosen in ({EXACT_MATCH}, set(range(least)) - {TYPE_MATCH}, {TYPE_MATCH}):
            found = [self._services[position] for position, rank in sorted(ranks.items()) if rank in chosen]
            if allowed := [service for service in found if internal or not service.is_internal]:
                return allowed
        return []

    def nearest(self, query: str, connection_counts: Mapping[str, int], *, internal: bool) -> Sequence[Service]:
        """Return the services that match the query, or a word of it, else those that sound like it, best first."""
        words = [word for word in query.split() if len(word) > MIN_FUZZY_CHARS]
        for queries in ([query], words):
            found = [self.search(one, connection_counts, internal=internal) for one in queries]
            if any(found):
                return list({service.id: service for service in chain.from_iterable(found)}.values())
        return self._sounding_like(_simplify(query), internal=internal)

    def _sounding_like(self, query_text: str, *, internal: bool) -> Sequence[Service]:
        texts = [word.text for word in self._named]
        alike = process.extract(
            query_text, texts, scorer=OSA.normalized_similarity, score_cutoff=NEAREST_SIMILARITY, limit=MAX_NEAREST
        )
        found = {self._named[number].position: None for _text, _score, number in alike}
        services = [self._services[position] for position in found]
        return [service for service in services if internal or not service.is_internal]

    @cached_property
    def mentions(self) -> ServiceMentions:
        """Finds services in longer texts."""
        return ServiceMentions(self._services)

    def has_name(self, query: str) -> bool:
        """Whether a service has exactly this name."""
        return EXACT_MATCH in self._ranks(_simplify(query)).values()

    def _ranks(self, query_text: str) -> dict[int, int]:
        """Return index of a service → rank of its match."""
        found: dict[int, int] = {}
        inner = f" {query_text}"
        for text, position, is_type, _is_joined in self._words:
            if query_text in text:
                rank = _rank(query_text, inner, text, is_type)
                if rank < found.get(position, FUZZY_MATCH):
                    found[position] = rank
        if min(found.values(), default=FUZZY_MATCH) > WORD_MATCH and len(query_text) >= MIN_FUZZY_CHARS:
            for position in self._misspelled(query_text):  # a query that starts a word isn't a typo
                found.setdefault(position, FUZZY_MATCH)
        return found

    def _misspelled(self, query_text: str) -> Iterable[int]:
        """Yield services with a word that starts similarly; two swapped letters count as one typo."""
        beginnings = [word.text[: len(query_text)] for word in self._named]
        alike = process.extract(
            query_text,
            beginnings,
            scorer=OSA.normalized_similarity,
            score_cutoff=FUZZY_SIMILARITY,
            limit=MAX_SEARCH_RESULTS,
        )
        return (self._named[number].position for _text, _score, number in alike)


def _words(position: int, service: Service) -> list[IndexedWord]:
    named = dict.fromkeys(_simplify(name) for name in (service.name, service.id, *service.aliases))
    joined = dict.fromkeys(name.replace(" ", "") for name in named)
    words = [IndexedWord(text, position) for text in named]
    words += [IndexedWord(text, position, is_joined=True) for text in joined if text not in named]
    return [*words, IndexedWord(service.type.casefold(), position, is_type=True)] if service.type else words


def _simplify(text: str) -> str:
    """Return a name or a query in lowercase, with single spaces for everything that separates words."""
    return " ".join(re.sub(r"[\s_./-]+", " ", text.casefold()).split())


def _rank(query_text: str, inner: str, text: str, is_type: bool) -> int:
    if is_type:
        return TYPE_MATCH
    if query_text == text:
        return EXACT_MATCH
    if text.startswith(query_text):
        return PREFIX_MATCH
    return WORD_MATCH if inner in text else SUBSTRING_MATCH
