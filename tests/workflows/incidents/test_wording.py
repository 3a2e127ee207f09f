"""The reason and the next step of an incident never say the same."""

import pytest

from tests.support.sample_data import a_connected_request
from workflows.incidents.owner import find_users
from workflows.incidents.wording import without_repeats
from workflows.requests.removals import REMOVED
from workflows.requests.state_machine import Status


@pytest.mark.parametrize(
    ("reason", "instruction", "left"),
    [
        ("The login ended. Reconnect it.", "Reconnect it. The owner gets a card.", "The login ended."),
        ("The login ended. RECONNECT it!", "*Reconnect it*: the owner gets a card.", "The login ended."),
        ("Reconnect it.", "Reconnect it.", ""),
        ("Connect.", "Reconnect it.", "Connect."),
        ("It's paused. Fix the cause.", "Grant access.", "It's paused. Fix the cause."),
        ("Version 2.5 ends", "Read the warning.", "Version 2.5 ends"),
        ("…", "Read the warning.", "…"),
    ],
)
def test_a_sentence_of_the_next_step_is_left_out_of_the_reason(reason: str, instruction: str, left: str) -> None:
    assert without_repeats(reason, instruction) == left


def test_the_request_says_who_uses_the_data() -> None:
    request = a_connected_request()
    answers = request.answers.__class__(**{**vars(request.answers), "access": REMOVED})

    assert [find_users(one) for one in (request, None)] == ["The revenue team", ""]
    assert find_users(request.evolve(answers=answers)) == ""
    assert find_users(request.evolve(status=Status.WITHDRAWN)) == ""
