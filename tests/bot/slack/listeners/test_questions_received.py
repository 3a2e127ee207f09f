"""A question is scanned for secrets before it is stored, and stored before its event is acked."""

from collections.abc import Callable
from queue import Queue
from types import SimpleNamespace
from typing import Any

import pytest
from slack_bolt import App, BoltRequest, Respond
from slack_bolt.authorization import AuthorizeResult

from bot.slack.listeners.questions import handle_ask_command, register
from bot.slack.listeners.slash_command import SlashCommand
from tests.support.sample_data import MONDAY
from workflows.answers.model import Question
from workflows.errors import Refused
from workflows.permissions import Actor

ADA = Actor("U0ADA", "T0DESK", "C0FIVETRAN")


def stored(text: str) -> list[str]:
    """What is stored when Ada asks this."""
    kept: list[Question] = []
    ports = SimpleNamespace(clock=SimpleNamespace(now=lambda: MONDAY))
    ctx = SimpleNamespace(ports=ports, questions=SimpleNamespace(answer=kept.append))
    command = SlashCommand(ADA, "1.2", text, Respond(response_url=None))
    handle_ask_command(ctx, command)  # type: ignore[arg-type]  # the part of it that this needs
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
        stored(sent)


def test_links_and_names_are_not_secrets() -> None:
    sent = "who of <!subteam^S0DATAENG|@data> reads <https://example.com/a?b=1|this> by <mailto:a@b.co|a@b.co>?"

    assert stored(sent) == ["who of   reads this by a@b.co?"]


SOON = 10.0
"""Seconds that a test waits for something that happens at once."""
MENTION = {"type": "app_mention", "user": "U0ADA", "channel": "C0FIVETRAN", "ts": "1.2"}
DIRECT = {"type": "message", "channel_type": "im", "user": "U0ADA", "channel": "D0ADA", "ts": "1.2"}


def an_event(event: dict[str, str], text: str) -> BoltRequest:
    body = {"type": "event_callback", "team_id": "T0DESK", "event": event | {"text": text}}
    return BoltRequest(body=body, mode="socket_mode")


def dispatch(request: BoltRequest, answer: Callable[[Question], Any], send_private: Callable[..., Any]) -> int:
    """The HTTP status that Slack gets for an event."""
    app = App(
        authorize=lambda: AuthorizeResult(enterprise_id=None, team_id="T0DESK", bot_token="xoxb-sandbox"),
        request_verification_enabled=False,
    )
    ports = SimpleNamespace(
        clock=SimpleNamespace(now=lambda: MONDAY), messenger=SimpleNamespace(send_private=send_private)
    )
    questions = SimpleNamespace(answer=answer)
    register(app, SimpleNamespace(ports=ports, questions=questions, has_agent_view=False))  # type: ignore[arg-type]
    return app.dispatch(request).status


@pytest.mark.parametrize("event", [MENTION, DIRECT])
def test_a_question_is_stored_before_its_event_is_acked(event: dict[str, str]) -> None:
    request = an_event(event, "is stripe fresh?")
    answers: list[Any] = []

    status = dispatch(request, lambda _question: answers.append(request.context.ack.response), print)

    assert (answers, status) == ([None], 200)


def test_the_reason_for_a_refusal_is_sent_after_the_ack() -> None:
    request = an_event(MENTION, "is https://bob:hunter2@db.example.com/shop the address?")
    messages: Queue[tuple[Any, str]] = Queue()

    dispatch(
        request,
        lambda _question: pytest.fail("asked"),
        lambda *_to_whom: messages.put((request.context.ack.response, _to_whom[-1])),
    )

    response, message = messages.get(timeout=SOON)
    assert response.status == 200
    assert "looks like a connection string" in message


def test_a_very_long_message_is_refused_in_words_at_once() -> None:
    with pytest.raises(Refused, match=r"too long for a question\. Ask it in at most 3,000 characters"):
        stored("<https://example.com|a> password " * 1_500)
