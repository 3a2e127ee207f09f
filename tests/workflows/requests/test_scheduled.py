"""Requests that wait too long for a decision expire, and every request follows a service that becomes sensitive."""

from dataclasses import replace
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from tests.support.fake_request_ports import World, world_with
from tests.support.sample_data import MONDAY, TICKET, a_request_with_ticket
from tests.workflows.requests.test_jira_decisions import a_move
from workflows.errors import Refused, Unavailable
from workflows.requests.scheduled import EXPIRE_AFTER, expire_undecided, refresh_catalog
from workflows.requests.state_machine import Status

DAY = timedelta(days=1)


def expired(world: World, after: timedelta) -> Status:
    world.time = MONDAY + after
    expire_undecided(world.ports())
    return world.requests_["7f3c9a"].status


def test_a_request_expires_after_thirty_days_without_a_decision() -> None:
    assert EXPIRE_AFTER == 30 * DAY
    world = world_with(a_request_with_ticket())

    assert expired(world, 30 * DAY) is Status.AWAITING_APPROVAL
    assert expired(world, 30 * DAY + timedelta(seconds=1)) is Status.EXPIRED
    assert world.happened == ["enqueue reconcile 7f3c9a"]


def test_a_decision_in_jira_that_was_not_read_yet_comes_before_expiry() -> None:
    world = world_with(a_request_with_ticket())
    world.decisions = (a_move("Bo"),)

    assert expired(world, 31 * DAY) is Status.APPROVED


@pytest.mark.parametrize("days", [31, 60])
def test_while_its_ticket_cannot_be_read_a_request_does_not_expire(days: int) -> None:
    world = world_with(a_request_with_ticket())
    world.trouble[f"read {TICKET.id}"] = Unavailable("Jira failed (503).")

    assert expired(world, days * DAY) is Status.AWAITING_APPROVAL


@pytest.mark.parametrize("trouble", [Refused("Not now."), KeyError("fields")])
def test_a_request_that_cannot_be_judged_stops_the_expiry_of_no_other(trouble: Exception) -> None:
    world = world_with(a_request_with_ticket(id="first", ticket=replace(TICKET, id="10001")))
    world.requests_["7f3c9a"] = a_request_with_ticket()
    world.trouble["read 10001"] = trouble  # type: ignore[assignment]  # also an error that is a bug

    with capture_logs() as logs:
        assert expired(world, 31 * DAY) is Status.EXPIRED

    assert world.requests_["first"].status is Status.AWAITING_APPROVAL
    assert [line["item"] for line in logs] == ["first"]


@pytest.mark.parametrize("status", Status)
def test_a_service_that_becomes_sensitive_makes_its_requests_confidential_once(status: Status) -> None:
    world = world_with(a_request_with_ticket(status=status))
    world.sensitive_services_ = frozenset({"salesforce"})

    for _ in range(2):
        refresh_catalog(world.ports())

    assert world.requests_["7f3c9a"].answers.is_sensitive
    assert world.happened.count("enqueue reconcile 7f3c9a") == 1


def test_a_service_that_is_no_longer_sensitive_reveals_nothing() -> None:
    world = world_with(a_request_with_ticket())
    world.sensitive_services_ = frozenset({"salesforce"})
    refresh_catalog(world.ports())

    world.sensitive_services_ = frozenset()
    refresh_catalog(world.ports())

    assert world.requests_["7f3c9a"].answers.is_sensitive
