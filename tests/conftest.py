"""Skip tests whose server is absent, unless DESK_TEST_REQUIRE names it."""

import os
import socket
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from tests.support.migrated_databases import MigratedDatabases

settings.register_profile("desk", deadline=None)  # a busy machine is slower than any deadline
settings.load_profile("desk")

POSTGRES = os.environ.get("DESK_TEST_POSTGRES", "127.0.0.1:5432")
REQUIRED = frozenset(os.environ.get("DESK_TEST_REQUIRE", "").split(","))


def pytest_configure(config: pytest.Config) -> None:
    """Register our marks."""
    config.addinivalue_line("markers", "expects_errors: the bot may log at level error in this journey")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what needs a PostgreSQL server when there is none."""
    if item.get_closest_marker("postgres") and not answers(POSTGRES):
        absent("postgres", f"no PostgreSQL server answers at {POSTGRES}")


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator["MigratedDatabases"]:
    """Databases that are up to date; most tests need none, so the import waits."""
    from tests.support.migrated_databases import MigratedDatabases

    found = MigratedDatabases(tmp_path_factory.mktemp("migrated"))
    yield found
    found.close()


def absent(what: str, reason: str) -> None:
    """Skip the test that runs; fail it when `what` is required on this machine."""
    if what in REQUIRED:
        pytest.fail(f"{reason}, but DESK_TEST_REQUIRE demands {what}", pytrace=False)
    pytest.skip(reason)


@cache
def answers(address: str) -> bool:
    """Whether a server listens at "host:port"."""
    host, _, port = address.partition(":")
    try:
        socket.create_connection((host, int(port or 5432)), timeout=2).close()
    except OSError:
        return False
    return True
