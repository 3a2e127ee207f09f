"""Slack over HTTP: unsigned requests are rejected, and signed ones are parsed."""

import json
import time
from urllib.parse import urlencode

import pytest
from slack_bolt import Ack, App
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.signature import SignatureVerifier

from bot.slack.bolt import HttpEndpoint

SECRET = "sandbox-signing-secret"
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def heard() -> list[str]:
    return []


@pytest.fixture
def door(heard: list[str]) -> HttpEndpoint:
    app = App(
        authorize=lambda: AuthorizeResult(enterprise_id=None, team_id="T0DESK", bot_token="xoxb-sandbox"),
        request_verification_enabled=False,
    )

    @app.command("/connector")
    def take(ack: Ack, command: dict[str, str]) -> None:
        heard.append(command["text"])
        ack()

    return HttpEndpoint(app, SECRET)


def command(text: str, channel: str = "general") -> bytes:
    return urlencode(
        {
            "command": "/connector",
            "text": text,
            "user_id": "U0ADA",
            "team_id": "T0DESK",
            "channel_id": "C0GENERAL",
            "channel_name": channel,
            "trigger_id": "1.2",
        }
    ).encode()


def signed(body: bytes, content_type: str = FORM, **changes: str) -> dict[str, str]:
    now = str(int(time.time()))
    signature = SignatureVerifier(SECRET).generate_signature(timestamp=now, body=body) or ""
    headers = {"x-slack-request-timestamp": now, "x-slack-signature": signature, "content-type": content_type}
    return headers | changes


def test_a_command_is_dispatched(door: HttpEndpoint, heard: list[str]) -> None:
    body = command("salesforce")

    assert door.handle_request(body, signed(body))[0] == 200
    assert heard == ["salesforce"]


@pytest.mark.parametrize(
    ("text", "channel"),
    [("stripe payload table", "general"), ("x", "payload-team"), ("payload={}", "general")],
)
def test_a_command_that_contains_the_word_payload_is_dispatched(
    door: HttpEndpoint, heard: list[str], text: str, channel: str
) -> None:
    body = command(text, channel)

    assert door.handle_request(body, signed(body))[0] == 200
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

    assert door.handle_request(body, signed(body, **changes))[0] == 401
    assert heard == []


def test_the_url_verification_is_answered(door: HttpEndpoint) -> None:
    body = json.dumps({"type": "url_verification", "challenge": "3eZbrw1a"}).encode()

    assert door.handle_request(body, signed(body, "application/json")) == (200, "text/plain", "3eZbrw1a")
