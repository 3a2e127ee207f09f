"""A desk whose ports live in memory: what the world would do, in a few lines each."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from tests.support.sample_data import CARD, MONDAY, SALESFORCE, TICKET, a_connection
from workflows.catalog.service import Service
from workflows.connections.model import Connection, SetupTest
from workflows.errors import DeskError, IllegalTransition, Refused
from workflows.ports import Person
from workflows.requests.model import ConnectorRequest, Message, Ticket
from workflows.requests.ports import PendingNotification, PollResult, RequestPorts, TicketDecision
from workflows.requests.state_machine import Event, Status, next_status

PEOPLE = {
    "U0ADA": Person("U0ADA", "Ada Okafor", "T0DESK"),
    "U0BO": Person("U0BO", "Bo Lindqvist", "T0DESK"),
    "U0CLEO": Person("U0CLEO", "Cleo Marsh", "T0DESK"),
    "U0ROSA": Person("U0ROSA", "Rosa Neri", "T0DESK"),
    "U0GUS": Person("U0GUS", "Gus Haines", "T0DESK", is_guest=True),
    "U0DORA": Person("U0DORA", "Dora Quill", "T0DESK", is_deactivated=True),
    "U0PIA": Person("U0PIA", "Pia Sørensen", "T0NORTH"),
}


@dataclass
class World:
    """Everything that happened, in order, and what will go wrong: port method → failure."""

    requests_: dict[str, ConnectorRequest] = field(default_factory=dict)
    connection: Connection | None = field(default_factory=a_connection)
    tests: list[SetupTest] = field(default_factory=list)
    trouble: dict[str, DeskError] = field(default_factory=dict)
    happened: list[str] = field(default_factory=list)
    settled_ids: list[str] = field(default_factory=list)
    time: datetime = MONDAY
    ruling_: TicketDecision | None = None
    approvers_: frozenset[str] = frozenset({"U0BO", "U0CLEO", "U0DORA", "U0GUS", "U0PIA"})
    strict_approvers_: frozenset[str] = frozenset()

    def desk(self) -> RequestPorts:
        """All ports are this world."""
        return RequestPorts(*[self] * 9)  # type: ignore[arg-type]  # one object plays all nine parts

    def did(self, what: str, *details: object) -> None:
        if what in self.trouble:
            raise self.trouble[what]
        self.happened.append(" ".join([what, *map(str, details)]))

    # requests

    def get(self, some_id: str) -> ConnectorRequest | Service:  # type: ignore[override]
        if some_id == SALESFORCE.id:
            return SALESFORCE
        if some_id not in self.requests_:
            raise Refused("There is no such request (any more).")
        return self.requests_[some_id]

    def find(self, which: str) -> ConnectorRequest:
        called = [one for one in self.requests_.values() if which in (one.id, one.dataset)]
        if not called:
            raise Refused("There is no such request.")
        return called[0]

    def find_by_connection(self, connection_id: str) -> ConnectorRequest | None:
        made = [one for one in self.requests_.values() if one.connection_id == connection_id]
        return made[0] if made else None

    def transition(
        self, request_id: str, event: Event, *, revision: int | None = None, **facts: object
    ) -> ConnectorRequest:
        now = self.requests_[request_id]
        if revision not in (None, now.revision):
            raise IllegalTransition("This request was edited meanwhile.")
        return self._keep(now.evolve(status=next_status(now.status, event), version=now.version + 1, **facts))

    def update(self, request_id: str, **facts: object) -> ConnectorRequest:
        now = self.requests_[request_id]
        return self._keep(now.evolve(version=now.version + 1, **facts))

    def _keep(self, request: ConnectorRequest) -> ConnectorRequest:
        self.requests_[request.id] = request
        return request

    def mark_in_sync(self, request: ConnectorRequest) -> None:
        self.settled_ids.append(request.id)

    def out_of_sync(self) -> list[ConnectorRequest]:
        return list(self.requests_.values())

    def undecided_since(self, before: datetime) -> list[ConnectorRequest]:
        waiting = [r for r in self.requests_.values() if r.status is Status.AWAITING_APPROVAL]
        return [request for request in waiting if request.submitted_at < before]

    # clock and agenda

    def now(self) -> datetime:
        return self.time

    def reconcile(self, request: ConnectorRequest) -> None:
        self.happened.append(f"agenda: settle {request.id}")

    # tickets

    def open_for(self, request: ConnectorRequest) -> Ticket:
        self.did("open ticket")
        return TICKET

    def link_card(self, ticket: Ticket, request: ConnectorRequest) -> None:
        self.did("link", request.permalink)

    def describe(self, ticket: Ticket, request: ConnectorRequest) -> None:
        self.did("describe", request.answers.purpose)

    def comment(self, ticket: Ticket, key: str, text: str) -> None:
        self.did("comment", text)

    def move(self, ticket: Ticket, outcome: str) -> bool:
        self.did("transition", outcome)
        return True

    def find_by_ticket(self, ticket_id: str) -> ConnectorRequest | None:
        return next((r for r in self.requests_.values() if r.ticket and r.ticket.id == ticket_id), None)

    def fetch_decision(self, ticket: Ticket) -> TicketDecision | None:
        return self.ruling_

    def recently_updated(self) -> list[str]:
        return [request.ticket.id for request in self.requests_.values() if request.ticket]

    # connectors

    def create_dev(self, request: ConnectorRequest, service: Service) -> Connection:
        self.did("create connection", request.dataset)
        assert self.connection
        return self.connection

    def find_by_name(self, name: str) -> list[Connection]:
        is_here = self.connection and self.connection.group_id == "dev" and self.connection.name == name
        return [self.connection] if self.connection and is_here else []

    def fetch(self, connection_id: str) -> Connection | None:
        return self.connection

    def run_setup_tests(self, connection_id: str) -> list[SetupTest]:
        self.did("test")
        return self.tests

    def resume(self, connection_id: str) -> None:
        self.did("unpause")
        assert self.connection
        self.connection = replace(self.connection, paused=False)

    def delete(self, connection_id: str) -> None:
        self.did("delete connection")

    def sync(self, connection_id: str) -> None:
        self.did("sync", connection_id)

    def pause(self, connection_id: str) -> None:
        self.did("pause", connection_id)

    # slack

    def sync_card(self, request: ConnectorRequest) -> Message:
        self.did("show", request.status)
        return request.card or CARD

    def fingerprint(self, request: ConnectorRequest) -> str:
        return f"{request.status} {request.problem} {request.failed_tests}"

    def permalink(self, message: Message) -> str:
        return f"https://slack.example/{message.ts}"

    def send_connect_card(self, request: ConnectorRequest) -> None:
        self.did("hand over")

    def notify_failed_tests(self, request: ConnectorRequest) -> None:
        self.did("report tests", *request.failed_tests)

    def send_private(self, channel: str, user_id: str, words: str) -> None:
        self.did("whisper", user_id, words)

    def ask_owner(self, request: ConnectorRequest, person: Person, day: date) -> None:
        self.did("ask owner", request.requester, "for", person.id, "on", day)

    def post_timeline_event(self, request: ConnectorRequest, milestone: str) -> None:
        self.did("thread", milestone)

    # people

    def look_up(self, user_id: str) -> Person:
        if "who" in self.trouble:
            raise self.trouble["who"]
        return PEOPLE[user_id]

    def find_by_email(self, email: str) -> Person:
        found = [
            person for person in PEOPLE.values() if email == f"{person.name.split()[0].lower()}@example.com"
        ]
        if not found:
            raise Refused("nobody in Slack has this e-mail address.")
        return found[0]

    def approvers(self) -> frozenset[str]:
        return self.approvers_

    def sensitive_approvers(self) -> frozenset[str]:
        return self.strict_approvers_ or self.approvers_

    def refresh_if_due(self) -> None:
        self.did("refresh")

    def team_id(self) -> str:
        return "T0DESK"

    # patrol

    def poll(self, group_id: str) -> PollResult:
        return PollResult((PendingNotification("broke", 1),), ())

    def notify(self, untold: PendingNotification) -> None:
        self.happened.append(f"agenda: tell {untold.id}")


def world_with(request: ConnectorRequest, change: Callable[[World], None] | None = None) -> World:
    """A world in which this request exists."""
    world = World({request.id: request})
    if change:
        change(world)
    return world
