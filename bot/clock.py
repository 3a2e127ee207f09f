"""The time: the machine's clock, or the sandbox's when its clock is what people move."""

import threading
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta

import httpx
import structlog

from bot.foreign.tls import tls_context

log = structlog.get_logger(__name__)

LONG_POLL_SECONDS = 20.0
"""Seconds that the sandbox may let us wait for its next change."""
MIN_JUMP_SECONDS = 0.5
"""Seconds. A smaller difference is the response time, not a jump of the clock."""
CLOCK_RETRY_SECONDS = 1.0
"""Seconds until the next attempt after the sandbox didn't respond."""


class SystemClock:
    """Implements `workflows.ports.Clock` with the machine's clock."""

    def now(self) -> datetime:
        """Now, aware, in UTC."""
        return datetime.now(UTC)


class SandboxClock:
    """The system clock, shifted to the sandbox's; it reports forward jumps."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._http = httpx.Client(timeout=LONG_POLL_SECONDS + 10, trust_env=False, verify=tls_context())
        self._offset = 0.0
        self._version = 0
        self._stopped = threading.Event()
        self._moved: Callable[[float], None] = lambda _seconds: None

    def now(self) -> datetime:
        """Now in the sandbox, aware, in UTC."""
        return datetime.now(UTC) + timedelta(seconds=self._offset)

    def follow(self, on_jump: Callable[[float], None]) -> None:
        """Ask once, then keep following; `on_jump` gets the length of each jump in seconds."""
        self._ask(timeout=0)
        self._moved = on_jump
        threading.Thread(target=self._follow, name="sandbox-clock", daemon=True).start()

    def stop(self) -> None:
        """Stop following. The connection closes as soon as the sandbox answers the request in flight."""
        self._stopped.set()

    def _follow(self) -> None:
        with closing(self._http):
            while not self._stopped.is_set():
                try:
                    self._ask(timeout=LONG_POLL_SECONDS)
                except httpx.HTTPError:
                    self._stopped.wait(CLOCK_RETRY_SECONDS)

    def _ask(self, timeout: float) -> None:
        query = {"after": self._version, "timeout": timeout}
        answer = self._http.get(self._url, params=query).raise_for_status().json()
        self._version = int(answer["version"])
        jump = float(answer["now"]) - self.now().timestamp()
        if abs(jump) < MIN_JUMP_SECONDS or self._stopped.is_set():
            return
        self._offset += jump
        if jump > 0:
            log.info("the sandbox moved its clock", seconds=round(jump))
            self._moved(jump)


def choose_clock(sandbox_url: str) -> SystemClock | SandboxClock:
    """Return the sandbox's clock if there is one, else the system's."""
    return SandboxClock(sandbox_url) if sandbox_url else SystemClock()
