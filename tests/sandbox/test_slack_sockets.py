"""Socket Mode, frame by frame: tickets, hello, acknowledgements, redelivery, disconnect."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from slack_sdk import WebClient
from websockets.exceptions import InvalidStatus
from websockets.sync.client import ClientConnection, connect

from sandbox.driver import Sandbox, serve
from sandbox.people import APP_TOKEN


@pytest.fixture(scope="module")
def alone() -> Iterator[Sandbox]:
    """Serve a separate sandbox without an app."""
    with serve() as base_url, Sandbox(base_url) as driver:
        yield driver


@pytest.fixture
def quiet(alone: Sandbox) -> Sandbox:
    """Reset that sandbox, with a short ack timeout."""
    alone.until(lambda: connections(alone) == 0, "the test before has hung up")
    alone.reset()
    alone.slack.delivery(ack_seconds=0.2)
    return alone


def connections(sandbox: Sandbox) -> int:
    """Return the number of open sockets."""
    return int(sandbox.state("slack")["delivery"]["connections"])


def address(sandbox: Sandbox) -> str:
    client = WebClient(base_url=f"{sandbox.base_url}/slack/api/", retry_handlers=[])
    return str(client.apps_connections_open(app_token=APP_TOKEN)["url"])


def frame(socket: ClientConnection) -> dict[str, Any]:
    """Return the next frame within thirty seconds."""
    answer: dict[str, Any] = json.loads(socket.recv(timeout=30))
    return answer


def test_connection_starts_with_hello(quiet: Sandbox) -> None:
    with connect(address(quiet)) as socket:
        hello = frame(socket)

    assert (hello["type"], hello["num_connections"]) == ("hello", 1)
    assert hello["debug_info"]["approximate_connection_time"] == 3600


def test_socket_address_works_once(quiet: Sandbox) -> None:
    url = address(quiet)
    with connect(url) as socket:
        frame(socket)

        with pytest.raises(InvalidStatus):
            connect(url)


def test_connections_are_limited_to_ten(quiet: Sandbox) -> None:
    with ExitStack() as stack:
        for _ in range(10):
            frame(stack.enter_context(connect(address(quiet))))

        eleventh = frame(stack.enter_context(connect(address(quiet))))

    assert eleventh == {"type": "disconnect", "reason": "too_many_websockets"}


def test_event_is_retried_until_acknowledged(quiet: Sandbox) -> None:
    with connect(address(quiet)) as socket:
        frame(socket)
        seen = quiet.ada.types("@Connector Desk hello", wait=0)
        first, second = frame(socket), frame(socket)
        quiet.until(lambda: len(quiet.journal(direction="out")) == 2, "the second attempt is over")
        quiet.slack.delivery(ack_seconds=30)
        quiet.clock(advance=60)
        third = frame(socket)
        socket.send(json.dumps({"envelope_id": third["envelope_id"]}))
        quiet.until(lambda: quiet.journal(direction="out", status=200), "the ack")

    assert seen["error"] == "operation_timeout"
    assert (first["retry_attempt"], first["retry_reason"]) == (0, "")
    assert (second["retry_attempt"], second["retry_reason"]) == (1, "timeout")
    assert (first["envelope_id"], first["payload"]) == (second["envelope_id"], second["payload"])
    assert (first["envelope_id"], first["payload"]) == (third["envelope_id"], third["payload"])


def test_retries_follow_the_sandbox_clock(quiet: Sandbox) -> None:
    with connect(address(quiet)) as socket:
        frame(socket)
        quiet.ada.types("@Connector Desk hello", wait=0)
        attempts = [frame(socket)["retry_attempt"], frame(socket)["retry_attempt"]]
        quiet.until(lambda: len(quiet.journal(direction="out")) == 2, "the second attempt is over")
        quiet.clock(advance=60)
        attempts.append(frame(socket)["retry_attempt"])
        quiet.until(lambda: len(quiet.journal(direction="out")) == 3, "the third attempt is over")
        quiet.clock(advance=300)
        attempts.append(frame(socket)["retry_attempt"])

    assert attempts == [0, 1, 2, 3]


def test_unacknowledged_command_times_out_without_retry(quiet: Sandbox) -> None:
    with connect(address(quiet)) as socket:
        frame(socket)

        seen = quiet.ada.types("/connector")

        assert frame(socket)["accepts_response_payload"] is True
        assert seen["error"] == "operation_timeout"
    assert len(quiet.journal(direction="out")) == 1


def test_command_without_an_app_fails(quiet: Sandbox) -> None:
    seen = quiet.ada.types("/connector")

    assert seen["error"] == "dispatch_failed"


def test_payloads_rotate_between_connections(quiet: Sandbox) -> None:
    with connect(address(quiet)) as one, connect(address(quiet)) as other:
        frame(one), frame(other)
        quiet.ada.types("/connector one", wait=0)
        quiet.ada.types("/connector two", wait=0)

        texts = {frame(one)["payload"]["text"], frame(other)["payload"]["text"]}

    assert texts == {"one", "two"}


def test_disconnected_socket_closes_after_its_replacement(quiet: Sandbox) -> None:
    with connect(address(quiet)) as old:
        frame(old)
        quiet.slack.disconnect(reason="warning")
        farewell = frame(old)
        with connect(address(quiet)) as new:
            frame(new)
            ended = list(old)

    assert (farewell["type"], farewell["reason"]) == ("disconnect", "warning")
    assert ended == []


def test_reset_keeps_connections(quiet: Sandbox) -> None:
    with connect(address(quiet)) as socket:
        frame(socket)

        quiet.reset()

        assert connections(quiet) == 1
