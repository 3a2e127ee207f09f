"""What exists already of a service: connections of both environments, and open requests."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from workflows.connections.model import Health
from workflows.reporting.snapshot import Snapshot, Viewer
from workflows.requests.state_machine import Status


@dataclass(frozen=True)
class ExistingConnection:
    """A connection, or a request that may become one."""

    service: str
    name: str
    environment: str
    """`Fivetran_Dev` or `Fivetran_Prod`."""
    state: str
    """In words for people."""
    owner: str | None = None
    """Slack user id of whoever asked for it; None when nobody did that here."""
    owner_name: str | None = None
    """None until it is known."""
    succeeded_at: datetime | None = None
    """When its data was last brought up to date."""
    connection_id: str | None = None
    request_id: str | None = None

    @property
    def has_connection(self) -> bool:
        """Whether the connection exists."""
        return self.connection_id is not None


@dataclass(frozen=True)
class Duplicates:
    """What exists, as far as somebody may know of it."""

    connections: tuple[ExistingConnection, ...] = ()
    restricted_count: int = 0
    """How many more there are that may not be named to them."""

    @property
    def total(self) -> int:
        """All of them."""
        return len(self.connections) + self.restricted_count

    def without(self, request_id: str) -> "Duplicates":
        """The same but for one request and its connection."""
        return Duplicates(
            tuple(one for one in self.connections if one.request_id != request_id), self.restricted_count
        )


def visible_duplicates(
    existing: Iterable[ExistingConnection], snapshot: Snapshot, viewer: Viewer
) -> Duplicates:
    """The ones that `asker` may know of, each environment in its turn; the others are only counted."""
    there, allowed = list(existing), snapshot.visible_to(viewer)
    known = {one.id for one in allowed.connections} | {one.id for one in allowed.requests}
    named = [
        twin
        for twin in there
        if (twin.connection_id or twin.request_id) in known
        and not is_internal_to(twin.service, twin.owner, snapshot, viewer)
    ]
    return Duplicates(tuple(sort_duplicates(named)), len(there) - len(named))


def is_internal_to(service_id: str, owner: str | None, snapshot: Snapshot, viewer: Viewer) -> bool:
    """Whether an internal service is kept from `asker`."""
    own = not viewer.is_public and owner is not None and owner == viewer.id
    return snapshot.service(service_id).is_internal and not viewer.can_view_everything and not own


def sort_duplicates(existing: Iterable[ExistingConnection]) -> list[ExistingConnection]:
    """One of each environment after the other, so that none falls off the end of a list that is cut."""
    counted: Counter[str] = Counter()
    ranked = []
    for twin in existing:
        ranked.append((counted[twin.environment], twin))
        counted[twin.environment] += 1
    return [twin for _rank, twin in sorted(ranked, key=lambda pair: pair[0])]


def describe_state(health: Health, setup_state: str, paused: bool, succeeded: bool) -> str:
    """The state of a connection as people say it."""
    if health is Health.BROKEN:
        return "broken"
    if setup_state == "incomplete":
        return "waiting for credentials"
    if paused:
        return "paused"
    return "works" if succeeded else "syncing its history"


WAITING_LABELS: dict[Status, str] = {
    Status.SUBMITTED: "waits for its ticket",
    Status.AWAITING_APPROVAL: "waits for an approver",
    Status.APPROVED: "waits for Fivetran to create the connection",
    Status.BEING_BUILT: "waits for its connector to be built",
    Status.AWAITING_CREDENTIALS: "waits for its owner to enter the credentials",
    Status.SYNCING_HISTORY: "waits for its historical sync",
    Status.LIVE: "is live",
    Status.BROKEN: "is broken: its owner or data engineering has to look",
    Status.DECLINED: "was declined",
    Status.WITHDRAWN: "was withdrawn",
    Status.EXPIRED: "has expired",
    Status.RETIRED: "is gone",
}
"""What a request waits for, or what became of it."""
