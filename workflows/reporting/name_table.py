"""Every name in the account, to find the few rows that a question can be about before any is read in full."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from heapq import nlargest
from typing import TypeVar

from workflows.reporting.name_lookup import MIN_TYPO_CHARS, Scorer, normalize_name

T = TypeVar("T")
MAX_SIMILAR_NAMES = 50
"""Similar names that are looked at. The viewer may have access to few of them."""


@dataclass(frozen=True)
class NamedRow:
    """A connection, or a request without one."""

    id: str
    name: str
    """The name of the connection, or the dataset of the request."""
    service: str


@dataclass(frozen=True)
class NameTable:
    """Finds rows by their names, ids, and services, as `resolve_name` compares them."""

    rows: tuple[NamedRow, ...]

    @cached_property
    def by_service(self) -> Mapping[str, list[NamedRow]]:
        """Service id → its rows."""
        return _group((row.service, row) for row in self.rows)

    @cached_property
    def by_key(self) -> Mapping[str, list[NamedRow]]:
        """Normalized name or id → its rows."""
        return _group((normalize_name(text), row) for row in self.rows for text in (row.name, row.id))

    @cached_property
    def _keys_by_word(self) -> Mapping[str, list[str]]:
        return _group((word, key) for key in self.by_key for word in set(key.split()))

    def containing(self, wanted: str) -> Iterator[str]:
        """Yield the keys that have every word of `wanted`, if one of its words is long enough."""
        words = set(wanted.split())
        if max((len(word) for word in words), default=0) < MIN_TYPO_CHARS:
            return
        rarest = min((self._keys_by_word.get(word, []) for word in words), key=len)
        yield from (key for key in rarest if words <= set(key.split()))

    def similar(self, wanted: str, scorer: Scorer, least: float) -> Iterable[str]:
        """Return the keys that are at least that similar, the most similar first."""
        scores = {key: scorer(wanted, key) for key in self.by_key}
        return nlargest(MAX_SIMILAR_NAMES, (key for key in scores if scores[key] >= least), key=scores.__getitem__)


def _group(pairs: Iterable[tuple[str, T]]) -> dict[str, list[T]]:
    """Return key → its values, each once."""
    grouped: dict[str, dict[T, None]] = defaultdict(dict)
    for key, value in pairs:
        grouped[key][value] = None
    return {key: list(values) for key, values in grouped.items()}
