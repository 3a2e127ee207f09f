"""Slack's SDK on connections that stay open."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from bot.slack.client import SlackClient


class Slack(ThreadingHTTPServer):
    """A Slack that keeps connections open until `hangs_up`."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.connections: list[object] = []
        self.calls: list[tuple[str, str, str]] = []
        self.hangs_up = False
        self.has_hung_up = threading.Event()

    def shutdown_request(self, request: Any) -> None:
        super().shutdown_request(request)
        self.has_hung_up.set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Slack

    def setup(self) -> None:
        super().setup()
        self.server.connections.append(self.client_address)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        self.server.calls.append((self.path, self.headers["content-type"], body))
        answer = b'{"ok": true, "team_id": "T0", "users": []}'
        self.send_response(200)
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)
        self.close_connection = self.server.hangs_up

    def log_message(self, *_arguments: object) -> None:
        """Stay silent."""


@pytest.fixture
def slack() -> Iterator[Slack]:
    server = Slack()
    thread = threading.Thread(target=server.serve_forever, args=[0.01])
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def test_calls_share_a_connection(slack: Slack) -> None:
    client = SlackClient("xoxb-test", slack.url)

    for _ in range(5):
        client.call("auth_test")

    assert len(slack.calls) == 5
    assert len(slack.connections) == 1
    client.web.close()


def test_a_connection_that_slack_closed_is_replaced(slack: Slack) -> None:
    client = SlackClient("xoxb-test", slack.url)
    slack.hangs_up = True

    for _ in range(3):
        slack.has_hung_up.clear()
        client.call("auth_test")
        assert slack.has_hung_up.wait(60)

    assert len(slack.calls) == len(slack.connections) == 3
    client.web.close()


def test_what_is_sent_is_what_the_sdk_sends(slack: Slack) -> None:
    client = SlackClient("xoxb-test", slack.url)

    client.call("usergroups_users_list", usergroup="S0", include_disabled=True)
    client.call("views_publish", user_id="U0", view={"type": "home"})

    assert slack.calls == [
        ("/usergroups.users.list", "application/x-www-form-urlencoded", "usergroup=S0&include_disabled=1"),
        ("/views.publish", "application/json;charset=utf-8", '{"user_id": "U0", "view": {"type": "home"}}'),
    ]
    client.web.close()
