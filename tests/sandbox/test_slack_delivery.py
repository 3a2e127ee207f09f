"""HTTP delivery and delivery faults."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import IncompleteRead
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.signature import SignatureVerifier

from sandbox.driver import Refused, Sandbox
from sandbox.people import SIGNING_SECRET
from tests.sandbox.support.forms import button, buttons, section
from tests.sandbox.support.tiny_app import TinyApp

Call = tuple[dict[str, str], str]


@contextmanager
def listener(sandbox: Sandbox, status: int = 200, **headers: str) -> Iterator[list[Call]]:
    """Run a bare HTTP server as the app. It stores requests with lowercase header names."""
    calls: list[Call] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            calls.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name.replace("_", "-"), value)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Suppress the log."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=[0.01])
        thread.start()
        url = f"http://127.0.0.1:{server.server_port}/slack/events"
        sandbox.slack.delivery(mode="http", url=url, ack_seconds=30)
        yield calls
        server.shutdown()
        thread.join()


def test_http_deliveries_are_signed(sandbox: Sandbox) -> None:
    with listener(sandbox) as calls:
        sandbox.ada.types("/connector stripe payload table", wait=0)

    headers, body = calls[0]
    assert SignatureVerifier(SIGNING_SECRET).is_valid_request(body, headers)
    assert headers["content-type"] == "application/x-www-form-urlencoded"
    assert parse_qs(body)["text"] == ["stripe payload table"]


def test_interactions_are_forms_and_events_are_json(sandbox: Sandbox, slack: WebClient) -> None:
    slack.chat_postMessage(channel="C0FIVETRAN", text="card", blocks=[section("x"), buttons(button("Go", "go"))])
    with listener(sandbox) as calls:
        sandbox.ada.clicks("Go", wait=0)
        sandbox.ada.types("@Connector Desk hello", wait=0)

    click, event = calls
    assert json.loads(parse_qs(click[1])["payload"][0])["type"] == "block_actions"
    assert json.loads(event[1])["event"]["type"] == "app_mention"


def test_failed_event_is_retried_with_its_number(sandbox: Sandbox) -> None:
    with listener(sandbox, status=500) as calls:
        sandbox.ada.types("@Connector Desk hello", wait=0)
        over = lambda: len(sandbox.journal(direction="out")) == 2  # noqa: E731
        sandbox.until(over, "the second attempt, and that it failed")
        sandbox.clock(advance=60)
        sandbox.until(lambda: len(calls) == 3, "the third attempt")

    numbers = [headers.get("x-slack-retry-num") for headers, _ in calls]
    assert numbers == [None, "1", "2"]
    assert calls[1][0]["x-slack-retry-reason"] == "http_timeout"
    assert len({json.loads(body)["event_id"] for _, body in calls}) == 1


def test_app_can_refuse_retries(sandbox: Sandbox) -> None:
    with listener(sandbox, status=500, x_slack_no_retry="1") as calls:
        seen = sandbox.ada.types("@Connector Desk hello", wait=0)

    assert seen["error"] == "http_service_error"
    assert len(calls) == 1


@pytest.mark.parametrize(("status", "error"), [(404, "http_client_error"), (503, "http_service_error")])
def test_person_sees_app_errors(sandbox: Sandbox, status: int, error: str) -> None:
    with listener(sandbox, status=status):
        seen = sandbox.ada.types("/connector")

    assert seen["error"] == error


def test_events_url_must_answer_the_challenge(sandbox: Sandbox, http_app: TinyApp) -> None:
    assert sandbox.slack.delivery(verify=True)["mode"] == "http"

    with listener(sandbox), pytest.raises(Refused, match="challenge"):
        sandbox.slack.delivery(verify=True)


def test_payload_can_be_delivered_twice(sandbox: Sandbox, app: TinyApp) -> None:
    app.bolt.event("app_mention")(lambda: None)
    app.bolt.command("/connector")(lambda ack: ack())
    sandbox.fault(kind="deliver_twice", service="slack", match="app_mention")
    sandbox.fault(kind="deliver_twice", service="slack", match="slash_commands")

    sandbox.ada.types("@Connector Desk hello", wait=0)
    sandbox.until(lambda: len(app.retries) == 2, "the event came twice")
    sandbox.ada.types("/connector", wait=0)
    sandbox.until(lambda: len(app.retries) == 4, "the command came twice")

    assert app.heard[0]["event_id"] == app.heard[1]["event_id"]
    assert app.heard[2]["trigger_id"] == app.heard[3]["trigger_id"]
    assert [number for number, _ in app.retries] == ["", "1", "", ""] or app.retries[0][0] == "0"


def test_payload_can_be_delivered_late(sandbox: Sandbox, socket_app: TinyApp) -> None:
    socket_app.bolt.event("app_mention")(lambda: None)
    sandbox.slack.delivery(ack_seconds=0.1)
    sandbox.fault(kind="deliver_late", service="slack", match="app_mention", seconds=600)

    seen = sandbox.ada.types("@Connector Desk hello", wait=0)
    before = len(socket_app.heard)
    sandbox.slack.delivery(ack_seconds=3)
    sandbox.clock(advance=601)
    sandbox.until(lambda: len(socket_app.heard) == 1, "the event came at last")

    assert (seen["error"], before) == ("operation_timeout", 0)


def test_last_payload_can_be_redelivered(sandbox: Sandbox, app: TinyApp) -> None:
    app.bolt.command("/connector")(lambda ack: ack())
    sandbox.ada.types("/connector salesforce", wait=0)

    sandbox.ada.redelivers()

    assert len(app.heard) == 2
    assert app.heard[0] == app.heard[1]


def test_lost_response_still_does_the_work(sandbox: Sandbox, slack: WebClient) -> None:
    sandbox.fault(kind="lose", service="slack", match="chat.postMessage")

    with pytest.raises(IncompleteRead):
        slack.chat_postMessage(channel="C0FIVETRAN", text="Hello")

    assert [one["text"] for one in sandbox.ada.reads()] == ["Hello"]
    assert sandbox.journal(path="/api/chat.postMessage")[0]["status"] == 0


def test_rate_limit_returns_retry_after(sandbox: Sandbox, slack: WebClient) -> None:
    sandbox.fault(kind="rate_limit", service="slack", match="chat.postMessage", seconds=7)

    with pytest.raises(SlackApiError) as raised:
        slack.chat_postMessage(channel="C0FIVETRAN", text="Hello")

    assert raised.value.response.status_code == 429
    assert raised.value.response.headers["retry-after"] == "7"
    assert raised.value.response["error"] == "ratelimited"
    assert sandbox.ada.reads() == []
