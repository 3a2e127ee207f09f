"""What somebody asks is read for secrets before it is kept."""

from types import SimpleNamespace

import pytest

from bot.slack.listeners.questions import ask_quietly
from tests.examples import MONDAY
from workflows.asking import Question
from workflows.failures import Refused

COMMAND = {"trigger_id": "1.2", "user_id": "U0ADA", "team_id": "T0DESK", "channel_id": "C0FIVETRAN"}


def heard(text: str) -> list[str]:
    """What is kept when Ada asks this."""
    kept: list[Question] = []
    desk = SimpleNamespace(clock=SimpleNamespace(now=lambda: MONDAY))
    front = SimpleNamespace(desk=desk, questions=SimpleNamespace(ask=kept.append))
    ask_quietly(front, COMMAND, text)  # type: ignore[arg-type]  # the part of it that this needs
    return [one.text for one in kept]


@pytest.mark.parametrize(
    "sent",
    [
        "why does postgres://bob:<mailto:hunter2@db.example.com|hunter2@db.example.com> fail?",
        "is <https://bob:hunter2@db.example.com/shop> the right address?",
        "is <https://bob:hunter2@db.example.com/shop|this> the right address?",
    ],
)
def test_a_password_is_found_though_slack_made_a_link_of_it(sent: str) -> None:
    with pytest.raises(Refused, match="looks like a connection string"):
        heard(sent)


def test_links_and_names_are_no_secrets() -> None:
    sent = (
        "who of <!subteam^S0DATAENG|@data> reads <https://example.com/a?b=1|this> by <mailto:a@b.co|a@b.co>?"
    )

    assert heard(sent) == ["who of   reads this by a@b.co?"]
