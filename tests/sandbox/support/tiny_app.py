"""A minimal Bolt app over Socket Mode or HTTP."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from slack_bolt import App, BoltRequest, BoltResponse
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from sandbox.driver import Sandbox
from sandbox.people import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET


def web(sandbox: Sandbox, token: str = BOT_TOKEN) -> WebClient:
    """Create slack_sdk's client without retries."""
    return WebClient(token, base_url=f"{sandbox.base_url}/slack/api/", retry_handlers=[])


class TinyApp:
    """A Bolt app. Tests add listeners with `app.bolt`; `heard` are all received bodies."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.client = web(sandbox)
        self.bolt = App(client=self.client, signing_secret=SIGNING_SECRET, raise_error_for_unhandled_request=False)
        self.heard: list[dict[str, Any]] = []
        self.retries: list[tuple[str, str]] = []
        self.bolt.middleware(self._record)

    def _record(self, body: dict[str, Any], request: BoltRequest, next: Any) -> None:
        self.heard.append(body)
        numbers = request.headers.get("x-slack-retry-num", [])
        reasons = request.headers.get("x-slack-retry-reason", [])
        self.retries.append((numbers[0] if numbers else "", reasons[0] if reasons else ""))
        next()

    @contextmanager
    def by_http(self) -> Iterator[None]:
        """Serve the app until the end of the block."""
        server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self.bolt))
        thread = threading.Thread(target=server.serve_forever, args=[0.01])
        thread.start()
        self.sandbox.slack.delivery(mode="http", url=f"http://127.0.0.1:{server.server_port}/slack/events")
        yield
        server.shutdown()
        server.server_close()
        thread.join()


class Line:
    """A socket that stays open for all tests, because the SDK takes seconds to close one.

    An idle app acks what comes between the tests, so that the sandbox doesn't wait for an ack.
    """

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._idle = App(client=web(sandbox), signing_secret=SIGNING_SECRET)
        self._idle.middleware(lambda: BoltResponse(status=200))
        self._handler = SocketModeHandler(self._idle, APP_TOKEN)

    def __enter__(self) -> "Line":
        self._handler.client.connect()
        self._sandbox.until(lambda: self.connections() > 0, "the app is connected")
        return self

    def __exit__(self, *_: object) -> None:
        self._handler.client.close()

    @contextmanager
    def to(self, tiny: TinyApp) -> Iterator[None]:
        """Route payloads to `tiny` until the end of the block."""
        self._handler.app = tiny.bolt
        yield
        self._handler.app = self._idle

    def connections(self) -> int:
        """Return the number of open sockets."""
        return int(self._sandbox.state("slack")["delivery"]["connections"])


def _handler(bolt: App) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            answer = bolt.dispatch(BoltRequest(body=body, headers=dict(self.headers.items())))
            self.send_response(answer.status)
            for name, values in answer.headers.items():
                self.send_header(name, values[0])
            self.end_headers()
            self.wfile.write((answer.body or "").encode())

        def log_message(self, *_: object) -> None:
            """Suppress the log."""

    return Handler
