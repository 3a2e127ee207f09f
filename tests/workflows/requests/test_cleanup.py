"""A request has ended, but the answer to a creation was lost: what was created is adopted or deleted."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from tests.support.fake_request_ports import World, world_with
from tests.support.sample_data import MONDAY, TICKET, a_connected_request, a_connection, a_request, an_approved_request
from workflows.errors import Unavailable
from workflows.requests.history import Decision
from workflows.requests.model import ConnectorRequest
from workflows.requests.ports.storage import connect_card_entry, connection_entry, ticket_entry
from workflows.requests.reconcile import reconcile
from workflows.requests.state_machine import Status

WITHDRAWN_AT = MONDAY + timedelta(minutes=10)


def withdrawn(request: ConnectorRequest) -> ConnectorRequest:
    """Ada withdrew the request ten minutes after she sent it."""
    return request.evolve(status=Status.WITHDRAWN, decision=Decision("U0ADA", WITHDRAWN_AT))


@pytest.fixture
def world() -> World:
    """An approved request was withdrawn while the answer to the creation of its connection was lost."""
    request = withdrawn(an_approved_request(permalink="https://slack.example/1"))
    made = a_connection(created_at=MONDAY + timedelta(minutes=6))
    tried = {connection_entry(request): MONDAY + timedelta(minutes=6)}
    return World({request.id: request}, connection=made, time=WITHDRAWN_AT, attempts_=tried)


def after(world: World, waited: timedelta = timedelta(0)) -> list[str]:
    """Reconcile the request some time after its end and return the calls that were made."""
    world.happened.clear()
    world.time = WITHDRAWN_AT + waited
    reconcile("7f3c9a", world.ports())
    return world.happened


def is_checking(world: World) -> bool:
    """Whether the card says that the bot is still checking."""
    return "I'm checking" in (world.requests_["7f3c9a"].problem or "")


def test_the_connection_is_deleted_and_the_attempt_is_resolved(world: World) -> None:
    assert "delete connection" in after(world)
    assert world.attempts_ == {}
    assert world.in_sync_ids == ["7f3c9a"]


def test_a_deletion_that_fails_is_tried_again(world: World) -> None:
    world.trouble["delete connection"] = Unavailable("Fivetran has a problem right now.")
    assert after(world, timedelta(hours=1)).count("delete connection") == 0
    world.trouble.clear()

    assert "delete connection" in after(world, timedelta(hours=2))


def test_a_connection_that_is_not_listed_yet_is_looked_up_for_fifteen_minutes(world: World) -> None:
    made, world.connection = world.connection, None

    assert "delete connection" not in after(world, timedelta(minutes=14))
    assert is_checking(world)
    world.connection = made
    assert "delete connection" in after(world, timedelta(minutes=14, seconds=30))


def test_after_fifteen_minutes_without_a_connection_nothing_was_created(world: World) -> None:
    world.connection = None

    assert "delete connection" not in after(world, timedelta(minutes=16))
    assert not is_checking(world)
    assert world.attempts_ == {}


@pytest.mark.parametrize(
    ("facts", "is_told"),
    [
        ({"service": "google_ads"}, False),
        ({"created_at": MONDAY}, False),
        ({"created_at": WITHDRAWN_AT + timedelta(minutes=16)}, False),
        ({"created_at": None}, True),
        ({"paused": False}, True),
        ({"setup_state": "connected"}, True),
        ({"setup_state": "broken", "paused": False}, True),
    ],
    ids=["another service", "older", "made later", "of unknown age", "syncing", "with credentials", "broken"],
)
def test_only_an_unused_connection_of_the_attempt_is_deleted_and_one_in_use_is_told_once(
    world: World, facts: dict[str, object], is_told: bool
) -> None:
    assert world.connection
    world.connection = replace(world.connection, **facts)  # type: ignore[arg-type]  # a dictionary of mixed values

    calls = after(world, timedelta(hours=1))

    assert "delete connection" not in calls
    assert world.attempts_ == {}
    told = [call for call in calls if call == "thread leftover" or "If no one needs it, delete it in Fivetran." in call]
    assert len(told) == (2 if is_told else 0)
    assert not {"thread leftover", "delete connection"} & set(after(world, timedelta(hours=2)))


def test_the_connection_of_another_request_is_not_deleted(world: World) -> None:
    newer = an_approved_request(id="9b2d11", connection_id="polite_otter", status=Status.AWAITING_CREDENTIALS)
    world.requests_[newer.id] = newer

    calls = after(world, timedelta(hours=1))

    assert not {"thread leftover", "delete connection"} & set(calls)


def test_a_connection_that_a_newer_request_can_have_created_waits(world: World) -> None:
    newer = an_approved_request(id="9b2d11")
    world.requests_ = {newer.id: newer, **world.requests_}
    world.attempts_[connection_entry(newer)] = WITHDRAWN_AT

    assert "delete connection" not in after(world, timedelta(hours=1))
    del world.attempts_[connection_entry(newer)]  # Fivetran refused it
    assert "delete connection" in after(world, timedelta(hours=2))


def test_a_lost_ticket_is_linked_and_closed() -> None:
    world = lost_ticket()

    calls = after(world)

    assert "comment Withdrawn by Ada Okafor." in calls
    assert "transition withdrawn" in calls
    assert world.requests_["7f3c9a"].ticket == TICKET


def test_a_ticket_that_jira_does_not_find_yet_is_searched_for_fifteen_minutes() -> None:
    world = lost_ticket()
    world.opened = None

    after(world, timedelta(minutes=14))
    assert is_checking(world)
    after(world, timedelta(minutes=16))
    assert not is_checking(world)
    assert world.attempts_ == {}


def retired(**facts: object) -> World:
    """The connection was deleted in Fivetran while Slack's answer about the Connect Card was lost."""
    request = a_connected_request(
        status=Status.RETIRED, connect_card_sent_at=None, permalink="https://slack.example/1", **facts
    )
    world = World({request.id: request}, connection=None, time=WITHDRAWN_AT)
    world.attempts_ = {connect_card_entry(request): MONDAY}
    return world


def test_a_connect_card_that_slack_did_not_confirm_is_removed_once() -> None:
    world = retired()

    assert "remove connect card" in after(world)
    assert world.attempts_ == {}
    assert "remove connect card" not in after(world, timedelta(hours=1))


def test_a_connect_card_that_slack_does_not_let_go_of_yet_is_tried_again() -> None:
    world = retired(connect_card_requested_at=MONDAY)
    world.trouble["remove connect card"] = Unavailable("Slack isn't responding.")

    assert "remove connect card" not in after(world)
    world.trouble.clear()
    assert "remove connect card" in after(world, timedelta(hours=1))


@pytest.mark.parametrize("status", [Status.RETIRED, Status.AWAITING_CREDENTIALS])
def test_a_connect_card_that_is_confirmed_or_still_needed_stays(status: Status) -> None:
    world = retired()
    sent = MONDAY if status is Status.RETIRED else None
    world.update(world.requests_["7f3c9a"], status=status, connect_card_sent_at=sent)

    assert "remove connect card" not in after(world)


def lost_ticket() -> World:
    """A request was withdrawn while the answer to the creation of its ticket was lost."""
    request = withdrawn(a_request(names={"U0ADA": "Ada Okafor", "U0ROSA": "Rosa Neri"}))
    return world_with(request, with_lost_ticket)


def with_lost_ticket(world: World) -> None:
    world.attempts_ = {ticket_entry(request): MONDAY for request in world.requests_.values()}
    world.opened = TICKET


def test_an_open_request_keeps_its_attempt() -> None:
    request = an_approved_request()
    world = world_with(request)
    tried: datetime = MONDAY
    world.attempts_ = {connection_entry(request): tried}

    assert "delete connection" not in after(world)
    assert world.attempts_ == {connection_entry(request): tried}
