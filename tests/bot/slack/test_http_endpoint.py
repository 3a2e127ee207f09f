"""Slack over HTTP: unsigned requests are rejected, and signed ones are parsed."""

import json
import threading
import time
from concurrent.futures import Future
from urllib.parse import urlencode

import pytest
from slack_bolt import Ack, App
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.signature import SignatureVerifier

from bot.foreign.json_object import InvalidBody
from bot.slack.bolt import HttpEndpoint
from bot.slack.prompt_acks import LISTENER_THREADS, InlineExecutor, listener_threads

SECRET = "sandbox-signing-secret"
FORM = "application/x-www-form-urlencoded"
PATIENCE, ENDED = threading.Event(), threading.Event()
"""What a slow listener waits for after its ack, and what says that it has ended."""


@pytest.fixture
def heard() -> list[str]:
    return []


@pytest.fixture
def door(heard: list[str]) -> HttpEndpoint:
    app = App(
        authorize=lambda: AuthorizeResult(enterprise_id=None, team_id="T0DESK", bot_token="xoxb-sandbox"),
        request_verification_enabled=False,
        listener_executor=InlineExecutor(),
    )

    @app.command("/connector")
    def take(ack: Ack, command: dict[str, str]) -> None:
        heard.append(command["text"])
        ack()

    @app.command("/slow")
    def take_slowly(ack: Ack) -> None:
        ack("At once")
        heard.append("acked")
        PATIENCE.wait(10)
        ack("Too late")
        heard.append("ended")
        ENDED.set()

    @app.command("/broken")
    def fail(ack: Ack) -> None:
        ack("Before the failure")
        raise RuntimeError("a bug")

    return HttpEndpoint(app, SECRET)


def command(text: str, channel: str = "general", name: str = "/connector") -> bytes:
    return urlencode(
        {
            "command": name,
            "text": text,
            "user_id": "U0ADA",
            "team_id": "T0DESK",
            "channel_id": "C0GENERAL",
            "channel_name": channel,
            "trigger_id": "1.2",
            "response_url": "http://127.0.0.1:9/response",
        }
    ).encode()


def signed(body: bytes, content_type: str = FORM, **changes: str) -> dict[str, str]:
    now = str(int(time.time()))
    signature = SignatureVerifier(SECRET).generate_signature(timestamp=now, body=body) or ""
    headers = {"x-slack-request-timestamp": now, "x-slack-signature": signature, "content-type": content_type}
    return headers | changes


def test_a_command_is_dispatched(door: HttpEndpoint, heard: list[str]) -> None:
    body = command("salesforce")

    assert door.handle_request(body, signed(body)).result()[0] == 200
    assert heard == ["salesforce"]


@pytest.mark.parametrize(
    ("text", "channel"),
    [("stripe payload table", "general"), ("x", "payload-team"), ("payload={}", "general")],
)
def test_a_command_that_contains_the_word_payload_is_dispatched(
    door: HttpEndpoint, heard: list[str], text: str, channel: str
) -> None:
    body = command(text, channel)

    assert door.handle_request(body, signed(body)).result()[0] == 200
    assert heard == [text]


@pytest.mark.parametrize(
    "changes",
    [
        {"x-slack-signature": "v0=forged"},
        {"x-slack-signature": ""},
        {"x-slack-request-timestamp": str(int(time.time()) - 400)},
        {"x-slack-request-timestamp": "yesterday"},
    ],
)
def test_an_unsigned_or_old_request_is_rejected(door: HttpEndpoint, heard: list[str], changes: dict[str, str]) -> None:
    body = command("salesforce")

    assert door.handle_request(body, signed(body, **changes)).result()[0] == 401
    assert heard == []


def test_the_url_verification_is_answered(door: HttpEndpoint) -> None:
    body = json.dumps({"type": "url_verification", "challenge": "3eZbrw1a"}).encode()

    assert door.handle_request(body, signed(body, "application/json")).result() == (200, "text/plain", "3eZbrw1a")


def test_an_ack_is_sent_while_the_listener_goes_on(door: HttpEndpoint, heard: list[str]) -> None:
    body = command("", name="/slow")

    answer = door.handle_request(body, signed(body))

    assert "At once" in answer.result(5)[2]
    assert "ended" not in heard
    PATIENCE.set()
    assert ENDED.wait(5)
    assert heard == ["acked", "ended"]


def test_an_ack_is_sent_although_the_listener_fails_after_it(door: HttpEndpoint) -> None:
    body = command("", name="/broken")

    status, _, text = door.handle_request(body, signed(body)).result(5)

    assert (status, "Before the failure" in text) == (200, True)


def test_what_no_listener_takes_is_answered(door: HttpEndpoint) -> None:
    body = command("", name="/unknown")

    assert door.handle_request(body, signed(body)).result(5)[0] == 404


def test_a_body_that_slack_does_not_send_is_refused(door: HttpEndpoint) -> None:
    body = b"command=/connector"

    with pytest.raises(InvalidBody):
        door.handle_request(body, signed(body)).result(5)


def test_a_sender_that_leaves_stops_no_listener(door: HttpEndpoint, heard: list[str]) -> None:
    body = command("salesforce")

    answer: Future[tuple[int, str, str]] = door.handle_request(body, signed(body))

    assert not answer.cancel()
    assert answer.result(5)[0] == 200
    assert heard == ["salesforce"]


def test_the_threads_of_listeners_run_before_the_first_press() -> None:
    before = set(threading.enumerate())

    threads = listener_threads()

    assert len(set(threading.enumerate()) - before) == LISTENER_THREADS
    threads.shutdown()
