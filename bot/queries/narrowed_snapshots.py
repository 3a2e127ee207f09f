"""Snapshots of the connections and requests that a name can refer to: a question never reads the whole account."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache, cached_property
from typing import Protocol

from bot.queries.listed_rows import NOTHING_LISTED, ListedRows, ListingSource
from bot.queries.name_indexes import NameIndexes
from workflows.connections.model import Connection
from workflows.ownership.model import Ownership
from workflows.reporting.name_table import NamedRow, NameTable
from workflows.reporting.narrowing import AccountNames, narrow
from workflows.reporting.snapshot import Snapshot
from workflows.requests.model import ConnectorRequest
from workflows.typed_text import normalize_name


class RowSource(ListingSource, Protocol):
    """Names in the account, and single rows."""

    def polled_at(self) -> Mapping[str, datetime]:
        """Return group id → time of its last poll."""
        ...

    def name_tables(self, polled_at: Mapping[str, datetime]) -> Sequence[NameTable]:
        """Return the names of connections as of these polls, and of open requests without one in development."""
        ...

    def connections(self, ids: Collection[str]) -> Sequence[Connection]:
        """Return these connections."""
        ...

    def connections_with_owners(self, ids: Collection[str]) -> tuple[Sequence[Connection], Mapping[str, Ownership]]:
        """Return these connections, and connection id → who claimed it or was given it."""
        ...

    def requests_about(self, ids: Collection[str], names: Collection[str]) -> Sequence[ConnectorRequest]:
        """Return requests by their ids or those of their connections, and those that had a connection of a name."""
        ...

    def requests_of(self, requester_id: str | None, tickets: Sequence[str]) -> Sequence[ConnectorRequest]:
        """Return the requests of a requester, and those with tickets."""
        ...


@dataclass(frozen=True)
class NarrowedSnapshots:
    """Builds snapshots without access checks, for one question."""

    source: RowSource
    bare: Snapshot
    """Without connections and requests."""
    own_requests: Sequence[ConnectorRequest] = ()
    """Requests that the question is about whatever its names are."""
    indexes: NameIndexes = field(default_factory=NameIndexes)
    listed: ListedRows = NOTHING_LISTED
    """What the question lists."""

    def about(
        self, subjects: Iterable[str], *, suggests: bool, whole_services: bool, with_namesakes: bool = False
    ) -> Snapshot:
        """Return what the subjects can refer to; if wanted, with similar names, all of a service, or the same name."""
        named, rows = [subject for subject in subjects if normalize_name(subject)], {*self.listed.connections}
        if not named:
            return self.load(rows)
        names = self.names()
        for subject in named:
            rows |= narrow(subject, names, self.load, suggests=suggests)
        if whole_services:
            rows |= names.rows_of_services({row.service for row in rows})
        if with_namesakes:
            rows |= names.namesakes(rows)
        return self.load(rows)

    def load(self, rows: Set[NamedRow]) -> Snapshot:
        """Return these rows, with the requests that say who can see them, and the connections of those."""
        ids, about = frozenset(row.id for row in rows), rows | self.listed.of_incidents
        related = self._requests_about(frozenset(row.id for row in about), frozenset(row.name for row in about))
        requests = [*self.own_requests, *self.listed.requests, *related]
        linked = frozenset(request.connection_id for request in requests if request.connection_id) - ids
        requests += self._requests_about(linked, frozenset())
        connections, owners = self._connections(ids | linked)
        return replace(
            self.bare,
            incidents=tuple(self.listed.incidents),
            counts=self.listed.counts,
            connections=tuple(sorted(connections, key=lambda one: (one.name, one.id))),
            owners=owners,
            requests=tuple(sorted({one.id: one for one in requests}.values(), key=lambda one: one.submitted_at)),
        )

    @cached_property
    def _requests_about(self) -> Callable[[frozenset[str], frozenset[str]], Sequence[ConnectorRequest]]:
        return cache(self.source.requests_about)

    @cached_property
    def _connections(self) -> Callable[[frozenset[str]], tuple[Sequence[Connection], Mapping[str, Ownership]]]:
        return cache(self.source.connections_with_owners)

    def names(self) -> AccountNames:
        """Return the names in the account."""
        return self.indexes.of(self.source.name_tables(self.bare.polled_at), self.bare)
