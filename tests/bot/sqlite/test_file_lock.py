"""One process at a time works on an SQLite file; PostgreSQL is shared."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.sqlite.file_lock import DatabaseFileLock
from workflows.errors import Refused


def test_a_second_process_is_told_which_file_is_in_use(tmp_path: Path) -> None:
    first, second = (DatabaseFileLock(f"sqlite:///{tmp_path}/desk.sqlite3") for _ in range(2))
    first.acquire()

    with pytest.raises(Refused, match=r"uses the database .*/desk\.sqlite3\. Stop it first"):
        second.acquire(patience=0)

    first.release()


def test_a_second_process_starts_when_the_first_has_stopped(tmp_path: Path) -> None:
    first, second = (DatabaseFileLock(f"sqlite:///{tmp_path}/desk.sqlite3") for _ in range(2))
    first.acquire()

    with ThreadPoolExecutor() as threads:
        waiting = threads.submit(second.acquire)
        first.release()
        waiting.result()

    assert second.is_held
    second.release()


def test_processes_share_a_server_and_a_database_in_memory() -> None:
    for url in ("postgresql://localhost/desk", "sqlite://"):
        lock = DatabaseFileLock(url)
        lock.acquire()
        assert not lock.is_held
