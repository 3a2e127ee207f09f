"""Access requests: the ticket is opened once, whatever is down in the meantime."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from tests.support.fake_request_ports import World
from tests.support.sample_data import MONDAY, TICKET
from workflows.access_requests import (
    AccessPorts,
    AccessRequest,
    open_access_ticket,
    open_lagging_access_tickets,
)
from workflows.errors import DeskError, Misconfigured, Refused, Unavailable
from workflows.requests.mirrors import Ticket

REQUEST = AccessRequest("V1", "U0ADA", "aokafor", "Fivetran", "Campaign reports", MONDAY)


@dataclass
class FakeAccessPorts:
    """Fake ports in memory; `trouble` is the error of the ticket system."""

    request: AccessRequest = REQUEST
    trouble: DeskError | None = None
    happened: list[str] = field(default_factory=list)
    is_slack_down: bool = False

    def ports(self) -> AccessPorts:
        people = World()
        return AccessPorts(people, people, self, self, self, self)  # type: ignore[arg-type]  # one object plays four parts

    def get(self, request_id: str) -> AccessRequest:
        return self.request

    def update(self, request_id: str, **changes: Any) -> AccessRequest:
        self.request = replace(self.request, **changes)
        return self.request

    def out_of_sync(self, now: datetime) -> list[str]:
        due = self.request.retry_at is None or self.request.retry_at <= now
        return [] if self.request.is_notified or not due else ["V1"]

    def open_access_ticket(self, request: AccessRequest | str) -> Ticket:
        if self.trouble and not isinstance(request, str):
            raise self.trouble
        self.happened.append("enqueued" if isinstance(request, str) else f"ticket for {request.requester_name}")
        return TICKET

    def notify_ticket(self, request: AccessRequest) -> None:
        self.happened.append("ticket notified")

    def notify_delay(self, request: AccessRequest) -> None:
        if self.is_slack_down:
            raise Unavailable("Slack isn't responding.")
        self.happened.append("delay notified")

    def notify_refusal(self, request: AccessRequest, reason: str) -> None:
        self.happened.append(f"refused: {reason}")


def test_a_ticket_is_opened_and_the_requester_notified_once() -> None:
    fakes = FakeAccessPorts()

    open_access_ticket("V1", fakes.ports())
    open_access_ticket("V1", fakes.ports())

    assert fakes.happened == ["ticket for Ada Okafor", "ticket notified"]
    assert fakes.request.ticket == TICKET


def test_the_bot_forgets_the_reason_once_the_ticket_has_it() -> None:
    fakes = FakeAccessPorts(trouble=Unavailable("Jira isn't responding."))

    open_access_ticket("V1", fakes.ports())
    assert fakes.request.reason == REQUEST.reason
    fakes.trouble = None
    open_access_ticket("V1", fakes.ports())

    assert fakes.request.reason == ""


def test_an_outage_is_retried_with_growing_delays() -> None:
    fakes = FakeAccessPorts(trouble=Unavailable("Jira isn't responding."))

    delays = []
    with capture_logs() as logs:
        for _ in range(5):
            open_access_ticket("V1", fakes.ports())
            assert fakes.request.retry_at
            delays.append((fakes.request.retry_at - MONDAY).total_seconds())
    open_lagging_access_tickets(fakes.ports())

    assert delays == [5, 10, 20, 40, 80]
    assert fakes.happened == []
    assert [line["reason"] for line in logs] == ["Jira isn't responding."] * 5


def test_a_refused_ticket_waits_for_an_operator() -> None:
    fakes = FakeAccessPorts(trouble=Refused("Jira wants more fields."))

    with capture_logs() as logs:
        open_access_ticket("V1", fakes.ports())

    assert fakes.request.retry_at == MONDAY + timedelta(hours=1)
    assert [line["reason"] for line in logs] == ["Jira wants more fields."]


@pytest.mark.parametrize("trouble", [Refused("Jira wants more fields."), Misconfigured("A wrong token.")])
def test_the_requester_is_notified_of_the_delay_once(trouble: DeskError) -> None:
    fakes = FakeAccessPorts(trouble=trouble, is_slack_down=True)

    open_access_ticket("V1", fakes.ports())
    fakes.is_slack_down = False
    for _ in range(3):
        open_access_ticket("V1", fakes.ports())
    fakes.trouble = None
    open_access_ticket("V1", fakes.ports())

    assert fakes.happened == ["delay notified", "ticket for Ada Okafor", "ticket notified"]


def test_the_sweep_enqueues_due_requests() -> None:
    fakes = FakeAccessPorts()

    open_lagging_access_tickets(fakes.ports())

    assert fakes.happened == ["enqueued"]


def test_guests_get_an_explanation_and_no_ticket() -> None:
    fakes = FakeAccessPorts(replace(REQUEST, requester="U0GUS"))

    open_access_ticket("V1", fakes.ports())

    assert fakes.happened == ["refused: Guests can't do that. Ask a full member of this workspace."]
    assert fakes.request.is_notified
