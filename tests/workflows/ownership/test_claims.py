"""Who can claim a connection, and how it gets another owner."""

import pytest

from tests.support.fake_owner_ports import GROUP, OwnerWorld
from tests.support.sample_data import MONDAY, a_request
from workflows.ownership.claims import accept_offer, assign, claim, decline_offer
from workflows.ownership.model import Ownership, owner_of
from workflows.permissions import Actor
from workflows.requests.state_machine import Status

ID = "bright_fox"


def actor(user_id: str) -> Actor:
    return Actor(user_id, "T0DESK", "C0FIVETRAN")


def owned_by(user_id: str, name: str) -> OwnerWorld:
    return OwnerWorld(ownership=Ownership(ID, user_id, name, user_id, MONDAY, version=1))


def test_any_member_claims_a_connection_without_an_owner_and_its_thread_says_so() -> None:
    world = OwnerWorld()

    claim(ID, actor("U0ADA"), world.ports())

    assert (world.ownership.owner, world.ownership.owner_name) == ("U0ADA", "Ada Okafor")
    assert world.history == ["claimed by U0ADA: U0ADA"]
    assert world.lines == ["Ada Okafor owns zoom now."]
    assert world.told == ["U0ADA: You own zoom now. Its alerts mention you."]
    assert world.redraws == 1


@pytest.mark.parametrize("who", ["U0GUS", "U0DORA", "U0PIA"])
def test_guests_and_outsiders_claim_nothing(who: str) -> None:
    world = OwnerWorld()

    claim(ID, actor(who), world.ports())

    assert world.ownership.version == 0
    assert len(world.told) == 1


def test_a_connection_that_someone_cannot_see_cannot_be_claimed() -> None:
    world = OwnerWorld(invisible_to=["U0ADA"])

    claim(ID, actor("U0ADA"), world.ports())

    assert world.ownership.version == 0
    assert world.told == ["U0ADA: I couldn't find this connection, or you don't have access to it."]


def test_two_claims_at_the_same_moment_end_with_one_owner_and_the_other_person_reads_who() -> None:
    world = OwnerWorld(rival="U0ROSA")

    claim(ID, actor("U0ADA"), world.ports())

    assert world.ownership.owner == "U0ROSA"
    assert world.lines == []
    assert world.told == ["U0ADA: Rosa Neri owns zoom since a moment ago. Nothing changed."]


def test_a_press_that_runs_again_after_a_crash_finds_its_own_change() -> None:
    world = OwnerWorld(rival="U0ADA")

    claim(ID, actor("U0ADA"), world.ports())

    assert world.told == ["U0ADA: You own zoom now. Its alerts mention you."]


def test_the_requester_of_an_open_request_owns_its_connection() -> None:
    world = OwnerWorld(request=a_request(status=Status.LIVE, names={"U0ADA": "Ada Okafor"}))

    claim(ID, actor("U0ROSA"), world.ports())

    assert world.ownership.version == 0
    assert world.told == ["U0ROSA: Ada Okafor requested zoom and owns it. Reassign it on the card of the request."]


def test_a_claim_of_an_owned_connection_asks_its_owner_who_stays_until_they_agree() -> None:
    world = owned_by("U0ROSA", "Rosa Neri")

    claim(ID, actor("U0ADA"), world.ports())

    assert world.ownership.owner == "U0ROSA"
    assert [(one.to, one.decided_by) for one in world.offers] == [("U0ADA", "U0ROSA")]
    assert world.told == ["U0ADA: Rosa Neri owns zoom. I asked them to hand it over to you."]

    accept_offer(ID, actor("U0ROSA"), world.ports())

    assert (world.ownership.owner, world.ownership.offer) == ("U0ADA", None)
    assert world.history == ["requested by U0ADA: U0ROSA", "accepted by U0ROSA: U0ADA"]
    assert world.lines == ["Ada Okafor owns this connection now."]


def test_an_approver_takes_over_at_once_and_the_former_owner_reads_it() -> None:
    world = owned_by("U0ROSA", "Rosa Neri")

    claim(ID, actor("U0BO"), world.ports())

    assert world.ownership.owner == "U0BO"
    assert "U0ROSA: Bo Lindqvist owns zoom now." in world.told


def test_a_hand_over_waits_until_the_new_owner_accepts() -> None:
    world = owned_by("U0ADA", "Ada Okafor")

    assign(ID, "U0ROSA", actor("U0ADA"), world.ports())

    assert world.ownership.owner == "U0ADA"
    assert [(one.to, one.decided_by) for one in world.offers] == [("U0ROSA", "U0ROSA")]
    assert world.told == ["U0ADA: I asked Rosa Neri to accept zoom. Until then, Ada Okafor owns it."]

    accept_offer(ID, actor("U0ROSA"), world.ports())

    assert world.ownership.owner == "U0ROSA"
    assert "U0ROSA: You own it now. Its alerts mention you." in world.told


def test_a_declined_hand_over_leaves_the_owner() -> None:
    world = owned_by("U0ADA", "Ada Okafor")
    assign(ID, "U0ROSA", actor("U0ADA"), world.ports())

    decline_offer(ID, actor("U0ROSA"), world.ports())

    assert (world.ownership.owner, world.ownership.offer) == ("U0ADA", None)
    assert world.told[-1] == "U0ROSA: Declined. The owner stays."
    assert "U0ADA: Rosa Neri declined the hand-over of a connection." in world.told


@pytest.mark.parametrize("who", ["U0ADA", "U0BO"])
def test_only_the_person_who_is_asked_answers_a_hand_over(who: str) -> None:
    world = owned_by("U0ADA", "Ada Okafor")
    assign(ID, "U0ROSA", actor("U0ADA"), world.ports())

    accept_offer(ID, actor(who), world.ports())

    assert world.ownership.owner == "U0ADA"
    assert world.told[-1] == f"{who}: This hand-over isn't open any more. Nothing changed."


def test_a_second_press_on_accept_changes_nothing() -> None:
    world = owned_by("U0ADA", "Ada Okafor")
    assign(ID, "U0ROSA", actor("U0ADA"), world.ports())

    for _ in range(2):
        accept_offer(ID, actor("U0ROSA"), world.ports())

    assert world.history.count("accepted by U0ROSA: U0ROSA") == 1


def test_a_member_cannot_hand_over_what_another_person_owns() -> None:
    world = owned_by("U0ROSA", "Rosa Neri")

    assign(ID, "U0BO", actor("U0ADA"), world.ports())

    assert world.offers == []
    assert world.told == ["U0ADA: Rosa Neri owns zoom. Only they or an approver can hand it over."]


@pytest.mark.parametrize("to", ["U0GUS", "U0DORA"])
def test_only_full_members_can_become_owners(to: str) -> None:
    world = OwnerWorld()

    assign(ID, to, actor("U0ADA"), world.ports())

    assert world.offers == []
    assert "isn't a full member of this workspace" in world.told[0]


def test_a_member_of_a_group_makes_it_the_owner() -> None:
    world = OwnerWorld()

    assign(ID, GROUP, actor("U0BO"), world.ports())

    assert (world.ownership.owner, world.ownership.owner_name) == (GROUP, "@data-engineering")
    assert world.lines == ["Bo Lindqvist made @data-engineering the owner of zoom."]


def test_other_people_cannot_burden_a_group() -> None:
    world = OwnerWorld()

    assign(ID, GROUP, actor("U0ADA"), world.ports())

    assert world.ownership.version == 0
    assert world.told == ["U0ADA: Only its members and approvers can make a group the owner."]


def test_one_rule_says_who_owns_a_connection() -> None:
    requested = a_request(status=Status.LIVE, names={"U0ADA": "Ada Okafor"})
    claimed = Ownership(ID, "U0ROSA", "Rosa Neri")

    owners = [
        owner_of(request, ownership)
        for request in (requested, requested.evolve(status=Status.WITHDRAWN), None)
        for ownership in (claimed, Ownership(ID), None)
    ]

    assert [owner.name if owner else None for owner in owners] == [
        *("Ada Okafor", "Ada Okafor", "Ada Okafor"),
        *("Rosa Neri", None, None),
        *("Rosa Neri", None, None),
    ]
