"""After *Remove from history*, no file of SQLite holds the text: not in a free page, and not in the log."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.clock import SystemClock
from bot.store.database import connect, migrate
from bot.store.requests import RequestStore
from tests.support.sample_data import ANSWERS, MONDAY, a_request_with_ticket
from workflows.errors import Unavailable
from workflows.ports import Person
from workflows.requests.history import RequestText
from workflows.requests.removals import without_text

SECRET = "The password is correcthorse. "
LONG = 200
"""So long that SQLite needs pages of their own for it, which are free afterward."""


@pytest.fixture
def database(tmp_path: Path) -> Engine:
    engine = connect(f"sqlite:///{tmp_path / 'desk.sqlite3'}")
    migrate(engine)
    return engine


def is_stored(folder: Path) -> bool:
    return any(SECRET.encode() in file.read_bytes() for file in folder.iterdir())


@pytest.mark.parametrize("times", [1, LONG])
def test_a_removed_text_is_in_no_file(database: Engine, tmp_path: Path, times: int) -> None:
    store = RequestStore(database, SystemClock())
    store.add(a_request_with_ticket(answers=replace(ANSWERS, purpose=SECRET * times)), "V1")
    store.erase_earlier_versions()
    assert is_stored(tmp_path)

    ada = Person("U0ADA", "Ada Okafor", "T0DESK")
    store.apply(store.get("7f3c9a"), lambda request: without_text(request, RequestText.PURPOSE, ada, MONDAY))
    store.erase_earlier_versions()

    assert not is_stored(tmp_path)


def test_while_a_reader_needs_the_log_the_erasure_waits(database: Engine) -> None:
    store = RequestStore(database, SystemClock())
    store.add(a_request_with_ticket(), "V1")
    with database.connect() as reader:
        reader.exec_driver_sql("BEGIN")
        reader.exec_driver_sql("SELECT * FROM request").all()
        store.update(store.get("7f3c9a"), problem="Slack isn't responding.")

        with pytest.raises(Unavailable, match="busy"):
            store.erase_earlier_versions()

    store.erase_earlier_versions()
