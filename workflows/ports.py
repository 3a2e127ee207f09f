"""What the workflows need from the world, in their own words. `bot` fulfils these.

Every method may raise `Refused` or `Unavailable` (`workflows.failures`) and nothing else on purpose.
Every method can be called twice with the same arguments: the second call finds what the first one made.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple, Protocol

from workflows.catalogue import Service
from workflows.connection import Connection, SetupTest
from workflows.life import Event
from workflows.people import Person
from workflows.request import ConnectorRequest, Message, Ticket


class Clock(Protocol):
    """The time."""

    def now(self) -> datetime:
        """Now, aware, in UTC."""
        ...


class Ledger(Protocol):
    """Who wants to create something outside writes it down first, and so learns whether it was tried before.

    The entry is written by whoever is about to make the call, in the same step, so that a step which is run
    again after a crash finds the entry of its first run.
    """

    def first_tried(self, what: str) -> datetime | None:
        """When `what` was first tried; None when this is the first time (which is now written down)."""
        ...

    def forget(self, what: str) -> None:
        """The attempt certainly created nothing (it was refused, say): the next one is the first."""
        ...


@dataclass(frozen=True)
class Ruling:
    """A ticket's status says that somebody decided in the ticket system."""

    id: str
    """Of the change, so that it is answered once."""
    outcome: str
    """`approved` or `declined`."""
    name: str
    email: str | None


class Requests(Protocol):
    """The requests we know. Every change raises the version."""

    def get(self, request_id: str) -> ConnectorRequest:
        """The request as it is now; `Refused` when there is none."""
        ...

    def move(
        self, request_id: str, event: Event, *, revision: int | None = None, **facts: object
    ) -> ConnectorRequest:
        """Let `event` happen: the status changes only if it may (compare-and-swap), together with `facts`.

        Raises `IllegalMove` when the request is, by now, in a status in which this cannot happen, or when its
        answers are no longer those of `revision`.
        """
        ...

    def find(self, which: str) -> ConnectorRequest:
        """A request by its id, its ticket's key or its dataset; `Refused` when there is none."""
        ...

    def of_connection(self, connection_id: str) -> ConnectorRequest | None:
        """The request that this connection was made for."""
        ...

    def note(self, request_id: str, **facts: object) -> ConnectorRequest:
        """Write down facts that do not touch the status."""
        ...

    def of_ticket(self, ticket_id: str) -> ConnectorRequest | None:
        """The request that this ticket was opened for."""
        ...

    def settled(self, request: ConnectorRequest) -> None:
        """All mirrors agree with this version."""
        ...

    def lagging(self) -> Sequence[ConnectorRequest]:
        """Requests whose mirrors do not agree with them and whose next attempt is due."""
        ...

    def undecided_since(self, before: datetime) -> Sequence[ConnectorRequest]:
        """Requests that wait for a decision and were submitted before `before`."""
        ...


class Tickets(Protocol):
    """The ticket system."""

    def open_for(self, request: ConnectorRequest) -> Ticket:
        """The ticket of this request, opened if there is none. Our id is in its label."""
        ...

    def link(self, ticket: Ticket, request: ConnectorRequest) -> None:
        """Put a link to the Slack card (`request.permalink`) on the ticket."""
        ...

    def describe(self, ticket: Ticket, request: ConnectorRequest) -> None:
        """Make the ticket's summary and description say what the request says now."""
        ...

    def comment(self, ticket: Ticket, key: str, text: str) -> None:
        """Say `text` on the ticket, once for each `key`."""
        ...

    def transition(self, ticket: Ticket, outcome: str) -> bool:
        """Move the ticket to what `outcome` (approved, declined, withdrawn, started, done) means there.

        False when the workflow offers no fitting transition or several: then people see the comment only.
        """
        ...

    def ruling(self, ticket: Ticket) -> Ruling | None:
        """Whether the ticket now has a status that means a decision, and who gave it that status."""
        ...

    def touched_lately(self) -> Sequence[str]:
        """Ids of our tickets that somebody changed in the last minutes."""
        ...


class Connectors(Protocol):
    """The Fivetran account."""

    def create_dev(self, request: ConnectorRequest, service: Service) -> Connection:
        """The paused development connection of this request, created if there is none.

        A connection that already has the name is taken for ours only when we tried to create it before
        (`Ledger`), it is of the same service, and it is not older than that attempt; else `Refused`.
        """
        ...

    def look(self, connection_id: str) -> Connection | None:
        """A fresh look; None when the connection is gone."""
        ...

    def named(self, name: str) -> Sequence[Connection]:
        """A fresh look at the connections of the development group that have exactly this name."""
        ...

    def connect_card(self, connection_id: str, return_to: str) -> str:
        """A new Connect Card address, valid for one day. Whoever holds it can enter credentials."""
        ...

    def test(self, connection_id: str) -> Sequence[SetupTest]:
        """Run the setup tests; this can take more than ten minutes."""
        ...

    def unpause(self, connection_id: str) -> None:
        """Let it sync."""
        ...

    def sync(self, connection_id: str) -> None:
        """Let it sync now; one that syncs already goes on. How it is scheduled stays as it is."""
        ...

    def pause(self, connection_id: str) -> None:
        """Let it sync no more until somebody resumes it."""
        ...

    def delete(self, connection_id: str) -> None:
        """Take the connection away; fine when it is already gone."""
        ...

    def all_in(self, group_id: str) -> Iterator[Connection]:
        """Every connection of a group, by pages of 1,000 and never one request each."""
        ...


class Services(Protocol):
    """The catalogue."""

    def get(self, service_id: str) -> Service:
        """One service; `Refused` when it is not in the catalogue."""
        ...

    def refresh_if_due(self) -> None:
        """Download Fivetran's list of services when ours is a day old; the old one stays when that fails."""
        ...


class Announcer(Protocol):
    """What people see in Slack."""

    def show(self, request: ConnectorRequest) -> Message:
        """Post the card of this request, or make the posted one agree with it."""
        ...

    def digest(self, request: ConnectorRequest) -> str:
        """Changes exactly when the card would look different."""
        ...

    def permalink(self, message: Message) -> str:
        """The address of a message."""
        ...

    def hand_over(self, request: ConnectorRequest) -> None:
        """Give the owner a fresh Connect Card, privately, once for each time one was wanted."""
        ...

    def report_tests(self, request: ConnectorRequest) -> None:
        """Tell the owner privately which setup tests failed, once for each Connect Card they got."""
        ...

    def whisper(self, channel: str, user_id: str, words: str) -> None:
        """Say something that only one person sees, where they are; privately when that is impossible."""
        ...

    def ask_owner(self, request: ConnectorRequest, person: Person, day: date) -> None:
        """Tell the requester of a connection privately that this person wants access; once for each day."""
        ...

    def log(self, request: ConnectorRequest, milestone: str) -> None:
        """Add what happened to the thread under the card, once for each milestone."""
        ...


class People(Protocol):
    """Who is who in Slack."""

    def who(self, user_id: str) -> Person:
        """Somebody; `Refused` when Slack does not know them."""
        ...

    def by_email(self, email: str) -> Person:
        """Somebody, by their address; `Refused` when nobody here has it."""
        ...

    def approvers(self) -> frozenset[str]:
        """Ids of those who may decide now."""
        ...

    def strict_approvers(self) -> frozenset[str]:
        """Ids of those among them who may approve what is sensitive; all of them unless a group is named."""
        ...

    def home(self) -> str:
        """The id of our own workspace."""
        ...


class Untold(NamedTuple):
    """An incident or a storm that has to be told, and the version to be told."""

    id: str
    version: int


@dataclass(frozen=True)
class Findings:
    """What a round of the patrol leaves to be done."""

    untold: tuple[Untold, ...]
    """Incidents and storms whose messages do not agree with them (any more), the oldest first."""
    requests: tuple[str, ...]
    """Ids of requests whose connection is no longer as it was."""


class Patrol(Protocol):
    """The memory of how every connection was when we last looked."""

    def round(self, group_id: str) -> Findings:
        """Look at every connection of the group.

        New states, the syncs that ended, incidents that opened, changed or ended because of them, and the
        requests that have to take a fresh look are saved together, so a round that is cut short has either
        happened or not.
        """
        ...


class Agenda(Protocol):
    """What has to happen next, soon and durably. Putting the same thing on it twice makes it happen once."""

    def settle(self, request: ConnectorRequest) -> None:
        """Make the mirrors of this version of the request agree with it."""
        ...

    def tell(self, untold: Untold) -> None:
        """Make the messages about an incident or storm agree with it."""
        ...


@dataclass(frozen=True)
class Desk:
    """All ports together, as a workflow gets them."""

    clock: Clock
    requests: Requests
    tickets: Tickets
    connectors: Connectors
    services: Services
    announcer: Announcer
    people: People
    patrol: Patrol
    agenda: Agenda
