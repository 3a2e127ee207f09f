"""Slack's answers become our errors: only Slack's own error code refuses anything."""

import json
import socket
import threading
from typing import Any

import pytest

from bot.slack.client import FormClosed, SlackClient, SlackRefused
from bot.slack.directory import SlackDirectory
from tests.support.scripted_server import scripted_server
from workflows.errors import ChannelUnavailable, Misconfigured, Refused, Unavailable

PAGE = b"<!DOCTYPE html><html><title>Sign in to the network</title></html>"


def failure_of(body: bytes, method: str = "users_info", *, status: int = 200, **headers: str) -> Exception:
    """Return what a call raises for this answer."""
    with scripted_server(body, status=status, **headers) as (url, paths):
        with pytest.raises(Exception) as caught:  # noqa: PT011  # any exception is the subject
            SlackClient("xoxb-test", url).call(method, **arguments(method))
        assert len(paths) == 1
    return caught.value


def arguments(method: str) -> dict[str, str]:
    return {"user": "U0ADA"} if method == "users_info" else {"channel": "C0", "text": "Hello"}


def refused(code: str) -> bytes:
    return json.dumps({"ok": False, "error": code}).encode()


@pytest.mark.parametrize("status", [200, 400, 403, 404, 502])
@pytest.mark.parametrize("content_type", ["text/html", "application/json", "application/gzip"])
def test_a_web_page_instead_of_an_answer_is_an_outage(status: int, content_type: str) -> None:
    failure = failure_of(PAGE, status=status, content_type=content_type)

    assert type(failure) is Unavailable


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"null", b"[]", b'"ok"', b"1", b"{", b"{}", b'{"ok": false}', b'{"ok": false, "error": null}'),
        *(b'{"ok": true}', b'{"ok": true, "user": null}', b'{"ok": true, "user": "U0ADA"}'),
        b'\xff\xfe{"ok": true}',
    ],
)
def test_json_of_the_wrong_shape_is_an_outage(body: bytes) -> None:
    assert type(failure_of(body)) is Unavailable


@pytest.mark.parametrize("method", ["users_info", "chat_postMessage"])
def test_a_call_is_never_repeated_by_the_sdk(method: str) -> None:
    assert isinstance(failure_of(b"", method, status=503), Unavailable)
    assert isinstance(failure_of(refused("internal_error"), method), Unavailable)


def test_a_dropped_connection_is_not_repeated_by_the_sdk() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(10)
        url = f"http://127.0.0.1:{server.getsockname()[1]}/"
        accepted = hang_up_on_callers(server)

        with pytest.raises(Unavailable):
            SlackClient("xoxb-test", url).call("chat_postMessage", channel="C0", text="Hello")

    assert accepted() == 1


def hang_up_on_callers(server: socket.socket) -> Any:
    """Accept connections in the background and close each; return what counts them."""
    count: list[int] = []

    def accept() -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            count.append(1)
            connection.recv(65_536)
            connection.close()

    threading.Thread(target=accept, daemon=True).start()
    return lambda: len(count)


def test_an_unknown_host_is_an_outage() -> None:
    with pytest.raises(Unavailable):
        SlackClient("xoxb-test", "https://slack.invalid/api/").call("auth_test")


@pytest.mark.parametrize(
    "code",
    [
        *("restricted_action", "restricted_action_read_only_channel", "restricted_action_thread_locked"),
        *("channel_not_found", "not_in_channel", "is_archived", "is_inactive"),
    ],
)
def test_a_conversation_that_refuses_posts_can_accept_them_later(code: str) -> None:
    failure = failure_of(refused(code), "chat_postMessage")

    assert isinstance(failure, ChannelUnavailable)
    assert failure.code == code


def test_an_operator_has_to_act_on_a_rejected_token() -> None:
    assert isinstance(failure_of(refused("token_revoked")), Misconfigured)


@pytest.mark.parametrize(
    ("method", "code", "is_closed"),
    [
        ("views_update", "not_found", True),
        ("views_update", "hash_conflict", True),
        ("views_push", "not_found", True),
        ("views_update", "view_too_large", False),
        ("views_open", "expired_trigger_id", False),
    ],
)
def test_a_form_that_is_gone_is_told_from_a_refused_one(method: str, code: str, is_closed: bool) -> None:
    where = {"view_id": "V0", "hash": "1"} if method == "views_update" else {"trigger_id": "1.2.3"}
    with scripted_server(refused(code)) as (url, _), pytest.raises(SlackRefused) as caught:
        SlackClient("xoxb-test", url).call(method, **where, view={"type": "modal"})

    assert isinstance(caught.value, FormClosed) is is_closed


def test_other_codes_are_refusals() -> None:
    failure = failure_of(refused("msg_too_long"), "chat_postMessage")

    assert isinstance(failure, SlackRefused)
    assert failure.code == "msg_too_long"


@pytest.mark.parametrize(
    ("body", "family"),
    [
        (refused("user_not_found"), Refused),
        (refused("user_not_visible"), Refused),
        (refused("team_not_found"), Unavailable),
        (refused("internal_error"), Unavailable),
        (b'{"ok": true, "user": {}}', Unavailable),
        (b'{"ok": true, "user": {"id": "U0ADA", "profile": "Ada"}}', Unavailable),
        (PAGE, Unavailable),
    ],
)
def test_only_slack_says_that_it_does_not_know_a_person(body: bytes, family: type[Exception]) -> None:
    with scripted_server(body) as (url, _):
        directory = SlackDirectory(SlackClient("xoxb-test", url), "", frozenset())

        with pytest.raises(family):
            directory.look_up("U0ADA")
        with pytest.raises(family):
            directory.find_by_email("ada@example.com")
