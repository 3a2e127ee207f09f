"""Find the one service that a message mentions."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from workflows.catalog.service import Service

_WORD = re.compile(r"[^\W_]+")
PLACE_WORDS = frozenset({"in", "into", "on", "to"})
"""Words before the name of a place, as in “Stripe data into BigQuery”. It's dropped if another service is mentioned."""
SENTENCE_END = frozenset(".!?:\n")
SHORT_NAME_CHARS = 3
EVERYDAY_WORDS = frozenset(
    _WORD.findall("""
    adjust affinity amplitude assembled attentive box branch canny checkout close column concord convex copper
    cornerstone cosmos custom drift drip economic email event events file files float fountain front function gem
    grin guru harvest heap help helpdesk hex impact integrate lattice lever liftoff linear loop mention mode mountain
    namely nice notion orbit outreach poplar postmark productive profound quorum ramp recharge sage segment
    sentry shortcut splash sprout square tempo transcend tremendous upland webhook webhooks zip
    """)
)
"""Names of services that are also words of a plain sentence."""
DAYS = frozenset({"monday"})
"""Words with a capital letter that name a service only as a part of a longer name, such as Monday.com."""

Key = tuple[str, ...]


@dataclass(frozen=True)
class Mention:
    """A name in a text, and the services that go by it."""

    services: frozenset[str]
    word_before: str


class ServiceMentions:
    """The names of services by their words, to find them in a text. A name inside a longer one doesn't count."""

    def __init__(self, services: Iterable[Service]) -> None:
        self._services: dict[str, Service] = {}
        self._named: dict[Key, frozenset[str]] = {}
        for service in services:
            self._services[service.id] = service
            for key in {_key(name) for name in (service.id, service.name, *service.aliases)} - {()}:
                self._named[key] = self._named.get(key, frozenset()) | {service.id}
        self._most_words = max(map(len, self._named), default=0)

    def find_only(self, text: str, *, internal: bool) -> Service | None:
        """Return the service that can be requested and is the only one mentioned; None if that would be a guess."""
        found = list(self._mentions(text))
        sources = [mention for mention in found if mention.word_before not in PLACE_WORDS]
        ids = frozenset[str]().union(*(mention.services for mention in sources or found))
        if len(ids) != 1:
            return None
        service = self._services[next(iter(ids))]
        return None if service.unavailable_reason or (service.is_internal and not internal) else service

    def _mentions(self, text: str) -> Iterator[Mention]:
        words = list(_WORD.finditer(text))
        folded = [word[0].casefold() for word in words]
        position = 0
        while position < len(words):
            key = self._longest_name(folded, position)
            if key and (len(key) > 1 or _is_name(text, words[position])):
                yield Mention(self._named[key], folded[position - 1] if position else "")
            position += len(key) or 1

    def _longest_name(self, words: list[str], start: int) -> Key:
        spans = (tuple(words[start : start + length]) for length in range(self._most_words, 0, -1))
        return next((span for span in spans if span in self._named), ())


def _key(name: str) -> Key:
    return tuple(_WORD.findall(name.casefold()))


def _is_name(text: str, word: re.Match[str]) -> bool:
    """Whether a word is a name: an everyday or short one has a capital letter that no sentence begins with."""
    if word[0].casefold() in DAYS:
        return False
    if word[0].casefold() not in EVERYDAY_WORDS and len(word[0]) > SHORT_NAME_CHARS:
        return True
    before = text[: word.start()].rstrip(" \t\"'“‘(*_-•")
    return word[0][0].isupper() and bool(before) and before[-1] not in SENTENCE_END
