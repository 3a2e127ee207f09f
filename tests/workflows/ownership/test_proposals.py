"""Who connected a connection in Fivetran is asked in one press, and accepts before they own it."""

import pytest

from bot.queries.owner_proposals import OwnerProposals
from bot.slack.listeners.owners import choose_owner
from bot.slack.views.owners import assign_form
from tests.support.fake_owner_ports import GROUP, OwnerWorld
from tests.support.fake_request_ports import PEOPLE
from tests.support.sample_data import MONDAY
from workflows.errors import Refused, Unavailable
from workflows.ownership.claims import accept_offer
from workflows.ownership.model import Ownership
from workflows.ownership.proposals import ask_proposed, propose_owner
from workflows.permissions import Actor
from workflows.ports import Person

ID = "bright_fox"


def actor(user_id: str) -> Actor:
    return Actor(user_id, "T0DESK", "C0FIVETRAN")


def test_one_press_asks_who_connected_it_and_they_own_it_after_they_accept() -> None:
    world = OwnerWorld(connector="U0ROSA")

    ask_proposed(ID, actor("U0ADA"), world.ports())

    assert (world.ownership.owner, [one.decided_by for one in world.offers]) == ("", ["U0ROSA"])
    assert world.told == ["U0ADA: I asked Rosa Neri to accept zoom."]
    accept_offer(ID, actor("U0ROSA"), world.ports())
    assert world.ownership.owner == "U0ROSA"


def test_a_second_press_asks_no_second_time() -> None:
    world = OwnerWorld(connector="U0ROSA")

    for user in ("U0ADA", "U0ADA", "U0CLEO"):
        ask_proposed(ID, actor(user), world.ports())

    assert world.history == ["offered by U0ADA: –"]
    assert world.told[1:] == [
        f"{user}: Rosa Neri is asked already, and hasn't answered yet." for user in ("U0ADA", "U0CLEO")
    ]


def test_a_person_who_presses_their_own_name_owns_it_at_once() -> None:
    world = OwnerWorld(connector="U0ROSA")

    ask_proposed(ID, actor("U0ROSA"), world.ports())

    assert world.ownership.owner == "U0ROSA"


@pytest.mark.parametrize(
    ("world", "user", "words"),
    [
        (OwnerWorld(), "U0ADA", "Fivetran doesn't name a member who connected zoom. Choose its owner."),
        (OwnerWorld(connector="U0ROSA", invisible_to=["U0ADA"]), "U0ADA", "or you don't have access to it."),
        (OwnerWorld(connector="U0ROSA"), "U0GUS", "Guests can't do that."),
        (
            OwnerWorld(connector="U0ROSA", ownership=Ownership(ID, "U0CLEO", "Cleo Marsh", "U0CLEO", MONDAY, 1)),
            "U0ADA",
            "Cleo Marsh owns zoom. Only they or an approver can hand it over.",
        ),
    ],
)
def test_what_cannot_be_asked_says_why(world: OwnerWorld, user: str, words: str) -> None:
    ask_proposed(ID, actor(user), world.ports())

    assert world.offers == []
    assert words in world.told[0]


def test_a_silent_fivetran_proposes_no_one() -> None:
    class Away:
        def connected_by(self, _connection_id: str) -> Person | None:
            raise Unavailable("Fivetran didn't respond.")

    assert propose_owner(ID, Away()) is None


@pytest.mark.parametrize(
    ("email", "proposed"),
    [("rosa@example.com", "U0ROSA"), ("gus@example.com", None), ("who@example.com", None), ("", None)],
)
def test_only_full_members_are_proposed(email: str, proposed: str | None) -> None:
    world = OwnerWorld()

    found = OwnerProposals(lambda _id: email, world).connected_by(ID)  # type: ignore[arg-type]  # it plays Slack

    assert (found.id if found else None) == proposed


def test_the_form_has_the_proposed_person_chosen_and_says_why() -> None:
    form = assign_form(OwnerWorld().connection, {GROUP: "@data"}, "C0FIVETRAN", PEOPLE["U0ROSA"])

    hint = "Rosa Neri connected it in Fivetran, and is chosen until you choose another owner."
    assert form["blocks"][1]["hint"]["text"] == hint
    assert form["blocks"][1]["element"]["initial_user"] == "U0ROSA"
    assert form["private_metadata"].split() == [ID, "C0FIVETRAN", "U0ROSA"]


def test_a_group_counts_although_a_person_was_proposed() -> None:
    assert choose_owner("U0ROSA", GROUP, ["U0ROSA"]) == GROUP
    assert choose_owner("U0ROSA", None, ["U0ROSA"]) == "U0ROSA"
    assert choose_owner("U0CLEO", None, ["U0ROSA"]) == "U0CLEO"
    for person, group in ((None, None), ("U0CLEO", GROUP)):
        with pytest.raises(Refused, match="Choose a person or a user group"):
            choose_owner(person, group, ["U0ROSA"])
