"""A quick look at Fivetran for somebody who waits for an answer."""

from collections.abc import Iterator, Sequence

from bot.fivetran.client import FivetranClient
from bot.fivetran.memberships import Census
from bot.fivetran.parsing import connection_of
from bot.fivetran.protocol import Call, NotFound
from workflows.answers.context import Logins, Table
from workflows.connections.model import Connection

PATIENCE = 3.0
"""Seconds; after that the answer is made from what the database knows."""


class FivetranGlance:
    """Fulfils `workflows.answers.context.Glance`."""

    def __init__(self, client: FivetranClient) -> None:
        self._client = client
        self._census = Census(client)

    def look(self, connection_id: str) -> Connection | None:
        try:
            call = Call("GET", f"/v1/connections/{connection_id}", patience=PATIENCE)
            return connection_of(self._client.send(call))
        except NotFound:
            return None

    def tables(self, connection_id: str) -> Sequence[Table] | None:
        """The schema config is a 404 until the first sync."""
        try:
            call = Call("GET", f"/v1/connections/{connection_id}/schemas", patience=PATIENCE)
            data = self._client.send(call)
        except NotFound:
            return None
        return list(_tables(data.get("schemas") or {}))

    def logins(self, group_id: str, connection_id: str) -> Logins:
        """E-mail addresses stay where they are."""
        return self._census.logins(group_id, connection_id)


def _tables(schemas: dict[str, dict[str, object]]) -> Iterator[Table]:
    for key, schema in schemas.items():
        dataset = str(schema.get("name_in_destination") or key)
        tables = schema.get("tables") or {}
        assert isinstance(tables, dict)
        for name, table in tables.items():
            enabled = bool(schema.get("enabled", True)) and bool(table.get("enabled", True))
            yield Table(dataset, str(table.get("name_in_destination") or name), enabled)
