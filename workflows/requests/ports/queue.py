"""Looking at connections, and what has to happen next."""

from dataclasses import dataclass
from typing import NamedTuple, Protocol

from workflows.requests.model import ConnectorRequest


class PendingNotification(NamedTuple):
    """An incident or a storm that has to be told, and the version to be told."""

    id: str
    version: int


@dataclass(frozen=True)
class PollResult:
    """What a round of the patrol leaves to be done."""

    notifications: tuple[PendingNotification, ...]
    """Incidents and storms whose messages do not agree with them (any more), the oldest first."""
    request_ids: tuple[str, ...]
    """Ids of requests whose connection is no longer as it was."""


class Poller(Protocol):
    """The memory of how every connection was when we last looked."""

    def poll(self, group_id: str) -> PollResult:
        """Look at every connection of the group.

        New states, the syncs that ended, incidents that opened, changed or ended because of them, and the
        requests that have to take a fresh look are saved together, so a round that is cut short has either
        happened or not.
        """
        ...


class WorkQueue(Protocol):
    """What has to happen next, soon and durably. Putting the same thing on it twice makes it happen once."""

    def reconcile(self, request: ConnectorRequest) -> None:
        """Make the mirrors of this version of the request agree with it."""
        ...

    def notify(self, notification: PendingNotification) -> None:
        """Make the messages about an incident or storm agree with it."""
        ...
