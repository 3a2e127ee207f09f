"""One direct message follows a request. It's posted anew only where the requester has to act or know."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.support.fake_request_ports import World, world_with
from tests.support.sample_data import (
    MONDAY,
    a_connected_request,
    a_connection,
    a_request,
    a_request_with_ticket,
    an_approved_request,
)
from workflows.connections.model import SetupTest
from workflows.errors import PersonUnreachable, Unavailable
from workflows.requests.answers import Sensitivity
from workflows.requests.history import Handover
from workflows.requests.journey import current_turn, has_journey
from workflows.requests.mirrors import JourneyMessage, Message
from workflows.requests.model import ConnectorRequest
from workflows.requests.ports.storage import journey_entry
from workflows.requests.reconcile import reconcile
from workflows.requests.state_machine import Status

SENT = JourneyMessage(Message("DU0ADA", "0.1"), "U0ADA", "sent () None None", ("sent",))
CLOSED_DOOR = PersonUnreachable("Slack doesn't deliver direct messages to this person.", "user_disabled")
WORKING = a_connection(setup_state="connected", succeeded_at=MONDAY, paused=False)
BROKEN = replace(WORKING, setup_state="broken")


def told(world: World) -> list[str]:
    """Reconcile the request, and return what its requester got."""
    world.happened.clear()
    reconcile("7f3c9a", world.ports())
    heard = ("dm", "edit dm", "spend dm", "send connect card")
    return [call for call in world.happened if call.startswith(heard)]


def now(world: World) -> ConnectorRequest:
    return world.requests_["7f3c9a"]


def confidential(request: ConnectorRequest) -> ConnectorRequest:
    return request.evolve(answers=replace(request.answers, sensitivity=Sensitivity.CONFIDENTIAL))


def test_a_request_is_confirmed_before_it_waits_for_jira() -> None:
    world = world_with(a_request())
    world.trouble["open ticket"] = Unavailable("Jira isn't responding.")

    assert told(world) == ["dm U0ADA sent"]
    assert world.happened[0] == "dm U0ADA sent"
    world.trouble.clear()
    assert told(world) == []


def test_an_approval_becomes_the_sign_in_and_spends_the_confirmation() -> None:
    world = world_with(an_approved_request(journey=SENT))

    assert told(world) == ["send connect card", "spend dm 0.1"]
    assert now(world).journey.message.ts == "1.0"  # type: ignore[union-attr]
    assert told(world) == []


def test_the_same_message_goes_on_until_the_data_is_there() -> None:
    world = world_with(an_approved_request(journey=SENT))
    told(world)
    world.connection = a_connection(setup_state="connected")

    assert told(world) == ["edit dm syncing_history"]
    world.connection = WORKING
    assert told(world) == ["edit dm live"]
    assert told(world) == []


def test_a_failed_sign_in_is_a_message_of_its_own_for_each_attempt() -> None:
    world = world_with(an_approved_request(journey=SENT))
    told(world)
    world.connection, world.tests = a_connection(setup_state="connected"), [SetupTest("Login", "FAILED")]

    failed = told(world)
    again = told(world)
    world.time += timedelta(minutes=5)
    world.update(now(world), connect_card_requested_at=world.time)
    asked = told(world)

    assert failed == ["dm U0ADA tests failed for 2026-11-23 09:00:00+00:00", "spend dm 1.0"]
    assert again == []
    assert asked == [
        "send connect card",
        "spend dm 2.0",
        "dm U0ADA tests failed for 2026-11-23 09:05:00+00:00",  # at once: the fake has the same credentials still
        "spend dm 3.0",
    ]


def test_a_connection_that_needs_a_sign_in_notifies_its_requester_once_each_time() -> None:
    world = world_with(a_connected_request(status=Status.LIVE, first_synced_at=MONDAY, journey=SENT))
    world.connection = BROKEN

    first = told(world)
    still = told(world)
    world.connection = WORKING
    recovered = told(world)
    world.connection, world.time = BROKEN, MONDAY + timedelta(days=1)
    second = told(world)

    assert first == ["dm U0ADA sign in since 2026-11-23 09:00:00+00:00", "spend dm 0.1"]
    assert still == []
    assert recovered == ["edit dm live"]
    assert second == ["dm U0ADA sign in since 2026-11-24 09:00:00+00:00", "spend dm 1.0"]


def test_a_failed_sync_edits_the_message_and_a_lost_sign_in_after_it_is_a_new_one() -> None:
    world = world_with(a_connected_request(status=Status.LIVE, first_synced_at=MONDAY, journey=SENT))
    world.connection = replace(WORKING, failed_at=MONDAY + timedelta(hours=1))

    assert told(world) == ["edit dm broken"]
    world.connection = BROKEN
    assert told(world) == ["dm U0ADA sign in since 2026-11-23 09:00:00+00:00", "spend dm 0.1"]


def test_a_new_sign_in_for_a_broken_connection_stays_until_it_works() -> None:
    broken = a_connected_request(status=Status.BROKEN, first_synced_at=MONDAY, sign_in_needed_since=MONDAY)
    world = world_with(broken.evolve(journey=SENT, connect_card_requested_at=MONDAY))
    world.connection = BROKEN
    told(world)

    assert told(world) == []
    world.connection = WORKING
    assert told(world) == ["edit dm live"]


@pytest.mark.parametrize("status", [Status.DECLINED, Status.EXPIRED])
def test_an_end_that_others_chose_is_a_new_message(status: Status) -> None:
    world = world_with(an_approved_request(status=status, journey=SENT))

    assert told(world) == [f"dm U0ADA {status}", "spend dm 0.1"]


def test_a_withdrawal_edits_the_message() -> None:
    world = world_with(an_approved_request(status=Status.WITHDRAWN, journey=SENT))

    assert told(world) == ["edit dm withdrawn"]


def test_the_first_data_of_a_confidential_request_is_a_new_message_because_the_channel_mentions_no_one() -> None:
    live = a_connected_request(status=Status.LIVE, first_synced_at=MONDAY, journey=SENT)

    assert current_turn(live) is None
    assert current_turn(confidential(live)) == "live"
    assert current_turn(confidential(live).evolve(mirrored_events=frozenset({"thread:live"}))) is None


def test_a_new_requester_gets_a_message_and_the_earlier_one_is_spent() -> None:
    handed_over = a_request_with_ticket(
        requester="U0ROSA", journey=SENT, handovers=(Handover("U0ADA", "U0ROSA", MONDAY, None, "U0BO"),)
    )
    world = world_with(handed_over)

    assert told(world) == ["dm U0ROSA sent", "spend dm 0.1"]
    assert has_journey(now(world))


def test_someone_who_left_gets_no_message() -> None:
    assert told(world_with(a_request_with_ticket(requester_left_at=MONDAY))) == []


def test_what_an_interrupted_attempt_posted_is_brought_up_to_date() -> None:
    request = a_request_with_ticket()
    world = world_with(request)
    world.attempts_[journey_entry(request, "sent")] = MONDAY

    assert told(world) == ["dm U0ADA sent", "edit dm awaiting_approval"]


def test_a_message_that_cannot_be_edited_is_posted_anew() -> None:
    world = world_with(an_approved_request(status=Status.WITHDRAWN, journey=SENT))
    world.can_edit_dm = False

    assert told(world) == ["edit dm withdrawn", "dm U0ADA instead of 0.1", "spend dm 0.1"]


def test_a_closed_conversation_holds_nothing_up_and_the_thread_mentions_the_requester() -> None:
    world = world_with(a_request())
    world.trouble["dm"] = CLOSED_DOOR

    assert told(world) == []
    assert (now(world).status, now(world).problem) == (Status.AWAITING_APPROVAL, None)
    assert not has_journey(now(world))


def test_a_closed_conversation_is_a_problem_where_no_one_else_can_say_it() -> None:
    world = world_with(confidential(an_approved_request(status=Status.DECLINED)))
    world.trouble["dm"] = CLOSED_DOOR

    told(world)

    assert now(world).problem == CLOSED_DOOR.message


@pytest.mark.parametrize(
    "request_",
    [
        an_approved_request(status=Status.DECLINED, mirrored_events=frozenset({"thread:declined"})),
        a_connected_request(connect_card_sent_at=MONDAY),
        a_connected_request(status=Status.LIVE, first_synced_at=MONDAY),
    ],
)
def test_a_request_from_before_gets_no_message_about_what_its_requester_knows(request_: ConnectorRequest) -> None:
    world = world_with(request_)
    world.connection = WORKING if request_.first_synced_at else a_connection()

    assert told(world) == []


def test_a_historical_sync_says_when_it_is_likely_to_end() -> None:
    world = world_with(a_connected_request(journey=SENT, connect_card_sent_at=MONDAY))
    world.connection, world.usual_history_sync_ = a_connection(setup_state="connected"), timedelta(hours=4)

    told(world)

    assert now(world).history_expected_by == MONDAY + timedelta(hours=4)
