"""Serialize writes to SQLite, which takes one at a time."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from workflows.errors import Unavailable

LOCK_PATIENCE_SECONDS = 10.0
"""How long a writer waits for the writers before it. After that, the person is asked to try again."""


class SqliteWriteLock:
    """A lock that exists only on SQLite; on PostgreSQL, writers don't wait for each other.

    A writer that finds SQLite busy sleeps, longer each time. With this lock, a burst of writes doesn't.
    """

    def __init__(self, dialect: str) -> None:
        self._lock = threading.Lock() if dialect == "sqlite" else None

    @contextmanager
    def held(self, patience: float = LOCK_PATIENCE_SECONDS) -> Iterator[None]:
        """Hold the lock. Raises `Unavailable` if others hold it for `patience` seconds."""
        if self._lock is None:
            yield
            return
        if not self._lock.acquire(timeout=patience):
            raise Unavailable("The database isn't responding.")
        try:
            yield
        finally:
            self._lock.release()
