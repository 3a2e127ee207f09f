"""Nothing leaves a listener: Bolt would take the ack back, and the person would see a timeout."""

import json
import re
from collections.abc import Callable

import pytest
from slack_bolt import App, BoltRequest
from slack_bolt.authorization import AuthorizeResult

from bot.slack.error_boundary import error_boundary
from workflows.errors import Refused, Unavailable

COMMAND = {"command": "/connector", "text": "", "user_id": "U0ADA", "team_id": "T0DESK", "channel_id": "C0"}


def told(raised: Exception) -> str:
    """The words that a person gets when this is raised in a listener."""
    words: list[str] = []
    with error_boundary(words.append):
        raise raised
    return words[0]


def test_a_refusal_is_told_in_its_own_words() -> None:
    assert told(Refused("Only approvers can decide.")) == "Only approvers can decide."


def test_somebody_elses_trouble_comes_with_the_promise_that_nothing_changed() -> None:
    assert told(Unavailable("Jira does not answer.")) == (
        "Jira does not answer. Nothing has changed. Please try again in a minute."
    )


def test_our_own_mistakes_come_with_a_reference_that_the_log_has_too(
    capsys: pytest.CaptureFixture[str],
) -> None:
    words = told(ZeroDivisionError("division by zero"))

    reference = re.search(r"reference (\w{8})", words)
    assert reference
    assert "division" not in words
    assert reference.group(1) in capsys.readouterr().out


def test_when_even_telling_fails_nothing_is_raised() -> None:
    def slack_is_down(_words: str) -> None:
        raise Unavailable("Slack does not answer.")

    with error_boundary(slack_is_down):
        raise Refused("No.")


def answered(listener: Callable[..., None]) -> int:
    """The HTTP status that Slack gets for a command this listener takes."""
    app = App(
        authorize=lambda: AuthorizeResult(enterprise_id=None, team_id="T0DESK", bot_token="xoxb-sandbox"),
        request_verification_enabled=False,
    )
    app.command("/connector")(listener)
    request = BoltRequest(body=json.loads(json.dumps(COMMAND)), mode="socket_mode")
    return app.dispatch(request).status


def test_a_listener_that_fails_right_after_its_ack_is_acked_all_the_same() -> None:
    def careful(ack: Callable[[], None]) -> None:
        ack()
        with error_boundary(lambda _words: None):
            raise ZeroDivisionError

    assert answered(careful) == 200
