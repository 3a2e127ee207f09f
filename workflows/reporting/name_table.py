"""Every name in the account, to find the few rows that a question can be about before any is read in full."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import TypeVar

from workflows.reporting.name_lookup import MIN_TYPO_CHARS
from workflows.typed_text import normalize_name

T = TypeVar("T")
FEW_SIMILAR_NAMES, MAX_SIMILAR_NAMES = 10, 50
"""Similar names that are looked at first, and at most: the viewer may have access to few of them."""
Nearest = Callable[[str, Collection[str], float, int | None], Iterable[str]]
"""Returns the names that are at least that similar to the first text, the most similar first, and how many at most."""


@dataclass(frozen=True)
class NamedRow:
    """A connection, or a request without one."""

    id: str
    name: str
    """The name of the connection, or the dataset of the request."""
    service: str

    @property
    def keys(self) -> Iterable[str]:
        """The normalized name and id."""
        return dict.fromkeys((normalize_name(self.name), normalize_name(self.id)))


@dataclass(frozen=True)
class NameTable:
    """Finds rows by their names, ids, and services, as `resolve_name` compares them."""

    rows: tuple[NamedRow, ...]

    @cached_property
    def by_service(self) -> Mapping[str, Sequence[NamedRow]]:
        """Service id → its rows."""
        return _group((row.service, row) for row in self.rows)

    @cached_property
    def by_key(self) -> Mapping[str, Sequence[NamedRow]]:
        """Normalized name or id → its rows."""
        return _group((key, row) for row in self.rows for key in row.keys)

    @cached_property
    def _keys_by_word(self) -> Mapping[str, Sequence[str]]:
        return keys_by_word(self.by_key)

    def changed(self, ids: Collection[str], rows: Iterable[NamedRow]) -> "NameTable":
        """Return a table with `rows` in place of those with these ids. The indexes are taken over, not built again."""
        new, old = tuple(rows), [row for row in self.rows if row.id in ids]
        after = NameTable((*(row for row in self.rows if row.id not in ids), *new))
        keys_before, keys_after = _keys(old), _keys(new)
        by_key = _patched(self.by_key, keys_before, keys_after)
        lost = [key for key, _ in keys_before if key not in by_key]
        found = [key for key, _ in keys_after if key not in self.by_key]
        vars(after).update(
            by_service=_patched(self.by_service, _services(old), _services(new)),
            by_key=by_key,
            _keys_by_word=_patched(self._keys_by_word, _words(lost), _words(found)),
        )
        return after

    def containing(self, wanted: str) -> Iterator[str]:
        """Yield the keys that have every word of `wanted`, if one of its words is long enough."""
        return keys_containing(wanted, self._keys_by_word)

    def similar(self, wanted: str, nearest: Nearest, least: float, limit: int) -> Iterable[str]:
        """Return the keys that are at least that similar, the most similar first."""
        return nearest(wanted, self.by_key.keys(), least, limit)


def keys_by_word(keys: Iterable[str]) -> Mapping[str, Sequence[str]]:
    """Return word → the keys that have it."""
    return _group((word, key) for key in keys for word in set(key.split()))


def keys_containing(wanted: str, by_word: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Yield the keys that have every word of `wanted`, like `name_lookup.containing`."""
    words = set(wanted.split())
    if max((len(word) for word in words), default=0) < MIN_TYPO_CHARS:
        return
    rarest = min((by_word.get(word, []) for word in words), key=len)
    yield from (key for key in rarest if words <= set(key.split()))


def _keys(rows: Iterable[NamedRow]) -> list[tuple[str, NamedRow]]:
    return [(key, row) for row in rows for key in row.keys]


def _services(rows: Iterable[NamedRow]) -> list[tuple[str, NamedRow]]:
    return [(row.service, row) for row in rows]


def _words(keys: Iterable[str]) -> list[tuple[str, str]]:
    return [(word, key) for key in keys for word in set(key.split())]


def _group(pairs: Iterable[tuple[str, T]]) -> dict[str, Sequence[T]]:
    """Return key → its values, each once."""
    grouped: dict[str, dict[T, None]] = defaultdict(dict)
    for key, value in pairs:
        grouped[key][value] = None
    return {key: list(values) for key, values in grouped.items()}


def _patched(
    index: Mapping[str, Sequence[T]], gone: Iterable[tuple[str, T]], new: Iterable[tuple[str, T]]
) -> dict[str, Sequence[T]]:
    """Return an index without the pairs that are gone, and with the new ones. The old one stays as it is."""
    removed, added = _group(gone), _group(new)
    after = dict(index)
    for key in removed.keys() | added.keys():
        kept = [value for value in index.get(key, ()) if value not in removed.get(key, ())]
        values = list(dict.fromkeys(chain(kept, added.get(key, ()))))
        after.pop(key, None)
        if values:
            after[key] = values
    return after
