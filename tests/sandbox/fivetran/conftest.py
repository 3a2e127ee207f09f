"""One server for all Fivetran tests, reset before each test."""

from collections.abc import Iterator

import pytest

from tests.sandbox.support.fivetran_server import Sandbox, running


@pytest.fixture(scope="session")
def server() -> Iterator[Sandbox]:
    """Serve the account."""
    with running() as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(server: Sandbox) -> Sandbox:
    """Reset the account."""
    server.again()
    return server
