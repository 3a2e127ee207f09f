"""Tickets are read one by one: what is wrong with one holds up no other."""

from dataclasses import replace
from functools import partial

import pytest
from structlog.testing import capture_logs

from bot.durable.ticket_sweep import apply_ticket_decisions
from bot.foreign.items import ForeignItems
from tests.support.fake_request_ports import World, world_with
from tests.support.sample_data import TICKET, a_request_with_ticket
from tests.workflows.requests.test_jira_decisions import a_move
from workflows.errors import CredentialRejected, Unavailable
from workflows.requests.ports import TicketNotFound
from workflows.requests.state_machine import Status


def two_requests(trouble: Exception) -> World:
    """Return a world whose first ticket can't be read; Bo approved the second one."""
    world = world_with(a_request_with_ticket(id="first", ticket=replace(TICKET, id="10001")))
    second = a_request_with_ticket()
    world.requests_[second.id] = second
    world.trouble["read 10001"] = trouble  # type: ignore[assignment]  # also errors that are bugs
    world.decisions = (a_move("Bo"),)
    return world


@pytest.mark.parametrize(
    "trouble",
    [Unavailable("Jira failed (500)."), TicketNotFound("Issue does not exist."), KeyError("fields"), AttributeError()],
)
def test_a_ticket_that_cannot_be_read_does_not_stop_the_next(trouble: Exception) -> None:
    world = two_requests(trouble)

    with capture_logs():
        apply_ticket_decisions(world.ports(), ForeignItems())

    assert world.requests_["7f3c9a"].status is Status.APPROVED
    assert world.requests_["first"].status is Status.AWAITING_APPROVAL


def test_an_unreadable_ticket_is_logged_once_until_it_can_be_read_again() -> None:
    trouble = Unavailable("Jira failed (500).")
    world = two_requests(trouble)
    world.decisions = ()
    foreign = ForeignItems()
    sweep = partial(apply_ticket_decisions, world.ports(), foreign)

    with capture_logs() as logs:
        sweep()
        sweep()
        world.trouble.clear()
        sweep()
        world.trouble["read 10001"] = trouble
        sweep()

    assert [line["reason"] for line in logs] == [trouble.message] * 2
    assert [one.summary for one in foreign.unreadable()] == ["ticket DSRE-7: Jira failed (500)."]


def test_a_rejected_key_is_about_no_ticket() -> None:
    world = two_requests(CredentialRejected("Jira rejects JIRA_API_TOKEN."))
    foreign = ForeignItems()

    with capture_logs() as logs:
        apply_ticket_decisions(world.ports(), foreign)

    assert logs == []
    assert foreign.unreadable() == []
    assert world.requests_["7f3c9a"].status is Status.AWAITING_APPROVAL
