"""The adapter against the pretend Fivetran, over real HTTP."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.fivetran.client import FivetranClient
from bot.fivetran.connections import FivetranConnections
from tests.sandbox.support.fivetran_server import AUTH, Sandbox, running
from workflows.requests.answers import Answers, Freshness, Sensitivity
from workflows.requests.model import ConnectorRequest

DEV = "dev_sandbox_group"


class Notebook:
    """A ledger that lives as long as a test."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self.entries: dict[str, datetime] = {}

    def begin(self, what: str) -> datetime | None:
        before = self.entries.get(what)
        self.entries.setdefault(what, datetime.fromtimestamp(self._sandbox.env.clock.now(), UTC))
        return before

    def discard(self, what: str) -> None:
        self.entries.pop(what, None)


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


@pytest.fixture
def client(sandbox: Sandbox) -> Iterator[FivetranClient]:
    """A client with a key that may do everything."""
    client = FivetranClient(f"{sandbox.url}/fivetran", *AUTH)
    yield client
    client.close()


@pytest.fixture
def notebook(sandbox: Sandbox) -> Notebook:
    """An empty ledger."""
    return Notebook(sandbox)


@pytest.fixture
def connectors(client: FivetranClient, notebook: Notebook) -> FivetranConnections:
    """The adapter."""
    return FivetranConnections(client, notebook, DEV)


def asked_for(service: str, destination: dict[str, str], **facts: Any) -> ConnectorRequest:
    """Ada's approved request."""
    answers = Answers(
        service=service,
        service_name=service.title(),
        purpose="The sales forecast for the third quarter.",
        business_owner="U0ROSA",
        sensitivity=Sensitivity.INTERNAL,
        access="Finance",
        freshness=Freshness.SIX_HOURS,
        delete_after=date(2027, 1, 31),
        destination=destination,
    )
    request = ConnectorRequest("r7", "U0ADA", "C0FIVETRAN", datetime(2026, 11, 20, 9, tzinfo=UTC), answers)
    return replace(request, **facts)
