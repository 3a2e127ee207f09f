"""Fake ports of ownership in memory: one world plays all parts."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from tests.support.fake_request_ports import PEOPLE
from tests.support.sample_data import MONDAY, a_connection
from workflows.connections.model import Connection
from workflows.errors import Refused, UnknownPerson
from workflows.ownership.departures import departure_text
from workflows.ownership.model import Offer, OwnerChange, Ownership
from workflows.ownership.ports import OwnerPorts
from workflows.permissions import Actor
from workflows.ports import HomeWorkspace, Person
from workflows.requests.model import ConnectorRequest

GROUP = "S0DATAENG"


@dataclass
class OwnerWorld:
    """Zoom, which wasn't requested here; Bo and Cleo are approvers, and in the group."""

    connection: Connection = field(default_factory=lambda: a_connection(id="bright_fox", name="zoom", group_id="prod"))
    request: ConnectorRequest | None = None
    ownership: Ownership = field(default_factory=lambda: Ownership("bright_fox"))
    history: list[str] = field(default_factory=list)
    offers: list[Offer] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    """What was posted in the threads of incidents."""
    told: list[str] = field(default_factory=list)
    """What people read in private."""
    connector: str = ""
    """Who connected it in Fivetran."""
    redraws: int = 0
    rival: str = ""
    """Who claims the connection at the same moment, just before the next change."""
    invisible_to: Collection[str] = ()

    def ports(self) -> OwnerPorts:
        return OwnerPorts(*[self] * 8, redraw_lists=self.redraw, proposals=self)  # type: ignore[arg-type, misc]  # one object plays all parts

    def connected_by(self, _connection_id: str) -> Person | None:
        return PEOPLE[self.connector] if self.connector else None

    def redraw(self) -> None:
        self.redraws += 1

    def now(self) -> datetime:
        return MONDAY

    def look_up(self, user_id: str, *, fresh: bool = False) -> Person:
        return PEOPLE[user_id]

    def find_by_email(self, email: str) -> Person:
        names = {f"{person.name.split()[0].lower()}@example.com": person for person in PEOPLE.values()}
        if email not in names:
            raise UnknownPerson("No Slack user has this email address.")
        return names[email]

    def approvers(self, *, fresh: bool = False) -> frozenset[str]:
        return frozenset({"U0BO", "U0CLEO"})

    def home(self) -> HomeWorkspace:
        return HomeWorkspace("T0DESK")

    def find_by_connection(self, _connection_id: str) -> ConnectorRequest | None:
        return self.request

    def get(self, _connection_id: str) -> Ownership:
        return self.ownership

    def change(self, before: Ownership, after: Ownership, change: OwnerChange, by: str) -> bool:
        if self.rival:
            self.ownership = self.ownership.give_to(self.rival, PEOPLE[self.rival].name, self.rival, MONDAY)
            self.ownership, self.rival = self.ownership.evolve(version=self.ownership.version + 1), ""
        if before != self.ownership:
            return False
        self.ownership = after.evolve(version=before.version + 1)
        self.history.append(f"{change} by {by}: {after.owner or '–'}")
        return True

    def all(self) -> Iterator[Ownership]:
        yield self.ownership

    def owned_by(self, owner: str) -> Sequence[Ownership]:
        return [self.ownership] if self.ownership.owner == owner else []

    def owners(self) -> Collection[str]:
        return [self.ownership.owner]

    def find(self, _connection_id: str, actor: Actor) -> Connection:
        if actor.user_id in self.invisible_to:
            raise Refused("I couldn't find this connection, or you don't have access to it.")
        return self.connection

    def members_of(self, _group: str) -> frozenset[str]:
        return frozenset({"U0BO", "U0CLEO"})

    def handles(self) -> Mapping[str, str]:
        return {GROUP: "@data-engineering"}

    def name_of(self, group: str) -> str:
        if group not in self.handles():
            raise Refused("Slack doesn't know this user group.")
        return self.handles()[group]

    def offer(self, _connection: Connection, ownership: Ownership) -> None:
        assert ownership.offer
        self.offers.append(ownership.offer)

    def notify(self, _ownership: Ownership, user_id: str, text: str) -> None:
        self.told.append(f"{user_id}: {text}")

    def report_departure(self, name: str, released: Sequence[Ownership]) -> None:
        self.lines.append(departure_text(name, released))

    def announce(self, _ownership: Ownership, text: str) -> None:
        self.lines.append(text)

    def send_private(self, _channel: str, user_id: str, text: str) -> None:
        self.told.append(f"{user_id}: {text}")
