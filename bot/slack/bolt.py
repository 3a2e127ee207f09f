"""The Bolt app, and its requests over HTTP."""

import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import parse_qsl

import structlog
from slack_bolt import App, BoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.signature import SignatureVerifier

from bot.json_object import InvalidBody, parse_json_object
from bot.slack.client import SlackClient
from bot.slack.context import ListenerContext
from bot.slack.directory import SlackDirectory
from bot.slack.listeners import register_all
from bot.slack.socket import LISTENER_THREADS

log = structlog.get_logger(__name__)


def build_bolt_app(slack: SlackClient, directory: SlackDirectory, ctx: ListenerContext) -> App:
    """Build the app with all its listeners; it calls Slack only when a listener does."""

    def authorize() -> AuthorizeResult:
        identity = directory.cached_identity()  # Bolt asks before it acks, and Slack can hang
        return AuthorizeResult(
            enterprise_id=None,
            team_id=identity.get("team_id"),
            bot_token=slack.web.token,
            bot_id=identity.get("bot_id"),
            bot_user_id=identity.get("user_id"),
        )

    app = App(
        name="connector-desk",  # otherwise Bolt reads the source of every caller: 100 ms
        logger=logging.getLogger("slack_bolt"),
        client=slack.web,
        authorize=authorize,
        request_verification_enabled=False,  # `HttpEndpoint` verifies first
        listener_executor=ThreadPoolExecutor(LISTENER_THREADS, thread_name_prefix="listener"),
    )
    register_all(app, ctx)
    return app


class HttpEndpoint:
    """Requests from Slack over HTTP, signed with the app's signing secret."""

    def __init__(self, app: App, signing_secret: str) -> None:
        self._app = app
        self._verifier = SignatureVerifier(signing_secret)

    def handle_request(self, body: bytes, headers: dict[str, str]) -> tuple[int, str, str]:
        """Return status, content type and body of the response.

        Checks the signature and parses the form itself: Bolt (1.30) mistakes a slash command whose form
        contains the word "payload" for an interaction, and loses it. Raises `InvalidBody` for a body that
        Slack doesn't send.
        """
        if not self._is_genuine(body, headers):
            return 401, "text/plain", ""
        payload = parse_payload(body, headers.get("content-type", ""))
        check_shape(payload)
        if payload.get("type") == "url_verification":
            return 200, "text/plain", str(payload.get("challenge", ""))
        response = self._app.dispatch(_read_request(payload, headers))
        return response.status, response.first_headers().get("content-type", "text/plain"), response.body

    def _is_genuine(self, body: bytes, headers: dict[str, str]) -> bool:
        try:
            return self._verifier.is_valid_request(body, headers)
        except (ValueError, TypeError, OverflowError):  # the SDK raises on odd timestamps and signatures
            return False


def parse_payload(body: bytes, content_type: str) -> dict[str, Any]:
    """Parse the payload from any of Slack's three encodings. Raises `InvalidBody`."""
    if content_type.startswith("application/json"):
        return parse_json_object(body)
    try:
        form: dict[str, Any] = dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MAX_FORM_FIELDS))
    except ValueError:
        raise InvalidBody("The body isn't a form.") from None
    return parse_json_object(form["payload"]) if "payload" in form and "command" not in form else form


MAX_FORM_FIELDS = 100
"""Fields of a form. Slack sends about fifteen."""
OBJECT_FIELDS = ("event", "view", "container", "message", "state")
EITHER_FIELDS = ("user", "channel", "team", "enterprise")
"""Fields that hold an object, or in some payloads its id."""

REQUIRED_FIELDS = {
    "block_actions": "actions",
    "event_callback": "event",
    "view_closed": "view",
    "view_submission": "view",
}
"""Type of a payload → the field that makes it one."""


def check_shape(payload: dict[str, Any]) -> None:
    """Raise `InvalidBody` if a field that Bolt reads isn't what Slack documents."""
    has_objects = all(isinstance(payload.get(name, {}), dict) for name in OBJECT_FIELDS)
    has_ids = all(isinstance(payload.get(name), dict | str | None) for name in EITHER_FIELDS)
    actions = payload.get("actions", [])
    has_actions = isinstance(actions, list) and all(_is_action(action) for action in actions)
    kind = payload.get("type", "")
    is_complete = isinstance(kind, str) and (kind not in REQUIRED_FIELDS or bool(payload.get(REQUIRED_FIELDS[kind])))
    is_readable = has_objects and has_ids and has_actions and _has_texts(payload)
    if not (is_readable and is_complete and _has_sender(payload)):
        raise InvalidBody("The payload isn't one that Slack sends.")


EVENT_TEXTS = ("channel", "channel_type", "text", "thread_ts", "ts")


def _has_texts(payload: dict[str, Any]) -> bool:
    """Whether the fields of an event that go into rows are texts, if they are there."""
    event = payload.get("event")
    return not isinstance(event, dict) or all(isinstance(event.get(name), str | None) for name in EVENT_TEXTS)


COMMAND_FIELDS = ("user_id", "channel_id", "trigger_id")
INTERACTIONS = ("block_actions", "view_closed", "view_submission")


def _has_sender(payload: dict[str, Any]) -> bool:
    """Whether it says who sent it: without that, listeners fail, and Bolt waits three seconds for an ack."""
    if "command" in payload:
        return all(isinstance(payload.get(name), str) for name in COMMAND_FIELDS)
    user = payload.get("user")
    return payload.get("type") not in INTERACTIONS or (isinstance(user, dict) and isinstance(user.get("id"), str))


def _is_action(action: object) -> bool:
    """Whether Bolt can read an action: without these ids, it raises."""
    return isinstance(action, dict) and all(isinstance(action.get(name), str) for name in ("action_id", "type"))


def _read_request(payload: dict[str, Any], headers: dict[str, str]) -> BoltRequest:
    """Return Bolt's request. It raises anything for ids in places where Slack never puts them."""
    try:
        return BoltRequest(body=payload, mode="socket_mode", headers=_as_lists(headers))
    except (TypeError, AttributeError, LookupError, ValueError):
        raise InvalidBody("The payload isn't one that Slack sends.") from None


def _as_lists(headers: dict[str, str]) -> dict[str, str | Sequence[str]]:
    return {name: [value] for name, value in headers.items()}
