"""What a listing shows, found by an index: what is broken, paused, in development, or to be deleted soon."""

from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from workflows.answers.intent_patterns import Intent
from workflows.answers.listings import EXPIRY_HORIZON, MAX_LISTED_ITEMS, RECOVERY_LOOK_BACK
from workflows.incidents.model import Incident
from workflows.reporting.listing import ListingPage, Restriction
from workflows.reporting.name_table import NamedRow
from workflows.reporting.snapshot import Listing
from workflows.requests.confidentiality import Viewer, has_access_as
from workflows.requests.model import ConnectorRequest

LISTINGS = {
    Intent.BROKEN: Listing.BROKEN,
    Intent.PAUSED: Listing.PAUSED,
    Intent.IN_DEVELOPMENT: Listing.IN_DEVELOPMENT,
}

Counts = dict[tuple[Listing, Viewer], int]


class Listings(Protocol):
    """Lists of connections."""

    def page(self, listing: Listing, hidden: Collection[Collection[str]], limit: int) -> ListingPage:
        """Return the number of connections, and for each set of hidden ids the first ones without them."""
        ...

    def broken_among(self, ids: Collection[str]) -> Collection[NamedRow]:
        """Return those of the connections that are broken."""
        ...

    def restrictions(self, listing: Listing, sensitive_services: frozenset[str]) -> Sequence[Restriction]:
        """Return which connections of a list not everyone can see, and who can."""
        ...

    def waiting(
        self, viewers: Collection[Viewer], sensitive_services: frozenset[str], limit: int
    ) -> Sequence[ConnectorRequest]:
        """Return the oldest open requests without a connection that each viewer can see."""
        ...

    def due_for_deletion(
        self, until: date, viewers: Collection[Viewer], sensitive_services: frozenset[str], limit: int
    ) -> tuple[Mapping[Viewer, int], Sequence[ConnectorRequest]]:
        """Return the open requests whose data is to be deleted by then: the number for each viewer, and the first."""
        ...


class ListingSource(Protocol):
    """Rows by their state."""

    @property
    def listings(self) -> Listings:
        """The lists of connections."""
        ...

    def open_incidents(self, connection_ids: Collection[str]) -> Sequence[Incident]:
        """Return the open incidents of these connections, oldest first."""
        ...

    def ended_incidents(self, since: datetime) -> Sequence[Incident]:
        """Return the incidents that ended since then, oldest first."""
        ...


@dataclass(frozen=True)
class ListedRows:
    """What the listings in a question are about."""

    connections: Set[NamedRow] = frozenset()
    requests: Sequence[ConnectorRequest] = ()
    incidents: Sequence[Incident] = ()
    counts: Counts = field(default_factory=dict)

    @property
    def of_incidents(self) -> Set[NamedRow]:
        """The connections of the incidents."""
        return {NamedRow(one.connection_id, one.name, one.service) for one in self.incidents}


NOTHING_LISTED = ListedRows()


@dataclass(frozen=True)
class ListedRowQueries:
    """Reads the first lines of what these viewers see, and counts the rest. Access is checked again later."""

    source: ListingSource
    viewers: Collection[Viewer]
    sensitive_services: frozenset[str]
    now: datetime

    def find(self, asked: Collection[Intent]) -> ListedRows:
        """Read what these intents list."""
        if not {Intent.EXPIRING, *LISTINGS}.intersection(asked):
            return NOTHING_LISTED
        listings = {listing for intent, listing in LISTINGS.items() if intent in asked}
        rows, counts = self._first_rows(listings)
        requests, due_counts = self._requests(asked)
        incidents: list[Incident] = []
        if Listing.BROKEN in listings:
            ended = self.source.ended_incidents(self.now - RECOVERY_LOOK_BACK)
            incidents = [*self.source.open_incidents({row.id for row in rows}), *ended]
            rows |= {*self.source.listings.broken_among({one.connection_id for one in ended})}
        return ListedRows(rows, requests, incidents, counts | due_counts)

    def _first_rows(self, listings: Collection[Listing]) -> tuple[set[NamedRow], Counts]:
        rows: set[NamedRow] = set()
        counts: Counts = {}
        for listing in listings:
            restrictions = self.source.listings.restrictions(listing, self.sensitive_services)
            hidden = {viewer: _hidden(viewer, restrictions) for viewer in self.viewers}
            page = self.source.listings.page(listing, {*hidden.values()}, MAX_LISTED_ITEMS)
            counts |= {(listing, viewer): page.count - len(ids) for viewer, ids in hidden.items()}
            rows.update(page.rows)
        return rows, counts

    def _requests(self, asked: Collection[Intent]) -> tuple[Sequence[ConnectorRequest], Counts]:
        access, listings = (self.viewers, self.sensitive_services, MAX_LISTED_ITEMS), self.source.listings
        found: list[ConnectorRequest] = []
        counts: Mapping[Viewer, int] = {}
        if Intent.EXPIRING in asked:
            counts, due = listings.due_for_deletion(self.now.date() + EXPIRY_HORIZON, *access)
            found += due
        if Intent.IN_DEVELOPMENT in asked:
            found += listings.waiting(*access)
        return found, {(Listing.EXPIRING, viewer): count for viewer, count in counts.items()}


def _hidden(viewer: Viewer, restrictions: Iterable[Restriction]) -> frozenset[str]:
    return frozenset(one.connection_id for one in restrictions if not has_access_as(viewer, one.people))
