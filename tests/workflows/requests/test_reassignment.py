"""Requester and approvers give a request another requester or business owner."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.support.fake_request_ports import World, world_with
from tests.support.sample_data import a_connected_request, a_request_with_ticket
from workflows.errors import Unavailable
from workflows.permissions import Actor
from workflows.requests.answers import Sensitivity
from workflows.requests.decisions import decide
from workflows.requests.departures import notice_departures
from workflows.requests.model import ConnectorRequest
from workflows.requests.reassignment import Role, reassign
from workflows.requests.reconcile import reconcile
from workflows.requests.state_machine import Event, Status
from workflows.requests.timeline import timeline_events


def actor(user_id: str) -> Actor:
    return Actor(user_id, "T0DESK", "C0FIVETRAN")


def reassigns(
    world: World, to_user: str, role: Role = Role.REQUESTER, who: str = "U0BO", from_user: str = "U0ADA"
) -> str:
    """Reassign the request and return what the actor reads."""
    reassign("7f3c9a", role, from_user, to_user, actor(who), world.ports())
    return world.happened[-1]


def confidential(request: ConnectorRequest) -> ConnectorRequest:
    return request.evolve(answers=replace(request.answers, sensitivity=Sensitivity.CONFIDENTIAL))


def events(world: World) -> list[str]:
    return [event.text for event in timeline_events(world.requests_["7f3c9a"])]


@pytest.mark.parametrize("who", ["U0BO", "U0ADA"])
def test_an_approver_or_the_requester_hands_a_request_over(who: str) -> None:
    world = world_with(a_request_with_ticket())

    assert reassigns(world, "U0ROSA", who=who).startswith(f"whisper {who} Rosa Neri is now the requester.")

    assert world.requests_["7f3c9a"].requester == "U0ROSA"
    name = {"U0BO": "Bo Lindqvist", "U0ADA": "Ada Okafor"}[who]
    assert events(world) == [f"{name} reassigned this request from Ada Okafor to Rosa Neri."]
    assert "enqueue reconcile 7f3c9a" in world.happened


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize(("who", "words"), [("U0CLEO", "Only the requester and approvers"), ("U0GUS", "Guests can't")])
def test_others_reassign_nothing_also_after_they_lost_the_right_a_moment_ago(role: Role, who: str, words: str) -> None:
    before = a_request_with_ticket()
    world = world_with(before)
    world.approvers_ -= {"U0CLEO"}

    assert words in reassigns(world, "U0CLEO", role, who, from_user="U0ADA" if role is Role.REQUESTER else "U0ROSA")

    assert world.requests_["7f3c9a"] == before


@pytest.mark.parametrize(("to_user", "name"), [("U0GUS", "Gus Haines"), ("U0DORA", "Dora Quill"), ("U0PIA", "Pia")])
def test_only_full_members_get_a_request(to_user: str, name: str) -> None:
    world = world_with(a_request_with_ticket())

    words = reassigns(world, to_user)

    assert name in words
    assert "isn't a full member of this workspace" in words
    assert world.requests_["7f3c9a"].requester == "U0ADA"


def test_a_second_form_that_shows_the_earlier_requester_changes_nothing() -> None:
    world = world_with(a_request_with_ticket())
    reassigns(world, "U0ROSA")

    assert reassigns(world, "U0CLEO") == "whisper U0BO Rosa Neri is already the requester. Nothing changed."
    assert len(world.requests_["7f3c9a"].handovers) == 1


def test_an_approver_who_handed_their_own_request_over_still_cannot_approve_it() -> None:
    world = world_with(a_request_with_ticket(requester="U0BO", names={"U0BO": "Bo Lindqvist", "U0ROSA": "Rosa Neri"}))
    reassigns(world, "U0ROSA", from_user="U0BO")

    decide("7f3c9a", Event.APPROVED, actor("U0BO"), None, world.ports())

    assert world.requests_["7f3c9a"].status is Status.AWAITING_APPROVAL
    assert "You requested this connector" in world.happened[-1]


def test_a_confidential_request_goes_only_to_people_who_can_see_it() -> None:
    world = world_with(confidential(a_request_with_ticket(requester="U0ADA")))
    world.sensitive_approvers_ = frozenset({"U0CLEO"})

    assert "Only the requester and approvers" in reassigns(world, "U0CLEO", who="U0BO")
    assert "Bo Lindqvist can't see this confidential request" in reassigns(world, "U0BO", who="U0CLEO")
    assert "Cleo Marsh is now the requester" in reassigns(world, "U0CLEO", who="U0ADA")


def test_the_new_requester_gets_a_connect_card() -> None:
    world = world_with(a_connected_request(status=Status.AWAITING_CREDENTIALS, connect_card_sent_at=None))
    reassigns(world, "U0ROSA")
    world.happened.clear()

    reconcile("7f3c9a", world.ports())

    assert "send connect card" in world.happened


def test_connect_cards_of_earlier_requesters_are_deleted_once() -> None:
    world = world_with(a_connected_request(status=Status.AWAITING_CREDENTIALS))
    reassigns(world, "U0ROSA")
    reassigns(world, "U0CLEO", from_user="U0ROSA")

    reconcile("7f3c9a", world.ports())
    reconcile("7f3c9a", world.ports())

    yesterday = world.time - timedelta(days=1)
    removed = [line for line in world.happened if line.startswith("remove connect cards")]
    assert removed == [f"remove connect cards U0ADA {yesterday}", f"remove connect cards U0ROSA {yesterday}"]
    assert world.happened.index(removed[-1]) < world.happened.index("send connect card")


def test_a_requester_who_gets_the_request_back_keeps_the_connect_card() -> None:
    world = world_with(a_connected_request(status=Status.AWAITING_CREDENTIALS))
    reassigns(world, "U0ROSA")
    reassigns(world, "U0ADA", from_user="U0ROSA")

    reconcile("7f3c9a", world.ports())

    assert [line.split()[3] for line in world.happened if line.startswith("remove connect cards")] == ["U0ROSA"]


def test_another_business_owner_is_an_edit_that_approvers_have_to_read() -> None:
    world = world_with(a_request_with_ticket())

    assert "Cleo Marsh is now the business owner" in reassigns(world, "U0CLEO", Role.BUSINESS_OWNER, from_user="U0ROSA")

    request = world.requests_["7f3c9a"]
    assert (request.answers.business_owner, request.revision) == ("U0CLEO", 2)
    assert events(world) == ["Bo Lindqvist edited the request. Business owner changed."]


def test_a_live_connection_gets_another_business_owner() -> None:
    world = world_with(a_connected_request(status=Status.LIVE))

    reassigns(world, "U0CLEO", Role.BUSINESS_OWNER, from_user="U0ROSA")

    assert world.requests_["7f3c9a"].answers.business_owner == "U0CLEO"
    assert world.requests_["7f3c9a"].status is Status.LIVE


def test_a_closed_request_stays_as_it_is() -> None:
    world = world_with(a_request_with_ticket(status=Status.WITHDRAWN))

    assert "already" in reassigns(world, "U0ROSA")
    assert world.requests_["7f3c9a"].requester == "U0ADA"


def test_while_slack_cannot_say_who_approves_nothing_is_reassigned() -> None:
    world = world_with(a_request_with_ticket())
    world.trouble["approvers"] = Unavailable("Slack isn't responding.")

    with pytest.raises(Unavailable):
        reassigns(world, "U0ROSA")

    assert world.requests_["7f3c9a"].requester == "U0ADA"


def test_a_business_owner_who_left_is_said_once_until_there_is_another() -> None:
    world = world_with(a_request_with_ticket())
    world.removed_lately = frozenset({"U0ROSA"})
    notice_departures(world.ports())
    notice_departures(world.ports())

    said = "Rosa Neri, the business owner, has left. The requester or an approver can choose another one."
    assert events(world) == [said]
    assert world.happened == ["enqueue reconcile 7f3c9a"]
    reassigns(world, "U0CLEO", Role.BUSINESS_OWNER, who="U0ADA", from_user="U0ROSA")
    assert not world.requests_["7f3c9a"].has_owner_left


def test_a_business_owner_who_comes_back_stays() -> None:
    world = world_with(a_request_with_ticket(left_owner="U0ROSA"))

    notice_departures(world.ports())

    assert world.requests_["7f3c9a"].left_owner is None
