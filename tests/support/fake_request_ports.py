"""Fake ports in memory that record every call."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from tests.support.panels import Panels
from tests.support.sample_data import CARD, MONDAY, SALESFORCE, TICKET, a_connection
from workflows.approvals.policy import Policies
from workflows.catalog.service import Service
from workflows.connections.model import Connection, SetupTest
from workflows.errors import DeskError, IllegalTransition, Refused
from workflows.ports import HomeWorkspace, Person
from workflows.requests.mirrors import Message, Ticket, TicketStatus
from workflows.requests.model import ConnectorRequest
from workflows.requests.ports import PendingNotification, PollResult, RequestPorts, TicketDecision, TicketReading
from workflows.requests.state_machine import UNDECIDED_STATUSES, Event, Status, next_status

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
class World(Panels):
    """The state behind the ports, the calls in order, and the errors to raise by call."""

    requests_: dict[str, ConnectorRequest] = field(default_factory=dict)
    connection: Connection | None = field(default_factory=a_connection)
    tests: list[SetupTest] = field(default_factory=list)
    trouble: dict[str, DeskError] = field(default_factory=dict)
    happened: list[str] = field(default_factory=list)
    in_sync_ids: list[str] = field(default_factory=list)
    time: datetime = MONDAY
    attempts_: dict[str, datetime] = field(default_factory=dict)
    """Entries of the ledger."""
    opened: Ticket | None = None
    """The ticket that Jira's search finds."""
    decisions: tuple[TicketDecision, ...] = ()
    """What the changelog of the ticket says, newest first."""
    ticket_now: Ticket = TICKET
    accounts: dict[str, str] = field(default_factory=dict)
    """Email address → id of the Jira account."""
    stuck: dict[str, str] = field(default_factory=dict)
    """Where the ticket can't be moved → why."""
    newest_change: int = 0
    """Id of the ticket's newest change when it's described."""
    approvers_: frozenset[str] = frozenset({"U0BO", "U0CLEO", "U0DORA", "U0GUS", "U0PIA"})
    sensitive_approvers_: frozenset[str] = frozenset()
    replacement: Message | None = None
    """The card that Slack gets instead of one that it doesn't let the bot edit."""
    left: Sequence[str] = ()
    """Links to messages that Slack doesn't let the bot erase."""
    sensitive_services_: frozenset[str] = frozenset()
    direct_messages: int = 0
    usual_history_sync_: timedelta | None = None
    can_edit_dm: bool = True
    removed_lately: frozenset[str] = frozenset()
    """People who lost their account, but not their place in groups; only a fresh answer shows that."""
    demoted_lately: dict[str, frozenset[str]] = field(default_factory=dict)
    """Group, `approvers` or `sensitive` → people who lost their place in it; only a fresh answer shows that."""
    policies_: Policies = field(default_factory=Policies)
    named_: Mapping[str, frozenset[str]] = field(default_factory=dict)
    without_account_: Collection[str] = ()

    def ports(self) -> RequestPorts:
        """Return ports that this world implements."""
        return RequestPorts(*[self] * 7, self.poll, *[self] * 3, FakeJourneys(self), self)  # type: ignore[arg-type, call-arg]  # one object plays all parts

    def record(self, call: str, *details: object) -> None:
        if call in self.trouble:
            raise self.trouble[call]
        self.happened.append(" ".join([call, *map(str, details)]))

    # custom steps

    connection_page_url = "https://fivetran.com/dashboard/connections/{id}/status"

    def complete(self, execution_id: str, outputs: Mapping[str, str]) -> None:
        self.record("complete step", execution_id, outputs)

    def fail(self, execution_id: str, error: str) -> None:
        self.record("fail step", execution_id, error)

    # requests

    def get(self, id_: str) -> ConnectorRequest | Service:
        if id_ == SALESFORCE.id:
            return SALESFORCE
        if id_ not in self.requests_:
            raise Refused("This request doesn't exist anymore.")
        return self.requests_[id_]

    def find(self, reference: str) -> ConnectorRequest:
        found = [request for request in self.requests_.values() if reference in (request.id, request.dataset)]
        if not found:
            raise Refused("I couldn't find that request.")
        return found[0]

    def find_by_connection(self, connection_id: str) -> ConnectorRequest | None:
        return next((r for r in self.requests_.values() if r.connection_id == connection_id), None)

    def transition(
        self, request: ConnectorRequest, event: Event, *, revision: int | None = None, **changes: object
    ) -> ConnectorRequest:
        current = self.requests_[request.id]
        if revision not in (None, current.revision):
            raise IllegalTransition("This request was just edited.")
        return self._keep(
            current.evolve(status=next_status(current.status, event), version=current.version + 1, **changes)
        )

    def update(self, request: ConnectorRequest, **changes: object) -> ConnectorRequest:
        current = self.requests_[request.id]
        return self._keep(current.evolve(version=current.version + 1, **changes))

    def apply(
        self, request: ConnectorRequest, change: Callable[[ConnectorRequest], ConnectorRequest]
    ) -> ConnectorRequest:
        current = self.requests_[request.id]
        return self._keep(change(current).evolve(version=current.version + 1))

    def _keep(self, request: ConnectorRequest) -> ConnectorRequest:
        self.requests_[request.id] = request
        return request

    def needing_sign_in(self, requester: str) -> list[ConnectorRequest]:
        theirs = [one for one in self.requests_.values() if one.requester == requester]
        return [one for one in theirs if one.status is Status.BROKEN and one.sign_in_needed_since]

    def usual_history_sync(self, service: str) -> timedelta | None:
        return self.usual_history_sync_

    def mark_in_sync(self, request: ConnectorRequest) -> None:
        self.in_sync_ids.append(request.id)

    def erase_earlier_versions(self) -> None:
        self.record("erase earlier versions")

    def out_of_sync(self) -> list[ConnectorRequest]:
        return list(self.requests_.values())

    def open_requests(self) -> list[ConnectorRequest]:
        return [request for request in self.requests_.values() if not request.is_closed]

    def unmarked_requests(self, services: Collection[str]) -> list[ConnectorRequest]:
        found = [one for one in self.requests_.values() if one.answers.service in services]
        return [request for request in found if not request.answers.is_sensitive_service]

    def undecided_since(self, before: datetime) -> list[ConnectorRequest]:
        waiting = [r for r in self.requests_.values() if r.status is Status.AWAITING_APPROVAL]
        return [request for request in waiting if request.submitted_at < before]

    def awaiting_decision(self) -> list[ConnectorRequest]:
        return [r for r in self.requests_.values() if r.status is Status.AWAITING_APPROVAL and r.ticket]

    # clock and queue

    def now(self) -> datetime:
        return self.time

    def reconcile(self, request: ConnectorRequest) -> None:
        self.happened.append(f"enqueue reconcile {request.id}")

    def forget_reasons(self, request_id: str) -> None:
        self.happened.append(f"forget the reasons of {request_id}")

    # ledger

    def tried_at(self, key: str) -> datetime | None:
        return self.attempts_.get(key)

    def discard(self, key: str) -> None:
        del self.attempts_[key]

    # tickets

    def find_opened(self, request: ConnectorRequest) -> Ticket | None:
        return self.opened

    def open_for(self, request: ConnectorRequest) -> Ticket:
        self.record("open ticket")
        return TICKET

    def link_card(self, ticket: Ticket, request: ConnectorRequest) -> None:
        self.record("link", request.permalink)

    def describe(self, ticket: Ticket, request: ConnectorRequest) -> int:
        self.record("describe", request.answers.purpose)
        return self.newest_change

    def comment(self, ticket: Ticket, key: str, text: str) -> None:
        self.record("comment", text)

    def rewrite_comment(self, ticket: Ticket, key: str, text: str) -> None:
        self.record("rewrite comment", key, text)

    def move(self, ticket: Ticket, outcome: str) -> str | None:
        self.record("transition", outcome)
        return self.stuck.get(outcome)

    def move_back(self, ticket: Ticket, status: TicketStatus) -> str | None:
        self.record("move back to", status.name)
        return self.stuck.get(status.name)

    def find_account(self, email: str) -> str | None:
        return self.accounts.get(email)

    def find_by_ticket(self, ticket_id: str) -> ConnectorRequest | None:
        return next((r for r in self.requests_.values() if r.ticket and r.ticket.id == ticket_id), None)

    def read(self, ticket: Ticket, since: int | None) -> TicketReading:
        if error := self.trouble.get(f"read {ticket.id}"):
            raise error
        newer = tuple(decision for decision in self.decisions if decision.change_id > (since or 0))
        return TicketReading(replace(self.ticket_now, id=ticket.id), newer)

    def recently_updated(self) -> list[str]:
        if error := self.trouble.get("search"):
            raise error
        return [request.ticket.id for request in self.requests_.values() if request.ticket]

    # connections

    def create_dev(self, request: ConnectorRequest, service: Service) -> Connection:
        self.record("create connection", request.dataset)
        assert self.connection
        return self.connection

    def find_by_name(self, name: str) -> list[Connection]:
        is_here = self.connection and self.connection.group_id == "dev" and self.connection.name == name
        return [self.connection] if self.connection and is_here else []

    def fetch(self, connection_id: str) -> Connection | None:
        return self.connection

    def run_setup_tests(self, connection_id: str) -> list[SetupTest]:
        self.record("run setup tests")
        return self.tests

    def resume(self, connection_id: str) -> None:
        self.record("resume")
        assert self.connection
        self.connection = replace(self.connection, paused=False)

    def delete(self, connection_id: str) -> None:
        self.record("delete connection")

    def sync(self, connection_id: str) -> None:
        self.record("sync", connection_id)

    def pause(self, connection_id: str) -> None:
        self.record("pause", connection_id)

    # slack

    def sync_card(self, request: ConnectorRequest) -> Message:
        self.record("sync card", request.status)
        return self.replacement or request.card or CARD

    def fingerprint(self, request: ConnectorRequest) -> str:
        return f"{request.status} {request.problem} {request.failed_tests}"

    def permalink(self, message: Message) -> str:
        return f"https://slack.example/{message.ts}"

    def send_connect_card(self, request: ConnectorRequest) -> None:
        self.record("send connect card")

    def remove_connect_card(self, request: ConnectorRequest) -> None:
        self.record("remove connect card")

    def remove_connect_cards_of(self, request: ConnectorRequest, user_id: str, since: datetime) -> None:
        self.record("remove connect cards", user_id, since)

    def send_private(self, channel: str, user_id: str, text: str) -> None:
        self.record("whisper", user_id, text)

    def post_timeline_event(self, request: ConnectorRequest, event_key: str) -> None:
        self.record("thread", event_key)

    def redraw_thread(self, request: ConnectorRequest, event_keys: Sequence[str]) -> Sequence[str]:
        self.record("redraw", *event_keys)
        return self.left

    # people

    def look_up(self, user_id: str, *, fresh: bool = False) -> Person:
        if "look up" in self.trouble:
            raise self.trouble["look up"]
        has_left = fresh and user_id in self.removed_lately
        person = PEOPLE[user_id]
        email = f"{person.name.split()[0].lower()}@example.com"
        return replace(person, email=email, is_deactivated=has_left or person.is_deactivated)

    def find_by_email(self, email: str) -> Person:
        found = [person for person in PEOPLE.values() if email == f"{person.name.split()[0].lower()}@example.com"]
        if not found:
            raise Refused("No Slack user has this email address.")
        return found[0]

    def approvers(self, *, fresh: bool = False) -> frozenset[str]:
        if "approvers" in self.trouble:
            raise self.trouble["approvers"]
        return self.approvers_ - self._demoted("approvers", fresh)

    def sensitive_approvers(self, *, fresh: bool = False) -> frozenset[str]:
        return (self.sensitive_approvers_ or self.approvers_) - self._demoted("sensitive", fresh)

    def _demoted(self, group: str, fresh: bool) -> frozenset[str]:
        return self.demoted_lately.get(group, frozenset()) if fresh else frozenset()

    def sensitive_services(self) -> frozenset[str]:
        return self.sensitive_services_

    def refresh_if_due(self) -> None:
        self.record("refresh")

    def home(self) -> HomeWorkspace:
        return HomeWorkspace("T0DESK")

    # polls

    def poll(self, group_id: str) -> PollResult:
        return PollResult((PendingNotification("broke", 1),), ())

    def notify(self, notification: PendingNotification) -> None:
        self.happened.append(f"enqueue notify {notification.id}")


@dataclass
class FakeJourneys:
    """Direct messages of requests. Their calls are recorded in the world."""

    world: World

    def fingerprint(self, request: ConnectorRequest) -> str:
        status = "sent" if request.status in UNDECIDED_STATUSES else request.status
        return f"{status} {request.failed_tests} {request.sign_in_needed_since} {request.decision}"

    def post(self, request: ConnectorRequest, turn: str) -> Message:
        self.world.record("dm", request.requester, turn)
        return self._posted(request)

    def send_connect_card(self, request: ConnectorRequest) -> Message:
        self.world.send_connect_card(request)
        return self._posted(request)

    def update(self, message: Message, request: ConnectorRequest) -> bool:
        self.world.record("edit dm", request.status)
        return self.world.can_edit_dm

    def spend(self, request: ConnectorRequest) -> None:
        assert request.journey
        self.world.record("spend dm", request.journey.message.ts)

    def _posted(self, request: ConnectorRequest) -> Message:
        self.world.direct_messages += 1
        return Message(f"D{request.requester}", f"{self.world.direct_messages}.0")


def world_with(request: ConnectorRequest, change: Callable[[World], None] | None = None) -> World:
    """Return a world with this request."""
    world = World({request.id: request})
    if change:
        change(world)
    return world
