"""Slack's SDK on connections that stay open."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from slack_bolt import App, Respond
from slack_bolt.authorization import AuthorizeResult

from bot.slack.client import SlackClient
from bot.slack.prompt_acks import PromptAck, build_request, dispatch
from bot.slack.web_client import KEPT_OPEN_SECONDS, PooledWebhook
from workflows.errors import Unavailable


class Slack(ThreadingHTTPServer):
    """A Slack that keeps connections open until `hangs_up`, and answers unless it `is_mute`."""

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
    server: Slack

    def setup(self) -> None:
        super().setup()
        self.server.connections.append(self.client_address)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        self.server.calls.append((self.path, self.headers["content-type"], body))
        self.server.mute_calls -= 1
        if self.server.is_mute or self.server.mute_calls >= 0:
            self.close_connection = True
            return
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


def test_a_connection_that_was_idle_for_long_is_replaced(slack: Slack) -> None:
    client = SlackClient("xoxb-test", slack.url)
    client.call("auth_test")

    kept = client.web._pool.pool.queue[-1]  # type: ignore[union-attr]  # there is a pool
    kept.used_at -= KEPT_OPEN_SECONDS
    client.call("auth_test")

    assert len(slack.connections) == 2
    client.web.close()


def test_a_post_without_an_answer_is_not_sent_again(slack: Slack) -> None:
    client = SlackClient("xoxb-test", slack.url)
    client.call("auth_test")  # so that the next call uses a connection that was kept
    slack.is_mute = True

    with pytest.raises(Unavailable):
        client.call("chat_postMessage", channel="C0", text="Once")

    assert [path for path, _kind, _body in slack.calls] == ["/auth.test", "/chat.postMessage"]
    client.web.close()


def test_calls_go_through_the_proxy_of_the_environment(slack: Slack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", slack.url)
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    distant, near = SlackClient("xoxb-test", "http://slack.test/api/"), SlackClient("xoxb-test", slack.url)

    for client in (distant, distant, near):
        client.call("auth_test")

    assert [path for path, _kind, _body in slack.calls] == [*["http://slack.test/api/auth.test"] * 2, "/auth.test"]
    assert len(slack.connections) == 2
    distant.web.close()
    near.web.close()


def test_what_is_sent_is_what_the_sdk_sends(slack: Slack) -> None:
    client = SlackClient("xoxb-test", slack.url)

    client.call("usergroups_users_list", usergroup="S0", include_disabled=True)
    client.call("views_publish", user_id="U0", view={"type": "home"})

    assert slack.calls == [
        ("/usergroups.users.list", "application/x-www-form-urlencoded", "usergroup=S0&include_disabled=1"),
        ("/views.publish", "application/json;charset=utf-8", '{"user_id":"U0","view":{"type":"home"}}'),
    ]
    client.web.close()


def answer(client: SlackClient, url: str) -> None:
    """Let Bolt run the listener of a command, which answers at `url`."""
    identity = AuthorizeResult(enterprise_id=None, team_id="T0", bot_token="xoxb-test", bot_id="B0", bot_user_id="U1")
    app = App(client=client.web, authorize=lambda: identity, request_verification_enabled=False, name="test")

    @app.command("/connector")
    def _listen(respond: Respond) -> None:
        respond("Hello", replace_original=True)

    sent, ack = {"command": "/connector", "user_id": "U0", "team_id": "T0", "response_url": url}, PromptAck(print)
    dispatch(app, build_request(sent, {}, ack), ack)


def test_answers_to_commands_share_the_connections_of_calls(slack: Slack) -> None:
    client = SlackClient("xoxb-test", slack.url)
    client.call("auth_test")

    for _ in range(3):
        answer(client, f"{slack.url}commands/T0/1")

    assert slack.calls[-1] == (
        "/commands/T0/1",
        "application/json;charset=utf-8",
        '{"text":"Hello","replace_original":true}',
    )
    assert len(slack.calls) == 4
    assert len(slack.connections) == 1
    client.web.close()


def test_an_answer_whose_connection_was_lost_is_sent_once_more(slack: Slack) -> None:
    client = SlackClient("xoxb-test", slack.url)
    slack.mute_calls = 1

    answered = PooledWebhook(f"{slack.url}commands/T0/1", client.web).send(text="Hello")

    assert (answered.status_code, len(slack.calls)) == (200, 2)
    client.web.close()


def test_half_a_character_is_sent_too(slack: Slack) -> None:
    client = SlackClient("xoxb-test", slack.url)

    for text in ("Zoë 🎉", "cut \ud83d"):
        client.call("views_publish", user_id="U0", view={"type": text})

    assert [json.loads(body)["view"]["type"] for _path, _kind, body in slack.calls] == ["Zoë 🎉", "cut \ud83d"]
    client.web.close()
