"""Read the list of a group: only connections whose fingerprint changed are parsed.

A fingerprint is a hash of the fields that the parser sees. It sees no others, so that nothing can change unnoticed.
Left out is what Fivetran documents and the bot doesn't use: `service_version`, `connected_by`, `daily_sync_time`,
`data_delay_*`, everything about the network, and `source_sync_details`.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from bot.fivetran.parsing import parse_connection
from bot.foreign.fields import Fields
from bot.foreign.items import ForeignItems, item_id
from workflows.connections.model import Connection, ConnectionListing

CONNECTION_FIELDS = (
    "id",
    "group_id",
    "service",
    "schema",
    "paused",
    "created_at",
    "succeeded_at",
    "failed_at",
    "schedule_type",
    "sync_frequency",
    "pause_after_trial",
    "status",
)
STATUS_FIELDS = (
    "setup_state",
    "sync_state",
    "update_state",
    "is_historical_sync",
    "schema_status",
    "rescheduled_for",
    "tasks",
    "warnings",
)


@dataclass
class GroupReading:
    """One reading of a group. The last occurrence of a connection counts, since pages can shift meanwhile."""

    known: Mapping[str, str | None]
    connections: dict[str, Connection] = field(default_factory=dict)
    fingerprints: dict[str, str] = field(default_factory=dict)
    unchanged_ids: set[str] = field(default_factory=set)

    def changed(self, items: Iterable[object]) -> Iterator[object]:
        """Yield the items that have to be parsed, reduced to the fields that matter."""
        for item in items:
            reduced = reduce_item(item)
            fingerprint = compute_fingerprint(reduced)
            connection_id = item_id(item)
            if fingerprint is not None and self.known.get(connection_id) == fingerprint:
                self.unchanged_ids.add(connection_id)
                self.connections.pop(connection_id, None)
            else:
                yield reduced

    def parse(self, fields: Fields) -> None:
        """Parse a connection. One with an odd field gets no fingerprint, so that each poll names it."""
        connection = parse_connection(fields)
        self.unchanged_ids.discard(connection.id)
        self.connections[connection.id] = connection
        self.fingerprints.pop(connection.id, None)
        fingerprint = compute_fingerprint(fields.raw)
        if fingerprint and not fields.odd:
            self.fingerprints[connection.id] = fingerprint


def read_listing(
    foreign: ForeignItems, items: Iterable[object], known: Mapping[str, str | None], place: str
) -> ConnectionListing:
    """Read the items of a group, page by page. Those that can't be read are recorded in `foreign`."""
    reading = GroupReading(known)
    left_out = foreign.read_list("connection", reading.changed(items), reading.parse, place=place).left_out
    unreadable_ids = [one.id for one in left_out]
    return ConnectionListing(
        list(reading.connections.values()),
        frozenset(filter(None, unreadable_ids)),
        all(unreadable_ids),
        frozenset(reading.unchanged_ids),
        reading.fingerprints,
    )


def reduce_item(item: object) -> object:
    """Return an item with the fields that matter, in a fixed order; anything but an object as it is."""
    if not isinstance(item, dict):
        return item
    reduced = {name: item[name] for name in CONNECTION_FIELDS if name in item}
    status = reduced.get("status")
    if isinstance(status, dict):
        reduced["status"] = {name: status[name] for name in STATUS_FIELDS if name in status}
    return reduced


def compute_fingerprint(reduced: object) -> str | None:
    """Return a hash of a reduced item; None if it is nested too deeply."""
    try:
        text = repr(reduced)  # the same in each process, twice as fast as JSON, and never fails to encode
    except RecursionError:
        return None
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()
