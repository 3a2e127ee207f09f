"""One process at a time works on an SQLite database: a lock on a file beside it, which ends with the process."""

import fcntl
import threading
import time
from pathlib import Path
from typing import IO

import structlog
from sqlalchemy import make_url

from bot.config.database_url import sqlalchemy_url
from workflows.errors import Refused

log = structlog.get_logger(__name__)

FILE_LOCK_SECONDS = 60.0
"""Seconds that a process waits for the one before it to stop, for example in a rolling restart."""
FILE_LOCK_RETRY_SECONDS = 0.2


class DatabaseFileLock:
    """The lock of this process. On PostgreSQL it does nothing: processes share that database."""

    def __init__(self, database_url: str) -> None:
        address = make_url(sqlalchemy_url(database_url))
        is_file = address.get_backend_name() == "sqlite" and address.database not in (None, "", ":memory:")
        self._path = Path(f"{address.database}.lock") if is_file else None
        self._file: IO[bytes] | None = None

    @property
    def is_held(self) -> bool:
        """Whether no other process works on the database."""
        return self._file is not None

    def acquire(self, patience: float = FILE_LOCK_SECONDS) -> None:
        """Take the lock. Raises `Refused` if another process keeps it for `patience` seconds, or it can't be opened."""
        if self._path is None:
            return
        try:
            file = self._path.open("ab")
        except OSError as error:
            folder = self._path.parent.absolute()
            raise Refused(f"The database can't be opened in {folder}: {error.strerror}. Check DATABASE_URL.") from None
        deadline, has_waited = time.monotonic() + patience, False
        while not _is_locked(file):
            if time.monotonic() >= deadline:
                file.close()
                raise Refused(f"Another process uses the database {self._path.with_suffix('')}. Stop it first.")
            if not has_waited:
                log.warning("another process uses the database; this one waits until it stops", lock=str(self._path))
            has_waited = True
            threading.Event().wait(FILE_LOCK_RETRY_SECONDS)
        self._file = file

    def release(self) -> None:
        """Let another process work on the database."""
        if self._file:
            self._file.close()
        self._file = None


def _is_locked(file: IO[bytes]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
