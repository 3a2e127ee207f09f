"""Requests from Slack over a web socket, which needs no public URL."""

import logging
import threading
import time
from dataclasses import dataclass
from http.client import HTTPException

import structlog
from slack_bolt import App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.foreign.json_object import InvalidBody, parse_json_object
from bot.foreign.tls import tls_context
from bot.slack.client import ERROR_CODE, TRANSIENT_ERRORS
from bot.slack.prompt_acks import PromptSocketHandler
from bot.slack.web_client import SLACK_SILENT, NoAnswer, PooledWebClient

log = structlog.get_logger(__name__)

RETRY_SECONDS = 5.0
"""Seconds until the next attempt to open the first socket."""
MAX_PONG_SECONDS = 60.0
"""Seconds without an answer to a ping, after which the socket counts as silent. The SDK pings every 10, up to 40."""

OUTAGES = (OSError, HTTPException, NoAnswer, SlackClientError)
"""What the SDK raises if Slack is away, or answers with something else than JSON."""
ODD_ANSWERS = (*OUTAGES, ValueError, LookupError, AttributeError)
"""The same for answers of another shape, as in `SlackClient.call`."""
NOT_CONNECTED = "The socket isn't connected."


@dataclass
class SocketState:
    """What the socket received. Times are seconds of `time.monotonic`: the machine's clock can be set."""

    session: str = ""
    """The session that Slack greeted with `hello`."""
    greeted_at: float = 0.0
    connections: int = 0
    """Sockets of the app, by the latest `hello`: ours, those of other processes, and forgotten ones."""
    last_event_at: float | None = None
    pong: float | None = None
    """The SDK's time of the last pong, by the machine's clock. All that counts is that it changes."""
    pong_seen_at: float = 0.0

    def record(self, message: str, session: str, now: float) -> None:
        """Record a message. Slack's first one is `hello`, and only then does it send events."""
        try:
            content = parse_json_object(message.encode())
        except InvalidBody:
            return
        if content.get("type") == "hello":
            self.session, self.greeted_at = session, now
            self.connections = int(content.get("num_connections") or 0)
        elif "envelope_id" in content:
            self.last_event_at = now

    def problem(self, session: str, pong: float | None, now: float) -> str:
        """Return why no events arrive in an open `session`; empty if they do. `pong`: the SDK's time of the last."""
        if pong != self.pong:
            self.pong, self.pong_seen_at = pong, now
        if session != self.session:
            return "Slack hasn't confirmed the socket, so no events arrive."
        silent = now - max(self.greeted_at, self.pong_seen_at)
        return f"The socket hasn't answered for {silent:.0f} seconds." if silent > MAX_PONG_SECONDS else ""


class SocketConnection:
    """The socket. It connects as soon as Slack answers, and the SDK replaces it when it closes."""

    def __init__(self, app: App, app_token: str, api_url: str) -> None:
        self.state = SocketState()
        self._failure = NOT_CONNECTED
        self._suspect = ""
        self._is_explained = False
        self._stopped = threading.Event()
        self._app_token, self._web = app_token, PooledWebClient(None, api_url)
        handler = PromptSocketHandler(
            app,
            app_token,
            logger=_socket_log(),
            web_client=WebClient(base_url=api_url, ssl=tls_context()),
        )
        self._client = handler.client
        self._client.on_message_listeners.append(self._record)

    def start(self) -> None:
        """Connect, in the background: Slack can be down now."""
        threading.Thread(target=self._connect, name="socket", daemon=True).start()

    def _connect(self) -> None:
        while not self._stopped.is_set():
            try:
                self._client.connect()
                self._failure = NOT_CONNECTED  # from now on the SDK reconnects
                return
            except SlackApiError as error:
                self._failure = _explain(error)
            except ODD_ANSWERS:
                self._failure = SLACK_SILENT
            self._stopped.wait(RETRY_SECONDS)

    def _record(self, message: str) -> None:
        self.state.record(message, self._client.session_id() or "", time.monotonic())

    def problem(self) -> str:
        """Return why no events arrive; empty if they do."""
        session = self._client.current_session
        if session is None or not session.is_active():
            return self._failure
        return self.state.problem(session.session_id, session.last_ping_pong_time, time.monotonic())

    def revive(self) -> None:
        """Open a new socket if this one is open, and was silent at the last look too. Ask once why none is open."""
        self._explain_loss()
        session = self._client.session_id() if self._client.is_connected() and self.problem() else None
        if session and session == self._suspect:
            log.warning("a socket is replaced", reason=self.problem())
            self._client.connect_to_new_endpoint(force=True)
        self._suspect = session or ""

    def _explain_loss(self) -> None:
        """Find out why the socket is gone: the app token can be revoked while the bot runs."""
        if self._client.is_connected() or self._client.current_session is None:
            self._is_explained = False
        elif not self._is_explained:
            self._failure = socket_refusal(self._web, self._app_token) or NOT_CONNECTED
            self._is_explained = True

    def stop(self) -> None:
        """Close the socket."""
        self._stopped.set()
        self._client.close()
        self._web.close()


def socket_refusal(web: WebClient, app_token: str) -> str:
    """Ask Slack for the address of a socket, and return why it gives none; empty if it does.

    https://docs.slack.dev/reference/methods/apps.connections.open
    """
    try:
        web.apps_connections_open(app_token=app_token)
    except SlackApiError as error:
        return _explain(error)
    except ODD_ANSWERS:
        return SLACK_SILENT
    return ""


def _explain(error: SlackApiError) -> str:
    """Return why Slack gives no address for a socket."""
    body = getattr(error.response, "data", error.response)
    code = str(body.get("error")) if isinstance(body, dict) else ""
    if code in TRANSIENT_ERRORS or not ERROR_CODE.fullmatch(code):
        return SLACK_SILENT
    return f"Slack refuses the socket ({code}). Check SLACK_APP_TOKEN and its scope connections:write."


def _socket_log() -> logging.Logger:
    """Return the SDK's log, without its lines about an outage of Slack. Our health logs the first one."""
    socket_log = logging.getLogger("slack_bolt.socket")
    socket_log.addFilter(is_defect)
    return socket_log


def is_defect(record: logging.LogRecord) -> bool:
    """Whether the SDK logs a mistake of ours: one with a traceback, and not that Slack can't be reached."""
    error = record.exc_info[1] if record.exc_info else None
    return error is not None and not isinstance(error, OUTAGES)
