"""One sandbox for all tests of the pretend Slack and the control room; a fresh world for each test."""

from collections.abc import Iterator

import pytest
from slack_sdk import WebClient

from sandbox.driver import Sandbox, serve
from tests.sandbox.tiny_app import Line, TinyApp, web


@pytest.fixture(scope="session")
def running() -> Iterator[Sandbox]:
    """The running sandbox."""
    with serve() as base_url, Sandbox(base_url) as driver:
        yield driver


@pytest.fixture
def sandbox(running: Sandbox) -> Sandbox:
    """The sandbox, as new, reached over Socket Mode with Slack's own patience."""
    running.reset()
    running.slack.delivery(mode="socket", ack_seconds=3)
    return running


@pytest.fixture
def slack(sandbox: Sandbox) -> WebClient:
    """Slack's own client with the app's bot token."""
    return web(sandbox)


@pytest.fixture(scope="session")
def line(running: Sandbox) -> Iterator[Line]:
    """One socket for all tests: it stays open while the world behind it is made new."""
    with Line(running) as line:
        yield line


@pytest.fixture(params=["socket", "http"])
def app(request: pytest.FixtureRequest, sandbox: Sandbox, line: Line) -> Iterator[TinyApp]:
    """A tiny app, once connected by socket and once called over HTTP."""
    tiny = TinyApp(sandbox)
    with line.to(tiny) if request.param == "socket" else tiny.by_http():
        yield tiny


@pytest.fixture
def socket_app(sandbox: Sandbox, line: Line) -> Iterator[TinyApp]:
    """A tiny app connected by socket."""
    tiny = TinyApp(sandbox)
    with line.to(tiny):
        yield tiny


@pytest.fixture
def http_app(sandbox: Sandbox) -> Iterator[TinyApp]:
    """A tiny app called over HTTP."""
    tiny = TinyApp(sandbox)
    with tiny.by_http():
        yield tiny
