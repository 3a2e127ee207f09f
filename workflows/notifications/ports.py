"""Ports of the workflows that notify people of incidents and run the buttons under them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from workflows.audit.entries import NO_TRAIL, AuditTrail
from workflows.connections.model import ConnectionTab
from workflows.incidents.model import ActivityEntry, Incident
from workflows.incidents.next_step import VendorAdvice
from workflows.incidents.storms import Storm
from workflows.notifications.page import OnCallPage
from workflows.notifications.recipients import Recipients
from workflows.ownership.model import ConnectionOwner
from workflows.ports import Clock, Directory, Messenger, RenderedMessage
from workflows.requests.mirrors import Message
from workflows.requests.ports import Connections, PendingNotification, Requests, WorkQueue

Subject = Incident | Storm


@dataclass(frozen=True)
class Delivery:
    """A message about a subject was posted or edited."""

    recipient: str
    message: Message
    fingerprint: str
    """Of the rendered message."""
    at: datetime
    thread_keys_sent: frozenset[str]
    """Keys of the thread updates that are posted, or that the message already contains."""


class Incidents(Protocol):
    """The stored incidents and storms. Every change raises the version."""

    def get(self, subject_id: str) -> Subject:
        """Return an incident or a storm as it is now; raise `Refused` if there is none."""
        ...

    def update(self, subject_id: str, **changes: object) -> Subject:
        """Change fields and mark the messages as out of sync."""
        ...

    def acknowledge(self, subject_id: str, entry: ActivityEntry) -> Subject:
        """Record who acknowledged; raise `IllegalTransition` if it's acknowledged already, or over."""
        ...

    def hand_back(self, subject_id: str, entry: ActivityEntry, holder: str | None) -> Subject:
        """Record that `holder` is no longer on it; raise `IllegalTransition` if another person is, or no one."""
        ...

    def record_activity(self, incident_id: str, entry: ActivityEntry, **changes: object) -> Incident:
        """Record what a person did. The next edit isn't delayed, because the person waits to see it."""
        ...

    def record_delivery(self, subject_id: str, delivery: Delivery) -> Subject:
        """Record a message that is in sync. The first one for a recipient counts as a post."""
        ...

    def mark_in_sync(self, subject: Subject) -> None:
        """Record that every message agrees with this version."""
        ...

    def reschedule(self, subject_id: str, until: datetime) -> None:
        """Don't run before `until`."""
        ...

    def older_pending_until(self, subject: Subject) -> datetime | None:
        """Return when older unposted subjects are retried, so that people read in order; None if there are none."""
        ...

    def out_of_sync(self) -> Sequence[PendingNotification]:
        """Return the subjects whose messages are out of sync and due, oldest first."""
        ...

    def record_pause(self, connection_id: str, user_id: str) -> None:
        """Record that a person paused a connection through the bot, so that the pause opens no incident.

        An empty `user_id` removes the record.
        """
        ...


class RecipientLookup(Protocol):
    """Who wants to be notified, and has access."""

    def recipients_for(self, subject: Subject) -> Recipients:
        """Return everything that decides who is notified of this subject now."""
        ...

    def mark_unreachable(self, recipient: str, error_code: str) -> bool:
        """Pause the subscriptions of a conversation that Slack closed to the bot, with Slack's error code.

        Return False for the home channel, where an operator has to invite the bot.
        """
        ...


class IncidentMessages(Protocol):
    """The Slack messages about incidents and storms."""

    def render(self, subject: Subject, message: Message | None) -> RenderedMessage:
        """Render `message`, or the next one that is posted if None. Only the first message mentions the owner."""
        ...

    def post(self, subject: Subject, recipient: str, rendered: RenderedMessage) -> Message:
        """Post the message of this subject for this recipient, once, however often this is called."""
        ...

    def edit(self, message: Message, rendered: RenderedMessage) -> bool:
        """Edit a message; return False if it was deleted."""
        ...

    def hide(self, subject: Subject, recipient: str) -> Message:
        """Remove what a recipient without access can still read: the message, those that it replaced, and threads.

        Return the message as it is now. Raises `DeskError` while something is left.
        """
        ...

    def post_thread_update(self, subject: Subject, message: Message, key: str) -> None:
        """Post a thread update once; `key` is one of `thread_update_keys`."""
        ...

    def send_page_link(self, channel: str, user_id: str, incident: Incident, tab: ConnectionTab) -> None:
        """Show one person a link to a tab of the incident's connection in Fivetran."""
        ...


class VendorAdvisor(Protocol):
    """What Fivetran itself says about connections that fail."""

    def advise(self, connection_id: str) -> VendorAdvice | None:
        """Return the newest advice; None if Fivetran has none, or the account has no access to it."""
        ...


class Pager(Protocol):
    """Where critical incidents in production are sent for the people on call. Sending one again changes nothing."""

    @property
    def is_on(self) -> bool:
        """Whether there is such a place."""
        ...

    def trigger(self, page: OnCallPage) -> None:
        """Open a page; raise `Refused` if it will never be accepted, `Unavailable` if not now."""
        ...

    def resolve(self, subject_id: str) -> None:
        """Close the page of this subject, if it is open; raises like `trigger`."""
        ...


class OwnerLookup(Protocol):
    """Who owns the connection of an incident now. The incident itself knows the owner of the last poll."""

    def owner_of(self, incident: Incident) -> ConnectionOwner | None:
        """Return the owner; None without one."""
        ...

    def is_owner(self, incident: Incident, user_id: str) -> bool:
        """Return whether a person is the owner, or a member of the group that is."""
        ...


class RecordedOwners:
    """The owner that the incident was last updated with."""

    def owner_of(self, incident: Incident) -> ConnectionOwner | None:
        return ConnectionOwner(incident.owner, incident.owner_name) if incident.owner else None

    def is_owner(self, incident: Incident, user_id: str) -> bool:
        return incident.owner == user_id


class NoPager:
    """Pages no one."""

    is_on = False

    def trigger(self, page: OnCallPage) -> None: ...

    def resolve(self, subject_id: str) -> None: ...


class NoAdvisor:
    """Knows nothing."""

    def advise(self, _connection_id: str) -> VendorAdvice | None:
        return None


@dataclass(frozen=True)
class NotificationPorts:
    """All ports of the notification workflows."""

    clock: Clock
    incidents: Incidents
    recipients: RecipientLookup
    messages: IncidentMessages
    messenger: Messenger
    connections: Connections
    directory: Directory
    requests: Requests
    queue: WorkQueue
    advisor: VendorAdvisor = field(default_factory=NoAdvisor)
    pager: Pager = field(default_factory=NoPager)
    audit: AuditTrail = NO_TRAIL
    owners: OwnerLookup = field(default_factory=RecordedOwners)
