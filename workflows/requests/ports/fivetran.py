"""What the workflows need from Fivetran, and from the catalogue of its services."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from workflows.catalog.service import Service
from workflows.connections.model import Connection, SetupTest
from workflows.requests.model import ConnectorRequest


class Connections(Protocol):
    """The Fivetran account."""

    def create_dev(self, request: ConnectorRequest, service: Service) -> Connection:
        """The paused development connection of this request, created if there is none.

        A connection that already has the name is taken for ours only when we tried to create it before
        (`Ledger`), it is of the same service, and it is not older than that attempt; else `Refused`.
        """
        ...

    def fetch(self, connection_id: str) -> Connection | None:
        """A fresh look; None when the connection is gone."""
        ...

    def find_by_name(self, name: str) -> Sequence[Connection]:
        """A fresh look at the connections of the development group that have exactly this name."""
        ...

    def create_connect_card(self, connection_id: str, redirect_uri: str) -> str:
        """A new Connect Card address, valid for one day. Whoever holds it can enter credentials."""
        ...

    def run_setup_tests(self, connection_id: str) -> Sequence[SetupTest]:
        """Run the setup tests; this can take more than ten minutes."""
        ...

    def resume(self, connection_id: str) -> None:
        """Let it sync."""
        ...

    def sync(self, connection_id: str) -> None:
        """Let it sync now; one that syncs already goes on. How it is scheduled stays as it is."""
        ...

    def pause(self, connection_id: str) -> None:
        """Let it sync no more until somebody resumes it."""
        ...

    def delete(self, connection_id: str) -> None:
        """Take the connection away; fine when it is already gone."""
        ...

    def list_group(self, group_id: str) -> Iterator[Connection]:
        """Every connection of a group, by pages of 1,000 and never one request each."""
        ...


class ServiceCatalog(Protocol):
    """The catalogue."""

    def get(self, service_id: str) -> Service:
        """One service; `Refused` when it is not in the catalogue."""
        ...

    def refresh_if_due(self) -> None:
        """Download Fivetran's list of services when ours is a day old; the old one stays when that fails."""
        ...
