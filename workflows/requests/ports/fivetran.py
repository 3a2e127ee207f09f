"""Ports to Fivetran and to the catalog of its services."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from workflows.catalog.service import Service
from workflows.connections.model import Connection, ConnectionListing, SetupTest
from workflows.requests.model import ConnectorRequest


class Connections(Protocol):
    """The Fivetran account."""

    def create_dev(self, request: ConnectorRequest, service: Service) -> Connection:
        """Return the request's paused development connection; create it if it doesn't exist.

        An existing connection of that name counts as ours only if an earlier attempt is in the `Ledger`, the
        service is the same, and the connection isn't older than that attempt. Otherwise, raise `Refused`.
        """
        ...

    def fetch(self, connection_id: str) -> Connection | None:
        """Fetch a connection; return None if Fivetran itself says that there is none.

        Any other 404 raises `Unavailable`: the page of a gateway proves nothing.
        """
        ...

    def find_by_name(self, name: str) -> Sequence[Connection]:
        """Fetch the connections of the development group with exactly this name."""
        ...

    def create_connect_card(self, connection_id: str, redirect_uri: str) -> str:
        """Return the URL of a new Connect Card, valid for one day. Anyone with it can enter credentials."""
        ...

    def run_setup_tests(self, connection_id: str) -> Sequence[SetupTest]:
        """Run the setup tests. This can take more than ten minutes."""
        ...

    def resume(self, connection_id: str) -> None:
        """Resume syncing."""
        ...

    def sync(self, connection_id: str) -> None:
        """Start a sync now, unless one is running. The schedule stays the same."""
        ...

    def pause(self, connection_id: str) -> None:
        """Pause syncing."""
        ...

    def delete(self, connection_id: str) -> None:
        """Delete the connection, if it still exists."""
        ...

    def list_group(self, group_id: str, known: Mapping[str, str | None]) -> ConnectionListing:
        """Return every connection of a group, fetched in pages of 1,000. Each is parsed by itself.

        `known` has fingerprints by id: a connection that still has its own is only named.
        """
        ...


class ServiceCatalog(Protocol):
    """The catalog of services."""

    def get(self, service_id: str) -> Service:
        """Return a service; raise `Refused` if it isn't in the catalog."""
        ...

    def sensitive_services(self) -> frozenset[str]:
        """Return the ids of the services that are marked as sensitive."""
        ...

    def refresh_if_due(self) -> None:
        """Refresh Fivetran's list of services if it's a day old. If that fails, keep the old list."""
        ...
