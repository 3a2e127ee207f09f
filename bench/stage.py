"""The sandbox and the bot as processes of their own, so that nobody measures a neighbour's thread."""

import http.client
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from demo.stage import ROOT, Bot, sandbox_settings
from sandbox.driver import Sandbox

SANDBOX_PORT, BOT_PORT, BARE_PORT, SLACK_PORT = 8470, 8471, 8472, 8473
SANDBOX_URL = f"http://127.0.0.1:{SANDBOX_PORT}"
EVENTS_URL = f"http://127.0.0.1:{BOT_PORT}/slack/events"
PATIENCE = 30.0
"""Seconds that a process may take until it listens."""


@contextmanager
def process(module: str, port: int, *arguments: str) -> Iterator[None]:
    """`python -m module --port …`, from the moment it listens until the block ends."""
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
    raise RuntimeError(f"Nobody listens on port {port}.")


@contextmanager
def sandbox(*, over_http: bool = False) -> Iterator[Sandbox]:
    """A fresh sandbox; its Slack delivers to the bot's HTTP door or over Socket Mode."""
    delivery = ("--events-url", EVENTS_URL) if over_http else ()
    with process("sandbox", SANDBOX_PORT, *delivery), Sandbox(SANDBOX_URL) as driver:
        yield driver


class MeasuredBot(Bot):
    """A bot whose readiness is asked for cheaply: the asking must not slow the start that is measured."""

    def is_ready(self) -> bool:
        """Whether it says so itself."""
        connection = http.client.HTTPConnection("127.0.0.1", BOT_PORT, timeout=2)
        try:
            connection.request("GET", "/health/ready")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()


def bot(folder: Path, *, over_http: bool = False, database: str = "desk", **settings: str) -> MeasuredBot:
    """A bot on the sandbox, not yet started; its database is a SQLite file in `folder`."""
    url = f"sqlite:///{folder / database}.sqlite3"
    known = sandbox_settings(SANDBOX_URL, url, BOT_PORT, over_http=over_http)
    return MeasuredBot(known | settings, folder / "bot.log")
