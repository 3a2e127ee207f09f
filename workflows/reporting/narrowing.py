"""Narrow an account to what a name can refer to, before anything is read in full.

The result is what `resolve_name` finds in the whole account, for every viewer: rows are added, the surest way of
matching first, until a match is visible to all.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property

from workflows.catalog.service import Service
from workflows.reporting.name_lookup import (
    MATCHERS,
    NAME_SIMILARITY,
    SUGGESTED_NAMES,
    SUGGESTION_SIMILARITY,
    NameIndex,
    Scorer,
    interpretations,
)
from workflows.reporting.name_table import (
    FEW_SIMILAR_NAMES,
    MAX_SIMILAR_NAMES,
    NamedRow,
    NameTable,
    Nearest,
    keys_by_word,
    keys_containing,
)
from workflows.reporting.snapshot import Snapshot
from workflows.requests.confidentiality import PUBLIC
from workflows.typed_text import normalize_name


@dataclass(frozen=True)
class AccountNames:
    """The names of all connections, and of the requests without a connection."""

    tables: Sequence[NameTable]
    services: Mapping[str, Sequence[str]]
    """Normalized name → the ids of the services with that name."""
    offered: Mapping[str, Sequence[Service]]
    """Normalized name → the services with that name that only Fivetran's catalog lists."""
    scorer: Scorer
    nearest: Nearest
    """Finds similar names by the same measure, faster than one by one."""

    @cached_property
    def _services_by_word(self) -> Mapping[str, Sequence[str]]:
        return keys_by_word(self.services)

    def rows_of_services(self, service_ids: Iterable[str]) -> Set[NamedRow]:
        """Return all rows of these services."""
        return {row for one in service_ids for table in self.tables for row in table.by_service.get(one, ())}

    def namesakes(self, rows: Iterable[NamedRow]) -> Set[NamedRow]:
        """Return all rows that share a name with one of these."""
        return {other for row in rows for other in self._with_key(normalize_name(row.name))}

    def similar(self, wanted: str, least: float, limit: int = MAX_SIMILAR_NAMES) -> Set[NamedRow]:
        """Return the rows whose names are at least that similar."""
        return self._named(key for table in self.tables for key in table.similar(wanted, self.nearest, least, limit))

    def candidates(self, wanted: str, least: float) -> Iterator[Set[NamedRow]]:
        """Yield the rows that each of `MATCHERS` can find, in their order; the last has a few that are so similar."""
        yield self._named([wanted])
        yield self._of_services_named([wanted])
        yield self._of_services_named(keys_containing(wanted, self._services_by_word))
        yield self._named(key for table in self.tables for key in table.containing(wanted))
        yield self.rows_of_services(service.id for service in self.offered.get(wanted, ()))
        alike = self.nearest(wanted, self.services.keys(), NAME_SIMILARITY, None)
        yield self.similar(wanted, least, FEW_SIMILAR_NAMES) | self._of_services_named(alike)

    def _named(self, keys: Iterable[str]) -> Set[NamedRow]:
        """Return the rows with these names or ids, and all that share the name of such a row."""
        return self.namesakes({row for key in keys for row in self._with_key(key)})

    def _with_key(self, key: str) -> Iterator[NamedRow]:
        return (row for table in self.tables for row in table.by_key.get(key, ()))

    def _of_services_named(self, names: Iterable[str]) -> Set[NamedRow]:
        return self.rows_of_services(one for name in names for one in self.services.get(name, ()))


def narrow(
    text: str, names: AccountNames, load: Callable[[Set[NamedRow]], Snapshot], *, suggests: bool = False
) -> Set[NamedRow]:
    """Return the rows that `text` can refer to; `suggests`: also those with similar names, if nothing matches."""
    rows: set[NamedRow] = set()
    least = SUGGESTION_SIMILARITY if suggests else NAME_SIMILARITY
    for wanted, is_production in interpretations(text):
        index = _public_index(load(rows), is_production)
        for find, found in zip(MATCHERS, names.candidates(wanted, least), strict=True):
            if not found <= rows:
                rows |= found
                index = _public_index(load(rows), is_production)
            if find(wanted, index, names.scorer):
                return rows
        if len(found) >= FEW_SIMILAR_NAMES and len(index.snapshot.connections) < SUGGESTED_NAMES:
            rows |= names.similar(wanted, least)  # few of those before are public
            if MATCHERS[-1](wanted, _public_index(load(rows), is_production), names.scorer):
                return rows
    return rows


def _public_index(snapshot: Snapshot, is_production: bool | None) -> NameIndex:
    return NameIndex(snapshot.visible_to(PUBLIC).in_environment(is_production))
