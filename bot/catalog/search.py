"""The type-ahead: services from what people type, misspelt or not."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from workflows.catalog.service import Service, Stage

MOST = 99
"""Slack takes 100 options; one is kept for the way out when nothing fits."""
SHORTEST_TO_MISSPELL = 3
ALIKE = 0.7
"""Below this, what was typed is another word and not a misspelt one."""

SAME, BEGINS, WORD, INSIDE, TYPE, MISSPELT = range(6)
"""How well something fits, best first."""


class Word(NamedTuple):
    """Something a service is found by."""

    text: str
    place: int
    """Which service."""
    is_type: bool


class Index:
    """All services, ready to be searched. Built once for each catalogue; it never changes."""

    def __init__(self, services: Iterable[Service]) -> None:
        shown = [one for one in services if not one.hide and one.stage is not Stage.DEVELOPMENT]
        self._services = sorted(shown, key=lambda one: one.name.casefold())
        self._places = {one.id: place for place, one in enumerate(self._services)}
        self._words = [word for place, one in enumerate(self._services) for word in _words(place, one)]
        self._named = [word for word in self._words if not word.is_type]

    def search(self, query: str, used: Mapping[str, int], *, internal: bool) -> Sequence[Service]:
        """Services that fit `query`: by match, then by how much each is used here, then by name.

        An empty query finds all of them, those in use first.
        """
        wanted = " ".join(query.casefold().split())
        fits = self._fits(wanted) if wanted else dict.fromkeys(range(len(self._services)), SAME)
        allowed = [place for place in fits if internal or not self._services[place].internal]
        allowed.sort(key=lambda place: (fits[place], -used.get(self._services[place].id, 0), place))
        return [self._services[place] for place in allowed[:MOST]]

    def meant(self, query: str, used: Mapping[str, int], *, internal: bool) -> Service | None:
        """The one service that somebody means who typed `query`; None when that would be a guess.

        It is called so or begins so, or it is the only one in which these very letters are found.
        """
        found = self.search(query, used, internal=internal)
        fits = self._fits(" ".join(query.casefold().split()))
        real = [one for one in found if fits.get(self._places[one.id], MISSPELT) < TYPE]
        is_clear = real and (fits[self._places[real[0].id]] <= BEGINS or len(real) == 1)
        return real[0] if is_clear else None

    def is_called(self, query: str) -> bool:
        """Whether there is a service of exactly this name."""
        return SAME in self._fits(" ".join(query.casefold().split())).values()

    def _fits(self, wanted: str) -> dict[int, int]:
        """Service → how well it fits."""
        found: dict[int, int] = {}
        inner = f" {wanted}"
        for text, place, is_type in self._words:
            if wanted in text:
                fit = _fit(wanted, inner, text, is_type)
                if fit < found.get(place, MISSPELT):
                    found[place] = fit
        if min(found.values(), default=MISSPELT) > WORD and len(wanted) >= SHORTEST_TO_MISSPELL:
            for place in self._misspelt(wanted):  # only then: what begins like this is what was meant
                found.setdefault(place, MISSPELT)
        return found

    def _misspelt(self, wanted: str) -> Iterable[int]:
        """Services one of whose words begins nearly like this; two swapped letters count as one mistake."""
        beginnings = [word.text[: len(wanted)] for word in self._named]
        alike = process.extract(
            wanted, beginnings, scorer=OSA.normalized_similarity, score_cutoff=ALIKE, limit=MOST
        )
        return (self._named[number].place for _text, _score, number in alike)


def _words(place: int, service: Service) -> list[Word]:
    named = (service.name, service.id.replace("_", " "), service.id, *service.alias)
    words = [
        Word(text, place, False) for text in dict.fromkeys(" ".join(one.casefold().split()) for one in named)
    ]
    return [*words, Word(service.type.casefold(), place, True)] if service.type else words


def _fit(wanted: str, inner: str, text: str, is_type: bool) -> int:
    if is_type:
        return TYPE
    if wanted == text:
        return SAME
    if text.startswith(wanted):
        return BEGINS
    return WORD if inner in text else INSIDE
