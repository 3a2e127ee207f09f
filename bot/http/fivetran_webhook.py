"""Receive Fivetran's webhooks, each of which can trigger a poll."""

import hashlib
from collections.abc import Callable, Container
from dataclasses import dataclass, field
from typing import Any, Protocol

from bot.foreign.json_object import InvalidBody, parse_json_object
from bot.http.recent_events import RecentEvents
from workflows.connections.webhooks import WEBHOOK_EVENTS


class WebhookEvents(Protocol):
    """The events that were received, and what is known of their connections."""

    def has_event(self, fingerprint: str) -> bool:
        """Return whether an event was received before."""
        ...

    def record_event(self, group_id: str, fingerprint: str) -> bool:
        """Record an authentic event. Return whether it is new."""
        ...

    def is_healthy(self, connection_id: str) -> bool:
        """Return whether the connection worked at the last poll, without an open incident."""
        ...

    def group_of(self, connection_id: str) -> str | None:
        """Return the group of a known connection."""
        ...


@dataclass(frozen=True)
class FivetranWebhookReceiver:
    """Process webhooks whose signature is valid; `request_poll` gets the group to poll soon."""

    store: WebhookEvents
    groups: Container[str]
    request_poll: Callable[[str], None]
    recent: RecentEvents = field(default_factory=RecentEvents)

    def receive(self, body: bytes) -> None:
        """Process a body; unknown events and groups are ignored.

        In a flood, the poll that the others cause covers an event, so nothing is read or written for it.
        """
        news = _parsed(body)
        if news.get("event") not in WEBHOOK_EVENTS:
            return
        connection = _id(news.get("connection_id") or news.get("connector_id"))
        group = _id(news.get("destination_group_id") or news.get("group_id"))
        group = group or self.store.group_of(connection) or ""
        if group not in self.groups or self.recent.has_event(said := delivery_fingerprint(news, body)):
            return
        if self.recent.is_flood(group):
            self.request_poll(group)
        elif not self.store.has_event(said):
            self._receive_new(news, group, connection, said)
        self.recent.add_event(said)

    def _receive_new(self, news: dict[str, Any], group: str, connection: str, said: str) -> None:
        if not (_is_successful_sync(news) and self.store.is_healthy(connection)):
            self.request_poll(group)
        # Last: after a crash before this line, Fivetran delivers the event again.
        self.store.record_event(group, said)


def delivery_fingerprint(news: dict[str, Any], body: bytes) -> str:
    """Return a hash that is the same for each delivery of an event."""
    sync, status = news.get("sync_id"), _status(news)
    said = f"{news['event']} {sync} {status}".encode(errors="backslashreplace") if sync else body
    return hashlib.sha256(said).hexdigest()


def _id(value: object) -> str:
    """Return an id; an empty string for what can't be one, which no database takes as text."""
    return value if isinstance(value, str) and value.isascii() and value.isprintable() else ""


def _is_successful_sync(news: dict[str, Any]) -> bool:
    """Return whether a sync succeeded, which changes nothing for a healthy connection."""
    return news["event"] == "sync_end" and _status(news) == "SUCCESSFUL"


def _status(news: dict[str, Any]) -> object:
    data = news.get("data")
    return data.get("status") if isinstance(data, dict) else None


def _parsed(body: bytes) -> dict[str, Any]:
    try:
        return parse_json_object(body)
    except InvalidBody:
        return {}
