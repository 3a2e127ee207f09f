"""An HTTP server that keeps connections open, and counts them: it answers every request like a vendor that agrees."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

ANSWER = b'{"ok": true, "team_id": "T0", "users": [], "code": "Success", "data": {}}'
"""What Slack and Fivetran call a success. Jira's would be any object."""


class KeepingServer(ThreadingHTTPServer):
    """Keeps connections open until it `hangs_up`, and answers unless it `is_mute`."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.connections: list[object] = []
        self.calls: list[tuple[str, str, str]] = []
        self.hangs_up = self.is_mute = False
        self.mute_calls = 0
        """How many calls are still lost."""
        self.has_hung_up = threading.Event()

    def shutdown_request(self, request: Any) -> None:
        super().shutdown_request(request)
        self.has_hung_up.set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: KeepingServer

    def setup(self) -> None:
        super().setup()
        self.server.connections.append(self.client_address)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", 0))).decode()
        self.server.calls.append((self.path, self.headers.get("content-type", ""), body))
        self.server.mute_calls -= 1
        if self.server.is_mute or self.server.mute_calls >= 0:
            self.close_connection = True
            return
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(ANSWER)))
        self.end_headers()
        self.wfile.write(ANSWER)
        self.close_connection = self.server.hangs_up

    do_GET = do_POST

    def log_message(self, *_arguments: object) -> None:
        """Stay silent."""


@contextmanager
def keeping_server() -> Iterator[KeepingServer]:
    """Yield a server that runs for the block."""
    server = KeepingServer()
    thread = threading.Thread(target=server.serve_forever, args=[0.01])
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
