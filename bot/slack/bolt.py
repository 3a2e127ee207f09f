"""The Bolt app, and its requests over HTTP."""

import logging
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any
from urllib.parse import parse_qsl

import structlog
from slack_bolt import App, BoltRequest, BoltResponse
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.signature import SignatureVerifier

from bot.foreign.json_object import InvalidBody, parse_json_object
from bot.slack.client import SlackClient
from bot.slack.context import ListenerContext
from bot.slack.directory import SlackDirectory
from bot.slack.form_body import read_payload_field
from bot.slack.listeners import register_all
from bot.slack.payload_shapes import NOT_FROM_SLACK, check_shape
from bot.slack.prompt_acks import InlineExecutor, PromptAck, build_request, dispatch, listener_threads
from bot.slack.quick_matchers import use_quick_matchers

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
        attaching_function_token_enabled=False,  # the bot token answers steps, also after the event's token has ended
        request_verification_enabled=False,  # `HttpEndpoint` verifies first
        listener_executor=InlineExecutor(),
    )
    register_all(app, ctx)
    use_quick_matchers(app)
    return app


HttpAnswer = tuple[int, str, str]
"""Status, content type, and body."""


class HttpEndpoint:
    """Requests from Slack over HTTP, signed with the app's signing secret."""

    def __init__(self, app: App, signing_secret: str) -> None:
        self._app = app
        self._verifier = SignatureVerifier(signing_secret)
        self._threads = listener_threads()

    def handle_request(self, body: bytes, headers: dict[str, str]) -> Future[HttpAnswer]:
        """Return the answer, which is there as soon as the listener acks. The listener goes on in its thread.

        It raises `InvalidBody` for a body that Slack doesn't send.
        """
        answer: Future[HttpAnswer] = Future()
        answer.set_running_or_notify_cancel()  # from now on, a sender that leaves can't cancel it
        self._threads.submit(self._run, body, headers, answer)
        return answer

    def _run(self, body: bytes, headers: dict[str, str], answer: Future[HttpAnswer]) -> None:
        try:
            self._handle(body, headers, answer.set_result)
        except BaseException as failure:
            if answer.done():
                raise
            answer.set_exception(failure)

    def _handle(self, body: bytes, headers: dict[str, str], send: Callable[[HttpAnswer], None]) -> None:
        """Check the signature, parse the form, and run the listener.

        Bolt (1.30) mistakes a slash command whose form contains the word "payload" for an interaction, and loses it.
        """
        if not self._is_genuine(body, headers):
            send((401, "text/plain", ""))
            return
        payload = parse_payload(body, headers.get("content-type", ""))
        check_shape(payload)
        if payload.get("type") == "url_verification":
            send((200, "text/plain", str(payload.get("challenge", ""))))
            return
        ack = PromptAck(lambda response: send(_read_response(response)))
        dispatch(self._app, _read_request(payload, headers, ack), ack)

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
        form = _read_form(body)
    except ValueError:
        raise InvalidBody("The body isn't a form.") from None
    return parse_json_object(form["payload"]) if "payload" in form and "command" not in form else form


def _read_form(body: bytes) -> dict[str, Any]:
    payload = read_payload_field(body)
    if payload is not None:
        return {"payload": payload}
    return dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MAX_FORM_FIELDS))


MAX_FORM_FIELDS = 100
"""Fields of a form. Slack sends about fifteen."""


def _read_request(payload: dict[str, Any], headers: dict[str, str], ack: PromptAck) -> BoltRequest:
    """Return Bolt's request. It raises anything for ids in places where Slack never puts them."""
    try:
        return build_request(payload, headers, ack)
    except (TypeError, AttributeError, LookupError, ValueError):
        raise InvalidBody(NOT_FROM_SLACK) from None


def _read_response(response: BoltResponse) -> HttpAnswer:
    return response.status, response.first_headers().get("content-type", "text/plain"), response.body
