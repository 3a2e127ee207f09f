"""One sandbox for all Slack and control tests, reset before each test."""

from collections.abc import Iterator

import pytest
from slack_sdk import WebClient

from sandbox.driver import Sandbox, serve
from tests.sandbox.support.tiny_app import Line, TinyApp, web


@pytest.fixture(scope="session")
def running() -> Iterator[Sandbox]:
    """Serve the sandbox."""
    with serve() as base_url, Sandbox(base_url) as driver:
        yield driver


@pytest.fixture
def sandbox(running: Sandbox) -> Sandbox:
    """Reset the sandbox to Socket Mode with Slack's ack timeout."""
    running.reset()
    running.slack.delivery(mode="socket", ack_seconds=3)
    return running


@pytest.fixture
def slack(sandbox: Sandbox) -> WebClient:
    """Create slack_sdk's client with the app's bot token."""
    return web(sandbox)


@pytest.fixture(scope="session")
def line(running: Sandbox) -> Iterator[Line]:
    """Open one socket for all tests. It stays open across resets."""
    with Line(running) as line:
        yield line


@pytest.fixture(params=["socket", "http"])
def app(request: pytest.FixtureRequest, sandbox: Sandbox, line: Line) -> Iterator[TinyApp]:
    """Connect a tiny app, once over a socket and once over HTTP."""
    tiny = TinyApp(sandbox)
    with line.to(tiny) if request.param == "socket" else tiny.by_http():
        yield tiny


@pytest.fixture
def socket_app(sandbox: Sandbox, line: Line) -> Iterator[TinyApp]:
    """Connect a tiny app over a socket."""
    tiny = TinyApp(sandbox)
    with line.to(tiny):
        yield tiny


@pytest.fixture
def http_app(sandbox: Sandbox) -> Iterator[TinyApp]:
    """Connect a tiny app over HTTP."""
    tiny = TinyApp(sandbox)
    with tiny.by_http():
        yield tiny
