"""What somebody asks is read for secrets before it is kept, and kept before Slack hears that it arrived."""

from collections.abc import Callable
from queue import Queue
from types import SimpleNamespace
from typing import Any

import pytest
from slack_bolt import App, BoltRequest
from slack_bolt.authorization import AuthorizeResult

from bot.slack.listeners.questions import handle_ask_command, register
from tests.support.sample_data import MONDAY
from workflows.answers.ports import Question
from workflows.errors import Refused

COMMAND = {"trigger_id": "1.2", "user_id": "U0ADA", "team_id": "T0DESK", "channel_id": "C0FIVETRAN"}


def heard(text: str) -> list[str]:
    """What is kept when Ada asks this."""
    kept: list[Question] = []
    desk = SimpleNamespace(clock=SimpleNamespace(now=lambda: MONDAY))
    front = SimpleNamespace(desk=desk, questions=SimpleNamespace(ask=kept.append))
    handle_ask_command(front, COMMAND, text)  # type: ignore[arg-type]  # the part of it that this needs
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


SOON = 10.0
"""Seconds that a test waits for something that happens at once."""
MENTION = {"type": "app_mention", "user": "U0ADA", "channel": "C0FIVETRAN", "ts": "1.2"}
DIRECT = {"type": "message", "channel_type": "im", "user": "U0ADA", "channel": "D0ADA", "ts": "1.2"}


def an_event(event: dict[str, str], text: str) -> BoltRequest:
    body = {"type": "event_callback", "team_id": "T0DESK", "event": event | {"text": text}}
    return BoltRequest(body=body, mode="socket_mode")


def hears(request: BoltRequest, ask: Callable[[Question], Any], whisper: Callable[..., Any]) -> int:
    """The HTTP status that Slack gets for an event."""
    app = App(
        authorize=lambda: AuthorizeResult(enterprise_id=None, team_id="T0DESK", bot_token="xoxb-sandbox"),
        request_verification_enabled=False,
    )
    desk = SimpleNamespace(
        clock=SimpleNamespace(now=lambda: MONDAY), announcer=SimpleNamespace(whisper=whisper)
    )
    asking = SimpleNamespace(ask=ask)
    register(app, SimpleNamespace(desk=desk, questions=asking, is_agent=False))  # type: ignore[arg-type]
    return app.dispatch(request).status


@pytest.mark.parametrize("event", [MENTION, DIRECT])
def test_a_question_is_kept_before_slack_hears_that_it_arrived(event: dict[str, str]) -> None:
    request = an_event(event, "is stripe fresh?")
    answers: list[Any] = []

    status = hears(request, lambda _question: answers.append(request.context.ack.response), print)

    assert (answers, status) == ([None], 200)


def test_why_a_question_was_not_kept_is_said_once_slack_knows_that_it_arrived() -> None:
    request = an_event(MENTION, "is https://bob:hunter2@db.example.com/shop the address?")
    whispers: Queue[tuple[Any, str]] = Queue()

    hears(request, pytest.fail, lambda *_to_whom: whispers.put((request.context.ack.response, _to_whom[-1])))

    answer, words = whispers.get(timeout=SOON)
    assert answer.status == 200
    assert "looks like a connection string" in words
