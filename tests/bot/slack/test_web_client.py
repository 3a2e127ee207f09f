"""Slack's SDK on connections that stay open."""

import json
from collections.abc import Iterator

import pytest
from slack_bolt import App, Respond
from slack_bolt.authorization import AuthorizeResult

from bot.slack.client import SlackClient
from bot.slack.prompt_acks import PooledRespond, PromptAck, build_request, dispatch
from bot.slack.web_client import KEPT_OPEN_SECONDS, PooledWebhook
from tests.support.keeping_server import KeepingServer, keeping_server
from workflows.errors import Unavailable


@pytest.fixture
def slack() -> Iterator[KeepingServer]:
    with keeping_server() as server:
        yield server


def test_a_connection_that_was_idle_for_long_is_replaced(slack: KeepingServer) -> None:
    client = SlackClient("xoxb-test", slack.url)
    client.call("auth_test")

    kept = client.web._pool.pool.queue[-1]  # type: ignore[union-attr]  # there is a pool
    kept.used_at -= KEPT_OPEN_SECONDS
    client.call("auth_test")

    assert len(slack.connections) == 2
    client.web.close()


def test_a_post_without_an_answer_is_not_sent_again(slack: KeepingServer) -> None:
    client = SlackClient("xoxb-test", slack.url)
    client.call("auth_test")  # so that the next call uses a connection that was kept
    slack.is_mute = True

    with pytest.raises(Unavailable):
        client.call("chat_postMessage", channel="C0", text="Once")

    assert [path for path, _kind, _body in slack.calls] == ["/auth.test", "/chat.postMessage"]
    client.web.close()


def test_calls_go_through_the_proxy_of_the_environment(slack: KeepingServer, monkeypatch: pytest.MonkeyPatch) -> None:
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


def test_what_is_sent_is_what_the_sdk_sends(slack: KeepingServer) -> None:
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


def test_answers_to_commands_share_the_connections_of_calls(slack: KeepingServer) -> None:
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


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/commands", "http://127.0.0.1:port", "http://[::1"])
def test_an_answer_that_reaches_no_one_is_an_outage(slack: KeepingServer, url: str) -> None:
    respond = PooledRespond(url, SlackClient("xoxb-test", slack.url).web)

    with pytest.raises(Unavailable, match="Slack isn't responding"):
        respond("Hello")


def test_an_answer_whose_connection_was_lost_is_sent_once_more(slack: KeepingServer) -> None:
    client = SlackClient("xoxb-test", slack.url)
    slack.mute_calls = 1

    answered = PooledWebhook(f"{slack.url}commands/T0/1", client.web).send(text="Hello")

    assert (answered.status_code, len(slack.calls)) == (200, 2)
    client.web.close()


def test_half_a_character_is_sent_too(slack: KeepingServer) -> None:
    client = SlackClient("xoxb-test", slack.url)

    for text in ("Zoë 🎉", "cut \ud83d"):
        client.call("views_publish", user_id="U0", view={"type": text})

    assert [json.loads(body)["view"]["type"] for _path, _kind, body in slack.calls] == ["Zoë 🎉", "cut \ud83d"]
    client.web.close()
