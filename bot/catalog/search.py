"""The type-ahead: services from what people type, misspelt or not."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from workflows.catalog.service import Service, Stage

MAX_SEARCH_RESULTS = 99
"""Slack takes 100 options; one is kept for the way out when nothing fits."""
MIN_FUZZY_CHARS = 3
FUZZY_SIMILARITY = 0.7
"""Below this, what was typed is another word and not a misspelt one."""

EXACT_MATCH, PREFIX_MATCH, WORD_MATCH, SUBSTRING_MATCH, TYPE_MATCH, FUZZY_MATCH = range(6)
"""How well something fits, best first."""


class IndexedWord(NamedTuple):
    """Something a service is found by."""

    text: str
    position: int
    """Which service."""
    is_type: bool


class CatalogIndex:
    """All services, ready to be searched. Built once for each catalogue; it never changes."""

    def __init__(self, services: Iterable[Service]) -> None:
        shown = [one for one in services if not one.is_hidden and one.stage is not Stage.DEVELOPMENT]
        self._services = sorted(shown, key=lambda one: one.name.casefold())
        self._places = {one.id: place for place, one in enumerate(self._services)}
        self._words = [word for place, one in enumerate(self._services) for word in _words(place, one)]
        self._named = [word for word in self._words if not word.is_type]

    def search(
        self, query: str, connection_counts: Mapping[str, int], *, internal: bool
    ) -> Sequence[Service]:
        """Services that fit `query`: by match, then by how much each is used here, then by name.

        An empty query finds all of them, those in use first.
        """
        wanted = " ".join(query.casefold().split())
        fits = self._fits(wanted) if wanted else dict.fromkeys(range(len(self._services)), EXACT_MATCH)
        allowed = [place for place in fits if internal or not self._services[place].is_internal]
        allowed.sort(
            key=lambda place: (fits[place], -connection_counts.get(self._services[place].id, 0), place)
        )
        return [self._services[place] for place in allowed[:MAX_SEARCH_RESULTS]]

    def best_match(
        self, query: str, connection_counts: Mapping[str, int], *, internal: bool
    ) -> Service | None:
        """The one service that somebody means who typed `query`; None when that would be a guess.

        It is called so or begins so, or it is the only one in which these very letters are found.
        """
        found = self.search(query, connection_counts, internal=internal)
        fits = self._fits(" ".join(query.casefold().split()))
        real = [one for one in found if fits.get(self._places[one.id], FUZZY_MATCH) < TYPE_MATCH]
        is_clear = real and (fits[self._places[real[0].id]] <= PREFIX_MATCH or len(real) == 1)
        return real[0] if is_clear else None

    def has_name(self, query: str) -> bool:
        """Whether there is a service of exactly this name."""
        return EXACT_MATCH in self._fits(" ".join(query.casefold().split())).values()

    def _fits(self, wanted: str) -> dict[int, int]:
        """Service → how well it fits."""
        found: dict[int, int] = {}
        inner = f" {wanted}"
        for text, place, is_type in self._words:
            if wanted in text:
                fit = _fit(wanted, inner, text, is_type)
                if fit < found.get(place, FUZZY_MATCH):
                    found[place] = fit
        if min(found.values(), default=FUZZY_MATCH) > WORD_MATCH and len(wanted) >= MIN_FUZZY_CHARS:
            for place in self._misspelled(wanted):  # only then: what begins like this is what was meant
                found.setdefault(place, FUZZY_MATCH)
        return found

    def _misspelled(self, wanted: str) -> Iterable[int]:
        """Services one of whose words begins nearly like this; two swapped letters count as one mistake."""
        beginnings = [word.text[: len(wanted)] for word in self._named]
        alike = process.extract(
            wanted,
            beginnings,
            scorer=OSA.normalized_similarity,
            score_cutoff=FUZZY_SIMILARITY,
            limit=MAX_SEARCH_RESULTS,
        )
        return (self._named[number].position for _text, _score, number in alike)


def _words(place: int, service: Service) -> list[IndexedWord]:
    named = (service.name, service.id.replace("_", " "), service.id, *service.aliases)
    words = [
        IndexedWord(text, place, False)
        for text in dict.fromkeys(" ".join(one.casefold().split()) for one in named)
    ]
    return [*words, IndexedWord(service.type.casefold(), place, True)] if service.type else words


def _fit(wanted: str, inner: str, text: str, is_type: bool) -> int:
    if is_type:
        return TYPE_MATCH
    if wanted == text:
        return EXACT_MATCH
    if text.startswith(wanted):
        return PREFIX_MATCH
    return WORD_MATCH if inner in text else SUBSTRING_MATCH
