"""Sign-ins of one requester that break at once share one direct message."""

from datetime import timedelta

from tests.support.fake_request_ports import World
from tests.support.sample_data import MONDAY, a_connected_request, a_connection
from workflows.requests.journey import sync_journey
from workflows.requests.mirrors import JourneyMessage, Message
from workflows.requests.model import ConnectorRequest
from workflows.requests.state_machine import Status

BROKEN = a_connection(setup_state="broken")


def broken(number: int, after: timedelta = timedelta(), requester: str = "U0ADA") -> ConnectorRequest:
    """A request whose live data stopped, and whose requester read about it in a message of its own."""
    journey = JourneyMessage(Message(f"D{requester}", f"{number}.9"), requester, "live () None None", ("sent",))
    since = MONDAY + after
    return a_connected_request(
        id=f"r{number}", status=Status.BROKEN, requester=requester, journey=journey, sign_in_needed_since=since
    )


def world_of(*requests: ConnectorRequest) -> World:
    return World({one.id: one for one in requests})


def told(world: World) -> list[str]:
    """Bring the messages of all requests in line. Return the new ones."""
    world.happened.clear()
    for id_ in list(world.requests_):
        sync_journey(world.requests_[id_], world.ports())
    return [call for call in world.happened if call.startswith("dm ")]


def carriers(world: World) -> list[str | None]:
    return [one.sign_in_carried_by for one in world.requests_.values()]


def test_twenty_sign_ins_that_break_at_once_are_one_message() -> None:
    world = world_of(*(broken(number, timedelta(seconds=number)) for number in range(20)))

    first, again = told(world), told(world)

    assert first == [f"dm U0ADA sign in since {MONDAY}"]
    assert again == []
    assert carriers(world) == [None, *["r0"] * 19]


def test_a_message_that_was_posted_carries_a_break_that_began_earlier() -> None:
    late, early = broken(1, timedelta(seconds=5)), broken(2)
    world = world_of(late)
    told(world)
    world.requests_["r2"] = early  # another process noticed it first, and is slower

    assert told(world) == []
    assert carriers(world) == [None, "r1"]


def test_breaks_of_different_hours_and_people_have_messages_of_their_own() -> None:
    world = world_of(broken(1), broken(2, timedelta(hours=2)), broken(3, requester="U0ROSA"))

    assert len(told(world)) == 3
    assert carriers(world) == [None, None, None]


def test_a_sign_in_leaves_the_message_that_lists_it() -> None:
    world = world_of(broken(1), broken(2, timedelta(seconds=1)))
    told(world)
    live = world.requests_["r2"].evolve(status=Status.LIVE, sign_in_needed_since=None)
    world.requests_["r2"] = live

    assert told(world) == []
    assert carriers(world) == [None, None]
    assert any("reconcile r1" in call for call in world.happened)
