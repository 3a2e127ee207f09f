"""response_url: five answers in half an hour, to one person or to all."""

from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.webhook import WebhookClient

from sandbox.driver import Sandbox
from tests.sandbox.forms import button, buttons, section
from tests.sandbox.tiny_app import TinyApp


@pytest.fixture
def url(sandbox: Sandbox, socket_app: TinyApp) -> str:
    """Where the app may answer to a command of Ada's."""
    socket_app.bolt.command("/connector")(lambda ack: ack())
    sandbox.ada.types("/connector", wait=0)
    return str(socket_app.heard[-1]["response_url"])


def send(url: str, **body: Any) -> tuple[int, str]:
    answer = WebhookClient(url, retry_handlers=[]).send_dict(body)
    return answer.status_code, answer.body


def test_an_answer_is_for_one_person_unless_it_says_otherwise(sandbox: Sandbox, url: str) -> None:
    send(url, text="Only for Ada")
    send(url, text="For all", response_type="in_channel")

    assert [one["text"] for one in sandbox.ada.reads()] == ["Only for Ada", "For all"]
    assert [one["text"] for one in sandbox.bo.reads()] == ["For all"]


def test_an_answer_can_be_replaced_and_deleted(sandbox: Sandbox, url: str) -> None:
    send(url, text="Looking …")
    send(url, text="Found", replace_original=True)
    found = [one["text"] for one in sandbox.ada.reads()]
    send(url, delete_original=True)

    assert found == ["Found"]
    assert sandbox.ada.reads() == []


def test_five_answers_are_the_most(url: str) -> None:
    statuses = [send(url, text=str(number))[0] for number in range(6)]

    assert statuses == [200, 200, 200, 200, 200, 404]


def test_half_an_hour_is_the_longest(sandbox: Sandbox, url: str) -> None:
    sandbox.clock(advance=1801)

    assert send(url, text="Too late") == (404, '{"ok":false,"error":"expired_url"}')


def test_bad_answers_are_refused(url: str) -> None:
    assert send(url)[0] == 400
    assert send(url, text="x", blocks=[section("x" * 3001)])[0] == 400
    assert send(url.rsplit("/", 1)[0] + "/other", text="x")[0] == 404


def test_a_click_in_an_ephemeral_message_can_change_it(
    sandbox: Sandbox, socket_app: TinyApp, slack: WebClient
) -> None:
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
