"""Bots forked from a process that has imported everything already."""

import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from demo.stage import ROOT


class Forked:
    """A forked process, spoken to as to a `Popen`."""

    def __init__(self, pid: int) -> None:
        self._fd = os.pidfd_open(pid)

    def poll(self) -> int | None:
        """None while it runs."""
        return 0 if select.select([self._fd], [], [], 0)[0] else None

    def send_signal(self, number: signal.Signals) -> None:
        """Send a signal."""
        signal.pidfd_send_signal(self._fd, number)

    def wait(self, timeout: float) -> None:
        """Wait until it is gone, then forget it."""
        if not select.select([self._fd], [], [], timeout)[0]:
            raise TimeoutError("The bot does not end.")
        os.close(self._fd)


class ForkServer:
    """The process that forks bots (`tests.e2e.support.fork_server`)."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def fork(self, environment: dict[str, str], log: Path) -> Forked:
        """A new bot process."""
        assert self._process.stdin
        assert self._process.stdout
        order = {"environment": environment, "log": str(log)}
        print(json.dumps(order), file=self._process.stdin, flush=True)
        return Forked(int(self._process.stdout.readline()))


@contextmanager
def run_fork_server() -> Iterator[ForkServer | None]:
    """Yield a fork server on Linux, and elsewhere nothing: bots then start as new processes."""
    if not hasattr(os, "pidfd_open"):
        yield None
        return
    command = [sys.executable, "-m", "tests.e2e.support.fork_server"]
    with subprocess.Popen(
        command, cwd=ROOT, text=True, start_new_session=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        yield ForkServer(process)
        assert process.stdin
        process.stdin.close()
