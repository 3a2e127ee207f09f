"""A quick look at Fivetran for somebody who waits for an answer."""

from collections.abc import Iterator, Sequence

from bot.fivetran.client import FivetranClient
from bot.fivetran.memberships import Memberships
from bot.fivetran.parsing import parse_connection
from bot.fivetran.protocol import ApiCall, NotFound
from workflows.answers.context import Members, SyncedTable
from workflows.connections.model import Connection

LOOKUP_TIMEOUT_SECONDS = 3.0
"""Seconds; after that the answer is made from what the database knows."""


class FivetranApiLookup:
    """Fulfils `workflows.answers.context.Glance`."""

    def __init__(self, client: FivetranClient) -> None:
        self._client = client
        self._census = Memberships(client)

    def fetch(self, connection_id: str) -> Connection | None:
        try:
            call = ApiCall("GET", f"/v1/connections/{connection_id}", timeout_seconds=LOOKUP_TIMEOUT_SECONDS)
            return parse_connection(self._client.send(call))
        except NotFound:
            return None

    def tables(self, connection_id: str) -> Sequence[SyncedTable] | None:
        """The schema config is a 404 until the first sync."""
        try:
            call = ApiCall(
                "GET", f"/v1/connections/{connection_id}/schemas", timeout_seconds=LOOKUP_TIMEOUT_SECONDS
            )
            data = self._client.send(call)
        except NotFound:
            return None
        return list(_tables(data.get("schemas") or {}))

    def members(self, group_id: str, connection_id: str) -> Members:
        """E-mail addresses stay where they are."""
        return self._census.members(group_id, connection_id)


def _tables(schemas: dict[str, dict[str, object]]) -> Iterator[SyncedTable]:
    for key, schema in schemas.items():
        dataset = str(schema.get("name_in_destination") or key)
        tables = schema.get("tables") or {}
        assert isinstance(tables, dict)
        for name, table in tables.items():
            enabled = bool(schema.get("enabled", True)) and bool(table.get("enabled", True))
            yield SyncedTable(dataset, str(table.get("name_in_destination") or name), enabled)
