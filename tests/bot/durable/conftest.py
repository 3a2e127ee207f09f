"""A desk for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.migrated_databases import MigratedDatabases
from tests.support.work_queue_desk import Desk


@pytest.fixture
def desk(databases: MigratedDatabases, tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(databases.work_queue(tmp_path / "engine.sqlite3"))
    desk.start()
    yield desk
    desk.stop()
