"""What telling of incidents, and doing something about them, needs from the world."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from workflows.incidents.model import Deed, Incident
from workflows.incidents.storms import Storm
from workflows.notifications.recipients import Hearers
from workflows.ports import Clock, People
from workflows.requests.model import Message
from workflows.requests.ports import Agenda, Announcer, Connectors, Requests, Untold

Subject = Incident | Storm
AnySubject = TypeVar("AnySubject", Incident, Storm)


@dataclass(frozen=True)
class Telling:
    """A message about a subject was posted or edited."""

    audience: str
    message: Message
    digest: str
    """Of what it says."""
    at: datetime
    said: frozenset[str]
    """Keys of lines that are said by it."""


class Incidents(Protocol):
    """The incidents and storms we know. Every change raises the version."""

    def get(self, subject_id: str) -> Subject:
        """An incident or a storm as it is now; `Refused` when there is none."""
        ...

    def note(self, subject_id: str, **facts: object) -> Subject:
        """Write down facts; its messages have to be looked at again."""
        ...

    def take(self, incident_id: str, deed: Deed) -> Incident:
        """Somebody says that they are on it; `IllegalMove` when somebody else did before, or it is over."""
        ...

    def record(self, incident_id: str, deed: Deed, **facts: object) -> Incident:
        """Somebody did something, and waits to see that."""
        ...

    def told(self, subject_id: str, telling: Telling) -> Subject:
        """A message agrees now. The first one for an audience counts as a post."""
        ...

    def settled(self, subject: Subject) -> None:
        """All messages agree with this version."""
        ...

    def put_off(self, subject_id: str, until: datetime) -> None:
        """Not before then; what lags is tried again."""
        ...

    def behind(self, subject: Subject) -> datetime | None:
        """When older ones that wait to be posted are tried again: people read in order. None: go on."""
        ...

    def lagging(self) -> Sequence[Untold]:
        """Incidents and storms whose messages do not agree with them and may be told now, oldest first."""
        ...

    def paused(self, connection_id: str, by: str) -> None:
        """Somebody pauses a connection through us: nobody has to be told that it is paused.

        An empty `by` takes that back.
        """
        ...


class Hearing(Protocol):
    """Who wants to hear, and may."""

    def hearers(self, subject: Subject) -> Hearers:
        """Everybody, as it is now, and who may know of this subject."""
        ...

    def shut_out(self, audience: str, code: str) -> bool:
        """Slack does not let us into a conversation any more (`code` says why): its subscriptions wait.

        False where an operator has to let us in: in the home channel.
        """
        ...


class Teller(Protocol):
    """What people see of incidents in Slack."""

    def post(self, subject: Subject, audience: str) -> Message:
        """The message of this subject for this audience: posted once, however often this is called."""
        ...

    def edit(self, subject: Subject, message: Message) -> bool:
        """Make a message agree with the subject; False when somebody deleted it."""
        ...

    def hide(self, message: Message) -> None:
        """Make a message say nothing: whoever reads there may not know of it any more."""
        ...

    def say(self, subject: Subject, message: Message, key: str) -> None:
        """Add what `key` (see `workflows.notifications.thread_updates`) stands for to the thread, once."""
        ...

    def digest(self, subject: Subject, message: Message | None) -> str:
        """Changes exactly when this message (None: the next one that is posted) would look different.

        The first message mentions the owner, and no other does.
        """
        ...


@dataclass(frozen=True)
class IncidentDesk:
    """All ports together, as the workflows about incidents get them."""

    clock: Clock
    incidents: Incidents
    hearing: Hearing
    teller: Teller
    announcer: Announcer
    connectors: Connectors
    people: People
    requests: Requests
    agenda: Agenda
