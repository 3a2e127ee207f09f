"""A requester leaves: that is noticed once, and one approver takes over."""

from dataclasses import dataclass, replace

import pytest
from structlog.testing import capture_logs

from tests.support.fake_request_ports import World, world_with
from tests.support.sample_data import MONDAY, a_connected_request, a_request, a_request_with_ticket
from workflows.connections.model import SetupTest
from workflows.errors import Unavailable, UnknownPerson
from workflows.permissions import Actor
from workflows.ports import Person
from workflows.requests.answers import Sensitivity
from workflows.requests.decisions import decide, request_connect_card
from workflows.requests.departures import notice_departures, take_over
from workflows.requests.model import ConnectorRequest
from workflows.requests.reconcile import reconcile
from workflows.requests.state_machine import Event, Status
from workflows.requests.timeline import timeline_events


def left_behind(request: ConnectorRequest) -> World:
    """Return a world in which the requester of this request has left, which the bot has noticed."""
    world = world_with(request)
    world.removed_lately = frozenset({request.requester})
    notice_departures(world.ports())
    world.happened.clear()
    return world


def takes_over(world: World, who: str = "U0BO") -> str:
    take_over("7f3c9a", Actor(who, "T0DESK", "C0FIVETRAN"), world.ports())
    return "; ".join(world.happened)


def events(world: World) -> list[str]:
    return [event.text for event in timeline_events(world.requests_["7f3c9a"])]


def test_a_requester_who_left_is_noticed_once() -> None:
    world = world_with(a_request_with_ticket())
    notice_departures(world.ports())
    assert world.happened == []

    world.removed_lately = frozenset({"U0ADA"})
    notice_departures(world.ports())
    notice_departures(world.ports())

    assert world.requests_["7f3c9a"].requester_left_at == MONDAY
    assert world.happened == ["enqueue reconcile 7f3c9a"]
    assert events(world) == ["Ada Okafor has left. An approver can take over."]


def test_a_person_who_cannot_be_looked_up_stops_no_other() -> None:
    @dataclass
    class OddWorld(World):
        """Slack's answer about Rosa is odd."""

        def look_up(self, user_id: str, *, fresh: bool = False) -> Person:
            if user_id == "U0ROSA":
                raise KeyError(user_id)
            return super().look_up(user_id, fresh=fresh)

    odd = a_request_with_ticket(id="first", requester="U0ROSA")
    world = OddWorld({"first": odd, "7f3c9a": a_request_with_ticket()}, removed_lately=frozenset({"U0ADA"}))

    with capture_logs() as logs:
        notice_departures(world.ports())

    assert world.requests_["7f3c9a"].requester_left_at == MONDAY
    assert {line["item"] for line in logs} == {"U0ROSA"}


def test_an_unknown_requester_has_left() -> None:
    world = world_with(a_request_with_ticket())
    world.trouble["look up"] = UnknownPerson("Slack doesn't know this user.")

    notice_departures(world.ports())

    assert world.requests_["7f3c9a"].requester_left_at == MONDAY


def test_while_slack_cannot_say_no_one_has_left_or_come_back() -> None:
    world = world_with(a_request_with_ticket())
    world.trouble["look up"] = Unavailable("Slack isn't responding.")
    notice_departures(world.ports())
    assert world.happened == []

    gone = left_behind(a_request_with_ticket())
    gone.trouble["look up"] = Unavailable("Slack isn't responding.")
    notice_departures(gone.ports())
    assert gone.requests_["7f3c9a"].requester_left_at == MONDAY


def test_a_requester_who_comes_back_keeps_the_request() -> None:
    world = left_behind(a_request_with_ticket())
    world.removed_lately = frozenset()

    assert takes_over(world) == "whisper U0BO Ada Okafor is still a member, so you can't take over this request."
    notice_departures(world.ports())

    assert world.requests_["7f3c9a"].requester_left_at is None
    assert world.requests_["7f3c9a"].requester == "U0ADA"


def test_an_approver_takes_over_and_cannot_approve_it_then() -> None:
    world = left_behind(a_request_with_ticket())

    assert takes_over(world).startswith("enqueue reconcile 7f3c9a; whisper U0BO You took over this request.")
    assert events(world) == ["Ada Okafor has left.", "Bo Lindqvist took over from Ada Okafor."]
    decide("7f3c9a", Event.APPROVED, Actor("U0BO", "T0DESK", "C0FIVETRAN"), None, world.ports())
    assert world.requests_["7f3c9a"].status is Status.AWAITING_APPROVAL
    assert "You requested this connector" in world.happened[-1]


def test_a_second_approver_is_too_late() -> None:
    world = left_behind(a_request_with_ticket())
    takes_over(world)
    world.happened.clear()

    assert (
        takes_over(world, "U0CLEO")
        == "whisper U0CLEO Bo Lindqvist is still a member, so you can't take over this request."
    )
    assert world.requests_["7f3c9a"].requester == "U0BO"


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("U0ROSA", "Only approvers can take over a request."),
        ("U0GUS", "Guests can't do that."),
        ("U0PIA", "Only members of this workspace can do that."),
    ],
)
def test_only_approvers_take_over(who: str, words: str) -> None:
    world = left_behind(a_request_with_ticket())

    assert words in takes_over(world, who)
    assert world.requests_["7f3c9a"].requester == "U0ADA"


def test_a_confidential_request_goes_to_a_sensitive_data_approver_only() -> None:
    request = a_request_with_ticket()
    answers = replace(request.answers, sensitivity=Sensitivity.CONFIDENTIAL)
    world = left_behind(request.evolve(answers=answers))
    world.sensitive_approvers_ = frozenset({"U0CLEO"})

    assert "Only approvers" in takes_over(world, "U0BO")
    takes_over(world, "U0CLEO")

    assert world.requests_["7f3c9a"].requester == "U0CLEO"


def test_a_takeover_waits_while_slack_cannot_answer() -> None:
    world = left_behind(a_request_with_ticket())
    world.trouble["approvers"] = Unavailable("Slack isn't responding.")

    with pytest.raises(Unavailable):
        takes_over(world)
    assert world.requests_["7f3c9a"].requester == "U0ADA"


def test_the_connect_card_goes_to_the_new_requester_only() -> None:
    world = left_behind(a_connected_request(status=Status.AWAITING_CREDENTIALS))
    takes_over(world)
    world.happened.clear()

    reconcile("7f3c9a", world.ports())
    assert "send connect card" in world.happened
    request_connect_card("7f3c9a", Actor("U0ADA", "T0DESK", "D0ADA"), world.ports())
    assert world.happened[-1].startswith("whisper U0ADA Only the requester can get")


def test_no_connect_card_is_sent_to_a_person_who_left() -> None:
    world = left_behind(a_connected_request(status=Status.AWAITING_CREDENTIALS, connect_card_sent_at=None))

    reconcile("7f3c9a", world.ports())

    assert "send connect card" not in world.happened


def test_failed_setup_tests_are_sent_to_no_one_who_left() -> None:
    request = a_connected_request(status=Status.AWAITING_CREDENTIALS, connect_card_sent_at=MONDAY)
    world = left_behind(request)
    assert world.connection
    world.connection = replace(world.connection, setup_state="connected")
    world.tests = [SetupTest("Connecting to Salesforce", "FAILED", "The password is wrong.")]

    reconcile("7f3c9a", world.ports())

    assert world.requests_["7f3c9a"].failed_tests
    assert not [call for call in world.happened if call.startswith("notify failed tests")]


def test_a_business_owner_whom_slack_does_not_know_holds_up_nothing() -> None:
    world = world_with(a_request(names={"U0ADA": "Ada Okafor"}))
    world.trouble["look up"] = UnknownPerson("Slack doesn't know this user.")

    reconcile("7f3c9a", world.ports())

    assert "open ticket" in world.happened
