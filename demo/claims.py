"""What `make run` needs for itself: its folder, where one run at a time works, and free ports."""

import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class CannotStart(Exception):
    """Something else has what this run needs; the message says what to do."""


@contextmanager
def claim_folder(folder: Path, address: str) -> Iterator[None]:
    """Hold the folder until the block or the process ends. Raises `CannotStart` if another run holds it.

    `address` is written into the lock file, for the message of a second run.
    """
    folder.mkdir(exist_ok=True)
    with (folder / "running").open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise CannotStart(
                f"Connector Desk is running in this folder already: open {file.read().strip()}. "
                "To start anew, stop it first with Ctrl-C."
            ) from None
        file.truncate(0)
        print(address, file=file, flush=True)
        yield


def require_free(port: int, setting: str) -> None:
    """Raise `CannotStart` if another program listens on a port, or the system doesn't allow it."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            reason = "is in use" if not isinstance(error, PermissionError) else f"can't be used ({os.strerror(13)})"
            raise CannotStart(
                f"Port {port} {reason}. Stop the program that uses it, or choose another port: "
                f"{setting}={port + 1} make run"
            ) from None
        except OverflowError:
            raise CannotStart(f"{setting} is {port}. A port is a number from 1 to 65535.") from None
