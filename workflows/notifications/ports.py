"""What telling of incidents, and doing something about them, needs from the world."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from workflows.incidents.model import ActivityEntry, Incident
from workflows.incidents.storms import Storm
from workflows.notifications.recipients import Recipients
from workflows.ports import Clock, Directory
from workflows.requests.model import Message
from workflows.requests.ports import Connections, PendingNotification, RequestCards, Requests, WorkQueue

Subject = Incident | Storm
AnySubject = TypeVar("AnySubject", Incident, Storm)


@dataclass(frozen=True)
class Delivery:
    """A message about a subject was posted or edited."""

    recipient: str
    message: Message
    fingerprint: str
    """Of what it says."""
    at: datetime
    thread_keys_sent: frozenset[str]
    """Keys of lines that are said by it."""


class Incidents(Protocol):
    """The incidents and storms we know. Every change raises the version."""

    def get(self, subject_id: str) -> Subject:
        """An incident or a storm as it is now; `Refused` when there is none."""
        ...

    def update(self, subject_id: str, **facts: object) -> Subject:
        """Write down facts; its messages have to be looked at again."""
        ...

    def acknowledge(self, incident_id: str, entry: ActivityEntry) -> Incident:
        """Somebody says that they are on it; `IllegalMove` when somebody else did before, or it is over."""
        ...

    def record_activity(self, incident_id: str, entry: ActivityEntry, **facts: object) -> Incident:
        """Somebody did something, and waits to see that."""
        ...

    def record_delivery(self, subject_id: str, delivery: Delivery) -> Subject:
        """A message agrees now. The first one for an audience counts as a post."""
        ...

    def mark_in_sync(self, subject: Subject) -> None:
        """All messages agree with this version."""
        ...

    def reschedule(self, subject_id: str, until: datetime) -> None:
        """Not before then; what lags is tried again."""
        ...

    def older_pending_until(self, subject: Subject) -> datetime | None:
        """When older ones that wait to be posted are tried again: people read in order. None: go on."""
        ...

    def out_of_sync(self) -> Sequence[PendingNotification]:
        """Incidents and storms whose messages do not agree with them and may be told now, oldest first."""
        ...

    def record_pause(self, connection_id: str, user_id: str) -> None:
        """Somebody pauses a connection through us: nobody has to be told that it is paused.

        An empty `by` takes that back.
        """
        ...


class RecipientLookup(Protocol):
    """Who wants to hear, and may."""

    def recipients_for(self, subject: Subject) -> Recipients:
        """Everybody, as it is now, and who may know of this subject."""
        ...

    def mark_unreachable(self, recipient: str, error_code: str) -> bool:
        """Slack does not let us into a conversation any more (`code` says why): its subscriptions wait.

        False where an operator has to let us in: in the home channel.
        """
        ...


class IncidentMessages(Protocol):
    """What people see of incidents in Slack."""

    def post(self, subject: Subject, recipient: str) -> Message:
        """The message of this subject for this audience: posted once, however often this is called."""
        ...

    def edit(self, subject: Subject, message: Message) -> bool:
        """Make a message agree with the subject; False when somebody deleted it."""
        ...

    def hide(self, message: Message) -> None:
        """Make a message say nothing: whoever reads there may not know of it any more."""
        ...

    def post_thread_update(self, subject: Subject, message: Message, key: str) -> None:
        """Add what `key` (see `workflows.notifications.thread_updates`) stands for to the thread, once."""
        ...

    def fingerprint(self, subject: Subject, message: Message | None) -> str:
        """Changes exactly when this message (None: the next one that is posted) would look different.

        The first message mentions the owner, and no other does.
        """
        ...


@dataclass(frozen=True)
class NotificationPorts:
    """All ports together, as the workflows about incidents get them."""

    clock: Clock
    incidents: Incidents
    recipients: RecipientLookup
    messages: IncidentMessages
    messenger: RequestCards
    connections: Connections
    directory: Directory
    requests: Requests
    queue: WorkQueue
