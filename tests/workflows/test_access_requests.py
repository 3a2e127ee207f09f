"""Somebody asks for access: a ticket opens, whatever is down meanwhile."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.support.fake_request_ports import World
from tests.support.sample_data import MONDAY, TICKET
from workflows.access_requests import AccessAsk, AccessDesk, open_access, sweep_access
from workflows.errors import Failure, Misconfigured, Refused, Unavailable
from workflows.requests.model import Ticket

ASK = AccessAsk("V1", "U0ADA", "aokafor", "Fivetran", "Campaign reports", MONDAY)


@dataclass
class Office:
    """Everything in memory; `trouble` is what the ticket system says."""

    ask: AccessAsk = ASK
    trouble: Failure | None = None
    happened: list[str] = field(default_factory=list)
    log: list[str] = field(default_factory=list)
    is_mute: bool = False

    def desk(self) -> AccessDesk:
        people = World()
        return AccessDesk(people, people, self, self, self, self)  # type: ignore[arg-type]  # it plays four parts

    def get(self, ask_id: str) -> AccessAsk:
        return self.ask

    def note(self, ask_id: str, **facts: Any) -> AccessAsk:
        self.ask = replace(self.ask, **facts)
        return self.ask

    def lagging(self, now: datetime) -> list[str]:
        due = self.ask.next_try_at is None or self.ask.next_try_at <= now
        return [] if self.ask.is_told or not due else ["V1"]

    def open_access(self, ask: AccessAsk | str) -> Ticket:
        if self.trouble and not isinstance(ask, str):
            raise self.trouble
        self.happened.append("agenda" if isinstance(ask, str) else f"ticket for {ask.name}")
        return TICKET

    def tell_ticket(self, ask: AccessAsk) -> None:
        self.happened.append("told")

    def tell_delay(self, ask: AccessAsk) -> None:
        if self.is_mute:
            raise Unavailable("Slack does not answer.")
        self.happened.append("told of the delay")

    def put_off(self, ask_id: str, reason: str, until: datetime) -> None:
        self.log.append(reason)

    def tell_refusal(self, ask: AccessAsk, words: str) -> None:
        self.happened.append(f"refused: {words}")


def test_a_ticket_is_opened_and_told_of_once() -> None:
    office = Office()

    open_access("V1", office.desk())
    open_access("V1", office.desk())

    assert office.happened == ["ticket for Ada Okafor", "told"]
    assert office.ask.ticket == TICKET


def test_an_outage_puts_it_off_longer_each_time_and_the_sweep_goes_on() -> None:
    office = Office(trouble=Unavailable("Jira does not answer."))

    delays = []
    for _ in range(5):
        open_access("V1", office.desk())
        assert office.ask.next_try_at
        delays.append((office.ask.next_try_at - MONDAY).total_seconds())
    sweep_access(office.desk())

    assert delays == [5, 30, 120, 600, 600]
    assert office.happened == []
    assert office.log == ["Jira does not answer."] * 5


def test_what_is_refused_waits_for_somebody_to_mend_it() -> None:
    office = Office(trouble=Refused("Jira wants more fields."))

    open_access("V1", office.desk())

    assert office.ask.next_try_at == MONDAY + timedelta(hours=1)
    assert office.log == ["Jira wants more fields."]


@pytest.mark.parametrize("trouble", [Refused("Jira wants more fields."), Misconfigured("A wrong token.")])
def test_whoever_waits_for_an_operator_hears_so_once(trouble: Failure) -> None:
    office = Office(trouble=trouble, is_mute=True)

    open_access("V1", office.desk())
    office.is_mute = False
    for _ in range(3):
        open_access("V1", office.desk())
    office.trouble = None
    open_access("V1", office.desk())

    assert office.happened == ["told of the delay", "ticket for Ada Okafor", "told"]


def test_the_sweep_starts_what_is_due() -> None:
    office = Office()

    sweep_access(office.desk())

    assert office.happened == ["agenda"]


def test_guests_are_told_why_there_is_no_ticket() -> None:
    office = Office(replace(ASK, by="U0GUS"))

    open_access("V1", office.desk())

    assert office.happened == [
        "refused: Guests cannot do that. Ask a colleague who is a full member of this workspace."
    ]
    assert office.ask.is_told
