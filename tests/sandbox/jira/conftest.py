"""One server for all tests of the pretend Jira; a fresh world for each."""

from collections.abc import Iterator

import pytest

from sandbox.driver import Sandbox
from sandbox.serving import serve
from tests.sandbox.jira.serving import PretendJira


@pytest.fixture(scope="module")
def server() -> Iterator[PretendJira]:
    """The running sandbox."""
    with serve() as url, Sandbox(url) as sandbox:
        jira = PretendJira(sandbox)
        yield jira
        jira.http.close()


@pytest.fixture
def jira(server: PretendJira) -> PretendJira:
    """The sandbox, as new."""
    server.again()
    return server
