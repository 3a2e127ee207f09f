"""One server for all tests of the pretend Fivetran; a fresh world for each."""

from collections.abc import Iterator

import pytest

from tests.sandbox.fivetran.serving import Sandbox, running


@pytest.fixture(scope="session")
def server() -> Iterator[Sandbox]:
    """The running sandbox."""
    with running() as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(server: Sandbox) -> Sandbox:
    """The sandbox, as new."""
    server.again()
    return server
