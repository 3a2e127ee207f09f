"""What a click reads doesn't grow with the account, and no statement reads a whole table."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.store.database import connect, migrate
from bot.store.requests import RequestStore
from tests.bot.store.test_requests import Watch
from tests.support.large_account import seed_account
from tests.support.statement_log import StatementLog, log_statements
from workflows.catalog.service import Service, propose_destination
from workflows.requests.taken_names import TakenNames


@pytest.fixture(scope="module")
def accounts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Engine, Engine]]:
    """A small and a large account. The tests only read."""
    directory = tmp_path_factory.mktemp("accounts")
    engines = _account(directory, 20), _account(directory, 2_000)
    yield engines
    for engine in engines:
        engine.dispose()


def _account(directory: Path, size: int) -> Engine:
    engine = connect(f"sqlite:///{directory / f'{size}.sqlite3'}")
    migrate(engine)
    seed_account(engine, size)
    return engine


def test_a_form_asks_only_for_the_names_it_proposes(accounts: tuple[Engine, Engine]) -> None:
    logs = []
    for engine in accounts:
        with log_statements(engine) as log:
            taken = TakenNames(RequestStore(engine, Watch()).taken_names)
            assert propose_destination(Service("service_1", "One"), taken) == {"schema": "service_1"}
            assert taken(["service_1", "service_1_10"]) == {"service_1_10"}
        logs.append(log)

    _read_the_same(logs, statements=1)


def _read_the_same(logs: list[StatementLog], statements: int) -> None:
    assert [len(log.reads) for log in logs] == [statements] * 2
    assert logs[0].row_count() == logs[1].row_count()
    assert logs[1].scans() == []
