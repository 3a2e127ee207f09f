"""The Bolt app, and the two ways Slack can reach it."""

import json
import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import parse_qsl

import structlog
from slack_bolt import App, BoltRequest
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient
from slack_sdk.signature import SignatureVerifier

from bot.slack.client import SlackClient
from bot.slack.context import ListenerContext
from bot.slack.directory import SlackDirectory
from bot.slack.listeners import register_all

log = structlog.get_logger(__name__)

LISTENER_THREADS = 32
"""Listeners at once. Bolt's own five would let five slow calls keep everybody else from being acked."""


def build_bolt_app(slack: SlackClient, directory: SlackDirectory, ctx: ListenerContext) -> App:
    """The app with all its listeners; it asks Slack nothing until somebody does something."""

    def authorize() -> AuthorizeResult:
        who = directory.cached_identity()  # Bolt asks before it acks: Slack may hang
        return AuthorizeResult(
            enterprise_id=None,
            team_id=who.get("team_id"),
            bot_token=slack.web.token,
            bot_id=who.get("bot_id"),
            bot_user_id=who.get("user_id"),
        )

    app = App(
        name="connector-desk",  # else Bolt reads the source of every caller to find one: a tenth of a second
        logger=logging.getLogger("slack_bolt"),
        client=slack.web,
        authorize=authorize,
        request_verification_enabled=False,  # over HTTP, `answer` has verified before Bolt sees anything
        listener_executor=ThreadPoolExecutor(LISTENER_THREADS, thread_name_prefix="listener"),
    )
    register_all(app, ctx)
    return app


class HttpEndpoint:
    """Slack over HTTP: requests are signed with the app's signing secret."""

    def __init__(self, app: App, signing_secret: str) -> None:
        self._app = app
        self._verifier = SignatureVerifier(signing_secret)

    def handle_request(self, body: bytes, headers: dict[str, str]) -> tuple[int, str, str]:
        """Status, content type and body for a request of Slack.

        The signature is checked and the form parsed here. Bolt (1.30) takes a slash command whose form
        contains the word "payload" for an interaction and loses it.
        """
        if not self._is_genuine(body, headers):
            return 401, "text/plain", ""
        payload = parse_payload(body, headers.get("content-type", ""))
        if payload.get("type") == "url_verification":
            return 200, "text/plain", str(payload.get("challenge", ""))
        answer = self._app.dispatch(BoltRequest(body=payload, mode="socket_mode", headers=_as_lists(headers)))
        return answer.status, answer.first_headers().get("content-type", "text/plain"), answer.body

    def _is_genuine(self, body: bytes, headers: dict[str, str]) -> bool:
        try:
            return self._verifier.is_valid_request(body, headers)
        except ValueError:  # the SDK raises on a timestamp that is no number
            return False


def parse_payload(body: bytes, content_type: str) -> dict[str, Any]:
    """The payload as a dictionary, whichever of its three encodings Slack chose."""
    if content_type.startswith("application/json"):
        return dict(json.loads(body))
    form = dict(parse_qsl(body.decode(), keep_blank_values=True))
    return dict(json.loads(form["payload"])) if "payload" in form and "command" not in form else form


def _as_lists(headers: dict[str, str]) -> dict[str, str | Sequence[str]]:
    return {name: [value] for name, value in headers.items()}


class SocketConnection:
    """Slack over a web socket: no public address is needed."""

    def __init__(self, app: App, app_token: str, api_url: str) -> None:
        web = WebClient(base_url=api_url)
        self._handler = SocketModeHandler(app, app_token, web_client=web, concurrency=LISTENER_THREADS)

    def start(self) -> None:
        """Connect; the SDK reconnects by itself afterwards."""
        self._handler.connect()  # type: ignore[no-untyped-call]  # Bolt left it untyped

    def is_connected(self) -> bool:
        """Whether Slack can reach us now."""
        return bool(self._handler.client.is_connected())

    def stop(self) -> None:
        """Close the socket."""
        self._handler.close()  # type: ignore[no-untyped-call]  # Bolt left it untyped
