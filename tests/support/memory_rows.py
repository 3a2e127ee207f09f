"""The rows of a snapshot, found by name as the store finds them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.queries.listed_rows import Listings
from workflows.connections.model import Connection
from workflows.incidents.model import Incident
from workflows.ownership.model import Ownership
from workflows.reporting.name_table import NamedRow, NameTable
from workflows.reporting.snapshot import Snapshot
from workflows.requests.model import ConnectorRequest


@dataclass
class MemoryRows:
    """Implements `RowSource`."""

    account: Snapshot

    def polled_at(self) -> Mapping[str, datetime]:
        return {"dev": self.account.now, "prod": self.account.now}

    def name_tables(self, _polled_at: Mapping[str, datetime]) -> Sequence[NameTable]:
        connections = tuple(NamedRow(one.id, one.name, one.service) for one in self.account.connections)
        in_development = {one.id for one in self.account.connections if one.group_id != "prod"}
        waiting = [
            NamedRow(one.id, one.dataset, one.answers.service)
            for one in self.account.requests
            if not one.is_closed and one.connection_id not in in_development
        ]
        return NameTable(connections), NameTable(tuple(waiting))

    def connections(self, ids: Collection[str]) -> Sequence[Connection]:
        return [one for one in self.account.connections if one.id in ids]

    def connections_with_owners(self, ids: Collection[str]) -> tuple[Sequence[Connection], Mapping[str, Ownership]]:
        return self.connections(ids), self.account.owners

    def requests_about(self, ids: Collection[str], names: Collection[str]) -> Sequence[ConnectorRequest]:
        return [
            one
            for one in self.account.requests
            if one.id in ids or one.connection_id in ids or (one.connection_id and one.dataset in names)
        ]

    def requests_of(self, requester_id: str | None, tickets: Sequence[str]) -> Sequence[ConnectorRequest]:
        return [
            one
            for one in self.account.requests
            if one.requester == requester_id or (one.ticket and one.ticket.key in tickets)
        ]

    @property
    def listings(self) -> Listings:
        raise NotImplementedError("a listing is read from a database")

    def open_incidents(self, connection_ids: Collection[str]) -> Sequence[Incident]:
        return [one for one in self.account.incidents if one.connection_id in connection_ids and not one.is_over]

    def ended_incidents(self, since: datetime) -> Sequence[Incident]:
        return [one for one in self.account.incidents if one.ended_at and one.ended_at >= since]
