"""Somebody asks for access: a ticket opens, whatever is down meanwhile."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.support.fake_request_ports import World
from tests.support.sample_data import MONDAY, TICKET
from workflows.access_requests import (
    AccessPorts,
    AccessRequest,
    open_access_ticket,
    open_lagging_access_tickets,
)
from workflows.errors import DeskError, Misconfigured, Refused, Unavailable
from workflows.requests.model import Ticket

ASK = AccessRequest("V1", "U0ADA", "aokafor", "Fivetran", "Campaign reports", MONDAY)


@dataclass
class Office:
    """Everything in memory; `trouble` is what the ticket system says."""

    ask: AccessRequest = ASK
    trouble: DeskError | None = None
    happened: list[str] = field(default_factory=list)
    log: list[str] = field(default_factory=list)
    is_mute: bool = False

    def desk(self) -> AccessPorts:
        people = World()
        return AccessPorts(people, people, self, self, self, self)  # type: ignore[arg-type]  # it plays four parts

    def get(self, ask_id: str) -> AccessRequest:
        return self.ask

    def update(self, ask_id: str, **facts: Any) -> AccessRequest:
        self.ask = replace(self.ask, **facts)
        return self.ask

    def out_of_sync(self, now: datetime) -> list[str]:
        due = self.ask.retry_at is None or self.ask.retry_at <= now
        return [] if self.ask.is_notified or not due else ["V1"]

    def open_access_ticket(self, ask: AccessRequest | str) -> Ticket:
        if self.trouble and not isinstance(ask, str):
            raise self.trouble
        self.happened.append("agenda" if isinstance(ask, str) else f"ticket for {ask.requester_name}")
        return TICKET

    def notify_ticket(self, ask: AccessRequest) -> None:
        self.happened.append("told")

    def notify_delay(self, ask: AccessRequest) -> None:
        if self.is_mute:
            raise Unavailable("Slack does not answer.")
        self.happened.append("told of the delay")

    def log_delay(self, ask_id: str, reason: str, until: datetime) -> None:
        self.log.append(reason)

    def notify_refusal(self, ask: AccessRequest, words: str) -> None:
        self.happened.append(f"refused: {words}")


def test_a_ticket_is_opened_and_told_of_once() -> None:
    office = Office()

    open_access_ticket("V1", office.desk())
    open_access_ticket("V1", office.desk())

    assert office.happened == ["ticket for Ada Okafor", "told"]
    assert office.ask.ticket == TICKET


def test_an_outage_puts_it_off_longer_each_time_and_the_sweep_goes_on() -> None:
    office = Office(trouble=Unavailable("Jira does not answer."))

    delays = []
    for _ in range(5):
        open_access_ticket("V1", office.desk())
        assert office.ask.retry_at
        delays.append((office.ask.retry_at - MONDAY).total_seconds())
    open_lagging_access_tickets(office.desk())

    assert delays == [5, 30, 120, 600, 600]
    assert office.happened == []
    assert office.log == ["Jira does not answer."] * 5


def test_what_is_refused_waits_for_somebody_to_mend_it() -> None:
    office = Office(trouble=Refused("Jira wants more fields."))

    open_access_ticket("V1", office.desk())

    assert office.ask.retry_at == MONDAY + timedelta(hours=1)
    assert office.log == ["Jira wants more fields."]


@pytest.mark.parametrize("trouble", [Refused("Jira wants more fields."), Misconfigured("A wrong token.")])
def test_whoever_waits_for_an_operator_hears_so_once(trouble: DeskError) -> None:
    office = Office(trouble=trouble, is_mute=True)

    open_access_ticket("V1", office.desk())
    office.is_mute = False
    for _ in range(3):
        open_access_ticket("V1", office.desk())
    office.trouble = None
    open_access_ticket("V1", office.desk())

    assert office.happened == ["told of the delay", "ticket for Ada Okafor", "told"]


def test_the_sweep_starts_what_is_due() -> None:
    office = Office()

    open_lagging_access_tickets(office.desk())

    assert office.happened == ["agenda"]


def test_guests_are_told_why_there_is_no_ticket() -> None:
    office = Office(replace(ASK, requester="U0GUS"))

    open_access_ticket("V1", office.desk())

    assert office.happened == [
        "refused: Guests cannot do that. Ask a colleague who is a full member of this workspace."
    ]
    assert office.ask.is_notified
