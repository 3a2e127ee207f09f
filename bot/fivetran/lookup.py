"""Read live data from Fivetran while a person waits for an answer."""

from collections.abc import Iterator, Sequence

from bot.fivetran.client import FivetranClient
from bot.fivetran.memberships import Memberships
from bot.fivetran.parsing import parse_connection
from bot.fivetran.protocol import ApiCall, NotFound
from workflows.answers.context import Members, SyncedTable
from workflows.connections.model import Connection

LOOKUP_TIMEOUT_SECONDS = 3.0
"""After this, the answer uses the stored state."""


class FivetranApiLookup:
    """Read connections, tables, and members with short timeouts."""

    def __init__(self, client: FivetranClient) -> None:
        self._client = client
        self._memberships = Memberships(client, foreign=client.foreign)

    def fetch(self, connection_id: str) -> Connection | None:
        try:
            call = ApiCall("GET", f"/v1/connections/{connection_id}", timeout_seconds=LOOKUP_TIMEOUT_SECONDS)
            return self._client.fetch_item("connection", call, parse_connection)
        except NotFound:
            return None

    def tables(self, connection_id: str) -> Sequence[SyncedTable] | None:
        """Return the synced tables; None before the first sync, when Fivetran responds with 404."""
        try:
            call = ApiCall("GET", f"/v1/connections/{connection_id}/schemas", timeout_seconds=LOOKUP_TIMEOUT_SECONDS)
            data = self._client.send(call)
        except NotFound:
            return None
        schemas = data.get("schemas")
        return list(_tables(schemas if isinstance(schemas, dict) else {}))

    def members(self, group_id: str, connection_id: str) -> Members:
        """Return the members, without email addresses."""
        return self._memberships.members(group_id, connection_id)


def _tables(schemas: dict[str, object]) -> Iterator[SyncedTable]:
    """Yield the tables, without entries that aren't objects."""
    for key, schema in schemas.items():
        if isinstance(schema, dict) and isinstance(tables := schema.get("tables") or {}, dict):
            dataset = str(schema.get("name_in_destination") or key)
            for name, table in tables.items():
                if isinstance(table, dict):
                    enabled = bool(schema.get("enabled", True)) and bool(table.get("enabled", True))
                    yield SyncedTable(dataset, str(table.get("name_in_destination") or name), enabled)
