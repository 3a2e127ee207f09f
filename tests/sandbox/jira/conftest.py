"""One server for all Jira tests, reset before each test."""

from collections.abc import Iterator

import pytest

from sandbox.driver import Sandbox
from sandbox.serving import serve
from tests.sandbox.support.jira_server import PretendJira


@pytest.fixture(scope="module")
def server() -> Iterator[PretendJira]:
    """Serve the sandbox."""
    with serve() as url, Sandbox(url) as sandbox:
        jira = PretendJira(sandbox)
        yield jira
        jira.http.close()


@pytest.fixture
def jira(server: PretendJira) -> PretendJira:
    """Reset the sandbox."""
    server.again()
    return server
