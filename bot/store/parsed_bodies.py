"""Parse a body once: the same text is the same value, however often it is read, and values never change."""

from functools import lru_cache
from typing import Any

from sqlalchemy import Text, cast

from bot.store.connection_states import CONNECTION_ADAPTER
from bot.store.incident_rows import INCIDENT_ADAPTER
from bot.store.requests import REQUEST_ADAPTER
from workflows.connections.model import Connection
from workflows.incidents.model import Incident
from workflows.requests.model import ConnectorRequest

KEPT_BODIES = 2_000
"""Of each kind: more than a listing reads at 20,000 connections, about ten megabytes."""


def body_text(body: Any) -> Any:
    """Select a body as the text that is stored."""
    return cast(body, Text)


@lru_cache(KEPT_BODIES)
def connection_of_text(text: str) -> Connection:
    """Parse the body of a connection."""
    return CONNECTION_ADAPTER.validate_json(text)


@lru_cache(KEPT_BODIES)
def request_of_text(text: str) -> ConnectorRequest:
    """Parse the body of a request."""
    return REQUEST_ADAPTER.validate_json(text)


@lru_cache(KEPT_BODIES)
def incident_of_text(text: str) -> Incident:
    """Parse the body of an incident."""
    return INCIDENT_ADAPTER.validate_json(text)
