"""What no sender should send: large, slow, and odd requests are refused, and nothing behind them fails."""

import asyncio
import hashlib
import hmac
import json
import random
import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from slack_bolt import Ack, App
from slack_bolt.authorization import AuthorizeResult
from starlette.types import Message

from bot.bootstrap.endpoints import jira_webhook
from bot.http.app import Endpoints, SignedWebhook, create_http_app, create_internal_app
from bot.http.fivetran_webhook import FivetranWebhookReceiver
from bot.http.limits import MAX_BODY_BYTES, RequestLimits
from bot.http.server import HttpServer, listen
from bot.slack.bolt import HttpEndpoint
from demo.stage import free_port
from tests.bot.http.test_fivetran_webhook import SYNC_ENDED, FakeWebhookStore
from tests.support.odd_payloads import (
    ACTION,
    COMMAND,
    EVENT,
    FORMS,
    JIRA,
    LINK_SHARED,
    MENU,
    MESSAGE_SHORTCUT,
    REQUEST_SHORTCUT,
    SHORTCUT,
    STEP,
    SUGGESTION,
    copied,
    mutate,
)

SECRET = "sandbox-signing-secret"
FORM, JSON = "application/x-www-form-urlencoded", "application/json"
GONE = object()
ANYTHING = re.compile(".*")
OUR_TICKET: str = JIRA["issue"]["id"]
INTERACTIONS: tuple[dict[str, Any], ...] = (
    ACTION,
    MENU,
    *FORMS.values(),
    SUGGESTION,
    SHORTCUT,
    MESSAGE_SHORTCUT,
    REQUEST_SHORTCUT,
)
MUTATIONS = 100
"""Odd payloads for each seed. The seeds make it 400."""
MAX_SECONDS = 1.0
"""How long an answer can take. A slow one is timed again, because the machine can be busy."""


class Container:
    """What the endpoint of Jira's webhook uses."""

    def __init__(self) -> None:
        self.settings, self.stores, self.requests, self.work_queue = self, self, self, self
        self.jira_webhook_secret = self
        self.checked: list[str] = []
        """The ids of the tickets that a webhook queued a check of."""

    def get_secret_value(self) -> str:
        return SECRET

    def has_ticket(self, ticket_id: str) -> bool:
        ticket_id.encode()
        return ticket_id == OUR_TICKET

    def check_ticket_soon(self, ticket_id: str) -> None:
        self.checked.append(ticket_id)


@pytest.fixture(scope="module")
def doors() -> Endpoints:
    app = App(
        authorize=lambda: AuthorizeResult(enterprise_id=None, team_id="T0DESK", bot_token="xoxb-sandbox"),
        request_verification_enabled=False,
    )

    def accept(ack: Ack) -> None:
        ack()

    app.command("/connector")(accept)
    app.action(ANYTHING)(accept)
    app.view(ANYTHING)(accept)
    app.view_closed(ANYTHING)(accept)
    app.options(ANYTHING)(accept)
    app.shortcut(ANYTHING)(accept)
    app.event("app_mention")(lambda ack: ack())
    app.event("link_shared")(lambda ack: ack())
    fake: Any = FakeWebhookStore()
    parts: Any = Container()
    receiver = FivetranWebhookReceiver(fake, {"dev", "prod"}, lambda _group: None)
    return Endpoints(
        problems=lambda: {"database": "It is away."},
        slack=HttpEndpoint(app, SECRET).handle_request,
        webhooks={
            "fivetran": SignedWebhook(SECRET, "x-fivetran-signature-256", receiver.receive),
            "jira": jira_webhook(parts),
        },
    )


def ask(app: Any, *requests: tuple[str, str, dict[str, Any]]) -> list[httpx.Response]:
    async def send() -> list[httpx.Response]:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://desk") as client:
            return [await client.request(method, path, **more) for method, path, more in requests]

    return asyncio.run(send())


def slack_request(body: bytes, content_type: str, **changes: Any) -> tuple[str, str, dict[str, Any]]:
    now = str(int(time.time()))
    base = b"v0:" + now.encode() + b":" + body
    signature = "v0=" + hmac.new(SECRET.encode(), base, hashlib.sha256).hexdigest()
    headers = {"x-slack-request-timestamp": now, "x-slack-signature": signature, "content-type": content_type}
    return "POST", "/slack/events", {"content": body, "headers": headers | changes}


def webhook(sender: str, body: bytes) -> tuple[str, str, dict[str, Any]]:
    header = {"fivetran": "x-fivetran-signature-256", "jira": "x-hub-signature"}[sender]
    signature = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    return "POST", f"/webhooks/{sender}", {"content": body, "headers": {header: signature}}


def form(payload: Any) -> bytes:
    return urlencode({"payload": json.dumps(payload)}).encode()


def test_recorded_payloads_are_accepted(doors: Endpoints) -> None:
    answers = ask(
        create_http_app(doors),
        slack_request(urlencode(COMMAND).encode(), FORM),
        slack_request(json.dumps(EVENT).encode(), JSON),
        webhook("fivetran", json.dumps(SYNC_ENDED).encode()),
        webhook("jira", json.dumps(JIRA).encode()),
        *(slack_request(form(payload), FORM) for payload in INTERACTIONS),
    )

    assert [answer.status_code for answer in answers] == [200] * (4 + len(INTERACTIONS))


@pytest.mark.parametrize(
    "body",
    [
        b"[]",
        b"null",
        b"1",
        b'"x"',
        b"{",
        b"",
        b"\xff\xfe",
        b'{"a":NaN}',
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b"9" * 5_000,
    ],
    ids=lambda body: body[:8].hex() or "empty",
)
def test_a_signed_body_that_is_not_an_object_is_refused(
    doors: Endpoints, body: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = ask(
        create_http_app(doors),
        slack_request(body, JSON),
        slack_request(urlencode({"payload": body}).encode(), FORM),
        webhook("fivetran", body),
        webhook("jira", body),
    )

    assert all(400 <= answer.status_code < 500 for answer in answers)
    assert "Traceback" not in capsys.readouterr().out


def test_payloads_without_a_sender_or_with_half_a_character_are_refused(doors: Endpoints) -> None:
    answers = ask(
        create_http_app(doors),
        slack_request(urlencode(COMMAND).replace("channel_id", "x").encode(), FORM),
        slack_request(form(ACTION | {"user": {}}), FORM),
        slack_request(form(ACTION | {"api_app_id": "\ud800"}), FORM),
        slack_request(json.dumps(EVENT | {"event_id": "\ud800"}).encode(), JSON),
    )

    assert [answer.status_code for answer in answers] == [400] * 4


@pytest.mark.parametrize("value", [None, 10**30, [], {}, GONE], ids=["null", "number", "list", "object", "missing"])
@pytest.mark.parametrize("name", ["type", "channel", "ts"])
def test_an_event_without_what_it_must_have_is_refused(doors: Endpoints, name: str, value: object) -> None:
    odd = EVENT | {"event": changed(EVENT["event"], name, value)}

    (answer,) = ask(create_http_app(doors), slack_request(json.dumps(odd).encode(), JSON))

    assert answer.status_code == 400


@pytest.mark.parametrize("name", ["channel_type", "text", "thread_ts", "user"])
def test_an_event_with_a_number_for_a_text_is_refused(doors: Endpoints, name: str) -> None:
    odd = EVENT | {"event": changed(EVENT["event"], name, 10**30)}

    (answer,) = ask(create_http_app(doors), slack_request(json.dumps(odd).encode(), JSON))

    assert answer.status_code == 400


@pytest.mark.parametrize(
    "changes",
    [
        {"channel": "C0FIVETRAN"},
        {"channel": {"id": 7}},
        {"user": {"id": 7}},
        {"user": {"id": "U0ADA", "team_id": ["T0DESK"]}},
        {"user": "U0ADA"},
        {"team": 7},
        {"container": "message"},
        {"message": []},
        {"type": 7},
        {"actions": []},
        {"actions": {}},
        {"actions": None},
        {"actions": [None]},
        {"actions": [{"type": "button", "action_id": "approve"}]},
        {"actions": [{"type": "button", "action_id": "approve", "action_ts": "1.3", "value": 7}]},
        {"actions": [{"type": "button", "action_id": 7, "action_ts": "1.3"}]},
    ],
    ids=str,
)
def test_a_press_that_slack_would_not_send_is_refused(doors: Endpoints, changes: dict[str, Any]) -> None:
    (answer,) = ask(create_http_app(doors), slack_request(form(ACTION | changes), FORM))

    assert answer.status_code == 400


@pytest.mark.parametrize(
    "payload",
    [
        {"type": "view_submission", "user": {"id": "U0ADA"}, "view": {"callback_id": "request"}},
        {"type": "view_closed", "user": {"id": "U0ADA"}, "view": {"id": "V1"}},
        {"type": "view_closed", "user": {"id": "U0ADA"}},
        {"type": "message_action", "user": {"id": "U0ADA"}, "channel": {"id": "C1"}, "callback_id": "answer_this"},
        {"type": "message_action", "user": {"id": "U0ADA"}, "message": {"ts": "1.2"}, "callback_id": "answer_this"},
        {"type": "block_suggestion", "user": {"id": "U0ADA"}, "action_id": "service"},
        {"type": "shortcut", "callback_id": "request_connector"},
        {key: value for key, value in SHORTCUT.items() if key != "trigger_id"},
        {key: value for key, value in ACTION.items() if key not in ("trigger_id", "view")},
        {key: value for key, value in ACTION.items() if key != "channel"},
        {key: value for key, value in ACTION.items() if key != "response_url"},
        MESSAGE_SHORTCUT | {"message": {"user": "U0BO"}},
        {"type": "event_callback", "event": "app_mention"},
        {"type": "event_callback"},
        {"user": {"id": "U0ADA"}},
    ],
    ids=lambda payload: str(payload.get("type", "no type")),
)
def test_other_incomplete_payloads_are_refused(doors: Endpoints, payload: dict[str, Any]) -> None:
    answers = ask(
        create_http_app(doors),
        slack_request(form(payload), FORM),
        slack_request(json.dumps(payload).encode(), JSON),
    )

    assert [answer.status_code for answer in answers] == [400] * 2


@pytest.mark.parametrize(("ticket", "checked"), [("10007", ["10007"]), ("10008", []), ("", []), ("１０００７", [])])
def test_only_a_hint_about_one_of_our_tickets_is_queued(ticket: str, checked: list[str]) -> None:
    parts: Any = Container()
    doors = Endpoints(problems=dict, webhooks={"jira": jira_webhook(parts)})
    hint = JIRA | {"issue": {"id": ticket}}

    (answer,) = ask(create_http_app(doors), webhook("jira", json.dumps(hint).encode()))

    assert (answer.status_code, parts.checked) == (200, checked)


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize(
    "changes",
    [
        {"private_metadata": GONE},
        {"private_metadata": ["7f3c9a"]},
        {"state": GONE},
        {"state": {"values": []}},
        {"state": {"values": {"purpose": {"field": {"selected_option": {"value": 7}}}}}},
        {"blocks": []},
        {"blocks": [{"type": "input"}]},
        {"type": 7},
    ],
    ids=[
        "no metadata",
        "a list as metadata",
        "no state",
        "a list as values",
        "a number as a value",
        "no blocks",
        "a block without a field",
        "a number as type",
    ],
)
def test_a_form_that_the_bot_did_not_make_is_refused(doors: Endpoints, name: str, changes: dict[str, Any]) -> None:
    payload, ((field, value),) = FORMS[name], changes.items()

    (answer,) = ask(
        create_http_app(doors),
        slack_request(form(payload | {"view": changed(payload["view"], field, value)}), FORM),
    )

    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("name", "metadata"),
    [
        ("request form", "null"),
        ("request form", '{"form": "f0", "channel": "C0", "step": -1}'),
        ("request form", '{"form": "f0", "channel": "C0", "step": "0"}'),
        ("request form", '{"form": "f0", "step": 0}'),
        ("decline form", "7f3c9a C0FIVETRAN"),
        ("decline form", f"7f3c9a C0FIVETRAN {'9' * 40}"),
        ("reassign form", "7f3c9a C0FIVETRAN U0ADA"),
        ("removal form", "7f3c9a"),
    ],
)
def test_metadata_that_the_bot_did_not_write_is_refused(doors: Endpoints, name: str, metadata: str) -> None:
    view = FORMS[name]["view"] | {"private_metadata": metadata}

    (answer,) = ask(create_http_app(doors), slack_request(form(FORMS[name] | {"view": view}), FORM))

    assert answer.status_code == 400


def test_slacks_check_of_the_certificate_is_accepted(doors: Endpoints) -> None:
    (answer,) = ask(create_http_app(doors), slack_request(b"ssl_check=1&token=x", FORM))

    assert answer.status_code == 200


def changed(fields: Any, name: str, value: object) -> dict[str, Any]:
    others = {key: field for key, field in fields.items() if key != name}
    return others if value is GONE else others | {name: value}


@pytest.mark.parametrize(
    "changes",
    [
        {"x-slack-signature": b"v0=\xfc\xfc"},
        {"x-slack-signature": b""},
        {"x-slack-request-timestamp": b"9" * 400},
        {"x-slack-request-timestamp": b"-1"},
        {"x-slack-request-timestamp": b"1e9"},
        {"x-slack-request-timestamp": b"\xfc"},
    ],
)
def test_odd_signatures_of_slack_are_refused(doors: Endpoints, changes: dict[str, bytes]) -> None:
    (answer,) = ask(create_http_app(doors), slack_request(b"{}", JSON, **changes))

    assert answer.status_code == 401


def test_odd_signatures_of_webhooks_are_refused(doors: Endpoints) -> None:
    odd = {"x-fivetran-signature-256": b"\xfc" * 64}

    (answer,) = ask(create_http_app(doors), ("POST", "/webhooks/fivetran", {"content": b"{}", "headers": odd}))

    assert answer.status_code == 401


@pytest.mark.parametrize("seed", range(4))
def test_mutated_payloads_never_fail_and_never_hang(doors: Endpoints, seed: int) -> None:
    chance = random.Random(seed)
    requests = [mutated(chance) for _ in range(MUTATIONS)]

    wrong = [request for request in requests if not is_answered_soon(create_http_app(doors), request)]

    assert wrong == []


def is_answered_soon(app: Any, request: tuple[str, str, dict[str, Any]]) -> bool:
    """Whether the answer blames the sender, or is a good one, and comes in time once in three times."""
    for _ in range(3):
        began = time.monotonic()
        (answer,) = ask(app, request)
        if answer.status_code < 500 and time.monotonic() - began <= MAX_SECONDS:
            return True
    return False


def mutated(chance: random.Random) -> tuple[str, str, dict[str, Any]]:
    payload = copied(chance.choice([COMMAND, EVENT, LINK_SHARED, STEP, SYNC_ENDED, JIRA, *INTERACTIONS]))
    for _ in range(chance.randint(1, 3)):
        mutate(payload, chance)
    body = json.dumps(payload).encode()
    if chance.random() < 0.2:
        body = body[: chance.randrange(len(body))]
    fields = {name: str(value)[:999] for name, value in payload.items()}
    kinds = [
        slack_request(body, JSON),
        slack_request(urlencode({"payload": body}).encode(), FORM),
        slack_request(urlencode(fields, errors="replace").encode(), FORM),
        webhook("fivetran", body),
        webhook("jira", body),
    ]
    return chance.choice(kinds)


def test_a_failure_of_ours_gets_a_reference_that_the_log_has_too(capsys: pytest.CaptureFixture[str]) -> None:
    def fail(_body: bytes) -> None:
        raise ZeroDivisionError

    doors = Endpoints(problems=dict, webhooks={"jira": SignedWebhook(SECRET, "x-hub-signature", fail)})

    (answer,) = ask(create_http_app(doors), webhook("jira", b"{}"))

    assert answer.status_code == 500
    assert answer.json()["reference"] in capsys.readouterr().out


def test_with_an_internal_port_the_public_one_shows_no_details(doors: Endpoints) -> None:
    public = ask(create_http_app(doors, has_internal_port=True), ("GET", "/health/ready", {}), ("GET", "/metrics", {}))
    internal = ask(create_internal_app(doors), ("GET", "/health/ready", {}), ("GET", "/metrics", {}))

    assert [(answer.status_code, answer.text) for answer in public] == [(503, '{"ready":false}'), (404, "Not Found")]
    assert internal[0].json() == {"database": False, "problems": {"database": "It is away."}}
    assert "python_info" in internal[1].text


def test_a_body_that_is_too_large_is_refused_before_it_is_read() -> None:
    read: list[int] = []

    async def receive() -> Message:
        read.append(1)
        assert len(read) < 10
        return {"type": "http.request", "body": b"x" * 400_000, "more_body": True}

    assert served(receive, [(b"content-length", str(MAX_BODY_BYTES + 1).encode())]) == 413
    assert read == []
    assert served(receive, []) == 413
    assert len(read) == 3


def test_a_body_that_arrives_too_slowly_is_refused() -> None:
    async def receive() -> Message:
        await asyncio.Event().wait()
        raise AssertionError

    assert served(receive, []) == 408


def test_half_a_body_reaches_nothing_and_gets_no_answer() -> None:
    arriving: Iterator[Message] = iter(
        [{"type": "http.request", "body": b"{", "more_body": True}, {"type": "http.disconnect"}]
    )

    async def receive() -> Message:
        return next(arriving)

    assert served(receive, []) == 0


def served(receive: Any, headers: list[tuple[bytes, bytes]]) -> int:
    """Return the status of the refusal; 0 if nothing was sent."""
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def fail(*_: Any) -> None:
        raise AssertionError("the app must not see this request")

    limits = RequestLimits(fail, seconds=0.05)
    asyncio.run(asyncio.wait_for(limits({"type": "http", "headers": headers}, receive, send), timeout=10))
    return int(sent[0]["status"]) if sent else 0


@contextmanager
def running(app: Any) -> Iterator[int]:
    is_open, port = threading.Event(), free_port()
    server = HttpServer(app, listen("127.0.0.1", port, "PORT"), is_open.set)
    thread = threading.Thread(target=server.run, args=([server.listening],), daemon=True)
    thread.start()
    assert is_open.wait(20)
    yield port
    server.should_exit = True
    thread.join(20)


def test_a_connection_without_a_whole_request_is_closed(doors: Endpoints) -> None:
    with running(create_http_app(doors)) as port:
        silent = socket.create_connection(("127.0.0.1", port), timeout=20)
        half = socket.create_connection(("127.0.0.1", port), timeout=20)
        half.sendall(b"POST /slack/events HTTP/1.1\r\nHost: desk\r\nX-Slack")

        assert silent.recv(1) == b""
        assert half.recv(1) == b""
        assert httpx.get(f"http://127.0.0.1:{port}/health/live", trust_env=False).status_code == 200
        silent.close()
        half.close()
