"""What a listing shows, found by an index: what is broken, paused, or to be deleted soon."""

from collections.abc import Collection, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from workflows.answers.intent_patterns import Intent
from workflows.answers.listings import EXPIRY_HORIZON, RECOVERY_LOOK_BACK
from workflows.incidents.model import Incident
from workflows.reporting.name_table import NamedRow
from workflows.requests.model import ConnectorRequest


class ListingSource(Protocol):
    """Rows by their state."""

    def broken(self) -> Collection[NamedRow]:
        """Return the connections that are broken."""
        ...

    def paused(self) -> Collection[NamedRow]:
        """Return the connections that are paused."""
        ...

    def due_for_deletion(self, until: date) -> Sequence[ConnectorRequest]:
        """Return the open requests whose data is to be deleted by then."""
        ...

    def incidents(self, since: datetime) -> Sequence[Incident]:
        """Return incidents that are open or ended since then, oldest first."""
        ...


@dataclass(frozen=True)
class ListedRows:
    """What the listings in a question are about."""

    connections: Set[NamedRow] = frozenset()
    requests: Sequence[ConnectorRequest] = ()
    incidents: Sequence[Incident] = ()

    @property
    def of_incidents(self) -> Set[NamedRow]:
        """The connections of the incidents."""
        return {NamedRow(one.connection_id, one.name, one.service) for one in self.incidents}


NOTHING_LISTED = ListedRows()


def find_listed_rows(asked: Collection[Intent], source: ListingSource, now: datetime) -> ListedRows:
    """Read what these intents list, for everyone; the viewer's access is checked later."""
    connections: set[NamedRow] = set()
    if Intent.BROKEN in asked:
        connections.update(source.broken())
    if Intent.PAUSED in asked:
        connections.update(source.paused())
    return ListedRows(
        connections,
        source.due_for_deletion(now.date() + EXPIRY_HORIZON) if Intent.EXPIRING in asked else (),
        source.incidents(now - RECOVERY_LOOK_BACK) if Intent.BROKEN in asked else (),
    )
