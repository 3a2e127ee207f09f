"""Run the sandbox and the bot as processes of their own, so that neither slows the other's threads."""

import http.client
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from demo.stage import ROOT, Bot, free_port, sandbox_settings
from sandbox.driver import Sandbox

SANDBOX_PORT, BOT_PORT, BARE_PORT, SLACK_PORT, SQL_PORT, ASYNC_PORT = (free_port() for _ in range(6))
"""Free at the start, so that two runs don't meet."""
BARE_PORTS = {"sync": BARE_PORT, "sql": SQL_PORT, "async": ASYNC_PORT}
SANDBOX_URL = f"http://127.0.0.1:{SANDBOX_PORT}"
EVENTS_URL = f"http://127.0.0.1:{BOT_PORT}/slack/events"
PATIENCE = 120.0
"""Seconds to wait until a process listens."""


@contextmanager
def process(module: str, port: int, *arguments: str) -> Iterator[None]:
    """Run `python -m module --port …` for the block, from the moment it listens."""
    command = [sys.executable, "-m", module, "--port", str(port), *arguments]
    running = subprocess.Popen(command, cwd=ROOT)
    try:
        _wait_until_listening(running, port)
        yield
    finally:
        running.terminate()
        running.wait(20)


def _wait_until_listening(running: "subprocess.Popen[bytes]", port: int) -> None:
    pause, deadline = threading.Event(), time.monotonic() + PATIENCE
    while running.poll() is None and time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        pause.wait(0.05)
    raise RuntimeError(f"No process listens on port {port}.")


@contextmanager
def sandbox(*, over_http: bool = False) -> Iterator[Sandbox]:
    """Start a fresh sandbox that delivers over HTTP or Socket Mode."""
    delivery = ("--events-url", EVENTS_URL) if over_http else ()
    with process("sandbox", SANDBOX_PORT, *delivery), Sandbox(SANDBOX_URL) as driver:
        yield driver


class MeasuredBot(Bot):
    """A bot whose readiness check is cheap enough not to slow the measured start."""

    def is_ready(self) -> bool:
        """Whether the bot reports that it is ready."""
        connection = http.client.HTTPConnection("127.0.0.1", BOT_PORT, timeout=2)
        try:
            connection.request("GET", "/health/ready")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()


def bot(folder: Path, *, over_http: bool = False, database: str = "desk", **settings: str) -> MeasuredBot:
    """Create a bot for the sandbox, not yet started, with a SQLite file in `folder`."""
    url = f"sqlite:///{folder / database}.sqlite3"
    known = sandbox_settings(SANDBOX_URL, url, BOT_PORT, over_http=over_http)
    return MeasuredBot(known | settings, folder / "bot.log")
