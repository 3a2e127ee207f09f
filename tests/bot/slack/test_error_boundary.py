"""No exception leaves a listener: Bolt would discard the ack, and the person would see a timeout."""

import json
import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from slack_bolt import App, BoltRequest
from slack_bolt.authorization import AuthorizeResult

from bot.slack.client import FormClosed
from bot.slack.error_boundary import error_boundary, report_errors
from workflows.errors import Refused, Unavailable

COMMAND = {"command": "/connector", "text": "", "user_id": "U0ADA", "team_id": "T0DESK", "channel_id": "C0"}


def report_of(error: Exception) -> str:
    """Return the message that a person gets for this exception."""
    messages: list[str] = []
    with error_boundary(messages.append):
        raise error
    return messages[0]


def test_a_refusal_is_reported_with_its_own_message() -> None:
    assert report_of(Refused("Only approvers can decide.")) == "Only approvers can decide."


def test_a_form_that_its_person_closed_is_not_reported() -> None:
    messages: list[str] = []

    with error_boundary(messages.append):
        raise FormClosed("views_update", "not_found")

    assert messages == []


def test_an_unavailable_system_is_reported_with_the_next_step_and_a_reference(
    capsys: pytest.CaptureFixture[str],
) -> None:
    message = report_of(Unavailable("Jira does not answer."))

    words = r"Jira does not answer\. Nothing changed\. Please try again in a minute \(reference (\w{8})\)\."
    reference = re.fullmatch(words, message)
    assert reference
    assert reference.group(1) in capsys.readouterr().out


def test_an_unexpected_error_is_reported_with_a_reference_that_the_log_contains(
    capsys: pytest.CaptureFixture[str],
) -> None:
    message = report_of(ZeroDivisionError("division by zero"))

    reference = re.search(r"reference (\w{8})", message)
    assert reference
    assert "division" not in message
    assert reference.group(1) in capsys.readouterr().out


@pytest.mark.parametrize("failure", [Unavailable("Slack isn't responding."), KeyError("channel")])
def test_a_failed_report_raises_nothing(failure: Exception) -> None:
    def fail(_message: str) -> None:
        raise failure

    with error_boundary(fail):
        raise Refused("No.")


def test_errors_are_reported_privately_where_the_person_is_or_in_the_channel_of_the_requests() -> None:
    sent: list[tuple[str, ...]] = []
    messenger = SimpleNamespace(send_private=lambda *message: sent.append(message))
    ctx: Any = SimpleNamespace(channel="C0FIVETRAN", ports=SimpleNamespace(messenger=messenger))

    with report_errors(ctx, "U0ADA", "C0SALES"):
        raise Refused("No.")
    with report_errors(ctx, "U0ADA"):
        raise Refused("No.")

    assert sent == [("C0SALES", "U0ADA", "No."), ("C0FIVETRAN", "U0ADA", "No.")]


def answered(listener: Callable[..., None]) -> int:
    """Return the HTTP status that Slack gets for a command."""
    app = App(
        authorize=lambda: AuthorizeResult(enterprise_id=None, team_id="T0DESK", bot_token="xoxb-sandbox"),
        request_verification_enabled=False,
    )
    app.command("/connector")(listener)
    request = BoltRequest(body=json.loads(json.dumps(COMMAND)), mode="socket_mode")
    return app.dispatch(request).status


def test_a_listener_that_fails_after_its_ack_stays_acked() -> None:
    def careful(ack: Callable[[], None]) -> None:
        ack()
        with error_boundary(lambda _words: None):
            raise ZeroDivisionError

    assert answered(careful) == 200
