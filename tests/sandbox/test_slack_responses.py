"""response_url: five responses in thirty minutes, to one person or to the channel."""

from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.webhook import WebhookClient

from sandbox.driver import Sandbox
from tests.sandbox.support.forms import button, buttons, section
from tests.sandbox.support.tiny_app import TinyApp


@pytest.fixture
def url(sandbox: Sandbox, socket_app: TinyApp) -> str:
    """Return the response URL of a command by Ada."""
    socket_app.bolt.command("/connector")(lambda ack: ack())
    sandbox.ada.types("/connector", wait=0)
    return str(socket_app.heard[-1]["response_url"])


def send(url: str, **body: Any) -> tuple[int, str]:
    answer = WebhookClient(url, retry_handlers=[]).send_dict(body)
    return answer.status_code, answer.body


def test_response_is_ephemeral_by_default(sandbox: Sandbox, url: str) -> None:
    send(url, text="Only for Ada")
    send(url, text="For all", response_type="in_channel")

    assert [one["text"] for one in sandbox.ada.reads()] == ["Only for Ada", "For all"]
    assert [one["text"] for one in sandbox.bo.reads()] == ["For all"]


def test_response_can_be_replaced_and_deleted(sandbox: Sandbox, url: str) -> None:
    send(url, text="Looking …")
    send(url, text="Found", replace_original=True)
    found = [one["text"] for one in sandbox.ada.reads()]
    send(url, delete_original=True)

    assert found == ["Found"]
    assert sandbox.ada.reads() == []


def test_response_url_accepts_five_responses(url: str) -> None:
    statuses = [send(url, text=str(number))[0] for number in range(6)]

    assert statuses == [200, 200, 200, 200, 200, 404]


def test_response_url_expires_after_thirty_minutes(sandbox: Sandbox, url: str) -> None:
    sandbox.clock(advance=1801)

    assert send(url, text="Too late") == (404, '{"ok":false,"error":"expired_url"}')


def test_invalid_responses_are_rejected(url: str) -> None:
    assert send(url)[0] == 400
    assert send(url, text="x", blocks=[section("x" * 3001)])[0] == 400
    assert send(url.rsplit("/", 1)[0] + "/other", text="x")[0] == 404


def test_click_can_change_an_ephemeral_message(sandbox: Sandbox, socket_app: TinyApp, slack: WebClient) -> None:
    slack.chat_postEphemeral(
        channel="C0FIVETRAN",
        user="U0ADA",
        text="Sure?",
        blocks=[section("Sure?"), buttons(button("Yes", "y"))],
    )

    @socket_app.bolt.action("y")
    def yes(ack: Any, respond: Any) -> None:
        ack()
        respond(text="Done.", replace_original=True)

    sandbox.ada.clicks("Yes")

    assert [one["text"] for one in sandbox.ada.reads()] == ["Done."]
    assert socket_app.heard[-1]["container"]["is_ephemeral"] is True
    assert "message" not in socket_app.heard[-1]
