"""Run the bot as a process of its own, with settings that point at the sandbox."""

import os
import random
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from functools import cache
from http.client import HTTPConnection, HTTPException
from itertools import cycle
from pathlib import Path
from types import TracebackType

from demo.services import stage_catalog

ROOT = Path(__file__).resolve().parent.parent


def sandbox_settings(sandbox: str, database_url: str, port: int, *, over_http: bool = False) -> dict[str, str]:
    """Return the bot's settings for a sandbox at this address, with the sandbox's well-known credentials."""
    door = {"SLACK_SIGNING_SECRET": "sandbox-signing-secret"} if over_http else {"SLACK_APP_TOKEN": "xapp-sandbox"}
    return door | {
        "SLACK_BOT_TOKEN": "xoxb-sandbox",
        "SLACK_API_URL": f"{sandbox}/slack/api/",
        "SLACK_CHANNEL": "C0FIVETRAN",
        "SLACK_HELP_CHANNEL": "C0DATAHELP",
        "APPROVER_GROUP": "S0DATAENG",
        "JIRA_URL": f"{sandbox}/jira",
        "JIRA_SITE_URL": f"{sandbox}/jira",
        "JIRA_EMAIL": "desk@example.com",
        "JIRA_API_TOKEN": "sandbox-jira-token",
        "JIRA_FIELDS": '{"customfield_10050": "{business_owner}", "customfield_10051": "{sensitivity}"}',
        "JIRA_WEBHOOK_SECRET": "sandbox-jira-hook",
        "FIVETRAN_URL": f"{sandbox}/fivetran",
        "FIVETRAN_API_KEY": "sandbox-key",
        "FIVETRAN_API_SECRET": "sandbox-secret",
        "FIVETRAN_DEV_GROUP": "dev_sandbox_group",
        "FIVETRAN_PROD_GROUP": "prod_sandbox_group",
        "DATABASE_URL": database_url,
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "PORT": str(port),
        "CLOCK_URL": f"{sandbox}/_sandbox/changes",
        "SERVICES_FILE": str(stage_catalog()),
    }


PAUSE = 0.02
"""Seconds between two looks at whether a bot is ready."""

PORTS = range(20_000, 32_000)
"""Below the ports that the system gives to outgoing connections, which can take one before the bot listens on it."""
OWN_PORTS = 32
"""Ports of one process, given out in turn. A bot that starts again finds its port free."""


def free_port() -> int:
    """Return a port that is free, and that no other process on the machine returns."""
    while True:
        port = next(_own_ports())
        with suppress(OSError), socket.create_server(("", port)):
            return port


@cache
def _own_ports() -> Iterator[int]:
    """Claim ports for this process. It holds the UDP port of the same number, which ends with it."""
    own: list[int] = []
    while len(own) < OWN_PORTS:
        port = random.choice(PORTS)
        with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as claim:
            claim.bind(("127.0.0.1", port))
            os.dup(claim.fileno())
            own.append(port)
    return cycle(own)


class Bot:
    """A bot process that logs to a file."""

    def __init__(self, settings: dict[str, str], log: Path) -> None:
        self.settings = settings
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The address of its HTTP server."""
        return f"http://127.0.0.1:{self.settings['PORT']}"

    def start(self, patience: float = 30.0) -> "Bot":
        """Start the process and wait until it is ready, at most `patience` seconds. Raises RuntimeError."""
        self._process = self._launch()
        self._wait_until_ready(patience)
        return self

    @property
    def is_running(self) -> bool:
        """Whether the process has been started and hasn't ended."""
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int:
        """The id of the running process."""
        if self._process is None:
            raise RuntimeError("The bot isn't running.")
        return self._process.pid

    @property
    def environment(self) -> dict[str, str]:
        """The environment of the process."""
        others = {key: value for key, value in os.environ.items() if not key.startswith(VENDORS)}
        return others | self.settings

    def _launch(self) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", "bot", "serve"]
        with self._log.open("ab") as log:
            return subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=log, stderr=log)

    def _wait_until_ready(self, patience: float) -> None:
        pause = threading.Event()
        for _ in range(int(patience / PAUSE)):
            if self.is_ready():
                return
            if self._process is None or self._process.poll() is not None:
                break
            pause.wait(PAUSE)
        raise RuntimeError(f"The bot did not become ready:\n{self._log.read_text()[-3000:]}")

    def is_ready(self) -> bool:
        """Whether the bot reports that it is ready."""
        connection = HTTPConnection("127.0.0.1", int(self.settings["PORT"]), timeout=2)
        with closing(connection), suppress(OSError, HTTPException):  # httpx.get takes 30 ms of CPU, for TLS
            connection.request("GET", "/health/ready")
            return connection.getresponse().status == 200
        return False

    def kill(self) -> None:
        """Kill the process, as a power cut would."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """Stop the process, as an operator would."""
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        if self._process and self._process.poll() is None:
            self._process.send_signal(how)
            self._process.wait(20)
        self._process = None

    def __enter__(self) -> "Bot":
        return self.start()

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.stop()


VENDORS = ("SLACK_", "JIRA_", "FIVETRAN_", "DATABASE_URL", "APPROVER", "ALERT_")
"""Prefixes of settings that a real workspace could leak into the process."""
