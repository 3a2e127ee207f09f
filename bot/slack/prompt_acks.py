"""Send an ack when the listener gives it. Bolt (1.30) looks for it from another thread, every ten milliseconds."""

from collections.abc import Callable, Mapping
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from threading import Barrier
from typing import Any

import structlog
from slack_bolt import Ack, App, BoltRequest, BoltResponse
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.adapter.socket_mode.internals import build_headers, send_response
from slack_bolt.context.respond import Respond
from slack_sdk.errors import SlackClientError
from slack_sdk.socket_mode.builtin import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.webhook import WebhookResponse

from bot.slack.web_client import SLACK_SILENT, NoAnswer, PooledWebClient, PooledWebhook
from workflows.errors import Unavailable

log = structlog.get_logger(__name__)

LISTENER_THREADS = 32
"""Concurrent listeners. With Bolt's default of five, five slow calls would block every other ack."""

Send = Callable[[BoltResponse], None]


class PromptAck(Ack):
    """Passes `send` the first ack, and nothing after it."""

    def __init__(self, send: Send) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # untyped in the library
        self._send: Send | None = send

    def __call__(self, *args: Any, **named: Any) -> BoltResponse:
        """Ack, as listeners do."""
        response = super().__call__(*args, **named)
        self.send(response)
        return response

    def send(self, response: BoltResponse) -> None:
        """Send a response, if none was sent before."""
        send, self._send = self._send, None
        if send:
            send(response)


class PooledRespond(Respond):
    """Answers at a `response_url` over connections that stay open. Bolt opens one for each answer."""

    def __init__(self, url: str, client: PooledWebClient) -> None:
        super().__init__(response_url=url)
        self._webhook = PooledWebhook(url, client)

    def __call__(self, text: str = "", **message: Any) -> WebhookResponse:  # type: ignore[override]  # what listeners use
        """Send a message. Raises `Unavailable`."""
        try:
            return self._webhook.send(text=text, **message)
        except NoAnswer as error:
            raise Unavailable(SLACK_SILENT) from error


class InlineExecutor(Executor):
    """Runs a listener in the thread that found it, which is free for that: the ack doesn't wait for its end."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **named: Any) -> Future[Any]:
        """Run `fn` and return when it has ended."""
        done: Future[Any] = Future()
        done.set_result(fn(*args, **named))
        return done


def listener_threads() -> ThreadPoolExecutor:
    """Start the threads in which listeners run. In a first burst of presses, their starts would delay the server."""
    threads = ThreadPoolExecutor(LISTENER_THREADS, thread_name_prefix="listener")
    have_begun = Barrier(LISTENER_THREADS + 1)
    for _ in range(LISTENER_THREADS):
        threads.submit(have_begun.wait)
    have_begun.wait()
    return threads


def build_request(payload: dict[str, Any], headers: Mapping[str, str], ack: Ack) -> BoltRequest:
    """Build Bolt's request, whose listener gets this ack. It raises anything for ids that Slack never sends."""
    return BoltRequest(body=payload, mode="socket_mode", headers=dict(headers), context={"ack": ack})


def dispatch(app: App, request: BoltRequest, ack: PromptAck) -> None:
    """Run the listener of a request to its end. Its ack is sent meanwhile; without one, Bolt's response is."""
    if isinstance(app.client, PooledWebClient) and (url := request.context.response_url):
        request.context["respond"] = PooledRespond(url, app.client)
    ack.send(app.dispatch(request))


class PromptSocketHandler(SocketModeHandler):
    """Bolt's handler of requests over a socket, with prompt acks."""

    def __init__(self, app: App, app_token: str, **options: Any) -> None:
        super().__init__(app, app_token, **options)
        self._threads = listener_threads()

    def handle(self, client: SocketModeClient, req: SocketModeRequest) -> None:  # type: ignore[override]  # as in Bolt
        """Run the listener of a request in a thread that a stop of the socket doesn't wait for."""
        ack = PromptAck(lambda response: _answer(client, req, response))
        headers = {name: str(value) for name, value in (build_headers(req) or {}).items()}
        self._threads.submit(dispatch, self.app, build_request(req.payload, headers, ack), ack)


def _answer(client: SocketModeClient, req: SocketModeRequest, response: BoltResponse) -> None:
    """Send a response. If the socket has closed, Slack delivers the request again."""
    try:
        send_response(client, req, response, 0.0)
    except (OSError, SlackClientError) as failure:
        log.info("an ack can't be sent, so Slack will send its request again", reason=str(failure))
